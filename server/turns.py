"""How many queries one client may have running or waiting."""

import mmap
import threading
import zlib
from pathlib import Path

from graph.errors import LimitError
from server.errors import TooManyError

_SLOTS = 4096


class Turns:
    """How many queries each client has running or waiting, over all workers.

    Each worker writes its own row of a table in shared memory and reads them all. Two clients may
    share a slot of the table; then their queries count together.

    :param most: how many one client may have at once
    :param table: the file of the table; none: this worker is alone
    """

    def __init__(
        self, most: int, table: Path | None = None, worker: int = 0, workers: int = 1
    ) -> None:
        self._most = most
        self._lock = threading.Lock()
        size = _SLOTS * 2 * workers
        if table is None:
            memory = mmap.mmap(-1, size)
        else:
            with table.open("r+b") as file:
                memory = mmap.mmap(file.fileno(), size)
        self._counts = memoryview(memory).cast("H")
        self._rows = [_SLOTS * row for row in range(workers)]
        self._own = _SLOTS * worker
        for slot in range(_SLOTS):  # A worker that died left its counts.
            self._counts[self._own + slot] = 0

    def take(self, client: str) -> int:
        """Count a query of a client; `give_back` counts its end.

        :returns: the turn to give back
        :raises TooManyError: if the client has too many already
        """
        slot = zlib.crc32(client.encode("utf-8", "replace")) % _SLOTS
        counts = self._counts
        with self._lock:
            if sum([counts[row + slot] for row in self._rows]) >= self._most:
                raise TooManyError(self._most)
            counts[self._own + slot] += 1
        return slot

    def give_back(self, turn: int) -> None:
        """Count the end of a query."""
        with self._lock:
            self._counts[self._own + turn] -= 1


class Untold:
    """No count, where one query is answered at a time."""

    def take(self, client: str) -> int:
        """Nothing to count."""
        return 0

    def give_back(self, turn: int) -> None:
        """Nothing was counted."""


class Few:
    """A number of things that a worker does at once, since clients can make them slow.

    :param patience: seconds that a thread waits for its turn
    :ivar most: how many
    """

    def __init__(self, most: int, name: str, patience: float = 0) -> None:
        self.most = most
        self._name = name
        self._patience = patience
        self._free = threading.Semaphore(most)

    def take(self) -> bool:
        """Whether one more may be done; `give_back` tells its end."""
        return self._free.acquire(timeout=self._patience)

    def give_back(self) -> None:
        """One is done."""
        self._free.release()

    def told(self) -> LimitError:
        """Why no more may be done."""
        return LimitError(
            f"Other clients keep this service busy with {self._name}.",
            name=self._name,
            value=str(self.most),
            remedy="Ask again in some seconds.",
        )


def make_table(folder: Path, workers: int) -> Path:
    """The file of a table for so many workers."""
    path = folder / "turns"
    path.write_bytes(bytes(_SLOTS * 2 * workers))
    return path
