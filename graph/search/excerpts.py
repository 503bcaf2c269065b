"""The part of a passage that shows where words stand in it."""

from dataclasses import dataclass

from graph.model import Span
from graph.search.words import marks

MOST = 280  # characters of an excerpt

_BEFORE = 80  # characters that it shows before the first mark, at most
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text.

    :ivar marks: where the words stand, in order
    """

    text: str
    marks: tuple[Span, ...]


def excerpt(
    text: str, wanted: tuple[str, ...], most: int = MOST, *, typing: bool = False
) -> Excerpt:
    """The part of a text around the first of the words, with all of them marked.

    :param wanted: the words, as `asked` gives them
    :param most: characters of it, beside the ellipses
    :param typing: whether each word may still be at its beginning, however short

    >>> excerpt("Le Canada et la France ont lancé cette initiative.", ("france",), 22)
    Excerpt(text='…et la France ont lancé…', marks=(Span(start=7, end=13),))
    """
    found = marks(text, wanted, typing=typing)
    start = _start(text, found, most)
    end = _end(text, start, most)
    before = _ELLIPSIS if start else ""
    after = _ELLIPSIS if end < len(text) else ""
    shift = len(before) - start
    kept = tuple(
        Span(mark.start + shift, mark.end + shift)
        for mark in found
        if start <= mark.start and mark.end <= end
    )
    return Excerpt(f"{before}{text[start:end]}{after}", kept)


def _start(text: str, found: tuple[Span, ...], most: int) -> int:
    """The beginning of a word, not too far before the first mark."""
    first = found[0].start if found else 0
    if len(text) <= most or first <= min(_BEFORE, most // 2):
        return 0
    before = max(min(first - min(_BEFORE, most // 2), len(text) - most), 0)
    space = text.find(" ", before, first)
    return space + 1 if space >= 0 else before


def _end(text: str, start: int, most: int) -> int:
    """The end of a word."""
    if len(text) - start <= most:
        return len(text)
    space = text.rfind(" ", start, start + most + 1)
    return space if space > start else start + most
