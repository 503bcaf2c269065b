"""A dataset asked in processes of its own, each query under limits that hold (see `process`)."""

import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Collection, Sequence
from contextlib import suppress

from graph.errors import LimitError, SommetError
from graph.store import wire
from graph.store.answer import Given, Kind, Limits, Question

# Seconds after its deadline by which a query process must have ended.
_LATE = 2

# Seconds within which a process must be there.
_GREETED = 10

# Questions that wait, in one worker, for their turn to be asked alone. Each holds a thread.
_MOST_QUEUED = 4

# Seconds for which a process may compute for questions that are asked together, by the clock: more
# than by its own time, which stands still while it waits for a processor or a disk.
_QUICK_BY_THE_CLOCK = 2

# Seconds that a process may be idle.
_IDLE = 1

# Queries that are kept in mind as slow, by their text without digits.
_MOST_SHAPES = 1000
_LONGEST_SHAPE = 10_000
_NO_DIGITS = str.maketrans("", "", "0123456789")


class _Process:
    """A connection to a query process, which is there for it alone."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_GREETED)
        try:
            self._socket.connect(address)
            wire.send_number(self._socket, 0)
            self.pid = wire.receive_number(self._socket)
        except OSError:
            self._socket.close()
            raise

    def ask_all(self, questions: Sequence[Question]) -> list[Given]:
        """The answers, in turn; fewer if the process ended before it gave them all."""
        self._socket.settimeout(_QUICK_BY_THE_CLOCK)
        answers: list[Given] = []
        try:
            wire.send_questions(self._socket, questions)
            for answer in wire.receive_answers(self._socket, len(questions)):
                answers.append(answer)
        except TimeoutError:
            self._kill()
        except OSError:
            pass
        return answers

    def _kill(self) -> None:
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def ask(self, question: Question) -> Given | None:
        """The answer, or None if the process ended before."""
        seconds = question.limits.seconds
        self._socket.settimeout(None if seconds is None else seconds + _LATE)
        try:
            wire.send_questions(self._socket, [question])
            return wire.receive_answer(self._socket)
        except TimeoutError:
            self._kill()
        except OSError:
            pass
        return None

    def close(self) -> None:
        self._socket.close()


class _Waiting:
    """A question that waits to be asked together with others."""

    __slots__ = ("given", "is_only", "is_over", "question", "turn")

    def __init__(self, question: Question) -> None:
        self.question = question
        self.given: Given | None = None
        self.is_over = self.is_only = False
        self.turn = threading.Lock()
        self.turn.acquire()


class Processes:
    """The query processes of one parent, asked by the threads of one process.

    Most queries take less time than it takes to pass from one process to another. So what is asked
    at the same moment is asked together, in one process that is ended when it has computed for
    `wire.QUICK` seconds; what it has not answered by then is asked again, each question alone in a
    process that it may keep busy until its own limits end it. A query that took long is asked alone
    at once the next time, also with other numbers in it.

    :param most: how many questions are asked alone at once
    :param patience: seconds that one waits for its turn to be asked alone
    :param bound: the processors that this process is bound to; none: it is not
    :ivar running: how many questions are asked alone now
    """

    def __init__(
        self,
        address: str,
        *,
        most: int = 16,
        patience: float = 10,
        bound: Collection[int] = (),
    ) -> None:
        self.address = address
        self.most = most
        self.running = 0
        self._patience = patience
        self._bound = bound
        self._alone = threading.BoundedSemaphore(most)
        self._queued = 0
        self._idle: list[_Process] = []
        self._released = 0.0
        self._closed = False
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._is_led = False
        self._shared: _Process | None = None
        self._slow: dict[str, None] = {}

    def ask(self, question: Question) -> Given:
        """The answer to a question.

        :raises LimitError: if it goes over a limit, or must wait for too long
        :raises SommetError: what the query process raised
        """
        shape = question.text.translate(_NO_DIGITS)
        given = None if shape in self._slow else self._asked_together(question)
        if given is None:
            given, seconds = self._asked_alone(question)
            self._remember(shape, is_slow=seconds > wire.QUICK)
        if given.kind is Kind.ERROR:
            raise wire.error_of(given.content)
        return given

    def close(self) -> None:
        """End the processes that are idle; the others end when they have answered."""
        self._closed = True
        while self._idle:
            with suppress(IndexError):
                self._idle.pop().close()
        with self._lock:
            if not self._is_led and self._shared:
                self._shared.close()
                self._shared = None

    def _remember(self, shape: str, *, is_slow: bool) -> None:
        """Keep in mind what is better asked alone at once: queries that differ in numbers alone."""
        with self._lock:
            self._slow.pop(shape, None)
            if is_slow and len(shape) < _LONGEST_SHAPE:
                self._slow[shape] = None
                if len(self._slow) > _MOST_SHAPES:
                    del self._slow[next(iter(self._slow))]

    def _asked_together(self, question: Question) -> Given | None:
        """The answer, or None if it takes longer than together it may.

        One of the threads that wait leads: it asks for all, and hands the lead on.
        """
        mine = _Waiting(question)
        with self._lock:
            self._waiting.append(mine)
            leads, self._is_led = not self._is_led, True
        if not leads:
            mine.turn.acquire()
        if not mine.is_over:
            self._lead()
        if mine.given is None and not mine.is_only:
            return self._asked_quickly(question)
        return mine.given

    def _lead(self) -> None:
        with self._lock:
            count = min(len(self._waiting), wire.MOST_TOGETHER)
            batch = [self._waiting.popleft() for _ in range(count)]
        try:
            answers = self._answers([waiting.question for waiting in batch])
            for waiting, given in zip(batch, answers, strict=False):
                waiting.given = given
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._is_led = following is not None
            if following:
                following.turn.release()
            for waiting in batch:
                waiting.is_over, waiting.is_only = True, len(batch) == 1
                waiting.turn.release()

    def _answers(self, questions: Sequence[Question]) -> list[Given]:
        try:
            process, self._shared = self._shared or self._near(), None
        except SommetError:
            return []
        answers = process.ask_all(questions)
        if len(answers) == len(questions) and not answers[-1].leaving and not self._closed:
            self._shared = process
        else:
            process.close()
        return answers

    def _asked_quickly(self, question: Question) -> Given | None:
        """The answer to a question that stood behind a slow one; None if it is the slow one."""
        process = self._process()
        answers = process.ask_all([question])
        if not answers:
            process.close()
            return None
        self._release(process, leaving=answers[0].leaving)
        return answers[0]

    def _near(self) -> _Process:
        """A process that stays on the processors of this one, if this one is bound to some.

        To pass from one process to another on the same processor costs a fraction.
        """
        process = self._new() if self._bound else self._process()
        if self._bound and process.pid:
            with suppress(OSError):
                os.sched_setaffinity(process.pid, self._bound)
        return process

    def _asked_alone(self, question: Question) -> tuple[Given, float]:
        """The answer, and how many seconds it took from its turn on."""
        with self._lock:
            is_queue_full = self._queued >= _MOST_QUEUED
            self._queued += not is_queue_full
        if is_queue_full:
            raise self._busy()
        try:
            if not self._alone.acquire(timeout=self._patience):
                raise self._busy()
        finally:
            with self._lock:
                self._queued -= 1
        began = time.monotonic()
        self._count(1)
        try:
            return self._answer(question._replace(is_alone=True)), time.monotonic() - began
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

    def _answer(self, question: Question) -> Given:
        for _ in range(3):
            process = self._process()
            given = process.ask(question)
            if given:
                self._release(process, leaving=given.leaving)
                return given
            process.close()
            if ended_by := self._end_of(process.pid):
                raise _over_limit(ended_by, question.limits)
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
