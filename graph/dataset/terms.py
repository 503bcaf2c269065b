"""The terms of the graph: quads of rdflib's values, and the vocabularies that they use."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node

from graph import times
from graph.names import Iris

Triple: TypeAlias = tuple[Node, Node, Node]
Quad: TypeAlias = tuple[Node, Node, Node, URIRef]

LANGUAGES = ("en", "fr")
EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
RFC_5147 = URIRef("http://tools.ietf.org/rfc/rfc5147")
_DCTERMS = "http://purl.org/dc/terms/"
_OA = "http://www.w3.org/ns/oa#"


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms under one base, as rdflib's values."""

    iris: Iris

    def own(self, name: str) -> URIRef:
        """A term of the ontology."""
        return URIRef(self.iris.term(name))

    def entity(self, key: str) -> URIRef:
        """An entity or a document, by its key `{kind}/{slug}`."""
        return URIRef(self.iris.entity(key))

    def time(self, edtf: str) -> URIRef:
        """A TimeSpan."""
        return URIRef(self.iris.time(edtf))

    def time_span(self, edtf: str) -> Iterator[Triple]:
        """What the graph says of a TimeSpan; an open end has no day.

        :raises SommetError: if it is no EDTF
        """
        node = self.time(edtf)
        begin, end = times.bounds(edtf)
        yield node, RDF.type, self.own("TimeSpan")
        yield node, self.own("edtf"), Literal(edtf, datatype=EDTF)
        for language in LANGUAGES:
            yield node, RDFS.label, Literal(times.label(edtf, language), lang=language)
        if begin:
            yield node, self.own("begin"), _day(begin)
        if end:
            yield node, self.own("end"), _day(end)


def dcterms(name: str) -> URIRef:
    """A term of DCMI Metadata Terms (https://www.dublincore.org/specifications/dublin-core/dcmi-terms/)."""
    return URIRef(_DCTERMS + name)


def oa(name: str) -> URIRef:
    """A term of the Web Annotation Vocabulary (https://www.w3.org/TR/annotation-vocab/)."""
    return URIRef(_OA + name)


def _day(value: date) -> Literal:
    return Literal(value.isoformat(), datatype=XSD.date, normalize=False)
