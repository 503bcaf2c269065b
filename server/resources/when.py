"""When a fact holds, in words."""

from dataclasses import dataclass
from datetime import date

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
    return When(name + suffix, say_date(edtf, language), edtf)


def day_bounds(edtf: str) -> tuple[date | None, date | None]:
    """The first and the last day of a date or an interval; None where it is open or no EDTF."""
    try:
        return bounds(edtf)
    except SommetError:
        return None, None
