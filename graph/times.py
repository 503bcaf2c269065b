"""Dates as texts give them: EDTF read into days, and written for people."""

import re
from datetime import date
from functools import lru_cache
from time import struct_time
from typing import Any

from babel.dates import format_date
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

from graph.errors import SommetError

# Characters of a date or interval. What reads EDTF takes seconds for a set of a hundred years, and
# what is asked for comes from anyone.
MOST_CHARACTERS = 40

_OPEN = ("", "..")
_PLAIN = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?")
_PATTERNS = {4: "y", 7: "MMMM y", 10: "d MMMM y"}


@lru_cache(maxsize=4096)
def bounds(edtf: str) -> tuple[date | None, date | None]:
    """The first and the last day of a date or interval; None where it is open or unknown.

    A qualifier (`~`, `?`, `%`) moves no bound. A season is counted within its year, so that
    winter (24) is its December. A bound before year 1 or after 9999 is None.

    >>> bounds("2019-08")
    (datetime.date(2019, 8, 1), datetime.date(2019, 8, 31))
    >>> bounds("2020-06-15/..")
    (datetime.date(2020, 6, 15), None)

    :raises SommetError: if it is no EDTF (https://www.loc.gov/standards/datetime/), is longer than
        MOST_CHARACTERS, or ends before it begins
    """
    if len(edtf) > MOST_CHARACTERS or edtf.count("/") > 1:
        raise _error(edtf[: 2 * MOST_CHARACTERS])
    first, slash, last = edtf.partition("/")
    if not slash:
        last = first
    begin = None if slash and first in _OPEN else _day(_parsed(first).lower_strict())
    end = None if slash and last in _OPEN else _day(_parsed(last).upper_strict())
    if begin and end and begin > end:
        raise _error(edtf)
    return begin, end


def label(edtf: str, language: str) -> str:
    """The date or interval as people write it; what has no plain writing stays EDTF.

    >>> label("2019-08", "fr"), label("2025-02-10/2025-02-11", "en"), label("2019-21", "fr")
    ('août 2019', '10 February 2025 – 11 February 2025', '2019-21')

    :param language: an ISO 639-1 code that CLDR knows (https://cldr.unicode.org/)
    """
    parts = edtf.split("/")
    if not all(_PLAIN.fullmatch(part) for part in parts):
        return edtf
    days = [date.fromisoformat((part + "-01-01")[:10]) for part in parts]
    return " – ".join(
        format_date(day, _PATTERNS[len(part)], locale=language)
        for part, day in zip(parts, days, strict=True)
    )


def _parsed(part: str) -> Any:
    try:
        return parse_edtf(part)
    except EDTFParseException as error:
        raise _error(part) from error


def _day(moment: struct_time | float) -> date | None:
    if not isinstance(moment, struct_time) or not 1 <= moment.tm_year <= 9999:
        return None
    return date(*moment[:3])


def _error(edtf: str) -> SommetError:
    return SommetError(
        f"'{edtf}' is no date or interval of EDTF.",
        name="date",
        value=edtf,
        remedy="Write it as https://www.loc.gov/standards/datetime/ says, e.g. 2019-08.",
    )
