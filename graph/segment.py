"""Cuts a text into blocks, quotations and sentences; nothing is changed, every piece is a span."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from graph.model import Span


class BlockKind(StrEnum):
    """What a block of lines is."""

    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list, or page furniture."""

    span: Span
    kind: BlockKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words long enough to be somebody's: with their marks, and without.

    :ivar goes_on: whether the next paragraph goes on with it, so that no mark closes it here
    """

    span: Span
    words: Span
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands.

    :ivar block: the index of its block
    :ivar section: the index of the heading's block that it stands under, or None
    :ivar quotation: the index of the quotation that it is part of, or None
    """

    span: Span
    block: int
    section: int | None = None
    quotation: int | None = None


@dataclass(frozen=True, slots=True)
class Segments:
    """A text, cut."""

    blocks: tuple[Block, ...]
    quotations: tuple[Quotation, ...]
    sentences: tuple[Sentence, ...]
    residue: tuple[Span, ...]


# Markup that stands between the words: emphasis, link targets, heading marks, HTML tags.
_RESIDUE = re.compile(
    r"""(?=[][_*\s#`<^\\]) (?: \]\([^()\s]*\) | \[(?=[^\[\]\n]{1,300}\]\() | (?<!\w)_{1,3}(?=\w) | (?<=\w)_{1,3}(?!\w)
      | \*{1,3} | ^[ \t]*\#{1,6}[^\S\r\n] | `+ | </?[A-Za-z][^<>\n]{0,300}> | (?<=\d)\^(?=\w) | \\(?=[*_#]) ) """,
    re.VERBOSE | re.MULTILINE,
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
LIST_MARKER = re.compile(r"[ \t]*(?:[-–—•▪·‣●○*]|\(?\d{1,2}\)|\(?[a-z]\)|[ivx]{1,4}\))[^\S\r\n]+")
_HEADING = re.compile(r"[ \t]*(#{1,6})[^\S\r\n]")
_BOLD = re.compile(r"\s*(?:\*\*|__)(?P<inside>.+?)(?:\*\*|__)\s*:?\s*", re.DOTALL)
_FURNITURE = re.compile(
    r"""\s*(?: -\s?30\s?- | \#{3,} | (?:partager|imprimer|share|print|haut\ de\ page|back\ to\ top
      |pour\ en\ savoir\ plus|en\ savoir\ plus|read\ more|related\ (?:links|content)|lire\ aussi
      |s['’]abonner|subscribe|t[ée]l[ée]charger.{0,30}|download.{0,30}) )\s*:?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+(?:[*_]*\s[»”]|[»”\"’')\]*_]*)(?=\s)")
_ABBREVIATION = re.compile(
    r"""(?:^|[\s('’«“\[])(?: (?:M|MM|Mme|Mmes|Mlle|Mr|Mrs|Ms|Dr|Pr|Prof|St|Ste|Hon|Sen|Rep|Gen|Gov|Jr|Sr
      |no|No|n°|art|Art|al|cf|vs|env|p|pp|vol|éd|ed|etc|Inc|Ltd|Co|Corp|approx|resp|e\.g|i\.e|p\.\s?ex
      |janv|févr|fév|avr|juil|sept|oct|nov|déc|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\.
      | (?:[A-ZÀ-Þ]\.)+ )$""",
    re.VERBOSE,
)
_NEXT = re.compile(r"\s+[\"«“‘'(\[*_]*\s*(?:[A-ZÀ-ÞŠĐČŽ0-9]|[ld]['’][A-ZÀ-Þ])")
_NUMBERED = re.compile(r"\s*\d{1,2}\.$")
_HEAD = 32  # characters, more than any abbreviation has
# A speaker may be quoted over several paragraphs, each opened again and only the last closed.
_QUOTATION = re.compile(
    r"«(?P<fr>[^«»]{2,6000})(?:»|(?<=\n)(?=«))|“(?P<en>[^“”]{2,6000})(?:”|(?<=\n)(?=“))"
    r"|\"(?P<plain>[^\"\n]{2,6000})(?:\"|(?=\n\s{0,9}\"))"
)
_LONG = 6  # words from which a quotation is somebody's words and no title or term


@lru_cache(maxsize=2)  # a text is cut for its metadata and again for its statements
def segment(text: str, *, html: bool = False) -> Segments:
    r"""Blocks, quotations and sentences of a text; of HTML those of its words.

    >>> text = "M. Roy a dit : « Nous avons signé. »\n\n- Un point;\n- L'autre."
    >>> [s.span.of(text) for s in segment(text).sentences]
    ['M. Roy a dit : « Nous avons signé. »', '- Un point;', "- L'autre."]
    """
    residue = tuple(merged(sorted(_residue(text, html))))
    blocks = tuple(_blocks(_broken_at_tags(text) if html else text))
    quotations = tuple(_quotations(text, blocks))
    return Segments(blocks, quotations, tuple(_sentences(text, blocks, quotations)), residue)


# What an HTML file holds beside its words: scripts, styles, comments, head and menus.
_UNREAD = re.compile(
    r"<!--.*?-->|<!doctype[^>]*>|<(script|style|noscript|template|svg|head|nav|footer)\b.*?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|li|ul|ol|dl|dd|dt|h[1-6]|br|hr|tr|td|th|table|section|article|aside|header|main|figure"
    r"|figcaption|blockquote|pre|address|body|html|title|form|button)\b[^<>]*>",
    re.IGNORECASE,
)


def _residue(text: str, html: bool) -> Iterator[Span]:
    yield from (Span(*m.span()) for m in _RESIDUE.finditer(text))
    if html:
        yield from (Span(*m.span()) for m in _UNREAD.finditer(text))


def merged(spans: list[Span]) -> Iterator[Span]:
    """The stretches that sorted spans cover together, none touching another."""
    last: Span | None = None
    for span in spans:
        if last and span.start <= last.end:
            last = Span(last.start, max(last.end, span.end))
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def _broken_at_tags(text: str) -> str:
    """A copy of an HTML text of the same length, its unread parts blank, its blocks on lines.

    Line breaks of the file mean nothing in HTML; the tags of blocks do.
    """
    flat = _UNREAD.sub(lambda m: " " * len(m[0]), text).translate({10: " ", 13: " "})
    lines = _BLOCK_TAG.sub(lambda m: "\n" + " " * (len(m[0]) - 2) + "\n", flat)
    return re.sub(r"<[^<>]*>", lambda m: " " * len(m[0]), lines)


def _blocks(text: str) -> Iterator[Block]:
    lines = [Span(*m.span()) for m in _LINE.finditer(text) if m.end() > m.start()]
    width = max((line.end - line.start for line in lines), default=0)
    group: list[Span] = []
    for line in lines:
        if not line.of(text).strip():
            yield from _block(text, group)
            group = []
        elif group and not _continues(text, group[-1], line, width):
            yield from _block(text, group)
            group = [line]
        else:
            group.append(line)
    yield from _block(text, group)


def _continues(text: str, before: Span, line: Span, width: int) -> bool:
    """Whether a line goes on with the paragraph of the line before it.

    :param width: the length of the text's longest line; a text whose lines were broken at a
        width has none longer than 110 characters
    """
    first, second = before.of(text).rstrip("\r\n"), line.of(text)
    if LIST_MARKER.match(second) or _HEADING.match(first) or _HEADING.match(second):
        return False
    if first.endswith("  "):
        return True
    ended = re.search(r"[.;:!?»”…]\W*$", first.rstrip())
    begins_low = re.match(r"\s*[\[(*_«“]*[a-zà-ÿ]", second)
    word = len(second.split(maxsplit=1)[0])
    broken = width <= 110 and len(first.strip()) + word >= 0.85 * width > 40
    return not ended and (bool(begins_low) or broken)


def _block(text: str, lines: list[Span]) -> Iterator[Block]:
    if not lines:
        return
    start, end = lines[0].start, lines[-1].end
    words = text[start:end]
    start += len(words) - len(words.lstrip("\ufeff").lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        span = Span(start, end)
        yield Block(span, *_kind(span.of(text)))


def _kind(words: str) -> tuple[BlockKind, int]:
    if _FURNITURE.fullmatch(words):
        return BlockKind.FURNITURE, 0
    if mark := _HEADING.match(words):
        return BlockKind.HEADING, len(mark[1])
    bold = _BOLD.fullmatch(words)
    if bold and len(words) < 250 and not re.search(r"[.;]\s*$", bold["inside"]):
        return BlockKind.HEADING, 6
    if LIST_MARKER.match(words):
        return BlockKind.ITEM, 0
    if words.endswith(":") and len(words) < 60:
        return BlockKind.HEADING, 7
    return BlockKind.PARAGRAPH, 0


def _quotations(text: str, blocks: tuple[Block, ...]) -> Iterator[Quotation]:
    goes_on = False
    for match in _QUOTATION.finditer(text):
        group = match.lastgroup or "fr"
        start, end = match.span(group)
        words = text[start:end]
        went_on, goes_on = goes_on, end == match.end()
        if len(words.split()) < (1 if went_on or goes_on else _LONG):
            continue
        start += len(words) - len(words.lstrip(" \t\u00a0\u202f*_"))
        end -= len(words) - len(words.rstrip(" \t\u00a0\u202f*_" + "\r\n" * goes_on))
        yield Quotation(
            Span(match.start(), end if goes_on else match.end()), Span(start, end), goes_on
        )


def _sentences(
    text: str, blocks: tuple[Block, ...], quotations: tuple[Quotation, ...]
) -> Iterator[Sentence]:
    section: int | None = None
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.FURNITURE:
            continue
        if block.kind is BlockKind.HEADING:
            section = index
        inside = [(n, q) for n, q in enumerate(quotations) if block.span.contains(q.span)]
        for span in _split(text, block.span, [q.span for _, q in inside]):
            yield Sentence(span, index, section)
        for number, quotation in inside:
            for span in _split(text, quotation.words, []):
                yield Sentence(span, index, section, number)


def _split(text: str, span: Span, whole: list[Span]) -> Iterator[Span]:
    """The sentences of a span; the spans given as whole are not cut inside."""
    start = span.start
    for match in _END.finditer(text, span.start, span.end):
        inside = any(q.start < match.end() < q.end for q in whole)
        # What precedes the end decides; the whole sentence at each end would be read too often.
        head = text[max(start, match.end() - _HEAD) : match.end()]
        is_number = match.end() - start < _HEAD and _NUMBERED.fullmatch(head)
        if inside or is_number or _ABBREVIATION.search(head):
            continue
        if _NEXT.match(text, match.end()):
            yield Span(start, match.end())
            rest = text[match.end() : span.end]
            start = match.end() + len(rest) - len(rest.lstrip())
    if start < span.end:
        yield Span(start, span.end)
