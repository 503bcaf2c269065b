"""What is said of a node, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rdflib import RDFS, SKOS, URIRef
from rdflib.term import Node

from server.resources.queries import written

# Links of one relation up to which they are put in order; more stay in the store's.
MOST_ORDERED = 1_000

# What things are called by.
LABELS = frozenset((RDFS.label, SKOS.prefLabel))


class Direction(StrEnum):
    """Whether links lead from a node or to it."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"

    def link(self, node: URIRef) -> str:
        """The triple pattern of a link in this direction."""
        ends = (written(node), "?other")
        subject, other = ends if self is Direction.OUTGOING else ends[::-1]
        return f"{subject} ?relation {other}"


@dataclass(frozen=True, slots=True)
class Link:
    """A triple, and the IRIs of the named graphs that say it."""

    subject: Node
    relation: URIRef
    other: Node
    graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The part of a node's links that is asked for: a page, counted from 1, of one relation."""

    direction: Direction
    relation: URIRef
    page: int = 1


@dataclass(frozen=True, slots=True)
class Slice:
    """Links of one relation in one direction.

    :ivar total: how many there are
    :ivar is_exact: False: there are at least so many
    :ivar links: those that are given
    :ivar page: counted from 1; 0: the first few
    :ivar has_more: whether there are more behind them
    """

    direction: Direction
    relation: URIRef
    total: int
    is_exact: bool
    links: tuple[Link, ...]
    page: int = 0
    has_more: bool = False

    @property
    def ends(self) -> tuple[Node, ...]:
        """The other end of each link."""
        outgoing = self.direction is Direction.OUTGOING
        return tuple(link.other if outgoing else link.subject for link in self.links)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many links a node has, by direction and relation; not exact: at least so many."""

    totals: Mapping[tuple[Direction, URIRef], int]
    inexact: frozenset[Direction]

    def is_few(self, direction: Direction, relation: URIRef) -> bool:
        """Whether links are so few that they can be put in order at no cost."""
        is_exact = direction not in self.inexact
        return is_exact and self.totals.get((direction, relation), 0) <= MOST_ORDERED


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a node.

    :ivar counts: of all its links
    :ivar slices: its links by relation, those from it first
    :ivar parts: what is said of its words, their places and its times
    :ivar labels: what all that is mentioned is called
    """

    node: URIRef
    counts: Counts
    slices: tuple[Slice, ...]
    parts: tuple[Link, ...]
    labels: tuple[Link, ...]

    def slices_of(self, direction: Direction) -> tuple[Slice, ...]:
        """The links in one direction."""
        return tuple(slice_ for slice_ in self.slices if slice_.direction is direction)

    def values(self, relation: str) -> tuple[Node, ...]:
        """What the node is linked to by a relation."""
        return tuple(
            end
            for slice_ in self.slices_of(Direction.OUTGOING)
            if str(slice_.relation) == relation
            for end in slice_.ends
        )
