"""Data in the shape of our graphs, as large as is asked, the same for the same seed."""

import random
from collections.abc import Iterator

BASE = "https://w3id.org/sommet/"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
DATE = "<http://www.w3.org/2001/XMLSchema#date>"
INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"
_FRENCH = ("Sommet", "Partenariat", "Déclaration", "Conseil", "Forum", "Alliance", "Stratégie")
_ENGLISH = ("Summit", "Partnership", "Declaration", "Council", "Forum", "Alliance", "Strategy")
_TOPICS = ("éthique", "sécurité", "emploi", "climat", "santé", "recherche", "données", "calcul")


def term(name: str) -> str:
    """A term of our ontology, in N-Triples."""
    return f"<{BASE}ontology#{name}>"


def node(kind: str, number: int) -> str:
    """A thing of a kind, in N-Triples."""
    return f"<{BASE}id/{kind}/{kind}-{number}>"


def triples(count: int, seed: int = 1) -> Iterator[str]:
    """So many lines of N-Triples, or a few more.

    Agents join bodies and sign instruments; each fact has its statement, with the words that say it.

    >>> len(list(triples(1000))) >= 1000, list(triples(100, 7)) == list(triples(100, 7))
    (True, True)
    """
    chance = random.Random(seed)  # noqa: S311
    made, number = 0, 0
    while made < count:
        for line in _fact(chance, number):
            made += 1
            yield line
        number += 1


def agents(count: int) -> int:
    """How many agents data of so many triples have."""
    return max(count // 80, 10)


def _fact(chance: random.Random, number: int) -> Iterator[str]:
    """One fact: its statement, its passage, and what first names its ends."""
    agent, body, document = number // 4, number // 40, number // 20
    relation = ("memberOf", "signatoryOf", "partnerWith", "foundingMemberOf")[number % 4]
    subject = node("agent", chance.randrange(max(agent, 1)))
    target = (
        node("instrument", body)
        if relation == "signatoryOf"
        else node("agent", chance.randrange(max(agent, 1)) if number % 4 == 2 else body)
    )
    day = f"{2016 + number % 10}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    yield f"{subject} {term(relation)} {target} ."
    statement = f"<{BASE}statement/{number:020x}>"
    passage = f"<{BASE}text/{document:016x}/{number % 20 * 200}-{number % 20 * 200 + 120}>"
    topic = _TOPICS[number % len(_TOPICS)]
    for predicate, value in (
        (RDF_TYPE, term("Statement")),
        (term("subject"), subject),
        (term("predicate"), term(relation)),
        (term("object"), target),
        (term("evidence"), passage),
        (term("document"), f"<{BASE}document/document-{document}>"),
        (term("begin"), f'"{day}"^^{DATE}'),
    ):
        yield f"{statement} {predicate} {value} ."
    yield f"{passage} {RDF_TYPE} {term('Passage')} ."
    yield f'{passage} {term("exact")} "Les membres {number} ont signé sur {topic}."@fr .'
    yield f'{passage} {term("start")} "{number % 20 * 200}"^^{INTEGER} .'
    if number % 4 == 0:
        yield from _named("agent", agent, "Organisation")
    if number % 40 == 0:
        yield from _named("instrument", body, "Declaration")
        yield f'{node("instrument", body)} {term("signedOn")} "{day}"^^{DATE} .'
    if number % 20 == 0:
        yield f"<{BASE}document/document-{document}> {RDF_TYPE} {term('Document')} ."


def _named(kind: str, number: int, type_: str) -> Iterator[str]:
    thing = node(kind, number)
    yield f"{thing} {RDF_TYPE} {term(type_)} ."
    yield f'{thing} {LABEL} "{_FRENCH[number % 7]} {number}"@fr .'
    if number % 3:
        yield f'{thing} {LABEL} "{_ENGLISH[number % 7]} {number}"@en .'
    if number:
        yield f"{thing} {term('partOf')} {node(kind, number // 2)} ."
