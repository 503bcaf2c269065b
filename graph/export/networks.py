"""The network of a release, or of a part of it, in the formats of tools that draw and measure."""

from collections.abc import Callable, Iterator, Mapping

from graph.export.asked import Asked
from graph.export.asking import Asking
from graph.export.cytoscape import cytoscape
from graph.export.dot import dot
from graph.export.drawing import read_network
from graph.export.gexf import gexf
from graph.export.graphml import graphml
from graph.export.network import Network

_WRITERS: Mapping[str, Callable[[Network], Iterator[str]]] = {
    "graphml": graphml,
    "cytoscape": cytoscape,
    "dot": dot,
}


def export_network(
    asking: Asking, asked: Asked, title: str, most: int | None = None
) -> Iterator[bytes]:
    """The network that is asked for, piece by piece, in UTF-8; the same for the same release.

    Everything is read before this returns, so that the pieces cannot fail.

    :param title: what it is drawn from, such as the IRI of the release
    :param most: facts that are read at most; None: as many as there are
    :raises UnknownError: if the release has no such entity, class or relation
    :raises OptionError: if the query gives no triples, or blank nodes
    :raises SommetError: if a query is refused, or goes over a limit
    """
    network = read_network(asking, asked, title, most)
    return (piece.encode() for piece in written(network, asked))


def written(network: Network, asked: Asked) -> Iterator[str]:
    """The network in the format that is asked for, piece by piece."""
    if asked.format.name == "gexf":
        return gexf(network, asked.gexf_version)
    return _WRITERS[asked.format.name](network)
