"""The release of the four texts, built once for all tests that ask it or serve it."""

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from graph import release as releases
from graph.build import build, build_readings
from graph.release import Release
from graph.settings import load
from server.app import create_app
from server.releases import Fixed, Served
from tests.browsing import browser
from tests.extraction import reading as read
from tests.readings import FRANCE, SUMMIT, statement
from tests.readings import reading as by_hand
from tests.serving import Service, serving
from tests.test_conflicts import ONE, TWO


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases whose current one is that of the four texts."""
    folder = tmp_path_factory.mktemp("data")
    build((), dataclasses.replace(load(folder), base="https://w3id.org/sommet/"))
    return folder


@pytest.fixture(scope="session")
def release(data: Path) -> Release:
    """The release of the four texts."""
    return releases.current(data)


@pytest.fixture(scope="session")
def app(release: Release) -> Flask:
    """The web application on the release of the four texts."""
    served = Served(release.hash, release.base, release.store(), folder=release.folder)
    return create_app(Fixed(served), load(release.folder.parent.parent))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the web application."""
    return app.test_client()


@pytest.fixture(scope="session")
def site(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service on the release of the four texts, for visitors with a browser."""
    with serving(tmp_path_factory.mktemp("site"), "--data", str(data)) as service:
        yield service


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """A real browser. Playwright's loop runs as long as it does: other modules have their own."""
    with browser() as started:
        yield started


@pytest.fixture(scope="session")
def history(release: Release, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Release]:
    """A folder whose current release is that of the four texts, beside an older one, which is given
    too: a document of it is set aside, and two contradict one another."""
    folder = tmp_path_factory.mktemp("history")
    wrong = by_hand("bad.txt", statements=(statement(FRANCE, "memberOf", SUMMIT),))
    found = [wrong, read(ONE, "one-office.txt"), read(TWO, "two-office.txt")]
    settings = dataclasses.replace(load(folder), base="https://w3id.org/sommet/")
    older = build_readings(found, settings).release
    manifest = older.folder / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8")) | {"built": "2020-02-03T04:05:06+00:00"}
    manifest.write_text(json.dumps(told), encoding="utf-8")
    shutil.copytree(release.folder, folder / "releases" / release.hash)
    releases.make_current(folder, releases.load(folder / "releases" / release.hash))
    return folder, releases.load(older.folder)


@pytest.fixture(scope="session")
def archive(
    history: tuple[Path, Release], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service on a release and an older one."""
    with serving(tmp_path_factory.mktemp("archive"), "--data", str(history[0])) as service:
        yield service
