"""The release of the four texts, built once for all tests that ask it or serve it."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from graph import release as releases
from graph.build import build
from graph.release import Release
from graph.settings import load
from server.app import create_app
from server.releases import Fixed, Served
from tests.browsing import browser
from tests.serving import Service, serving


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


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """A real browser."""
    with browser() as started:
        yield started
