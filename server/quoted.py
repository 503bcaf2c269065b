"""Words of a text as a page shows them: without what Markdown leaves, with some of them marked."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graph.model import Span

# Signs that stand in a text for how it looked: emphasis, the frame of a link, headings, a raised
# ending as in 32^e, stretches that are masked, line breaks.
_RESIDUE = re.compile(
    r"\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)"
    r"|\[?█[█\s]*\]?(?:\([█\s]*\))?[ /]*"
    r"|\]\([^)\s]*\)|\[(?=[^\]]*\]\()"
    r"|^#{1,6} |\^(?=\w{1,3}\b)|\\(?=[^\w\s])",
    re.MULTILINE,
)
_SPACE = re.compile(r"\s+")


class Piece(NamedTuple):
    """Words of a text; those that are marked are what is searched for, or what says a fact."""

    text: str
    is_marked: bool = False


def pieces(text: str, marks: Iterable[Span]) -> tuple[Piece, ...]:
    r"""A text cut where its marks begin and end, without residue; its words are in order.

    >>> pieces("**Le PMIA** de la\n[France](#)", [Span(18, 26)])
    (Piece(text='Le PMIA de la ', is_marked=False), Piece(text='France', is_marked=True))

    :param marks: in order, none over another; in characters of the text
    """
    residue = [Span(*match.span()) for match in _RESIDUE.finditer(text)]
    made = (
        Piece(_SPACE.sub(" ", _kept(text, stretch, residue)), is_marked)
        for stretch, is_marked in _stretches(len(text), marks)
    )
    return tuple(_joined(piece for piece in made if piece.text))


def plainly(text: str) -> str:
    r"""A text on one line, without residue.

    >>> plainly("**SECRETARIAT  \nCHARGÉ** [de l’IA](#)")
    'SECRETARIAT CHARGÉ de l’IA'
    """
    return "".join(piece.text for piece in pieces(text, ())).strip()


def clipped(words: str, most: int) -> str:
    """Words of at most so many characters, `…` for the rest.

    >>> clipped("Sommet de Paris", 9)
    'Sommet d…'
    """
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _stretches(length: int, marks: Iterable[Span]) -> Iterator[tuple[Span, bool]]:
    reached = 0
    for mark in marks:
        yield Span(reached, mark.start), False
        yield Span(mark.start, mark.end), True
        reached = mark.end
    yield Span(reached, length), False


def _kept(text: str, stretch: Span, residue: Iterable[Span]) -> str:
    kept, reached = [], stretch.start
    for start, end in residue:
        if start >= stretch.end or end <= stretch.start:
            continue
        kept.append(text[reached : max(start, reached)])
        reached = min(end, stretch.end)
    return "".join([*kept, text[reached : stretch.end]])


def _joined(found: Iterable[Piece]) -> Iterator[Piece]:
    """No two spaces where residue went, and none at the beginning."""
    is_open = True
    for text, is_marked in found:
        words = text.removeprefix(" ") if is_open else text
        if words:
            yield Piece(words, is_marked)
            is_open = words.endswith(" ")
