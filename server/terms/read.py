"""The ontology as its pages show it: frozen values read from its graphs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import DCTERMS, OWL, RDF, RDFS, SDO, SKOS, VANN, Graph, Literal, URIRef
from rdflib.term import Node

from graph.dataset import sources
from graph.names import Iris, fold
from server.messages import in_language

Words = Mapping[str, str]

# The kinds of terms, in the order in which pages show them.
KINDS = {
    "class": OWL.Class,
    "object": OWL.ObjectProperty,
    "datatype": OWL.DatatypeProperty,
    "annotation": OWL.AnnotationProperty,
}
TRAITS = {"symmetric": OWL.SymmetricProperty, "transitive": OWL.TransitiveProperty}

_OURS, _THEIRS = "ours", "theirs"

# What is told of a term: its name, the properties that say it, read from which end, and of whose
# terms. An axiom between two terms of ours is told of both.
_LINKS = (
    ("above", (RDFS.subClassOf, RDFS.subPropertyOf), "subject", _OURS),
    ("below", (RDFS.subClassOf, RDFS.subPropertyOf), "object", _OURS),
    ("domain", (SDO.domainIncludes,), "subject", ""),
    ("range", (SDO.rangeIncludes,), "subject", ""),
    ("inverse", (OWL.inverseOf,), "both", ""),
    ("disjoint", (OWL.disjointWith,), "both", ""),
    ("subject_of", (SDO.domainIncludes,), "object", _OURS),
    ("object_of", (SDO.rangeIncludes,), "object", _OURS),
    ("equivalent", (OWL.equivalentClass, OWL.equivalentProperty), "subject", ""),
    ("narrower_than", (RDFS.subClassOf, RDFS.subPropertyOf), "subject", _THEIRS),
    ("exact", (SKOS.exactMatch,), "subject", ""),
    ("close", (SKOS.closeMatch,), "subject", ""),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A term that another one names.

    :ivar name: its local name if it is ours, else with the prefix of its vocabulary
    :ivar label: by language; empty for terms of others
    """

    iri: str
    name: str
    label: Words
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of the ontology.

    :ivar kind: one of KINDS
    :ivar links: the terms that it is linked with, by how; no way is there without a term
    :ivar traits: which of TRAITS it has
    :ivar chains: properties that together imply it, each with the IRI of its list
    """

    iri: str
    name: str
    kind: str
    label: Words
    definition: Words
    links: Mapping[str, tuple[Reference, ...]]
    traits: tuple[str, ...]
    chains: Mapping[str, tuple[Reference, ...]]


@dataclass(frozen=True, slots=True)
class Ontology:
    """The ontology, or one of its versions.

    :ivar version: its number
    :ivar created: the day on which it was, as `xsd:date`
    :ivar terms: by their local names, in the order of those
    """

    iri: str
    title: Words
    description: Words
    version: str
    version_iri: str
    created: str
    licence: str
    prefix: str
    namespace: str
    terms: Mapping[str, Term]

    def of_kind(self, kind: str, language: str) -> tuple[Term, ...]:
        """The terms of a kind, in the order of their labels in a language."""
        terms = (term for term in self.terms.values() if term.kind == kind)
        return tuple(sorted(terms, key=lambda term: fold(in_language(term.label, language).text)))


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a vocabulary, or a vocabulary with its concepts.

    :ivar name: the end of its IRI after `vocabulary/`
    """

    iri: str
    name: str
    label: Words
    definition: Words
    concepts: tuple["Concept", ...] = ()


@cache
def read_ontology(base: str, version: str = "") -> Ontology:
    """The ontology.

    :param base: of its IRIs
    :param version: one of those that are kept; empty: the one of today
    """
    graph = sources.version(version, base) if version else sources.published(base)
    return _Reader(graph, base).ontology()


@cache
def read_vocabularies(base: str) -> Mapping[str, Concept]:
    """The vocabularies, by their names, in the order of those."""
    graph = sources.vocabularies(base)
    schemes = sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str)
    read = (_concept(graph, scheme, base) for scheme in schemes)
    return {scheme.name: scheme for scheme in read}


