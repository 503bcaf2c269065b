"""A request handed to a WSGI application, and what it answers (https://peps.python.org/pep-3333/)."""

import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from server.endpoint import Incoming
from server.pour import LongAnswer

# Bytes up to which an answer without a length is sent whole.
_SHORT = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What an application answers, whole or in pieces.

    :ivar pieces: of a long answer; None: it is whole
    """

    status: int
    headers: list[tuple[str, str]]
    content: bytes
    pieces: LongAnswer | None


def environment(incoming: Incoming, scope: Any, server: str) -> WSGIEnvironment:
    """A request as WSGI tells it.

    :param scope: of RSGI
    :param server: the host and the port of the service
    """
    host, _, port = server.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": incoming.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": incoming.path.encode().decode("latin-1"),
        "QUERY_STRING": incoming.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": incoming.client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(incoming.body),
        # The body is whole, also if it came in chunks, whose header stays among the others.
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "sommet.error": incoming.error,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(len(incoming.body))
    environ.setdefault("HTTP_HOST", scope.authority or f"{host}:{port}")
    return environ


def answer(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """What an application answers; a long answer in pieces that are computed as they are read."""
    began: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        began[:] = [int(status[:3]), headers]

    rest = _Rest(application(environ, start))
    try:
        rest.begin(_SHORT)
    except BaseException:
        rest.close()
        raise
    if rest.is_long:
        return Answer(began[0], began[1], b"", rest)
    rest.close()
    return Answer(began[0], began[1], rest.first, None)


class _Rest:
    """What an application answers, of which only the beginning was read yet.

    :ivar first: that beginning
    :ivar is_long: whether there is more
    """

    def __init__(self, result: Iterable[bytes]) -> None:
        self._result = result
        self._left = iter(result)
        self.first = b""
        self.is_long = False

    def begin(self, most: int) -> None:
        """Read all of it, or a little more than so many bytes."""
        read = bytearray()
        for piece in self._left:
            read += piece
            if len(read) > most:
                self.is_long = True
                break
        self.first = bytes(read)

    def __iter__(self) -> Iterator[bytes]:
        # A generator that is left unfinished would close what it reads, which is `close`'s to do.
        return chain((self.first,), self._left)

    def close(self) -> None:
        """Let go of it, as WSGI wants it."""
        if hasattr(self._result, "close"):
            self._result.close()
