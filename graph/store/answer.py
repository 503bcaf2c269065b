"""A query evaluated and its answer written, or told why not."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph

from graph.errors import FormatError, QueryError
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
_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:^|, )([A-Z][a-zA-Z]+(?: [\w'<>/:.#-]+){2,})")
_PREFIX_LINES = re.compile(rb"(?:@prefix [^\n]*\n)*")
_ROOT = re.compile(rb"<rdf:RDF(?: xmlns:[\w-]*=\"[^\"]*\")*>")
_NAMESPACE = re.compile(rb" xmlns:[\w-]*=\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take.

    :ivar nesting: how deep brackets may stand in each other
    :ivar answer_bytes: how long an answer may be, in bytes; None: as long as it is
    """

    nesting: int = 256
    answer_bytes: int | None = None


class _Bounded(io.BytesIO):
    """A buffer that takes no more than it was made for."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, data: object) -> int:
        written = super().write(data)  # type: ignore[arg-type]
        if self.tell() > self.limit:
            raise QueryError(
                f"The answer is longer than {self.limit} bytes.",
                value=str(self.limit),
                remedy="Ask for fewer rows, with LIMIT and OFFSET.",
            )
        return written


def fitting(form: QueryForm, media_type: str) -> Format:
    """The format of an answer.

    :raises FormatError: if the media type is unknown or does not fit the form of the query
    """
    kinds = ("graph", "dataset") if form.gives_graph else ("results",)
    return formats.by_media_type(media_type, *kinds)


def evaluated(
    engine: pyoxigraph.Store, text: str, default: Graphs | None, named: Graphs | None
) -> Answer:
    """What the engine answers; its rows are computed as they are read.

    :raises QueryError: if the query is malformed
    """
    try:
        return engine.query(text, default_graph=default, named_graphs=named)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise _malformed(text, str(error)) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise _unanswered(text, str(error)) from error


def written(
    answer: Answer, format_: Format, prefixes: Prefixes, limits: Limits, text: str
) -> bytes:
    """The answer in a format.

    :raises QueryError: if it cannot be computed, or is longer than a limit
    """
    output = None if limits.answer_bytes is None else _Bounded(limits.answer_bytes)
    try:
        if isinstance(answer, pyoxigraph.QueryTriples):
            data = pyoxigraph.serialize(answer, output, RDF[format_.name], prefixes=prefixes)
        else:
            data = answer.serialize(output, RESULTS[format_.name])
    except (RuntimeError, ValueError, OSError) as error:
        raise _unanswered(text, str(error)) from error
    return (data or b"") if output is None else output.getvalue()


def serialized(
    statements: Iterable[pyoxigraph.Quad] | Iterable[pyoxigraph.Triple],
    format_: Format,
    prefixes: Prefixes,
) -> bytes:
    """Triples or quads in a format of RDF.

    :raises FormatError: if the format writes no RDF
    """
    if format_.name not in RDF:
        raise FormatError(
            f"The format '{format_.name}' writes no RDF.", name="format", value=format_.name
        )
    data = pyoxigraph.serialize(statements, format=RDF[format_.name], prefixes=prefixes)
    return _prefixes_in_order(data or b"", format_)


def _prefixes_in_order(data: bytes, format_: Format) -> bytes:
    """The same document with its prefixes sorted, which the engine gives in any order."""
    if format_.name in {"turtle", "trig"}:
        head = _PREFIX_LINES.match(data)
        lines = sorted(head[0].splitlines(keepends=True)) if head else []
        return b"".join(lines) + data[head.end() if head else 0 :]
    if format_.name == "rdfxml":
        root = _ROOT.search(data)
        names = sorted(_NAMESPACE.findall(root[0])) if root else []
        return _ROOT.sub(b"<rdf:RDF" + b"".join(names) + b">", data, count=1)
    return data


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
