"""All that the graph holds of a node, as a page lists it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.names import Iris, fold
from server.resources.names import Name, Names
from server.resources.paths import local
from server.resources.rdf import address, short
from server.resources.values import Description, Direction, Slice

# What a list about a statement begins with.
_FIRST = ("subject", "predicate", "object", "mode", "time")


@dataclass(frozen=True, slots=True)
class End:
    """The other end of a link; `is_inferred`: no document says it, it follows from others."""

    name: Name
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The links of one relation.

    :ivar every: the address of all of them, page by page; empty: all are here
    :ivar page: counted from 1; 0: the first few
    :ivar earlier: the address of the page before; empty: there is none
    :ivar later: the address of the page after; empty: there is none
    """

    relation: Name
    total: int
    is_exact: bool
    ends: tuple[End, ...]
    every: str = ""
    page: int = 0
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The links from a node and to it."""

    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]

    @property
    def total(self) -> int:
        """How many links there are, or at least."""
        return sum(group.total for group in (*self.outgoing, *self.incoming))


def shown(description: Description, names: Names, prefixes: Mapping[str, str], base: str) -> Shown:
    """The links of a description, by their names."""
    drawn = _Drawing(description, names, prefixes, base)
    return Shown(
        drawn.groups(description.slices_of(Direction.OUTGOING)),
        drawn.groups(description.slices_of(Direction.INCOMING)),
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    description: Description
    names: Names
    prefixes: Mapping[str, str]
    base: str

    def groups(self, slices: Iterable[Slice]) -> tuple[Group, ...]:
        return tuple(sorted(map(self._group, slices), key=self._place))

    def _place(self, group: Group) -> tuple[int, str]:
        """What a statement says comes first and as it is said, all else by its name."""
        _, found, name = group.relation.iri.partition(f"{self.base}ontology#")
        is_first = bool(found) and name in _FIRST
        return _FIRST.index(name) if is_first else len(_FIRST), fold(group.relation.words)

    def _group(self, slice_: Slice) -> Group:
        number = slice_.page
        is_cut = slice_.has_more and not number
        inferred = (Iris(self.base).graph("inferred"),)
        ends = (
            End(self.names.name(end), link.graphs == inferred)
            for link, end in zip(slice_.links, slice_.ends, strict=True)
        )
        return Group(
            self.names.name(slice_.relation),
            slice_.total,
            slice_.is_exact,
            tuple(sorted(ends, key=lambda end: fold(end.name.words))),
            self._address(slice_, 1) if is_cut else "",
            number,
            self._address(slice_, number - 1) if number > 1 else "",
            self._address(slice_, number + 1) if number and slice_.has_more else "",
        )

    def _address(self, slice_: Slice, page: int) -> str:
        relation = short(str(slice_.relation), self.prefixes, self.base)
        path = local(str(self.description.node), self.base)
        return address(path, slice_.direction, relation, page)
