"""The release and its cuts as datasets, with VoID (https://www.w3.org/TR/void/)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, VOID, Literal, URIRef

from graph.build.description.parts import FOLDER, Described, licensed, number, titled
from graph.dataset.sources import query_text
from graph.dataset.terms import Triple
from graph.export.dumps import cut
from graph.export.rdf import end_of
from graph.store import Store

CUTS = ("facts", "evidence")

# The formats of https://www.w3.org/ns/formats/ that the dumps are in.
_FEATURES = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "N-Quads", "TriG")
# Where https://www.w3.org/TR/vocab-dcat-3/#Property:resource_language wants languages from.
_LANGUAGE = "http://id.loc.gov/vocabulary/iso639-1/"
_LENGTHS = ("triples", "entities", "classes", "properties", "distinctSubjects", "distinctObjects")


def release(told: Described, store: Store) -> Iterator[Triple]:
    """The release as a whole; how many triples it has is told by `sizes`, when all are there."""
    node, iris = told.node, told.iris
    yield node, RDF.type, VOID.Dataset
    yield node, RDF.type, DCAT.Dataset
    yield node, DCTERMS.identifier, Literal(told.digest)
    yield node, DCTERMS.conformsTo, URIRef(iris.term("").removesuffix("#"))
    yield from titled(node, "release")
    yield from licensed(node)
    for language in ("en", "fr"):
        yield node, DCTERMS.language, URIRef(_LANGUAGE + language)
    for document in told.documents:
        yield node, DCTERMS.source, URIRef(iris.document(document.key))
    yield node, VOID.sparqlEndpoint, URIRef(iris.endpoint(told.digest))
    for feature in _FEATURES:
        yield node, VOID.feature, URIRef(f"http://www.w3.org/ns/formats/{feature}")
    yield from _addresses(node, told)
    for row in _rows(store, "examples", told.iris.base):
        yield node, VOID.exampleResource, URIRef(row["entity"])
        yield node, VOID.exampleResource, URIRef(row["first"])


def cuts(told: Described, store: Store) -> Iterator[Triple]:
    """The facts, and the facts with their evidence: parts of the release that stand alone."""
    for name in CUTS:
        node, graphs = told.part(name), cut(store, name) or ()
        yield told.node, VOID.subset, node
        yield node, RDF.type, VOID.Dataset
        yield node, RDF.type, DCAT.Dataset
        yield node, DCTERMS.isPartOf, told.node
        yield from titled(node, name)
        yield from licensed(node)
        yield from _addresses(node, told)
        for graph in graphs:
            yield node, VOID.subset, URIRef(graph)
        (whole,) = _rows(store, "whole", told.iris.base, graphs)
        for length in _LENGTHS:
            yield node, VOID[length], number(int(whole[length]))
    yield from _partitions(told, store, cut(store, CUTS[-1]) or ())


def graphs(told: Described, store: Store) -> Iterator[Triple]:
    """The named graphs, and this description as one of them."""
    description = told.iris.graph("description")
    for name in (*store.graphs(), description):
        graph = URIRef(name)
        yield told.node, VOID.subset, graph
        yield graph, RDF.type, VOID.Dataset
        if name != description:
            yield graph, RDFS.label, Literal(end_of(name))
            yield graph, VOID.triples, number(store.count(name))
    node = URIRef(description)
    yield node, RDF.type, VOID.DatasetDescription
    yield node, FOAF.primaryTopic, told.node
    yield from titled(node, "description")


def sizes(told: Described, store: Store) -> Iterator[Triple]:
    """How many triples the release and its description have, these two included."""
    description = told.iris.graph("description")
    yield told.node, VOID.triples, number(store.count() + 2)
    yield URIRef(description), VOID.triples, number(store.count(description) + 2)


def _partitions(told: Described, store: Store, graphs: tuple[str, ...]) -> Iterator[Triple]:
    """What classes and properties the largest cut is made of, and the vocabularies of these."""
    whole, base, names = told.part(CUTS[-1]), told.iris.base, store.prefixes
    used: dict[str, None] = {}
    for kind, query in (("class", "classes"), ("property", "properties")):
        for row in _rows(store, query, base, graphs):
            node = told.part(f"{kind}-{_compact(row[kind], names)}")
            used[_namespace(row[kind])] = None
            yield whole, VOID[f"{kind}Partition"], node
            yield node, RDF.type, VOID.Dataset
            yield node, VOID["class" if kind == "class" else "property"], URIRef(row[kind])
            for length in _LENGTHS:
                if length in row:
                    yield node, VOID[length], number(int(row[length]))
    for namespace in used:
        yield told.node, VOID.vocabulary, URIRef(namespace)
        yield whole, VOID.vocabulary, URIRef(namespace)


def _addresses(node: URIRef, told: Described) -> Iterator[Triple]:
    """Which IRIs are counted as entities."""
    space = f"{told.iris.base}id/"
    yield node, VOID.uriSpace, Literal(space)
    yield node, VOID.uriRegexPattern, Literal("^" + re.escape(space))


def _rows(
    store: Store, query: str, base: str, graphs: tuple[str, ...] | None = None
) -> Iterable[Mapping[str, str]]:
    text = query_text(FOLDER, query, base)
    answer = store.query(text, "text/csv", default_graphs=graphs)
    return csv.DictReader(io.StringIO(answer.decode(), newline=""))


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _compact(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI as it is short to read; whole where no prefix is its namespace's."""
    namespace = _namespace(iri)
    found = [name for name, known in prefixes.items() if known == namespace]
    return f"{found[0]}:{iri.removeprefix(namespace)}" if found else iri
