"""Long answers sent piece by piece, as fast as their clients read and no faster.

The HTTP server takes up at once whatever it is given in pieces, however slowly a client reads; of a
file it reads only what it sends. So a long answer is given to it as a file that is a pipe, with a
thread at the other end (https://man7.org/linux/man-pages/man7/fifo.7.html).
"""

import fcntl
import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import FileIO
from itertools import count
from pathlib import Path
from typing import Protocol

# Seconds within which the HTTP server must have begun to read.
_BEGUN = 10

# Seconds after which a client that takes nothing is left.
STALLED = 120

# Bytes that a pipe holds, where the system lets us say so.
_HOLDS = 1 << 20


class LongAnswer(Protocol):
    """A long answer."""

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None:
        """Let go of it, whether or not it was read."""


class Pours:
    """Pipes in a folder, each for one answer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def pour(self, pieces: LongAnswer, done: Callable[[], None]) -> str:
        """Make a pipe and write to it what is read.

        :param done: called at the end, whatever became of the client
        :returns: the path of the pipe
        :raises OSError: if there is no room for a pipe
        :raises RuntimeError: if the system has no thread left
        """
        path = self._folder / f"pour-{os.getpid()}-{next(self._numbers)}"
        try:
            os.mkfifo(path, 0o600)
            threading.Thread(target=_pour, args=(path, pieces, done), daemon=True).start()
        except (OSError, RuntimeError):
            path.unlink(missing_ok=True)
            pieces.close()
            done()
            raise
        return str(path)


def _pour(path: Path, pieces: LongAnswer, done: Callable[[], None]) -> None:
    try:
        pipe = _opened(path)
        path.unlink(missing_ok=True)
        if pipe is not None:
            with os.fdopen(pipe, "wb", buffering=0) as sink, suppress(OSError):
                for piece in pieces:
                    _write(sink, memoryview(piece))
    finally:
        pieces.close()
        done()


def _write(sink: FileIO, left: memoryview) -> None:
    """Write all of a piece.

    :raises OSError: if it is not read, or not any more
    """
    is_free = select.poll()
    is_free.register(sink, select.POLLOUT)
    while left:
        if not is_free.poll(STALLED * 1000):
            raise TimeoutError
        left = left[sink.write(left) or 0 :]


def _opened(path: Path) -> int | None:
    """The pipe, once it is read; None if nobody comes to read it."""
    until = time.monotonic() + _BEGUN
    pause = 0.0005
    while time.monotonic() < until:
        try:
            pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)
            continue
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _HOLDS)
        return pipe
    return None
