"""The release for search engines: a schema.org Dataset (https://schema.org/Dataset) as JSON-LD."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.about import LICENCE, words
from graph.names import Iris
from server.downloads import downloads_of
from server.pages import DocumentLine
from server.releases import Served


def card(served: Served, language: str) -> Mapping[str, Any] | None:
    """What a page says of the release to programs; None for a file that was given with --dump.

    :param language: of its words
    """
    if served.folder is None:
        return None
    release = Iris(served.base).release(served.hash)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": release,
        "name": words("title", "release")[language],
        "description": words("text", "release")[language],
        "url": served.base,
        "identifier": release,
        "version": served.hash,
        "license": LICENCE,
        "creditText": words("text", "rights")[language],
        "inLanguage": ["fr", "en"],
        "isAccessibleForFree": True,
        "isBasedOn": [_document(one) for one in served.overview.documents],
        "distribution": list(_distributions(served.folder, release)),
    }


def _document(line: DocumentLine) -> Mapping[str, str]:
    told = {
        "@type": "CreativeWork",
        "@id": line.iri,
        "name": line.title,
        "inLanguage": line.language,
        "datePublished": line.date,
    }
    return {name: value for name, value in told.items() if value}


def _distributions(folder: Path, release: str) -> Iterator[Mapping[str, str]]:
    for name, told in downloads_of(folder).items():
        yield {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": f"{release}/dumps/{name}",
            "encodingFormat": told["mediaType"],
            "contentSize": f"{told['bytes']} B",
            "sha256": told["sha256"],
        }
