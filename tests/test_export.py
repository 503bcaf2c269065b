import pytest
from rdflib import Dataset, Graph, Literal, URIRef

from graph.errors import FormatError, SommetError
from graph.export import export
from graph.store import Store

B = "https://example.org/"
FACTS, REPORT = URIRef(B + "graph/facts/one"), URIRef(B + "graph/report")
PARSERS = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}


@pytest.fixture
def store() -> Store:
    made = Store.empty({"ex": B, "id": B + "id/"})
    made.load(
        [
            (
                URIRef(B + "id/fra"),
                URIRef(B + "name"),
                Literal("« L’Œuvre »\t\n", lang="fr"),
                FACTS,
            ),
            (URIRef(B + "id/fra"), URIRef(B + "near"), URIRef(B + "id/bel"), FACTS),
            (URIRef(B + "id/fra"), URIRef(B + "checked"), Literal("yes"), REPORT),
        ]
    )
    made.merge(leave_out=[str(REPORT)])
    return made


def said(graph: Graph) -> set[tuple[str, ...]]:
    return {tuple(map(str, triple)) for triple in graph}


@pytest.mark.parametrize("name", PARSERS)
def test_a_format_of_triples_writes_the_default_graph(store: Store, name: str) -> None:
    graph = Graph().parse(data=export(store, name), format=PARSERS[name])
    assert said(graph) == {tuple(map(str, triple)) for triple in store.triples()}
    assert len(graph) == 2


@pytest.mark.parametrize(("name", "parser"), [("nquads", "nquads"), ("trig", "trig")])
def test_a_format_of_quads_writes_the_named_graphs(store: Store, name: str, parser: str) -> None:
    dataset = Dataset().parse(data=export(store, name), format=parser)
    assert {str(g.identifier): len(g) for g in dataset.graphs() if len(g)} == {
        str(FACTS): 2,
        str(REPORT): 1,
    }


@pytest.mark.parametrize("graph", [str(REPORT), "report"])
def test_one_graph_is_named_by_its_iri_or_the_end_of_it(store: Store, graph: str) -> None:
    assert export(store, "nquads", graph).count(b"\n") == 1
    assert b"@prefix ex:" in export(store, "turtle", graph)
    assert b"checked" in export(store, "turtle", graph)
    assert len(Graph().parse(data=export(store, "ntriples", "facts/one"), format="nt")) == 2


def test_the_lines_of_n_quads_are_sorted_graph_by_graph(store: Store) -> None:
    lines = export(store, "nquads").splitlines()
    assert lines == [*sorted(lines[:2]), lines[2]]
    assert lines[2].endswith(f"<{REPORT}> .".encode())


def test_an_unknown_graph_is_told_with_those_there_are(store: Store) -> None:
    with pytest.raises(SommetError, match="no graph 'x'") as caught:
        export(store, "nquads", "x")
    assert caught.value.remedy == "It has: facts/one, report."


@pytest.mark.parametrize("name", ["gif", "json", ""])
def test_an_unknown_format_is_told_with_those_there_are(store: Store, name: str) -> None:
    with pytest.raises(FormatError, match="turtle, ntriples, rdfxml, jsonld, nquads, trig"):
        export(store, name)
