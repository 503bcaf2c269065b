"""The endpoint: what it answers to a request, whatever HTTP server hands it over.

It answers `/sparql`, `/store` and `/release/{hash}/sparql`. A browser gets pages there, which
`server.app` draws from what is answered here.
"""

import asyncio
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from graph.errors import LimitError, SommetError
from graph.settings import Settings
from graph.store.remote import Left, Processes
from server import metrics
from server.cache import Cache
from server.describe import description
from server.errors import MethodError, PageMissingError, TooLongError, failure
from server.log import Log
from server.negotiate import SERVICE_FORMATS, Choice, choose, prefers_page
from server.releases import Releases, Served
from server.reply import Reply, coding_of, matches, refusal, represented
from server.sparql import (
    Answer,
    Operation,
    Request,
    answer_graph,
    answered,
    limits_of,
    question_of,
    read_operation,
)
from server.turns import Few, Turns, Untold

ALLOWED = ("GET", "HEAD", "POST", "OPTIONS")
READ = ("GET", "HEAD", "OPTIONS")

# Bytes of the address that are read; the HTTP server itself gives up at 64 kB, without our body.
MOST_ADDRESS = 48_000

# Bytes of an answer from which it is compressed in a thread, beside the event loop.
_WORTH_A_THREAD = 50_000

# Threads for what is not asked on the event loop.
_THREADS = 16

# Answers in files that a worker sends at once: clients may be slow, and each takes room on disk.
FILES = 16

# What every answer bears, and what every answer of the endpoint.
COMMON = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "ETag, Link, Retry-After, Server-Timing, Sommet-Query-Place, Sommet-Release",
    ),
    ("X-Content-Type-Options", "nosniff"),
)
HEADERS = (
    *COMMON,
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Vary", "Accept, Accept-Encoding"),
)
PREFLIGHT = (
    ("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, If-None-Match"),
    ("Access-Control-Allow-Methods", ", ".join(ALLOWED)),
    ("Access-Control-Max-Age", "86400"),
)

_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_IN_PATHS = "/:@!$&'()*+,;="  # https://www.rfc-editor.org/rfc/rfc3986#section-3.3
_OTHER_FORMAT = re.compile(r"(?:^|&)format=(?!html(?:&|$))")


class Incoming(NamedTuple):
    """A request, as any HTTP server can tell it.

    :ivar path: without its percent-encoding
    :ivar query_string: with its percent-encoding
    :ivar origin: scheme and host that the client asked
    :ivar client: whose request it is
    :ivar error: why its body cannot be read, if so
    """

    method: str
    path: str
    query_string: str = ""
    accept: str | None = None
    accept_encoding: str | None = None
    if_none_match: str | None = None
    content_type: str | None = None
    origin: str = ""
    client: str = ""
    body: bytes = b""
    error: SommetError | None = None


