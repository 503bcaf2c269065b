"""The words of names and passages, as they are indexed and as they are asked for."""

import re
from collections.abc import Iterator
from functools import cache

from graph.model import Span
from graph.names import fold, written_out
from graph.verbs import function_words

# A word that is asked for stands also for the longer words that it begins, from so many letters on:
# that finds most plurals, in both languages.
LEAST_LETTERS = 4

_WORD = re.compile(r"[^\W_]+")
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|jusqu|lorsqu|puisqu|qu|quoiqu)'\s*(?=\w)")
_SHORT = (("intelligence artificielle", "ia"), ("artificial intelligence", "ai"))


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, without what French elides.

    >>> words("Éthique de l’IA, d'abord")
    ('ethique', 'de', 'ia', 'abord')
    """
    return tuple(_WORD.findall(_ELIDED.sub("", fold(text))))


def indexed(text: str) -> str:
    """What is indexed of a text: its words, with IA and AI both short and written out.

    >>> indexed("le PMIA et l’IA"), indexed("l'intelligence artificielle")
    ('le pmia et intelligence artificielle ia', 'intelligence artificielle ia')
    """
    found = " ".join(words(written_out(text)))
    return " ".join([found, *(short for long, short in _SHORT if long in found)])


def asked(text: str) -> tuple[str, ...]:
    """The words to look for: each once, without particles unless there is nothing else.

    >>> asked("Partenariat mondial sur l’IA"), asked("de la")
    (('partenariat', 'mondial', 'ia'), ('de', 'la'))
    """
    found = tuple(dict.fromkeys(words(text)))
    return tuple(word for word in found if word not in _particles()) or found


def expression(wanted: tuple[str, ...], operator: str, *, typing: bool = False) -> str:
    """Words as an expression of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax).

    Each is quoted, so that nothing of what a user types is syntax.

    :param operator: `AND` or `OR`
    :param typing: whether each word may still be at its beginning, however short

    >>> expression(("pays", "g7"), "AND"), expression(("emm", "mac"), "AND", typing=True)
    ('"pays"* AND "g7"', '"emm"* AND "mac"*')
    """
    parts = (f'"{word}"*' if typing or _is_beginning(word) else f'"{word}"' for word in wanted)
    return f" {operator} ".join(parts)


def marks(text: str, wanted: tuple[str, ...], *, typing: bool = False) -> tuple[Span, ...]:
    """Where the words that are asked for stand in a text.

    :param typing: whether each word may still be at its beginning, however short

    >>> marks("Mise en œuvre", ("oeuvre",))
    (Span(start=8, end=13),)
    """
    return tuple(_marks(text, wanted, tuple(w for w in wanted if typing or _is_beginning(w))))


def _marks(text: str, wanted: tuple[str, ...], beginnings: tuple[str, ...]) -> Iterator[Span]:
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if word in wanted or word.startswith(beginnings):
            yield Span(*match.span())


def _is_beginning(word: str) -> bool:
    return len(word) >= LEAST_LETTERS


@cache
def _particles() -> frozenset[str]:
    """Short words that a search passes over when there are others."""
    return frozenset(
        fold(word) for language in ("fr", "en") for word in function_words(language, "particle")
    )
