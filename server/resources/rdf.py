"""A description as triples, with the pages of its links told in VoID and Hydra."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from rdflib import RDF, RDFS, VOID, XSD, Literal, Namespace, URIRef

from graph.store.rdf import Placed
from server.resources.values import Description, Direction, Link, Slice

# https://www.hydra-cg.com/spec/latest/core/
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")


def triples(description: Description, prefixes: Mapping[str, str], base: str) -> Iterator[Placed]:
    """The triples of a description, those of the node first.

    :param prefixes: by which relations are named in the addresses of pages
    """
    if not description.counts.totals:  # A graph that is there, and that nothing describes.
        yield description.node, RDF.type, VOID.Dataset, None
    for slice_ in description.slices:
        for link in slice_.links:
            yield from _placed(link)
    for link in (*description.parts, *description.labels):
        yield from _placed(link)
    for slice_ in description.slices:
        if slice_.direction is Direction.INCOMING or slice_.has_more or slice_.page:
            yield from _collection(description.node, slice_, short(slice_.relation, prefixes, base))


def short(relation: str, prefixes: Mapping[str, str], base: str) -> str:
    """A relation as the address of a page names it; `full` reads it again.

    >>> short("https://w3id.org/sommet/ontology#memberOf", {}, "https://w3id.org/sommet/")
    'memberOf'
    >>> short("http://purl.org/dc/terms/date", {"dcterms": "http://purl.org/dc/terms/"}, "a:")
    'dcterms:date'
    """
    if relation.startswith(f"{base}ontology#"):
        return relation.removeprefix(f"{base}ontology#")
    for prefix, namespace in prefixes.items():
        if relation.startswith(namespace):
            return f"{prefix}:{relation.removeprefix(namespace)}"
    return relation


def full(name: str, prefixes: Mapping[str, str], base: str) -> str:
    """The IRI of a relation by the name that an address gives it: short, prefixed or whole.

    >>> full("memberOf", {}, "https://w3id.org/sommet/")
    'https://w3id.org/sommet/ontology#memberOf'
    """
    prefix, colon, rest = name.partition(":")
    if not colon:
        return f"{base}ontology#{name}"
    return prefixes[prefix] + rest if prefix in prefixes else name


def address(iri: str, direction: Direction, relation: str, page: int = 0) -> str:
    """The address of the links of one relation, or of a page of them.

    :param relation: as `short` writes it
    """
    query = f"{direction.value}={quote(relation, safe=':')}"
    return f"{iri}?{query}" + (f"&page={page}" if page else "")


def _placed(link: Link) -> Iterator[Placed]:
    for graph in link.graphs or (None,):
        yield link.subject, link.relation, link.other, graph


def _collection(node: URIRef, slice_: Slice, relation: str) -> Iterator[Placed]:
    def page(number: int) -> URIRef:
        return URIRef(address(str(node), slice_.direction, relation, number))

    whole, number = page(0), slice_.page
    yield node, RDFS.seeAlso, whole, None
    yield whole, RDF.type, HYDRA.Collection, None
    yield whole, RDF.type, VOID.Dataset, None
    yield whole, VOID.property, slice_.relation, None
    if slice_.is_exact:
        yield whole, VOID.triples, Literal(str(slice_.total), datatype=XSD.integer), None
        yield whole, HYDRA.totalItems, Literal(str(slice_.total), datatype=XSD.integer), None
    yield whole, HYDRA.view, page(number or 1), None
    if number:
        yield page(number), RDF.type, HYDRA.PartialCollectionView, None
        yield page(number), HYDRA.first, page(1), None
        if number > 1:
            yield page(number), HYDRA.previous, page(number - 1), None
        if slice_.has_more:
            yield page(number), HYDRA.next, page(number + 1), None
