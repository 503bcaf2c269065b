"""A process that holds the release and answers requests for the endpoint on their connections.

To pass a small query from one process to another costs more than to answer it. So it is answered where
it is read, in a process that may be ended at any moment: by an alarm, once it has computed for
`wire.QUICK` seconds, or by the system, for want of memory. Nothing is lost with it. The dispatcher
(`server.entry.dispatcher`) has all its connections too, and a request is taken from its connection
only once there is an answer: until then it stands where whoever comes next will find it.

Started by the supervisor as a parent of query processes (`graph.store.process`), which forks one when
the dispatcher asks it to.
"""

import gc
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from graph.errors import SommetError
from graph.store import Given, Question, Store, process, wire
from server import metrics
from server.cache import Cache
from server.endpoint import Endpoint
from server.entry.board import Board
from server.entry.express import Express, Sent
from server.entry.http import MOST, Answers, Request, Requests
from server.entry.told import CLOSED, ELSEWHERE, LAST, MESSAGE, REST, SLOW, SURE, Task, full
from server.house import bind
from server.log import Log
from server.releases import Fixed, Served
from server.reply import refusal
from server.sparql import limits_of, query_alone
from server.turns import Untold

# Bytes of a request up to which it is answered here.
_LONGEST = 20_000

# Seconds that a connection may be silent.
_SILENT = 75

# Seconds between two times that this process counts and looks at its connections.
_LOOK = 0.5

# Seconds for which answers that are ready wait for others, so that their clients are woken less often.
_AT_LEAST = 0.001

# Seconds after which a process that answers is allowed the whole of its time again.
_ALLOWED = 0.004


def main(source: str, task: str) -> None:
    """Serve until standard input ends, as `graph.store.process` does."""
    answering = _Answering(Task.read(task))
    gc.freeze()
    process.main(source, answering.run)


