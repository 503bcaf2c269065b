"""The files of the ontology as graphs, under the base of the settings."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef

import ontology

DEFAULT_BASE = "https://w3id.org/sommet/"

_PUBLISHED = ("core.ttl", "alignments.ttl", "prefixes.ttl")


@cache
def query_text(folder: Path, name: str, base: str) -> str:
    """A query of a folder of `.rq` files, under the base of the IRIs that it asks about."""
    text = (folder / f"{name}.rq").read_text(encoding="utf-8")
    return text.replace(DEFAULT_BASE, base)


@cache
def core(base: str) -> Graph:
    """The classes, properties and axioms."""
    return _graph(base, ["core.ttl"])


@cache
def published(base: str) -> Graph:
    """The ontology as it is published: the core, its alignments and its prefixes."""
    return _graph(base, _PUBLISHED)


def versions() -> tuple[str, ...]:
    """The versions of the ontology that are kept, the newest first."""
    names = (folder.name for folder in (ontology.FOLDER / "versions").iterdir() if folder.is_dir())
    return tuple(sorted(names, key=lambda name: [*map(int, name.split("."))], reverse=True))


@cache
def version(name: str, base: str) -> Graph:
    """The ontology as it was published in a version; see `published`.

    :param name: one of `versions()`
    """
    return _graph(base, [f"versions/{name}/{file}" for file in _PUBLISHED])


@cache
def vocabularies(base: str) -> Graph:
    """The concept schemes."""
    files = sorted((ontology.FOLDER / "vocabularies").glob("*.ttl"))
    return _graph(base, [f"vocabularies/{file.name}" for file in files])


@cache
def shapes(base: str) -> Graph:
    """The shapes that data must have, with the prefixes that their queries need."""
    return _graph(base, ["shapes/data.ttl", "prefixes.ttl"])


@cache
def shapes_of_the_whole(base: str) -> Graph:
    """The shapes that the statements of several documents together should have."""
    return _graph(base, ["shapes/whole.ttl", "prefixes.ttl"])


@cache
def prefixes(base: str) -> Mapping[str, str]:
    """The namespaces of our prefixes."""
    graph = _graph(base, ["prefixes.ttl"])
    return {
        str(prefix): str(graph.value(node, SH.namespace))
        for node, prefix in sorted(graph.subject_objects(SH.prefix), key=str)
    }


@cache
def properties(base: str) -> tuple[URIRef, ...]:
    """The properties that a release uses: those of the core, and those of others that it aligns."""
    graph = published(base)
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {node for kind in kinds for node in graph.subjects(RDF.type, kind)}
    return tuple(sorted(n for n in declared | {RDF.type, RDFS.label} if isinstance(n, URIRef)))


@cache
def ancestors() -> Mapping[str, frozenset[str]]:
    """The classes above each class of the core, all by their local names."""
    above: dict[str, set[str]] = {}
    for narrower, wider in core(DEFAULT_BASE).subject_objects(RDFS.subClassOf):
        above.setdefault(_local(str(narrower)), set()).add(_local(str(wider)))
    return {name: frozenset(_closure(name, above)) for name in above}


def files() -> Iterator[tuple[str, bytes]]:
    """Every file of the ontology, by its path inside the package, in order."""
    for file in sorted(ontology.FOLDER.rglob("*")):
        is_data = file.suffix not in {".py", ".pyc", ".typed"} and not file.name.startswith(".")
        if is_data and file.is_file():
            yield file.relative_to(ontology.FOLDER).as_posix(), file.read_bytes()


def _graph(base: str, names: Iterable[str]) -> Graph:
    graph = Graph()
    for name in names:
        text = ontology.path(name).read_text(encoding="utf-8")
        graph.parse(data=text.replace(DEFAULT_BASE, base), format="turtle")
    return graph


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _closure(name: str, above: Mapping[str, set[str]]) -> Iterator[str]:
    for wider in above.get(name, ()):
        yield wider
        yield from _closure(wider, above)
