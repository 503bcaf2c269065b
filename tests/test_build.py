import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from rdflib import RDF, BNode, Graph, URIRef
from rdflib import Literal as Words

from graph.build import build, build_readings, check_texts, checks, invariants, readings, texts
from graph.build.writing import release_digest
from graph.dataset import Composition, Part, Quad, compose, sources
from graph.errors import ReleaseError, TextError, TextMissingError
from graph.model import Entity, Literal, Reading
from graph.reason import Consistency
from graph.release import Release, current
from graph.settings import Settings
from graph.store import Store
from tests.readings import BASE, CANADA, FRANCE, PMIA, SUMMIT, reading, span, statement

ROOT = Path(__file__).parent.parent
S = BASE + "ontology#"
TWO = "Autre texte : le Canada et la France créent le Partenariat mondial sur l'IA, y dit-on aussi."
BAD = statement(FRANCE, "memberOf", SUMMIT)


def settings(data: Path) -> Settings:
    return Settings(data=data, base=BASE, host="127.0.0.1", port=0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    build_readings([reading(), reading("two.txt", text=TWO)], settings(folder))
    return folder


@pytest.fixture(scope="module")
def release(data: Path) -> Release:
    return current(data)


def ask(store: Store, query: str) -> str:
    text = f"PREFIX s: <{S}> {query}"
    return store.query(text, "text/csv").decode().split("\r\n", 1)[1].strip()


def test_a_release_has_store_dumps_report_and_manifest(release: Release) -> None:
    assert sorted(path.name for path in release.folder.iterdir()) == [
        "dumps",
        "manifest.json",
        "report.ttl",
        "report.txt",
        "search.sqlite",
        "store",
        "texts",
    ]
    assert {path.name for path in (release.folder / "dumps").iterdir()} >= {
        "SHA256SUMS",
        "ro-crate-metadata.json",
        "sommet-all.nq.gz",
        "tables",
    }


def test_the_manifest_tells_what_the_release_holds(release: Release) -> None:
    store, manifest = release.store(), release.manifest
    assert manifest["hash"] == release.hash
    assert manifest["triples"] == store.count()
    assert [text["name"] for text in manifest["texts"]] == ["one.txt", "two.txt"]
    assert {g: v["triples"] for g, v in manifest["graphs"].items()} == {
        graph: store.count(graph) for graph in store.graphs()
    }
    for name, dump in manifest["dumps"].items():
        content = (release.folder / "dumps" / name).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (dump["bytes"], dump["sha256"])


def test_the_hash_can_be_made_again_from_the_dump_and_the_ontology(release: Release) -> None:
    graphs: dict[str, list[bytes]] = {}
    dump = gzip.decompress((release.folder / "dumps" / "sommet-all.nq.gz").read_bytes())
    for line in dump.splitlines(keepends=True):
        graphs.setdefault(line.rsplit(b" ", 2)[1][1:-1].decode(), []).append(line)
    del graphs[BASE + "graph/description"]
    digests = {g: sha256(b"".join(sorted(lines))).hexdigest() for g, lines in graphs.items()}
    whole = "".join(f"{graph} {digests[graph]}\n" for graph in sorted(digests)).encode()
    files = b"".join(content for _, content in sources.files())
    assert release.hash == sha256(whole + files).hexdigest()[:32] == release_digest(digests)


def test_each_graph_of_the_model_is_there(release: Release) -> None:
    assert [graph.removeprefix(BASE + "graph/") for graph in release.store().graphs()] == [
        "coverage",
        "description",
        "facts/one",
        "facts/two",
        "inferred",
        "ontology",
        "questions",
        "report",
        "statements",
        "vocabularies",
    ]


def test_the_default_graph_is_the_merge_of_all_but_the_report(release: Release) -> None:
    store = release.store()
    merged = {
        triple
        for graph in store.graphs()
        if not graph.endswith("/report")
        for triple in store.triples(graph)
    }
    assert set(store.triples()) == merged
    assert store.count() == len(merged)
    assert ask(store, "SELECT (COUNT(*) AS ?n) { ?x s:foundingMemberOf ?y }") == "2"


def test_what_is_inferred_is_not_asserted(release: Release) -> None:
    store = release.store()
    inferred = set(store.triples(BASE + "graph/inferred"))
    facts = {t for name in ("one", "two") for t in store.triples(f"{BASE}graph/facts/{name}")}
    assert URIRef(S + "memberOf") not in {predicate for _, predicate, _ in facts}
    assert ask(store, "SELECT (COUNT(*) AS ?n) { ?x s:memberOf ?y }") == "2"
    assert (URIRef(BASE + "id/agent/fra"), RDF.type, URIRef(S + "Agent")) in inferred
    assert inferred
    assert not inferred & facts


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def test_no_file_of_a_release_holds_a_contact_detail(release: Release) -> None:
    files = [path for path in release.folder.rglob("*") if path.is_file()]
    assert len(files) >= 10
    assert not [path for path in files if b"presse@example.org" in unpacked(path)]


def test_the_same_readings_in_another_order_change_nothing(data: Path, release: Release) -> None:
    before = {path: path.lstat().st_mtime_ns for path in data.rglob("*") if path.name != ".lock"}
    made = build_readings([reading("two.txt", text=TWO), reading()], settings(data))
    after = {path: path.lstat().st_mtime_ns for path in data.rglob("*") if path.name != ".lock"}
    assert not made.is_new
    assert made.release == release
    assert after == before


def test_a_document_that_repeats_facts_changes_no_count(tmp_path: Path, release: Release) -> None:
    alone = build_readings([reading()], settings(tmp_path)).release
    assert alone.hash != release.hash
    for what in (
        "?x s:foundingMemberOf ?y",
        "?x s:memberOf ?y",
        "?x a s:FoundingMembership",
        "?x a s:Membership",
        "?x a s:State",
        "?x s:heldOn ?y",
        "?x a s:TimeSpan",
    ):
        query = f"SELECT (COUNT(*) AS ?n) {{ {what} }}"
        assert ask(alone.store(), query) == ask(release.store(), query) != "0"


SCRIPT = """
import sys
from pathlib import Path
from graph.build import build
from graph.settings import Settings
if __name__ == "__main__":
    data, workers, *texts = sys.argv[1:]
    made = build(map(Path, texts), Settings(Path(data), "https://w3id.org/sommet/", "", 0),
                 workers=int(workers))
    print(made.release.hash)
"""


def test_another_process_hash_seed_order_and_number_of_workers_give_the_same_dumps(
    tmp_path: Path,
) -> None:
    for name, words in (
        ("a.txt", "La Norvège et le Chili ont signé la Déclaration de Bergen."),
        ("b.txt", "Le Chili, la France et la Norvège ont signé la Déclaration de Bergen en 2024."),
    ):
        (tmp_path / name).write_text(words, encoding="utf-8")
    (tmp_path / "build.py").write_text(SCRIPT)
    hashes, dumps = set(), set()
    for seed, workers, names in (("1", "1", "ab"), ("2", "2", "ba")):
        found = tmp_path / seed
        done = subprocess.run(
            [
                sys.executable,
                str(tmp_path / "build.py"),
                str(found),
                workers,
                *(str(tmp_path / f"{name}.txt") for name in names),
            ],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        hashes.add(done.stdout)
        dumps.add(
            tuple(
                path.read_bytes()
                for path in sorted((found / "current").rglob("*"))
                if path.is_file() and ("dumps" in path.parts or path.name.startswith("report."))
            )
        )
    assert len(hashes) == 1
    assert len(dumps) == 1


def bad(name: str = "bad.txt") -> Reading:
    return reading(name, text=TWO + name, statements=(BAD,))


def test_a_violation_sets_the_document_s_facts_aside_and_releases_the_others(
    tmp_path: Path,
) -> None:
    made = build_readings([reading(), bad()], settings(tmp_path))
    assert list(made.set_aside) == ["bad.txt"]
    store = made.release.store()
    assert ask(store, "SELECT (COUNT(*) AS ?n) { ?x s:foundingMemberOf ?y }") == "2"
    assert ask(store, "SELECT ?x { ?x s:memberOf <https://w3id.org/sommet/id/event/sommet> }") == ""
    assert ask(store, "SELECT ?d { ?s s:statedIn ?d . ?s s:predicate s:memberOf }") == ""
    assert ask(store, "SELECT ?t { <https://w3id.org/sommet/document/bad> a ?t }") != ""
    text = (made.release.folder / "report.txt").read_text(encoding="utf-8")
    assert f"# bad.txt\nSet aside: {made.set_aside['bad.txt']}" in text
    report = Graph().parse(made.release.folder / "report.ttl")
    assert made.set_aside["bad.txt"] in {str(value) for value in report.objects()}
    assert made.release.manifest["texts"][0]["setAside"] == made.set_aside["bad.txt"]


def test_strict_makes_no_release_of_what_must_be_set_aside(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"bad\.txt: its facts cannot be released"):
        build_readings([reading(), bad()], settings(tmp_path), strict=True)
    assert not list(tmp_path.iterdir())


def test_a_text_without_a_fact_is_released_and_named(tmp_path: Path) -> None:
    made = build_readings([reading("none.txt", statements=())], settings(tmp_path))
    assert made.silent == ("none.txt",)
    assert made.is_new


CONTRADICTION = Consistency(
    consistent=False,
    explanation=("France is a Person and an Event",),
    triples=tuple((BASE + "id/agent/fra", str(RDF.type), S + name) for name in ("Event", "State")),
)


def composed_with(
    planted: dict[str, list[tuple[URIRef, URIRef, URIRef]]],
) -> Callable[[list[Reading], str], Composition]:
    """A composition in which some documents with facts say more than their texts do."""

    def made(given: list[Reading], base: str) -> Composition:
        whole = compose(given, base)
        spoken = {one.document.key for one in given if one.statements}
        parts = (
            replace(part, facts=(*part.facts, *planted.get(part.document.key, ())))
            if part.document.key in spoken
            else part
            for part in whole.parts
        )
        return replace(whole, parts=tuple(parts))

    return made


def test_a_contradiction_sets_aside_the_document_that_states_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    france = URIRef(BASE + "id/agent/fra")
    types = [(france, RDF.type, URIRef(S + name)) for name in ("Person", "Event")]
    monkeypatch.setattr(checks, "compose", composed_with({"two": types}))
    monkeypatch.setattr(checks, "_invalid", lambda *_: {})
    found = checks.check([reading(), reading("two.txt", text=TWO)], BASE)
    assert list(found.set_aside) == ["two"]
    assert "contradicts the ontology" in found.set_aside["two"]


def test_documents_that_contradict_each_other_lose_the_last_that_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    france = URIRef(BASE + "id/agent/fra")
    kinds = {"one": "State", "three": "Event", "two": "Document"}
    planted = {k: [(france, RDF.type, URIRef(S + v))] for k, v in kinds.items()}

    def verdict(facts: Graph, _: Graph) -> Consistency:
        wrong = {(france, RDF.type, URIRef(S + name)) for name in ("Event", "State")}
        return CONTRADICTION if wrong <= set(facts) else Consistency(consistent=True)

    def typed_otherwise(parts: Part) -> Part:
        kept = (t for t in parts.facts if t[:2] != (france, RDF.type))
        return replace(parts, facts=(*kept, *planted[parts.document.key]))

    def composed(given: list[Reading], base: str) -> Composition:
        whole = compose(given, base)
        spoken = {one.document.key for one in given if one.statements}
        parts = (typed_otherwise(p) if p.document.key in spoken else p for p in whole.parts)
        return replace(whole, parts=tuple(parts))

    monkeypatch.setattr(checks, "compose", composed)
    monkeypatch.setattr(checks, "check_consistency", verdict)
    monkeypatch.setattr(checks, "_invalid", lambda *_: {})
    given = [reading(name, text=TWO + name) for name in ("one.txt", "two.txt", "three.txt")]
    for order in (given, given[::-1]):
        assert list(checks.check(order, BASE).set_aside) == ["three"]
    monkeypatch.setattr(checks, "MOST_INDIVIDUALS", 1)
    assert list(checks.check(given, BASE).set_aside) == []


def test_an_ontology_that_contradicts_itself_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = Consistency(consistent=True, unsatisfiable=(S + "Summit",))
    monkeypatch.setattr(checks, "check_consistency", lambda *_: verdict)
    with pytest.raises(ReleaseError, match="ontology contradicts itself"):
        build_readings([reading()], settings(tmp_path))
    assert not list(tmp_path.iterdir())


def held(*quads: Quad, made: Reading | None = None) -> None:
    whole = compose([made or reading()], BASE)
    store = Store.empty()
    for name, graph in (("ontology", sources.core(BASE)), ("v", sources.vocabularies(BASE))):
        store.load((*triple, URIRef(BASE + name)) for triple in graph)
    store.load((*whole.quads(), *quads))
    invariants.hold(store, whole)


FACTS = URIRef(BASE + "graph/facts/one")
FRANCE_IRI = URIRef(BASE + "id/agent/fra")


def test_a_release_of_readings_holds_the_invariants() -> None:
    held()


@pytest.mark.parametrize(
    ("quad", "message"),
    [
        ((FRANCE_IRI, URIRef(S + "memberOf"), BNode("x"), FACTS), "blank node"),
        ((FRANCE_IRI, URIRef(S + "memberOf"), URIRef(BASE + "id/agent/no"), FACTS), "agent/no"),
        ((FRANCE_IRI, URIRef(S + "memberOff"), FRANCE_IRI, FACTS), "memberOff"),
    ],
)  # fmt: skip
def test_what_no_release_may_hold(quad: Quad, message: str) -> None:
    with pytest.raises(ReleaseError, match=message):
        held(quad)


def test_a_contact_detail_stops_the_release_and_is_not_told() -> None:
    said = statement(SUMMIT, "budget", Literal("écrire à presse@example.org"))
    with pytest.raises(ReleaseError, match="contact detail") as caught:
        held(made=reading(statements=(said,)))
    assert "presse" not in str(caught.value)


def test_a_contact_detail_in_an_entity_stops_the_release(tmp_path: Path) -> None:
    leak = Entity("agent/x", "Organisation", "presse@example.org", "fr", ())
    with pytest.raises(ReleaseError, match="contact detail"):
        held(made=reading(entities=(leak, FRANCE, CANADA, PMIA, SUMMIT)))


def test_words_that_are_not_those_of_the_text_stop_the_release() -> None:
    whole = compose([reading()], BASE)
    exact = URIRef(S + "exactWords")
    (part,) = whole.parts
    for torn in (
        [(s, p, Words(f"{o} ") if p == exact else o) for s, p, o in part.statements],
        [(URIRef(str(s).replace("/0-69", "/0-70")), p, o) for s, p, o in part.statements],
        [(s, p, o) for s, p, o in part.statements if p != exact],
    ):
        wrong = replace(part, statements=tuple(torn))
        with pytest.raises(ReleaseError, match="words of a passage"):
            invariants.hold(Store.empty(), replace(whole, parts=(wrong,)))


def test_texts_are_the_files_of_folders_sorted_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "c/a.md", ".hidden.txt", ".git/x.txt", "image.png"):
        file = tmp_path / "texts" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    found = texts([tmp_path / "texts", tmp_path / "texts" / "b.txt"])
    assert [path.name for path in found] == ["a.md", "b.txt"]


def test_what_cannot_be_read_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(TextMissingError, match="none"):
        texts([tmp_path / "none"])
    with pytest.raises(TextError, match="holds no text"):
        texts([tmp_path])
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("x")
    with pytest.raises(TextError, match=r"Two texts are named a\.txt"):
        texts([tmp_path / "one", tmp_path / "two"])
    (tmp_path / "one" / "a.md").write_text("x")
    with pytest.raises(TextError, match="one document"):
        readings(texts([tmp_path / "one"]))


@pytest.mark.parametrize("folder", [".", "closed"])
def test_a_folder_that_cannot_be_read_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.txt").write_text("x")
    module = sys.modules["graph.build.texts"]
    monkeypatch.setattr(module, "access", lambda path, _: Path(path) != (tmp_path / folder))
    with pytest.raises(TextError, match="cannot be read"):
        texts([tmp_path])


def test_reading_does_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    for index in range(3):
        text = f"La Norvège et le Chili ont signé la Déclaration de Bergen {index}."
        (tmp_path / f"{index}.txt").write_text(text, encoding="utf-8")
    files = texts([tmp_path])
    assert readings(files, 1) == readings(files, 2)
    assert all(one.statements for one in readings(files, 1))


def test_a_folder_of_texts_becomes_a_release_and_each_step_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "La Norvège a signé la Déclaration de Bergen.", encoding="utf-8"
    )
    said: list[str] = []
    made = build([tmp_path / "a.txt"], settings(tmp_path / "data"), say=said.append)
    assert made.is_new
    assert json.loads((made.release.folder / "manifest.json").read_text())["texts"]
    assert said[0] == "Reading 1 texts"
    assert said[-1] == "Writing the release"
    assert ask(made.release.store(), "SELECT (COUNT(*) AS ?n) { ?x s:signatoryOf ?y }") == "1"


def test_texts_are_checked_without_a_release(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "La Norvège a signé la Déclaration de Bergen.", encoding="utf-8"
    )
    checked = check_texts([tmp_path], settings(tmp_path / "data"))
    assert checked.results["a"].accepted
    assert not (tmp_path / "data").exists()


def test_a_base_of_one_s_own_is_the_base_of_every_iri(tmp_path: Path) -> None:
    other = "https://example.org/kg/"
    made = build_readings([reading()], replace(settings(tmp_path), base=other)).release
    assert made.base == other
    for triple in made.store().triples():
        assert not [part for part in triple if str(part).startswith(BASE)]
    assert span(TWO, "Canada").of(TWO) == "Canada"
