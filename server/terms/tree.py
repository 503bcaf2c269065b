"""A picture of the class hierarchy: where each class and each line stands, in pixels.

A class stands right of the one above it, in the row of its first; those below a class stand under one
another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from server.messages import in_language
from server.terms.read import Ontology, Term

# Pixels of a row, of the gap between columns, and around the picture.
_ROW, _GAP, _MARGIN = 26, 36, 12

# Pixels of letters at 14 pixels, in the widest of the typefaces that a page may be shown in.
_NARROW, _SLIM, _WIDE = "ijlI'’.,", "frt -", "mwMW"
_PLAIN_WIDTH = 8.8
_WIDTHS = {
    **dict.fromkeys(_NARROW, 4.2),
    **dict.fromkeys(_SLIM, 5.8),
    **dict.fromkeys(_WIDE, 13.0),
}


# The kinds by which things are coloured, by the widest class of each.
_KINDS = {
    "Agent": "agent",
    "Event": "event",
    "Instrument": "instrument",
    "Person": "person",
    "Place": "place",
    "Post": "post",
    "Situation": "situation",
    "TimeSpan": "time",
    "Topic": "topic",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A class in the picture: its left edge, the middle of its row, its width, in pixels.

    :ivar kind: of the things in it, by which it is coloured; empty: none
    """

    name: str
    words: str
    left: int
    middle: int
    width: int
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """From the right end of a class to the left end of one below it, in pixels.

    :ivar bend: where it goes up or down
    """

    left: int
    top: int
    bend: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, with its size in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(ontology: Ontology, language: str) -> Drawing:
    """The class hierarchy, with labels in a language.

    A class that lies below several of ours stands below each.
    """
    classes = ontology.of_kind("class", language)
    labels = {term.name: in_language(term.label, language).text for term in classes}
    order = list(labels)
    below = {term.name: _below(term, order) for term in classes}
    roots = [term.name for term in classes if "above" not in term.links]
    pen = _Pen(labels, below, _columns(roots, labels, below))
    for root in roots:
        pen.place(root, 0)
    return Drawing(
        width=max(box.left + box.width for box in pen.boxes) + _MARGIN,
        height=pen.rows * _ROW + 2 * _MARGIN,
        boxes=tuple(pen.boxes),
        lines=tuple(pen.lines),
    )


def _below(term: Term, order: list[str]) -> list[str]:
    return sorted((narrower.name for narrower in term.links.get("below", ())), key=order.index)


def _columns(
    roots: list[str], labels: Mapping[str, str], below: Mapping[str, list[str]]
) -> list[int]:
    """The left edge of each column: right of the widest class of the column before."""
    edges, left, column = [], _MARGIN, roots
    while column:
        edges.append(left)
        left += max(_width(labels[name]) for name in column) + _GAP
        column = [name for above in column for name in below[above]]
    return edges


def _width(words: str) -> int:
    return round(sum(_WIDTHS.get(letter, _PLAIN_WIDTH) for letter in words)) + 16


class _Pen:
    def __init__(
        self, labels: Mapping[str, str], below: Mapping[str, list[str]], columns: list[int]
    ) -> None:
        self._labels, self._below, self._columns = labels, below, columns
        self.boxes: list[Box] = []
        self.lines: list[Line] = []
        self.rows = 0

    def place(self, name: str, depth: int, kind: str = "") -> Box:
        """Draw a class, and before it all that lie below it; it stands in the row of the first."""
        kind = _KINDS.get(name, kind)
        inner = [self.place(narrower, depth + 1, kind) for narrower in self._below[name]]
        middle = inner[0].middle if inner else self._next_row()
        words = self._labels[name]
        box = Box(name, words, self._columns[depth], middle, _width(words), kind)
        self.boxes.append(box)
        right = box.left + box.width
        self.lines += (
            Line(right, middle, other.left - _GAP // 2, other.left, other.middle) for other in inner
        )
        return box

    def _next_row(self) -> int:
        self.rows += 1
        return _MARGIN + self.rows * _ROW - _ROW // 2
