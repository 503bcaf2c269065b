"""What a release says of itself: its graphs, its documents, the rules that infer; no clock."""

from collections.abc import Iterable, Iterator, Mapping

from rdflib import DCAT, DCTERMS, PROV, RDF, RDFS, VOID, XSD, Literal, URIRef

from graph.dataset.terms import Quad, Triple
from graph.names import Iris
from graph.reason import EntailmentRule

_TITLES = {
    "en": "Sommet: who founded, joined, signed, hosted and announced what in AI policy",
    "fr": "Sommet : qui a fondé, rejoint, signé, accueilli et annoncé quoi en politique de l’IA",
}


def description(
    iris: Iris,
    digest: str,
    sizes: Mapping[str, int],
    documents: Iterable[str],
    rules: Iterable[EntailmentRule],
) -> Iterator[Quad]:
    """The graph that describes a release, with VoID (https://www.w3.org/TR/void/) and DCAT.

    :param digest: the release's hash
    :param sizes: how many triples each named graph has, by its IRI
    :param documents: the IRIs of the documents
    """
    graph = URIRef(iris.graph("description"))
    for part in (
        _release(iris, digest, documents),
        _graphs(iris, digest, sizes),
        _rules(rules),
    ):
        for triple in part:
            yield *triple, graph


def _release(iris: Iris, digest: str, documents: Iterable[str]) -> Iterator[Triple]:
    node = URIRef(iris.release(digest))
    yield node, RDF.type, VOID.Dataset
    yield node, RDF.type, DCAT.Dataset
    yield node, DCTERMS.identifier, Literal(digest)
    yield node, DCTERMS.conformsTo, URIRef(iris.ontology)
    for language, title in _TITLES.items():
        yield node, DCTERMS.title, Literal(title, lang=language)
        yield node, RDFS.label, Literal(title, lang=language)
    for document in documents:
        yield node, DCTERMS.source, URIRef(document)


def _graphs(iris: Iris, digest: str, sizes: Mapping[str, int]) -> Iterator[Triple]:
    for name, size in sizes.items():
        graph = URIRef(name)
        yield URIRef(iris.release(digest)), VOID.subset, graph
        yield graph, RDF.type, VOID.Dataset
        yield graph, VOID.triples, Literal(str(size), datatype=XSD.integer)
        yield graph, RDFS.label, Literal(name.removeprefix(iris.graph("")))


def _rules(rules: Iterable[EntailmentRule]) -> Iterator[Triple]:
    for rule in rules:
        node = URIRef(rule.iri)
        yield node, RDF.type, PROV.Plan
        yield node, RDFS.label, Literal(rule.iri.rpartition("/")[2])
        yield node, PROV.value, Literal(rule.construct)
