"""What the RDF of an address holds, and how it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from rdflib import RDF, SKOS, Graph, URIRef
from rdflib.term import Node

from graph.dataset import sources
from graph.dataset.terms import Triple
from graph.names import Iris
from graph.store import Store, by_name
from server.terms.shapes import shapes_graph


@dataclass(frozen=True, slots=True)
class Described:
    """What an address tells of, all of it or of one node.

    :ivar base: of the IRIs
    :ivar source: `ontology`, `vocabularies`, `shapes`, or a version of the ontology
    :ivar node: the IRI of a term, vocabulary or concept; empty: of everything
    """

    base: str
    source: str
    node: str = ""

    @property
    def kind(self) -> str:
        """The source, without regard to its version."""
        return "ontology" if self.source in sources.versions() else self.source


@lru_cache(maxsize=64)
def written(described: Described, format_name: str) -> bytes:
    """What an address tells, in a format of RDF: the same bytes in every process.

    :param format_name: of `graph.store.FORMATS`; the quads of TriG stand in the graph that a
        release holds them in
    :raises FormatError: if it is no format of RDF
    """
    format_ = by_name(format_name, "graph", "dataset")
    graph = Iris(described.base).graph(described.kind)
    found = list(triples(described))
    named = "\n".join(str(term) for triple in found for term in triple)
    prefixes = sources.prefixes(described.base).items()
    store = Store.empty({prefix: space for prefix, space in prefixes if space in named})
    store.load((*triple, URIRef(graph)) for triple in found)
    output = BytesIO()
    store.write(output, format_, (graph,))
    return output.getvalue()


def triples(described: Described) -> Iterator[Triple]:
    """What an address tells: of a node, what is said of it and what names it."""
    graph = _graph(described)
    if not described.node:
        yield from graph
        return
    node = URIRef(described.node)
    for subject in (node, *_inner(graph, node)):
        yield from graph.triples((subject, None, None))
    for triple in graph.triples((None, None, node)):
        if (triple[0], SKOS.inScheme, node) not in graph:
            yield triple


def _graph(described: Described) -> Graph:
    if described.source == "ontology":
        return sources.published(described.base)
    if described.source == "vocabularies":
        return sources.vocabularies(described.base)
    if described.source == "shapes":
        return shapes_graph(described.base)
    return sources.version(described.source, described.base)


def _inner(graph: Graph, node: Node) -> Iterator[Node]:
    """The lists that a node has, and the concepts of a vocabulary."""
    yield from graph.subjects(SKOS.inScheme, node)
    for value in graph.objects(node):
        link: Node | None = value
        while link is not None and (link, RDF.first, None) in graph:
            yield link
            link = graph.value(link, RDF.rest)
