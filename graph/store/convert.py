"""From rdflib's values to the engine's and back, in two total functions."""

from functools import lru_cache
from typing import TypeAlias

import pyoxigraph
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from graph.dataset.terms import Quad

EngineTerm: TypeAlias = (
    pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
)

_STRING = "http://www.w3.org/2001/XMLSchema#string"


@lru_cache(maxsize=65536)
def to_engine(term: Node) -> EngineTerm:
    """An IRI, a literal or a blank node as the engine has it.

    :raises TypeError: if it is none of them
    :raises ValueError: if the IRI or the language tag is malformed
    """
    if isinstance(term, URIRef):
        return pyoxigraph.NamedNode(str(term))
    if isinstance(term, BNode):
        return pyoxigraph.BlankNode(str(term))
    if not isinstance(term, Literal):
        raise TypeError(f"{term!r} stands in no graph.")
    if term.language:
        return pyoxigraph.Literal(str(term), language=term.language)
    datatype = pyoxigraph.NamedNode(str(term.datatype or _STRING))
    return pyoxigraph.Literal(str(term), datatype=datatype)


def from_engine(term: EngineTerm) -> Node:
    """A term of the engine as rdflib has it.

    :raises TypeError: if it is a triple, which rdflib has not as a term
    """
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(f"{term} is no term of RDF 1.1.")
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    return Literal(
        term.value, datatype=None if datatype == _STRING else URIRef(datatype), normalize=False
    )


def quad_to_engine(quad: Quad) -> pyoxigraph.Quad:
    """A quad of a named graph as the engine has it."""
    return pyoxigraph.Quad(*(to_engine(term) for term in quad))  # type: ignore[arg-type]
