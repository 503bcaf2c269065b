"""What can be downloaded of a release, and what tells harvesters and crawlers where it is."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, g, render_template, request, send_file
from werkzeug.urls import iri_to_uri

from graph.names import Iris
from server.asks import query_text, rows
from server.assets import YEAR
from server.errors import PageMissingError
from server.negotiate import TITLES
from server.releases import Releases, Served

# Addresses that one sitemap may have: https://www.sitemaps.org/protocol.html.
MOST_ADDRESSES = 50_000

# A range that is obeyed; of several, or in another unit, the whole file is given, as
# https://www.rfc-editor.org/rfc/rfc9110#section-14.2 has it.
_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*[0-9]*\s*-\s*[0-9]*\s*", re.IGNORECASE | re.ASCII)


def download(digest: str, name: str) -> Response:
    """A file of `dumps/` of a release, current or older, from disk; whole or a range of it.

    A file packed with gzip is given as such, without a content coding, so that what is saved under
    its name is what the name says.

    :raises PageMissingError: if there is no such release, or no such file in it
    """
    folder = folder_of(digest)
    told = downloads_of(folder).get(name)
    if told is None:
        raise PageMissingError(
            "This release has no such download.",
            name="download",
            value=name,
            remedy=f"Their names are in /release/{digest}/dumps/SHA256SUMS.",
        )
    if not _ONE_RANGE.fullmatch(request.headers.get("Range", "")):
        request.environ.pop("HTTP_RANGE", None)
    response = send_file(
        folder / "dumps" / name,
        mimetype="application/gzip" if told.get("compression") else told["mediaType"],
        etag=told["sha256"],
        max_age=YEAR,
        conditional=True,
    )
    response.cache_control.immutable = True
    response.headers["Sommet-Release"] = digest
    return response


def folder_of(digest: str) -> Path:
    """The folder of a release, current or older.

    :raises PageMissingError: if there is no such release
    """
    releases: Releases = current_app.extensions["sommet"][0]
    folder = releases.files(digest)
    if folder is None:
        raise PageMissingError(
            "There are no downloads of a release of this hash here.",
            name="release",
            value=digest,
            remedy="The header Sommet-Release names what is served; of a file given with --dump "
            "there is none.",
        )
    return folder


@lru_cache(maxsize=64)
def downloads_of(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """What the manifest of a release says of each download, by its path inside `dumps/`."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found: Mapping[str, Mapping[str, Any]] = manifest.get("dumps", {})  # Older ones have none.
    return found


@dataclass(frozen=True, slots=True)
class Offered:
    """A file to download: `path` on this server, and its size."""

    title: str
    path: str
    kilobytes: int


@dataclass(frozen=True, slots=True)
class Downloads:
    """The files of a release as the first page lists them: by cut, by table, and what tells of them."""

    dumps: dict[str, list[Offered]] = field(default_factory=dict)
    tables: dict[str, list[Offered]] = field(default_factory=dict)
    description: list[Offered] = field(default_factory=list)


# What tells of the others, as people call it.
_DESCRIPTION = {
    "ro-crate-metadata.json": "RO-Crate",
    "tables/csv-metadata.json": "CSV on the Web",
    "SHA256SUMS": "SHA256SUMS",
}


def offered(served: Served) -> Downloads | None:
    """What can be downloaded of a release; None for a file that was given with --dump."""
    if served.folder is None:
        return None
    found = Downloads()
    for name, told in downloads_of(served.folder).items():
        title = _DESCRIPTION.get(name) or TITLES.get(told["format"], name)
        path = f"/release/{served.hash}/dumps/{name}"
        file = Offered(title, path, -(-told["bytes"] // 1000))
        if name in _DESCRIPTION:
            found.description.append(file)
        else:
            kind = found.tables if name.startswith("tables/") else found.dumps
            kind.setdefault(told["of"], []).append(file)
    found.description.sort(key=lambda file: list(_DESCRIPTION.values()).index(file.title))
    return found


def void() -> Response:
    """Where the release is described: https://www.w3.org/TR/void/#well-known.

    :raises PageMissingError: if what is served does not describe itself
    """
    served = _served()
    graph = Iris(served.base).graph("description")
    if graph not in served.graphs:
        raise PageMissingError(
            "What is served here has no description.",
            name="graph",
            value=graph,
            remedy="The service describes itself at /sparql.",
        )
    return Response(status=302, headers={"Location": f"/store?{urlencode({'graph': graph})}"})


def sitemap_index() -> Response:
    """The sitemaps: https://www.sitemaps.org/protocol.html#index."""
    numbers = range(1, -(-len(addresses(_served())) // MOST_ADDRESSES) + 1)
    return _xml("sitemap_index.xml", numbers=numbers)


def sitemap(number: int) -> Response:
    """The addresses of entities, documents and statements, at most 50,000 in one sitemap.

    :param number: of the sitemap, from 1
    :raises PageMissingError: if there are fewer
    """
    found = addresses(_served())[(number - 1) * MOST_ADDRESSES : number * MOST_ADDRESSES]
    if number < 1 or not found:
        raise PageMissingError(
            "There is no sitemap of this number.",
            name="path",
            value=request.path,
            remedy="They are listed in /sitemap.xml.",
        )
    return _xml("sitemap.xml", paths=found)


def robots() -> Response:
    """What crawlers may ask: https://www.rfc-editor.org/rfc/rfc9309."""
    page = render_template("robots.txt", root=request.url_root)
    return Response(page, content_type="text/plain; charset=utf-8")


@lru_cache(maxsize=2)
def addresses(served: Served) -> tuple[str, ...]:
    """The paths of what a release describes, in order, as they stand in an address."""
    found = rows(served.asks, query_text("addresses", served.base))
    iris = (row["address"]["value"] for row in found)
    return tuple(iri_to_uri(iri.removeprefix(served.base)) for iri in iris)


View = Callable[..., Response]

ROUTES: tuple[tuple[str, View, tuple[str, ...]], ...] = (
    ("/release/<digest>/dumps/<path:name>", download, ("GET",)),
    ("/.well-known/void", void, ("GET",)),
    ("/sitemap.xml", sitemap_index, ("GET",)),
    ("/sitemap-<int:number>.xml", sitemap, ("GET",)),
    ("/robots.txt", robots, ("GET",)),
)


def _xml(template: str, **shown: object) -> Response:
    page = render_template(template, root=request.url_root, **shown)
    return Response(page, content_type="application/xml; charset=utf-8")


def _served() -> Served:
    served: Served = g.served
    return served
