"""How long the downloads of 100,000 facts take to write, and `sommet export` to give away.

Run with `pytest tests/bench_dumps.py -m benchmark -s`; it wants 8 GB of memory and of disk.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.dataset import sources
from graph.export import RDF_FORMATS, dump, tables
from graph.store import Store

FACTS = 100_000
OF_DOCUMENT = 100
SECONDS = 30
BYTES = 1024**3
BASE = "https://w3id.org/sommet/"
WORDS = "Le Canada et la France créent le Partenariat mondial sur l'IA. "

# Runs the command and tells the most memory that it had; what a child inherits does not count.
SCRIPT = """
import sys
from server.cli import main
try:
    main()
finally:
    (line,) = [one for one in open("/proc/self/status") if one.startswith("VmHWM")]
    print(int(line.split()[1]) * 1024, file=sys.stderr)
"""

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix s: <https://w3id.org/sommet/ontology#> .
@prefix b: <https://w3id.org/sommet/> .
"""
DOCUMENT = """
b:document\\/{d} a s:PressRelease ; rdfs:label "Titre {d}"@fr .
b:id\\/agent\\/pmia a s:InternationalInitiative ; rdfs:label "Partenariat mondial"@fr .
b:id\\/time\\/2020 a s:TimeSpan ; s:edtf "2020" .
"""
TEXT = """
b:document\\/{d} dcterms:hasFormat b:text\\/{d:016x} ; dcterms:language "fr" .
b:text\\/{d:016x} a s:Text ; rdfs:label "{d}.txt" ; dcterms:identifier <urn:sha256:{d:064x}> .
"""
FACT = """
b:id\\/agent\\/body-{n} a s:Organisation ; rdfs:label "Organisme {n}"@fr ;
  skos:altLabel "L’organisme {n}"@fr ; s:supports b:id\\/agent\\/pmia .
"""
STATEMENT = """
b:statement\\/{n:020x} a s:Statement ; s:subject b:id\\/agent\\/body-{n} ; s:predicate s:supports ;
  s:object b:id\\/agent\\/pmia ; s:mode b:vocabulary\\/mode\\/asserted ;
  s:statedIn b:document\\/{d} ; s:assertedBy b:document\\/{d} ; s:madeByRule b:rule\\/supports ;
  s:time b:id\\/time\\/2020 ; s:timeRole b:vocabulary\\/time-role\\/attested ;
  s:evidence <{p}> ; s:passage <{p}> .
<{p}> a s:Passage ; s:ofText b:text\\/{d:016x} ; oa:hasSource b:text\\/{d:016x} ;
  s:exactWords "{words}" ; oa:hasSelector <{p}#position>, <{p}#quote>, <{p}#fragment> .
<{p}#position> a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} .
<{p}#quote> a oa:TextQuoteSelector ; oa:exact "{words}" ; oa:prefix "avant {n}" ; oa:suffix "après" .
<{p}#fragment> a oa:FragmentSelector ; rdf:value "char={start},{end}" ;
  dcterms:conformsTo <http://tools.ietf.org/rfc/rfc5147> .
"""


def graphs() -> Iterator[tuple[str, str]]:
    """The graphs of documents that each state a hundred facts, in Turtle, by their names."""
    for number in range(FACTS // OF_DOCUMENT):
        facts, said = [DOCUMENT.format(d=number)], [TEXT.format(d=number)]
        for place in range(OF_DOCUMENT):
            fact, start = number * OF_DOCUMENT + place, place * len(WORDS)
            end = start + len(WORDS)
            passage = f"{BASE}text/{number:016x}/{start}-{end}"
            facts.append(FACT.format(n=fact))
            said.append(
                STATEMENT.format(n=fact, d=number, p=passage, words=WORDS, start=start, end=end)
            )
        yield f"facts/{number}", "".join(facts)
        yield "statements", "".join(said)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with one of so many facts; what it takes to write is printed."""
    made = tmp_path_factory.mktemp("bench")
    with (made / "all.trig").open("w") as file:
        file.write(PREFIXES)
        for name, turtle in graphs():
            file.write(f"<{BASE}graph/{name}> {{{turtle}}}\n")
    store = Store.of_files([made / "all.trig"], prefixes=dict(sources.prefixes(BASE)))
    store.merge()
    folder = made / "releases" / ("0" * 32)
    (folder / "dumps" / "tables").mkdir(parents=True)
    print(f"\n{FACTS:,} facts, {store.count():,} triples")
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("18 dumps", lambda: dump(store, folder / "dumps")),
        ("8 tables", lambda: tables.write(store, BASE, folder / "dumps" / "tables")),
        ("the store", lambda: store.save(folder / "store")),
    )
    for name, write in steps:
        began = time.perf_counter()
        write()
        print(f"{name}: written in {time.perf_counter() - began:.1f} s")
    (folder / "manifest.json").write_text(json.dumps({"base": BASE}))
    (made / "current").symlink_to(folder)
    return made


@pytest.mark.benchmark
@pytest.mark.parametrize("graph", ["", "statements"])
@pytest.mark.parametrize("name", [*RDF_FORMATS, *tables.TABLE_FORMATS])
def test_an_export_of_100_000_facts(data: Path, name: str, graph: str) -> None:
    if graph and name in tables.TABLE_FORMATS:
        pytest.skip("tables are of the whole release")
    target = data / "out" / name
    target.parent.mkdir(exist_ok=True)
    only = ["--graph", graph] if graph else []
    arguments = ["export", "--format", name, *only, "--output", str(target), "--data", str(data)]
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, check=True
    )
    seconds, memory = time.perf_counter() - began, int(done.stderr)
    files = list(target.iterdir()) if target.is_dir() else [target]
    size = sum(file.stat().st_size for file in files)
    print(
        f"{name} {graph}: {seconds:.1f} s, {memory / 2**20:.0f} MiB of memory, "
        f"{size / 2**20:.0f} MiB written"
    )
    assert seconds < SECONDS
    assert memory < BYTES
