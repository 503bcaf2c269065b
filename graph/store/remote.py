"""A dataset asked in processes of its own, each query under limits that hold (see `process`)."""

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from graph.errors import LimitError, SommetError
from graph.store import wire
from graph.store.answer import Given, Kind, Limits, Question
from graph.store.together import QUICK_BY_THE_CLOCK, Together, end

Asked = TypeVar("Asked")
Result = TypeVar("Result")

# What ends when nobody waits for an answer any more.
Left = Callable[[], Awaitable[object]]

# Seconds after its deadline by which a query process must have ended.
_LATE = 2

# Seconds within which a process must be there.
_GREETED = 10

# Questions that wait, in one worker, for their turn to be asked alone, and threads for what stood
# behind a slow question. Each holds a thread.
_MOST_QUEUED = 4
_AT_ONCE = 8

# Characters of a query up to which it is asked together with others.
_LONGEST_TOGETHER = 20_000

# Seconds that a process may be idle.
_IDLE = 1

# Queries that are kept in mind as slow, by their text without digits.
_MOST_SHAPES = 1000
_LONGEST_SHAPE = 10_000
_NO_DIGITS = str.maketrans("", "", "0123456789")


def connect(address: str, kind: int) -> socket.socket:
    """A connection to a new child of a parent.

    :param kind: 0 for a query process, or `wire.OTHER`
    :raises OSError: if the parent is not there
    """
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_GREETED)
    try:
        connection.connect(address)
        wire.send_number(connection, kind)
    except OSError:
        connection.close()
        raise
    return connection


class _Process:
    """A connection to a query process, which is there for it alone."""

    def __init__(self, address: str) -> None:
        self.socket = connect(address, 0)
        try:
            self.pid = wire.receive_number(self.socket)
        except OSError:
            self.socket.close()
            raise

    def ask(self, question: Question, seconds: float | None) -> Given | None:
        """The answer, or None if the process ended before, or did not answer within some seconds."""
        self.socket.settimeout(seconds)
        try:
            self.socket.sendall(wire.question_bytes([question]))
            return wire.receive_answer(self.socket)
        except TimeoutError:
            self.kill()
        except OSError:
            pass
        return None

    def kill(self) -> None:
        """End it, whatever it does."""
        end(self.pid or 0)

    def close(self) -> None:
        self.socket.close()


class _Alone:
    """A question that is asked alone, as long as someone waits for its answer."""

    def __init__(self, question: Question) -> None:
        self.question = question._replace(is_alone=True)
        self.is_left = False
        self._process: _Process | None = None
        self._lock = threading.Lock()

    def is_put_to(self, process: _Process | None) -> None:
        """Note the process that is asked; None: it has answered."""
        with self._lock:
            self._process = process
            if self.is_left and process:
                process.kill()

    def leave(self) -> None:
        """Nobody waits for it any more: its process is ended."""
        with self._lock:
            self.is_left = True
            if self._process:
                self._process.kill()


