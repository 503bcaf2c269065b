"""The web application over HTTP, as one table: a request, and what a client sees of its answer."""

import gzip
import json
import re
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient
from rdflib import Graph, Literal, Namespace
from werkzeug.test import TestResponse

from graph.release import Release
from graph.settings import load
from server import metrics
from server.assets import asset

BASE = "https://w3id.org/sommet/"
MOST_BYTES = load().request
ACCEPT_BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BROWSER = {"Accept": ACCEPT_BROWSER}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}

MEMBERS = """PREFIX sommet: <https://w3id.org/sommet/ontology#>
SELECT DISTINCT ?member WHERE { ?member sommet:foundingMemberOf ?body } ORDER BY ?member"""
CONSTRUCT = """PREFIX sommet: <https://w3id.org/sommet/ontology#>
CONSTRUCT WHERE { ?member sommet:foundingMemberOf ?body }"""
ASK = "ASK { ?s ?p ?o }"
NEVER = "ASK { ?s <http://example.org/never> ?o }"
MALFORMED = "SELECT * WHERE {\n  ?s ?p }"
UPDATE = "INSERT DATA { <a:a> <a:b> <a:c> }"
SERVICE = "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
FRANCE = "https://w3id.org/sommet/id/agent/fra"

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv; charset=utf-8"
TSV = "text/tab-separated-values; charset=utf-8"
TURTLE = "text/turtle; charset=utf-8"
PAGE = "text/html; charset=utf-8"
ERROR = "application/json"


@dataclass(frozen=True)
class Case:
    """A request, and what its answer must have."""

    name: str
    path: str
    status: int
    type: str | None = None
    holds: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    bears: dict[str, str] = field(default_factory=dict)


def ask(query: str, **parameters: str) -> str:
    return "/sparql?" + urlencode({"query": query, **parameters})


def accepting(accept: str) -> dict[str, str]:
    return {"Accept": accept}


def form(**parameters: str) -> bytes:
    return urlencode(parameters).encode("ascii")


