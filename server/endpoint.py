"""The endpoint: a thin layer before the web application, for clients that are no browsers.

It answers `/sparql`, `/store` and `/release/{hash}/sparql`. A browser's request is handed on, to get
a page; what it asks is answered by the same functions.
"""

import gzip
import hashlib
import json
import os
import re
import time
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import cache, partial
from http import HTTPStatus
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
import zstandard

from graph.errors import LimitError, SommetError
from graph.settings import Settings
from server import metrics
from server.cache import Cache
from server.describe import description
from server.errors import (
    MalformedRequestError,
    MethodError,
    PageMissingError,
    RequestError,
    TooLongError,
    body_of,
    headers_of,
    status_of,
)
from server.log import Log
from server.negotiate import SERVICE_FORMATS, Choice, choose, prefers_page
from server.releases import Releases, Served
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

# Bytes from which an answer is compressed, and of one piece of it.
_WORTH = 1_000
_PIECE = 1024 * 1024

# Of a body that is too long, how many times what it may have is read, and thrown away.
_DRAINED = 16

# What every answer of the endpoint bears.
HEADERS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Retry-After, Server-Timing, Sommet-Release"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Vary", "Accept, Accept-Encoding"),
)


@cache
def _line(status: int) -> str:
    """A status with its words, as WSGI wants it."""
    return f"{status} {HTTPStatus(status).phrase}"


_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")