class Endpoint:
    """The endpoint of a worker.

    :ivar log: of its requests
    :ivar cache: the answers that it keeps at hand
    """

    def __init__(
        self, releases: Releases, settings: Settings, turns: Turns | Untold, log: Log
    ) -> None:
        self.log = log
        self.files = Few(FILES, "downloads")
        self._releases = releases
        self._limits = limits_of(settings)
        self._turns = turns
        self.cache: Cache[Reply] = Cache(settings.cache)
        self._threads = ThreadPoolExecutor(_THREADS, "endpoint")

    def kept(self, incoming: Incoming) -> Reply | None:
        """What is sent in answer to a request that was answered before."""
        if incoming.method != "GET" or incoming.if_none_match is not None:
            return None
        began = time.perf_counter()
        reply = self.cache.get(_key(incoming, self._releases.current()))
        if reply is not None:
            metrics.count_cached()
            seconds = time.perf_counter() - began
            self.log.request("GET", incoming.path, 200, seconds, reply.query)
        return reply

    def reply(self, incoming: Incoming) -> Reply:
        """What is sent in answer to a request; for a thread, which waits for it."""
        began, served, query = time.perf_counter(), self._releases.current(), ""
        try:
            if incoming.path.startswith("/release/"):
                served = release_of(self._releases, incoming.path)
            operation = self.operation(incoming)
            query = operation.query or ""
            reply = self._reply(operation, served, incoming)
        except Exception as error:  # noqa: BLE001  Whatever it is, the client is told.
            reply = _refused(incoming, error)
        reply.query = query
        return self._finished(incoming, reply, served, began)

    async def reply_soon(
        self, incoming: Incoming, left: Left | None = None, *, is_slow: bool = False
    ) -> Reply:
        """What is sent in answer to a request; for the event loop, which goes on meanwhile.

        :param left: ends when the client has left
        :param is_slow: whether the query is known to take its time
        """
        began, served, query = time.perf_counter(), self._releases.current(), ""
        asks = served.asks
        if incoming.path not in _QUERIED or not isinstance(asks, Processes):
            return await self._in_a_thread(incoming)
        try:
            operation = self.operation(incoming)
            if operation.query is None:
                return await self._in_a_thread(incoming)
            query = operation.query
            put = question_of(operation, query, incoming.accept, served.base, self._limits)
            turn = self._turns.take(incoming.client)
            try:
                given = answered(put, await asks.answer(put.question, left, is_slow=is_slow))
            finally:
                self._over(turn, began, query)
            coding = coding_of(incoming.accept_encoding)
            if coding and given.given.size > _WORTH_A_THREAD:
                reply = await asyncio.to_thread(represented, given, operation, served, coding)
            else:
                reply = represented(given, operation, served, coding)
        except Exception as error:  # noqa: BLE001  Whatever it is, the client is told.
            reply = _refused(incoming, error)
        reply.query = query
        return self._finished(incoming, reply, served, began)

    def refused(self, incoming: Incoming, error: SommetError, query: str) -> Reply:
        """What is sent in answer to a request whose query is refused."""
        reply = _refused(incoming, error)
        reply.query = query
        return self._finished(incoming, reply, self._releases.current(), time.perf_counter())

    async def _in_a_thread(self, incoming: Incoming) -> Reply:
        """What is asked less often: descriptions, graphs, older releases."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.reply, incoming)

    def operation(self, incoming: Incoming) -> Operation:
        """What a request asks for; without anything, if its method asks for nothing.

        :raises RequestError: if it cannot be read
        """
        if incoming.error:
            raise incoming.error
        allowed = _allowed(incoming)
        if incoming.method not in allowed:
            raise MethodError(incoming.method, ", ".join(allowed))
        if len(incoming.query_string) > MOST_ADDRESS:
            raise TooLongError(414, MOST_ADDRESS)
        if incoming.method == "OPTIONS":
            return Operation()
        asked = read_operation(
            Request(incoming.method, incoming.query_string, incoming.content_type, incoming.body)
        )
        if incoming.path.startswith("/store/"):
            return Operation(graph=_address_of(incoming), format=asked.format)
        return asked

    def answer(
        self, operation: Operation, served: Served, accept: str | None, client: str
    ) -> Answer:
        """The answer to an operation that asks for rows or for a graph, when its turn comes.

        :raises SommetError: if it is refused
        """
        query = operation.query
        turn, began = self._turns.take(client), time.perf_counter()
        try:
            if query is None:
                return answer_graph(operation, accept, served, self._limits)
            put = question_of(operation, query, accept, served.base, self._limits)
            return answered(put, served.asks.ask(put.question))
        finally:
            self._over(turn, began, query or "")

    def _over(self, turn: int, began: float, query: str) -> None:
        """Count the end of a query."""
        self._turns.give_back(turn)
        seconds = time.perf_counter() - began
        metrics.count_query(seconds)
        self.log.query(query, seconds)

    def _reply(self, operation: Operation, served: Served, incoming: Incoming) -> Reply:
        if incoming.method == "OPTIONS":
            return Reply(204, (("Allow", ", ".join(_allowed(incoming))), *PREFLIGHT))
        if operation.query is None and operation.graph is None:
            return _described(incoming, served, operation)
        given = self.answer(operation, served, incoming.accept, incoming.client)
        coding = coding_of(incoming.accept_encoding)
        lasting = incoming.path.startswith("/release/")
        return represented(given, operation, served, coding, lasting=lasting)

    def _finished(self, incoming: Incoming, reply: Reply, served: Served, began: float) -> Reply:
        """A reply as it is sent, with what every answer bears."""
        wanted = incoming.if_none_match
        if wanted and reply.status == 200 and incoming.method != "POST":
            reply.status = 304 if matches(wanted, reply.headers) else 200
        is_empty = incoming.method == "HEAD" or reply.status == 304
        if reply.file is not None and is_empty:
            os.close(reply.file)
        elif reply.file is not None and not self.files.take():
            os.close(reply.file)
            reply = refusal(self.files.told())
        headers = [*HEADERS, *reply.headers, ("Sommet-Release", served.hash)]
        if reply.status == 304:
            headers = [header for header in headers if not header[0].startswith("Content-")]
        reply.headers = headers
        if is_empty:
            reply.content, reply.file = b"", None
        elif incoming.method == "GET" and self.cache.most:
            self._keep(incoming, reply, served)
        seconds = time.perf_counter() - began
        headers.append(("Server-Timing", f"total;dur={seconds * 1000:.2f}"))
        metrics.count_request("sparql", reply.status)
        self.log.request(incoming.method, incoming.path, reply.status, seconds, reply.query)
        return reply

    def _keep(self, incoming: Incoming, reply: Reply, served: Served) -> None:
        """Keep an answer at hand, if it is whole and always the same."""
        if reply.file is None and any([name == "ETag" for name, _ in reply.headers]):  # noqa: C419
            headers = [*reply.headers, ("Server-Timing", 'cache;desc="hit"')]
            key = _key(incoming, served)
            size = len(reply.content) + sum(len(part or "") for part in key) + 1000
            self.cache.put(key, replace(reply, headers=headers), size)


_QUERIED = frozenset(["/sparql", "/sparql/"])


def is_endpoint(path: str) -> bool:
    """Whether a path is one that the endpoint answers."""
    return (
        path in _QUERIED
        or path == "/store"
        or path.startswith("/store/")
        or (path.startswith("/release/") and path.endswith(("/sparql", "/sparql/")))
    )


def wants_page(incoming: Incoming) -> bool:
    """Whether a request is a browser's, which gets a page unless it names another format."""
    accept = incoming.accept or ""
    return (
        "html" in accept
        and incoming.method != "OPTIONS"
        and prefers_page(accept)
        and not _OTHER_FORMAT.search(incoming.query_string)
    )


