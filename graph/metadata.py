"""What a text says of itself: title, date, publisher, place, kind, number, language."""

import csv
import re
from collections.abc import Iterator
from functools import cache

import ontology
from graph.dates import DateMention, dates
from graph.model import Metadata, Span
from graph.plain import plain
from graph.segment import Block, BlockKind, Segments, segment

_LABEL = re.compile(
    r"(?:date|mise en ligne|publi[ée] le|date de publication|published(?: on)?|posted(?: on)?|paru le"
    r"|issued(?: on)?|le|on)\s*:?\s*(?:le\s+|on\s+)?",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^(?:<[^<>]*>|\W)*(?:date \S+\s)?(?P<place>[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?),?\s(?:(?:le|on|the)\s)?$"
)
_NO_PLACE = re.compile(
    r"le|la|les|en|à|au|du|in|at|from|since|by|depuis|dès|date|publi\w*|mise?|posted|issued|updated|released|on|the|(?:lun|mar|mercre|jeu|vendre|same)di"
    r"|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\w)[Nn](?:°|º|o\.)\s?(?P<number>\d[\d./-]*)")
_MASTHEAD = re.compile(
    r"(?:minist[eè]re|secr[ée]tariat d['’][ée]tat|premier ministre|gouvernement|pr[ée]sidence"
    r"|commission|ministry|department|office of|the white house|prime minister)\b",
    re.IGNORECASE,
)
# Newswires end a press release so: `SOURCE Ministry of Ports`.
_SOURCE = re.compile(r"^SOURCE ?:?[ \t]+(?P<name>[A-ZÀ-Þ][^;\n]{3,90}?)[ \t.]*$", re.MULTILINE)
_KINDS = tuple(
    (kind, re.compile(rf"\W*(?:[\w'’ –-]{{0,40}}\s)?(?:{words})\b", re.IGNORECASE))
    for kind, words in (
        ("PressRelease", r"communiqu[ée] de presse|press release|news release|fact sheet"),
        (
            "StatementText",
            r"d[ée]claration|statement|communiqu[ée]|declaration|pays signataires|signatories",
        ),
    )
)
_VOICE = re.compile(r"[nwNW](?<!\w[nwNW])(?i:(?<=n)ous|(?<=w)e)\s+\w+")


@cache
def _common_words() -> dict[str, frozenset[str]]:
    """The commonest short words of each language, by which a text's language is told."""
    with ontology.path("lexicon/function-words.csv").open(encoding="utf8", newline="") as file:
        words: dict[str, set[str]] = {"fr": set(), "en": set()}
        for row in csv.DictReader(file):
            if row["role"] != "lead":
                words[row["language"]].update(w for w in row["words"].split("|") if w.isalpha())
    common = words["fr"] & words["en"]
    return {language: frozenset(found - common) for language, found in words.items()}


_NEAR = 160  # characters from the head of a line within which a date may label the text


def language(text: str) -> str:
    """`fr` or `en`, whichever has more of its common words in the text.

    >>> language("We welcome the statement of the leaders"), language("Le sommet de Paris")
    ('en', 'fr')
    """
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {
        code: sum(map(common.__contains__, words)) for code, common in _common_words().items()
    }
    return "en" if counts["en"] > counts["fr"] else "fr"


def metadata(text: str, *, html: bool = False) -> Metadata:
    """What a text says of itself; what it does not say is empty.

    :param text: the text, masked
    :param html: whether it is HTML
    """
    segments = segment(text, html=html)
    head = [b for b in segments.blocks[:9] if b.kind is not BlockKind.FURNITURE]
    title = _title(text, head, segments)
    day = _date(text, segments.blocks, title)
    place = _place(text, day)
    kind, kind_span = _kind(text, head, title, segments)
    masthead = next((b.span for b in head if _is_masthead(text, b, title)), None)
    publisher = masthead or _source(text)
    number = next((m for b in head for m in _NUMBER.finditer(text, b.span.start, b.span.end)), None)
    return Metadata(
        title=_words(text, title, segments),
        title_span=title,
        date=day.edtf if day else None,
        date_span=day.span if day else None,
        publisher=_cased(_words(text, publisher, segments)) if publisher else "",
        publisher_span=publisher,
        place=place.of(text) if place else "",
        place_span=place,
        kind=kind,
        kind_span=kind_span,
        number=number["number"] if number else "",
        language=language(text),
    )


def _cased(name: str) -> str:
    """A name in capitals as it is written in a sentence."""
    return name[0] + name[1:].lower() if name.isupper() else name


def _words(text: str, span: Span | None, segments: Segments) -> str:
    return plain(text, [span], segments.residue).chars if span else ""


def _title(text: str, head: list[Block], segments: Segments) -> Span | None:
    """The title: of the blocks before the first sentence one that names a kind, else the longest."""
    fitting: list[tuple[bool, int, Span]] = []
    for block in head:
        words = _words(text, block.span, segments)
        if block.kind is BlockKind.PARAGRAPH and len(words) > 120 and _SENTENCE.search(words):
            break
        if _can_be_title(text, block, words):
            fitting.append((bool(_NAMES_A_KIND.search(words)), len(words), block.span))
    return max(fitting, key=lambda f: f[:2])[2] if fitting else None


_SENTENCE = re.compile(r"[.;,:]$|\d\.\s|^\d+\.")
_NAMES_A_KIND = re.compile(
    r"\b(?:d[ée]claration|statement|communiqu[ée]|fact sheet|charte|charter)\b", re.IGNORECASE
)
_BANNER = re.compile(
    r"official website|site officiel|skip to|aller au contenu|communiqu[ée] de presse$|press release$"
    r"|^(?:cabinet|office) (?:de|du|of)\b",
    re.IGNORECASE,
)


def _can_be_title(text: str, block: Block, words: str) -> bool:
    """Whether a block is several words that are no sentence, date, masthead, menu or banner."""
    menu = block.span.of(text).count("](") > 1 or re.search(r" [>|/] ", words)
    other = _MASTHEAD.match(words) or _BANNER.search(words) or _SENTENCE.search(words)
    size = len(words.split()) >= 4 and len(words) < 300
    return size and not (menu or other or _dated_line(text, block))


def _dated_line(text: str, block: Block) -> bool:
    """Whether a block is little more than a date."""
    line = block.span.of(text)
    return len(line) < 60 and not line.rstrip().endswith(")") and bool(dates(line))


def _date(text: str, blocks: tuple[Block, ...], title: Span | None) -> DateMention | None:
    """The date that labels the text: beside a label or a place, alone on a line, in the title.

    A full date is preferred to a month, an earlier one to a later one.
    """
    best: list[DateMention] = []
    for block in blocks:
        found = [*best, *_labelling(text, block, title)]
        best = sorted(found, key=lambda day: (-len(day.edtf), day.span))[:1]
        if best and len(best[0].edtf) == _FULL:  # no later block has a better one
            break
    return best[0] if best else None


_FULL = len("2020-06-15")


def _labelling(text: str, block: Block, title: Span | None) -> Iterator[DateMention]:
    """The dates of a block that label the text, intervals left out."""
    line, is_title = block.span.of(text), block.span == title
    # A date that labels a text stands near the head of its line, or in the title.
    for day in dates(line if is_title else line[:_NEAR]):
        before, after = line[: day.span.start], line[day.span.end :]
        moved = Span(day.span.start + block.span.start, day.span.end + block.span.start)
        label = _LABEL.fullmatch(re.sub(r"^.*[|.\n]\s*", "", before).strip() + " ")
        place = _DATELINE.search(before)
        full = len(day.edtf) == _FULL
        dateline = place and full and not _NO_PLACE.fullmatch(place["place"])
        short = len(day.edtf) > 4 and len(line) < 60 and not after.strip(" .)-–—/")
        titled = title is not None and title.contains(moved) and after.strip() == ")"
        linked = before.rstrip().endswith(")") and not after.strip() and full
        labels = label or dateline or titled or linked or (short and len(before) < 25)
        if labels and "/" not in day.edtf:
            yield DateMention(moved, day.edtf)


def _place(text: str, day: DateMention | None) -> Span | None:
    """The place of a dateline: `Paris, le 15/06/2020`."""
    if day is None:
        return None
    line_start = max(text.rfind(mark, 0, day.span.start) for mark in "\n\r") + 1
    match = _DATELINE.search(text[line_start : day.span.start])
    if not match or _NO_PLACE.fullmatch(match["place"]):
        return None
    return Span(line_start + match.start("place"), line_start + match.end("place"))


def _kind(
    text: str, head: list[Block], title: Span | None, segments: Segments
) -> tuple[str, Span | None]:
    """The kind of document, by what it calls itself; else by its voice."""
    lines = [(block.span, _words(text, block.span, segments)) for block in head]
    short = [(span, line) for span, line in lines if len(line) < 300]
    for kind, named in _KINDS:
        for span, line in short:
            if (kind == "PressRelease" or span == title) and named.match(line):
                return kind, span
    if not ("«" in text or "“" in text) and len(_VOICE.findall(text)) >= 4:
        return "StatementText", None
    return "NewsPage", None


def _is_masthead(text: str, block: Block, title: Span | None) -> bool:
    words = re.sub(r"[*_#\s]+", " ", block.span.of(text)).strip()
    plain_words = block.span != title and len(words) < 90 and ">" not in words
    return plain_words and bool(_MASTHEAD.match(words))


def _source(text: str) -> Span | None:
    """Who issued the text, where its last lines say so."""
    found = [Span(*match.span("name")) for match in _SOURCE.finditer(text, len(text) * 2 // 3)]
    return found[-1] if found else None
