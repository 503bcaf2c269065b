"""Graphs written in a format of RDF, the same bytes for the same triples."""

import re
import shutil
import tempfile
from collections.abc import Iterable
from typing import IO, Any

import pyoxigraph

from graph.errors import FormatError
from graph.store.answer import RDF, Prefixes
from graph.store.formats import Format
from graph.store.ordered import Ordered

_LINES = {
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
}
_PREFIX_LINES = re.compile(rb"(?:@prefix [^\n]*\n)*")
_ROOT = re.compile(rb"<rdf:RDF(?: xmlns:[\w-]*=\"[^\"]*\")*>")
_NAMESPACE = re.compile(rb" xmlns:[\w-]*=\"[^\"]*\"")


def write(
    output: IO[bytes],
    format_: Format,
    groups: Iterable[Iterable[Iterable[pyoxigraph.Quad]]],
    prefixes: Prefixes,
) -> None:
    """Write groups of graphs one after the other, each group merged and in order.

    :param groups: of graphs, and these of quads
    :raises FormatError: if the format writes no RDF
    """
    if format_.name not in RDF:
        raise _writes_none(format_)
    if format_.name in _LINES:
        _write_lines(output, format_, groups)
        return
    with tempfile.TemporaryFile() as lines:
        name = "nquads" if format_.of == "dataset" else "ntriples"
        _write_lines(lines, Format(name, "", "", format_.of), groups)
        lines.seek(0)
        rewrite(lines, name, output, format_, prefixes)


def rewrite(
    lines: IO[bytes], name: str, output: IO[bytes], format_: Format, prefixes: Prefixes
) -> None:
    """Write N-Triples or N-Quads in another format, in the order that they have.

    :param name: `ntriples` or `nquads`
    """
    with tempfile.TemporaryFile() as written:
        quads = pyoxigraph.parse(lines, format=_LINES[name])
        statements = quads if format_.of == "dataset" else (quad.triple for quad in quads)
        pyoxigraph.serialize(statements, written, RDF[format_.name], prefixes=prefixes)
        written.seek(0)
        output.write(_prefixes_in_order(written.read(_head(prefixes)), format_))
        shutil.copyfileobj(written, output, 1 << 20)


def serialized(
    statements: Iterable[pyoxigraph.Quad] | Iterable[pyoxigraph.Triple],
    format_: Format,
    prefixes: Prefixes,
) -> bytes:
    """A few triples or quads in a format of RDF, in the order that they have.

    :raises FormatError: if the format writes no RDF
    """
    if format_.name not in RDF:
        raise _writes_none(format_)
    data = pyoxigraph.serialize(statements, format=RDF[format_.name], prefixes=prefixes)
    return _prefixes_in_order(data or b"", format_)


def _writes_none(format_: Format) -> FormatError:
    return FormatError(
        f"The format '{format_.name}' writes no RDF.", name="format", value=format_.name
    )


def _write_lines(
    output: IO[bytes],
    format_: Format,
    groups: Iterable[Iterable[Iterable[pyoxigraph.Quad]]],
) -> None:
    for graphs in groups:
        with Ordered() as lines:
            sink: Any = lines  # As much of a file as the engine needs.
            for quads in graphs:
                statements = quads if format_.of == "dataset" else (q.triple for q in quads)
                pyoxigraph.serialize(statements, sink, _LINES[format_.name])
            output.writelines(lines)


def _head(prefixes: Prefixes) -> int:
    """Bytes at the beginning of a document within which all its prefixes stand."""
    return 1000 + sum(len(name.encode() + iri.encode()) + 100 for name, iri in prefixes.items())


def _prefixes_in_order(data: bytes, format_: Format) -> bytes:
    """The same beginning with its prefixes sorted, which the engine gives in any order."""
    if format_.name in {"turtle", "trig"}:
        head = _PREFIX_LINES.match(data)
        lines = sorted(head[0].splitlines(keepends=True)) if head else []
        return b"".join(lines) + data[head.end() if head else 0 :]
    if format_.name == "rdfxml":
        root = _ROOT.search(data)
        names = sorted(_NAMESPACE.findall(root[0])) if root else []
        return _ROOT.sub(b"<rdf:RDF" + b"".join(names) + b">", data, count=1)
    return data
