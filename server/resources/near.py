"""What is near an IRI that is not there, at a bounded cost."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from rdflib import Literal, URIRef

from server.asks import Bindings
from server.resources.paths import Named, local
from server.resources.queries import Reader, written

# Addresses that are looked through, those that are compared letter by letter, and those that are
# told.
MOST_READ = 20_000
_MOST_COMPARED = 400
_MOST_TOLD = 5

# Characters of an address that are compared: the time that it takes grows with their square.
_COMPARED = 120

_PLACE = re.compile(r"(\d+)-(\d+)")


def near(asked: Reader, named: Named) -> tuple[str, ...]:
    """The paths of what is near an IRI, the nearest first; none, where nearness means nothing.

    :raises LimitError: if the query may not run for so long
    """
    if named.kind.name in {"statement", "situation", "release"}:
        return ()
    if named.kind.name == "passage":
        return _passages(asked, named)
    room, key = _room(named.path)
    known = _known(asked, room)
    wanted = key[:_COMPARED].casefold()
    keys = {k[:_COMPARED]: k for k in _alike(wanted, known)}
    longer = [k for k in keys if wanted and k.startswith(wanted)]
    found = (*longer, *get_close_matches(wanted, keys, _MOST_TOLD, 0.5))
    return tuple(room + keys[k] for k in dict.fromkeys(found))[:_MOST_TOLD]


def _room(path: str) -> tuple[str, str]:
    """The beginning that all of its kind share, and the rest: `/id/agent/` and `fra`."""
    segments = 3 if path.startswith("/id/") else 2
    pieces = path.split("/", segments)
    return "/".join(pieces[:segments]) + "/", "/".join(pieces[segments:])


@lru_cache(maxsize=16)
def _known(asked: Reader, room: str) -> tuple[str, ...]:
    """The keys of all that a release has under a beginning, up to a number."""
    base = asked.served.base
    beginning = Literal(base + room.removeprefix("/"))
    rows = asked.rows("near", beginning=written(beginning), most=str(MOST_READ))
    return tuple(sorted(_paths(rows, base, room)))


def _alike(wanted: str, known: Iterable[str]) -> list[str]:
    """Keys that begin alike or share a long word, the first few of them."""
    words = [word for word in re.split(r"[\W_]+", wanted) if len(word) > 3]
    start = wanted[:2]
    found = [k for k in known if k.startswith(start) or any(word in k for word in words)]
    return sorted(found, key=lambda k: abs(len(k) - len(wanted)))[:_MOST_COMPARED]


def _passages(asked: Reader, named: Named) -> tuple[str, ...]:
    """The passages of the same text that share most characters with one that is not there."""
    text, _, place = named.iri.rpartition("/")
    rows = asked.rows("passages", text=written(URIRef(text)), most=str(MOST_READ))
    room, wanted = local(text, asked.served.base) + "/", _PLACE.fullmatch(place)
    if not wanted:
        return ()
    start, end = int(wanted[1][:12]), int(wanted[2][:12])
    apart = {}
    for key in _paths(rows, asked.served.base, room):
        if found := _PLACE.fullmatch(key):
            apart[key] = abs(int(found[1]) - start) + abs(int(found[2]) - end)
    return tuple(room + key for key in sorted(apart, key=lambda k: (apart[k], k))[:_MOST_TOLD])


def _paths(rows: Bindings, base: str, room: str) -> list[str]:
    paths = [local(row["thing"]["value"], base) for row in rows]
    return [path.removeprefix(room) for path in paths if path.startswith(room)]
