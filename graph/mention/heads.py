"""What a finder of names asks of the words at a place: a head noun, an acronym in brackets."""

import re
from collections.abc import Iterator, Sequence

from graph.lexicon import Head, heads
from graph.plain import Token

NUMBER = re.compile(r"(?:19|20)\d\d|[IVX]+")
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&.-]*[A-Z0-9][A-Za-z0-9&.-]*")


def match_head(line: Sequence[Token], index: int, language: str) -> Head | None:
    """The head noun that begins at a token, the longest one, if any."""
    if index >= len(line):
        return None
    for head in heads(language).get(line[index].low, ()):
        if _stands(head.words, line, index):
            return head
    return None


def heads_of(line: Sequence[Token], language: str) -> Iterator[tuple[int, Head]]:
    """Each token that a head noun begins at, by its index, with the longest head."""
    table = heads(language)
    for index, token in enumerate(line):
        if token.low in table and (head := match_head(line, index, language)):
            yield index, head


def _stands(words: tuple[str, ...], line: Sequence[Token], index: int) -> bool:
    """Whether the words behind a first one that fits fit too."""
    length = len(words)
    return length == 1 or tuple([t.low for t in line[index : index + length]]) == words


def begins(line: Sequence[Token], index: int) -> bool:
    """Whether a token begins its sentence, so that its capital says nothing."""
    return index == 0 or line[index - 1].word in '.!?:•«"-–—('


def acronym_behind(line: Sequence[Token], index: int) -> tuple[str, int] | None:
    """An acronym in brackets that begins at a token, and the index of its last word.

    It may have a second word before it: *(US AISI)*.
    """
    if index >= len(line) or line[index].word != "(":
        return None
    for length in (1, 2):
        inside = line[index + 1 : index + 1 + length]
        closed = index + 1 + length < len(line) and line[index + 1 + length].word == ")"
        if closed and all(_ACRONYM.fullmatch(t.word) for t in inside):
            return " ".join(t.word for t in inside), index + length
    return None
