"""A query evaluated and its answer written, or told why not."""

import csv
import io
import json
import re
from enum import IntEnum
from typing import IO, Any, NamedTuple, TypeAlias

import pyoxigraph

from graph.errors import LimitError, QueryError
from graph.store import formats, scan
from graph.store.formats import Format
from graph.store.scan import QueryForm

Answer: TypeAlias = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples
Graphs: TypeAlias = list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph]
Prefixes: TypeAlias = dict[str, str]

RESULTS = {
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
}
RDF = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
    "trig": pyoxigraph.RdfFormat.TRIG,
}
_PIECE = 1 << 20
_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:^|, )([A-Z][a-zA-Z]+(?: [\w'<>/:.#-]+){2,})")


class Limits(NamedTuple):
    """What one query may take; None: as much as it likes.

    :ivar nesting: how deep brackets may stand in each other
    :ivar rows: how many rows an answer may have
    :ivar answer_bytes: how long an answer may be, in bytes
    :ivar seconds: how long it may run; holds in query processes only
    :ivar memory_bytes: how much memory it may take beyond the dataset; in query processes only
    """

    nesting: int = 256
    rows: int | None = None
    answer_bytes: int | None = None
    seconds: float | None = None
    memory_bytes: int | None = None


class Kind(IntEnum):
    """What an answer is."""

    RESULTS = 0
    GRAPH = 1
    ERROR = 2


class Question(NamedTuple):
    """A query with all that its answer depends on.

    :ivar results: the media type of an answer of rows or of a truth value; empty: none will do
    :ivar graph: the media type of an answer of triples; empty: none will do
    :ivar default_graphs: what the default graph is made of, in place of FROM
    :ivar named_graphs: the named graphs there are, in place of FROM NAMED; both None: as the query
        says
    :ivar is_alone: whether a query process has nothing else to do, so that its limits of time hold
    :ivar base: the IRI that relative IRIs of the query are resolved against; empty: none
    """

    text: str
    results: str = ""
    graph: str = ""
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str = ""
    limits: Limits = Limits()
    is_alone: bool = False


class Given(NamedTuple):
    """An answer, whole before anyone is told that there is one.

    :ivar size: in bytes
    :ivar content: the answer; empty if it stands in a file
    :ivar file: the descriptor of a file that holds the answer; who takes the answer closes it
    :ivar leaving: whether the process that gave it ends
    """

    kind: Kind
    size: int
    content: bytes
    file: int | None = None
    leaving: bool = False


def fitting(form: QueryForm, question: Question) -> Format:
    """The format of an answer.

    :raises FormatError: if no media type is given for the form of the query, or none that fits
    """
    kinds = ("graph", "dataset") if form.gives_graph else ("results",)
    return formats.by_media_type(question.graph if form.gives_graph else question.results, *kinds)


def evaluated(
    engine: pyoxigraph.Store,
    text: str,
    default: Graphs | None = None,
    named: Graphs | None = None,
    base: str | None = None,
) -> Answer:
    """What the engine answers; its rows are computed as they are read.

    :raises QueryError: if the query is malformed
    """
    try:
        return engine.query(text, base_iri=base, default_graph=default, named_graphs=named)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise _malformed(text, str(error)) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise _unanswered(text, str(error)) from error


def written(
    answer: Answer,
    format_: Format,
    prefixes: Prefixes,
    limits: Limits,
    text: str,
    output: IO[bytes] | None = None,
) -> bytes:
    """The answer in a format.

    :param output: takes the answer up piece by piece; then nothing is returned
    :raises QueryError: if it cannot be computed
    :raises LimitError: if it is longer than a limit
    :raises OSError: if the output does not take it
    """
    sink: Any = None if output is None else _Sink(output, limits.answer_bytes)
    try:
        if isinstance(answer, pyoxigraph.QueryTriples):
            data = pyoxigraph.serialize(answer, sink, RDF[format_.name], prefixes=prefixes)
        else:
            data = answer.serialize(sink, RESULTS[format_.name])
    except (RuntimeError, ValueError, OSError) as error:
        if isinstance(error, OSError) and output is not None:
            raise  # It is the file's.
        raise _unanswered(text, str(error)) from error
    content = data or b""
    if limits.answer_bytes is not None and len(content) > limits.answer_bytes:
        raise _too_long(limits.answer_bytes)
    if limits.rows is not None and isinstance(answer, pyoxigraph.QuerySolutions):
        mark = _ROW_MARKS[format_.name]
        marks = content.count(mark) if output is None else _count(output, mark)
        if marks > limits.rows:
            _refuse_rows(content if output is None else _whole(output), format_, limits.rows)
    return content


class _Sink:
    """Takes an answer up, as far as it may go."""

    def __init__(self, output: IO[bytes], most: int | None) -> None:
        self._output = output
        self._most = most
        self._size = 0

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._most is not None and self._size > self._most:
            raise _too_long(self._most)
        return self._output.write(data)

    def flush(self) -> None:
        self._output.flush()


def _too_long(most: int) -> LimitError:
    return LimitError(
        f"The answer is longer than {most} bytes.",
        name="bytes",
        value=str(most),
        remedy="Ask for fewer rows, with LIMIT and OFFSET.",
    )


def _count(file: IO[bytes], mark: bytes) -> int:
    """How often a mark stands in a file, read piece by piece."""
    file.seek(0)
    found, tail = 0, b""
    while piece := file.read(_PIECE):
        found += (tail + piece).count(mark) if tail else piece.count(mark)
        tail = piece[len(piece) - len(mark) + 1 :] if len(mark) > 1 else b""
    return found


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


# What each row has at least once, and what is counted for sure where that is not enough.
_ROW_MARKS = {"json": b"{", "xml": b"<result>", "csv": b"\n", "tsv": b"\n"}


def _refuse_rows(content: bytes, format_: Format, rows: int) -> None:
    """Refuse results that have more rows, counted for sure: they have more marks of rows.

    :raises LimitError: if they have
    """
    if format_.name == "json":
        count = len(json.loads(content)["results"]["bindings"])
    elif format_.name == "csv":
        lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
        count = sum(1 for _ in lines) - 1
    else:
        count = content.count(_ROW_MARKS[format_.name]) - (format_.name == "tsv")
    if count > rows:
        raise LimitError(
            f"The answer has more than {rows} rows.",
            name="rows",
            value=str(rows),
            remedy="Ask for fewer, with LIMIT and OFFSET.",
        )


def _malformed(text: str, message: str) -> QueryError:
    found = _PLACE.match(message)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    undeclared = scan.undeclared_prefix(text)
    if undeclared:
        line, column = scan.position(text, undeclared.start)
        remedy = f"Declare the prefix of '{undeclared.text}'."
    else:
        causes = _SENTENCE.findall(found[3] if found else "")
        remedy = f"{causes[0]}." if causes else "Check the query there and just before."
    return QueryError(
        f"The query is malformed at line {line}, column {column}.",
        value=_near(text, line, column),
        remedy=remedy,
        line=line,
        column=column,
    )


def _near(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    return lines[line - 1][column - 1 :][:40] if line <= len(lines) else ""


def _unanswered(text: str, message: str) -> QueryError:
    return QueryError(
        "The query cannot be evaluated.", value=text[:200], remedy=f"{message.rstrip('.')}."
    )
