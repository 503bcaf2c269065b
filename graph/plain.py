"""The words of a stretch of text as one plain line, each character with its place in the text."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from operator import attrgetter
from typing import NamedTuple

from graph.model import Span

_MARKS = (*((mark, "'") for mark in "’‘ʼ´`"), *((mark, '"') for mark in "“”„"), ("\u2011", "-"))


@dataclass(frozen=True, slots=True)
class Plain:
    """A line without markup, line breaks or double spaces.

    :ivar chars: the characters; quotes and hyphens are plain, letters as in the text
    :ivar offsets: for each of them, where it stands in the text
    """

    chars: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Where in the text the characters from `start` to `end` (excluded) stand."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


ITEM = "•"  # stands before each item of a list in a line made of several pieces


def plain(text: str, pieces: Iterable[Span], residue: tuple[Span, ...] = ()) -> Plain:
    r"""The pieces of a text as one line, joined by ` • `, without the residue.

    >>> line = plain("Le **PMIA**,\nde [l’Inria](#)", [Span(0, 28)], (Span(3, 5), Span(9, 11)))
    >>> line.chars
    "Le PMIA, de [l'Inria](#)"
    >>> line.span(3, 7)
    Span(start=5, end=9)
    """
    chars: list[str] = []
    offsets: list[int] = []
    for piece in pieces:
        if chars:
            joint = f"{ITEM} " if chars[-1].endswith(" ") else f" {ITEM} "
            chars.append(joint)
            offsets.extend([offsets[-1]] * len(joint))
        for start, end in _kept(residue, piece):
            _extend(text, start, end, chars, offsets)
    words = _marked("".join(chars)).rstrip(" ")
    return Plain(words, tuple(offsets[: len(words)]))


_end = attrgetter("end")


def _kept(residue: tuple[Span, ...], piece: Span) -> Iterator[tuple[int, int]]:
    """The stretches of a piece between its residue; residue is sorted, none overlapping another."""
    at = piece.start
    for index in range(bisect_right(residue, at, key=_end), len(residue)):
        span = residue[index]
        if span.start >= piece.end:
            break
        if at < span.start:
            yield at, span.start
        at = max(at, span.end)
    if at < piece.end:
        yield at, piece.end


_PART = re.compile(
    r"(?P<entity>&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,10}\d{0,2});)|(?P<blank>\s+)|(?P<nothing>[\u00ad\u200b\ufeff]+)"
    r"|(?:[^\s&\u00ad\u200b\ufeff]+(?: [^\s&\u00ad\u200b\ufeff]+)*|&)"
)


def _extend(text: str, start: int, end: int, chars: list[str], offsets: list[int]) -> None:
    """Adds a stretch of the text to a line: blanks as one, an HTML reference as what it stands for."""
    for part in _PART.finditer(text, start, end):
        kind = part.lastgroup
        if kind is None:
            chars.append(part[0])
            offsets.extend(range(*part.span()))
        elif kind == "blank":
            if chars and not chars[-1].endswith(" "):
                chars.append(" ")
                offsets.append(part.start())
        elif kind == "entity":
            chars.append(unescape(part[0])[:1] or " ")
            offsets.append(part.start())


def _marked(words: str) -> str:
    """Words with plain quotes and hyphens."""
    if not words.isascii() or "`" in words:
        for mark, plain_mark in _MARKS:
            words = words.replace(mark, plain_mark)
    return words


_TOKEN = re.compile(
    r"[ldnsjmtcLDNSJMTC]'(?=\w)|[qQjJlLpP](?:u|usqu|orsqu|uisqu)'(?=\w)"
    r"|[Aa]ujourd'hui|[A-Z]\.(?:[A-Z]\.)+|\w++(?:-\w+)*|[^\w\s]"
)


_NOT = re.compile(r"\w+?(?=n't\b)|n't\b|" + _TOKEN.pattern)
_FIRST = str.maketrans("éèêàâäîïôöûüùç", "eeeaaaiioouuuc")


def lower(word: str) -> str:
    """A word in small letters, its first letter without accent (but *à* alone keeps its own).

    >>> lower("État"), lower("Etat"), lower("à"), lower("Énergie")
    ('etat', 'etat', 'à', 'energie')
    """
    low = word.lower()
    return low if len(low) < 2 else low[0].translate(_FIRST) + low[1:]


class Token(NamedTuple):
    """A word or a mark of a plain line, half-open.

    :ivar low: the word in small letters, without the accent of a capital: `État` and `Etat` agree
    :ivar capital: whether the word begins with a capital letter
    """

    start: int
    end: int
    word: str
    low: str
    capital: bool


@lru_cache(maxsize=65536)
def _seen(word: str) -> tuple[str, str, bool]:
    return word, lower(word), word[0].isupper()


def tokens(chars: str) -> tuple[Token, ...]:
    """The words and marks of a plain line.

    >>> [t.word for t in tokens("l'IA, aujourd'hui")]
    ["l'", 'IA', ',', "aujourd'hui"]
    """
    pattern = _NOT if "n't" in chars else _TOKEN
    return tuple(
        [
            # A NamedTuple's own constructor takes as long as all the rest.
            tuple.__new__(Token, m.span() + _seen(m[0]))
            for m in pattern.finditer(chars)
        ]
    )


def matches_at(
    pattern: re.Pattern[str], chars: str, starts: Iterable[int]
) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin at one of the places, in order, none overlapping."""
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(chars, start)):
            yield match
            end = match.end()
