"""What readings say, as quads: the face of this folder is `dataset(readings, base)`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rdflib import DCTERMS, URIRef

from graph.dataset.choices import choices
from graph.dataset.evidence import digest, statements
from graph.dataset.facts import facts
from graph.dataset.joins import Join, Occasion, joins
from graph.dataset.terms import Quad, Terms, Triple
from graph.model import Document, Entity, Literal, Reading
from graph.names import Iris

__all__ = [
    "Composition",
    "Join",
    "Part",
    "Quad",
    "Triple",
    "compose",
    "dataset",
    "digest",
    "joins",
]


@dataclass(frozen=True, slots=True)
class Part:
    """What one document adds to a release.

    :ivar facts: the triples of its own graph, none twice
    :ivar statements: its triples in the graph that all documents share, none twice
    """

    document: Document
    facts: tuple[Triple, ...]
    statements: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """What all documents say together.

    :ivar parts: by the documents' keys
    :ivar joins: the keys that are replaced
    """

    parts: tuple[Part, ...]
    joins: tuple[Join, ...]
    base: str

    def quads(self) -> Iterator[Quad]:
        """The facts graph of each document, and the graph of all their statements; none twice."""
        terms = Terms(Iris(self.base))
        shared = dict.fromkeys(_replacements(self.joins, terms))
        for part in self.parts:
            graph = URIRef(terms.iris.facts(part.document.key))
            for triple in part.facts:
                yield *triple, graph
            shared |= dict.fromkeys(part.statements)
        graph = URIRef(terms.iris.graph("statements"))
        for triple in shared:
            yield *triple, graph


def compose(readings: Iterable[Reading], base: str) -> Composition:
    """What the documents say together: a function of the set of readings, not of their order.

    :param base: of every IRI, ending in `/`
    :raises SommetError: if a time is no EDTF
    """
    terms = Terms(Iris(base))
    complete = sorted(
        map(_with_its_document, readings), key=lambda r: (r.document.key, r.document.name)
    )
    table = joins((reading.entities for reading in complete), _occasions(complete))
    replaced = {join.replaced: join.by for join in table}
    chosen = choices(complete, replaced)
    parts = (
        Part(
            reading.document,
            tuple(dict.fromkeys(facts(reading, chosen, replaced, terms))),
            tuple(dict.fromkeys(statements(reading, replaced, terms))),
        )
        for reading in complete
    )
    return Composition(tuple(parts), table, base)


def dataset(readings: Iterable[Reading], base: str) -> Iterator[Quad]:
    """The quads of what the documents say together; see `compose`."""
    return compose(readings, base).quads()


def _with_its_document(reading: Reading) -> Reading:
    """The reading, with the document itself among its things."""
    document, metadata = reading.document, reading.document.metadata
    key = f"document/{document.key}"
    if any(entity.key == key for entity in reading.entities):
        return reading
    label = metadata.title or document.name
    work = Entity(key, metadata.kind, label, metadata.language, ())
    return replace(reading, entities=(*reading.entities, work))


def _occasions(readings: Iterable[Reading]) -> dict[str, frozenset[Occasion]]:
    """For each event's key the class, place and year that its document gives it."""
    found: dict[str, set[Occasion]] = {}
    for reading in readings:
        types = {entity.key: entity.type for entity in reading.entities}
        for place in (s for s in reading.statements if s.relation == "heldIn"):
            for when in reading.statements:
                held = when.relation in {"heldOn", "plannedFor"} and when.subject == place.subject
                if held and isinstance(when.object, Literal) and isinstance(place.object, str):
                    occasion = (types[place.subject], place.object, when.object.value[:4])
                    found.setdefault(place.subject, set()).add(occasion)
    return {key: frozenset(occasions) for key, occasions in found.items()}


def _replacements(table: Iterable[Join], terms: Terms) -> Iterator[Triple]:
    for join in table:
        yield terms.entity(join.replaced), DCTERMS.isReplacedBy, terms.entity(join.by)
