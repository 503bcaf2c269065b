"""Names that the lexicon knows, longest match first, whatever their accents, case or quotes."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from graph.lexicon import Term, known, terms
from graph.mention.found import Found, Unit
from graph.names import fold

_PART = re.compile(r"[^-'.]+")
_BETWEEN = frozenset(" '-.’&")
_BRACKET = re.compile(r" \((?P<acronym>[A-Z][A-Za-z0-9]*[A-Z0-9])\)")


def lexical(unit: Unit) -> Iterator[Found]:
    """The names of a line that stand in the lexicon; none overlaps another."""
    chars = unit.line.chars
    words = _words(unit)
    after = 0
    for index in [index for index, word in enumerate(words) if word[3]]:
        match = _longest(unit, words, index) if index >= after else None
        if match is None:
            continue
        length, term = match
        after = index + length
        start, end = words[index][0], words[after - 1][1]
        entity = known()[term.key]
        yield Found(
            start,
            end,
            chars[start:end],
            entity.type,
            key=term.key,
            demonym=term.demonym,
            aliases=(entity.label_fr, entity.label_en, *_abbreviation(chars, start, end)),
        )


def _abbreviation(chars: str, start: int, end: int) -> Iterator[str]:
    """The acronym in brackets behind a name, if its capitals are initials of the name, in order.

    *la Banque africaine de développement (BAD)*
    """
    if match := _BRACKET.match(chars, end):
        capitals = [char.lower() for char in match["acronym"] if char.isupper()]
        initials = [fold(part[0])[0] for part in re.finditer(r"[^\W\d_]+", chars[start:end])]
        following = iter(initials)
        if initials[0] == capitals[0] and all(char in following for char in capitals):
            yield match["acronym"]


# Where a word begins and ends, its folded form, and whether a name may begin with it.
_Word = tuple[int, int, str, bool]


def _words(unit: Unit) -> list[_Word]:
    """The words of a line, compounds apart, folded: `franco-québécoise` is two."""
    return [
        (start + begin, start + end, folded, opens)
        for start, _, word, _, _ in unit.tokens
        for begin, end, folded, opens in _parts(word)
    ]


@lru_cache(maxsize=65536)
def _parts(word: str) -> tuple[_Word, ...]:
    """The parts of a compound, folded, each with its place in the word; a mark has none."""
    if not word[0].isalnum():
        return ()
    parts = [(*part.span(), part[0], fold(part[0])) for part in _PART.finditer(word)]
    return tuple((begin, end, folded, _opens(part, folded)) for begin, end, part, folded in parts)


def _opens(word: str, folded: str) -> bool:
    """Whether a name of the lexicon may begin with a word, written as it is (see `_written`)."""
    return folded in terms() and (word[0].isupper() or folded in _in_small_letters())


def _longest(unit: Unit, words: list[_Word], index: int) -> tuple[int, Term] | None:
    chars = unit.line.chars
    for length, names in _by_length().get(words[index][2], ()):
        window = words[index : index + length]
        found = names.get(tuple([w[2] for w in window]))
        if not found or not all(
            _BETWEEN.issuperset(chars[a[1] : b[0]]) for a, b in pairwise(window)
        ):
            continue
        start, end = window[0][0], window[-1][1]
        best: Term | None = None
        for term in found:
            fits = _written(chars[start:end], term) and (
                term.demonym or not _compound(chars, start, end)
            )
            if fits and (best is None or _preferred(term, best, unit.language)):
                best = term
        if best:
            return length, best
    return None


_Names = dict[tuple[str, ...], list[Term]]


@cache
def _by_length() -> dict[str, tuple[tuple[int, _Names], ...]]:
    """The names of the lexicon by their first folded word, then by length, longest first."""
    index: dict[str, dict[int, _Names]] = {}
    for first, names in terms().items():
        for key, term in names:
            index.setdefault(first, {}).setdefault(len(key), {}).setdefault(key, []).append(term)
    return {first: tuple(lengths.items()) for first, lengths in index.items()}


@cache
def _in_small_letters() -> frozenset[str]:
    """The first folded words of names that need no capital."""
    return frozenset(
        first
        for first, names in terms().items()
        if any(term.demonym or (term.exact and not term.exact[0].isupper()) for _, term in names)
    )


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
