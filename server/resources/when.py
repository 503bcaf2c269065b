"""When a fact holds, in words."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from graph.errors import SommetError
from graph.times import bounds
from server.messages import say_date


@dataclass(frozen=True, slots=True)
class When:
    """A time and what it tells of a fact.

    :ivar key: of the message that the words stand in: `since`, `until`, `attested` or `on`, for a
        day with `_day` behind it, and for several with `_days`
    :ivar words: the date, in the language of the page
    :ivar edtf: the same as data, https://www.loc.gov/standards/datetime/
    """

    key: str
    words: str
    edtf: str


def when(edtf: str, role: str, language: str, *, lasts: bool) -> When:
    """A time in words.

    >>> when("2019-08", "attested", "en", lasts=False)
    When(key='on', words='August 2019', edtf='2019-08')

    :param role: `began`, `ended` or `attested`, of the vocabulary of time roles
    :param lasts: whether the fact holds for some time; what happens is told by its moment alone
    """
    name = {"began": "since", "ended": "until"}.get(role, "attested") if lasts else "on"
    is_day = all(part.count("-") == 2 for part in edtf.split("/"))
    is_several = is_day and "/" in edtf and name in ("on", "attested")
    suffix = "_days" if is_several else "_day" if is_day else ""
    return When(name + suffix, in_words(edtf, language), edtf)


def in_words(edtf: str, language: str) -> str:
    """A date or an interval of two dates in words; any other EDTF as it stands.

    >>> in_words("2025-02-10/2025-02-11", "en"), in_words("2018-12/2019-01", "fr")
    ('10–11 February 2025', 'décembre 2018 – janvier 2019')
    """
    first, stroke, last = edtf.partition("/")
    if not stroke:
        return say_date(edtf, language)
    begin, end = day_bounds(edtf)
    is_of_days = first.count("-") == last.count("-") == 2
    if is_of_days and begin and end and begin.timetuple()[:2] == end.timetuple()[:2]:
        locale = {"en": "en_GB", "fr": "fr_FR"}[language]
        return f"{begin.day}–{format_date(end, 'd MMMM y', locale=locale)}"
    return f"{say_date(first, language)} – {say_date(last, language)}"


def day_bounds(edtf: str) -> tuple[date | None, date | None]:
    """The first and the last day of a date or an interval; None where it is open or no EDTF."""
    try:
        return bounds(edtf)
    except SommetError:
        return None, None
