"""The files of a release: store, dumps, report, search index, texts, manifest."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from rdflib import OWL

from graph.build import crate, marking
from graph.build.checks import Checked
from graph.build.description import Described
from graph.build.reports import as_words
from graph.dataset import figures, sources
from graph.export import dump, export, tables
from graph.export.downloads import CATALOGUE, SUMS, Download, sha256_of
from graph.names import Iris
from graph.search import FILE, write_index
from graph.store import Store


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that a release is made of.

    :ivar digest: its hash
    :ivar graphs: the SHA-256 of each graph that the hash covers, by its IRI
    """

    digest: str
    graphs: Mapping[str, str]
    store: Store
    checked: Checked

    @property
    def iris(self) -> Iris:
        """The addresses of the release's base."""
        return Iris(self.checked.composition.base)

    @property
    def described(self) -> Described:
        """The release as its description names it."""
        documents = tuple(part.document for part in self.checked.composition.parts)
        return Described(self.iris, self.digest, documents)


def graph_digests(store: Store, leave_out: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of the sorted N-Quads of each named graph, by its IRI."""
    left_out = set(leave_out)
    return {
        graph: sha256(b"".join(line + b"\n" for line in store.lines(graph))).hexdigest()
        for graph in store.graphs()
        if graph not in left_out
    }


def release_digest(graphs: Mapping[str, str]) -> str:
    """The release's hash: 32 hex digits over the graphs' and the files of the ontology."""
    whole = sha256()
    for graph in sorted(graphs):
        whole.update(f"{graph} {graphs[graph]}\n".encode())
    for _, data in sources.files():
        whole.update(data)
    return whole.hexdigest()[:32]


def write(contents: Contents, folder: Path) -> None:
    """Write a release into an empty folder.

    :raises OSError: if the disk does not take it
    """
    contents.store.save(folder / "store")
    _write_downloads(contents, folder / "dumps")
    report = export(contents.store, "turtle", contents.iris.graph("report"))
    (folder / "report.ttl").write_bytes(report)
    (folder / "report.txt").write_text(as_words(contents.checked), encoding="utf-8")
    write_index(contents.store, folder / FILE, contents.iris.base)
    marking.write(contents.checked, folder)
    manifest = json.dumps(_manifest(contents, folder / "dumps"), ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(manifest + "\n", encoding="utf-8")


def _write_downloads(contents: Contents, folder: Path) -> None:
    (folder / "tables").mkdir(parents=True)
    dump(contents.store, folder)
    tables.write(contents.store, contents.iris.base, folder / "tables")
    crate.write(contents.described, folder)
    sums = (f"{sha256_of(folder / d.name)}  {d.name}\n" for d in CATALOGUE if d.name != SUMS)
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")


def _download(download: Download, folder: Path) -> dict[str, object]:
    path = folder / download.name
    return {
        "of": download.of,
        "format": download.format,
        "mediaType": download.media_type,
        "compression": "gzip" if download.is_packed else None,
        "bytes": path.stat().st_size,
        "sha256": sha256_of(path),
    }


def _manifest(contents: Contents, folder: Path) -> dict[str, object]:
    store, iris, checked = contents.store, contents.iris, contents.checked
    return {
        "hash": contents.digest,
        "iri": iris.release(contents.digest),
        "base": iris.base,
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
        "ontologyVersion": str(next(sources.core(iris.base).objects(None, OWL.versionInfo))),
        "triples": store.count(),
        "texts": [
            {
                "name": part.document.name,
                "document": iris.document(part.document.key),
                "sha256": part.document.sha256,
                "setAside": checked.set_aside.get(part.document.key),
                "coverage": {**figures(part.coverage), "rules": dict(part.coverage.rules)},
            }
            for part in checked.composition.parts
        ],
        "graphs": {
            graph: {"triples": store.count(graph), "sha256": contents.graphs.get(graph)}
            for graph in store.graphs()
        },
        "joins": {
            iris.entity(join.replaced): iris.entity(join.by) for join in checked.composition.joins
        },
        "dumps": {download.name: _download(download, folder) for download in CATALOGUE},
    }
