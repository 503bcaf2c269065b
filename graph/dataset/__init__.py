"""What readings say, as quads: the face of this folder is `dataset(readings, base)`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rdflib import DCTERMS, URIRef

from graph.coverage import Coverage, coverage
from graph.dataset.accounts import accounts, figures
from graph.dataset.choices import Choice, choices
from graph.dataset.evidence import digest, statements
from graph.dataset.facts import facts
from graph.dataset.joins import Join, Occasion, joins
from graph.dataset.terms import Quad, Terms, Triple
from graph.dataset.witnesses import witnesses
from graph.model import Document, Entity, Literal, Mark, Reading, Statement
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
    "figures",
    "joins",
]


@dataclass(frozen=True, slots=True)
class Part:
    """What one document adds to a release.

    :ivar facts: the triples of its own graph, none twice
    :ivar statements: its triples in the graph that all documents share, none twice
    :ivar coverage: what its reading drew from it and what it left
    :ivar accounts: the same as triples of a graph that all documents share, none twice
    :ivar said: the statements themselves
    :ivar marks: where its text speaks of things, by the keys that stay
    """

    document: Document
    facts: tuple[Triple, ...]
    statements: tuple[Triple, ...]
    coverage: Coverage
    accounts: tuple[Triple, ...]
    said: tuple[Statement, ...]
    marks: tuple[Mark, ...]


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
        """The facts graph of each document; those of all statements and coverages; none twice."""
        terms = Terms(Iris(self.base))
        shared = dict.fromkeys(_replacements(self.joins, terms))
        accounts: dict[Triple, None] = {}
        for part in self.parts:
            graph = URIRef(terms.iris.facts(part.document.key))
            yield from ((*triple, graph) for triple in part.facts)
            shared |= dict.fromkeys(part.statements)
            accounts |= dict.fromkeys(part.accounts)
        for name, triples in (("statements", shared), ("coverage", accounts)):
            graph = URIRef(terms.iris.graph(name))
            yield from ((*triple, graph) for triple in triples)


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
    parts = (_part(reading, chosen, replaced, terms) for reading in complete)
    return Composition(tuple(parts), table, base)


def _part(
    reading: Reading, chosen: Mapping[str, Choice], replaced: Mapping[str, str], terms: Terms
) -> Part:
    covered = coverage(reading)
    said = (*statements(reading, replaced, terms), *witnesses(reading, replaced, terms))
    return Part(
        reading.document,
        tuple(dict.fromkeys(facts(reading, chosen, replaced, terms))),
        tuple(dict.fromkeys(said)),
        covered,
        tuple(dict.fromkeys(accounts(reading.document, covered, replaced, terms))),
        reading.statements,
        tuple(_marks(reading, chosen, replaced)),
    )


def _marks(
    reading: Reading, chosen: Mapping[str, Choice], replaced: Mapping[str, str]
) -> Iterator[Mark]:
    for mention in dict.fromkeys(reading.mentions):
        key = replaced.get(mention.entity, mention.entity)
        if key in chosen:  # What is mentioned alone is nothing in the release.
            yield Mark(mention.span, key, chosen[key].type)


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