class _Reader:
    def __init__(self, graph: Graph, base: str) -> None:
        self.graph = graph
        self.iris = Iris(base)
        self.node = URIRef(self.iris.ontology)
        self.prefixes = sources.prefixes(base)

    def ontology(self) -> Ontology:
        value = self.graph.value
        return Ontology(
            iri=str(self.node),
            title=words(self.graph, self.node, DCTERMS.title),
            description=words(self.graph, self.node, DCTERMS.description),
            version=str(value(self.node, OWL.versionInfo)),
            version_iri=str(value(self.node, OWL.versionIRI)),
            created=str(value(self.node, DCTERMS.created)),
            licence=str(value(self.node, DCTERMS.license)),
            prefix=str(value(self.node, VANN.preferredNamespacePrefix)),
            namespace=str(value(self.node, VANN.preferredNamespaceUri)),
            terms={term.name: term for term in self._terms()},
        )

    def _terms(self) -> Iterator[Term]:
        kinds = {type_: kind for kind, type_ in KINDS.items()}
        for node in sorted(self.graph.subjects(RDFS.isDefinedBy, self.node), key=str):
            types = set(self.graph.objects(node, RDF.type))
            yield Term(
                iri=str(node),
                name=str(node).rpartition("#")[2],
                kind=next(kinds[type_] for type_ in KINDS.values() if type_ in types),
                label=words(self.graph, node, RDFS.label),
                definition=words(self.graph, node, SKOS.definition),
                links=self._links(node),
                traits=tuple(trait for trait, type_ in TRAITS.items() if type_ in types),
                chains={
                    str(head): self._references(self.graph.items(head), sort=False)
                    for head in self.graph.objects(node, OWL.propertyChainAxiom)
                },
            )

    def _links(self, node: Node) -> Mapping[str, tuple[Reference, ...]]:
        links: dict[str, tuple[Reference, ...]] = {}
        for name, properties, end, whose in _LINKS:
            found: set[Node] = set()
            for property_ in properties:
                if end in {"subject", "both"}:
                    found.update(self.graph.objects(node, property_))
                if end in {"object", "both"}:
                    found.update(self.graph.subjects(property_, node))
            references = self._references(found)
            kept = tuple(r for r in references if whose in {"", _OURS if r.is_ours else _THEIRS})
            if kept:
                links[name] = kept
        return links

    def _references(self, nodes: Iterable[Node], *, sort: bool = True) -> tuple[Reference, ...]:
        found = [reference(self.graph, node, self.iris.base) for node in nodes]
        return tuple(sorted(found, key=lambda r: (not r.is_ours, r.name)) if sort else found)


def reference(graph: Graph, node: Node, base: str) -> Reference:
    """A term as another names it.

    :param graph: holds its labels, if it is ours
    """
    iri, ours = str(node), Iris(base).term("")
    if iri.startswith(ours):
        return Reference(iri, iri.removeprefix(ours), words(graph, node, RDFS.label), is_ours=True)
    return Reference(iri, shortened(iri, base), {}, is_ours=False)


def shortened(iri: str, base: str) -> str:
    """An IRI with the prefix of its namespace, if it has one.

    >>> shortened("http://xmlns.com/foaf/0.1/Agent", "https://w3id.org/sommet/")
    'foaf:Agent'
    """
    for prefix, namespace in sources.prefixes(base).items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def words(graph: Graph, node: Node, property_: Node) -> Words:
    """What a property says of a node, by language, in the order of the languages."""
    values = (value for value in graph.objects(node, property_) if isinstance(value, Literal))
    return dict(sorted((value.language, str(value)) for value in values if value.language))


def _concept(graph: Graph, node: Node, base: str) -> Concept:
    inner = sorted(graph.subjects(SKOS.inScheme, node), key=str)
    return Concept(
        iri=str(node),
        name=str(node).removeprefix(f"{base}vocabulary/"),
        label=words(graph, node, SKOS.prefLabel),
        definition=words(graph, node, SKOS.definition),
        concepts=tuple(_concept(graph, concept, base) for concept in inner),
    )
