"""The downloads of a release as an RO-Crate (https://www.researchobject.org/ro-crate/1.1/)."""

import json
from collections.abc import Iterable
from pathlib import Path

from rdflib import DCTERMS
from rocrate.model import ContextEntity
from rocrate.rocrate import ROCrate

from graph import times
from graph.about import LICENCE, words
from graph.build.description.parts import Described
from graph.build.description.terms import terms_of
from graph.dataset import sources
from graph.export.downloads import CATALOGUE, CRATE, SUMS, TABLES, Download, sha256_of
from graph.model import Document

_VERSION = "1.1"
_APACHE = {"@type": "CreativeWork", "name": "Apache License 2.0"}
_OF = {**dict.fromkeys(TABLES, "tables"), "all": "release"}


def write(told: Described, folder: Path) -> None:
    """Write the crate's metadata into a folder that holds all other downloads but the checksums.

    :raises OSError: if the disk does not take it
    """
    crate = ROCrate(version=_VERSION)
    root = crate.root_dataset
    root.properties().update(_root(told))
    for download in CATALOGUE:
        if download.name not in {CRATE, SUMS}:
            crate.add_file(
                folder / download.name,
                dest_path=download.name,
                properties=_file(download, folder / download.name),
            )
    crate.add(ContextEntity(crate, LICENCE, properties=_APACHE))
    root["license"] = {"@id": LICENCE}
    documents = [
        crate.add(ContextEntity(crate, told.iris.document(d.key), properties=_document(d)))
        for d in told.documents
    ]
    root["isBasedOn"] = documents
    content = json.dumps(crate.metadata.generate(), ensure_ascii=False, indent=2)
    (folder / CRATE).write_text(content + "\n", encoding="utf-8")


def _root(told: Described) -> dict[str, object]:
    return {
        "name": words("title", "release")["en"],
        "description": words("text", "release")["en"],
        "identifier": told.iris.release(told.digest),
        "url": told.iris.release(told.digest),
        "datePublished": _newest(told.documents, told.iris.base),
        "inLanguage": ["en", "fr"],
        "usageInfo": words("text", "rights")["en"],
    }


def _file(download: Download, path: Path) -> dict[str, object]:
    title = words("title", _OF.get(download.of, download.of)).get("en")
    media_type = download.media_type
    return {
        "name": f"{title} ({path.name})" if title else path.name,
        "encodingFormat": ["application/gzip", media_type] if download.is_packed else media_type,
        "contentSize": str(path.stat().st_size),
        "sha256": sha256_of(path),
    }


def _document(document: Document) -> dict[str, object]:
    metadata, known = document.metadata, terms_of(document)
    told = {
        "@type": "CreativeWork",
        "name": metadata.title or document.name,
        "inLanguage": metadata.language,
        "usageInfo": known.get("en", ""),
    }
    return {name: value for name, value in told.items() if value}


def _newest(documents: Iterable[Document], base: str) -> str:
    """The day of the newest document, in place of a clock; without any that of the ontology."""
    dates = [day for d in documents if d.metadata.date for day in times.bounds(d.metadata.date)]
    days = [day.isoformat() for day in dates if day]
    created = next(iter(sources.core(base).objects(None, DCTERMS.created)))
    return max(days, default=str(created))
