"""The queries of the benchmark, with constants that change from one to the next."""

import random
from collections.abc import Callable, Mapping

from server.bench.data import BASE, agents

_PREFIXES = f"PREFIX s: <{BASE}ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "

Query = Callable[[int], str]


def _agent(number: int) -> str:
    return f"<{BASE}id/agent/agent-{number}>"


SMALL: Mapping[str, Query] = {
    "label": lambda n: f"SELECT ?l WHERE {{ {_agent(n)} rdfs:label ?l }}",
    "members": lambda n: (
        f"SELECT ?m ?l WHERE {{ ?m s:memberOf {_agent(n // 10)} ; rdfs:label ?l }}"
    ),
    "timeline": lambda n: (
        f"SELECT ?o ?d WHERE {{ ?x s:subject {_agent(n)} ; s:object ?o ; s:begin ?d }} ORDER BY ?d"
    ),
    "co-signatories": lambda n: (
        f"SELECT DISTINCT ?b WHERE {{ {_agent(n)} s:signatoryOf ?i . ?b s:signatoryOf ?i }}"
    ),
    "aggregate": lambda n: (
        f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ ?x s:subject {_agent(n)} ; s:predicate ?p }} GROUP BY ?p"
    ),
    "optional languages": lambda n: (
        f"SELECT ?fr ?en WHERE {{ {_agent(n)} a s:Organisation "
        f'OPTIONAL {{ {_agent(n)} rdfs:label ?fr FILTER(LANG(?fr) = "fr") }} '
        f'OPTIONAL {{ {_agent(n)} rdfs:label ?en FILTER(LANG(?en) = "en") }} }}'
    ),
    "path": lambda n: f"SELECT ?w WHERE {{ {_agent(n)} s:partOf+ ?w }}",
    "contains": lambda n: (
        f"SELECT ?m ?l WHERE {{ ?m s:memberOf {_agent(n // 10)} ; rdfs:label ?l "
        f'FILTER(CONTAINS(LCASE(?l), "{n % 100}")) }}'
    ),
    "count": lambda n: (
        f"SELECT (COUNT(DISTINCT ?x) AS ?c) WHERE {{ ?x s:document "
        f"<{BASE}document/document-{n // 10}> ; s:predicate ?p FILTER(?p != s:partnerWith) }}"
    ),
    "describe": lambda n: f"DESCRIBE {_agent(n)}",
    "construct": lambda n: (
        f"CONSTRUCT {{ ?x s:object ?o }} WHERE {{ ?x s:subject {_agent(n)} ; s:object ?o }}"
    ),
    "ask": lambda n: f"ASK {{ {_agent(n)} s:signatoryOf ?i . ?i s:signedOn ?d }}",
}

LARGE: Mapping[str, Query] = {
    "contains, in all passages": lambda n: (
        f'SELECT ?p WHERE {{ ?p s:exact ?t FILTER(CONTAINS(?t, "membres {n} ")) }}'
    ),
    "count, of all statements": lambda n: (
        f"SELECT (COUNT(*) AS ?c) WHERE {{ ?x s:begin ?d FILTER(YEAR(?d) = {2016 + n % 10}) }}"
    ),
    "10,000 rows": lambda n: f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} OFFSET {n % 100} LIMIT 10000",
    "100,000 rows": lambda n: f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} OFFSET {n % 100} LIMIT 100000",
}


def mix(triples: int, count: int, seed: int = 1) -> list[str]:
    """So many small queries in turn, no two with the same constants if the data have enough agents."""
    chance = random.Random(seed)  # noqa: S311
    kinds = list(SMALL.values())
    most = agents(triples)
    return [_PREFIXES + kinds[i % len(kinds)](chance.randrange(most)) for i in range(count)]


def large(name: str, count: int, seed: int = 1) -> list[str]:
    """So many queries of one of the large kinds."""
    chance = random.Random(seed)  # noqa: S311
    return [_PREFIXES + LARGE[name](chance.randrange(1000)) for _ in range(count)]
