import csv
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from rdflib import RDF, XSD, Graph, Literal, URIRef

from graph.dataset.terms import Quad
from graph.errors import FormatError, LimitError, QueryError, QueryRefusedError, ReleaseError
from graph.store import Limits, QueryForm, Store, by_media_type, by_name, query_form

EX = "http://example.org/"
ONE, TWO, REPORT = URIRef(EX + "g/1"), URIRef(EX + "g/2"), URIRef(EX + "g/report")
JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


def quads() -> list[Quad]:
    return [
        (ex("fra"), ex("memberOf"), ex("pmia"), ONE),
        (ex("can"), ex("memberOf"), ex("pmia"), ONE),
        (ex("fra"), ex("memberOf"), ex("pmia"), TWO),
        (ex("fra"), ex("label"), Literal("République « française »\n", lang="fr"), TWO),
        (ex("pmia"), ex("count"), Literal("15", datatype=XSD.integer), TWO),
        (ex("fra"), ex("checked"), Literal("yes"), REPORT),
    ]


@pytest.fixture
def store() -> Store:
    made = Store.empty({"ex": EX})
    made.load(quads())
    made.merge(leave_out=[str(REPORT)])
    return made


def rows(store: Store, query: str, **graphs: tuple[str, ...]) -> list[list[str]]:
    answer = store.query(query, CSV, **graphs)  # type: ignore[arg-type]
    return sorted(list(csv.reader(io.StringIO(answer.decode())))[1:])


COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s <http://example.org/memberOf> ?o }"


def test_a_triple_that_stands_in_two_graphs_counts_once(store: Store) -> None:
    assert rows(store, COUNT) == [["2"]]
    assert store.count() == 4
    assert (store.count(str(ONE)), store.count(str(TWO))) == (2, 3)


def test_the_default_graph_leaves_the_report_out(store: Store) -> None:
    assert rows(store, "SELECT ?o { ?s <http://example.org/checked> ?o }") == []
    assert rows(store, "SELECT ?o { GRAPH ?g { ?s <http://example.org/checked> ?o } }") == [["yes"]]


def test_merging_again_changes_nothing(store: Store) -> None:
    store.merge(leave_out=[str(REPORT)])
    assert store.count() == 4


FROM = COUNT.replace("WHERE", f"FROM <{ONE}> FROM <{TWO}> WHERE")


def test_several_graphs_after_from_are_merged(store: Store) -> None:
    assert rows(store, FROM) == [["2"]]
    assert rows(store, COUNT.replace("WHERE", f"FROM <{TWO}> WHERE")) == [["1"]]
    assert rows(store, COUNT.replace("WHERE", "FROM <http://example.org/none> WHERE")) == [["0"]]


def test_graphs_of_the_request_stand_in_place_of_from(store: Store) -> None:
    both = (str(ONE), str(TWO))
    assert rows(store, FROM, default_graphs=(str(TWO),)) == [["1"]]
    assert rows(store, COUNT, default_graphs=both) == [["2"]]
    named = "SELECT ?g { GRAPH ?g { ?s <http://example.org/memberOf> ?o } }"
    assert rows(store, named, named_graphs=(str(TWO),)) == [[str(TWO)]]
    assert rows(store, named, default_graphs=both, named_graphs=(str(TWO),)) == [[str(TWO)]]
    assert rows(store, named, default_graphs=both) == []
    assert rows(store, COUNT, named_graphs=(str(TWO),)) == [["0"]]


def test_from_takes_prefixed_names_and_a_base(store: Store) -> None:
    assert rows(
        store, f"PREFIX g: <{EX}g/> {COUNT.replace('WHERE', 'FROM g:1 FROM g:2 WHERE')}"
    ) == [["2"]]
    assert rows(store, f"BASE <{EX}g/> {COUNT.replace('WHERE', 'FROM <1> FROM <2> WHERE')}") == [
        ["2"]
    ]
    construct = f"CONSTRUCT {{ ?s ?p ?o }} FROM <{ONE}> FROM <{TWO}> WHERE {{ ?s ?p ?o }}"
    assert len(store.query(construct, "application/n-triples").splitlines()) == 4


