"""The page of a statement: its fact in words, the sentence that says it, and who says it, when, how."""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib.term import Node

from server.resources.facts import Evidence, Teller
from server.resources.names import Name, names_of
from server.resources.phrases import phrases
from server.resources.queries import Reader
from server.resources.record import language_of_words, mentioned
from server.resources.sayings import Saying, told_by
from server.resources.show import Shown, shown
from server.resources.values import Description
from server.resources.words import Quote, digests, quotes


@dataclass(frozen=True, slots=True)
class Statement:
    """What the page of a statement shows.

    :ivar relation: its predicate, as it reads from the subject
    :ivar quotes: its sentences, with the words that say the fact marked
    :ivar asserter: who says it, be it the document
    :ivar inference: what the machine understood beyond the words; empty: nothing
    :ivar situations: the nodes that tell the same fact with its time
    """

    iri: str
    subject: Name
    relation: Name
    object: Name
    evidence: Evidence
    quotes: tuple[Quote, ...]
    language: str
    asserter: Name
    rules: tuple[Name, ...]
    inference: str
    situations: tuple[Name, ...]
    digests: tuple[str, ...]
    every: Shown


def statement(
    asked: Reader, description: Description, language: str, prefixes: Mapping[str, str]
) -> Statement | None:
    """A description as the page of a statement shows it; None, if it lacks a part that all have."""
    base = asked.served.base

    def values(name: str) -> tuple[Node, ...]:
        return description.values(f"{base}ontology#{name}")

    needed = ("subject", "predicate", "object", "mode", "statedIn")
    if not all(map(values, needed)):
        return None
    one, relation, other, mode, document = (values(name)[0] for name in needed)
    told = told_by(asked, [description.node], [document], [other])
    names = names_of(asked, description.labels, mentioned(description), language)
    teller = Teller(description, {}, told, names, {}, prefixes, asked.served, language)
    phrase = phrases().get(str(relation).removeprefix(f"{base}ontology#"))
    saying = Saying(description.node, mode, document)
    return Statement(
        str(description.node),
        names.name(one),
        names.name(relation),
        teller.end(other),
        teller.evidence(saying, lasts=phrase is not None and phrase.lasts),
        quotes(description, base),
        language_of_words(asked, description),
        names.name(next(iter(values("assertedBy")), document)),
        tuple(map(names.name, values("madeByRule"))),
        ", ".join(sorted(map(str, values("inference")))),
        tuple(map(names.name, values("describes"))),
        digests(description),
        shown(description, names, prefixes, base),
    )
