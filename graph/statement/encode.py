"""Writes a line so that rules can be matched on it.

Each mention, verb group, date and number becomes two characters of Unicode's private use area,
its kind and its number in the line.

What is left are small letters, plain quotes and single spaces; each character keeps its place.
"""

import csv
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import ontology
from graph.lexicon import kinds
from graph.mention import LineMention, Unit
from graph.model import Span
from graph.plain import matches_at
from graph.segment import Quotation
from graph.verbs import Form, VerbGroup, families, function_words

_KIND, _FAMILY, _FORM, _INDEX = 0xE000, 0xE100, 0xE200, 0xE300
NEGATED = chr(_FORM + 0xF0)
INDEX = f"[{chr(_INDEX)}-{chr(0xF8FF)}]"


@cache
def kind_code(kind: str) -> str:
    """The character of a class of mentions (or of `Date`, `Number`, `Demonym`, `Quotation`)."""
    order = [*kinds(), "Date", "Number", "Money", "Demonym"]
    return chr(_KIND + order.index(kind))


@cache
def family_code(family: str) -> str:
    """The character of a family of cue verbs.

    :raises ValueError: if there is no such family
    """
    return chr(_FAMILY + sorted(families()).index(family))


@cache
def form_code(form: Form) -> str:
    """The character of a form of a verb."""
    return chr(_FORM + list(Form).index(form))


class Slot(NamedTuple):
    """What a pair of characters stands for: a mention, a date, a number or a quotation."""

    start: int
    end: int
    kind: str
    value: str
    inference: str | None = None


class Encoded(NamedTuple):
    """A line as rules see it.

    :ivar code: the characters
    :ivar places: for each of them, where it stands in the line
    :ivar slots: what the pairs stand for, by their number
    """

    code: str
    places: tuple[int, ...]
    slots: tuple[Slot, ...]
    unit: Unit

    def slot(self, index_character: str) -> Slot:
        """What a pair stands for, by its second character."""
        return self.slots[ord(index_character) - _INDEX]

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the code stands in the line."""
        last = self.code[end - 1]
        until = self.places[end - 1] + 1
        if ord(last) >= _INDEX and ord(last) <= 0xF8FF:
            until = self.slot(last).end
        return self.places[start], until

    def words(self, start: int, end: int) -> str:
        """The words of the line that a stretch of the code stands for."""
        first, last = self.bounds(start, end)
        return self.unit.line.chars[first:last]

    def span(self, start: int, end: int) -> Span:
        """Where in the text a stretch of the code stands."""
        return self.unit.line.span(*self.bounds(start, end))


@cache
def _numbers() -> tuple[re.Pattern[str], dict[str, str]]:
    values: dict[str, str] = {}
    with ontology.path("lexicon/numbers.csv").open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            values[row["fr"]] = values[row["en"]] = row["value"]
    words = "|".join(sorted(map(re.escape, values), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.,/-])(?:\d{{1,3}}(?:[ ,.]\d{{3}})*|{words})(?![\w/%-]|[.,]\d)"
    ), values


def encode(
    unit: Unit,
    mentions: Sequence[LineMention],
    quotations: Sequence[tuple[Quotation, str]] = (),
    window: tuple[int, int] | None = None,
    measured: Sequence[Slot] | None = None,
) -> Encoded:
    """Encodes a line, or the part of it within a window.

    :param mentions: of the line; of those that lie in one another the outermost counts
    :param quotations: of the document, with their keys; those within the line become one slot each
    :param measured: the dates, sums and numbers of the line, where they are known (see `measures`)
    """
    slots = list(_outermost([*_quoted(unit, quotations), *_mentioned(mentions)]))
    start, end = window or (0, len(unit.line.chars))
    slots = [s if s.kind in _BARE else _with_lead(unit.line.chars, s, start) for s in slots]
    taken = _taken(unit, slots)
    for extra in measures(unit) if measured is None else measured:
        if start <= extra.start and extra.end <= end and 1 not in taken[extra.start : extra.end]:
            slots.append(extra)
            taken[extra.start : extra.end] = b"\1" * (extra.end - extra.start)
    inside = sorted((s for s in slots if start <= s.start and s.end <= end), key=lambda s: s.start)
    return _write(unit, tuple(inside), start, end)


def _taken(unit: Unit, slots: Sequence[Slot]) -> bytearray:
    """Which characters of the line lie in a slot."""
    taken = bytearray(len(unit.line.chars))
    for slot in slots:
        taken[slot.start : slot.end] = b"\1" * (slot.end - slot.start)
    return taken


def measures(unit: Unit) -> tuple[Slot, ...]:
    """The dates, sums of money and numbers of a line, in the order in which they count."""
    return (*_dated(unit), *_paid(unit), *_counted(unit))


_BARE = frozenset(("Date", "Number", "Money", "Demonym", "Quotation"))


@cache
def _lead_words() -> frozenset[str]:
    return function_words("fr", "lead") | function_words("en", "lead")


# Who acts for a body, or what it does, and the words that join the two.
_ACTS = (
    *("travaux", "efforts", "rôle", "gouvernement", "gouvernements", "autorités"),
    *("work", "role", "government", "governments", "authorities"),
)
_JOINTS = ("de la", "de l'", "de", "d'", "du", "des", "of the", "of")


@cache
def _lead() -> re.Pattern[str]:
    """What may stand before a thing without changing what is said of it: small letters, backwards.

    Articles, numbers and common adjectives; *les travaux de l'OCDE* speak of the OECD, and the
    government of a State acts for it.
    """
    acts, joints, words = (
        "|".join(re.escape(word[::-1]) for word in sorted(some, reverse=True))
        for some in (_ACTS, _JOINTS, _lead_words())
    )
    return re.compile(rf"(?: ?(?:(?:{joints}) (?:{acts})|{words})(?=$|[ '(«•]))+")


def _with_lead(chars: str, slot: Slot, begin: int) -> Slot:
    """The slot with the articles and such before it, from `begin` on: rules need not tell of them."""
    before = chars[max(slot.start - 60, min(begin, slot.start)) : slot.start]
    lead = _lead().match(before[::-1].lower())
    return slot._replace(start=slot.start - lead.end()) if lead else slot


def _outermost(slots: Sequence[Slot]) -> Iterator[Slot]:
    end = -1
    for slot in sorted(slots, key=lambda s: (s.start, -s.end)):
        if slot.start >= end:
            yield slot
            end = slot.end


def _mentioned(mentions: Sequence[LineMention]) -> Iterator[Slot]:
    for m in mentions:
        yield Slot(m.start, m.end, m.type, m.key, m.inference)


def _dated(unit: Unit) -> Iterator[Slot]:
    """The dates of a line but those among the words of a verb: *a aujourd'hui signé*."""
    tokens = unit.tokens
    verbs = [(tokens[verb.first].start, tokens[verb.last].end) for verb in unit.verbs]
    for day in unit.dates:
        if any(start <= day.span.start and day.span.end <= end for start, end in verbs):
            continue
        note = "document date" if day.completed else None
        yield Slot(day.span.start, day.span.end, "Date", day.edtf, note)


