"""A new release is served without a failed or a mixed answer, and the older one can still be asked."""

import dataclasses
import json
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import release as releases
from graph.build import build
from graph.release import Release
from graph.settings import CORPUS, load
from tests.serving import Got, Service, serving

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def folder(tmp_path: Path, data: Path) -> Path:
    """A folder of releases of its own, with the release of the four texts."""
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


@pytest.fixture
def service(tmp_path: Path, folder: Path) -> Iterator[Service]:
    with serving(tmp_path, "--data", str(folder)) as running:
        yield running


def count(release: Release) -> str:
    return str(release.store().count())


def test_a_new_release_takes_over(folder: Path, service: Service) -> None:
    old = releases.current(folder)
    seen: set[tuple[str, str]] = set()
    wrong: list[str] = []
    stop = threading.Event()

    def ask_all_the_time() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            answer = service.ask(f"{COUNT} # {number}")
            if answer.status != 200:
                wrong.append(answer.text)
                continue
            rows = json.loads(answer.data)["results"]["bindings"]
            seen.add((answer.headers["sommet-release"], rows[0]["n"]["value"]))

    askers = [threading.Thread(target=ask_all_the_time) for _ in range(3)]
    for asker in askers:
        asker.start()
    text = sorted(CORPUS.glob("*.txt"))[0]
    build((text,), dataclasses.replace(load(folder), base=old.base))
    new = releases.current(folder)
    assert new.hash != old.hash
    for _ in range(100):
        if service.ask("ASK {}").headers["sommet-release"] == new.hash:
            break
        time.sleep(0.1)
    time.sleep(1)
    stop.set()
    for asker in askers:
        asker.join()
    assert not wrong
    assert seen == {(old.hash, count(old)), (new.hash, count(new))}
    assert service.get("/healthz").headers["sommet-release"] == new.hash

    for release in (old, new):
        answer = service.get(f"/release/{release.hash}/sparql?query=SELECT%20*%7B?s%20?p%20?o%7D")
        assert answer.status == 200
        assert answer.headers["sommet-release"] == release.hash
        assert "immutable" in answer.headers["cache-control"]
        rows = json.loads(answer.data)["results"]["bindings"]
        assert str(len(rows)) == count(release)
    assert service.get(f"/release/{'0' * 32}/sparql?query=ASK%7B%7D").status == 404
    assert service.get("/release/..%2f..%2fetc/sparql?query=ASK%7B%7D").status == 404


def test_an_answer_in_another_order_has_another_validator(tmp_path: Path, folder: Path) -> None:
    """A release that is served is held in memory, an older one on disk, where rows stand otherwise."""
    old = releases.current(folder)

    def ask(service: Service) -> tuple[Got, Got]:
        first, again = (
            service.get(
                f"/release/{old.hash}/sparql?query=SELECT%20*%7B?s%20?p%20?o%7DLIMIT%20500{x}"
            )
            for x in ("", "%20")
        )
        return first, again

    with serving(tmp_path, "--data", str(folder)) as service:
        served = ask(service)
    text = sorted(CORPUS.glob("*.txt"))[0]
    build((text,), dataclasses.replace(load(folder), base=old.base))
    with serving(tmp_path, "--data", str(folder)) as service:
        older = ask(service)
    for answer in (*served, *older):
        assert answer.status == 200
        assert answer.headers["sommet-release"] == old.hash
    assert served[0].data == served[1].data
    assert older[0].data == older[1].data
    assert served[0].data != older[0].data
    assert served[0].headers["etag"] != older[0].headers["etag"]
