"""What a query is, before it is asked."""

import time

import pytest

from server.sparql import is_changing

CHANGING = {
    "SELECT (NOW() AS ?now) {}": True,
    "CONSTRUCT { ?s ?p (1 2) } WHERE { ?s ?p ?o }": True,
    "CONSTRUCT { ?s ?p _:b } WHERE { ?s ?p ?o }": True,
    "construct { ?s ?p ?o } where { ?s ?p ?o filter(?o > 1) }": False,
    'SELECT * { BIND("CONSTRUCT" AS ?word) FILTER(?a = 1) }': False,
}


@pytest.mark.parametrize("query", CHANGING)
def test_what_is_never_the_same_twice_is_known(query: str) -> None:
    assert is_changing(query) is CHANGING[query]


@pytest.mark.parametrize("word", ["CONSTRUCT ", "CONSTRUCT{", "CONSTRUCT{} "])
def test_the_longest_query_is_looked_at_in_no_time(word: str) -> None:
    query = f'SELECT * {{ BIND("{word * 100_000}" AS ?x) }}'
    began = time.monotonic()
    assert not is_changing(query)
    assert time.monotonic() - began < 1
