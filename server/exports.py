"""Networks over HTTP: `/export`, with the options of `sommet export` as its parameters."""

import os
import tempfile
from collections.abc import Callable

from flask import Response, current_app, g, request

from graph.errors import LimitError
from graph.export import NETWORK_FORMATS, Asked, Asking, export_network, read_asked
from graph.names import Iris
from graph.settings import Settings
from server.endpoint import Endpoint, release_of
from server.errors import MalformedRequestError
from server.messages import LANGUAGES
from server.negotiate import Choice, Format, acceptable
from server.releases import Releases, Served
from server.reply import Pieces, coding_of, validator
from server.sparql import limits_of
from server.turns import Few

# Facts that a network over HTTP is made of at most, since a thread of the worker holds them all.
MOST_FACTS = 250_000

# Networks that a worker reads at once, and requests that wait for that: each holds a thread that
# draws pages.
_READING = Few(1, "networks", patience=10)
_ASKED = Few(4, "networks")

_FORMATS = tuple(Format(f.name, (f.media_type,), (f.extension,)) for f in NETWORK_FORMATS)

# What a parameter means that is there without a value.
_BARE = {"merge": "relation", "stated": "true"}


def network(digest: str | None = None) -> Response:
    """The network that the parameters ask for, as a file.

    :param digest: the hash of the release; None: the one that is served
    """
    parts: tuple[Releases, Endpoint, Settings] = current_app.extensions["sommet"]
    releases, _, settings = parts
    if digest is not None:
        g.served = release_of(releases, request.path)
    served: Served = g.served
    name, accept = request.args.get("format") or None, request.headers.get("Accept")
    choice = acceptable(name, accept, _FORMATS)
    asked = _asked(choice)
    coding = coding_of(request.headers.get("Accept-Encoding"))
    response = Response(content_type=choice.content_type)
    response.vary.update(("Accept", "Accept-Encoding", "Accept-Language"))
    response.cache_control.public = response.cache_control.no_cache = True
    tag = _tag(asked, served, coding)
    response.set_etag(tag)
    if request.if_none_match.contains(tag):
        response.status_code = 304
        return response
    file = _written(asked, served, settings)
    file_name = f"{asked.file_name}-{served.hash[:8]}.{asked.format.extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return _sending(response, file, coding)


def _asked(choice: Choice) -> Asked:
    """The network that the parameters ask for; `lang`, which pages have, chooses a language too."""
    for name, values in request.args.lists():
        if len(values) > 1:
            raise MalformedRequestError(
                f"The parameter '{name}' is there {len(values)} times.",
                name=name,
                value=", ".join(values)[:200],
                remedy="Send it once.",
            )
    given = {name: value or _BARE.get(name, "") for name, value in request.args.items()}
    accepted = request.accept_languages.best_match(LANGUAGES, default="en")
    language = given.pop("lang", "") or accepted or "en"
    return read_asked({"language": language, **given, "format": choice.format.name})


def _written(asked: Asked, served: Served, settings: Settings) -> int:
    """The descriptor of a file that holds the network and has no name.

    :raises LimitError: if others are asked for at the same time, or the disk does not take it
    """
    if not _ASKED.take():
        raise _ASKED.told()
    try:
        if not _READING.take():
            raise _READING.told()
        try:
            return _read(asked, served, settings)
        finally:
            _READING.give_back()
    finally:
        _ASKED.give_back()


def _read(asked: Asked, served: Served, settings: Settings) -> int:
    try:
        asking = Asking(served.asks, served.base, limits_of(settings))
        title = Iris(served.base).release(served.hash)
        pieces = export_network(asking, asked, title, MOST_FACTS)
        with tempfile.TemporaryFile() as file:
            file.writelines(pieces)
            file.flush()
            return os.dup(file.fileno())
    except OSError as error:
        raise LimitError(
            f"The network cannot be written ({error.strerror or error}).",
            name="storage",
            remedy="Ask again later, or for a smaller one.",
        ) from error


def _sending(response: Response, file: int, coding: str) -> Response:
    if coding:
        response.headers["Content-Encoding"] = coding
    else:
        response.headers["Content-Length"] = str(os.fstat(file).st_size)
    response.response = Pieces(file, list(response.headers))
    return response


def _tag(asked: Asked, served: Served, coding: str) -> str:
    """A strong validator: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3."""
    return validator(f"{served.hash} {asked} {coding}")


View = Callable[..., Response]

ROUTES: tuple[tuple[str, View, tuple[str, ...]], ...] = (
    ("/export", network, ("GET",)),
    ("/release/<digest>/export", network, ("GET",)),
)