RESULTS = [
    Case("select, no preference", ask(MEMBERS), 200, JSON, FRANCE, bears={"Vary": "Accept"}),
    Case("select as JSON", ask(MEMBERS), 200, JSON, '"bindings"', headers=accepting(JSON)),
    Case("as plain JSON", ask(MEMBERS), 200, ERROR, FRANCE, headers=accepting("application/json")),
    Case("select as XML", ask(MEMBERS), 200, XML, f"<uri>{FRANCE}</uri>", headers=accepting(XML)),
    Case("select as CSV", ask(MEMBERS), 200, CSV, f"\n{FRANCE}", headers=accepting("text/csv")),
    Case("as TSV", ask(MEMBERS, format="tsv"), 200, TSV, f"<{FRANCE}>"),
    Case("format before Accept", ask(MEMBERS, format="csv"), 200, CSV, headers=accepting(XML)),
    Case("quality", ask(MEMBERS), 200, XML, headers=accepting(f"text/csv;q=0.2,{XML};q=0.3")),
    Case("wildcard", ask(MEMBERS), 200, JSON, headers=accepting("image/png, */*;q=0.1")),
    Case("ask, true", ask(ASK), 200, JSON, "true"),
    Case("ask, false", ask(NEVER), 200, JSON, "false"),
    Case("ask as XML", ask(ASK, format="xml"), 200, XML, "<boolean>true</boolean>"),
    Case("construct", ask(CONSTRUCT), 200, TURTLE, "foundingMemberOf"),
    Case("as N-Triples", ask(CONSTRUCT, format="ntriples"), 200, "application/n-triples", FRANCE),
    Case("as RDF/XML", ask(CONSTRUCT, format="rdfxml"), 200, "application/rdf+xml", "<rdf:RDF"),
    Case("as JSON-LD", ask(CONSTRUCT, format="jsonld"), 200, "application/ld+json", '"@id"'),
    Case("Turtle asked", ask(CONSTRUCT), 200, TURTLE, headers=accepting("text/turtle")),
    Case("describe", ask(f"DESCRIBE <{FRANCE}>"), 200, TURTLE, '"France"@fr'),
    Case("HEAD", ask(MEMBERS), 200, JSON, method="HEAD"),
    Case("a page", ask(MEMBERS), 200, PAGE, "<td", headers=BROWSER),
    Case("a page of yes", ask(ASK), 200, PAGE, "Yes", headers=BROWSER),
    Case("a page of a graph", ask(CONSTRUCT), 200, PAGE, "<pre", headers=BROWSER),
    Case("a page of nothing", ask(MEMBERS + " OFFSET 9999"), 200, PAGE, "No row", headers=BROWSER),
    Case("POST form", "/sparql", 200, JSON, FRANCE, "POST", FORM, form(query=MEMBERS)),
    Case("form, format", "/sparql", 200, TSV, "true", "POST", FORM, form(query=ASK, format="tsv")),
    Case(
        "form in UTF-8",
        "/sparql",
        200,
        JSON,
        FRANCE,
        "POST",
        {"Content-Type": FORM["Content-Type"] + "; charset=UTF-8"},
        form(query=MEMBERS),
    ),
    Case("POST direct", "/sparql", 200, JSON, FRANCE, "POST", DIRECT, MEMBERS.encode()),
    Case("direct, format", "/sparql?format=tsv", 200, TSV, "true", "POST", DIRECT, ASK.encode()),
    Case(
        "direct in UTF-8",
        "/sparql",
        200,
        JSON,
        "true",
        "POST",
        {"Content-Type": "application/sparql-query; charset=utf-8"},
        'ASK { FILTER("é" = "\\u00e9") }'.encode(),
    ),
    Case(
        "default graph",
        ask("ASK { ?s ?p ?o }", **{"default-graph-uri": "http://example.org/none"}),
        200,
        JSON,
        "false",
    ),
    Case(
        "named graph",
        ask("ASK { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": "http://example.org/none"}),
        200,
        JSON,
        "false",
    ),
    Case(
        "before FROM",
        ask(f"ASK FROM <{BASE}graph/statements> {{ ?s ?p ?o }}", **{"default-graph-uri": "a:none"}),
        200,
        JSON,
        "false",
    ),
    Case("unknown parameter", ask(ASK, output="json", results="json"), 200, JSON, "true"),
]

