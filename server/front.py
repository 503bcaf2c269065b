"""The service as granian runs it, by RSGI (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md).

What programs ask of the endpoint is answered on the event loop, which waits for many query processes
at once; all else goes to the web application, which is WSGI, in threads.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from flask import Flask

from graph.errors import LimitError, SommetError
from graph.settings import Settings
from server.endpoint import Endpoint, Incoming, is_endpoint, wants_page
from server.entry.board import Clients
from server.errors import MalformedRequestError, SlowError, TooLongError
from server.pour import LongAnswer, Pours
from server.reply import Pieces, Reply, refusal
from server.wsgi import Answer, answer, environment

# Threads that draw pages, and threads for those who watch the service, whom slow pages must not stop.
THREADS = 16
_WATCHING = 4
_WATCHED = frozenset(["/healthz", "/readyz", "/metrics"])

# Seconds within which the body of a request must be there.
_BODY = 30

# Of a body that is too long, how many times what it may have is read, and thrown away: a client that
# is still sending would not read the answer.
_DRAINED = 16

Headers = list[tuple[str, str]]


class HTTPProtocol(Protocol):
    """What granian hands over to read a request's body and to answer it."""

    async def __call__(self) -> bytes: ...  # noqa: D102
    async def client_disconnect(self) -> None: ...  # noqa: D102
    def __aiter__(self) -> Any: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...  # noqa: D102
    def response_file(self, status: int, headers: Headers, file: str) -> None: ...  # noqa: D102


class Front:
    """Hands requests to the endpoint or to the web application.

    :param clients: whose a connection is; None: of who is at its other end
    :param address: where connections come in
    """

    def __init__(
        self,
        app: Flask,
        endpoint: Endpoint,
        pours: Pours,
        clients: Clients | None,
        address: tuple[str, int],
        settings: Settings,
    ) -> None:
        self._app = app.wsgi_app
        self._endpoint = endpoint
        self._pours = pours
        self._clients = clients
        self._server = f"{address[0]}:{address[1]}"
        self._header = settings.client_header.lower()
        self._most = settings.request
        self._threads = ThreadPoolExecutor(THREADS, "pages")
        self._watching = ThreadPoolExecutor(_WATCHING, "watching")

    async def answer(self, scope: Any, protocol: HTTPProtocol) -> None:
        """Answer a request."""
        incoming = self._incoming(scope)
        is_for_endpoint = is_endpoint(incoming.path) and not wants_page(incoming)
        if is_for_endpoint and (kept := self._endpoint.kept(incoming)):
            self._send(kept, protocol)
            return
        if incoming.method in ("POST", "PUT", "PATCH"):
            incoming = await self._with_body(incoming, scope, protocol)
        if is_for_endpoint:
            self._send(
                await self._endpoint.reply_soon(incoming, protocol.client_disconnect), protocol
            )
        else:
            await self._draw(incoming, scope, protocol)

    def _incoming(self, scope: Any) -> Incoming:
        header = scope.headers.get
        client = self._told(scope) if self._header else self._client(scope.client)
        return Incoming(
            scope.method,
            scope.path,
            scope.query_string,
            ", ".join(scope.headers.get_all("accept")) or None,
            header("accept-encoding"),
            header("if-none-match"),
            header("content-type"),
            f"{scope.scheme}://{scope.authority or header('host') or self._server}",
            client,
        )

    def _client(self, address: str) -> str:
        """The client at the other end of a connection, perhaps behind the dispatcher."""
        host, _, port = address.rpartition(":")
        return host if self._clients is None else self._clients.get(int(port)) or host

    def _told(self, scope: Any) -> str:
        """The client as the proxy names it: last, in a header of its own perhaps."""
        told = [value for name, value in scope.headers.items() if name == self._header]
        return told[-1].rpartition(",")[2].strip() if told else ""

    async def _with_body(self, incoming: Incoming, scope: Any, protocol: HTTPProtocol) -> Incoming:
        told = scope.headers.get("content-length") or ""
        length = int(told) if told.isdecimal() else None
        in_chunks = "transfer-encoding" in scope.headers
        try:
            async with asyncio.timeout(_BODY):
                body = await self._body(length, protocol, in_chunks=in_chunks)
        except TimeoutError:
            return incoming._replace(error=SlowError(_BODY))
        except SommetError as error:
            return incoming._replace(error=error)
        return incoming._replace(body=body)

    async def _body(
        self, length: int | None, protocol: HTTPProtocol, *, in_chunks: bool = False
    ) -> bytes:
        if length is not None and length <= self._most:
            try:
                return await protocol()
            except RuntimeError as error:
                raise _cut(f"The body of the request ends before its {length} bytes.") from error
        content, size, ends = bytearray(), 0, 0
        async for piece in protocol:
            size += len(piece)
            ends += not piece
            if size <= self._most:
                content += piece
            elif size > self._most * _DRAINED or not piece:
                break
        if size > self._most or length is not None:
            raise TooLongError(413, self._most)
        # granian gives an empty piece for the end, and one more for what breaks a body off.
        if in_chunks and ends > 1:
            raise _cut("The body of the request ends before its last chunk.")
        return bytes(content)

    def _send(self, reply: Reply, protocol: HTTPProtocol) -> None:
        headers = list(reply.headers)
        if reply.file is None:
            protocol.response_bytes(reply.status, headers, reply.content)
            return
        self._pour(reply.status, headers, Pieces(reply.file, headers), protocol)

    def _pour(
        self, status: int, headers: Headers, pieces: LongAnswer, protocol: HTTPProtocol
    ) -> None:
        """Send a long answer, which has taken its turn among those."""
        try:
            path = self._pours.pour(pieces, self._endpoint.files.give_back)
        except (OSError, RuntimeError) as error:
            self._send(refusal(_no_room(error)), protocol)
        else:
            protocol.response_file(status, headers, path)

    async def _draw(self, incoming: Incoming, scope: Any, protocol: HTTPProtocol) -> None:
        """Answer by the web application."""
        asked = environment(incoming, scope, self._server)
        loop = asyncio.get_running_loop()
        threads = self._watching if incoming.path in _WATCHED else self._threads
        drawn: Answer = await loop.run_in_executor(threads, answer, self._app, asked)
        if drawn.pieces is None:
            protocol.response_bytes(drawn.status, drawn.headers, drawn.content)
        elif self._endpoint.files.take():
            self._pour(drawn.status, drawn.headers, drawn.pieces, protocol)
        else:
            drawn.pieces.close()
            self._send(refusal(self._endpoint.files.told()), protocol)


def _no_room(error: Exception) -> LimitError:
    return LimitError(
        f"The answer cannot be sent ({error}).",
        name="storage",
        remedy="Tell those who run the service that its disk or its threads are used up.",
    )


def _cut(message: str) -> MalformedRequestError:
    return MalformedRequestError(message, name="body", remedy="Send it whole.")
