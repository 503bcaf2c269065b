"""Things as pages list them: by kind, each with its name; and what a list can be narrowed to."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from flask import request

from graph.errors import IndexMissingError
from graph.names import Iris
from graph.search import Reader, Thing, count, foremost
from server.asked import index_of
from server.messages import Said
from server.quoted import plainly
from server.releases import Served
from server.resources.paths import kind_of, local

# The kinds of things, by the first part of their addresses after `id/`; and the documents.
KINDS = ("agent", "event", "instrument", "person", "place", "post", "topic", "document")

# Things of a kind that are named as examples.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A thing as a list shows it.

    :ivar kind: by which it is coloured; `document` for a document
    :ivar types: the labels of its narrowest classes
    """

    path: str
    kind: str
    name: Said
    types: tuple[str, ...]
    statements: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of a list that can be chosen, or left if it is chosen."""

    words: str
    number: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of things: how many there are, and those that stand in most statements."""

    kind: str
    number: int
    things: tuple[Known, ...]


@lru_cache(maxsize=4)
def ways(served: Served, language: str) -> tuple[Way, ...]:
    """The kinds of things that a release has; none if it has no index that can be read, as a dump.

    :param language: of the names
    """
    try:
        with index_of(served).opened() as reader:
            found = [_way(reader, kind, served.base, language) for kind in KINDS]
    except IndexMissingError:
        return ()
    return tuple(way for way in found if way.number)


def beginning_of(kind: str, base: str) -> str:
    """How the IRIs of the things of a kind begin."""
    return f"{base}document/" if kind == "document" else Iris(base).entity(f"{kind}/")


def known(thing: Thing, base: str, language: str) -> Known:
    """A thing of the index as a list shows it."""
    path, label = local(thing.iri, base), thing.label(language)
    types = tuple(term.label(language) for term in thing.types)
    words = plainly(label.text) or "…" if thing.kind == "passage" else label.text
    return Known(path, kind_of(path) or thing.kind, Said(words, label.language), types, thing.links)


def address(**changed: str) -> str:
    """The address of this page with other arguments, at its first part if none is given.

    :param changed: an empty argument is left out
    """
    arguments = {**request.args.to_dict(), "page": "", **changed}
    kept = {name: value for name, value in arguments.items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _way(reader: Reader, kind: str, base: str, language: str) -> Way:
    beginning = beginning_of(kind, base)
    things = foremost(reader, beginning, _NAMED)
    return Way(
        kind, count(reader, beginning), tuple(known(thing, base, language) for thing in things)
    )
