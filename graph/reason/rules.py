"""The ontology's axioms as rules in SPARQL, which `graph.store` runs to a fixpoint."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from graph.errors import SommetError
from ontology import path

Triple = tuple[str, str, str]

_UNSOUND_IN_AN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


class RuleKind(StrEnum):
    """The axioms that imply facts; each names two templates in `ontology/rules/entailment/`."""

    SUBCLASS = "subclass"
    SUBPROPERTY = "subproperty"
    INVERSE = "inverse"
    SYMMETRIC = "symmetric"
    TRANSITIVE = "transitive"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class EntailmentRule:
    """One axiom of the ontology as a rule.

    :ivar iri: of the rule, `{base}rule/{kind}-{terms}`
    :ivar construct: a SPARQL CONSTRUCT that yields what the rule adds to the default graph, and
        nothing that stands there already; run with its fellows to a fixpoint
    :ivar concludes: the predicate of what it adds, and the object if that is always the same
    """

    iri: str
    kind: RuleKind
    construct: str
    concludes: tuple[str, str | None]
    slots: tuple[tuple[str, str], ...]

    def premises(self, triple: Triple) -> str | None:
        """The rule run backwards: a CONSTRUCT that yields the triples from which it has this one.

        :param triple: the IRIs of a subject, a predicate and an object
        :returns: the query, whose answer is empty if the rule does not apply; None if the rule
            never concludes such a triple
        """
        subject, predicate, object_ = triple
        if predicate != self.concludes[0] or self.concludes[1] not in {None, object_}:
            return None
        ends = {"subject": subject, "object": object_}
        return _fill(f"{self.kind}_premises", dict(self.slots) | ends)


def rules(ontology: Graph, base: str) -> tuple[EntailmentRule, ...]:
    """The rules that the ontology implies, by their IRI.

    They cover the axioms of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules)
    that the ontology uses: cax-sco, prp-spo1, prp-inv1 and prp-inv2, prp-symp, prp-trp, prp-spo2.

    :param base: of all IRIs; axioms about terms outside `{base}ontology#` make no rule
    :raises SommetError: if a property chain has not two links
    """
    own = f"{base}ontology#"
    found = {
        rule.iri: rule
        for kind, slots in _axioms(ontology)
        if all(term.startswith(own) for term in slots.values())
        for rule in [_rule(kind, slots, base)]
    }
    return tuple(found[iri] for iri in sorted(found))


def _axioms(ontology: Graph) -> Iterator[tuple[RuleKind, dict[str, str]]]:
    yield from _pairs(ontology, RDFS.subClassOf, RuleKind.SUBCLASS)
    yield from _pairs(ontology, RDFS.subPropertyOf, RuleKind.SUBPROPERTY)
    for one, other in ontology.subject_objects(OWL.inverseOf):
        yield RuleKind.INVERSE, {"property": str(one), "inverse": str(other)}
        yield RuleKind.INVERSE, {"property": str(other), "inverse": str(one)}
    for kind, class_ in (
        (RuleKind.SYMMETRIC, OWL.SymmetricProperty),
        (RuleKind.TRANSITIVE, OWL.TransitiveProperty),
    ):
        for subject in ontology.subjects(RDF.type, class_):
            yield kind, {"property": str(subject)}
    for subject, links in ontology.subject_objects(OWL.propertyChainAxiom):
        yield RuleKind.CHAIN, _chain(ontology, subject, links)


def _pairs(
    ontology: Graph, predicate: URIRef, kind: RuleKind
) -> Iterator[tuple[RuleKind, dict[str, str]]]:
    for narrower, wider in ontology.subject_objects(predicate):
        if isinstance(wider, URIRef):
            yield kind, {"narrower": str(narrower), "wider": str(wider)}


def _chain(ontology: Graph, subject: Node, links: Node) -> dict[str, str]:
    steps = [str(step) for step in Collection(ontology, links)]
    if len(steps) != 2:
        raise SommetError(
            f"The property chain of {subject} has {len(steps)} links.",
            name="owl:propertyChainAxiom",
            value=str(subject),
            remedy="Write it as chains of two links.",
        )
    return {"property": str(subject), "first": steps[0], "second": steps[1]}


def _rule(kind: RuleKind, slots: dict[str, str], base: str) -> EntailmentRule:
    names = "-".join(term.rpartition("#")[2] for term in slots.values())
    if kind is RuleKind.SUBCLASS:
        concludes: tuple[str, str | None] = (str(RDF.type), slots["wider"])
    else:
        concludes = (slots.get("wider") or slots.get("inverse") or slots["property"], None)
    return EntailmentRule(
        iri=f"{base}rule/{kind}-{names}",
        kind=kind,
        construct=_fill(kind, slots),
        concludes=concludes,
        slots=tuple(slots.items()),
    )


def _fill(template: str, slots: dict[str, str]) -> str:
    """The template with each `<slot:name>` replaced by an IRI that cannot leave its brackets."""
    text = path(f"rules/entailment/{template}.rq").read_text(encoding="utf-8")
    for name, iri in slots.items():
        if _UNSOUND_IN_AN_IRI.search(iri) or ":" not in iri:
            raise SommetError(f"Not an IRI: {iri!r}.", name=name, value=iri)
        text = text.replace(f"<slot:{name}>", f"<{iri}>")
    return text
