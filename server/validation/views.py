"""The validation report as a page, and as the files of the release."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, g, request, send_file

from server.asked import whole_number
from server.assets import YEAR
from server.catalogue import read
from server.downloads import folder_of
from server.endpoint import release_of
from server.errors import PageMissingError
from server.frame import page
from server.messages import in_language, language_of
from server.releases import Served
from server.terms.read import read_ontology
from server.validation.read import read_report

# Documents of which the coverage is shown at once, and pages of them.
PER_PAGE = 100
MOST_PAGES = 10_000

# The columns of the table of coverage that are terms of the ontology, which say what they count.
COLUMNS = (
    "sentenceCount",
    "silentSentenceCount",
    "mentionCount",
    "unlinkedMentionCount",
    "statementCount",
    "droppedStatementCount",
)

# The report of a release on disk, by suffix.
TYPES = {"ttl": "text/turtle", "txt": "text/plain"}


def validation(digest: str = "") -> Response:
    """What the checks say of a release.

    :param digest: its hash; empty: the one that is served
    :raises PageMissingError: if there is no such release, or it is a file given with --dump
    """
    if digest:
        g.served = release_of(current_app.extensions["sommet"][0], request.path)
    served: Served = g.served
    if served.folder is None:
        raise PageMissingError(
            "What is served here was not validated by this service.",
            name="release",
            value=served.hash,
            remedy="Only a release that `sommet build` made has a report.",
        )
    language, number = language_of(request), whole_number("page", 1, MOST_PAGES)
    report = read_report(served, served.folder, language)
    first = (number - 1) * PER_PAGE
    return page(
        "validation.html",
        section="data",
        base=served.base,
        kept=read(served.folder),
        is_older=bool(digest) and served.hash != current_app.extensions["sommet"][0].current().hash,
        report=report,
        shown=report.documents[first : first + PER_PAGE],
        number=number,
        pages=max(-(-len(report.documents) // PER_PAGE), 1),
        columns=_columns(served.base, language),
    )


def report_file(digest: str, suffix: str) -> Response:
    """The report of a release as it was written when the release was made.

    :raises PageMissingError: if there is no such release
    """
    path: Path = folder_of(digest) / f"report.{suffix}"
    response = send_file(path, mimetype=TYPES[suffix], max_age=YEAR, conditional=True)
    response.cache_control.immutable = True
    response.headers["Sommet-Release"] = digest
    return response


def _columns(base: str, language: str) -> dict[str, dict[str, Any]]:
    terms = read_ontology(base).terms
    return {
        name: {
            "label": in_language(terms[name].label, language),
            "definition": in_language(terms[name].definition, language),
        }
        for name in COLUMNS
    }


ROUTES = (
    ("/validation", validation, ("GET",)),
    ("/release/<digest>/validation", validation, ("GET",)),
    ("/release/<digest>/report.<any(ttl,txt):suffix>", report_file, ("GET",)),
)
