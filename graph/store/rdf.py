"""A few triples, made elsewhere, written in a format of RDF."""

from collections.abc import Iterable, Mapping

import pyoxigraph
from rdflib.term import Node

from graph.store.answer import serialized
from graph.store.convert import to_engine
from graph.store.formats import Format

Placed = tuple[Node, Node, Node, str | None]


def as_rdf(placed: Iterable[Placed], format_: Format, prefixes: Mapping[str, str]) -> bytes:
    """Triples in a format of RDF, in the order that they come in, each once in a graph.

    :param placed: triples with the IRI of their named graph, or None for the default graph; a
        format of triples leaves the graphs out
    :param prefixes: those that are used are written
    :raises FormatError: if the format writes no RDF
    """
    with_graphs = format_.of == "dataset"
    statements = dict.fromkeys(
        _quad(triple, graph) if with_graphs else pyoxigraph.Triple(*map(to_engine, triple))  # type: ignore[arg-type]
        for *triple, graph in placed
    )
    text = "\n".join(map(str, statements))
    used = {name: iri for name, iri in prefixes.items() if f"<{iri}" in text}
    return serialized(statements, format_, used)


def _quad(triple: Iterable[Node], graph: str | None) -> pyoxigraph.Quad:
    name = pyoxigraph.NamedNode(graph) if graph else pyoxigraph.DefaultGraph()
    return pyoxigraph.Quad(*map(to_engine, triple), name)  # type: ignore[arg-type]
