"""A release, or some graphs of it, in a format of RDF."""

from collections.abc import Iterable
from io import BytesIO
from typing import IO

from graph.errors import SommetError
from graph.store import FORMATS, Store, by_name

RDF_FORMATS = tuple(f.name for f in FORMATS if f.of in {"graph", "dataset"})


def export(store: Store, format_name: str, graph: str | None = None) -> bytes:
    """The release or one of its graphs, as `write` writes it."""
    output = BytesIO()
    write(store, output, format_name, graph)
    return output.getvalue()


def write(store: Store, output: IO[bytes], format_name: str, graph: str | None = None) -> None:
    """Write the release or one of its graphs; the same bytes for the same release.

    A format of quads writes the named graphs, one of triples the default graph, which is the merge
    of all of them but the report.

    :param output: takes the bytes up
    :param format_name: `nquads`, `trig`, `turtle`, `ntriples`, `jsonld` or `rdfxml`
    :param graph: the IRI of a named graph, or the end of one after `graph/`; None: all of them
    :raises FormatError: if there is no such format
    :raises SommetError: if there is no such graph
    """
    format_ = by_name(format_name, "graph", "dataset")
    store.write(output, format_, None if graph is None else (named(store, graph),))


def end_of(graph: str) -> str:
    """What the IRI of a graph has after `graph/`.

    >>> end_of("https://w3id.org/sommet/graph/facts/one")
    'facts/one'
    """
    return graph.partition("/graph/")[2]


def named(store: Store, graph: str) -> str:
    """The IRI of a graph of a store.

    :param graph: its IRI, or the end of it after `graph/`
    :raises SommetError: if there is no such graph
    """
    names = store.graphs()
    for name in names:
        if graph in {name, end_of(name)}:
            return name
    raise _missing(graph, names)


def _missing(graph: str, names: Iterable[str]) -> SommetError:
    return SommetError(
        f"The release has no graph '{graph}'.",
        name="graph",
        value=graph,
        remedy=f"It has: {', '.join(map(end_of, names))}.",
    )
