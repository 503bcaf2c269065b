"""How long dumps, exports and tables of 100,000 facts take, and how much memory.

Run with `pytest tests/bench_dumps.py -m benchmark -s`.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import URIRef

from graph.dataset import compose, sources
from graph.export import RDF_FORMATS, tables
from graph.model import Entity, Reading, Span
from graph.names import Iris
from graph.store import Store
from tests.readings import BASE, PMIA, entity, reading, statement

FACTS = 100_000
OF_DOCUMENT = 100
SECONDS = 30
BYTES = 1024**3

SCRIPT = """
import resource, sys, time
from pathlib import Path
from graph.dataset import sources
from graph.export import tables, write
from graph.store import Store
store = Store.open(Path(sys.argv[1]), prefixes=dict(sources.prefixes("https://w3id.org/sommet/")))
began, name, target = time.perf_counter(), sys.argv[2], Path(sys.argv[3])
if name in tables.TABLE_FORMATS:
    tables.take_away(store, "https://w3id.org/sommet/", target, name)
else:
    with target.open("wb") as output:
        write(store, output, name)
scale = 1 if sys.platform == "darwin" else 1024
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale)
"""


def readings() -> Iterator[Reading]:
    """Documents that each make a hundred statements, with their words."""
    text = "Le Canada et la France créent le Partenariat mondial sur l'IA. " * OF_DOCUMENT
    for number in range(FACTS // OF_DOCUMENT):
        bodies: list[Entity] = [
            entity(f"agent/body-{number}-{i}", "Organisation", f"Organisme {number}-{i}")
            for i in range(OF_DOCUMENT)
        ]
        said = tuple(
            statement(body, "supports", PMIA, time="2020-06-15", evidence=(Span(i, i + 62),))
            for i, body in enumerate(bodies)
        )
        yield reading(
            f"text-{number}.txt", text=f"{text}{number}", entities=(PMIA, *bodies), statements=said
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bench")
    store = Store.empty(dict(sources.prefixes(BASE)))
    store.load(compose(readings(), BASE).quads())
    graphs = (("ontology", sources.published(BASE)), ("vocabularies", sources.vocabularies(BASE)))
    for name, graph in graphs:
        store.load((*triple, URIRef(Iris(BASE).graph(name))) for triple in graph)
    store.merge()
    print(f"\n{store.count():,} triples")
    store.save(made / "store")
    return made


@pytest.mark.benchmark
@pytest.mark.parametrize("name", [*RDF_FORMATS, *tables.TABLE_FORMATS])
def test_an_export_of_100_000_facts(folder: Path, name: str) -> None:
    target = folder / name
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder / "store"), name, str(target)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, memory = map(float, done.stdout.split())
    files = target.iterdir() if target.is_dir() else [target]
    size = sum(file.stat().st_size for file in files)
    print(
        f"{name}: {seconds:.1f} s ({time.perf_counter() - began:.1f} s with the start), "
        f"{memory / 2**20:.0f} MiB of memory, {size / 2**20:.0f} MiB written"
    )
    assert seconds < SECONDS
    assert memory < BYTES
