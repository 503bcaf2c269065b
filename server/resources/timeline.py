"""The dated facts of a node, drawn on a line of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from server.quoted import clipped
from server.resources.facts import Fact, Row
from server.resources.when import day_bounds

# Rows that are drawn; more are told by their number.
_MOST = 16

# Pixels: between rows, above the first one, below the last one, on either side of the scale, the least
# width of a mark, the least width between two labels of the scale, and of a letter of a label.
_STEP, _HEAD, _FOOT, _SIDE, _LEAST, _APART, _LETTER = 46, 30, 6, 8, 7, 62, 6.7


@dataclass(frozen=True, slots=True)
class Moment:
    """Facts of one relation at one time.

    :ivar begin: None: open
    :ivar end: None: open
    """

    phrase: str
    facts: tuple[Fact, ...]
    begin: date | None
    end: date | None
    anchor: str

    @property
    def key(self) -> str:
        """How it is known: the surest mode of the first fact."""
        return self.facts[0].modes[0] if self.facts[0].modes else "asserted"


@dataclass(frozen=True, slots=True)
class Bar:
    """A moment as it is drawn, in pixels; where `is_open`, a bar fades at its end.

    :ivar label: where its words begin
    """

    moment: Moment
    words: str
    label: int
    top: int
    left: int
    width: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of the scale, at so many pixels from the left."""

    words: str
    left: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing."""

    width: int
    height: int
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]


def moments(rows: Iterable[Row]) -> tuple[Moment, ...]:
    """What is dated, the earliest first; facts of one relation at one time together."""
    found: dict[tuple[str, date | None, date | None], list[Fact]] = {}
    anchors = {}
    for row in rows:
        anchors[row.phrase.words] = row.anchor
        for fact in row.facts:
            if span := _span(fact):
                found.setdefault((row.phrase.words, *span), []).append(fact)
    made = [
        Moment(phrase, tuple(facts), begin, end, anchors[phrase])
        for (phrase, begin, end), facts in found.items()
    ]
    return tuple(sorted(made, key=lambda m: (m.begin or m.end or date.min, m.phrase)))


def draw(found: tuple[Moment, ...], width: int) -> Timeline | None:
    """The moments on a scale of so many pixels; nothing, if they do not differ in time."""
    chosen = found[:_MOST]
    days = [day for moment in chosen for day in (moment.begin, moment.end) if day]
    if len({(moment.begin, moment.end) for moment in chosen}) < 2:
        return None
    scale = _Scale.around(min(days), max(days), width)
    bars = tuple(_bar(scale, moment, at) for at, moment in enumerate(chosen))
    return Timeline(width, _HEAD + len(bars) * _STEP + _FOOT, tuple(scale.ticks()), bars)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days from the first to the last, in so many pixels."""

    first: date
    last: date
    width: int

    @classmethod
    def around(cls, first: date, last: date, width: int) -> "_Scale":
        """Whole years that hold two days, and some room for what has no end."""
        return cls(date(first.year, 1, 1), date(min(last.year + 1, 9999), 12, 31), width)

    def left(self, day: date) -> float:
        return _SIDE + (day - self.first).days / self._days() * (self.width - 2 * _SIDE)

    def ticks(self) -> Iterator[Tick]:
        years = self.last.year - self.first.year + 1
        room = max(1, int((self.width - 2 * _SIDE) // _APART))
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 10_000) if years <= step * room)
        for year in range(self.first.year, self.last.year + 1, step):
            yield Tick(str(year), round(self.left(date(year, 1, 1))))

    def _days(self) -> int:
        return (self.last - self.first).days or 1


def _bar(scale: _Scale, moment: Moment, at: int) -> Bar:
    """A bar as wide as the time is exact: a month for a month."""
    begin = moment.begin or scale.first
    end = (moment.end or scale.last) + timedelta(days=bool(moment.end))
    left = round(scale.left(begin))
    width = max(round(scale.left(end)) - left, _LEAST)
    names = moment.facts[0].name.words if len(moment.facts) == 1 else f"({len(moment.facts)})"
    words = clipped(f"{moment.phrase} {names}", int((scale.width - 2 * _SIDE) / _LETTER))
    label = max(min(left, round(scale.width - _SIDE - len(words) * _LETTER)), _SIDE)
    is_open = moment.begin is None or moment.end is None
    return Bar(moment, words, label, _HEAD + at * _STEP, left, width, is_open)


def _span(fact: Fact) -> tuple[date | None, date | None] | None:
    """From when to when a fact holds, as far as its texts say."""
    if fact.when is None:
        return None
    begin, end = day_bounds(fact.when.edtf)
    if fact.when.key.startswith("since"):
        end = None
    elif fact.when.key.startswith("until"):
        begin = None
    return (begin, end) if begin or end else None
