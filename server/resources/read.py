"""What a release says of a node, as values: a bounded number of queries, each of bounded cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.term import Node

from graph.dataset.sources import properties
from graph.names import Iris
from graph.store import Limits
from server.asks import Bindings
from server.releases import Served
from server.resources.queries import Reader, listed, term, written
from server.resources.values import LABELS, Counts, Description, Direction, Link, Slice, Wanted

# Links of one relation that a description shows, and that a page of that relation does.
SHOWN = 20
PAGE = 100

# Links of a node in one direction that are counted.
MOST_COUNTED = 100_000

# The last page that is given; who wants more takes a dump.
MOST_PAGES = 10_000


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
    links = [*(link for slice_ in slices for link in slice_.links), *parts]
    own = tuple(link for link in links if link.relation in LABELS)
    # The longest to look up, where a thing has many links, are its own, which are known by now.
    labelled = {link.subject for link in own}
    things = [thing for thing in (node, *_mentioned(links)) if thing not in labelled]
    return Description(node, counted, slices, parts, (*own, *labels(asked, things)))


def relations(asked: Reader, node: URIRef) -> Counts:
    """How many links a node has, by direction and relation."""
    totals: dict[tuple[Direction, URIRef], int] = {}
    inexact = set()
    for direction in Direction:
        link = direction.link(node)
        rows = asked.rows("relations", link=link, most=str(MOST_COUNTED))
        found = {row["relation"]["value"]: int(row["total"]["value"]) for row in rows}
        if sum(found.values()) >= MOST_COUNTED:
            inexact.add(direction)
            every = listed(properties(asked.served.base))
            rows = asked.rows("more_relations", link=link, relations=every)
            found = {row["relation"]["value"]: 1 for row in rows} | found
        totals |= {(direction, URIRef(name)): found[name] for name in sorted(found)}
    return Counts(totals, frozenset(inexact))


def _overview(asked: Reader, node: URIRef, counted: Counts) -> Iterable[Slice]:
    for direction in (Direction.OUTGOING, Direction.INCOMING):
        by_order: dict[bool, list[URIRef]] = {True: [], False: []}
        for one, relation in counted.totals:
            if one is direction:
                by_order[counted.is_few(direction, relation)].append(relation)
        for is_ordered, chosen in by_order.items():
            window = _Window(direction, SHOWN, is_ordered=is_ordered)
            links = _links(asked, node, chosen, window)
            yield from (_slice(counted, window, relation, links[relation]) for relation in links)


def _page(asked: Reader, node: URIRef, counted: Counts, wanted: Wanted) -> Iterable[Slice]:
    is_few = counted.is_few(wanted.direction, wanted.relation)
    window = _Window(wanted.direction, PAGE, wanted.page, is_few)
    links = _links(asked, node, [wanted.relation], window)
    return [_slice(counted, window, relation, links[relation]) for relation in links]


@dataclass(frozen=True, slots=True)
class _Window:
    """Which links of a relation are read: those of a page, counted from 1, or the first few."""

    direction: Direction
    size: int
    page: int = 0
    is_ordered: bool = False

    @property
    def offset(self) -> int:
        return max(self.page - 1, 0) * self.size


def _slice(counted: Counts, window: _Window, relation: URIRef, links: tuple[Link, ...]) -> Slice:
    return Slice(
        window.direction,
        relation,
        max(counted.totals.get((window.direction, relation), 0), window.offset + len(links)),
        window.direction not in counted.inexact,
        links[: window.size],
        window.page,
        len(links) > window.size,
    )


def _links(
    asked: Reader, node: URIRef, by: Iterable[URIRef], window: _Window
) -> dict[URIRef, tuple[Link, ...]]:
    """Links by relation, one more of each than the window holds if there are more."""
    if not (chosen := listed(by)):
        return {}
    rows = asked.rows(
        "links",
        link=window.direction.link(node),
        relations=chosen,
        order="ORDER BY ?other" if window.is_ordered else "",
        limit=str(window.size + 1),
        offset=str(window.offset),
    )
    found: dict[URIRef, list[Link]] = {}
    for link in _joined(rows, node, window.direction):
        found.setdefault(link.relation, []).append(link)
    return {relation: tuple(links) for relation, links in sorted(found.items())}


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
