"""Content negotiation as one table: what is asked, and what is given."""

from time import monotonic

import pytest

from server.negotiate import (
    GRAPH_FORMATS,
    RESULT_FORMATS,
    by_accept,
    by_name,
    choose,
    parse_accept,
    prefers_page,
)

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SPARQL_JSON = "application/sparql-results+json"
SPARQL_XML = "application/sparql-results+xml"

# The Accept header of a SELECT or ASK, and the Content-Type of its answer (None: 406).
RESULTS: list[tuple[str | None, str | None]] = [
    (None, SPARQL_JSON),
    ("", SPARQL_JSON),
    ("  ", SPARQL_JSON),
    ("*/*", SPARQL_JSON),
    ("application/*", SPARQL_JSON),
    ("text/*", "text/csv; charset=utf-8"),
    (SPARQL_JSON, SPARQL_JSON),
    (SPARQL_XML, SPARQL_XML),
    ("application/json", "application/json"),
    ("application/xml", "application/xml"),
    ("text/xml", "text/xml; charset=utf-8"),
    ("text/csv", "text/csv; charset=utf-8"),
    ("TEXT/CSV", "text/csv; charset=utf-8"),
    ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ("text/csv;charset=utf-8", "text/csv; charset=utf-8"),
    ('text/csv;charset="UTF-8"', "text/csv; charset=utf-8"),
    ("text/csv ; charset=utf-8 ; q=0.3", "text/csv; charset=utf-8"),
    ("text/csv;charset=iso-8859-1", None),
    (f"text/csv;q=0.5,{SPARQL_XML};q=0.6", SPARQL_XML),
    (f"text/csv;q=0.501,{SPARQL_XML};q=0.5", "text/csv; charset=utf-8"),
    ("text/csv, text/tab-separated-values", "text/csv; charset=utf-8"),
    ("text/tab-separated-values, text/csv", "text/csv; charset=utf-8"),
    (f"{SPARQL_JSON};q=0, */*", SPARQL_XML),
    (f"{SPARQL_JSON};q=0, application/json;q=0, */*;q=0.1", SPARQL_XML),
    ("application/*;q=0, */*", "text/csv; charset=utf-8"),
    ("*/*;q=0", None),
    ("text/csv;q=0", None),
    ("text/csv;q=0.000", None),
    ("text/*;q=0.9, text/xml;q=0, text/csv;q=0.1", "text/tab-separated-values; charset=utf-8"),
    ("image/png", None),
    ("text/turtle", None),
    ("image/png, */*;q=0.01", SPARQL_JSON),
    ("text/csv;q=2", None),
    ("text/csv;q=abc", None),
    ("text/csv;q=abc, text/xml;q=0.1", "text/xml; charset=utf-8"),
    ("csv", None),
    ("*/csv", None),
    (",, text/csv ,", "text/csv; charset=utf-8"),
    ('text/csv;note="a,b;q=0", image/png', "text/csv; charset=utf-8"),
    (FIREFOX, "text/html; charset=utf-8"),
    ("application/sparql-results+json,application/json,text/javascript", SPARQL_JSON),
]

GRAPHS: list[tuple[str | None, str | None]] = [
    (None, "text/turtle; charset=utf-8"),
    ("*/*", "text/turtle; charset=utf-8"),
    ("text/*", "text/turtle; charset=utf-8"),
    ("application/*", "application/n-triples"),
    ("application/x-turtle", "application/x-turtle"),
    ("text/turtle", "text/turtle; charset=utf-8"),
    ("application/n-triples", "application/n-triples"),
    ("application/rdf+xml", "application/rdf+xml"),
    ("application/xml", "application/xml"),
    ("application/ld+json", "application/ld+json"),
    (
        'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
        "application/ld+json",
    ),
    ("application/rdf+xml;q=0.2, text/turtle;q=0.1", "application/rdf+xml"),
    ("text/csv", None),
    (SPARQL_JSON, None),
    (FIREFOX, "text/html; charset=utf-8"),
]

# A `?format=`, and the type it means for results and for graphs.
NAMES: list[tuple[str, str | None, str | None]] = [
    ("json", SPARQL_JSON, "application/ld+json"),
    ("xml", SPARQL_XML, "application/rdf+xml"),
    ("csv", "text/csv", None),
    ("tsv", "text/tab-separated-values", None),
    ("html", "text/html", "text/html"),
    ("turtle", None, "text/turtle"),
    ("ttl", None, "text/turtle"),
    ("n3", None, "text/turtle"),
    ("ntriples", None, "application/n-triples"),
    ("nt", None, "application/n-triples"),
    ("rdfxml", None, "application/rdf+xml"),
    ("rdf+xml", None, "application/rdf+xml"),
    ("jsonld", None, "application/ld+json"),
    ("json-ld", None, "application/ld+json"),
    ("CSV", "text/csv", None),
    ("text/csv", "text/csv", None),
    ("", None, None),
    ("doc", None, None),
]


def test_the_tables_are_whole() -> None:
    assert len(RESULTS) >= 40
    assert len(GRAPHS) >= 14
    assert len(NAMES) >= 18


@pytest.mark.parametrize(("accept", "expected"), RESULTS)
def test_results_by_accept(accept: str | None, expected: str | None) -> None:
    choice = by_accept(accept, RESULT_FORMATS)
    assert (choice and choice.content_type) == expected


@pytest.mark.parametrize(("accept", "expected"), GRAPHS)
def test_graphs_by_accept(accept: str | None, expected: str | None) -> None:
    choice = by_accept(accept, GRAPH_FORMATS)
    assert (choice and choice.content_type) == expected


@pytest.mark.parametrize(("name", "results", "graphs"), NAMES)
def test_formats_by_name(name: str, results: str | None, graphs: str | None) -> None:
    for formats, expected in ((RESULT_FORMATS, results), (GRAPH_FORMATS, graphs)):
        choice = by_name(name, formats)
        assert (choice and choice.media_type) == expected


def test_a_name_goes_before_the_header() -> None:
    choice = choose("tsv", "text/csv", RESULT_FORMATS)
    assert choice is not None
    assert choice.format.name == "tsv"


def test_a_range_that_cannot_be_read_is_left_out() -> None:
    assert [(r.type, r.subtype) for r in parse_accept("text, text/csv;q=x, a/b")] == [("a", "b")]


@pytest.mark.parametrize("header", ['\\"' * 100_000, '"' * 99_999, 'a/b;c="' + "\\" * 99_999])
def test_a_quotation_that_is_not_closed_is_read_once(header: str) -> None:
    begin = monotonic()
    assert len(parse_accept(f"text/csv, {header}, text/html")) <= 2
    assert monotonic() - begin < 5


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (FIREFOX, True),
        ("text/html", True),
        ("text/html;q=0.4, application/json;q=0.6", False),
        ("application/json", False),
        ("*/*", False),
        (None, False),
        ("text/turtle", False),
    ],
)
def test_who_reads_an_error_as_a_page(accept: str | None, expected: bool) -> None:
    assert prefers_page(accept) is expected
