"""GEXF, for Gephi: https://gexf.net/schema.html, in the versions 1.2draft and 1.3.

The network is dynamic: an edge has the days of its fact, both included, and one whose fact has no date
is always there. Nodes are always there; when a thing was is told among its attributes.
"""

from collections.abc import Iterable, Iterator, Mapping

from graph.export.markup import DECLARATION, element, quoted, start
from graph.export.network import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Edge, Network, Node, Spell, told

_NAMESPACES = {"1.2draft": "http://www.gexf.net/1.2draft", "1.3": "http://gexf.net/1.3"}
_NUMBERS = {"1.2draft": "1.2", "1.3": "1.3"}

# What GEXF itself has a place for.
_OWN = frozenset(["label"])


def gexf(network: Network, version: str) -> Iterator[str]:
    """The network in GEXF, piece by piece.

    :param version: `1.2draft` or `1.3`
    """
    yield DECLARATION
    yield start("gexf", {"xmlns": _NAMESPACES[version], "version": _NUMBERS[version]}) + "\n"
    yield "<meta>" + element("creator", {}, "Sommet")
    yield element("description", {}, network.title) + "</meta>\n"
    yield start("graph", _graph(version)) + "\n"
    for class_, names in (("node", NODE_ATTRIBUTES), ("edge", EDGE_ATTRIBUTES)):
        yield start("attributes", {"class": class_, "mode": "static"}) + "\n"
        for name in _declared(names):
            attributes = {"id": f"{class_}-{name}", "title": name, "type": "string"}
            yield start("attribute", attributes, empty=True) + "\n"
        yield "</attributes>\n"
    yield start("nodes", {"count": str(len(network.nodes))}) + "\n"
    yield from map(_node, network.nodes)
    yield "</nodes>\n" + start("edges", {"count": str(len(network.edges))}) + "\n"
    yield from (_edge(edge, version) for edge in network.edges)
    yield "</edges>\n</graph>\n</gexf>\n"


def _graph(version: str) -> Mapping[str, str]:
    represented = {"timerepresentation": "interval"} if version == "1.3" else {}
    shared = {"mode": "dynamic", "defaultedgetype": "directed", "idtype": "string"}
    return {**shared, "timeformat": "date", **represented}


def _declared(names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in _OWN]


def _node(node: Node) -> str:
    head = start("node", {"id": node.iri, "label": node.label})
    return f"{head}{_values('node', node)}</node>\n"


def _edge(edge: Edge, version: str) -> str:
    attributes = {
        "id": edge.id,
        "source": edge.source,
        "target": edge.target,
        "label": edge.label,
        "weight": f"{edge.weight}.0",
    }
    if version == "1.3":
        # Gephi keeps edges of different kinds between two nodes apart.
        attributes["kind"] = edge.relation
    spells = ""
    if len(edge.spells) == 1:
        attributes |= _days(edge.spells[0])
    elif edge.spells:
        each = "".join(start("spell", _days(spell), empty=True) for spell in edge.spells)
        spells = f"<spells>{each}</spells>"
    return f"{start('edge', attributes)}{_values('edge', edge)}{spells}</edge>\n"


def _days(spell: Spell) -> dict[str, str]:
    return {name: day for name, day in zip(("start", "end"), spell, strict=True) if day}


def _values(class_: str, one: Node | Edge) -> str:
    values = "".join(
        f'<attvalue for="{class_}-{name}" value={quoted(value)}/>'
        for name, value in told(one)
        if name not in _OWN
    )
    return f"<attvalues>{values}</attvalues>" if values else ""