ERRORS = [
    Case("no query, form", "/sparql", 400, ERROR, "exactly one query", "POST", FORM, b"a=b"),
    Case("two queries", ask(ASK) + "&query=ASK%7B%7D", 400, ERROR, '"value":"2"'),
    Case("two places", ask(ASK), 400, ERROR, '"2"', "POST", DIRECT, ASK.encode()),
    Case("parameters", "/sparql?" + "a=b&" * 1000, 400, ERROR, "more than 1000 parameters"),
    Case("no format", ask(ASK, format=""), 406, ERROR, '"name":"format"'),
    Case("empty query", "/sparql?query=", 400, ERROR, '"name":"query"'),
    Case("malformed", ask(MALFORMED), 400, ERROR, "line 2, column"),
    Case("malformed, page", ask(MALFORMED), 400, PAGE, "line 2, column", headers=BROWSER),
    Case(
        "malformed, turtle",
        ask("CONSTRUCT WHERE { ?s"),
        400,
        ERROR,
        headers=accepting("text/turtle"),
    ),
    Case("not UTF-8, address", "/sparql?query=ASK%7B%7D%23%FF", 400, ERROR, "UTF-8"),
    Case("not UTF-8, body", "/sparql", 400, ERROR, "UTF-8", "POST", DIRECT, b"ASK{} #\xff"),
    Case("not UTF-8, form", "/sparql", 400, ERROR, "UTF-8", "POST", FORM, b"query=ASK%7B%7D%23%FF"),
    Case("update, parameter", "/sparql?update=x", 403, ERROR, '"name":"update"'),
    Case("update, form", "/sparql", 403, ERROR, "no updates", "POST", FORM, form(update=UPDATE)),
    Case("update, query", ask(UPDATE), 403, ERROR, "refused"),
    Case(
        "update, direct",
        "/sparql",
        403,
        ERROR,
        "no updates",
        "POST",
        {"Content-Type": "application/sparql-update"},
        UPDATE.encode(),
    ),
    Case("SERVICE", ask(SERVICE), 403, ERROR, "SERVICE"),
    Case("not acceptable", ask(MEMBERS), 406, ERROR, "csv", headers=accepting("image/png")),
    Case("q=0", ask(MEMBERS), 406, ERROR, "Accept", headers=accepting("*/*;q=0")),
    Case("graph of rows", ask(MEMBERS), 406, ERROR, "tsv", headers=accepting("text/turtle")),
    Case("unknown format", ask(MEMBERS, format="doc"), 406, ERROR, '"value":"doc"'),
    Case("format unfit", ask(CONSTRUCT, format="csv"), 406, ERROR, "turtle"),
    Case("PUT", "/sparql", 405, ERROR, "PUT", "PUT", bears={"Allow": "GET"}),
    Case("DELETE", "/sparql", 405, ERROR, "DELETE", "DELETE", bears={"Allow": "POST"}),
    Case("POST to a page", "/", 405, ERROR, "POST", "POST", bears={"Allow": "GET"}),
    Case("POST, no type", "/sparql", 415, ERROR, "Content-Type", "POST", {}, ASK.encode()),
    Case("text", "/sparql", 415, ERROR, "text/plain", "POST", {"Content-Type": "text/plain"}, b"x"),
    Case(
        "latin",
        "/sparql",
        415,
        ERROR,
        "UTF-8",
        "POST",
        {"Content-Type": "application/sparql-query; charset=iso-8859-1"},
        ASK.encode(),
    ),
    Case("too long", "/sparql", 413, ERROR, "too-long", "POST", DIRECT, b" " * (MOST_BYTES + 1)),
    Case("no such page", "/nothing", 404, ERROR, '"value":"/nothing"'),
    Case("no such page, seen", "/nothing", 404, PAGE, "nothing at this address", headers=BROWSER),
    Case("no such manual", "/docs/nothing", 404, ERROR, "/docs"),
    Case("out of the manual", "/docs/..%2f..%2fapp", 404, ERROR),
    Case("no entity", "/id/agent/france", 404, ERROR, "Near it are /id/agent/fra."),
    Case("no document", "/document/x", 404, ERROR, f"{BASE}document/x"),
]

FACTS = f"{BASE}graph/inferred"
PROTOCOL = [
    Case("describes itself", "/sparql", 200, TURTLE, "sd:Service"),
    Case(
        "describes itself in RDF/XML",
        "/sparql",
        200,
        "application/rdf+xml",
        "sparql-service-description#Service",
        headers=accepting("application/rdf+xml"),
    ),
    Case("older release, this one", "/release/{hash}/sparql?query=ASK%7B%7D", 200, JSON, "true"),
    Case("no such release", f"/release/{'0' * 32}/sparql?query=ASK%7B%7D", 404, ERROR, "release"),
    Case("graph store, default", "/store?default", 200, TURTLE, "sommet:"),
    Case("graph store, a graph", "/store?" + urlencode({"graph": FACTS}), 200, TURTLE, "sommet:"),
    Case(
        "graph store, N-Triples",
        "/store?" + urlencode({"graph": FACTS}),
        200,
        "application/n-triples",
        "memberOf",
        headers=accepting("application/n-triples"),
    ),
    Case("graph store at the endpoint", "/sparql?default=", 200, TURTLE, "sommet:"),
    Case("graph store, HEAD", "/store?default", 200, TURTLE, method="HEAD"),
    Case("graph store, unknown", "/store?graph=http://example.org/no", 404, ERROR, "no graph"),
    Case("graph store, relative", "/store?graph=no", 400, ERROR, "absolute IRI"),
    Case("graph store, both", "/store?default&graph=http://a.example/", 400, ERROR, "one graph"),
    Case("graph store, PUT", "/store?default", 405, ERROR, method="PUT", bears={"Allow": "GET"}),
    Case("graph store, not so", "/store?default", 406, ERROR, headers=accepting("image/png")),
    Case("timeout", ask(ASK, timeout="5"), 200, JSON, "true"),
    Case("timeout, none", ask(ASK, timeout="soon"), 400, ERROR, '"name":"timeout"'),
    Case("timeout, nought", ask(ASK, timeout="0"), 400, ERROR, '"name":"timeout"'),
    Case("nested too deeply", ask("ASK {" + "{" * 10_000), 413, ERROR, '"value":"256"'),
    Case("address too long", ask(f"ASK {{}} #{'x' * 50_000}"), 414, ERROR, "by POST"),
    Case("rdflib sends this", ask(ASK), 200, XML, headers=accepting(f"{XML}, application/rdf+xml")),
    Case(
        "changing", ask("SELECT (NOW() AS ?n) {}"), 200, JSON, bears={"Cache-Control": "no-store"}
    ),
    Case("base", ask("SELECT (IRI('x') AS ?x) {}"), 200, JSON, f'"{BASE}x"'),
]

