"""The service describes itself: https://www.w3.org/TR/sparql11-service-description/."""

from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef

from graph.store import FORMATS
from server.releases import Served

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
FORMAT = Namespace("http://www.w3.org/ns/formats/")

# Our formats by the names of https://www.w3.org/ns/formats/.
_FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "nquads": "N-Quads",
    "trig": "TriG",
}


def description(served: Served, address: str) -> Graph:
    """The description of the service that answers at an address.

    :param address: the endpoint's, as the client wrote it
    """
    graph = Graph()
    graph.bind("sd", SD)
    graph.bind("void", VOID)
    graph.bind("formats", FORMAT)
    service, dataset, default = URIRef(address), BNode("dataset"), BNode("default")
    add = graph.add
    add((service, RDF.type, SD.Service))
    add((service, SD.endpoint, service))
    add((service, SD.supportedLanguage, SD.SPARQL10Query))
    add((service, SD.supportedLanguage, SD.SPARQL11Query))
    for format_ in FORMATS:
        if format_.of != "dataset":
            add((service, SD.resultFormat, FORMAT[_FORMATS[format_.name]]))
    add((service, SD.defaultDataset, dataset))
    add((service, SD.availableGraphs, dataset))
    add((dataset, RDF.type, SD.Dataset))
    add((dataset, RDF.type, SD.GraphCollection))
    add((dataset, SD.defaultGraph, default))
    add((default, RDF.type, SD.Graph))
    add((default, VOID.triples, _count(served.size)))
    for number, (iri, triples) in enumerate(served.graphs.items()):
        named, inner = BNode(f"named{number}"), BNode(f"graph{number}")
        add((dataset, SD.namedGraph, named))
        add((named, RDF.type, SD.NamedGraph))
        add((named, SD.name, URIRef(iri)))
        add((named, SD.graph, inner))
        add((inner, RDF.type, SD.Graph))
        add((inner, VOID.triples, _count(triples)))
    return graph


def _count(triples: int) -> Literal:
    return Literal(triples, datatype=XSD.integer)