def release_of(releases: Releases, path: str) -> Served:
    """The release that a path names.

    :raises PageMissingError: if there is none of that hash
    """
    digest = path.removeprefix("/release/").partition("/")[0]
    served = releases.older(digest)
    if served is None:
        raise PageMissingError(
            "There is no release of this hash here.",
            name="release",
            value=digest,
            remedy="The header Sommet-Release of /sparql names the one that is served.",
        )
    return served


def _allowed(incoming: Incoming) -> tuple[str, ...]:
    return READ if incoming.path.startswith("/store") else ALLOWED


def _address_of(incoming: Incoming) -> str:
    """The address of a request without its parameters, as the client wrote it.

    It may be the IRI of a graph: https://www.w3.org/TR/sparql11-http-rdf-update/#direct-graph-identification
    """
    scheme, _, host = incoming.origin.partition("://")
    host = host if _HOST.fullmatch(host) else "localhost"
    return f"{scheme}://{host}{quote(incoming.path, safe=_IN_PATHS)}"


def _key(incoming: Incoming, served: Served) -> tuple[str | None, ...]:
    """All that an answer depends on; of a graph at its own address, the whole address."""
    return (
        served.hash,
        incoming.origin if incoming.path.startswith("/store/") else "",
        incoming.path,
        incoming.query_string,
        incoming.accept,
        incoming.accept_encoding,
    )


def _refused(incoming: Incoming, error: Exception) -> Reply:
    if isinstance(error, LimitError):
        metrics.count_refusal(error.name)
    if isinstance(error, SommetError):
        return refusal(error)
    print(f"{incoming.path!r}: {error!r}", file=sys.stderr, flush=True)
    return refusal(failure(incoming.path))


def _described(incoming: Incoming, served: Served, operation: Operation) -> Reply:
    choice = choose(operation.format, incoming.accept, SERVICE_FORMATS)
    choice = choice or Choice(SERVICE_FORMATS[0], SERVICE_FORMATS[0].media_types[0])
    graph = description(served, _address_of(incoming))
    content = graph.serialize(format=choice.format.media_types[0], encoding="utf-8")
    headers = (
        ("Content-Type", choice.content_type),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "public, no-cache"),
    )
    return Reply(200, headers, content)
