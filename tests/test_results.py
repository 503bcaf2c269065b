"""What a page shows of an answer: its beginning in the reader's terms, and how much there is."""

import os
import tempfile
import tracemalloc

import pytest

from graph.store import Given, Kind, Question, Store
from server.results import MOST_BYTES, MOST_CHARACTERS, MOST_ROWS, Cell, Result, show

TSV = "text/tab-separated-values"


def answered(query: str) -> Result:
    return show(Store.empty().ask(Question(query, TSV, "text/turtle")), "urn:base/")


def in_file(content: bytes, kind: Kind = Kind.RESULTS) -> tuple[Given, int]:
    """An answer that stands in a file, as long ones do, and the descriptor that it is read by."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        descriptor = os.dup(file.fileno())
    return Given(kind, len(content), b"", descriptor), descriptor


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        ("<urn:base/id/x>", Cell("id/x", iri="urn:base/id/x", path="/id/x")),
        ("<urn:other>", Cell("urn:other", iri="urn:other")),
        ('"«\\u00a0oui\\u00a0»"@fr-ca', Cell("«\u00a0oui\u00a0»", "fr-ca")),
        (r'"a\tb\nc\rd\\n\"e\""', Cell('a\tb\nc\rd\\n"e"')),
        ('"a\u0085b\u2028c"', Cell("a\u0085b\u2028c")),
        ('"2020-06-15"^^<http://www.w3.org/2001/XMLSchema#date>', Cell("2020-06-15")),
        ('"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>', Cell("1.5")),
        ("42", Cell("42")),
        ("true", Cell("true")),
        ('""', Cell("")),
        ('"<b>"', Cell("<b>")),
        ('"\\"@en"', Cell('"@en')),
    ],
)
def test_a_term_is_shown_as_a_reader_would_write_it(term: str, cell: Cell) -> None:
    found = answered(f"SELECT * {{ VALUES (?one ?two) {{ ({term} UNDEF) }} }}")
    assert found.variables == ("one", "two")
    assert found.rows == ((cell, Cell("")),)
    assert (found.total, found.cut) == (1, False)


def test_each_form_of_query_is_shown() -> None:
    assert answered("ASK {}").truth is True
    assert answered("ASK { ?s ?p ?o }").truth is False
    nothing = answered("SELECT ?s ?p ?o { ?s ?p ?o }")
    assert (nothing.variables, nothing.rows, nothing.total) == (("s", "p", "o"), (), 0)
    assert answered("SELECT * {}").total == 1
    graph = answered("CONSTRUCT { <urn:a> <urn:b> 1 } {}")
    assert graph.text == "<urn:a> <urn:b> 1 .\n"
    assert "turtle" in graph.downloads
    assert "html" not in graph.downloads


@pytest.mark.parametrize("more", [0, 1, 30_000])
def test_of_many_rows_the_first_are_shown_and_all_are_counted(more: int) -> None:
    total = MOST_ROWS + more
    given, descriptor = in_file(b"?n\n" + b"".join(b'"%0100d"\n' % n for n in range(total)))
    found = show(given, "")
    assert len(found.rows) == MOST_ROWS
    assert found.rows[-1][0].words.endswith("0999")
    assert (found.total, found.cut) == (total, more > 0)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


@pytest.mark.parametrize("size", [MOST_BYTES // 3, MOST_BYTES * 2])
def test_of_long_rows_those_are_shown_that_fit(size: int) -> None:
    row = b'"' + b"x" * size + b'"\n'
    found = show(in_file(b"?long\n" + row * 5)[0], "")
    assert len(found.rows) == MOST_BYTES // len(row)
    assert (found.total, found.cut) == (5, True)
    assert found.variables == ("long",)


def test_of_a_long_graph_the_beginning_is_shown() -> None:
    line = '<urn:a> <urn:b> "é𝄞" .\n'
    found = show(in_file(line.encode() * MOST_CHARACTERS, Kind.GRAPH)[0], "")
    assert found.text is not None
    assert found.text == (line * MOST_CHARACTERS)[:MOST_CHARACTERS]
    assert found.cut


def test_what_is_shown_costs_little_memory() -> None:
    """A worker that shows 100 MB holds a few of them at a time."""
    given, _ = in_file(b"?s\t?p\t?o\n" + b"<urn:a>\t<urn:b>\t<urn:c>\n" * 4_000_000)
    tracemalloc.start()
    try:
        found = show(given, "")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.total == 4_000_000
    assert most < 8 * 1024 * 1024
