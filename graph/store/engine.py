"""The one adapter over pyoxigraph (https://pyoxigraph.readthedocs.io)."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import IO

import pyoxigraph

from graph.dataset.terms import Quad, Triple
from graph.errors import QueryError, QueryRefusedError, ReleaseError
from graph.store import scan, writing
from graph.store.answer import (
    Given,
    Graphs,
    Kind,
    Limits,
    Prefixes,
    Question,
    evaluated,
    fitting,
    written,
)
from graph.store.convert import from_engine, quad_to_engine
from graph.store.formats import Format, by_name
from graph.store.scan import QueryForm

_NO_LIMITS = Limits()


class Store:
    """A dataset that answers queries; its default graph is a graph of its own.

    :ivar prefixes: those that Turtle, TriG and RDF/XML are written with
    """

    def __init__(self, engine: pyoxigraph.Store, prefixes: Prefixes | None = None) -> None:
        self.prefixes: Prefixes = prefixes or {}
        self._engine = engine
        self._merged = lru_cache(maxsize=4)(self._merge)

    @classmethod
    def empty(cls, prefixes: Prefixes | None = None) -> "Store":
        """A new store in memory."""
        return cls(pyoxigraph.Store(), prefixes)

    @classmethod
    def open(
        cls, folder: Path, *, prefixes: Prefixes | None = None, in_memory: bool = False
    ) -> "Store":
        """The store of a folder, read-only, as it is at this moment.

        :param in_memory: hold a copy in memory, which answers faster
        :raises ReleaseError: if there is no store in the folder
        """
        try:
            engine = pyoxigraph.Store.read_only(str(folder))
        except OSError as error:
            raise ReleaseError(
                f"{folder}: there is no store here.", name="store", value=str(folder)
            ) from error
        if in_memory:
            copy = pyoxigraph.Store()
            copy.bulk_extend(engine.quads_for_pattern(None, None, None, None))
            engine = copy
        return cls(engine, prefixes)

    @classmethod
    def of_files(cls, files: Iterable[Path], *, prefixes: Prefixes | None = None) -> "Store":
        """A store in memory of RDF files, with the graph names that they have.

        What a format of triples holds goes to the default graph. The format is told by the file's
        extension.

        :raises ReleaseError: if a file is missing, of no known format, or malformed
        """
        engine = pyoxigraph.Store()
        for file in files:
            suffix = file.suffix.removeprefix(".").lower()
            format_ = pyoxigraph.RdfFormat.from_extension(suffix)
            if format_ is None:
                raise ReleaseError(
                    f"{file}: no format of RDF has the extension '{suffix}'.",
                    name="dump",
                    value=str(file),
                    remedy="Give a file in .nq, .trig, .ttl, .nt, .rdf or .jsonld.",
                )
            try:
                engine.bulk_load(path=str(file), format=format_, base_iri=file.absolute().as_uri())
            except (OSError, SyntaxError, ValueError) as error:
                raise ReleaseError(
                    f"{file}: cannot be read as RDF ({error}).",
                    name="dump",
                    value=str(file),
                    remedy="Check the file.",
                ) from error
        return cls(engine, prefixes)

    def save(self, folder: Path) -> None:
        """Write everything to a new store in a folder.

        :raises OSError: if the disk does not take it
        """
        engine = pyoxigraph.Store(str(folder))
        engine.bulk_extend(self._engine.quads_for_pattern(None, None, None, None))
        engine.flush()
        engine.optimize()

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads to their named graphs."""
        self._engine.bulk_extend(quad_to_engine(quad) for quad in quads)

    def merge(self, *, leave_out: Iterable[str] = ()) -> None:
        """Make the default graph the merge of the named graphs, each triple once."""
        left_out = set(leave_out)
        self._engine.clear_graph(pyoxigraph.DefaultGraph())
        for graph in self.graphs():
            if graph not in left_out:
                self._engine.bulk_extend(
                    pyoxigraph.Quad(*quad.triple)
                    for quad in self._engine.quads_for_pattern(
                        None, None, None, pyoxigraph.NamedNode(graph)
                    )
                )

    def infer(self, rules: Iterable[str], graph: str) -> int:
        """Run CONSTRUCT queries over the default graph until none yields a new triple.

        :param rules: the queries
        :param graph: the named graph that holds what they yield; it is in the default graph too
        :returns: how many triples they yielded
        """
        target, texts, total = pyoxigraph.NamedNode(graph), tuple(rules), 0
        while new := {triple for text in texts for triple in self._concluded(text)}:
            self._engine.extend(pyoxigraph.Quad(*triple) for triple in new)
            self._engine.extend(
                pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, target)
                for triple in new
            )
            total += len(new)
        return total

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        names = self._engine.named_graphs()
        return tuple(sorted(name.value for name in names))

    def count(self, graph: str | None = None) -> int:
        """How many triples the default graph has, or a named graph."""
        return sum(1 for _ in self._quads(graph))

    def triples(self, graph: str | None = None) -> Iterator[Triple]:
        """The triples of the default graph, or of a named graph, in no order."""
        for quad in self._quads(graph):
            yield (
                from_engine(quad.subject),
                from_engine(quad.predicate),
                from_engine(quad.object),
            )

    def lines(self, graph: str) -> list[bytes]:
        """The canonical N-Quads (https://www.w3.org/TR/rdf-canon/) of a named graph, sorted.

        :returns: one line a quad, without its line end
        """
        data = BytesIO()
        self.write(data, by_name("nquads"), [graph])
        return data.getvalue().split(b"\n")[:-1]

    def write(
        self, output: IO[bytes], format_: Format, graphs: Iterable[str] | None = None
    ) -> None:
        """Write graphs in a format of RDF: in order, and with little memory, however large they are.

        A format of quads writes them one after the other; one of triples their merge, each triple
        once.

        :param output: takes the bytes up
        :param graphs: the IRIs of named graphs; None: all of them, or of triples the default graph
        :raises FormatError: if the format writes no RDF
        :raises OSError: if the output, or the folder of temporary files, does not take it
        """
        if format_.of == "dataset":
            names = self.graphs() if graphs is None else graphs
            writing.write(output, format_, ([self._quads(name)] for name in names), self.prefixes)
        else:
            parts = [None] if graphs is None else list(graphs)
            writing.write(output, format_, [map(self._quads, parts)], self.prefixes)

    def rewrite(
        self, lines: IO[bytes], output: IO[bytes], format_: Format, name: str = "ntriples"
    ) -> None:
        """Write what stands in a file of N-Triples or N-Quads in another format of RDF.

        :param lines: the file, as `write` writes it, at its beginning
        :param name: its format, `ntriples` or `nquads`
        """
        writing.rewrite(lines, name, output, format_, self.prefixes)

    def query(
        self,
        text: str,
        media_type: str,
        *,
        default_graphs: tuple[str, ...] | None = None,
        named_graphs: tuple[str, ...] | None = None,
        limits: Limits = _NO_LIMITS,
    ) -> bytes:
        """The answer to a SPARQL 1.1 query (https://www.w3.org/TR/sparql11-query/).

        Several default graphs are merged, so that a triple in two of them counts once.

        :param media_type: of the answer, without parameters
        :param default_graphs: what the default graph is made of, in place of FROM
        :param named_graphs: the named graphs there are, in place of FROM NAMED
        :raises QueryRefusedError: if it is an update or calls SERVICE
        :raises QueryError: if it is malformed or cannot be evaluated
        :raises LimitError: if it goes over a limit
        :raises FormatError: if the media type does not fit the form of the query
        """
        graphs = default_graphs, named_graphs
        return self.ask(Question(text, media_type, media_type, *graphs, limits=limits)).content

    def ask(self, question: Question, output: IO[bytes] | None = None) -> Given:
        """The answer to a question.

        :param output: takes the answer up; without it the answer holds its content

        :raises SommetError: as `query` does
        """
        text, limits = question.text, question.limits
        scan.refuse(text, nesting=limits.nesting)
        head = scan.prologue(text, question.base)
        if head.form is QueryForm.UPDATE:
            raise QueryRefusedError(
                "An update is refused: a release never changes.",
                value=text[:40],
                remedy="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
            )
        format_ = fitting(head.form, question)
        if question.default_graphs is None and question.named_graphs is None:
            default, named = head.default_graphs, head.named_graphs
        else:
            default, named = question.default_graphs or (), question.named_graphs or ()
        engine, default_nodes, named_nodes = self._dataset(default, named)
        answer = evaluated(engine, text, default_nodes, named_nodes, question.base or None)
        content = written(answer, format_, self.prefixes, limits, text, output)
        kind = Kind.GRAPH if head.form.gives_graph else Kind.RESULTS
        return Given(kind, len(content), content)

    def _dataset(
        self, default: tuple[str, ...], named: tuple[str, ...]
    ) -> tuple[pyoxigraph.Store, Graphs | None, Graphs | None]:
        """The store to ask, with the graphs that make its dataset; None for those it has."""
        if not default and not named:
            return self._engine, None, None
        if len(default) > 1:
            merged = self._merged(frozenset(default), frozenset(named))
            return merged, [pyoxigraph.DefaultGraph()], _nodes(named)
        return self._engine, _nodes(default), _nodes(named)

    def _concluded(self, rule: str) -> Iterator[pyoxigraph.Triple]:
        """What a CONSTRUCT query yields that does not stand in the default graph."""
        answer = evaluated(self._engine, rule)
        if not isinstance(answer, pyoxigraph.QueryTriples):
            raise QueryError("A rule is a CONSTRUCT query.", value=rule)
        for triple in answer:
            if pyoxigraph.Quad(*triple) not in self._engine:
                yield triple

    def _quads(self, graph: str | None) -> Iterator[pyoxigraph.Quad]:
        node = pyoxigraph.DefaultGraph() if graph is None else pyoxigraph.NamedNode(graph)
        return self._engine.quads_for_pattern(None, None, None, node)

    def _merge(self, default: frozenset[str], named: frozenset[str]) -> pyoxigraph.Store:
        merged = pyoxigraph.Store()
        for node in _nodes(default):
            found = self._engine.quads_for_pattern(None, None, None, node)
            merged.bulk_extend(pyoxigraph.Quad(*quad.triple) for quad in found)
        for node in _nodes(named):
            merged.bulk_extend(self._engine.quads_for_pattern(None, None, None, node))
        return merged


def _nodes(graphs: Iterable[str]) -> Graphs:
    """The graphs as the engine has them.

    :raises QueryError: if one is no IRI
    """
    try:
        return [pyoxigraph.NamedNode(graph) for graph in graphs]
    except ValueError as error:
        raise QueryError(
            "A graph is named by an absolute IRI.",
            value=", ".join(graphs),
            remedy=f"{error}.",
        ) from error
