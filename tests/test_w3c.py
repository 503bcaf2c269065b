"""The W3C's own tests of SPARQL over HTTP, sent to a service that really runs.

The query side of the protocol tests, the tests of Service Description, and the reading half of those
of the Graph Store Protocol. What would write must be refused. See `w3c` on where the manifests are.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.query import Result

from tests.serving import Service, serving
from tests.w3c import FOLDER, REASON, Case, Exchange, cases, send

pytestmark = pytest.mark.skipif(not FOLDER, reason=REASON)

DATA = "http://kasei.us/2009/09/sparql/data"
DOCUMENT = "<http://xmlns.com/foaf/0.1/Document>"
RESULTS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
RDF_TYPES = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")

# What a manifest prints wrong: in which test, what, and what is meant.
MISPRINTS = (
    # The second graph would be a part of the first one's IRI, which no graph has.
    ("query_multiple_dataset", "%26named-graph-uri%3D", "&named-graph-uri="),
    # A SELECT query is said to answer `true`.
    ("query_dataset_full", "SELECT ?g ?x ?s", "ASK"),
)


def mended(case: Case) -> Case:
    for name, wrong, right in MISPRINTS:
        case = case.printed_right(wrong, right) if name == case.name else case
    return case


PROTOCOL = [mended(case) for case in cases("protocol") if case.exchanges]
QUERIES = [case for case in PROTOCOL if "query" in case.name or "queries" in case.name]
UPDATES = [case for case in PROTOCOL if case not in QUERIES]
DESCRIPTION = [case.name for case in cases("service-description")]
STORE = [case for case in cases("http-rdf-update") if case.exchanges]
READS = [case for case in STORE if case.exchanges[0].method in ("GET", "HEAD")]
WRITES = [case for case in STORE if case not in READS]


def named(case: Case) -> str:
    return case.name


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("w3c")
    graphs = [f"{DATA}/data{number}.rdf" for number in range(4)]
    protocol = "".join(f"<{graph}> {{ <{graph}> a {DOCUMENT} }}\n" for graph in graphs)
    (folder / "data.trig").write_text(protocol + "".join(map(state_before, READS)))
    with serving(folder, "--dump", str(folder / "data.trig")) as running:
        yield running


def is_right(status: int, exchange: Exchange) -> bool:
    return any(str(status).startswith(right) for right in exchange.statuses)


def test_the_suites_are_whole() -> None:
    assert len({case.name for case in QUERIES}) >= 20
    assert len({case.name for case in UPDATES}) >= 14
    assert len(set(DESCRIPTION)) >= 3
    assert len(READS) >= 10
    assert len(WRITES) >= 9


@pytest.mark.parametrize("case", QUERIES, ids=named)
def test_query(case: Case, service: Service) -> None:
    for exchange in case.exchanges:
        answer = send(service, exchange)
        assert is_right(answer.status, exchange), answer.text
        if answer.status != 200:
            assert json.loads(answer.data)["error"]["remedy"]
            continue
        given = answer.headers["content-type"].partition(";")[0]
        if "describe" in case.name or "construct" in case.name:
            assert given in RDF_TYPES
            Graph().parse(data=answer.data, format=given)
        else:
            result = Result.parse(io.BytesIO(answer.data), format=RESULTS[given])
            assert result.type == ("SELECT" if "select" in case.name else "ASK")
            assert exchange.truth is None or result.askAnswer is exchange.truth


@pytest.mark.parametrize("case", UPDATES, ids=named)
def test_update_is_refused(case: Case, service: Service) -> None:
    """What is wrong with an update may be told instead, if the manifest says that there is."""
    exchange = case.exchanges[0]
    answer = send(service, exchange)
    assert answer.status == 403 or (exchange.statuses == ("4",) and answer.status == 415)
    error = json.loads(answer.data)["error"]
    assert error["name"] == ("update" if answer.status == 403 else "Content-Type")


SD = Namespace("http://www.w3.org/ns/sparql-service-description#")

# Of https://www.w3.org/TR/sparql11-service-description/#vocab: the class of those that have a
# property, and the class of its values; None: values are told by the vocabulary, or are no class's.
SCHEMA: dict[URIRef, tuple[URIRef, URIRef | None]] = {
    SD.endpoint: (SD.Service, None),
    SD.supportedLanguage: (SD.Service, None),
    SD.resultFormat: (SD.Service, None),
    SD.inputFormat: (SD.Service, None),
    SD.feature: (SD.Service, None),
    SD.defaultEntailmentRegime: (SD.Service, None),
    SD.extensionFunction: (SD.Service, SD.Function),
    SD.extensionAggregate: (SD.Service, SD.Aggregate),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.availableGraphs: (SD.Service, SD.GraphCollection),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
    SD.namedGraph: (SD.GraphCollection, SD.NamedGraph),
    SD.name: (SD.NamedGraph, None),
    SD.graph: (SD.NamedGraph, SD.Graph),
}


def described(service: Service, accept: str = "text/turtle") -> Graph:
    answer = service.get("/sparql", headers={"Accept": accept})
    assert answer.status == 200
    given = answer.headers["content-type"].partition(";")[0]
    assert given == accept
    return Graph().parse(data=answer.data, format=given)


def returns_rdf(service: Service) -> None:
    graphs = [described(service, accept) for accept in RDF_TYPES]
    assert len(graphs[0]) > 20
    assert all(isomorphic(graphs[0], graph) for graph in graphs)


def has_endpoint_triple(service: Service) -> None:
    endpoint = URIRef(f"{service.address}/sparql")
    assert list(described(service).objects(endpoint, SD.endpoint)) == [endpoint]


def conforms_to_schema(service: Service) -> None:
    graph = described(service)
    (one,) = graph.subjects(RDF.type, SD.Service)
    assert (one, SD.supportedLanguage, SD.SPARQL11Query) in graph
    used = [(s, URIRef(str(p)), o) for s, p, o in graph if str(p).startswith(SD)]
    assert {predicate for _, predicate, _ in used} >= {SD.endpoint, SD.resultFormat, SD.namedGraph}
    for subject, predicate, value in used:
        domain, range_ = SCHEMA[predicate]
        assert (subject, RDF.type, domain) in graph, predicate
        assert range_ is None or (value, RDF.type, range_) in graph, predicate
        assert not isinstance(value, URIRef) or value.startswith("http"), value


DESCRIBED = {
    "returns-rdf": returns_rdf,
    "has-endpoint-triple": has_endpoint_triple,
    "conforms-to-schema": conforms_to_schema,
}


@pytest.mark.parametrize("name", DESCRIPTION)
def test_service_description(name: str, service: Service) -> None:
    DESCRIBED[name](service)


HOST = "www.example"
PREFIXES = """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> .
"""


def filled(case: Case) -> Exchange:
    """The first request of a test, with the variables of the suite filled in.

    Each test that names a graph by its address gets a part of the store of its own, so that one
    dataset holds what all of them find. A graph that is named by a parameter is named by its whole
    IRI, as https://www.w3.org/TR/sparql11-http-rdf-update/#indirect-graph-identification asks for.
    """
    exchange = case.exchanges[0]
    path = exchange.path.replace("graph=$GRAPHSTORE$", f"graph=http://{HOST}/{case.name}")
    store = "/store" if path.startswith("$GRAPHSTORE$?") else f"/store/{case.name}"

    def fill(text: str) -> str:
        new = text.replace("$NEWPATH$", f"{store}/new").replace("$GRAPHSTORE$", store)
        return new.replace("$HOST$", HOST)

    headers = tuple((name, fill(value)) for name, value in exchange.headers if name != "Host")
    return replace(exchange, path=fill(path), headers=headers, answer=fill(exchange.answer))


def state_before(case: Case) -> str:
    """What the tests that come before a reading one have written by then, in TriG."""
    exchange = filled(case)
    if exchange.statuses == ("404",):
        return ""
    content = Graph().parse(data=PREFIXES + (exchange.answer or "<urn:a> <urn:b> 1 ."))
    triples = content.serialize(format="nt")
    if exchange.path.endswith("?default"):
        return triples
    iri = exchange.path.partition("?graph=")[2] or f"http://{HOST}{exchange.path}"
    return f"<{iri}> {{\n{triples}}}\n"


@pytest.mark.parametrize("case", READS, ids=named)
def test_graph_store_read(case: Case, service: Service) -> None:
    exchange = filled(case)
    answer = send(service, exchange, HOST)
    assert is_right(answer.status, exchange), answer.text
    if exchange.method == "HEAD":
        assert answer.data == b""
    if answer.status == 200:
        assert answer.headers["content-type"].startswith("text/turtle")
    if exchange.answer:
        expected = Graph().parse(data=PREFIXES + exchange.answer)
        assert isomorphic(Graph().parse(data=answer.data), expected)


@pytest.mark.parametrize("case", WRITES, ids=named)
def test_graph_store_write_is_refused(case: Case, service: Service) -> None:
    answer = send(service, filled(case), HOST)
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]
    assert json.loads(answer.data)["error"]["name"] == "method"