PAGES = [
    Case("home", "/", 200, PAGE, "knowledge graph", headers=BROWSER),
    Case("home in French", "/?lang=fr", 200, PAGE, "graphe de connaissances"),
    Case(
        "home by header", "/", 200, PAGE, '<html lang="fr">', headers={"Accept-Language": "fr-CA"}
    ),
    Case("home, other language", "/?lang=de", 200, PAGE, '<html lang="en">'),
    Case("home, HEAD", "/", 200, PAGE, method="HEAD"),
    Case("a form", "/sparql", 200, PAGE, "<textarea", headers=BROWSER),
    Case("a form in French", "/sparql?lang=fr", 200, PAGE, "Lancer la requête", headers=BROWSER),
    Case("health", "/healthz", 200, ERROR, '"status":"ok"'),
    Case("manuals", "/docs", 200, PAGE, 'href="/docs/sparql"'),
    Case("manuals, slash", "/docs/", 200, PAGE, 'href="/docs/sparql"'),
    Case("a manual", "/docs/sparql", 200, PAGE, "<h1>Asking in SPARQL</h1>"),
    Case(
        "style",
        asset("site.css"),
        200,
        "text/css; charset=utf-8",
        "prefers-color-scheme",
        bears={"Cache-Control": "immutable"},
    ),
    Case(
        "OPTIONS",
        "/sparql",
        204,
        None,
        "",
        "OPTIONS",
        bears={"Allow": "POST", "Access-Control-Allow-Methods": "POST"},
    ),
]

CASES = RESULTS + ERRORS + PROTOCOL + PAGES


def test_the_table_is_whole() -> None:
    assert len(CASES) >= 75
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_routes(case: Case, client: FlaskClient, release: Release) -> None:
    request: dict[str, Any] = {"method": case.method, "headers": case.headers, "data": case.body}
    path = case.path.replace("{hash}", release.hash)
    with closing(client.open(path, **request)) as answer:
        check(case, answer, release)


def check(case: Case, answer: TestResponse, release: Release) -> None:
    assert answer.status_code == case.status, answer.text
    assert case.type is None or answer.headers["Content-Type"] == case.type
    assert case.holds in answer.text
    for name, value in case.bears.items():
        assert value in answer.headers[name]
    assert answer.headers["Sommet-Release"] == release.hash
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    if case.method in {"HEAD", "OPTIONS"}:
        assert not answer.data
    if case.status >= 400 and case.type == ERROR:
        error = json.loads(answer.data)["error"]
        place = error.pop("line", None), error.pop("column", None)
        assert place == (None, None) or all(isinstance(number, int) for number in place)
        assert set(error) == {"code", "message", "name", "value", "remedy"}
        assert all(isinstance(value, str) for value in error.values())
        assert error["code"]
        assert error["message"].endswith(".")