class Processes:
    """The query processes of one parent, asked by one process.

    Most queries take less time than it takes to pass from one process to another. So what is asked
    at the same moment is asked together, in one process that is ended when it has computed for
    `wire.QUICK` seconds; what it has not answered by then is asked again, each question alone in a
    process that it may keep busy until its own limits end it. A query that took long is asked alone
    at once the next time, also with other numbers in it.

    :param most: how many questions are asked alone at once
    :param patience: seconds that one waits for its turn to be asked alone
    :param bound: the processors that this process is bound to; none: it is not
    :param loop: the event loop whose coroutines ask; none: threads do, and a loop is made
    :ivar running: how many questions are asked alone now
    """

    def __init__(
        self,
        address: str,
        *,
        most: int = 16,
        patience: float = 10,
        bound: Collection[int] = (),
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.address = address
        self.most = most
        self.running = 0
        self._patience = patience
        self._bound = bound
        self._loop = loop or _loop_of_its_own()
        self._executor = ThreadPoolExecutor(most + _MOST_QUEUED + _AT_ONCE, "asking")
        self._alone = threading.BoundedSemaphore(most)
        self._pending = 0
        self._idle: list[_Process] = []
        self._released = 0.0
        self._closed = False
        self._lock = threading.Lock()
        self._together = Together(self._loop, self._near, self._executor)
        self._slow: dict[str, None] = {}

    def ask(self, question: Question) -> Given:
        """The answer to a question of a thread that is not the event loop's.

        :raises LimitError: if it goes over a limit, or must wait for too long
        :raises SommetError: what the query process raised
        """
        return asyncio.run_coroutine_threadsafe(self.answer(question), self._loop).result()

    async def answer(
        self, question: Question, left: Left | None = None, *, is_slow: bool = False
    ) -> Given:
        """The answer to a question.

        :param left: ends when nobody waits for the answer any more; a query that takes its time is
            ended then
        :param is_slow: whether it is known to take its time
        :raises LimitError: if it goes over a limit, or must wait for too long
        :raises SommetError: what the query process raised
        """
        given = None
        shape = question.text.translate(_NO_DIGITS)
        if not is_slow and shape not in self._slow and len(question.text) < _LONGEST_TOGETHER:
            asked = await self._together.ask(question)
            given = asked.given
            if given is None and not asked.is_only:
                given = await self._in_a_thread(self._asked_quickly, question)
        if given is None:
            given, seconds = await self._asked_alone(question, left)
            self._remember(shape, is_slow=seconds > wire.QUICK)
        if given.kind is Kind.ERROR:
            raise wire.error_of(given.content)
        return given

    def close(self) -> None:
        """End the processes that are idle; the others end when they have answered."""
        self._closed = True
        self._together.close()
        while self._idle:
            with suppress(IndexError):
                self._idle.pop().close()

    async def _in_a_thread(self, ask: Callable[[Asked], Result], asked: Asked) -> Result:
        return await self._loop.run_in_executor(self._executor, ask, asked)

    def _remember(self, shape: str, *, is_slow: bool) -> None:
        """Keep in mind what is better asked alone at once: queries that differ in numbers alone."""
        with self._lock:
            self._slow.pop(shape, None)
            if is_slow and len(shape) < _LONGEST_SHAPE:
                self._slow[shape] = None
                if len(self._slow) > _MOST_SHAPES:
                    del self._slow[next(iter(self._slow))]

    def _asked_quickly(self, question: Question) -> Given | None:
        """The answer to a question that stood behind a slow one; None if it is the slow one."""
        process = self._process()
        given = process.ask(question, QUICK_BY_THE_CLOCK)
        if given is None:
            process.close()
        else:
            self._release(process, leaving=given.leaving)
        return given

    def _near(self) -> tuple[socket.socket, int]:
        """A process that stays on the processors of this one, if this one is bound to some.

        To pass from one process to another on the same processor costs a fraction, and less if the
        one that is woken lets the other finish.
        """
        process = self._new() if self._bound else self._process()
        if self._bound and process.pid:
            with suppress(OSError):
                os.sched_setaffinity(process.pid, self._bound)
                os.sched_setscheduler(process.pid, os.SCHED_BATCH, os.sched_param(0))
        return process.socket, process.pid or 0

    async def _asked_alone(self, question: Question, left: Left | None) -> tuple[Given, float]:
        """The answer, and how many seconds it took from its turn on."""
        if self._pending >= self.most + _MOST_QUEUED:
            raise self._busy()
        self._pending += 1
        alone = _Alone(question)
        watching = asyncio.ensure_future(_watch(left, alone)) if left else None
        try:
            return await self._in_a_thread(self._in_turn, alone)
        finally:
            self._pending -= 1
            if watching:
                watching.cancel()

    def _in_turn(self, alone: _Alone) -> tuple[Given, float]:
        if not self._alone.acquire(timeout=self._patience):
            raise self._busy()
        began = time.monotonic()
        self._count(1)
        try:
            return self._answer(alone), time.monotonic() - began
        finally:
            self._count(-1)
            self._alone.release()

    def _count(self, difference: int) -> None:
        with self._lock:
            self.running += difference

    def _busy(self) -> LimitError:
        return LimitError(
            "As many queries run already as may run at once.",
            name="queries",
            value=str(self.most),
            remedy="Ask again in some seconds.",
        )

    def _answer(self, alone: _Alone) -> Given:
        limits = alone.question.limits
        for _ in range(3):
            if alone.is_left:
                break
            process = self._process()
            alone.is_put_to(process)
            given = process.ask(
                alone.question, None if limits.seconds is None else limits.seconds + _LATE
            )
            alone.is_put_to(None)
            if given:
                self._release(process, leaving=given.leaving)
                return given
            process.close()
            if not alone.is_left and (ended_by := self._end_of(process.pid)):
                raise _over_limit(ended_by, limits)
        raise _gone()

    def _release(self, process: _Process, *, leaving: bool) -> None:
        """Keep a process for the next question, or let it end: one at hand is enough."""
        if leaving or self._closed or self._idle:
            process.close()
        else:
            self._released = time.monotonic()
            self._idle.append(process)

    def sweep(self) -> None:
        """End the process that is idle, if it has been for a while: it holds memory."""
        if self._idle and time.monotonic() - self._released > _IDLE:
            with suppress(IndexError):
                self._idle.pop().close()

    def _process(self) -> _Process:
        with suppress(IndexError):
            return self._idle.pop()
        return self._new()

    def _new(self) -> _Process:
        for pause in (0.05, 0.2, 0.5, 1, 2, 0):  # The parent may just be started anew.
            try:
                return _Process(self.address)
            except OSError:
                time.sleep(pause)
        raise _gone()

    def _end_of(self, pid: int | None) -> int | None:
        """The signal that ended a query process; 0 or None if it ended by itself."""
        if not pid:
            return None
        with suppress(OSError), socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(5)
            asking.connect(self.address)
            wire.send_number(asking, pid)
            return wire.receive_number(asking)
        return None


async def _watch(left: Left, alone: _Alone) -> None:
    await left()
    alone.leave()


def _loop_of_its_own() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


def _gone() -> LimitError:
    return LimitError(
        "The processes that answer queries are not there.",
        name="release",
        remedy="Ask again in some seconds.",
    )


def _over_limit(ended_by: int, limits: Limits) -> SommetError:
    if ended_by == signal.SIGALRM:
        return LimitError(
            f"The query took longer than {limits.seconds:g} seconds.",
            name="timeout",
            value=f"{limits.seconds:g}",
            remedy="Ask for less: name more of what is sought, or put a LIMIT in a subquery.",
        )
    megabytes = (limits.memory_bytes or 0) // 1024**2
    return LimitError(
        f"The query took more memory than {megabytes} MB.",
        name="memory",
        value=str(limits.memory_bytes),
        remedy="Ask for less: fewer rows to sort, group or keep apart.",
    )
