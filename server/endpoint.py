"""The endpoint: a thin layer before the web application, for clients that are no browsers.

It answers `/sparql`, `/store` and `/release/{hash}/sparql`. A browser's request is handed on, to get
a page; what it asks is answered by the same functions.
"""

import os
import re
import time
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from graph.errors import LimitError, SommetError
from graph.settings import Settings
from server import metrics
from server.cache import Cache
from server.describe import description
from server.errors import (
    MalformedRequestError,
    MethodError,
    PageMissingError,
    TooLongError,
    failure,
)
from server.log import Log
from server.negotiate import SERVICE_FORMATS, Choice, choose, prefers_page
from server.releases import Releases, Served
from server.reply import Download, Reply, coding_of, matches, refusal, represented
from server.sparql import (
    Answer,
    Operation,
    Request,
    answer,
    answer_graph,
    limits_of,
    read_operation,
)
from server.turns import Few, Turns

ALLOWED = ("GET", "HEAD", "POST", "OPTIONS")
READ = ("GET", "HEAD", "OPTIONS")

# Bytes of the address that are read; the HTTP server itself gives up at 64 kB, without our body.
MOST_ADDRESS = 48_000

# Bodies that are read, and files that are sent, at once by a worker: clients may be slow, and each
# holds a thread.
FEW = 4

# Of a body that is too long, how many times what it may have is read, and thrown away.
_DRAINED = 16

# What every answer bears, and what every answer of the endpoint.
COMMON = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Retry-After, Server-Timing, Sommet-Release"),
    ("X-Content-Type-Options", "nosniff"),
)
HEADERS = (
    *COMMON,
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Vary", "Accept, Accept-Encoding"),
)


@cache
def _line(status: int) -> str:
    """A status with its words, as WSGI wants it."""
    return f"{status} {HTTPStatus(status).phrase}"


_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")


class _Kept(NamedTuple):
    """An answer that is kept at hand, as it is sent, and the query that it answers."""

    headers: list[tuple[str, str]]
    content: list[bytes]
    query: str


def _headers(reply: Reply, served: Served) -> list[tuple[str, str]]:
    return [*HEADERS, *reply.headers, ("Sommet-Release", served.hash)]


