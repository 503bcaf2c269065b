"""A few triples, made elsewhere, written in a format of RDF."""

from collections.abc import Iterable, Mapping

import pyoxigraph
from rdflib.term import Node

from graph.store.convert import to_engine
from graph.store.formats import Format
from graph.store.writing import serialized

Placed = tuple[Node, Node, Node, str | None]


def as_rdf(placed: Iterable[Placed], format_: Format, prefixes: Mapping[str, str]) -> bytes:
    """Triples in a format of RDF, in the order that they come in, each once in a graph.

    :param placed: triples with the IRI of their named graph, or None for the default graph; a
        format of triples leaves the graphs out
    :param prefixes: those that are used are written
    :raises FormatError: if the format writes no RDF
    """
    if format_.of == "dataset":
        quads = dict.fromkeys(_quad(row) for row in placed)
        return serialized(quads, format_, _used(quads, prefixes))
    triples = dict.fromkeys(_triple(row) for row in placed)
    return serialized(triples, format_, _used(triples, prefixes))


def _triple(row: Placed) -> pyoxigraph.Triple:
    return pyoxigraph.Triple(*map(to_engine, row[:3]))  # type: ignore[arg-type]


def _quad(row: Placed) -> pyoxigraph.Quad:
    triple = _triple(row)
    graph = pyoxigraph.NamedNode(row[3]) if row[3] else pyoxigraph.DefaultGraph()
    return pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, graph)


def _used(statements: Iterable[object], prefixes: Mapping[str, str]) -> dict[str, str]:
    text = "\n".join(map(str, statements))
    return {name: iri for name, iri in prefixes.items() if f"<{iri}" in text}
