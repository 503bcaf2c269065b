"""Places found by form: behind a preposition of place, or inside the name of an event."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from graph.dates import month_numbers
from graph.lexicon import kinds
from graph.mention.found import Found, Unit
from graph.mention.heads import match_head
from graph.model import Span
from graph.plain import Token
from graph.verbs import function_words

_AT = {"fr": frozenset(("à",)), "en": frozenset(("in", "at"))}


def places(unit: Unit, taken: Sequence[Found]) -> Iterator[Found]:
    """The places of a line that no lexicon knows."""
    line = unit.tokens
    for index in unit.capitals:
        if not index:
            continue
        token = line[index]
        before = line[index - 1].low
        at = before in _AT[unit.language]
        within = before in {"de", "d'"} and any(
            f.start < token.start and token.end <= f.end and _after_place(f) for f in taken
        )
        if not (at or within) or not token.word.replace("-", "").isalpha():
            continue
        if token.low in month_numbers() or (token.word.isupper() and len(token.word) > 1):
            continue
        last = index
        while last + 1 < len(line) and _goes_on(line[last + 1]):
            last += 1
        found = Found(
            token.start, line[last].end, unit.line.chars[token.start : line[last].end], "Place"
        )
        stop = token.low in function_words(unit.language, "stop")
        clash = any(f.overlaps(found) and not _wraps(f, found) for f in taken)
        clash |= any(d.span.start < found.end and found.start < d.span.end for d in unit.dates)
        if not (stop or clash or match_head(line, index, unit.language)):
            yield found


def issued(unit: Unit, place: Span | None, taken: Sequence[Found]) -> Iterator[Found]:
    """The place that a dateline names, where no lexicon knows it: *Lorient, 3 May 2030 –*."""
    offsets = unit.line.offsets
    if place is None or not offsets[0] <= place.start <= place.end <= offsets[-1]:
        return
    start, end = bisect_left(offsets, place.start), bisect_left(offsets, place.end)
    found = Found(start, end, unit.line.chars[start:end], "Place")
    # Without a comma it may be a participle: *Created on 3 May 2030, …*.
    if unit.line.chars[end] == "," and not any(one.overlaps(found) for one in taken):
        yield found


def _goes_on(token: Token) -> bool:
    return token.capital and token.word.isalpha() and not token.word.isupper()


def _after_place(found: Found) -> bool:
    """Whether names of this kind are made with the name of a place."""
    kind = kinds()[found.type]
    return kind in {"event", "instrument"} or found.type == "CentreOfExpertise"


def _wraps(outer: Found, inner: Found) -> bool:
    return not outer.key and outer.start < inner.start and inner.end <= outer.end
