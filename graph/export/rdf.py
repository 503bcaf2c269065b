"""A release, or one graph of it, in a format of RDF."""

from collections.abc import Iterable, Iterator

from graph.errors import SommetError
from graph.store import FORMATS, Format, Store, by_name

RDF_FORMATS = tuple(f.name for f in FORMATS if f.of in {"graph", "dataset"})


def export(store: Store, format_name: str, graph: str | None = None) -> bytes:
    """The release or one of its graphs; the same bytes for the same release.

    A format of quads writes the named graphs, one of triples the default graph, which is the merge
    of all of them but the report.

    :param format_name: `nquads`, `trig`, `turtle`, `ntriples`, `jsonld` or `rdfxml`
    :param graph: the IRI of a named graph, or the end of one after `graph/`; None: all of them
    :raises FormatError: if there is no such format
    :raises SommetError: if there is no such graph
    """
    format_ = by_name(format_name, "graph", "dataset")
    names = store.graphs() if graph is None else (_named(store, graph),)
    if format_.name == "nquads":
        return b"".join(line + b"\n" for line in _lines(store, names))
    if format_.name == "trig":
        return store.dump_graphs(format_, names)
    return store.dump(format_, None if graph is None else names[0])


def dumps(store: Store) -> Iterator[tuple[Format, bytes]]:
    """The whole release in each format of RDF, N-Quads first."""
    for name in sorted(RDF_FORMATS, key=lambda name: name != "nquads"):
        yield by_name(name), export(store, name)


def _lines(store: Store, graphs: Iterable[str]) -> Iterator[bytes]:
    for graph in graphs:
        yield from store.lines(graph)


def _named(store: Store, graph: str) -> str:
    for name in store.graphs():
        if graph in {name, name.partition("/graph/")[2]}:
            return name
    ends = ", ".join(name.partition("/graph/")[2] for name in store.graphs())
    raise SommetError(
        f"The release has no graph '{graph}'.",
        name="graph",
        value=graph,
        remedy=f"It has: {ends}.",
    )
