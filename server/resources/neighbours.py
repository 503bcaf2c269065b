"""The things that a node has most facts with, drawn around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos
from textwrap import wrap

from server.resources.facts import Row
from server.resources.names import Name

MOST = 16

# With fewer there is nothing to see that the list of facts does not show.
_LEAST = 3

# Kinds of things that are drawn, by the second segment of their paths; times are on the line of time.
_DRAWN = frozenset({"agent", "event", "instrument", "person", "place", "post", "topic"})

# Pixels: between labels, above and below them, from a node to its label, of a letter.
_STEP, _EDGE, _GAP, _LETTER = 44, 28, 14, 6.9


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing and how it is linked.

    :ivar kind: the second segment of its path
    :ivar phrases: of the facts, one each
    """

    name: Name
    kind: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A neighbour as it is drawn, in pixels.

    :ivar bend: where its line bends, seen from the left
    :ivar lines: of its label, one or two
    :ivar is_left: whether its label ends there, and does not begin
    """

    neighbour: Neighbour
    lines: tuple[str, ...]
    left: int
    top: int
    bend: int
    label: int
    is_left: bool


@dataclass(frozen=True, slots=True)
class Network:
    """The drawing; `left` and `top` are of the node itself."""

    width: int
    height: int
    left: int
    top: int
    spots: tuple[Spot, ...]


def neighbours(rows: Iterable[Row]) -> tuple[Neighbour, ...]:
    """The things with most facts, the first first; `MOST` at most."""
    found: dict[Name, list[str]] = {}
    for row in rows:
        for fact in row.facts:
            if fact.name.kind in _DRAWN:
                found.setdefault(fact.name, []).append(row.phrase.words)
    ordered = sorted(found, key=lambda name: (-len(found[name]), name.words))[:MOST]
    return tuple(Neighbour(n, n.kind, tuple(dict.fromkeys(found[n]))) for n in ordered)


def draw(found: tuple[Neighbour, ...], width: int, *, is_narrow: bool = False) -> Network | None:
    """The neighbours on an arc on either side, or on the right alone; nothing if there are few."""
    if len(found) < _LEAST:
        return None
    ordered = sorted(found, key=lambda n: (n.kind, n.name.words))
    half = 0 if is_narrow else len(ordered) // 2
    sides = [(ordered[half:], 1), (ordered[:half], -1)]
    rows = max(len(side) for side, _ in sides)
    height = max((rows - 1) * _STEP, 60) + 2 * _EDGE
    middle = (18 if is_narrow else width // 2, height // 2)
    reach = width // 4 if is_narrow else width // 6
    spots = [
        spot
        for side, sign in sides
        for spot in _arc(side, sign, middle, (reach, height / 2, width))
    ]
    return Network(width, height, *middle, tuple(spots))


def _arc(
    side: list[Neighbour], sign: int, middle: tuple[int, int], size: tuple[int, float, int]
) -> Iterable[Spot]:
    """Neighbours one below the other, farthest out at the height of the node."""
    reach, half, width = size
    left, top = middle
    begin = top - (len(side) - 1) * _STEP / 2
    for at, neighbour in enumerate(side):
        y = begin + at * _STEP
        out = reach * (0.55 + 0.45 * cos(asin((y - top) / half)))
        x = round(left + sign * out)
        label = x + sign * _GAP
        room = (width - label if sign > 0 else label) / _LETTER
        lines = _lines(neighbour.name.words, int(room))
        yield Spot(neighbour, lines, x, round(y), (left + x) // 2, label, sign < 0)


def _lines(words: str, most: int) -> tuple[str, ...]:
    """Words on one or two lines of at most so many characters."""
    first, *rest = wrap(words, most) or [words]
    if len(rest) > 1:
        rest = [f"{rest[0][: most - 1].rstrip()}…"]
    return (first, *rest)
