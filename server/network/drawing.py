"""What the script of the page draws: things and the links between them, as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from graph.export.network import Edge
from server.network.sight import MODES, Sight, Thing, mode_of

# What a browser draws without delay; over it, the things with most facts and their links.
MOST_THINGS = 2_000
MOST_LINKS = 5_000


def drawing(sight: Sight) -> Mapping[str, object]:
    """The things and links to draw, and how many there are in all.

    A thing: `id` (its key), `name`, `language` of that, `kind`, `type`, `degree`, `begin`, `end`
    (days, `YYYY-MM-DD`, empty: open). A link: `source` and `target` (places in the list of things),
    `relations` (their names), `facts` (how many), `mode`, `way` (`to` its target, or `both`),
    `begin`, `end`.
    """
    things = sight.ranked[:MOST_THINGS]
    links = _links(sight.network.edges)
    places = {thing.node.iri: place for place, thing in enumerate(things)}
    drawn = [link for link in links if link[0].source in places and link[0].target in places]
    drawn.sort(key=len, reverse=True)
    return {
        "things": [_thing(sight, thing) for thing in things],
        "links": [_link(link, places) for link in drawn[:MOST_LINKS]],
        "total": {
            "things": len(sight.ranked), "links": len(links), "facts": len(sight.network.edges),
        },
    }  # fmt: skip


def _thing(sight: Sight, thing: Thing) -> Mapping[str, object]:
    node = thing.node
    return {
        "id": thing.key,
        "name": thing.name.words,
        "language": thing.name.language,
        "kind": thing.kind,
        "type": sight.type_of(thing).words,
        "degree": thing.degree,
        "begin": node.begin,
        "end": node.end,
    }


def _links(edges: Iterable[Edge]) -> list[Sequence[Edge]]:
    """The facts between the same two things, whichever way they go, the surest first."""

    def ends(edge: Edge) -> tuple[str, ...]:
        return tuple(sorted((edge.source, edge.target)))

    ordered = sorted(edges, key=lambda edge: (ends(edge), MODES.index(mode_of(edge)), edge.id))
    return [list(together) for _, together in groupby(ordered, key=ends)]


def _link(facts: Sequence[Edge], places: Mapping[str, int]) -> Mapping[str, object]:
    first = facts[0]
    begins, ends = ([day for fact in facts if (day := getattr(fact, n))] for n in ("begin", "end"))
    return {
        "source": places[first.source],
        "target": places[first.target],
        "relations": list(dict.fromkeys(fact.label for fact in facts)),
        "facts": len(facts),
        "mode": mode_of(first),
        "way": "to" if all(fact.source == first.source for fact in facts) else "both",
        "begin": min(begins, default=""),
        "end": max(ends, default=""),
    }
