"""The numbers in a line that say how many of something there are.

The patterns stand in `ontology/rules/witnesses.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import ontology
from graph.lexicon import rows
from graph.mention import Unit
from graph.model import Document, Span, Statement
from graph.names import fold
from graph.plain import ITEM, matches_at

_NOUN = rf"(?P<noun>[^\W\d_][^\d.,;:!?()«»\"–—█{ITEM}]{{2,60}}?)"
_LEAD = 20  # characters before a number that may tell that it is no exact one
_SEVERAL = re.compile(rf"[,;{ITEM}]| et | and |l'autre|other", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Count:
    """A number with what it counts, and the list behind it, half-open in a line."""

    unit: Unit
    start: int
    end: int
    value: int
    noun: str
    listed: tuple[int, int] | None = None
    relation: str = ""

    @property
    def span(self) -> Span:
        """Where in the text the number and what it counts stand."""
        return self.unit.line.span(self.start, self.end)

    @property
    def listed_or_own(self) -> tuple[int, int]:
        """Where the list stands; the number itself if none follows."""
        return self.listed or (self.start, self.end)


@cache
def table() -> dict[str, Any]:
    """The patterns, and the relations that numbers count."""
    with ontology.path("rules/witnesses.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _numbers(language: str) -> dict[str, int]:
    return {fold(row[language]): int(row["value"]) for row in rows("numbers.csv") if row[language]}


def _number(language: str) -> str:
    names = (row[language] for row in rows("numbers.csv") if row[language])
    words = sorted(map(re.escape, names), key=lambda word: (-len(word), word))
    return rf"(?<![\w.,/-])(?P<n>\d{{1,3}}|{'|'.join(words)})(?![\w%/-]|[.,]\d)"


@cache
def _uncounted(language: str) -> re.Pattern[str]:
    """What a number may stand before without counting things: units of time and money, months."""
    months = {name for row in rows("months.csv") for name in row[f"name_{language}"].split("|")}
    words = "|".join((table()[language]["uncounted"], *map(re.escape, sorted(months))))
    return re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE)


@cache
def _list_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(source.replace("{n}", _number(language)).replace("{noun}", _NOUN), re.IGNORECASE)
        for source in table()[language]["lists"]
    )


@cache
def _relation_patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (
            entry["relation"],
            re.compile(rf"{_number(language)} (?P<noun>{entry[language]})(?!\w)", re.IGNORECASE),
        )
        for entry in table()["counted"]
    )


def listed_counts(unit: Unit) -> Iterator[Count]:
    """The numbers of a line that a list follows; of two that share a word the first counts."""
    found = [
        count
        for pattern in _list_patterns(unit.language)
        for match in matches_at(pattern, unit.line.chars, unit.numbers)
        if _SEVERAL.search(match["list"]) and (count := _count(unit, match))
    ]
    end = -1
    for count in sorted(found, key=lambda c: (c.start, -c.end)):
        if count.start >= end:
            yield count
            end = count.end


def related_counts(unit: Unit, taken: Iterable[Span]) -> Iterator[Count]:
    """The numbers of those who stand in a relation, but for those that a list follows."""
    for relation, pattern in _relation_patterns(unit.language):
        for match in matches_at(pattern, unit.line.chars, unit.numbers):
            count = _count(unit, match)
            if count and not any(span.overlaps(count.span) for span in taken):
                yield replace(count, relation=relation)


@cache
def _inexact(language: str) -> re.Pattern[str]:
    """What stands before a number that is no exact one."""
    return re.compile(table()[language]["inexact"] + r"\s?$", re.IGNORECASE)


def _is_exact(words: str, start: int, language: str) -> bool:
    return not _inexact(language).search(words[max(start - _LEAD, 0) : start])


def _value(number: str, language: str) -> int:
    return int(number) if number.isdecimal() else _numbers(language)[fold(number)]


def _count(unit: Unit, match: re.Match[str]) -> Count | None:
    chars, language = unit.line.chars, unit.language
    if not _is_exact(chars, match.start("n"), language) or _uncounted(language).match(
        match["noun"]
    ):
        return None
    value = _value(match["n"], language)
    listed = match.span("list") if "list" in match.re.groupindex else None
    noun = match["noun"].strip()
    end = match.start("noun") + len(match["noun"].rstrip())
    return Count(unit, match.start("n"), end, value, noun, listed)


def counted_noun(statement: Statement, value: str, document: Document) -> str:
    """The word behind the number in a statement's evidence; empty if it is no exact number."""
    language = document.metadata.language
    words = " ".join(span.of(document.masked) for span in statement.evidence)
    for match in re.finditer(rf"{_number(language)}\s+(?P<noun>[^\W\d_]+)", words, re.IGNORECASE):
        is_exact = _is_exact(words, match.start("n"), language)
        if _value(match["n"], language) == int(value) and is_exact:
            return match["noun"]
    return ""
