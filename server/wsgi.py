"""A request handed to a WSGI application, and what it answers (https://peps.python.org/pep-3333/)."""

import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from server.endpoint import Incoming
from server.pour import Pieces

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
    pieces: Pieces | None


def environment(incoming: Incoming, scope: Any) -> WSGIEnvironment:
    """A request as WSGI tells it.

    :param scope: of RSGI
    """
    host, _, port = scope.server.rpartition(":")
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

    answer = _Rest(application(environ, start))
    whole = bytearray()
    for piece in answer:
        whole += piece
        if len(whole) > _SHORT:
            answer.first = bytes(whole)
            return Answer(began[0], began[1], b"", answer)
    answer.close()
    return Answer(began[0], began[1], bytes(whole), None)


class _Rest:
    """What an application answers, as far as it was not read yet.

    :ivar first: what was read and is to be read again
    """

    def __init__(self, result: Iterable[bytes]) -> None:
        self._result = result
        self._left = iter(result)
        self.first = b""

    def __iter__(self) -> Iterator[bytes]:
        if self.first:
            yield self.first
        yield from self._left

    def close(self) -> None:
        """Let go of it, as WSGI wants it."""
        if hasattr(self._result, "close"):
            self._result.close()