class _Here:
    """A store that is asked in this process."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ask(self, question: Question) -> Given:
        """The answer.

        :raises SommetError: as `Store.ask` does
        """
        try:
            return self._store.ask(question)
        except MemoryError:
            os.abort()


class _Connection:
    """A connection.

    :ivar used: when something came over it the last time
    :ivar lacks: whether the end of a request was still to come then
    """

    __slots__ = ("client", "lacks", "number", "socket", "used")

    def __init__(self, number: int, client: str, connection: socket.socket, now: float) -> None:
        self.number = number
        self.client = client
        self.socket = connection
        self.used = now
        self.lacks = False


class _Ready(NamedTuple):
    """An answer that is to be sent, and the size of the request to take from the connection."""

    connection: _Connection
    size: int
    whole: bytes
    is_last: bool


class _Kept(NamedTuple):
    """An answer that is kept: what follows its date."""

    rest: bytes
    query: str


class _Answering:
    """An answering process."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._requests = Requests(task.settings)
        self._answers = Answers()
        self._connections: dict[int, _Connection] = {}
        self._counted = self._allowed = 0.0
        self._buffer = memoryview(bytearray(MOST))
        self._has_grown = self._is_over = self._is_leaving = False
        self._board = Board(Path(task.folder) / "board")
        self._ready: list[_Ready] = []

    def run(self, store: Store, control: socket.socket) -> None:
        """Answer on the connections that come over a socket, until it closes."""
        number = wire.receive_number(control)
        if number is None:
            return
        self._begin(store, control, number)
        wire.send_number(control, os.getpid())
        control.setblocking(False)
        while self._answer_all():
            pass

    def _begin(self, store: Store, control: socket.socket, number: int) -> None:
        """Become the answering process of a number."""
        task, settings = self._task, self._task.settings
        metrics.count_as(f"answering{number}")
        bind(number, settings.workers)
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        served = Served(task.hash, task.base, _Here(store), task.place)
        self._log = Log(settings.access_log, settings.slow_query)
        self._cache: Cache[_Kept] = Cache(settings.cache)
        # Its cache would keep the same answers once more.
        without = replace(settings, cache=0)
        self._endpoint = Endpoint(Fixed(served), without, Untold(), self._log)
        self._express = Express(served.asks, served, limits_of(settings), self._log)
        self._number, self._control = number, control
        self._board.end(number)
        self._memory = process.Memory()
        self._memory.limit(settings.memory + settings.cache)
        self._epoll = select.epoll()
        self._epoll.register(control.fileno(), select.EPOLLIN)

    def _answer_all(self) -> bool:
        """Answer all requests that there are, each in turn.

        :returns: whether to go on
        """
        # Before it ends, what came meanwhile.
        ready = self._epoll.poll(0 if self._is_leaving else _LOOK)
        now = time.monotonic()
        for file, _ in ready:
            self._allow()
            connection = self._connections.get(file)
            if connection is not None:
                connection.used = now
                self._try(connection)
                if self._ready and time.monotonic() - now > _AT_LEAST:
                    self._send_all()
                    now = time.monotonic()
            elif file == self._control.fileno():
                self._take(now)
        if self._ready:
            self._send_all()
        if now - self._counted > _LOOK or self._is_leaving:
            self._counted = now
            self._keep_house(now)
        if self._is_leaving:
            return False
        self._is_leaving = self._has_grown or self._is_over
        return True

    def _allow(self) -> None:
        """Let this process compute for `wire.QUICK` seconds at most from now on.

        Not for each request, since a call of the system costs as much as a tenth of one.
        """
        now = time.perf_counter()
        if now - self._allowed > _ALLOWED:
            self._allowed = now
            signal.setitimer(signal.ITIMER_PROF, wire.QUICK)
            self._has_grown |= self._memory.has_grown(self._cache.size)

    def _keep_house(self, now: float) -> None:
        """What is done now and then, beside answering."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        self._allowed = 0.0
        with suppress(OSError, IndexError):
            metrics.write(0)
        for connection in list(self._connections.values()):
            if connection.lacks and now - connection.used > 1:
                self._let_go(connection, ELSEWHERE)
            elif now - connection.used > _SILENT:
                self._let_go(connection, CLOSED)

    def _take(self, now: float) -> None:
        """Take a connection from the dispatcher, or note that it wants this process to end."""
        told, files = b"", list[int]()
        try:
            told, files, _, _ = socket.recv_fds(self._control, 256, 1)
        except BlockingIOError:
            return
        except OSError:
            pass
        if not told or not files:
            self._is_over = True
            self._epoll.unregister(self._control.fileno())
            return
        connection = socket.socket(fileno=files[0])
        number, _ = MESSAGE.unpack_from(told)
        client = told[MESSAGE.size :].decode()
        # A process that had it before may have waited for more bytes than will come.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        self._connections[files[0]] = _Connection(number, client, connection, now)
        self._epoll.register(files[0], select.EPOLLIN)

    def _try(self, connection: _Connection) -> None:
        """Answer on a connection; on what goes wrong there, whatever it is, the workers shall."""
        self._board.begin(self._number, connection.number)
        try:
            self._answer(connection)
        except MemoryError:
            os.abort()
        except Exception as error:  # noqa: BLE001  Its successors would end of it too.
            print(f"A request cannot be read: {error!r}", file=sys.stderr, flush=True)
            if connection.socket.fileno() in self._connections:
                self._let_go(connection, ELSEWHERE)
        finally:
            self._board.end(self._number)

    def _answer(self, connection: _Connection) -> None:
        """Answer the request that stands on a connection, or say who shall."""
        try:
            size = connection.socket.recv_into(self._buffer, MOST, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            size = 0
        request = self._requests.read(bytes(self._buffer[:size]), connection.client)
        if request is None or (request.size > size and connection.lacks):
            self._let_go(connection, ELSEWHERE if size else CLOSED)
            return
        if request.size > size:
            self._wait(connection, request.size)
            return
        if connection.lacks:
            self._wait(connection, 0)
        whole = self._kept(request)
        if whole is None:
            board = self._board
            if request.size > _LONGEST or (board.has_slow and board.is_slow(request.shape)):
                self._let_go(connection, SLOW)
                return
            whole = self._answered(request)
        if len(whole) > SURE and self._board.is_full:
            whole = self._answers.whole(refusal(full()), is_last=request.is_last)
        self._ready.append(_Ready(connection, request.size, whole, request.is_last))

    def _kept(self, request: Request) -> bytes | None:
        """The answer to a request that was answered before."""
        kept = self._cache.get(_key(request))
        if kept is None:
            return None
        metrics.count_cached()
        if self._log.writes:
            self._log.request("GET", request.incoming.path, 200, 0, kept.query)
        return self._answers.good(kept.rest, is_last=request.is_last)

    def _answered(self, request: Request) -> bytes:
        """The answer to a request, as it is sent."""
        incoming, is_last = request.incoming, request.is_last
        if incoming.method == "GET" and incoming.if_none_match is None:
            query = query_alone(incoming.query_string) or ""
            try:
                sent = self._express.answer(query, incoming) if query else None
            except SommetError as error:
                reply = self._endpoint.refused(incoming, error, query)
                return self._answers.whole(reply, is_last=is_last)
            if sent:
                self._keep(request, query, sent)
                rest = b"%b%b\r\n\r\n%b" % (sent.head, sent.time, sent.content)
                return self._answers.good(rest, is_last=is_last)
        return self._answers.whole(self._endpoint.reply(incoming), is_last=is_last)

    def _keep(self, request: Request, query: str, sent: Sent) -> None:
        """Keep an answer at hand, if it is always the same."""
        if sent.lasts and self._cache.most:
            rest = b'%bcache;desc="hit"\r\n\r\n%b' % (sent.head, sent.content)
            key = _key(request)
            size = len(rest) + len(query) + sum(len(str(part)) for part in key) + 1000
            self._cache.put(key, _Kept(rest, query), size)

    def _send_all(self) -> None:
        """Send the answers that are ready, and take the requests from their connections."""
        for connection, size, whole, is_last in self._ready:
            self._allow()
            self._board.send(self._number, connection.number)
            try:
                connection.socket.recv_into(self._buffer, size)
                self._send(connection, whole, is_last=is_last)
            except OSError:
                self._let_go(connection, CLOSED)
            self._board.end(self._number)
        self._ready.clear()

    def _wait(self, connection: _Connection, size: int) -> None:
        """Be told of a connection when so many bytes stand on it, or when it is at its end.

        :param size: 0: it is whole
        """
        connection.lacks = bool(size)
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size or 1)

    def _send(self, connection: _Connection, content: bytes, *, is_last: bool) -> None:
        try:
            sent = connection.socket.send(content)
        except BlockingIOError:
            sent = 0
        if sent < len(content):
            file = os.memfd_create("rest")
            try:
                with memoryview(content) as left:
                    while sent < len(content):
                        sent += os.write(file, left[sent:])
                self._let_go(connection, LAST if is_last else REST, file)
            finally:
                os.close(file)
        elif is_last:
            connection.socket.shutdown(socket.SHUT_WR)
            self._let_go(connection, CLOSED)

    def _let_go(self, connection: _Connection, told: int, file: int | None = None) -> None:
        """Leave a connection to the dispatcher, and tell it why."""
        if connection.lacks:
            self._wait(connection, 0)
        number = connection.socket.fileno()
        # It would be told of still, since others have it too.
        self._epoll.unregister(number)
        del self._connections[number]
        connection.socket.close()
        message = MESSAGE.pack(connection.number, told)
        while True:
            try:
                socket.send_fds(self._control, [message], [] if file is None else [file])
            except BlockingIOError:
                select.select([], [self._control], [], 1)
            except OSError:
                os._exit(0)  # The dispatcher is gone, and all connections with it.
            else:
                return


def _key(request: Request) -> tuple[Hashable, ...]:
    """All that the answer to a request without a body depends on, from its method to `If-None-Match`."""
    return request.incoming[:6]


if __name__ == "__main__":
    main(*sys.argv[1:])
