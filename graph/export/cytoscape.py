"""Cytoscape JSON, for Cytoscape and Cytoscape.js: https://js.cytoscape.org/#notation/elements-json.

networkx has a writer too, whose edges have no `id` and whose `data` of the network is a list, where
Cytoscape wants an object.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from graph.export.network import Edge, Network, Node, told


def cytoscape(network: Network) -> Iterator[str]:
    """The network in Cytoscape JSON, piece by piece."""
    head = {
        "format_version": "1.0",
        "generated_by": "Sommet",
        "target_cytoscapejs_version": "~3.0",
        "directed": True,
        "multigraph": True,
        "data": {"name": network.title, "shared_name": network.title},
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "elements": {\n"nodes": ['
    yield from _listed(map(_node, network.nodes))
    yield '],\n"edges": ['
    yield from _listed(map(_edge, network.edges))
    yield "]}}\n"


def _node(node: Node) -> Mapping[str, object]:
    return {"id": node.iri, "value": node.iri, "name": node.label, **dict(told(node))}


def _edge(edge: Edge) -> Mapping[str, object]:
    return {
        "id": edge.id,
        "key": edge.id,
        "source": edge.source,
        "target": edge.target,
        "name": edge.label,
        "interaction": edge.relation,
        **dict(told(edge)),
        "weight": edge.weight,
    }


def _listed(elements: Iterable[Mapping[str, object]]) -> Iterator[str]:
    between = "\n"
    for data in elements:
        yield between + json.dumps({"data": data}, ensure_ascii=False)
        between = ",\n"
