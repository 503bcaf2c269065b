"""The facts graph of one document: its things, its plain triples, its situations and times."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from rdflib import RDF, RDFS, SKOS, XSD, URIRef
from rdflib import Literal as Term
from rdflib.term import Node

from graph import lexicon
from graph.dataset.choices import Choice
from graph.dataset.identifiers import matches
from graph.dataset.languages import language_of_name
from graph.dataset.terms import Terms, Triple
from graph.model import Entity, Literal, Mode, Reading, Statement, TimeRole

SITUATIONS = {
    "foundingMemberOf": "FoundingMembership",
    "memberOf": "Membership",
    "interestedInJoining": "InterestInJoining",
    "coChairOf": "CoPresidency",
    "holdsRole": "RoleHolding",
    "partnerWith": "Partnership",
    "hosts": "Hosting",
}
_WHEN = {
    TimeRole.ATTESTED: "attestedIn",
    TimeRole.BEGAN: "beganIn",
    TimeRole.ENDED: "endedIn",
}


def facts(
    reading: Reading, chosen: Mapping[str, Choice], replaced: Mapping[str, str], terms: Terms
) -> Iterator[Triple]:
    """The triples of a document's facts graph, some more than once.

    :param chosen: what the release says of each key
    :param replaced: the key that stays, by each key that does not
    """
    for entity in reading.entities:
        key = replaced.get(entity.key, entity.key)
        yield from _thing(entity, key, chosen[key], reading.document.metadata.language, terms)
    for statement in reading.statements:
        if statement.time:
            yield from terms.time_span(statement.time)
        if isinstance(statement.object, Literal) and statement.object.datatype == "date":
            yield from terms.time_span(statement.object.value)
        if statement.mode is not Mode.NEGATED:
            subject, object_ = ends(statement, replaced, terms)
            yield subject, terms.own(statement.relation), object_
            yield from _situation(statement, replaced, terms)


def ends(
    statement: Statement, replaced: Mapping[str, str], terms: Terms
) -> tuple[URIRef, URIRef | Term]:
    """The subject and the object of a statement as the graph has them."""
    subject = terms.entity(replaced.get(statement.subject, statement.subject))
    if isinstance(statement.object, str):
        return subject, terms.entity(replaced.get(statement.object, statement.object))
    if statement.object.datatype == "date":
        return subject, terms.time(statement.object.value)
    if statement.object.datatype == "integer":
        return subject, Term(statement.object.value, datatype=XSD.integer)
    return subject, Term(statement.object.value)


def situation(statement: Statement, replaced: Mapping[str, str], terms: Terms) -> URIRef | None:
    """The situation that a statement makes known, if its relation has one.

    It is the same whichever document states it, so that a fact that is repeated counts once.
    """
    name = SITUATIONS.get(statement.relation)
    if name is None or statement.mode is Mode.NEGATED or not isinstance(statement.object, str):
        return None
    keys = (replaced.get(key, key) for key in (statement.subject, statement.object))
    digest = sha256("\x1f".join((name, *keys)).encode()).hexdigest()[:20]
    return URIRef(terms.iris.situation(digest))


def _situation(statement: Statement, replaced: Mapping[str, str], terms: Terms) -> Iterator[Triple]:
    node = situation(statement, replaced, terms)
    if node is None:
        return
    subject, object_ = ends(statement, replaced, terms)
    yield node, RDF.type, terms.own(SITUATIONS[statement.relation])
    yield node, terms.own("hasParticipant"), subject
    yield node, terms.own("concerns"), object_
    if statement.time:
        yield node, terms.own(_WHEN[statement.time_role]), terms.time(statement.time)


def _thing(
    entity: Entity, key: str, choice: Choice, language: str, terms: Terms
) -> Iterator[Triple]:
    node: Node = terms.entity(key)
    yield node, RDF.type, terms.own(choice.type)
    for label_language, label in choice.labels.items():
        yield node, RDFS.label, Term(label, lang=label_language)
    names = {(name, language_of_name(name, key, language)) for name in entity.names}
    names |= {(entity.label, entity.language)}
    for name, name_language in names:
        # What the lexicon knows has names; in lower case it is spoken of, as in "franco-canadien".
        is_name = not (key in lexicon.known() and name.islower())
        if is_name and name not in choice.labels.values():
            yield node, SKOS.altLabel, Term(name, lang=name_language)
    for match in matches().get(key, ()):
        yield node, SKOS.exactMatch, URIRef(match)
