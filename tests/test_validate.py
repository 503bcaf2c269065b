"""The shapes against their good and bad examples, and the report that validation gives."""

import socket
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

from graph.errors import SommetError
from graph.validate import Severity, ValidationResult, as_text, report_graph, validate
from ontology import path

BASE = "https://w3id.org/sommet/"
SHAPE = f"{BASE}shapes#"
EXAMPLES = Path(__file__).parent / "shapes"
CASES = sorted(EXAMPLES.glob("*.ttl"))
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
# What says nothing about a thing by itself, so that no result can name a shape for it.
SILENT = {*TARGETS, RDF.type, SH.property, SH.message, SH.severity}


@cache
def shapes(name: str) -> Graph:
    return Graph().parse(path(f"shapes/{name}.ttl")).parse(path("prefixes.ttl"))


@cache
def core() -> Graph:
    return Graph().parse(path("core.ttl"))


def targeted(name: str) -> set[str]:
    found = {str(shape) for target in TARGETS for shape in shapes(name).subjects(target, None)}
    return {shape.removeprefix(SHAPE) for shape in found}


def shapes_of(example: Path) -> Graph:
    name = example.name.partition(".")[0]
    return shapes(next(file for file in ("data", "whole", "style") if name in targeted(file)))


@cache
def check(example: Path) -> ValidationResult:
    return validate(Graph().parse(example), shapes_of(example), core())


def parts(graph: Graph, shape: URIRef) -> set[str]:
    """The shapes that results may name when this one is not met."""
    own = {str(part) for part in graph.objects(shape, SH.property)}
    if set(graph.predicates(shape, None)) - SILENT:
        own.add(str(shape))
    return own


def test_each_shape_has_a_good_and_a_bad_example() -> None:
    names = targeted("data") | targeted("whole") | targeted("style")
    assert len(names) >= 65
    assert {case.name for case in CASES} == {f"{n}.{k}.ttl" for n in names for k in ("ok", "bad")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_example(case: Path) -> None:
    found = check(case)
    name, kind, _ = case.name.split(".")
    if kind == "ok":
        assert not found.results, as_text(found)
    else:
        named = {result.shape for result in found.results}
        assert named == parts(shapes_of(case), URIRef(SHAPE + name)), as_text(found)


# What a reader should know of and what sets nothing aside.
WARNED = {"OneHolder.bad.ttl", "WitnessAgreement.bad.ttl"}


def test_bad_examples_are_violations_except_where_texts_may_differ() -> None:
    bad = [case for case in CASES if case.name.endswith(".bad.ttl")]
    assert len(bad) >= 65
    for case in bad:
        severities = {result.severity for result in check(case).results}
        expected = Severity.WARNING if case.name in WARNED else Severity.VIOLATION
        assert severities == {expected}, case.name


@pytest.mark.parametrize("name", ["data", "whole", "style"])
def test_each_shape_speaks_both_languages_and_says_how_grave_it_is(name: str) -> None:
    graph = shapes(name)
    speaking = set(graph.subjects(SH.message, None))
    assert len(speaking) >= (1 if name == "whole" else 15)
    for shape in speaking:
        messages = [m for m in graph.objects(shape, SH.message) if isinstance(m, Literal)]
        assert sorted(m.language or "" for m in messages) == ["en", "fr"], shape
    constraining = {
        s for s in graph.subjects(RDF.type, SH.PropertyShape) if isinstance(s, URIRef)
    } | {URIRef(SHAPE + n) for n in targeted(name)}
    for shape in constraining:
        if parts(graph, shape) - {str(p) for p in graph.objects(shape, SH.property)}:
            assert (shape, SH.severity, None) in graph, shape


def test_no_shape_uses_sh_not_and_all_have_iris() -> None:
    for name in ("data", "whole", "style"):
        graph = shapes(name)
        assert (None, SH["not"], None) not in graph
        for type_ in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint):
            assert not [s for s in graph.subjects(RDF.type, type_) if isinstance(s, BNode)]


