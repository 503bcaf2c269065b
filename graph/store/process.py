"""Processes that answer queries: one parent that holds a dataset, and a child for each caller.

A query of the engine cannot be cancelled, and one that runs out of memory or of stack ends its
process. So the parent, which has one thread, reads the dataset once and forks a child for each
connection; a child answers one query at a time, under a limit of address space, and an alarm ends
it at the deadline, whatever it does. The caller sees its connection close, asks the parent why,
and connects again.

The parent is started by `graph.store.parent` and ends when its standard input does.
"""

import ctypes
import json
import os
import resource
import select
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, NoReturn

from graph.errors import LimitError, SommetError
from graph.store import wire
from graph.store.answer import Kind, Question
from graph.store.engine import Store

# Bytes of stack of the thread that evaluates, used only as far as a query needs it: at the usual
# 8 MB two thousand additions in a query end the process.
STACK = 256 * 1024 * 1024

# Bytes by which a child may have grown before it is replaced by a new one.
GROWN = 8 * 1024 * 1024

# Bytes of an answer from which it is handed over as a file.
LARGE = 1024 * 1024

# Seconds after which answers to questions that were asked together are given.
_AT_LEAST = 0.001

_REMEMBERED = 1024  # children whose end is remembered


@dataclass(frozen=True, slots=True)
class Source:
    """What a parent serves.

    :ivar address: of the socket that it listens at
    :ivar folder: of a store; empty: the dataset comes from files
    :ivar files: RDF files, with the graph names that they have
    :ivar in_memory: whether a store is copied into memory, where it answers faster
    :ivar prefixes: those that Turtle, TriG and RDF/XML are written with
    """

    address: str
    folder: str = ""
    files: tuple[str, ...] = ()
    in_memory: bool = False
    prefixes: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """Where queries find the dataset.

        Rows that no query puts in order come in another order from the other place.
        """
        return "memory" if self.in_memory or self.files else "disk"

    def written(self) -> str:
        """As one argument of a command line."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, written: str) -> "Source":
        """From the argument of a command line."""
        values = json.loads(written)
        values["files"] = tuple(values["files"])
        values["prefixes"] = tuple((name, iri) for name, iri in values["prefixes"])
        return cls(**values)

    def open(self) -> Store:
        """The dataset.

        :raises ReleaseError: if it cannot be read
        """
        prefixes = dict(self.prefixes)
        if self.files:
            return Store.of_files([Path(file) for file in self.files], prefixes=prefixes)
        return Store.open(Path(self.folder), prefixes=prefixes, in_memory=self.in_memory)


# What a child does with the dataset for the caller at the other end of a socket.
Answerer = Callable[[Store, socket.socket], None]


def main(argument: str, other: Answerer | None = None) -> None:
    """Serve until standard input ends. Says on standard output when it is ready, or why not.

    :param other: what a child does whose caller asks for `wire.OTHER`
    """
    source = Source.read(argument)
    try:
        store = source.open()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(source.address)
        listener.listen(1024)
    except SommetError as error:
        _say(wire.told(error))
    except OSError as error:
        _say(wire.told(SommetError(f"{source.address}: {error.strerror or error}.")))
    else:
        # What stands on disk has threads, which no fork survives: each child opens it by itself.
        kept = store if source.place == "memory" else None
        parent = _Parent(source, kept, listener, {0: _answer_all, wire.OTHER: other})
        del store
        _say(b"")
        parent.run()


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.flush()


class _Parent:
    def __init__(
        self,
        source: Source,
        store: Store | None,
        listener: socket.socket,
        answerers: Mapping[int, Answerer | None],
    ) -> None:
        self._source = source
        self._store = store
        self._listener = listener
        self._answerers = answerers
        self._ends: OrderedDict[int, int] = OrderedDict()

    def run(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True:
            ready, _, _ = select.select([self._listener, sys.stdin], [], [], 1.0)
            self._bury()
            if sys.stdin in ready:
                os.killpg(0, signal.SIGKILL)
            if self._listener in ready:
                connection, _ = self._listener.accept()
                with connection:
                    self._greet(connection)

    def _greet(self, connection: socket.socket) -> None:
        connection.settimeout(1.0)
        try:
            asked = wire.receive_number(connection)
            if asked and asked != wire.OTHER:
                wire.send_number(connection, self._end_of(asked))
        except OSError:
            return
        answerer = None if asked is None else self._answerers.get(asked)
        if answerer:
            connection.settimeout(None)
            if os.fork() == 0:
                self._answer(connection, answerer)

    def _answer(self, connection: socket.socket, answerer: Answerer) -> NoReturn:
        """Be a child."""
        try:
            self._listener.close()
            _silence()
            store = self._store or self._source.open()
            threading.stack_size(STACK)
            thread = threading.Thread(target=answerer, args=(store, connection))
            thread.start()
            thread.join()
        finally:
            os._exit(0)

    def _bury(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self._ends[pid] = status
            while len(self._ends) > _REMEMBERED:
                self._ends.popitem(last=False)

    def _end_of(self, pid: int) -> int:
        """The signal that ended a child, or 0."""
        if pid not in self._ends:
            try:
                _, self._ends[pid] = os.waitpid(pid, 0)
            except ChildProcessError:
                return 0
        return os.WTERMSIG(self._ends[pid]) if os.WIFSIGNALED(self._ends[pid]) else 0


def _silence() -> None:
    """What the engine cries at its end is told by the parent, in one sentence.

    What this process itself writes to standard error, such as its log, is written.
    """
    sys.stderr = os.fdopen(os.dup(2), "w")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer_all(store: Store, connection: socket.socket) -> None:
    """Answer the questions that come over a socket."""
    wire.send_number(connection, os.getpid())
    memory = Memory()
    while questions := wire.receive_questions(connection):
        memory.limit(questions[0].limits.memory_bytes)
        if questions[0].is_alone:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, questions[0].limits.seconds or 0)
            leaving = _answer_alone(store, connection, questions[0], memory)
        else:
            leaving = _answer_together(store, connection, questions, memory)
        if leaving:
            return


def _answer_together(
    store: Store, connection: socket.socket, questions: Sequence[Question], memory: "Memory"
) -> bool:
    """Answer questions in turn, until an alarm ends the process.

    It counts the time that this process computes, not that in which it waits. The answers are given
    as they come, but not each by itself.
    """
    signal.setitimer(signal.ITIMER_PROF, wire.QUICK)
    leaving = memory.has_grown()
    ready: list[bytes] = []
    given = time.monotonic()
    for question in questions:
        kind, content = _answered(store, question)
        ready.append(wire.answer_bytes(kind, leaving, content))
        if time.monotonic() - given > _AT_LEAST:
            connection.sendall(b"".join(ready))
            ready.clear()
            given = time.monotonic()
    # What is left of the time is not for the next question, which may be one that is asked alone.
    signal.setitimer(signal.ITIMER_PROF, 0)
    connection.sendall(b"".join(ready))
    return leaving


def _answered(
    store: Store, question: Question, output: IO[bytes] | None = None
) -> tuple[Kind, bytes]:
    try:
        given = store.ask(question, output)
    except SommetError as error:
        return Kind.ERROR, wire.told(error)
    except MemoryError:
        os.abort()
    return given.kind, given.content


def _answer_alone(
    store: Store, connection: socket.socket, question: Question, memory: "Memory"
) -> bool:
    """Answer a question, a long answer in a file.

    :returns: whether this process has grown too much to go on
    """
    with tempfile.SpooledTemporaryFile(LARGE) as output:
        try:
            kind, content = _answered(store, question, output)
            signal.setitimer(signal.ITIMER_REAL, 0)
            output.flush()
            size = output.seek(0, os.SEEK_END)
            if kind is not Kind.ERROR and size >= LARGE:
                leaving = memory.has_grown()
                wire.send_file(connection, kind, leaving, output.fileno(), size)
                return leaving
        except OSError as error:
            signal.setitimer(signal.ITIMER_REAL, 0)
            kind, content = Kind.ERROR, wire.told(_storage(error))
        if kind is not Kind.ERROR:
            output.seek(0)
            content = output.read()
    leaving = memory.has_grown()
    connection.sendall(wire.answer_bytes(kind, leaving, content))
    return leaving


def _storage(error: OSError) -> SommetError:
    return LimitError(
        f"The answer cannot be kept ({error.strerror}).",
        name="storage",
        remedy="Tell those who run the service that its disk is full.",
    )


class Memory:
    """What this process holds, against what it held at its beginning."""

    def __init__(self) -> None:
        self._size, self._allowed = _address_space(), -1
        self._held, self._peak = _memory(), _most_memory()

    def limit(self, allowed: int | None) -> None:
        """Allow so many bytes of address space beyond those that there were at the beginning."""
        if allowed is not None and allowed != self._allowed and self._size:
            self._allowed = allowed
            _limit_address_space(self._size + allowed)

    def has_grown(self, meant: int = 0) -> bool:
        """Whether it holds much more than at the beginning, and cannot give it back.

        :param meant: bytes that it holds and shall go on to hold
        """
        peak = _most_memory()
        if peak - self._peak <= GROWN:
            return False
        self._peak = peak
        _give_back()
        return _memory() - self._held > GROWN + meant


def _most_memory() -> int:
    """Bytes of memory that this process has ever held at once."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _address_space() -> int:
    """Bytes of address space that this process has; 0 where the system does not tell."""
    return _pages(0)


def _memory() -> int:
    """Bytes of memory of its own that this process holds; not told everywhere, then the most so far.

    What it has of files, such as libraries, the system takes back when it likes.
    """
    return _pages(1) - _pages(2) or _most_memory()


def _pages(column: int) -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[column])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _give_back() -> None:
    """Give back to the system what was freed, where the C library can do so (glibc)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _limit_address_space(size: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size if hard < 0 else min(size, hard), hard))


if __name__ == "__main__":
    main(sys.argv[1])
