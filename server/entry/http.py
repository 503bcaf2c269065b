"""The requests that are answered where connections come in, and answers as they are sent.

Only what most programs send is read here: a whole request for the endpoint, in HTTP/1.1, with a query.
Whatever else comes is for the workers, whose HTTP server reads all of HTTP.
"""

import re
import time
from collections.abc import Iterator
from email.utils import formatdate
from http import HTTPStatus
from typing import NamedTuple
from zlib import crc32

import h11

from graph.settings import Settings
from server.endpoint import Incoming, wants_page
from server.pour import LongAnswer
from server.reply import Reply

# Bytes of a request that are looked at; a longer one is for the workers.
MOST = 1 << 16

# Header lines whose meaning is kept in mind, since a client sends the same ones each time.
_REMEMBERED = 1000
_LONGEST_REMEMBERED = 4096

_LINE = re.compile(rb"(GET|POST) (/sparql/?)(?:\?([!-\"$-~]*+))? HTTP/1\.1\r\n")
_ASKS = re.compile(r"(?:.*&)?query=")
_END = b"\r\n\r\n"

# Header lines that are read; many take long.
_MOST_LINES = 100

# What is read of the header lines; one that stands twice may mean several things.
_READ = frozenset(
    [
        b"host",
        b"accept",
        b"accept-encoding",
        b"if-none-match",
        b"content-type",
        b"content-length",
        b"connection",
    ]
)
_LISTS = frozenset([b"accept", b"accept-encoding", b"if-none-match"])

# What makes a request one for the workers.
_UNUSUAL = frozenset([b"transfer-encoding", b"expect", b"upgrade", b"range"])


class Request(NamedTuple):
    """A request for the endpoint.

    :ivar size: its bytes; if there are fewer, the end of its body is still to come
    :ivar is_last: whether the connection is to be closed after the answer
    """

    incoming: Incoming
    size: int
    is_last: bool

    @property
    def shape(self) -> int:
        """What it has in common with those that differ from it in digits alone."""
        asked = f"{self.incoming.query_string} ".encode() + self.incoming.body
        return crc32(asked.translate(None, b"0123456789"))


class _Told(NamedTuple):
    """What header lines say.

    :ivar common: what `Incoming` has from `accept` to `origin`
    :ivar length: of the body
    :ivar client: that which a proxy names
    """

    common: tuple[str | None, str | None, str | None, str | None, str]
    length: int
    is_last: bool
    client: str


class Requests:
    """Reads requests."""

    def __init__(self, settings: Settings) -> None:
        self._header = settings.client_header.lower().encode()
        self._most = settings.request
        self._told: dict[bytes, _Told | None] = {}

    def read(self, data: bytes, client: str) -> Request | None:
        """The request that begins with some bytes; None: it is one for the workers.

        :param client: the address at the other end of the connection
        """
        line = _LINE.match(data)
        end = data.find(_END) + len(_END)
        if line is None:
            return None
        lines = data[line.end() : end]
        told = self._told[lines] if lines in self._told else self._lines(lines)
        if told is None:
            return None
        method, path, query_string = line.groups(b"")
        size = end + told.length
        asked = query_string.decode("ascii")
        if method == b"POST":
            if size > MOST or told.length > self._most:
                return None
            incoming = Incoming(
                "POST",
                path.decode("ascii"),
                asked,
                *told.common,
                told.client or client,
                data[end:size],
            )
        elif told.length or not _ASKS.match(asked):
            return None
        else:
            incoming = Incoming(
                "GET", path.decode("ascii"), asked, *told.common, told.client or client
            )
        return None if wants_page(incoming) else Request(incoming, size, told.is_last)

    def _lines(self, lines: bytes) -> _Told | None:
        told = self._read(lines)
        if len(lines) <= _LONGEST_REMEMBERED:
            if len(self._told) >= _REMEMBERED:
                self._told.clear()
            self._told[lines] = told
        return told

    def _read(self, lines: bytes) -> _Told | None:
        """What header lines say; None: they are none of a usual request."""
        count = lines.count(b"\n")
        if count > _MOST_LINES or count != lines.count(b"\r\n"):
            return None
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST)
        try:
            connection.receive_data(b"GET / HTTP/1.1\r\n" + lines)
            event = connection.next_event()
        except h11.RemoteProtocolError:
            return None
        if not isinstance(event, h11.Request) or not lines.isascii():
            return None
        found: dict[bytes, str] = {}
        for name, value in event.headers:
            if name in _UNUSUAL or (name in found and name in _READ - _LISTS):
                return None
            told = value.decode("ascii")
            found[name] = f"{found[name]}, {told}" if name in found and name in _LISTS else told
        options = {option.strip() for option in found.get(b"connection", "").lower().split(",")}
        if not options <= {"", "close", "keep-alive"}:
            return None
        get = found.get
        client = get(self._header, "").rpartition(",")[2].strip() if self._header else ""
        common = (
            get(b"accept"),
            get(b"accept-encoding"),
            get(b"if-none-match"),
            get(b"content-type"),
            f"http://{found[b'host']}",
        )
        return _Told(common, int(get(b"content-length", "0")), "close" in options, client)


class Answers:
    """Writes answers."""

    def __init__(self) -> None:
        self._second = -1
        self._good = b""

    def whole(self, reply: Reply, *, is_last: bool) -> bytes:
        """An answer as it is sent; of a long one the beginning.

        :param is_last: whether the connection is closed after it
        """
        closing = _CLOSING.decode() if is_last else ""
        headers = "".join([f"{name}: {value}\r\n" for name, value in reply.headers])
        head = f"{_STATUS[reply.status]}\r\nDate: {_now()}\r\n{closing}{headers}\r\n"
        return head.encode("latin-1", "replace") + reply.content

    def good(self, rest: bytes, *, is_last: bool) -> bytes:
        """An answer of status 200.

        :param rest: what follows the date
        """
        second = int(time.time())
        if second != self._second:
            self._second = second
            self._good = f"{_STATUS[200]}\r\nDate: {_now()}\r\n".encode()
        return b"%b%b%b" % (self._good, _CLOSING if is_last else b"", rest)


_CLOSING = b"Connection: close\r\n"


def _now() -> str:
    """https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1."""
    return formatdate(usegmt=True)


_STATUS = {status.value: f"HTTP/1.1 {status.value} {status.phrase}" for status in HTTPStatus}


class Chunks:
    """A long answer whose length is not known before, in chunks.

    https://www.rfc-editor.org/rfc/rfc9112#section-7.1
    """

    def __init__(self, pieces: LongAnswer) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            yield b"%x\r\n%b\r\n" % (len(piece), piece)
        yield b"0\r\n\r\n"

    def close(self) -> None:
        """Let go of it."""
        self._pieces.close()
