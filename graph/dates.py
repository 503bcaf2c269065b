"""Finds the dates that a text states, however partial, in French and English.

Dates are written in EDTF (https://www.loc.gov/standards/datetime/): `2019-08` is a month,
`2025-02-10/2025-02-11` an interval, `2024-21` a spring.
"""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import ontology
from graph.model import Span
from graph.plain import matches_at


class DateMention(NamedTuple):
    """A date in a text.

    :ivar edtf: its value
    :ivar completed: whether part of it (a year, the day meant by *hier*) comes from the
        document's own date instead of the words
    """

    span: Span
    edtf: str
    completed: bool = False


def dates(text: str, reference: str | None = None) -> tuple[DateMention, ...]:
    """The dates of a text, in order, none within another.

    >>> [d.edtf for d in dates("les 10 et 11 février 2025, en août 2019 et le 15/06/2020")]
    ['2025-02-10/2025-02-11', '2019-08', '2020-06-15']
    >>> [d.edtf for d in dates("signed on October 30 and last month", "2023-11-01")]
    ['2023-10-30', '2023-10']

    :param reference: the document's own date (EDTF), which completes *9 février*, *hier*;
        without it such dates are left out
    """
    found: list[DateMention] = []
    plain = _plain(text)
    months = month_numbers()
    digits = _ANY_DIGIT.search(plain) is not None
    begins = {
        "digit": [m.start() for m in _DIGIT.finditer(plain)] if digits else [],
        "year": [m.start() for m in _YEAR.finditer(plain)] if digits else [],
        "month": [m.start() for m in _like_a_month().finditer(plain) if m[0] in months],
        "word": [0] if any(part in plain for part in _COUNTING) else [],
    }
    missing = {need for need, places in begins.items() if not places}
    if len(missing) == len(begins):
        return ()
    for pattern, read, needs, first in _patterns():
        if not missing.isdisjoint(needs):
            continue
        for match in (
            matches_at(pattern, plain, begins[first]) if first else pattern.finditer(plain)
        ):
            span = Span(*match.span())
            taken = any(span.overlaps(f.span) for f in found) or _is_another_word(text, match)
            value = None if taken else read(match, reference)
            if value:
                found.append(DateMention(span, *value))
    return tuple(sorted(found))


_ANY_DIGIT = re.compile(r"\d")
_DIGIT, _YEAR = re.compile(r"(?<![\w/.-])\d"), re.compile(r"(?:19|20)\d\d")
# Parts of the words that count from the document's date.
_COUNTING = (
    *("aujourd", "ce jour", "hier", "demain", "day", "tomorrow", "derni", "proch", "last"),
    *("next", "this year", "cette ann"),
)

# In small letters and without a year these are no months but a verb, an adjective, a number.
_OTHER_WORDS = frozenset({"may", "march", "august", "sept"})


def _is_another_word(text: str, match: re.Match[str]) -> bool:
    groups = match.groupdict()
    month = text[slice(*match.span("month"))] if "month" in groups else ""
    return month in _OTHER_WORDS and not groups.get("year")


_MARKS = (("\xa0", " "), ("\u202f", " "), ("’", "'"), ("\u2011", "-"), ("\n", " "), ("\r", " "))


