"""What a release says of a node, as values: a bounded number of queries, each of bounded cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rdflib import URIRef
from rdflib.term import Node

from graph.names import Iris
from graph.store import Limits
from server.asks import Bindings
from server.releases import Served
from server.resources.queries import Reader, listed, term, written

# Links of one relation that a description shows, and that a page of that relation does.
SHOWN = 20
PAGE = 100

# Links of a node in one direction that are counted.
MOST_COUNTED = 20_000

# Links of one relation up to which they are put in order; more stay in the store's.
MOST_ORDERED = 1_000

# The last page that is given; who wants more takes a dump.
MOST_PAGES = 10_000

_ORDER = "ORDER BY ?other"


class Direction(StrEnum):
    """Whether links lead from a node or to it."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


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
    :ivar ends: the other end of each link that is given
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


@dataclass(frozen=True, slots=True)
class Found:
    """Whether a node is there, and the IRI that has replaced it, if one has."""

    is_known: bool
    replaced_by: str = ""


def reader(served: Served, limits: Limits, kind: str) -> Reader:
    """What asks about nodes of a kind: reports stand in no other graph than their own."""
    return Reader(served, limits, Iris(served.base).graph("report") if kind == "report" else "")


def find(asked: Reader, iri: str) -> Found:
    """Whether an IRI is one of the release.

    :raises MalformedRequestError: if it is none at all
    """
    rows = asked.rows("known", node=written(URIRef(iri)))
    replaced = [row["by"]["value"] for row in rows if "by" in row]
    return Found(rows[0]["known"]["value"] == "true", min(replaced, default=""))


def describe(asked: Reader, iri: str, wanted: Wanted | None = None) -> Description:
    """What is said of a node, or one page of its links.

    :raises LimitError: if the queries may not run for so long
    """
    node = URIRef(iri)
    counted = relations(asked, node)
    if wanted:
        parts: tuple[Link, ...] = ()
        slices = tuple(_page(asked, node, counted, wanted))
    else:
        parts = _parts(asked, node)
        slices = tuple(_overview(asked, node, counted))
    links = [link for slice_ in slices for link in slice_.links] + list(parts)
    return Description(node, counted, slices, parts, labels(asked, [node, *_mentioned(links)]))


def relations(asked: Reader, node: URIRef) -> Counts:
    """How many links a node has, by direction and relation."""
    rows = asked.rows("relations", node=written(node), most=str(MOST_COUNTED))
    totals = {_key(row): int(row["total"]["value"]) for row in rows}
    inexact = frozenset(
        direction
        for direction in Direction
        if sum(total for key, total in totals.items() if key[0] is direction) >= MOST_COUNTED
    )
    if inexact:
        every = listed(map(URIRef, asked.served.relations))
        more = asked.rows("more_relations", node=written(node), relations=every)
        totals = {_key(row): 1 for row in more} | totals
    return Counts(dict(sorted(totals.items())), inexact)


def _key(row: Mapping[str, Mapping[str, str]]) -> tuple[Direction, URIRef]:
    return Direction(row["direction"]["value"]), URIRef(row["relation"]["value"])


def _overview(asked: Reader, node: URIRef, counted: Counts) -> Iterable[Slice]:
    for direction in (Direction.OUTGOING, Direction.INCOMING):
        totals = {key[1]: total for key, total in counted.totals.items() if key[0] is direction}
        is_exact = direction not in counted.inexact
        few = [r for r, total in totals.items() if total <= MOST_ORDERED and is_exact]
        many = [relation for relation in totals if relation not in few]
        links = _links(asked, node, direction, few, order=_ORDER)
        links |= _links(asked, node, direction, many)
        for relation, total in totals.items():
            found = links.get(relation, ())
            yield Slice(
                direction,
                relation,
                max(total, len(found)),
                is_exact,
                found[:SHOWN],
                has_more=len(found) > SHOWN,
            )


def _page(asked: Reader, node: URIRef, counted: Counts, wanted: Wanted) -> Iterable[Slice]:
    total = counted.totals.get((wanted.direction, wanted.relation), 0)
    is_exact = wanted.direction not in counted.inexact
    before = (wanted.page - 1) * PAGE
    order = _ORDER if is_exact and total <= MOST_ORDERED else ""
    links = _links(
        asked,
        node,
        wanted.direction,
        [wanted.relation],
        order=order,
        limit=PAGE,
        offset=before,
    ).get(wanted.relation, ())
    if links:
        yield Slice(
            wanted.direction,
            wanted.relation,
            max(total, before + len(links)),
            is_exact,
            links[:PAGE],
            wanted.page,
            has_more=len(links) > PAGE,
        )


def _links(
    asked: Reader,
    node: URIRef,
    direction: Direction,
    by: Iterable[URIRef],
    *,
    order: str = "",
    limit: int = SHOWN,
    offset: int = 0,
) -> dict[URIRef, tuple[Link, ...]]:
    """Links by relation, one more of each than the limit if there are more."""
    if not (chosen := listed(by)):
        return {}
    rows = asked.rows(
        direction.value,
        node=written(node),
        relations=chosen,
        order=order,
        limit=str(limit + 1),
        offset=str(offset),
    )
    found: dict[URIRef, list[Link]] = {}
    for link in _joined(rows, node, direction):
        found.setdefault(link.relation, []).append(link)
    return {relation: tuple(links) for relation, links in found.items()}


def _joined(rows: Bindings, node: Node, direction: Direction) -> Iterable[Link]:
    """Links with all their graphs, from rows with one graph each."""
    graphs: dict[tuple[Node, URIRef, Node], list[str]] = {}
    for row in rows:
        if "triple" in (row["other"]["type"], row["relation"]["type"]):
            continue  # RDF 1.2, which none of our formats writes.
        ends = (node, term(row["other"]))
        subject, other = ends if direction is Direction.OUTGOING else ends[::-1]
        key = (subject, URIRef(row["relation"]["value"]), other)
        graphs.setdefault(key, []).extend(_graph(row))
    return (Link(*key, tuple(sorted(names))) for key, names in graphs.items())


def _graph(row: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [row["graph"]["value"]] if "graph" in row else []


def _parts(asked: Reader, node: URIRef) -> tuple[Link, ...]:
    rows = asked.rows("parts", node=written(node))
    by_part: dict[str, Bindings] = {}
    for row in rows:
        by_part.setdefault(row["part"]["value"], []).append(row)
    return tuple(
        link
        for part, of_it in sorted(by_part.items())
        if part != str(node)
        for link in sorted(_joined(of_it, URIRef(part), Direction.OUTGOING), key=str)
    )


def _mentioned(links: Iterable[Link]) -> list[URIRef]:
    terms = (term for link in links for term in (link.subject, link.relation, link.other))
    return list(dict.fromkeys(found for found in terms if isinstance(found, URIRef)))


def labels(asked: Reader, things: Sequence[URIRef]) -> tuple[Link, ...]:
    """What things are called, those in their order."""
    if not (chosen := listed(dict.fromkeys(things))):
        return ()
    rows = asked.rows("labels", things=chosen)
    graphs: dict[tuple[Node, URIRef, Node], list[str]] = {}
    for row in rows:
        key = (term(row["thing"]), URIRef(row["property"]["value"]), term(row["label"]))
        graphs.setdefault(key, []).extend(_graph(row))
    order = {str(thing): at for at, thing in enumerate(dict.fromkeys(things))}
    ordered = sorted(graphs, key=lambda key: (order[str(key[0])], key[1], key[2].n3()))
    return tuple(Link(*key, tuple(sorted(graphs[key]))) for key in ordered)