def test_an_answer_is_validated_and_not_sent_twice(client: FlaskClient) -> None:
    with closing(client.get(ask(MEMBERS))) as first:
        tag = first.headers["ETag"]
        assert first.headers["Cache-Control"] == "public, no-cache"
    with closing(client.get(ask(MEMBERS), headers={"If-None-Match": f'"other", {tag}'})) as again:
        assert again.status_code == 304
        assert not again.data
        assert again.headers["ETag"] == tag
    with closing(client.get(ask(MEMBERS), headers=accepting(XML))) as other:
        assert other.headers["ETag"] != tag


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, br;q=0.5", "gzip"),
        ("br", "br"),
        ("zstd;q=0.9, gzip;q=0.1", "zstd"),
        ("*", "zstd"),
        ("gzip;q=0", None),
        ("identity", None),
        ("gzip;q=0.1, identity;q=0.5", None),
        (";;,=,q", None),
    ],
)
def test_an_answer_is_compressed_as_the_client_likes(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    unpack = {
        None: bytes,
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": zstandard.ZstdDecompressor().decompressobj().decompress,
    }
    with closing(client.get(ask(MEMBERS))) as plain:
        wanted, tag = plain.data, plain.headers["ETag"]
    with closing(client.get(ask(MEMBERS), headers={"Accept-Encoding": accepted})) as answer:
        assert answer.headers.get("Content-Encoding") == coding
        assert unpack[coding](answer.data) == wanted
        assert (answer.headers["ETag"] == tag) == (coding is None)


@pytest.mark.parametrize("path", ["/", "/docs/model", "/sparql", ask(MEMBERS), ask(CONSTRUCT)])
def test_a_page_is_compressed_and_not_sent_twice(client: FlaskClient, path: str) -> None:
    headers = {**BROWSER, "Accept-Encoding": "br"}
    plain, packed = client.get(path, headers=BROWSER), client.get(path, headers=headers)
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert {"Accept", "Accept-Encoding", "Accept-Language"} <= set(packed.vary)
    tags = {answer.headers["ETag"] for answer in (plain, packed)}
    assert len(tags) == 2
    again = client.get(path, headers={**headers, "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == packed.headers["ETag"]
    french = {**headers, "Accept-Language": "fr", "If-None-Match": ", ".join(tags)}
    assert client.get(path, headers=french).status_code == 200


def test_what_a_browser_downloads_is_sent_as_to_any_client(client: FlaskClient) -> None:
    path = ask(MEMBERS, format="csv")
    for headers in (BROWSER, {**BROWSER, "Accept-Encoding": "gzip"}):
        other = {name: value for name, value in headers.items() if name != "Accept"}
        with closing(client.get(path, headers=headers)) as answer:
            with closing(client.get(path, headers=other)) as wanted:
                assert answer.data == wanted.data
            for name in ("ETag", "Content-Type", "Content-Encoding", "Cache-Control", "Vary"):
                assert answer.headers.get(name) == wanted.headers.get(name), name
        known = {**headers, "If-None-Match": answer.headers["ETag"]}
        with closing(client.get(path, headers=known)) as again:
            assert (again.status_code, again.data) == (304, b"")


def test_a_browser_is_held_to_the_same_lengths(client: FlaskClient) -> None:
    long = b" " * (MOST_BYTES + 1)
    answer = client.post("/sparql", data=long, headers={**BROWSER, **DIRECT})
    assert (answer.status_code, answer.content_type) == (413, PAGE)
    answer = client.get(ask(f"ASK {{}} #{'x' * 50_000}"), headers=BROWSER)
    assert (answer.status_code, answer.content_type) == (414, PAGE)


def test_measures_count_what_was_asked(client: FlaskClient) -> None:
    for _ in range(3):
        client.get(ask(ASK)).close()
    metrics.write(0)
    found = client.get("/metrics").text
    assert (
        float(
            re.findall(
                r'^sommet_requests_total{endpoint="sparql",status="200"} (.*)$', found, re.M
            )[0]
        )
        >= 3
    )
    assert "sommet_query_seconds_bucket" in found


def test_the_description_gives_graphs_and_their_sizes(
    client: FlaskClient, release: Release
) -> None:
    described = Graph().parse(data=client.get("/sparql").data, format="turtle")
    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")
    void = Namespace("http://rdfs.org/ns/void#")
    found = {
        str(described.value(named, sd.name)): described.value(
            described.value(named, sd.graph), void.triples
        )
        for named in described.objects(None, sd.namedGraph)
    }
    store = release.store()
    assert found == {iri: Literal(store.count(iri)) for iri in store.graphs()}
