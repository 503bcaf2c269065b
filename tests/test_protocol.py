"""The SPARQL 1.1 Protocol, request by request, against a service that really runs.

The cases are those of the query side of the W3C's protocol tests
(https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/), in our words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest

from tests.serving import Service, serving

DATA = "http://example.org/data"
ONE, TWO, THREE = (f"{DATA}{number}" for number in (1, 2, 3))
HERE = "http://sommet.example/store/person/%C3%A9.ttl"
TRIG = f"<{HERE}> {{ <{HERE}> a <urn:Here> }}\n" + "\n".join(
    f"<{iri}> {{ <{iri}> a <http://xmlns.com/foaf/0.1/Document> . <{DATA}> <{DATA}> 1 }}"
    for iri in (ONE, TWO, THREE)
)
BOTH = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type }}"
NAMED = f"ASK {{ GRAPH ?g {{ <{ONE}> a ?type }} GRAPH ?h {{ <{TWO}> a ?type }} }}"
FULL = f"ASK {{ <{THREE}> a ?t GRAPH ?g {{ <{ONE}> a ?t }} GRAPH ?h {{ <{TWO}> a ?t }} }}"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
ROWS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
TRIPLES = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


@dataclass(frozen=True)
class Case:
    name: str
    status: int
    holds: str = ""
    path: str = ""
    method: str = "GET"
    type: str | None = None
    body: bytes | None = None
    accept: str | None = None
    given: tuple[str, ...] = field(default=())


def query(text: str) -> str:
    return f"query={quote(text)}"


def default(*graphs: str) -> str:
    return "".join(f"&default-graph-uri={quote(graph, safe='')}" for graph in graphs)


def named(*graphs: str) -> str:
    return "".join(f"&named-graph-uri={quote(graph, safe='')}" for graph in graphs)


TRUE, FALSE = '"boolean":true', '"boolean":false'
CASES = [
    Case("query by GET", 200, TRUE, query("ASK {}")),
    Case(
        "query by form", 200, TRUE, default(f"{DATA}0")[1:], "POST", FORM, query("ASK {}").encode()
    ),
    Case("query by direct POST", 200, TRUE, "", "POST", DIRECT, b"ASK {}"),
    Case("default graphs, GET", 200, TRUE, query(BOTH) + default(ONE, TWO)),
    Case("default graphs, POST", 200, TRUE, default(ONE, TWO)[1:], "POST", DIRECT, BOTH.encode()),
    Case("named graphs, GET", 200, TRUE, query(NAMED) + named(ONE, TWO)),
    Case("named graphs, POST", 200, TRUE, named(ONE, TWO)[1:], "POST", DIRECT, NAMED.encode()),
    Case(
        "full dataset",
        200,
        TRUE,
        (default(THREE) + named(ONE, TWO))[1:],
        "POST",
        DIRECT,
        FULL.encode(),
    ),
    Case(
        "full dataset, form",
        200,
        TRUE,
        "",
        "POST",
        FORM,
        (query(FULL) + default(THREE) + named(ONE, TWO)).encode(),
    ),
    Case(
        "the request's dataset before FROM",
        200,
        FALSE,
        query(f"ASK FROM <{ONE}> {{ <{ONE}> a ?type }}") + default(TWO),
    ),
    Case("FROM alone", 200, TRUE, query(f"ASK FROM <{ONE}> {{ <{ONE}> a ?type }}")),
    Case(
        "default graphs leave no named ones",
        200,
        FALSE,
        query("ASK { GRAPH ?g { ?s ?p ?o } }") + default(ONE),
    ),
    Case("named graphs leave no default one", 200, FALSE, query("ASK { ?s ?p ?o }") + named(ONE)),
    Case(
        "nothing is counted twice",
        200,
        '"3"',
        query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") + default(ONE, TWO),
    ),
    Case(
        "a graph named twice counts once",
        200,
        '"2"',
        query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") + default(ONE, ONE),
    ),
    Case("SELECT gives results", 200, "", query("SELECT (1 AS ?v) {}"), given=ROWS),
    Case("ASK gives results", 200, "", query("ASK {}"), given=ROWS),
    Case("DESCRIBE gives RDF", 200, "", query(f"DESCRIBE <{ONE}>"), given=TRIPLES),
    Case("CONSTRUCT gives RDF", 200, "", query("CONSTRUCT { <a:s> <a:p> 1 } {}"), given=TRIPLES),
    *(
        Case(f"results as {one}", 200, "", query("SELECT (1 AS ?v) {}"), accept=one, given=(one,))
        for one in ROWS
    ),
    *(Case(f"truth as {one}", 200, "", query("ASK {}"), accept=one, given=(one,)) for one in ROWS),
    *(
        Case(
            f"RDF as {one}",
            200,
            "",
            query("CONSTRUCT { <a:s> <a:p> 1 } {}"),
            accept=one,
            given=(one,),
        )
        for one in TRIPLES
    ),
    Case("wrong method", 405, "method", query("ASK {}"), "PUT"),
    Case("DELETE", 405, "method", query("ASK {}"), "DELETE"),
    Case("two queries", 400, "exactly one query", query("ASK {}") + "&" + query("ASK { }")),
    Case(
        "two queries, form",
        400,
        "exactly one",
        "",
        "POST",
        FORM,
        (query("ASK {}") + "&" + query("ASK { }")).encode(),
    ),
    Case(
        "query in address and body", 400, "exactly one", query("ASK {}"), "POST", DIRECT, b"ASK {}"
    ),
    Case("wrong media type", 415, "Content-Type", "", "POST", "text/plain", b"ASK {}"),
    Case("form without its type", 415, "Content-Type", "", "POST", "", query("ASK {}").encode()),
    Case("query without its type", 415, "Content-Type", "", "POST", "", b"ASK {}"),
    Case(
        "not UTF-8",
        415,
        "Content-Type",
        "",
        "POST",
        f"{DIRECT}; charset=UTF-16",
        "ASK {}".encode("utf-16"),
    ),
    Case("UTF-8 by name", 200, TRUE, "", "POST", f'{DIRECT}; charset="utf-8"', b"ASK {}"),
    Case("broken UTF-8", 400, "UTF-8", "", "POST", DIRECT, b"ASK { ?s ?p '\xff' }"),
    Case("broken UTF-8 in the address", 400, "UTF-8", "query=ASK%FF"),
    Case("malformed", 400, "line 1", query("ASK { ?s ?p }")),
    Case("update by form", 403, "no updates", "", "POST", FORM, b"update=CLEAR%20ALL"),
    Case(
        "update by direct POST",
        403,
        "no updates",
        "",
        "POST",
        "application/sparql-update",
        b"CLEAR ALL",
    ),
    Case("update by GET", 403, "no updates", "update=CLEAR%20ALL"),
    Case("update as query", 403, "update", query("CLEAR ALL")),
    Case("SERVICE", 403, "SERVICE", query("ASK { SERVICE <http://127.0.0.1:9/> {} }")),
    Case("nothing acceptable", 406, "format", query("ASK {}"), accept="image/png"),
    Case("all refused", 406, "format", query("ASK {}"), accept="*/*;q=0"),
    Case("unknown FROM", 200, FALSE, query("ASK FROM <http://127.0.0.1:9/x> { ?s ?p ?o }")),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("protocol")
    (folder / "data.trig").write_text(TRIG)
    with serving(folder, "--dump", str(folder / "data.trig")) as running:
        yield running


def test_the_table_is_whole() -> None:
    assert len(CASES) >= 50
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("slash", ["", "/"])
def test_protocol(case: Case, slash: str, service: Service) -> None:
    headers = {}
    if case.type:
        headers["Content-Type"] = case.type
    if case.accept:
        headers["Accept"] = case.accept
    answer = service.get(
        f"/sparql{slash}?{case.path}", method=case.method, body=case.body, headers=headers
    )
    assert answer.status == case.status, answer.text
    assert case.holds in answer.text
    assert not case.given or answer.headers["content-type"].split(";")[0] in case.given
    if case.status == 405:
        assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/turtle", "application/n-triples"])
def test_a_graph_answers_at_its_own_address(accept: str, service: Service) -> None:
    path = HERE.removeprefix("http://sommet.example")
    headers = {"Host": "sommet.example", "Accept": accept}
    answers = {m: service.get(path, method=m, headers=headers) for m in ("GET", "HEAD")}
    if accept == "text/html":
        assert answers["GET"].status == 406
        return
    assert answers["GET"].status == answers["HEAD"].status == 200
    assert f"<{HERE}>" in answers["GET"].text
    assert answers["HEAD"].data == b""
    known = {**headers, "If-None-Match": answers["HEAD"].headers["etag"]}
    assert service.get(path, headers=known).status == 304
    assert service.get(path, headers={**headers, "Host": "other.example"}).status == 404
    assert service.get("/store/person/2", headers=headers).status == 404
    refused = service.get(path, method="PUT", body=b"x", headers=headers)
    assert refused.status == 405
    assert "GET" in refused.headers["allow"]


def test_head_gives_the_headers_of_get(service: Service) -> None:
    path = "/sparql?" + query("SELECT * { GRAPH ?g { ?s ?p ?o } }")
    got, head = service.get(path), service.get(path, method="HEAD")
    assert got.data
    assert not head.data
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers[name] == got.headers[name]
