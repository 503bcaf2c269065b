"""Names that the lexicon knows, longest match first, whatever their accents, case or quotes."""

import re
from collections.abc import Iterator
from itertools import pairwise

from graph.lexicon import Term, known, terms
from graph.mention.found import Found, Unit
from graph.names import fold

_BETWEEN = frozenset(" '-.’&")


def lexical(unit: Unit) -> Iterator[Found]:
    """The names of a line that stand in the lexicon; none overlaps another."""
    chars = unit.line.chars
    pieces = [(t.start, t.end) for t in unit.tokens if t.word[0].isalnum()]
    words = _words(chars, pieces)
    index = 0
    while index < len(words):
        match = _longest(unit, words, index)
        if match is None:
            index += 1
            continue
        length, term = match
        start, end = words[index][0], words[index + length - 1][1]
        entity = known()[term.key]
        yield Found(
            start,
            end,
            chars[start:end],
            entity.type,
            key=term.key,
            demonym=term.demonym,
            aliases=(entity.label_fr, entity.label_en),
        )
        index += length


_Word = tuple[int, int, str]


def _words(chars: str, pieces: list[tuple[int, int]]) -> list[_Word]:
    """The words of a line, compounds apart, folded: `franco-québécoise` is two."""
    words: list[_Word] = []
    for start, end in pieces:
        at = start
        for part in re.split(r"[-'.]", chars[start:end]):
            if part:
                words.append((at, at + len(part), fold(part)))
            at += len(part) + 1
    return words


def _longest(unit: Unit, words: list[_Word], index: int) -> tuple[int, Term] | None:
    chars = unit.line.chars
    candidates = terms().get(words[index][2], ())
    best: tuple[int, Term] | None = None
    for key, term in candidates:
        window = words[index : index + len(key)]
        if tuple(w[2] for w in window) != key or (best and best[0] > len(key)):
            continue
        gaps = pairwise(window)
        if any(set(chars[a[1] : b[0]]) - _BETWEEN for a, b in gaps):
            continue
        if not _written(chars[window[0][0] : window[-1][1]], term):
            continue
        if not term.demonym and _compound(chars, window[0][0], window[-1][1]):
            continue
        if best is None or _preferred(term, best[1], unit.language):
            best = (len(key), term)
    return best


def _compound(chars: str, start: int, end: int) -> bool:
    """Whether a name is only part of a compound: *Paris* in *Paris-Saclay*."""
    before, after = chars[max(start - 2, 0) : start], chars[end : end + 2]
    return bool(re.match(r"-[^\W\d_]", after) or re.fullmatch(r"\w-", before))


def _written(exact: str, term: Term) -> bool:
    """Whether a name is written as its kind must be: names with a capital, acronyms exactly."""
    if term.exact:
        bare = exact.replace(".", "")
        upper = exact.isupper() and len(exact) > 3
        return (
            bare == term.exact.replace(".", "")
            or (upper and fold(exact) == fold(term.exact))
            or (len(bare) > 3 and bare[0].isupper() and fold(bare) == fold(term.exact))
        )
    if term.demonym:
        return term.language == "fr" or exact[0].isupper()
    return exact[0].isupper()


def _preferred(new: Term, old: Term, language: str) -> bool:
    """Of two readings of the same words: a name before a demonym, then the text's language."""
    if new.demonym != old.demonym:
        return old.demonym and not (language == "en" and new.language == "fr")
    return new.language == language and old.language != language
