"""The releases that are kept on this server, as their manifests tell of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from graph.errors import ReleaseError
from graph.release import load
from server.releases import HASH, Releases, Served


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a release was made from.

    :ivar document: the IRI of its document
    :ivar set_aside: why its facts were left out; empty: they were not
    :ivar figures: of its coverage, by the names of their properties
    """

    name: str
    document: str
    sha256: str
    set_aside: str
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class File:
    """A file of `dumps/`.

    :ivar name: its path inside `dumps/`
    :ivar of: what it holds; see `graph.export.downloads.Download`
    :ivar path: where it is on this server
    :ivar bytes: its size as it is kept, packed or not
    """

    name: str
    of: str
    format: str
    media_type: str
    compression: str
    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A release that is kept.

    :ivar built: when it was made, https://www.rfc-editor.org/rfc/rfc3339
    """

    hash: str
    iri: str
    built: str
    ontology: str
    triples: int
    texts: tuple[Text, ...]
    files: tuple[File, ...]

    @property
    def day(self) -> str:
        """The day on which it was made."""
        return self.built[:10]

    @property
    def statements(self) -> int:
        """How many statements its texts make."""
        return sum(text.figures.get("statementCount", 0) for text in self.texts)

    @property
    def set_aside(self) -> tuple[Text, ...]:
        """The texts whose facts were left out."""
        return tuple(text for text in self.texts if text.set_aside)


@dataclass(frozen=True, slots=True)
class Change:
    """What a release has beside the one before: names of texts, and differences of numbers.

    :ivar changed: texts of one name whose content is another
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    statements: int
    triples: int


def kept(releases: Releases, served: Served) -> tuple[Kept, ...]:
    """The releases beside the one that is served, which is among them, the newest first.

    A folder without a manifest that can be read is passed over: its neighbours can be served.
    """
    if served.folder is None:
        return ()
    found = _readable(releases, served.folder.parent)
    return tuple(sorted(found, key=lambda one: (one.built, one.hash), reverse=True))


def change(newer: Kept, older: Kept) -> Change:
    """What a release has that the one before had not, and the other way round."""
    new = {text.name: text.sha256 for text in newer.texts}
    old = {text.name: text.sha256 for text in older.texts}
    return Change(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(old.keys() - new.keys())),
        tuple(sorted(name for name in new.keys() & old.keys() if new[name] != old[name])),
        newer.statements - older.statements,
        newer.triples - older.triples,
    )


@lru_cache(maxsize=1024)
def read(folder: Path) -> Kept:
    """The release in a folder, which never changes, so that its manifest is read once.

    :raises ReleaseError: if it has no manifest that can be read, or one of another version
    """
    manifest = load(folder).manifest
    try:
        return _kept(folder, manifest)
    except KeyError as error:
        raise ReleaseError(
            f"{folder}: the manifest of the release does not tell its {error}.",
            name="release",
            value=str(folder),
            remedy="Remove that folder and run `sommet build`.",
        ) from error


def _kept(folder: Path, manifest: Mapping[str, Any]) -> Kept:
    return Kept(
        folder.name,
        manifest["iri"],
        manifest["built"],
        manifest["ontologyVersion"],
        manifest["triples"],
        tuple(map(_text, manifest["texts"])),
        tuple(_file(folder.name, name, told) for name, told in manifest["dumps"].items()),
    )


def _readable(releases: Releases, folder: Path) -> Iterator[Kept]:
    for path in folder.iterdir():
        if HASH.fullmatch(path.name) and (known := releases.files(path.name)):
            try:
                yield read(known)
            except ReleaseError:
                continue


def _text(told: Mapping[str, Any]) -> Text:
    figures = {name: value for name, value in told["coverage"].items() if name != "rules"}
    figures["rules"] = len(told["coverage"]["rules"])
    return Text(told["name"], told["document"], told["sha256"], told["setAside"] or "", figures)


def _file(digest: str, name: str, told: Mapping[str, Any]) -> File:
    return File(
        name,
        told["of"],
        told["format"],
        told["mediaType"],
        told["compression"] or "",
        f"/release/{digest}/dumps/{name}",
        told["bytes"],
        told["sha256"],
    )
