"""What can be taken away: the page of the data, and the list of the downloads of a release."""

from functools import lru_cache

from flask import Response, current_app, g, jsonify, request

from graph.dataset import sources
from graph.export import NETWORK_FORMATS
from server.asks import query_text, rows
from server.catalogue import Change, File, Kept, change, kept, read
from server.cite.works import release_work
from server.downloads import folder_of
from server.frame import page
from server.messages import in_language, language_of
from server.negotiate import HTML, SEARCH_FORMATS, TITLES, acceptable
from server.releases import Releases, Served
from server.terms.read import read_ontology, read_vocabularies

# Releases that the page lists, the newest first.
MOST_RELEASES = 50


def data() -> Response:
    """The releases, and everything that can be taken away of the one that is served."""
    served, language = _served(), language_of(request)
    releases: Releases = current_app.extensions["sommet"][0]
    every = kept(releases, served)
    current = read(served.folder) if served.folder else None
    return page(
        "data.html",
        current=current,
        releases=_changes(every[: MOST_RELEASES + 1])[:MOST_RELEASES],
        has_more=len(every) > MOST_RELEASES,
        groups=_groups(current),
        titles=TITLES,
        network_formats=[format_.name for format_ in NETWORK_FORMATS],
        ontology=read_ontology(served.base),
        vocabularies=[
            (one.name, in_language(one.label, language), in_language(one.definition, language))
            for one in read_vocabularies(served.base).values()
        ],
        versions=sources.versions(),
        work=release_work(current, language) if current else None,
        release_documents=served.overview.documents,
        terms={
            document: in_language(words, language) for document, words in _terms(served).items()
        },
    )


def listing(digest: str) -> Response:
    """The downloads of a release, current or older, as a page or as JSON.

    :raises PageMissingError: if there is no such release
    """
    release = read(folder_of(digest))
    choice = acceptable(request.args.get("format"), request.headers.get("Accept"), SEARCH_FORMATS)
    if choice.format is HTML:
        is_older = release.hash != _served().hash
        return page(
            "dumps.html",
            section="data",
            kept=release,
            groups=_groups(release),
            titles=TITLES,
            is_older=is_older,
        )
    response = jsonify(
        release=release.hash, iri=release.iri, built=release.built, files=_told(release)
    )
    response.vary.add("Accept")
    return response


def _told(release: Kept) -> list[dict[str, object]]:
    return [
        {
            "name": file.name,
            "path": file.path,
            "of": file.of,
            "format": file.format,
            "mediaType": file.media_type,
            "compression": file.compression or None,
            "bytes": file.bytes,
            "sha256": file.sha256,
        }
        for file in release.files
    ]


def _changes(every: tuple[Kept, ...]) -> list[tuple[Kept, Change | None]]:
    """Each release with what it has beside the one that was made before it."""
    return [
        (one, change(one, every[at]) if at < len(every) else None)
        for at, one in enumerate(every, start=1)
    ]


def _groups(release: Kept | None) -> dict[str, list[File]]:
    """The files of a release: `facts`, `evidence`, `all`, `tables`, and `about`, what tells of them."""
    found: dict[str, list[File]] = {}
    for file in release.files if release else ():
        is_about = file.of in ("metadata", "checksums")
        is_table = file.name.startswith("tables/")
        group = "about" if is_about else "tables" if is_table else file.of
        found.setdefault(group, []).append(file)
    return found


@lru_cache(maxsize=2)
def _terms(served: Served) -> dict[str, dict[str, str]]:
    """The terms of the text of each document by language, where they are known, by its IRI."""
    found: dict[str, dict[str, str]] = {}
    for row in rows(served.asks, query_text("rights", served.base)):
        words = found.setdefault(row["document"]["value"], {})
        words[row["rights"].get("xml:lang", "")] = row["rights"]["value"]
    return found


def _served() -> Served:
    served: Served = g.served
    return served


ROUTES = (
    ("/data", data, ("GET",)),
    ("/release/<digest>/dumps/", listing, ("GET",)),
)
