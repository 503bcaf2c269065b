"""GraphML, for igraph, yEd, Gephi and others: http://graphml.graphdrawing.org/specification.html.

An identifier is an NMTOKEN in its schema, which no IRI is; so nodes are `n0`, `n1` …, and their IRIs
are among their attributes.
"""

from collections.abc import Iterator, Mapping

from graph.export.markup import DECLARATION, element, start
from graph.export.network import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Edge, Network, Node, told

_ROOT = {
    "xmlns": "http://graphml.graphdrawing.org/xmlns",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": (
        "http://graphml.graphdrawing.org/xmlns "
        "http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd"
    ),
}


def graphml(network: Network) -> Iterator[str]:
    """The network in GraphML, piece by piece."""
    yield DECLARATION + start("graphml", _ROOT) + "\n"
    yield element("desc", {}, network.title) + "\n"
    for class_, names in (("node", ("iri", *NODE_ATTRIBUTES)), ("edge", EDGE_ATTRIBUTES)):
        for name in names:
            yield _key(class_, name, "string")
    yield _key("edge", "weight", "double")
    yield start("graph", {"id": "network", "edgedefault": "directed"}) + "\n"
    ids = {node.iri: f"n{number}" for number, node in enumerate(network.nodes)}
    yield from (_node(node, ids) for node in network.nodes)
    yield from (_edge(edge, f"e{number}", ids) for number, edge in enumerate(network.edges))
    yield "</graph>\n</graphml>\n"


def _key(class_: str, name: str, type_: str) -> str:
    attributes = {"id": f"{class_}-{name}", "for": class_, "attr.name": name, "attr.type": type_}
    return start("key", attributes, empty=True) + "\n"


def _node(node: Node, ids: Mapping[str, str]) -> str:
    iri = element("data", {"key": "node-iri"}, node.iri)
    return f"{start('node', {'id': ids[node.iri]})}{iri}{_data('node', node)}</node>\n"


def _edge(edge: Edge, name: str, ids: Mapping[str, str]) -> str:
    ends = {"source": ids[edge.source], "target": ids[edge.target]}
    weight = element("data", {"key": "edge-weight"}, f"{edge.weight}.0")
    return f"{start('edge', {'id': name, **ends})}{_data('edge', edge)}{weight}</edge>\n"


def _data(class_: str, one: Node | Edge) -> str:
    return "".join(element("data", {"key": f"{class_}-{name}"}, text) for name, text in told(one))
