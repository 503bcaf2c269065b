"""GraphML, for igraph, yEd, Gephi and others: http://graphml.graphdrawing.org/specification.html."""

from collections.abc import Iterator

from graph.export.markup import DECLARATION, element, start
from graph.export.network import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Edge, Network, Node, told

_ROOT = {
    "xmlns": "http://graphml.graphdrawing.org/xmlns",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": (
        "http://graphml.graphdrawing.org/xmlns "
        "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd"
    ),
}


def graphml(network: Network) -> Iterator[str]:
    """The network in GraphML, piece by piece."""
    yield DECLARATION + start("graphml", _ROOT) + "\n"
    yield element("desc", {}, network.title) + "\n"
    for class_, names in (("node", NODE_ATTRIBUTES), ("edge", EDGE_ATTRIBUTES)):
        for name in names:
            yield _key(class_, name, "string")
    yield _key("edge", "weight", "double")
    yield start("graph", {"id": "network", "edgedefault": "directed"}) + "\n"
    yield from map(_node, network.nodes)
    yield from map(_edge, network.edges)
    yield "</graph>\n</graphml>\n"


def _key(class_: str, name: str, type_: str) -> str:
    attributes = {"id": f"{class_}-{name}", "for": class_, "attr.name": name, "attr.type": type_}
    return start("key", attributes, empty=True) + "\n"


def _node(node: Node) -> str:
    return f"{start('node', {'id': node.iri})}{_data('node', node)}</node>\n"


def _edge(edge: Edge) -> str:
    head = start("edge", {"id": edge.id, "source": edge.source, "target": edge.target})
    weight = element("data", {"key": "edge-weight"}, f"{edge.weight}.0")
    return f"{head}{_data('edge', edge)}{weight}</edge>\n"


def _data(class_: str, one: Node | Edge) -> str:
    return "".join(element("data", {"key": f"{class_}-{name}"}, text) for name, text in told(one))