_DIGIT = re.compile(r"\d")
_MONEY = re.compile(
    r"(?:[$€£¥]|US\$|C\$|A\$|EUR|USD|CAD|CHF|GBP|JPY|AUD|INR) ?\d(?:[\d ,.]{0,30}\d)?"
    r"(?: (?i:million|billion|thousand|millions?|milliards?|trillion))?"
    r"|(?<![\d,.])\d(?:[\d ,.]{0,30}\d)?(?: (?:millions?|milliards?|billions?))?(?: (?:d'|de |of ))? ?"
    r"(?:euros?|€|dollars?|francs?|livres|yens?|\$)"
    r"(?: canadiens| américains| suisses| des États-Unis| australiens)?"
)

# What every sum of money holds.
_CURRENCIES = (
    *("$", "€", "£", "¥", "EUR", "USD", "CAD", "CHF", "GBP", "JPY", "AUD", "INR"),
    *("euro", "dollar", "franc", "livre", "yen"),
)


def _paid(unit: Unit) -> Iterator[Slot]:
    chars = unit.line.chars
    told = any(sign in chars for sign in _CURRENCIES) and _DIGIT.search(chars)
    for match in _MONEY.finditer(chars) if told else ():
        yield Slot(match.start(), match.end(), "Money", match[0].strip(" ,."))


def _counted(unit: Unit) -> Iterator[Slot]:
    pattern, values = _numbers()
    for match in matches_at(pattern, unit.low, unit.numbers):
        value = values.get(match[0]) or re.sub(r"\D", "", match[0])
        yield Slot(match.start(), match.end(), "Number", value)


def _quoted(unit: Unit, quotations: Sequence[tuple[Quotation, str]]) -> Iterator[Slot]:
    if unit.quotation is not None:
        return
    offsets = unit.line.offsets
    begin, end = offsets[0], offsets[-1]
    near = (q for q in quotations if q[0].span.start <= end and begin < q[0].span.end)
    for quotation, key in near:
        first = bisect_left(offsets, quotation.span.start)
        after = bisect_left(offsets, quotation.span.end)
        if after - first > 1:
            yield Slot(first, after, "Quotation", key)


def _write(unit: Unit, slots: tuple[Slot, ...], start: int, until: int) -> Encoded:
    taken = _taken(unit, slots)
    marks = [
        (slot.start, slot.end, kind_code(slot.kind) + chr(_INDEX + number), slot.start)
        for number, slot in enumerate(slots)
    ]
    for group in unit.verbs:
        begin, end = unit.tokens[group.first].start, unit.tokens[group.last].end
        if start <= begin < until and 1 not in taken[begin:end]:
            marks.append((begin, end, _verb_code(group), end - 1))
    code: list[str] = []
    places: list[int] = []
    at = start
    for begin, end, piece, last in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if begin < at:  # a verb that is part of the group of another: *⟨intends⟩ to sign*
            continue
        code += unit.low[at:begin], piece
        places += range(at, begin)
        places += [begin] * (len(piece) - 1) + [last]
        at = end
    code.append(unit.low[at:until])
    places += range(at, until)
    return Encoded("".join(code), tuple(places), slots, unit)


def _verb_code(group: VerbGroup) -> str:
    return family_code(group.family) + form_code(group.form) + (NEGATED if group.negated else "")