def test_a_violation_says_what_is_wrong_with_what() -> None:
    found = check(EXAMPLES / "Hosts.bad.ttl")
    assert not found.accepted
    result = next(r for r in found.results if r.path)
    assert result.focus == f"{BASE}id/example/agent"
    assert result.path == f"{BASE}ontology#hosts"
    assert str(result.value) == f"{BASE}id/example/topic"
    assert (
        result.message("fr")
        == "L’objet de «\u202fhéberge\u202f» doit être de la classe organisation."
    )
    assert result.message("en") == "The object of “hosts” must be of the class organisation."


def test_a_warning_gives_both_figures_and_the_sentence_and_sets_nothing_aside() -> None:
    found = check(EXAMPLES / "WitnessAgreement.bad.ttl")
    assert found.accepted
    assert not found.conforms
    sentence = "Deux pays – la Syldavie et la Bordurie – ont signé la charte."
    assert [w.message("fr") for w in found.warnings] == [
        f"«\u202fpays\u202f»\u202f: 3 selon le texte, 2 dans le graphe. {sentence}"
    ]
    assert [w.message("en") for w in found.warnings] == [
        f"“pays”: 3 by the text, 2 in the graph. {sentence}"
    ]


def test_each_contact_detail_is_found_and_none_is_repeated() -> None:
    example = EXAMPLES / "NoContactDetail.bad.ttl"
    data = Graph().parse(example)
    words = {str(o) for o in data.objects() if isinstance(o, Literal)}
    found = check(example)
    assert len(words) == len(found.results) >= 7
    report = report_graph(found, f"{BASE}document/example", BASE)
    told = as_text(found) + as_text(found, "fr") + report.serialize(format="nt")
    assert not [detail for detail in words if detail in told]


def test_the_report_has_no_blank_node_and_is_always_the_same() -> None:
    found = check(EXAMPLES / "Statement.bad.ttl")
    first, second = (report_graph(found, f"{BASE}document/example", BASE) for _ in range(2))
    assert set(first) == set(second)
    assert not [term for triple in first for term in triple if isinstance(term, BNode)]
    results = set(first.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == len(found.results) >= 10
    reports = set(first.subjects(RDF.type, SH.ValidationReport))
    assert [first.value(r, SH.conforms) for r in reports] == [Literal(False)]
    assert set(first.objects(reports.pop(), SH.result)) == results


def test_the_same_fault_in_two_documents_has_two_results() -> None:
    found = check(EXAMPLES / "Hosts.bad.ttl")
    one, two = (report_graph(found, f"{BASE}document/{d}", BASE) for d in ("one", "two"))
    assert not set(one.subjects()) & set(two.subjects())


def test_the_text_sums_up() -> None:
    assert as_text(ValidationResult()) == "0 violations, 0 warnings\n"
    text = as_text(check(EXAMPLES / "TimeSpan.bad.ttl"), "fr")
    assert "une date qui ne suit pas sa fin" in text
    assert text.endswith("0 warnings\n")


def test_a_shape_that_cannot_be_run_is_an_error() -> None:
    broken = Graph().parse(
        format="turtle",
        data=f"""
        @prefix sh: <{SH}> .
        <{SHAPE}Broken> a sh:NodeShape ; sh:targetNode <{BASE}ontology> ;
            sh:property <{SHAPE}Broken-part> .
        <{SHAPE}Broken-part> a sh:PropertyShape ; sh:minCount 1 .
        """,
    )
    with pytest.raises(SommetError, match="cannot be run"):
        validate(Graph(), broken, core())


def test_no_connection_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    data = Graph().parse(EXAMPLES / "Statement.ok.ttl")
    imports = URIRef("http://www.w3.org/2002/07/owl#imports")
    for graph in (data, shapes("data") + Graph(), core() + Graph()):
        graph.add((URIRef(f"{BASE}ontology"), imports, URIRef("http://example.org/other.ttl")))
    assert validate(data, shapes("data"), core()).conforms


@pytest.mark.parametrize(
    "name", ["core.ttl", *sorted(p.name for p in path("vocabularies").iterdir())]
)
def test_the_ontology_and_the_vocabularies_keep_to_their_style(name: str) -> None:
    file = path(name) if name == "core.ttl" else path(f"vocabularies/{name}")
    found = validate(Graph().parse(file), shapes("style"), core())
    assert not found.results, as_text(found)
