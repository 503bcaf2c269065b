"""What can be cited, as values."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from rdflib import URIRef

from graph.about import words
from graph.names import slug
from server.catalogue import Kept
from server.errors import PageMissingError
from server.resources.names import names_of
from server.resources.paths import Named, named
from server.resources.queries import Reader, written
from server.resources.read import find

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_CHARACTERS = re.compile(r"/([0-9]+)-([0-9]+)$")

# What can be cited, by the beginning of its path; of other kinds of addresses what they are is a thing.
_ROOM = re.compile(r"/(?:coverage|document|graph|id|question|report|rule|statement|text|witness)/.")
_KINDS = {"document": "document", "text": "document", "passage": "passage", "statement": "fact"}


@dataclass(frozen=True, slots=True)
class Work:
    """A release, or something in it, with what a reference tells of it.

    :ivar kind: `release`, `document`, `passage`, `fact` or `thing`
    :ivar title: of the release or document; of a passage its words; else the name
    :ivar language: of the title; empty: not known
    :ivar author: who issued it; empty: not known
    :ivar issued: when, in EDTF; empty: not known
    :ivar container: the title of the document that it stands in; empty: it stands in none
    :ivar characters: code points of the text from the first to the second, end exclusive
    :ivar release: the hash of the release
    :ivar day: on which the release was made
    """

    kind: str
    title: str
    language: str
    author: str
    issued: str
    iri: str
    release: str
    day: str
    container: str = ""
    characters: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        """A name by which a list of references knows it, of letters, digits and `-`."""
        if self.kind == "release":
            return f"sommet-{self.release[:8]}"
        return f"sommet-{slug(' '.join(self.iri.split('/')[-3:]))}"[:80].rstrip("-")

    @property
    def date(self) -> tuple[int, ...]:
        """Year, month and day, as far as they are known for certain."""
        found = _DAY.fullmatch(self.issued)
        return tuple(int(part) for part in found.groups() if part) if found else ()


def release_work(release: Kept, language: str) -> Work:
    """A release, as a work in the language asked for."""
    title = words("title", "release")[language]
    return Work(
        "release", title, language, "Sommet", release.day, release.iri, release.hash, release.day
    )


def work_of(asked: Reader, release: Kept, address: str, language: str) -> Work:
    """What an address names, to be cited.

    :param address: an IRI of the release, or its path on this server, with what a page has chosen
    :param language: of the names of facts and things
    :raises PageMissingError: if the release says nothing of it
    """
    name = _named(asked, address)
    node = URIRef(name.iri)
    called = names_of(asked, (), [node], language).whole(node)
    rows = asked.rows("cited", node=written(node))
    told = {key: bound["value"] for row in rows for key, bound in row.items()}
    kind = _KINDS.get(name.kind.name, "thing")
    characters = _CHARACTERS.search(name.iri) if kind == "passage" else None
    return Work(
        kind,
        _title(kind, called.words, told),
        called.language if kind in ("fact", "thing") else told.get("language", ""),
        told.get("publisher", ""),
        told.get("date", ""),
        name.iri,
        release.hash,
        release.day,
        "" if kind == "document" else told.get("title", ""),
        (int(characters[1]), int(characters[2])) if characters else None,
    )


def _chosen(asked: Reader, address: str) -> str:
    """What the address of a page shows: of the reader the fact or the words that are chosen there."""
    page, _, query = address.partition("#")[0].partition("?")
    asked_for = parse_qs(query)
    fact, passage = (asked_for.get(name, [""])[0] for name in ("fact", "passage"))
    if not page.startswith("/document/") or not (fact or passage):
        return page
    if fact:
        return f"/statement/{fact}"
    base = asked.served.base
    rows = asked.rows("cited_text", node=written(URIRef(named(page, base).iri)))
    texts = (row["text"]["value"].removeprefix(base) for row in rows)
    return next((f"/{text}/{passage}" for text in texts), page)


def _named(asked: Reader, address: str) -> Named:
    base = asked.served.base
    path = _chosen(asked, address.removeprefix(base.rstrip("/")))
    name = named(path, base) if _ROOM.match(path) else None
    if name is None or not find(asked, name.iri).is_known:
        raise PageMissingError(
            "The release says nothing of this address.",
            name="of",
            value=address[:500],
            remedy="Give the address of a document, a passage, a statement or a thing.",
        )
    return name


def _title(kind: str, called: str, told: dict[str, str]) -> str:
    if kind == "passage":
        return " ".join(told.get("words", called).split())
    return told.get("title", called) if kind == "document" else called
