"""The texts that a release keeps: masked, whole, with all that was found in them in its place."""

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import release as releases
from graph.build import build, marking
from graph.build.checks import check
from graph.build.texts import readings
from graph.marked import FOLDER, Marked, as_json, file_of, read_marked
from graph.model import Span
from graph.read import read_bytes
from graph.release import Release
from graph.settings import CORPUS, load
from tests.spans import slices

BASE = "https://w3id.org/sommet/"


def kept(release: Release) -> Iterator[tuple[str, Marked]]:
    """Each document's IRI with its text, as the release keeps it."""
    for text in release.manifest["texts"]:
        found = read_marked(file_of(release.folder, text["sha256"]), text["document"])
        assert found is not None
        yield text["document"], found


def test_a_release_keeps_each_text_as_it_was_masked(release: Release) -> None:
    found = list(kept(release))
    assert len(found) == 4
    for _, marked in found:
        content = (CORPUS / marked.name).read_bytes()
        assert marked.text == read_bytes(marked.name, content).masked
        assert marked.text != content.decode() or "@" not in content.decode()


def test_all_that_is_marked_is_what_the_graph_says(release: Release) -> None:
    store = release.store()
    for document, marked in kept(release):
        statedin = {
            str(s)
            for s, p, o in store.triples()
            if str(p).endswith("#statedIn") and str(o) == document
        }
        statements = {iri for iri in statedin if "/statement/" in iri}
        assert {f"{BASE}statement/{told.digest}" for told in marked.told} == statements
        things = {str(s) for s, _, _ in store.triples()}
        assert {mark.entity for mark in marked.marks} <= things
        joined = set(release.manifest["joins"])
        assert not joined & {mark.entity for mark in marked.marks}


def test_spans_slice_back(release: Release) -> None:
    for _, marked in kept(release):
        for told in marked.told:
            assert told.evidence
            for span in told.evidence:
                slices(marked.text, span, span.of(marked.text))
                assert "█" not in span.of(marked.text)
        sentences = sorted((*marked.telling, *marked.silent))
        assert len(sentences) >= 10
        assert all(Span(0, len(marked.text)).contains(span) for span in sentences)


def test_a_text_that_is_read_back_is_the_one_that_was_written(release: Release) -> None:
    for document, marked in kept(release):
        file = file_of(release.folder, marked.sha256)
        assert as_json({document: marked}) == file.read_text(encoding="utf-8")


def test_the_same_texts_give_the_same_bytes(release: Release, tmp_path: Path) -> None:
    paths = sorted(CORPUS.glob("*.txt"), reverse=True)
    marking.write(check(readings(paths, workers=2), BASE), tmp_path)
    files = sorted(path.name for path in (tmp_path / FOLDER).iterdir())
    assert files == sorted(path.name for path in (release.folder / FOLDER).iterdir())
    for name in files:
        again = (tmp_path / FOLDER / name).read_bytes()
        assert again == (release.folder / FOLDER / name).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [FOLDER]


def test_two_documents_of_one_text_are_kept_apart(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(
            "Le Canada a rejoint le Partenariat mondial.", encoding="utf-8"
        )
    done = build([tmp_path], dataclasses.replace(load(tmp_path / "data"), base=BASE))
    (file,) = (done.release.folder / FOLDER).iterdir()
    documents = json.loads(file.read_text(encoding="utf-8"))
    assert set(documents) == {f"{BASE}document/one", f"{BASE}document/two"}
    digests = [{told[0] for told in one["told"]} for one in documents.values()]
    assert not digests[0] & digests[1]


def test_a_release_of_an_earlier_version_gets_its_texts(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    settings = dataclasses.replace(load(tmp_path / "data"), base=BASE)
    folder = releases.current(settings.data).folder / FOLDER
    shutil.rmtree(folder)
    done = build((), settings)
    assert not done.is_new
    assert len(list(folder.iterdir())) == 4


@pytest.mark.parametrize("document", ["none", ""])
def test_a_document_without_a_text_has_none(release: Release, document: str) -> None:
    known = next(file_of(release.folder, text["sha256"]) for text in release.manifest["texts"])
    assert read_marked(known, document) is None
    assert read_marked(release.folder / FOLDER / "0.json", document) is None
