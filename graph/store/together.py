"""Questions that are asked at the same moment, asked together in one query process."""

import asyncio
import os
import signal
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextlib import suppress

from graph.store import wire
from graph.store.answer import Given, Question

# Seconds for which a process may compute for questions that are asked together, by the clock: more
# than by its own time, which stands still while it waits for a processor or a disk.
QUICK_BY_THE_CLOCK = 2

# Bytes that are read at once.
_PIECE = 1 << 18


class Waiting:
    """A question, and its answer once there is one.

    :ivar given: the answer; None: it took longer than together it may
    :ivar is_only: whether nothing else was asked with it
    """

    __slots__ = ("given", "is_only", "over", "question")

    def __init__(self, question: Question, over: "asyncio.Future[None]") -> None:
        self.question = question
        self.over = over
        self.given: Given | None = None
        self.is_only = False

    def end(self, given: Given | None, *, is_only: bool) -> None:
        """Tell who waits."""
        self.given, self.is_only = given, is_only
        if not self.over.done():
            self.over.set_result(None)


class Together:
    """One query process, asked for all that waits each time that it has answered.

    All methods but `close` belong to the thread of the event loop.

    :param start: connects to a query process, and may take its time
    :param executor: where it does so
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        start: Callable[[], tuple[socket.socket, int]],
        executor: Executor,
    ) -> None:
        self._loop = loop
        self._start = start
        self._executor = executor
        self._waiting: deque[Waiting] = deque()
        self._asked: deque[Waiting] = deque()
        self._count = 0
        self._is_busy = False
        self._is_closed = False
        self._socket: socket.socket | None = None
        self._pid = 0
        self._received = bytearray()
        self._deadline: asyncio.TimerHandle | None = None
        self._sending: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Waiting:
        """Wait for the answer, or for the end of the process that should have given it."""
        waiting = Waiting(question, self._loop.create_future())
        self._waiting.append(waiting)
        if not self._is_busy:
            self._is_busy = True
            self._loop.call_soon(self._go_on)
        await waiting.over
        return waiting

    def close(self) -> None:
        """Ask nothing more of the process, once it has answered."""
        with suppress(RuntimeError):  # The loop is closed.
            self._loop.call_soon_threadsafe(self._close)

    def _close(self) -> None:
        self._is_closed = True
        if not self._is_busy:
            self._leave()

    def _go_on(self) -> None:
        """Ask what waits, if anything does."""
        if not self._waiting:
            self._is_busy = False
            if self._is_closed:
                self._leave()
        elif self._socket is None:
            starting = self._loop.run_in_executor(self._executor, self._start)
            starting.add_done_callback(self._begin)
        else:
            self._send(self._socket)

    def _begin(self, started: "asyncio.Future[tuple[socket.socket, int]]") -> None:
        if started.cancelled() or started.exception() is not None:
            while self._waiting:
                self._waiting.popleft().end(None, is_only=True)
            self._is_busy = False
            return
        self._socket, self._pid = started.result()
        self._socket.setblocking(False)
        self._received.clear()
        self._loop.add_reader(self._socket.fileno(), self._receive)
        self._go_on()

    def _send(self, connection: socket.socket) -> None:
        self._count = min(len(self._waiting), wire.MOST_TOGETHER)
        self._asked.extend(self._waiting.popleft() for _ in range(self._count))
        self._deadline = self._loop.call_later(QUICK_BY_THE_CLOCK, end, self._pid)
        data = wire.question_bytes([waiting.question for waiting in self._asked])
        try:
            sent = connection.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # It has ended, and the reader is told so.
        if sent < len(data):
            rest = self._loop.sock_sendall(connection, memoryview(data)[sent:])
            self._sending = self._loop.create_task(_in_vain(rest))

    def _receive(self) -> None:
        if self._socket is None:
            return
        try:
            data = self._socket.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end()
            return
        self._received += data
        leaving, used = False, 0
        while self._asked:
            given, size = wire.answer_in(self._received, used)
            if given is None:
                break
            used += size
            leaving = given.leaving
            self._asked.popleft().end(given, is_only=False)
        del self._received[:used]
        if not self._asked:
            self._rest(leaving=leaving)

    def _rest(self, *, leaving: bool) -> None:
        """All is answered."""
        if self._deadline is not None:
            self._deadline.cancel()
        if leaving or self._is_closed:
            self._leave()
        self._go_on()

    def _end(self) -> None:
        """The process ended before it had answered all."""
        is_only = self._count == 1
        while self._asked:
            self._asked.popleft().end(None, is_only=is_only)
        was_busy = self._is_busy
        self._leave()
        if was_busy:
            self._rest(leaving=False)

    def _leave(self) -> None:
        if self._socket is not None:
            self._loop.remove_reader(self._socket.fileno())
            if self._sending is not None:
                # Else the loop would go on to look at a number that the next socket may get.
                self._loop.remove_writer(self._socket.fileno())
                self._sending.cancel()
                self._sending = None
            self._socket.close()
            self._socket = None


def end(pid: int) -> None:
    """End a query process, whatever it does; 0: there is none."""
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def _in_vain(sending: Awaitable[None]) -> None:
    with suppress(OSError):
        await sending
