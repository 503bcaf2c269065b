"""A text cut into pieces, each with all that is marked there; put together they are the text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from markupsafe import Markup, escape

from graph.marked import Marked
from graph.model import Mark, Span
from graph.segment import Block, BlockKind
from server.quoted import Piece as Words

_MASKED = re.compile("█+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters in which the same is marked from the first to the last.

    :ivar mark: the shortest mention that they are in
    :ivar facts: the digests of the statements that they are words of
    :ivar is_silent: they are in a sentence that tells no statement
    :ivar is_hidden: they are markup between the words
    :ivar is_masked: they stand for a contact detail
    :ivar is_lit: they are chosen
    """

    span: Span
    words: str
    mark: Mark | None = None
    facts: tuple[str, ...] = ()
    is_silent: bool = False
    is_hidden: bool = False
    is_masked: bool = False
    is_lit: bool = False


class Element(StrEnum):
    """How a paragraph is drawn."""

    HEADING = "h3"
    ITEM = "li"
    PARAGRAPH = "p"


_ELEMENTS = {BlockKind.HEADING: Element.HEADING, BlockKind.ITEM: Element.ITEM}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a text and what stands between it and the next.

    :ivar level: of a heading, 1 to 7
    :ivar is_furniture: it belongs to the page that the text was taken from
    :ivar gap: the white space, or the markup, behind it
    """

    element: Element
    level: int
    is_furniture: bool
    pieces: tuple[Piece, ...]
    gap: str

    @property
    def is_blank(self) -> bool:
        """Whether what stands behind it is white space alone."""
        return not self.gap.strip()


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs, or the items of one list.

    :ivar is_list: whether all of them are items
    """

    is_list: bool
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A part of a text, ready to be drawn.

    :ivar before: what stands before the first paragraph
    """

    span: Span
    before: str
    sections: tuple[Section, ...]

    @property
    def first_lit(self) -> int:
        """Where the first words stand that are lit and seen; -1: there are none."""
        return next((piece.span.start for piece in self._pieces() if _is_seen_lit(piece)), -1)

    def _pieces(self) -> Iterator[Piece]:
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield from paragraph.pieces


def _is_seen_lit(piece: Piece) -> bool:
    return piece.is_lit and not piece.is_hidden


def exact(words: str) -> Markup:
    r"""Words of a text as HTML that a browser reads as the very same characters.

    A browser would read a carriage return as a line feed, and leave out a null
    (https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream).

    >>> exact("a < b\r\n")
    Markup('a &lt; b&#13;\n')
    """
    escaped = str(escape(words)).replace("\r", "&#13;").replace("\0", "\ufffd")
    return Markup(escaped)  # noqa: S704


def column(marked: Marked, part: Span, lit: Sequence[Span] = ()) -> Column:
    """A part of a text in paragraphs and pieces; joined in their order they are the part.

    :param lit: the words that are chosen
    """
    blocks = [block for block in marked.blocks if part.contains(block.span)]
    cutter = _Cutter(marked, part, tuple(lit))
    edges = [block.span.start for block in blocks] + [part.end]
    paragraphs = [
        _paragraph(block, cutter, marked.text[block.span.end : edge])
        for block, edge in zip(blocks, edges[1:], strict=True)
    ]
    return Column(part, marked.text[part.start : edges[0]], tuple(_sections(paragraphs)))


def _paragraph(block: Block, cutter: "_Cutter", gap: str) -> Paragraph:
    return Paragraph(
        _ELEMENTS.get(block.kind, Element.PARAGRAPH),
        block.level,
        block.kind is BlockKind.FURNITURE,
        tuple(cutter.pieces(block.span)),
        gap,
    )


def _sections(paragraphs: Iterable[Paragraph]) -> Iterator[Section]:
    items: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.element is Element.ITEM:
            items.append(paragraph)
            continue
        if items:
            yield Section(True, tuple(items))
            items = []
        yield Section(False, (paragraph,))
    if items:
        yield Section(True, tuple(items))


class _Cutter:
    """Cuts blocks of a part of a text."""

    def __init__(self, marked: Marked, part: Span, lit: tuple[Span, ...]) -> None:
        self._text = marked.text
        self._lit = lit
        self._marks = [mark for mark in marked.marks if mark.span.overlaps(part)]
        self._residue = [span for span in marked.residue if span.overlaps(part)]
        self._silent = [span for span in marked.silent if span.overlaps(part)]
        self._told = [
            (span, told.digest)
            for told in marked.told
            for span in told.evidence
            if span.overlaps(part)
        ]

    def pieces(self, whole: Span) -> Iterator[Piece]:
        """The pieces of a span, in order."""
        marks = [mark for mark in self._marks if mark.span.overlaps(whole)]
        told = [(span, digest) for span, digest in self._told if span.overlaps(whole)]
        silent, residue, lit = (
            [span for span in spans if span.overlaps(whole)]
            for spans in (self._silent, self._residue, self._lit)
        )
        masked = [Span(*m.span()) for m in _MASKED.finditer(self._text, *whole)]
        spans = (*(m.span for m in marks), *(s for s, _ in told))
        for piece in _cut(whole, (*spans, *silent, *residue, *masked, *lit)):
            yield Piece(
                piece,
                piece.of(self._text),
                _shortest(mark for mark in marks if mark.span.contains(piece)),
                tuple(sorted({digest for span, digest in told if span.contains(piece)})),
                _is_in(silent, piece),
                _is_in(residue, piece),
                _is_in(masked, piece),
                _is_in(lit, piece),
            )


def _shortest(marks: Iterable[Mark]) -> Mark | None:
    return min(marks, key=lambda mark: (mark.span.end - mark.span.start, mark), default=None)


def _is_in(spans: Iterable[Span], piece: Span) -> bool:
    return any(span.contains(piece) for span in spans)


def quoted(marked: Marked, passage: Span, evidence: Iterable[Span]) -> tuple[Words, ...]:
    """A sentence without markup, the words of a statement marked."""
    inside = [span for span in evidence if span.overlaps(passage)]
    residue = [span for span in marked.residue if span.overlaps(passage)]
    return tuple(
        Words(piece.of(marked.text), _is_in(inside, piece))
        for piece in _cut(passage, (*inside, *residue))
        if not _is_in(residue, piece)
    )


def _cut(whole: Span, spans: Iterable[Span]) -> Iterator[Span]:
    """A span, cut wherever others that overlap it begin or end."""
    edges = {whole.start, whole.end}
    for span in spans:
        edges |= {max(span.start, whole.start), min(span.end, whole.end)}
    yield from (Span(start, end) for start, end in pairwise(sorted(edges)))