def test_a_graph_that_is_no_iri_is_a_malformed_query(store: Store) -> None:
    with pytest.raises(QueryError, match="absolute IRI"):
        store.query(COUNT, CSV, default_graphs=("1",))


def test_a_store_on_disk_answers_like_the_one_it_was_saved_from(
    store: Store, tmp_path: Path
) -> None:
    store.save(tmp_path / "store")
    for in_memory in (False, True):
        opened = Store.open(tmp_path / "store", in_memory=in_memory)
        assert opened.graphs() == store.graphs() == (str(ONE), str(TWO), str(REPORT))
        assert opened.lines(str(TWO)) == store.lines(str(TWO))
        assert rows(opened, COUNT) == [["2"]]


def test_a_folder_without_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no store here"):
        Store.open(tmp_path / "none")


def test_lines_are_canonical_and_sorted(store: Store) -> None:
    assert store.lines(str(TWO)) == [
        f'<{EX}fra> <{EX}label> "République « française »\\n"@fr <{TWO}> .'.encode(),
        f"<{EX}fra> <{EX}memberOf> <{EX}pmia> <{TWO}> .".encode(),
        f'<{EX}pmia> <{EX}count> "15"^^<{XSD.integer}> <{TWO}> .'.encode(),
    ]


def test_values_survive_the_engine(store: Store) -> None:
    expected = {quad[:3] for quad in quads() if quad[3] == TWO}
    assert set(store.triples(str(TWO))) == expected


def dumped(store: Store, name: str) -> bytes:
    output = BytesIO()
    store.write(output, by_name(name))
    return output.getvalue()


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_each_dump_says_the_same(store: Store, name: str) -> None:
    data = dumped(store, name)
    read = Graph().parse(
        data=data,
        format={"ntriples": "nt", "rdfxml": "xml"}.get(name, name.replace("jsonld", "json-ld")),
    )
    assert {(str(s), str(p), str(o)) for s, p, o in read} == {
        (str(s), str(p), str(o)) for s, p, o in store.triples()
    }
    assert dumped(store, name) == data


def test_turtle_bears_our_prefixes(store: Store) -> None:
    answer = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", TURTLE)
    assert b"@prefix ex: <http://example.org/>" in answer
    assert b"ex:memberOf" in answer