def _plain(text: str) -> str:
    """A copy of the same length with plain spaces, hyphens and apostrophes, in small letters."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower()[:1] for c in text)
    for mark, plain in _MARKS:
        low = low.replace(mark, plain)
    return low


_Value = tuple[str, bool]
_Reader = Callable[[re.Match[str], str | None], _Value | None]
_HYPHEN = r"\s?[-–—]\s?"


@cache
def month_numbers() -> dict[str, int]:
    """The number of each month by its names and abbreviations, in small letters."""
    names: dict[str, int] = {}
    with ontology.path("lexicon/months.csv").open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            for column in ("name_fr", "name_en", "abbreviations_fr", "abbreviations_en"):
                for name in filter(None, row[column].split("|")):
                    names[name.lower()] = int(row["number"])
    return names


@cache
def _like_a_month() -> re.Pattern[str]:
    """A word that begins as the name of a month does."""
    initials = "".join(sorted({name[0] for name in month_numbers()}))
    return re.compile(rf"[{initials}](?<!\w[{initials}])\w+")


def _iso(year: str | int, month: int, day: str | int | None = None) -> str | None:
    """The EDTF of a date, or None where the calendar has no such day."""
    if month > 12:
        return f"{year}-{month}"
    try:
        date(int(year), month, int(day or 1))
    except ValueError:
        return None
    return f"{int(year):04}-{month:02}" + (f"-{int(day):02}" if day else "")


def _year_near(month: int, reference: str | None) -> int | None:
    """The year of a month named without one: that which brings it nearest to the reference."""
    if not reference:
        return None
    year, at = int(reference[:4]), int(reference[5:7] or 6) if len(reference) > 4 else 6
    return year + (1 if month - at < -6 else -1 if month - at > 6 else 0)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], _Reader, tuple[str, ...], str], ...]:
    """The forms of dates: each with its reader, what a text must hold, and what the form begins with.

    What a form begins with is empty where it begins with a word.
    """
    names = sorted(month_numbers(), key=len, reverse=True)
    month = r"(?P<month>" + "|".join(re.escape(n) for n in names) + r")\b\.?"
    day = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
    last = r"(?P<last>\d{1,2})(?:er|st|nd|rd|th)?"
    year = r"(?P<year>(?:19|20)\d\d)"
    to = rf"(?:{_HYPHEN}|\s(?:et|au|and|to|&)\s(?:le\s|the\s)?)"
    before, after = r"(?<![\w/.-])", r"(?![\w/]|-\d)"
    sources: tuple[tuple[str, _Reader], ...] = (
        (rf"{before}(?P<year>(?:19|20)\d\d)-(?P<m>\d\d)(?:-(?P<day>\d\d))?{after}", _numeric),
        (rf"{before}(?P<day>\d\d?)[/.](?P<m>\d\d?)[/.]{year}{after}", _numeric),
        (rf"{before}{day}\s{month}{to}{last}\s(?P<month2>{'|'.join(names)})\s{year}", _across),
        (rf"{before}{day}{to}{last}\s(?:of\s)?{month},?\s{year}{after}", _range),
        (rf"\b{month}\s{day}{to}{last},?\s{year}{after}", _range),
        (rf"{before}{day}\s(?:of\s)?{month},?\s{year}{after}", _full),
        (rf"\b{month}\s{day},?\s{year}{after}", _full),
        (rf"{before}{day}{to}{last}\s(?:of\s)?{month}(?!\w)", _range),
        (rf"\b{month}\s{day}{to}{last}{after}", _range),
        (rf"\b{month}\s(?:of\s|de\s)?{year}{after}", _month),
        (
            rf"\b(?:en|in|du mois de|last|this|next)\s{month}\s?(?P<which>dernier|prochain)?(?!\w)",
            _near,
        ),
        (rf"{before}{day}\s(?:of\s)?{month}(?!\s?\d|\w)", _full),
        (rf"\b{month}\s{day}{after}(?!\s(?:pays|countries|states))", _full),
        (r"\b(?P<word>ce jour|aujourd'hui|today|hier|yesterday|demain|tomorrow)\b", _day_word),
        (r"\b(?P<word>le mois dernier|last month|le mois prochain|next month)\b", _month_word),
        (
            r"\b(?P<word>l'an(?:née)? derni(?:er|ère)|last year|l'an(?:née)? prochaine?|next year"
            r"|this year|cette année)\b",
            _year_word,
        ),
        (
            r"(?<![\w/.,$€£-])(?<!\d:)(?P<year>(?:19|20)\d\d)(?![\w/%]|[.,]\d|-\d|\s(?:%|pays|euros|millions))",
            _year,
        ),
    )
    return tuple(
        (re.compile(source), read, _needs(source), _first(source, before, rf"\b{month}"))
        for source, read in sources
    )


def _first(source: str, before: str, month: str) -> str:
    if source.startswith((before, r"(?<![\w/")):
        return "digit"
    return "month" if source.startswith(month) else ""


def _needs(source: str) -> tuple[str, ...]:
    needed = {"month": "month", "word": "word", "year": "year", "day": "digit"}
    return tuple(need for group, need in needed.items() if f"(?P<{group}>" in source)


def _known(value: str | None, completed: bool = False) -> _Value | None:
    return (value, completed) if value else None


def _numeric(match: re.Match[str], reference: str | None) -> _Value | None:
    month = int(match["m"])
    return _known(_iso(match["year"], month, match["day"])) if 0 < month < 13 else None


def _with_year(match: re.Match[str], reference: str | None) -> tuple[int | None, int, bool]:
    month = month_numbers()[match["month"]]
    stated = match.groupdict().get("year")
    return (int(stated) if stated else _year_near(month, reference)), month, not stated


def _full(match: re.Match[str], reference: str | None) -> _Value | None:
    year, month, completed = _with_year(match, reference)
    fits = year and month < 13
    return _known(_iso(year or 0, month, match["day"]), completed) if fits else None


def _range(match: re.Match[str], reference: str | None) -> _Value | None:
    year, month, completed = _with_year(match, reference)
    if not year or month > 12:
        return None
    begin, end = _iso(year, month, match["day"]), _iso(year, month, match["last"])
    return _known(f"{begin}/{end}" if begin and end else None, completed)


def _across(match: re.Match[str], reference: str | None) -> _Value | None:
    year = match["year"]
    begin = _iso(year, month_numbers()[match["month"]], match["day"])
    end = _iso(year, month_numbers()[match["month2"]], match["last"])
    return _known(f"{begin}/{end}" if begin and end else None)


def _month(match: re.Match[str], reference: str | None) -> _Value | None:
    return _known(_iso(match["year"], month_numbers()[match["month"]]))


def _near(match: re.Match[str], reference: str | None) -> _Value | None:
    """*en mars dernier*, *in May*: the last such month before the document, or the next one."""
    month = month_numbers()[match["month"]]
    if not reference or len(reference) < 7 or month > 12:
        return None
    year, at = int(reference[:4]), int(reference[5:7])
    coming = match["which"] == "prochain" or match[0].startswith("next")
    if coming:
        return _known(_iso(year + (month <= at), month), True)
    if match["which"] or match[0].startswith("last"):
        return _known(_iso(year - (month >= at), month), True)
    return _known(_iso(_year_near(month, reference) or year, month), True)


def _day_word(match: re.Match[str], reference: str | None) -> _Value | None:
    if not reference or len(reference) != 10:
        return None
    shift = {"hier": -1, "yesterday": -1, "demain": 1, "tomorrow": 1}.get(match["word"], 0)
    return _known((date.fromisoformat(reference) + timedelta(days=shift)).isoformat(), True)


def _month_word(match: re.Match[str], reference: str | None) -> _Value | None:
    if not reference or len(reference) < 7:
        return None
    shift = 1 if match["word"].startswith(("next", "le mois p")) else -1
    count = int(reference[:4]) * 12 + int(reference[5:7]) - 1 + shift
    return _known(_iso(count // 12, count % 12 + 1), True)


def _year_word(match: re.Match[str], reference: str | None) -> _Value | None:
    if not reference:
        return None
    word = match["word"]
    shift = (
        0
        if word in {"this year", "cette année"}
        else 1
        if "proch" in word or "next" in word
        else -1
    )
    return _known(f"{int(reference[:4]) + shift:04}", True)


def _year(match: re.Match[str], reference: str | None) -> _Value | None:
    return _known(match["year"])
