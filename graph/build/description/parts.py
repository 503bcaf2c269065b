"""What all parts of a description need: the release, its documents, its titles."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, RDFS, XSD, Literal, URIRef

from graph.about import LICENCE, words
from graph.dataset.terms import Triple
from graph.model import Document
from graph.names import Iris

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Described:
    """A release that is described.

    :ivar digest: its hash
    :ivar documents: those that it was made from
    """

    iris: Iris
    digest: str
    documents: tuple[Document, ...]

    @property
    def node(self) -> URIRef:
        """The release."""
        return URIRef(self.iris.release(self.digest))

    def part(self, name: str) -> URIRef:
        """A part of the description."""
        return URIRef(self.iris.part(self.digest, name))


def titled(node: URIRef, name: str) -> Iterator[Triple]:
    """The title and the description of a part."""
    for language, title in words("title", name).items():
        yield node, DCTERMS.title, Literal(title, lang=language)
        yield node, RDFS.label, Literal(title, lang=language)
    for language, text in words("text", name).items():
        yield node, DCTERMS.description, Literal(text, lang=language)


def licensed(node: URIRef) -> Iterator[Triple]:
    """The licence of the graph, and what it does not cover."""
    yield node, DCTERMS.license, URIRef(LICENCE)
    for language, text in words("text", "rights").items():
        yield node, DCTERMS.rights, Literal(text, lang=language)


def number(value: int) -> Literal:
    """A count, as VoID gives it."""
    return Literal(str(value), datatype=XSD.integer)
