"""The answer to a query as a page shows it: its beginning, and how much there is in all.

A worker reads no more of a long answer than it shows; the rest is only counted, piece by piece. Rows
are read as SPARQL 1.1 TSV (https://www.w3.org/TR/sparql11-results-csv-tsv/), one line each.
"""

import io
import re
from dataclasses import dataclass
from typing import IO

from graph.store import Given, Kind
from server.negotiate import GRAPH_FORMATS, HTML, RESULT_FORMATS
from server.resources.paths import local

# What one page shows of a result at most: rows and the bytes that they are read from, characters of
# a graph. The downloads hold all of it.
MOST_ROWS = 1_000
MOST_BYTES = 2 * 1024 * 1024
MOST_CHARACTERS = 200_000

_PIECE = 1024 * 1024
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)(?:--\w+)?|\^\^<[^>]*>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A term as a table shows it; `path`: of an IRI that this server answers for."""

    words: str
    language: str = ""
    iri: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as a page shows it: rows, or yes or no, or a graph as text.

    :ivar total: the number of rows in all, of which at most MOST_ROWS are shown
    :ivar cut: whether the page shows only the beginning
    :ivar downloads: the names of the formats that hold the whole answer
    """

    downloads: tuple[str, ...]
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    truth: bool | None = None
    text: str | None = None
    cut: bool = False


def show(given: Given, base: str) -> Result:
    """An answer that was given for a page, ready to be shown: rows in TSV, a graph in any text.

    :param base: of the IRIs that are shown without it
    """
    formats = GRAPH_FORMATS if given.kind is Kind.GRAPH else RESULT_FORMATS
    downloads = tuple(f.name for f in formats if f is not HTML)
    with _opened(given) as source:
        if given.kind is Kind.GRAPH:
            text = source.read(MOST_CHARACTERS * 4).decode("utf-8", "ignore")
            cut = len(text) > MOST_CHARACTERS or given.size > MOST_CHARACTERS * 4
            return Result(downloads, text=text[:MOST_CHARACTERS], cut=cut)
        beginning = source.read(MOST_BYTES)
        if beginning in (b"true", b"false"):
            return Result(downloads, truth=beginning == b"true")
        # The last is what follows the lines, or a line that is not whole.
        head, *lines, _ = beginning.split(b"\n", MOST_ROWS + 1)
        rows = tuple(_row(line, base) for line in lines)
        total = beginning.count(b"\n") + _count_lines(source) - 1
    variables = tuple(name.removeprefix("?") for name in head.decode().split("\t") if name)
    return Result(downloads, variables, rows, total, cut=total > len(rows))


def _opened(given: Given) -> IO[bytes]:
    if given.file is None:
        return io.BytesIO(given.content)
    file = open(given.file, "rb")  # noqa: PTH123, SIM115  It is a descriptor.
    file.seek(0)
    return file


def _count_lines(source: IO[bytes]) -> int:
    count = 0
    while piece := source.read(_PIECE):
        count += piece.count(b"\n")
    return count


def _row(line: bytes, base: str) -> tuple[Cell, ...]:
    return tuple(_cell(term, base) for term in line.decode().split("\t"))


def _cell(term: str, base: str) -> Cell:
    r"""A term as TSV writes it, which is as Turtle does; what is neither IRI nor string stays so.

    >>> _cell(r'"say \"oui\""@fr', "").words
    'say "oui"'
    """
    if term.startswith("<") and not term.startswith("<<"):
        iri = term[1:-1]
        return Cell(iri.removeprefix(base), iri=iri, path=local(iri, base))
    literal = _LITERAL.fullmatch(term)
    if literal is None:
        return Cell(term)
    return Cell(_ESCAPE.sub(_unescaped, literal[1]), language=literal[2] or "")


def _unescaped(found: re.Match[str]) -> str:
    escape = found[1]
    return chr(int(escape[1:], 16)) if len(escape) > 1 else _ESCAPED.get(escape, escape)