class Reply(NamedTuple):
    """What is sent: a status, headers, and the content or the file that holds it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes = b""
    file: int | None = None


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
        self._downloads = Few(FEW, "downloads")
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
        query: list[str] = []
        try:
            if path.startswith("/release/"):
                served = release_of(self._releases, path)
            reply = self._reply(environ, served, query)
        except SommetError as error:
            reply = refusal(error)
        except Exception as error:  # noqa: BLE001  Whatever it is, the client is told.
            environ["wsgi.errors"].write(f"{path}: {error!r}\n")
            reply = refusal(_failure(path))
        if key and reply.file is None and any(name == "ETag" for name, _ in reply.headers):
            headers = [*_headers(reply, served), ("Server-Timing", 'cache;desc="hit"')]
            size = len(reply.content) + len(environ.get("QUERY_STRING", "")) + 1000
            self._cache.put(key, _Kept(headers, [reply.content], "".join(query)), size)
        return self._send(environ, start, served, reply, query, began)

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

    def _reply(self, environ: WSGIEnvironment, served: Served, query: list[str]) -> Reply:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        allowed = READ if path == "/store" else ALLOWED
        if method == "OPTIONS":
            return Reply(204, (("Allow", ", ".join(allowed)), *PREFLIGHT))
        if method not in allowed:
            raise MethodError(method, ", ".join(allowed))
        accept, asked = environ.get("HTTP_ACCEPT"), environ.get("QUERY_STRING", "")
        if len(asked) > MOST_ADDRESS:
            raise TooLongError(414, MOST_ADDRESS)
        kind = environ.get("CONTENT_TYPE")
        body = self._body(environ) if method == "POST" else b""
        operation = read_operation(Request(method, asked, kind, body, accept))
        coding = _coding(environ.get("HTTP_ACCEPT_ENCODING"))
        return self._answered(environ, served, operation, query, coding)

    def _answered(
        self,
        environ: WSGIEnvironment,
        served: Served,
        operation: Operation,
        query: list[str],
        coding: str,
    ) -> Reply:
        accept, path = environ.get("HTTP_ACCEPT"), environ["PATH_INFO"]
        lasting = path.startswith("/release/")
        if operation.query is None and operation.graph is None:
            return _described(environ, served, operation, accept, coding)
        if operation.query is not None:
            query.append(operation.query)
        given = self.answer(operation, served, accept, self.client_of(environ))
        return represented(given, operation, served, coding, lasting=lasting)

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
        query: list[str],
        began: float,
    ) -> Iterable[bytes]:
        method, status = environ["REQUEST_METHOD"], reply.status
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted and status == 200 and method != "POST" and _matches(wanted, reply.headers):
            status = 304
        content: Iterable[bytes] = [reply.content]
        if reply.file is not None:
            if method == "HEAD" or status == 304:
                os.close(reply.file)
            elif self._downloads.take():
                content = _Download(reply.file, reply.headers, self._downloads)
            else:
                os.close(reply.file)
                reply = refusal(self._downloads.told())
                status, content = reply.status, [reply.content]
        headers = _headers(reply, served)
        if method == "HEAD" or status == 304:
            content = [b""]
        if status == 304:
            headers = [header for header in headers if not header[0].startswith("Content-")]
        seconds = time.perf_counter() - began
        headers.append(("Server-Timing", f"total;dur={seconds * 1000:.2f}"))
        metrics.count_request("sparql", status)
        self.log.request(method, environ["PATH_INFO"], status, seconds, query[0] if query else None)
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


def refusal(error: SommetError) -> Reply:
    """An error as what is sent."""
    content = json.dumps(body_of(error), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )
    headers = (
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
        *headers_of(error),
    )
    return Reply(status_of(error), headers, content)


def represented(
    given: Answer, operation: Operation, served: Served, coding: str, *, lasting: bool
) -> Reply:
    """An answer as what is sent.

    :param coding: of the content, as the client accepts it; empty: none
    :param lasting: whether the same address will always give the same answer
    """
    content, file, size = given.given.content, given.given.file, given.given.size
    coding = coding if size >= _WORTH else ""
    headers = [("Content-Type", given.choice.content_type)]
    if coding:
        headers.append(("Content-Encoding", coding))
        if file is None:
            content = _CODINGS[coding](content)
            size = len(content)
    if file is None or not coding:
        headers.append(("Content-Length", str(size)))
    if given.changing:
        headers.append(("Cache-Control", "no-store"))
    else:
        age = "public, max-age=31536000, immutable" if lasting else "public, no-cache"
        headers += [("Cache-Control", age), ("ETag", _tag(given, operation, served, coding))]
    return Reply(200, tuple(headers), content, file)


def _tag(given: Answer, operation: Operation, served: Served, coding: str) -> str:
    """A strong validator: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3."""
    told = (
        f"{served.hash} {given.choice.media_type} {coding} {operation.graph} {operation.query} "
        f"{operation.default_graphs} {operation.named_graphs}"
    )
    return f'"{hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()}"'


def _matches(wanted: str, headers: Iterable[tuple[str, str]]) -> bool:
    tag = next((value for name, value in headers if name == "ETag"), None)
    tags = [one.strip().removeprefix("W/") for one in wanted.split(",")]
    return tag is not None and ("*" in tags or tag in tags)


def _described(
    environ: WSGIEnvironment,
    served: Served,
    operation: Operation,
    accept: str | None,
    coding: str,
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
        while left > 0 and (piece := source.read(min(left, _PIECE))):
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


def _failure(path: str) -> RequestError:
    failure = RequestError(
        "This service failed to answer.",
        name="path",
        value=path,
        remedy="Ask again; if it stays so, tell those who run the service.",
    )
    failure.status, failure.code = 500, "failure"
    return failure


def _is_for_browser(environ: WSGIEnvironment) -> bool:
    accept = environ.get("HTTP_ACCEPT", "")
    return "html" in accept and prefers_page(accept)


def _coding(accepted: str | None) -> str:
    """The content coding that a client likes best; ours, best first, between equals."""
    if not accepted:
        return ""
    qualities: dict[str, float] = {}
    for element in accepted.lower().split(","):
        name, _, parameter = element.partition(";")
        number = parameter.partition("=")[2].strip()
        try:
            qualities[name.strip()] = float(number) if number else 1.0
        except ValueError:
            qualities[name.strip()] = 0.0
    others = qualities.get("*", 0.0)
    best = max(_CODINGS, key=lambda name: qualities.get(name, others))
    quality = qualities.get(best, others)
    return best if quality > 0 and quality >= qualities.get("identity", 0.0) else ""


def _zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(content)


# The content codings (https://www.iana.org/assignments/http-parameters/), best first.
_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": _zstd,
    "br": partial(brotli.compress, quality=4),
    "gzip": partial(gzip.compress, compresslevel=5, mtime=0),
}


class _Download:
    """The content of a file piece by piece, so that it is never in memory whole."""

    def __init__(self, file: int, headers: Iterable[tuple[str, str]], downloads: Few) -> None:
        self._pieces = _pieces(file, dict(headers).get("Content-Encoding", ""))
        self._downloads: Few | None = downloads

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Let go of the file; called by the HTTP server, whatever became of the client."""
        self._pieces.close()
        downloads, self._downloads = self._downloads, None
        if downloads:
            downloads.give_back()


def _pieces(file: int, coding: str) -> Generator[bytes, None, None]:
    with open(file, "rb", buffering=0) as source:
        source.seek(0)
        compress, finish = _compressor(coding)
        while piece := source.read(_PIECE):
            if packed := compress(piece):
                yield packed
        if rest := finish():
            yield rest


def _compressor(coding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    if coding == "gzip":
        packer: Any = zlib.compressobj(5, wbits=31)
        return packer.compress, packer.flush
    if coding == "br":
        packer = brotli.Compressor(quality=4)
        return packer.process, packer.finish
    if coding == "zstd":
        packer = zstandard.ZstdCompressor(level=3).compressobj()
        return packer.compress, packer.flush
    return bytes, bytes
