"""Several facts as one edge."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from graph.export.asked import Merge
from graph.export.facts import Origin
from graph.export.network import Edge, Spell, digest, join


def merged(edges: Iterable[Edge], merge: Merge) -> Iterator[Edge]:
    """The edges in order, those that are to be one merged."""
    ordered = sorted(edges, key=attrgetter("source", "target", "relation_iri", "id"))
    if merge is Merge.NONE:
        yield from ordered
        return
    names = ("source", "target") if merge is Merge.PAIR else ("source", "target", "relation_iri")
    for _, same in groupby(ordered, key=attrgetter(*names)):
        yield _one(list(same), names)


def _one(edges: Sequence[Edge], names: Sequence[str]) -> Edge:
    first = edges[0]
    is_stated = any(edge.origin == Origin.STATED for edge in edges)

    def all_of(name: str, between: str = " ") -> str:
        return join((getattr(edge, name) for edge in edges), between)

    return Edge(
        id=digest(getattr(first, name) for name in names),
        source=first.source,
        target=first.target,
        label=all_of("label", ", "),
        relation=all_of("relation"),
        relation_iri=all_of("relation_iri"),
        origin=Origin.STATED.value if is_stated else first.origin,
        mode=all_of("mode"),
        time=all_of("time"),
        time_role=all_of("time_role"),
        spells=disjoint(spell for edge in edges for spell in edge.spells),
        evidence=all_of("evidence", " | "),
        statement=all_of("statement"),
        document=all_of("document"),
        asserter=all_of("asserter"),
        rule=all_of("rule"),
        inference=all_of("inference", " | "),
        weight=len(edges),
    )


def disjoint(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """The same days as spells that share none, in order.

    >>> disjoint([("2020-01-05", ""), ("2019-01-01", "2019-02-01"), ("2019-02-01", "2019-03-01")])
    (('2019-01-01', '2019-03-01'), ('2020-01-05', ''))
    """
    found: list[Spell] = []
    for begin, end in sorted(spells):
        if found and (not found[-1][1] or begin <= found[-1][1]):
            former, last = found.pop()
            found.append((former, max(last, end) if last and end else ""))
        else:
            found.append((begin, end))
    return tuple(found)