class Endpoint:
    """The layer, as a WSGI application.

    :param application: what answers all other requests
    :ivar downloads: files that are sent at once by this worker, of the application too
    """

    def __init__(
        self,
        application: WSGIApplication,
        releases: Releases,
        settings: Settings,
        turns: Turns,
        log: Log,
    ) -> None:
        self._application = application
        self._releases = releases
        self._settings = settings
        self._limits = limits_of(settings)
        self._turns = turns
        self.log = log
        self._bodies = Few(FEW, "bodies")
        self.downloads = Few(FEW, "downloads")
        self._cache: Cache[_Kept] = Cache(settings.cache)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request, or hand it on."""
        path = environ["PATH_INFO"]
        if not is_endpoint(path) or _is_for_browser(environ):
            return self._application(environ, start)
        began = time.perf_counter()
        served = self._releases.current()
        key = None
        if environ["REQUEST_METHOD"] == "GET":
            key = (
                served.hash,
                path,
                environ.get("QUERY_STRING"),
                environ.get("HTTP_ACCEPT"),
                environ.get("HTTP_ACCEPT_ENCODING"),
            )
            kept = self._cache.get(key)
            if kept is not None and "HTTP_IF_NONE_MATCH" not in environ:
                metrics.count_cached()
                self.log.request("GET", path, 200, time.perf_counter() - began, kept.query)
                start("200 OK", kept.headers)
                return kept.content
        try:
            if path.startswith("/release/"):
                served = release_of(self._releases, path)
            reply = self._reply(environ, served)
        except SommetError as error:
            reply = refusal(error)
        except Exception as error:  # noqa: BLE001  Whatever it is, the client is told.
            environ["wsgi.errors"].write(f"{path}: {error!r}\n")
            reply = refusal(failure(path))
        if key and reply.file is None and any(name == "ETag" for name, _ in reply.headers):
            headers = [*_headers(reply, served), ("Server-Timing", 'cache;desc="hit"')]
            size = len(reply.content) + len(environ.get("QUERY_STRING", "")) + 1000
            self._cache.put(key, _Kept(headers, [reply.content], reply.query), size)
        return self._send(environ, start, served, reply, began)

    def answer(
        self, operation: Operation, served: Served, accept: str | None, client: str
    ) -> Answer:
        """The answer to an operation that asks for rows or for a graph, when its turn comes.

        :raises SommetError: if it is refused
        """
        turn, began = None, time.perf_counter()
        try:
            turn = self._turns.take(client)
            began = time.perf_counter()
            if operation.query is None:
                return answer_graph(operation, accept, served, self._limits)
            return answer(operation, operation.query, accept, served, self._limits)
        except LimitError as error:
            metrics.count_refusal(error.name)
            raise
        finally:
            if turn is not None:
                self._turns.give_back(turn)
                seconds = time.perf_counter() - began
                metrics.count_query(seconds)
                self.log.query(operation.query or "", seconds)

    def client_of(self, environ: WSGIEnvironment) -> str:
        """Whose request it is, by its connection or by the header that a proxy sets."""
        header = self._settings.client_header
        if header:
            named = environ.get("HTTP_" + header.upper().replace("-", "_"), "")
            return str(named).rpartition(",")[2].strip()
        return str(environ.get("REMOTE_ADDR", ""))

    def _reply(self, environ: WSGIEnvironment, served: Served) -> Reply:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        allowed = READ if path == "/store" else ALLOWED
        if method == "OPTIONS":
            return Reply(204, (("Allow", ", ".join(allowed)), *PREFLIGHT))
        if method not in allowed:
            raise MethodError(method, ", ".join(allowed))
        asked = environ.get("QUERY_STRING", "")
        if len(asked) > MOST_ADDRESS:
            raise TooLongError(414, MOST_ADDRESS)
        kind = environ.get("CONTENT_TYPE")
        body = self._body(environ) if method == "POST" else b""
        operation = read_operation(Request(method, asked, kind, body))
        try:
            reply = self._answered(environ, served, operation)
        except SommetError as error:
            reply = refusal(error)
        return reply._replace(query=operation.query or "")

    def _answered(self, environ: WSGIEnvironment, served: Served, operation: Operation) -> Reply:
        accept, path = environ.get("HTTP_ACCEPT"), environ["PATH_INFO"]
        if operation.query is None and operation.graph is None:
            return _described(environ, served, operation, accept)
        given = self.answer(operation, served, accept, self.client_of(environ))
        coding = coding_of(environ.get("HTTP_ACCEPT_ENCODING"))
        return represented(given, operation, served, coding, lasting=path.startswith("/release/"))

    def _body(self, environ: WSGIEnvironment) -> bytes:
        """The body of a request: read by few threads at once, since clients may be slow."""
        if not self._bodies.take():
            raise self._bodies.told()
        try:
            return _read_body(environ, self._settings.request)
        finally:
            self._bodies.give_back()

    def _send(
        self,
        environ: WSGIEnvironment,
        start: StartResponse,
        served: Served,
        reply: Reply,
        began: float,
    ) -> Iterable[bytes]:
        method, status = environ["REQUEST_METHOD"], reply.status
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted and status == 200 and method != "POST" and matches(wanted, reply.headers):
            status = 304
        content: Iterable[bytes] = [reply.content]
        if reply.file is not None:
            if method == "HEAD" or status == 304:
                os.close(reply.file)
            elif self.downloads.take():
                content = Download(reply.file, reply.headers, self.downloads)
            else:
                os.close(reply.file)
                reply = refusal(self.downloads.told())._replace(query=reply.query)
                status, content = reply.status, [reply.content]
        headers = _headers(reply, served)
        if method == "HEAD" or status == 304:
            content = [b""]
        if status == 304:
            headers = [header for header in headers if not header[0].startswith("Content-")]
        seconds = time.perf_counter() - began
        headers.append(("Server-Timing", f"total;dur={seconds * 1000:.2f}"))
        metrics.count_request("sparql", status)
        self.log.request(method, environ["PATH_INFO"], status, seconds, reply.query)
        start(_line(status), headers)
        return content


PREFLIGHT = (
    ("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, If-None-Match"),
    ("Access-Control-Allow-Methods", ", ".join(ALLOWED)),
    ("Access-Control-Max-Age", "86400"),
)


def is_endpoint(path: str) -> bool:
    """Whether a path is one that the endpoint answers."""
    return path in {"/sparql", "/sparql/", "/store"} or (
        path.startswith("/release/") and path.endswith(("/sparql", "/sparql/"))
    )


def release_of(releases: Releases, path: str) -> Served:
    """The release that a path names.

    :raises PageMissingError: if there is none of that hash
    """
    digest = path.removeprefix("/release/").removesuffix("/").removesuffix("/sparql")
    served = releases.older(digest)
    if served is None:
        raise PageMissingError(
            "There is no release of this hash here.",
            name="release",
            value=digest,
            remedy="The header Sommet-Release of /sparql names the one that is served.",
        )
    return served


def _described(
    environ: WSGIEnvironment,
    served: Served,
    operation: Operation,
    accept: str | None,
) -> Reply:
    choice = choose(operation.format, accept, SERVICE_FORMATS)
    choice = choice or Choice(SERVICE_FORMATS[0], SERVICE_FORMATS[0].media_types[0])
    scheme, host = environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
    host = host if _HOST.fullmatch(host) else "localhost"
    graph = description(served, f"{scheme}://{host}{environ['PATH_INFO']}")
    content = graph.serialize(format=choice.format.media_types[0], encoding="utf-8")
    headers = (
        ("Content-Type", choice.content_type),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "public, no-cache"),
    )
    return Reply(200, headers, content)


def _read_body(environ: WSGIEnvironment, most: int) -> bytes:
    told, source = environ.get("CONTENT_LENGTH") or "", environ["wsgi.input"]
    length = int(told) if told.isdecimal() else None
    if length is None and not environ.get("wsgi.input_terminated"):
        return b""
    content: bytes = source.read(most + 1 if length is None else min(length, most + 1))
    if len(content) > most:
        # A client that is still sending would not read the answer.
        left = most * _DRAINED if length is None else min(length, most * _DRAINED) - len(content)
        while left > 0 and (piece := source.read(min(left, most))):
            left -= len(piece)
        raise TooLongError(413, most)
    if length is not None and len(content) < length:
        raise MalformedRequestError(
            f"The body of the request ends after {len(content)} of {length} bytes.",
            name="body",
            value=str(len(content)),
            remedy="Send it whole.",
        )
    return content


def _is_for_browser(environ: WSGIEnvironment) -> bool:
    accept = environ.get("HTTP_ACCEPT", "")
    is_asked = environ["REQUEST_METHOD"] != "OPTIONS"
    return is_asked and "html" in accept and prefers_page(accept)
