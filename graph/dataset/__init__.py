"""What readings say, as quads: the face of this folder is `dataset(readings, base)`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rdflib import DCTERMS, URIRef

from graph.dataset.choices import choices
from graph.dataset.evidence import digest, statements
from graph.dataset.facts import facts
from graph.dataset.joins import Join, joins
from graph.dataset.terms import Quad, Terms, Triple
from graph.model import Entity, Reading
from graph.names import Iris

__all__ = ["Join", "Quad", "Triple", "dataset", "digest", "joins"]


def dataset(readings: Iterable[Reading], base: str) -> Iterator[Quad]:
    """The facts graph of each document, and the graph of all their statements; no quad twice.

    What it gives depends on the set of readings, not on their order.

    :param base: of every IRI, ending in `/`
    :raises SommetError: if a time is no EDTF
    """
    terms = Terms(Iris(base))
    complete = sorted(map(_with_its_document, readings), key=lambda r: r.document.key)
    table = joins(reading.entities for reading in complete)
    replaced = {join.replaced: join.by for join in table}
    chosen = choices(complete, replaced)
    shared: set[Triple] = set(_replacements(table, terms))
    for reading in complete:
        graph = URIRef(terms.iris.facts(reading.document.key))
        for triple in dict.fromkeys(facts(reading, chosen, replaced, terms)):
            yield *triple, graph
        shared.update(statements(reading, replaced, terms))
    graph = URIRef(terms.iris.graph("statements"))
    for triple in sorted(shared):
        yield *triple, graph


def _with_its_document(reading: Reading) -> Reading:
    """The reading, with the document itself among its things."""
    document, metadata = reading.document, reading.document.metadata
    key = f"document/{document.key}"
    if any(entity.key == key for entity in reading.entities):
        return reading
    label = metadata.title or document.name
    work = Entity(key, metadata.kind, label, metadata.language, ())
    return replace(reading, entities=(*reading.entities, work))


def _replacements(table: Iterable[Join], terms: Terms) -> Iterator[Triple]:
    for join in table:
        yield terms.entity(join.replaced), DCTERMS.isReplacedBy, terms.entity(join.by)
