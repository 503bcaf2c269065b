"""The validation report: as RDF, for a reader, of texts or of a release."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, SH, Literal, URIRef

from graph.build.checks import Checked
from graph.dataset import sources
from graph.dataset.terms import Quad
from graph.export import export
from graph.names import Iris
from graph.release import Release
from graph.store import Store
from graph.validate import as_text, report_graph

TEXT = "text"


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks say.

    :ivar content: in the format that was asked for
    :ivar refused: the reason, by the name of each text whose facts are set aside
    """

    content: bytes
    refused: Mapping[str, str]


def of_texts(checked: Checked, format_name: str) -> Report:
    """The report of texts, in `text` or a format of RDF.

    :raises FormatError: if there is no such format
    """
    names = {part.document.key: part.document.name for part in checked.composition.parts}
    refused = {names[key]: reason for key, reason in checked.set_aside.items()}
    if format_name == TEXT:
        return Report(as_words(checked).encode(), refused)
    base = checked.composition.base
    store = Store.empty(dict(sources.prefixes(base)))
    store.load(as_quads(checked))
    return Report(export(store, format_name, Iris(base).graph("report")), refused)


def of_release(release: Release, format_name: str) -> Report:
    """The report of a release, in `text` or a format of RDF.

    :raises FormatError: if there is no such format
    """
    texts = release.manifest["texts"]
    refused = {text["name"]: text["setAside"] for text in texts if text["setAside"]}
    if format_name == TEXT:
        return Report((release.folder / "report.txt").read_bytes(), refused)
    graph = Iris(release.base).graph("report")
    return Report(export(release.store(), format_name, graph), refused)


def as_words(checked: Checked) -> str:
    """The report for a reader, document by document."""
    parts = []
    for part in checked.composition.parts:
        key = part.document.key
        parts.append(f"# {part.document.name}\n")
        if key in checked.set_aside:
            parts.append(f"Set aside: {checked.set_aside[key]}\n")
        parts.append(as_text(checked.results[key]) + "\n")
    if len(checked.composition.parts) > 1:
        parts.append(f"# All texts together\n{as_text(checked.whole)}")
    return "".join(parts)


def as_quads(checked: Checked) -> Iterator[Quad]:
    """The report as a graph of its own, with the reasons why facts are set aside."""
    iris = Iris(checked.composition.base)
    graph = URIRef(iris.graph("report"))
    together = report_graph(checked.whole, iris.graph("statements"), iris.base)
    yield from ((*triple, graph) for triple in together)
    for key, result in checked.results.items():
        made = report_graph(result, iris.document(key), iris.base)
        for triple in made:
            yield *triple, graph
        for node in made.subjects(RDF.type, SH.ValidationReport):
            if key in checked.set_aside:
                yield node, RDFS.comment, Literal(checked.set_aside[key], lang="en"), graph
