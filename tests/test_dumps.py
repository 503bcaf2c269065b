"""The dumps of a release: each cut in each format says the same, and the same bytes each time."""

import dataclasses
import gzip
import hashlib
import io
from pathlib import Path

import pytest
from rdflib import Dataset, Graph

from graph.errors import SommetError
from graph.export import dump, export
from graph.export.downloads import CATALOGUE, CUTS, DUMPS, SUMS
from graph.export.dumps import cut, take_away
from graph.release import Release
from graph.store import Store, by_name
from tests.test_contacts import leaks

PARSERS = {
    "turtle": "turtle",
    "ntriples": "nt",
    "rdfxml": "xml",
    "jsonld": "json-ld",
    "nquads": "nquads",
    "trig": "trig",
}
TRIPLES = ("turtle", "ntriples", "rdfxml", "jsonld")
EXTENSIONS = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf", "jsonld": "jsonld"}


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    return release.store()


def content(release: Release, name: str) -> bytes:
    return gzip.decompress((release.folder / "dumps" / name).read_bytes())


def said(graph: Graph) -> set[tuple[str, ...]]:
    return {tuple(part.n3() for part in triple) for triple in graph}


def expected(store: Store, name: str) -> set[tuple[str, ...]]:
    graphs = cut(store, name)
    parts = [None] if graphs is None else graphs
    return {tuple(t.n3() for t in triple) for part in parts for triple in store.triples(part)}


@pytest.mark.parametrize("name", CUTS)
@pytest.mark.parametrize("format_name", TRIPLES)
def test_a_format_of_triples_says_the_merge_of_its_cut(
    release: Release, store: Store, name: str, format_name: str
) -> None:
    data = content(release, f"sommet-{name}.{EXTENSIONS[format_name]}.gz")
    graph = Graph().parse(data=data, format=PARSERS[format_name])
    assert said(graph) == expected(store, name)


@pytest.mark.parametrize("name", CUTS)
@pytest.mark.parametrize(("extension", "parser"), [("nq", "nquads"), ("trig", "trig")])
def test_a_format_of_quads_keeps_the_named_graphs_of_its_cut(
    release: Release, store: Store, name: str, extension: str, parser: str
) -> None:
    data = content(release, f"sommet-{name}.{extension}.gz")
    dataset = Dataset().parse(data=data, format=parser)
    found = {str(graph.identifier): len(graph) for graph in dataset.graphs() if len(graph)}
    graphs = cut(store, name) or store.graphs()
    assert found == {graph: store.count(graph) for graph in graphs if store.count(graph)}


def test_the_cuts_hold_what_their_names_say(store: Store) -> None:
    facts, evidence = cut(store, "facts") or (), cut(store, "evidence") or ()
    assert [graph.partition("/graph/")[2][:6] for graph in facts] == ["facts/"] * 4
    assert set(evidence) - set(facts) == {"https://w3id.org/sommet/graph/statements"}
    assert cut(store, "all") is None


def test_every_download_is_there_and_nothing_else(release: Release) -> None:
    folder = release.folder / "dumps"
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert files == {download.name for download in CATALOGUE}
    assert len(DUMPS) == 18


def test_the_checksums_are_those_of_the_files(release: Release) -> None:
    folder = release.folder / "dumps"
    lines = (folder / SUMS).read_text().splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    del files[SUMS]
    assert told == {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in files.items()}


def test_the_manifest_tells_each_download(release: Release) -> None:
    told = release.manifest["dumps"]
    assert list(told) == [download.name for download in CATALOGUE]
    assert told["sommet-facts.ttl.gz"]["of"] == "facts"
    assert told["sommet-facts.ttl.gz"]["mediaType"] == "text/turtle"
    assert told["sommet-facts.ttl.gz"]["compression"] == "gzip"
    assert told["tables/entities.csv"]["compression"] is None
    for name, values in told.items():
        data = (release.folder / "dumps" / name).read_bytes()
        assert (values["bytes"], values["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_neither_a_name_nor_a_clock_stands_in_a_packed_file(release: Release) -> None:
    for download in DUMPS:
        head = (release.folder / "dumps" / download.name).read_bytes()[:10]
        assert head[:3] == b"\x1f\x8b\x08"
        assert (head[3], head[4:8]) == (0, bytes(4))


def test_another_dump_of_the_release_has_the_same_bytes(release: Release, tmp_path: Path) -> None:
    dump(release.store(in_memory=True), tmp_path)
    for download in DUMPS:
        before = (release.folder / "dumps" / download.name).read_bytes()
        assert (tmp_path / download.name).read_bytes() == before, download.name


def test_no_download_holds_a_contact_detail(release: Release) -> None:
    for download in CATALOGUE:
        data = (release.folder / "dumps" / download.name).read_bytes()
        data = gzip.decompress(data) if download.is_packed else data
        assert leaks(data) == [], download.name


def test_an_export_of_triples_has_each_once(store: Store) -> None:
    output = io.BytesIO()
    store.write(output, by_name("ntriples"), cut(store, "facts"))
    lines = output.getvalue().splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) < sum(store.count(graph) for graph in cut(store, "facts") or ())


def taken(release: Release, format_name: str, graph: str | None) -> bytes:
    output = io.BytesIO()
    take_away(release, output, format_name, graph)
    return output.getvalue()


@pytest.mark.parametrize("graph", [None, "statements", "https://w3id.org/sommet/graph/report"])
@pytest.mark.parametrize("format_name", PARSERS)
def test_what_is_taken_from_the_dumps_is_what_the_store_would_give(
    release: Release, store: Store, tmp_path: Path, format_name: str, graph: str | None
) -> None:
    data = export(store, format_name, graph)
    assert taken(release, format_name, graph) == data
    (tmp_path / "store").symlink_to(release.folder / "store")
    assert taken(dataclasses.replace(release, folder=tmp_path), format_name, graph) == data


def test_an_unknown_graph_is_told_before_anything_is_written(release: Release) -> None:
    with pytest.raises(SommetError, match="no graph 'x'"):
        taken(release, "turtle", "x")