def test_results_in_each_format(store: Store) -> None:
    query = "SELECT ?s { ?s <http://example.org/count> ?o }"
    found = json.loads(store.query(query, JSON))
    assert found["results"]["bindings"] == [{"s": {"type": "uri", "value": EX + "pmia"}}]
    assert store.query(query, CSV) == b"s\r\nhttp://example.org/pmia\r\n"
    assert store.query(query, "text/tab-separated-values") == b"?s\n<http://example.org/pmia>\n"
    assert b"<uri>http://example.org/pmia</uri>" in store.query(
        query, "application/sparql-results+xml"
    )
    assert json.loads(store.query("ASK { ?s ?p ?o }", JSON))["boolean"] is True


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("SELECT * { ?s ?p ?o }", TURTLE),
        ("ASK { ?s ?p ?o }", "application/ld+json"),
        ("DESCRIBE <http://example.org/fra>", JSON),
        ("CONSTRUCT WHERE { ?s ?p ?o }", CSV),
        ("SELECT * { ?s ?p ?o }", "image/png"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(store: Store, query: str, media_type: str) -> None:
    with pytest.raises(FormatError) as caught:
        store.query(query, media_type)
    assert caught.value.value == media_type
    assert caught.value.remedy


FORMS = [
    ("select * {}", QueryForm.SELECT),
    ("ASK{}", QueryForm.ASK),
    ("# SELECT\nPREFIX ask: <http://example.org/#select>\nConstruct { } WHERE {}", "CONSTRUCT"),
    ("BASE <http://example.org/> PREFIX : <x#>\nDESCRIBE <a>", QueryForm.DESCRIBE),
    ("INSERT DATA { <http://a> <http://b> 1 }", QueryForm.UPDATE),
    ("PREFIX ex: <http://example.org/> delete where { ?s ?p ?o }", QueryForm.UPDATE),
    ("WITH <http://g> DELETE { ?s ?p ?o } WHERE {}", QueryForm.UPDATE),
    ("CLEAR ALL", QueryForm.UPDATE),
    ("LOAD <http://example.org/>", QueryForm.UPDATE),
]


@pytest.mark.parametrize(("text", "form"), FORMS)
def test_the_form_of_a_query(text: str, form: str) -> None:
    assert query_form(text) == form


@pytest.mark.parametrize("text", ["", "   # only a comment", "SELEC * {}", "{ ?s ?p ?o }"])
def test_no_form_is_malformed_with_line_and_column(text: str) -> None:
    with pytest.raises(QueryError, match="line 1, column") as caught:
        query_form(text)
    assert caught.value.line == 1
    assert caught.value.column is not None


MALFORMED = [
    ("SELECT * WHERE {\n  ?s ?p\n}", 3),
    ("SELECT ?s WHERE { ?s ?p ?o } GROUP BY ?p", 1),
    ("SELECT * WHERE {\n\n ?s foo:bar ?o }", 3),
    ('SELECT * WHERE { ?s ?p "\\q" }', 1),
    ("ASK { ?s ?p 'open }", 1),
    ("SELECT * FROM foo WHERE { }", 1),
    ("SELECT * FROM", 1),
]


@pytest.mark.parametrize(("text", "line"), MALFORMED)
def test_a_malformed_query_is_told_with_its_place(store: Store, text: str, line: int) -> None:
    with pytest.raises(QueryError) as caught:
        store.query(text, JSON)
    assert caught.value.line == line
    assert f"line {line}, column {caught.value.column}" in caught.value.message


def test_a_prefix_that_is_not_declared_is_named(store: Store) -> None:
    with pytest.raises(QueryError, match="foo:bar") as caught:
        store.query("SELECT * WHERE {\n\n ?s foo:bar ?o }", JSON)
    assert (caught.value.line, caught.value.column) == (3, 5)


def test_what_the_engine_cannot_compute_is_told(store: Store) -> None:
    with pytest.raises(QueryError, match="custom function"):
        store.query("SELECT * { BIND(<http://example.org/f>(1) AS ?x) }", JSON)


def test_an_answer_over_its_limit_is_refused_not_cut(store: Store) -> None:
    query = "SELECT * { ?s ?p ?o }"
    whole = store.query(query, JSON)
    assert store.query(query, JSON, limits=Limits(answer_bytes=len(whole))) == whole
    with pytest.raises(LimitError, match="longer than"):
        store.query(query, JSON, limits=Limits(answer_bytes=len(whole) - 1))


@pytest.mark.parametrize("text", [text for text, form in FORMS if form == QueryForm.UPDATE])
def test_an_update_is_refused(store: Store, text: str) -> None:
    before = store.count()
    with pytest.raises(QueryRefusedError, match="update"):
        store.query(text, JSON)
    assert store.count() == before


class Listener:
    """A server that counts who connects."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.connections = 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.socket.close()


DISGUISES = [
    "SELECT * { SERVICE <%E> %P }",
    "SELECT * { sErViCe<%E>%P }",
    "SELECT * { SERVICE SILENT <%E> %P }",
    "SELECT * { SERVICESILENT<%E>%P }",
    "SELECT * { SERVICE#a # b\n<%E># c\n%P }",
    "SELECT * { #x\rSERVICE <%E> %P }",
    "SELECT * { 'a'SERVICE <%E> %P }",
    "PREFIX : <%E> SELECT * { SERVICE:x %P }",
    "PREFIX e: <%E> SELECT * { SERVICEe:x %P }",
    "PREFIX e: <%E> SELECT * { SERVICE e:x#c d\n%P }",
    "PREFIX e: <%E> SELECT * { SERVICE e:a\\'b %P }",
    "PREFIX e: <%E> SELECT * { SERVICE e:\u1680 %P }",
    "PREFIX service: <http://a/> PREFIX : <%E> SELECT * { service:x %P }",
    "PREFIX service: <http://a/> PREFIX : <%E> SELECT * { ?a ?b ?service service:x %P }",
    "PREFIX e: <http://a:> SELECT * { ?s ?p ?o OPTIONAL { ?s ?p e:SERVICE <%E> %P } }",
    "SELECT * { ?a ?b 1SERVICE <%E> %P }",
    "SELECT * { ?a ?b 1e0SERVICE <%E> %P }",
    "SELECT * { ?a ?b trueSERVICE <%E> %P }",
    "SELECT * { ?a ?b ()SERVICE <%E> %P }",
    "SELECT * { ?a ?b ?c.SERVICE<%E>%P }",
    "SELECT * { ?a ?b ?c FILTER(?c<?b)SERVICE#>\n<%E>%P }",
    "SELECT * { ?a ?b ?c FILTER(?c<'>')SERVICE<%E>%P FILTER('a'='a') }",
    "SELECT * { ?a ?b ?c FILTER(?a<?b#> '''\n)SERVICE<%E>%P FILTER(?a = '''x''') }",
    "SELECT * { ?a ?b ?c FILTER(1<2&&EXISTS{SERVICE<%E>%P}) }",
    "SELECT * { ?a ?b ?c BIND(<%E> AS ?x) SERVICE ?x %P }",
    "SELECT * { ?a ?b ?c LATERAL { SERVICE <%E> %P } }",
    "SELECT * { { SELECT * { SERVICE <%E> %P } } }",
    "ASK { FILTER NOT EXISTS { SERVICE <%E> %P } }",
    "CONSTRUCT %P WHERE { SERVICE <%E> %P }",
    "SELECT * { VALUES ?c {UNDEF}SERVICE <%E> %P }",
    'SELECT * { ?a ?b """SERVICE <x> { """ . SERVICE <%E> %P }',
    "DESCRIBE ?s { SERVICE <%E> %P }",
]


def test_service_is_refused_in_every_disguise(store: Store, listener: Listener) -> None:
    assert len(DISGUISES) >= 30
    for disguise in DISGUISES:
        text = disguise.replace("%E", listener.address).replace("%P", "{ ?s ?p ?o }")
        media_type = TURTLE if text[0] in "CD" else JSON
        with pytest.raises(QueryRefusedError, match="SERVICE"):
            store.query(text, media_type)
    time.sleep(0.05)
    assert listener.connections == 0


HARMLESS = [
    'SELECT * { ?s ?p "SERVICE <http://a/> { ?s ?p ?o }" }',
    "SELECT * { ?s ?p '''it's SERVICE <http://a/> {''' }",
    "SELECT * { # SERVICE <http://a/> { ?s ?p ?o }\n ?s ?p ?o FILTER(false) }",
    "SELECT * { ?s <http://a/service> <http://a/SERVICE#x> }",
    "PREFIX service: <http://a/> SELECT * { ?service service:service ?o . ?o service:x service:y }",
    "PREFIX e: <http://a/> SELECT ?service ?x { ?x e:SERVICE ?service }",
    "SELECT ?service $x { ?service $service ?x { ?x ?y ?z } }",
    "PREFIX service: <http://a/> SELECT * { GRAPH service:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER(?s = <http://a/it's#SERVICE>) }",
    "SELECT * { ?s ?p 'service'@en }",
    "BASE <http://a/> SELECT * { ?s <p#service> <o'> FILTER(?s < 'SERVICE') }",
    "PREFIX e: <http://a/> SELECT * { ?s a e:service { ?x ?y 'z' } }",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_service_elsewhere_is_no_call(store: Store, text: str) -> None:
    assert json.loads(store.query(text, JSON))["results"]["bindings"] == []


def test_brackets_nested_too_deeply_are_refused_before_the_engine(store: Store) -> None:
    for deep in ("(" * 10000, "{" * 257, "[" * 300, "(" * 100 + "{" * 100 + "[" * 100):
        with pytest.raises(LimitError, match="nested deeper than 256"):
            store.query(f"SELECT * {{ FILTER{deep}", JSON)
    hidden = "SELECT * { FILTER(1<" + "(" * 10000 + "1" + ")" * 10000 + ">0) }"
    with pytest.raises(LimitError, match="nested"):
        store.query(hidden, JSON)


def test_many_brackets_side_by_side_or_in_words_are_no_nesting(store: Store) -> None:
    values = " ".join(f"(<http://a/x_({i})>)" for i in range(2000))
    assert rows(store, f"SELECT * {{ VALUES (?s) {{ {values} }} ?s ?p ?o }}") == []
    quoted = "(" * 1000
    assert rows(store, f"SELECT * {{ ?s ?p '{quoted}' }} # {quoted}") == []


@pytest.mark.parametrize("hostile", ["a.a", "service", "service#", "'''a"])
def test_long_repetitions_are_refused_like_short_ones(hostile: str) -> None:
    with pytest.raises((QueryError, LimitError, FormatError)):
        Store.empty().query("SELECT * { " + hostile * 50_000, JSON)


@pytest.mark.parametrize(
    "where",
    [
        "FILTER(" + "!" * 20_000 + "true)",
        "FILTER(" + "1+" * 20_000 + "1)",
        "FILTER(1<?s" + "+?s" * 20_000 + ">0)",
        "?s <a:p>" + "/<a:p>" * 20_000 + " ?o",
        "MINUS {} " * 20_000,
        "BIND(1 AS ?v) " * 20_000,
    ],
)
def test_chains_that_nest_without_brackets_are_refused(where: str) -> None:
    with pytest.raises(LimitError, match="more than 1000 operators"):
        Store.empty().query(f"SELECT * {{ {where} }}", JSON)


def test_many_values_are_no_chain(store: Store) -> None:
    values = ", ".join(f"<http://a-b/c+d/{i}>" for i in range(20_000))
    assert rows(store, f"SELECT * {{ ?s ?p ?o FILTER(?s IN ({values})) }}") == []


RULES = (
    f"CONSTRUCT {{ ?a <{EX}part> ?c }} WHERE {{ ?a <{EX}part> ?b . ?b <{EX}part> ?c }}",
    f"CONSTRUCT {{ ?b <{EX}has> ?a }} WHERE {{ ?a <{EX}part> ?b }}",
)


def test_rules_run_to_a_fixpoint_and_infer_only_what_is_not_asserted() -> None:
    store = Store.empty()
    chain = [(ex(str(i)), ex("part"), ex(str(i + 1)), ONE) for i in range(6)]
    store.load([*chain, (ex("1"), ex("has"), ex("0"), TWO)])
    store.merge()
    inferred = EX + "g/inferred"
    found = store.infer(RULES, inferred)
    pairs = {(a, b) for a in range(7) for b in range(a + 1, 7)}
    assert rows(store, f"SELECT (COUNT(*) AS ?n) {{ ?a <{EX}part> ?b }}") == [[str(len(pairs))]]
    assert rows(store, f"SELECT (COUNT(*) AS ?n) {{ ?a <{EX}has> ?b }}") == [[str(len(pairs))]]
    assert found == store.count(inferred) == 2 * len(pairs) - 6 - 1
    asserted = set(store.triples(str(ONE))) | set(store.triples(str(TWO)))
    assert not asserted & set(store.triples(inferred))
    assert store.infer(RULES, inferred) == 0


def test_a_rule_that_selects_is_refused() -> None:
    with pytest.raises(QueryError, match="CONSTRUCT"):
        Store.empty().infer(["SELECT * { ?s ?p ?o }"], EX)


def test_a_format_is_found_by_either_of_its_names() -> None:
    assert by_name("turtle") is by_media_type(TURTLE, "graph")
    with pytest.raises(FormatError, match="'gif'") as caught:
        by_name("gif", "results")
    assert caught.value.remedy == "Choose one of: json, xml, csv, tsv."
    with pytest.raises(FormatError):
        by_name("json", "graph", "dataset")


def test_the_dataset_has_its_type() -> None:
    store = Store.empty()
    store.load([(ex("fra"), RDF.type, ex("State"), ONE)])
    assert list(store.triples(str(ONE))) == [(ex("fra"), RDF.type, ex("State"))]
