"""The release for search engines: a schema.org Dataset (https://schema.org/Dataset) as JSON-LD."""

from collections.abc import Iterator, Mapping
from typing import Any

from graph.build.description import parts
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
    iris = Iris(served.base)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": iris.release(served.hash),
        "name": parts.words("title", "release")[language],
        "description": parts.words("text", "release")[language],
        "url": served.base,
        "identifier": iris.release(served.hash),
        "version": served.hash,
        "license": str(parts.LICENCE),
        "creditText": parts.words("text", "rights")[language],
        "inLanguage": ["fr", "en"],
        "isAccessibleForFree": True,
        "isBasedOn": [_document(one) for one in served.overview.documents],
        "distribution": list(_distributions(served, iris)),
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


def _distributions(served: Served, iris: Iris) -> Iterator[Mapping[str, str]]:
    assert served.folder is not None
    for name, told in downloads_of(served.folder).items():
        yield {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": iris.download(served.hash, name),
            "encodingFormat": told["mediaType"],
            "contentSize": f"{told['bytes']} B",
            "sha256": told["sha256"],
        }
