"""Puts a server under load: so many clients at once, each on a connection that is kept open.

Written on plain sockets, since a client that takes longer than the server would be what is measured.
"""

import re
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import quote_plus, urlsplit

# Bytes that are received at once: little enough that the allocator needs no call of the system.
_PIECE = 1 << 16

_LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: *(\d+)\r\n")
_CLOSING = re.compile(rb"\r\n[Cc]onnection: *close\r\n")


@dataclass(slots=True)
class Measured:
    """What a load showed: answers a second, times in milliseconds, and how many failed."""

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    failed: int = 0
    size: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The time, in milliseconds, within which that share of the answers came."""
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


@dataclass(slots=True)
class _Client:
    connection: socket.socket
    began: float = 0
    received: bytearray = field(default_factory=bytearray)
    head: int = -1
    until: int = -1


class Load:
    """Requests for one endpoint.

    :param address: of the endpoint
    :param accept: for SELECT and ASK; of triples Turtle is asked
    """

    def __init__(self, address: str, accept: str = "application/sparql-results+json") -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._path = parts.path
        self._accept = f"{accept}, text/turtle;q=0.9"

    def request(self, query: str) -> bytes:
        """A query as it is sent."""
        return (
            f"GET {self._path}?query={quote_plus(query)} HTTP/1.1\r\n"
            f"Host: {self._host}:{self._port}\r\nAccept: {self._accept}\r\n\r\n"
        ).encode("ascii")

    def run(self, queries: Sequence[str], clients: int, seconds: float) -> Measured:
        """Ask the queries in turn, over and over, until the time is over.

        :param clients: how many ask at once
        """
        requests = cycle([self.request(query) for query in queries])
        measured = Measured()
        with selectors.DefaultSelector() as selector:
            for _ in range(clients):
                client = _Client(self._connected())
                selector.register(client.connection, selectors.EVENT_READ, client)
                self._send(client, requests)
            began = time.perf_counter()
            while (now := time.perf_counter()) - began < seconds:
                for key, _ in selector.select(0.5):
                    self._receive(key.data, requests, measured, selector)
            measured.seconds = now - began
            for key in list(selector.get_map().values()):
                key.data.connection.close()
        return measured

    def once(self, query: str, times: int) -> list[float]:
        """The milliseconds that one client waits for the whole answer, each time."""
        taken = []
        for _ in range(times):
            client = _Client(self._connected())
            client.connection.settimeout(120)
            self._send(client, iter([self.request(query)]))
            while True:
                data = client.connection.recv(1 << 20)
                client.received += data
                if not data or _is_whole(client):
                    break
            taken.append((time.perf_counter() - client.began) * 1000)
            client.connection.close()
        return taken

    def _connected(self) -> socket.socket:
        connection = socket.create_connection((self._host, self._port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _send(self, client: _Client, requests: Iterator[bytes]) -> None:
        client.received.clear()
        client.head = client.until = -1
        client.began = time.perf_counter()
        client.connection.sendall(next(requests))

    def _receive(
        self,
        client: _Client,
        requests: Iterator[bytes],
        measured: Measured,
        selector: selectors.BaseSelector,
    ) -> None:
        try:
            data = client.connection.recv(_PIECE)
        except OSError:
            data = b""
        if not client.received and _is_good_and_whole(data):
            measured.times.append((time.perf_counter() - client.began) * 1000)
            measured.size += len(data)
            client.began = time.perf_counter()
            client.connection.sendall(next(requests))
            return
        client.received += data
        if data and not _is_whole(client):
            return
        if data and client.received.startswith(b"HTTP/1.1 200"):
            measured.times.append((time.perf_counter() - client.began) * 1000)
            measured.size += len(client.received)
        else:
            measured.failed += 1
        if not data or _CLOSING.search(client.received, 0, max(client.head, 0)):
            selector.unregister(client.connection)
            client.connection.close()
            client.connection = self._connected()
            selector.register(client.connection, selectors.EVENT_READ, client)
        self._send(client, requests)


def _is_good_and_whole(data: bytes) -> bool:
    """Whether it is an answer, as most come: at once, with its length, on a connection that stays."""
    end = data.find(b"\r\n\r\n")
    length = _LENGTH.search(data, 0, end + 2)
    return (
        length is not None
        and len(data) == end + 4 + int(length[1])
        and data.startswith(b"HTTP/1.1 200")
        and not _CLOSING.search(data, 0, end + 2)
    )


def _is_whole(client: _Client) -> bool:
    received = client.received
    if client.head < 0:
        client.head = received.find(b"\r\n\r\n")
        if client.head < 0:
            return False
        length = _LENGTH.search(received, 0, client.head + 2)
        if length:
            client.until = client.head + 4 + int(length[1])
    if client.until >= 0:
        return len(received) >= client.until
    return received.endswith(b"0\r\n\r\n")
