"""What the dispatcher and the answering processes tell each other in shared memory, at no cost.

An answering process may be ended at any moment; what stands here remains, and says on which
connection it was.
"""

import mmap
from pathlib import Path

_CELLS = 4  # of each answering process: connection, phase, number of the request, unused
_SHAPES = 4096
_BYTES = 4

# What an answering process does with the connection that it is at.
NOTHING, COMPUTING, SENDING = range(3)


class Board:
    """A table in a file that several processes have in memory.

    :param file: as `make_board` makes it
    """

    def __init__(self, file: Path) -> None:
        with file.open("r+b") as opened:
            memory = mmap.mmap(opened.fileno(), 0)
        self._cells = memoryview(memory).cast("I")
        self._shapes = len(self._cells) - _SHAPES
        self._full, self._slow = self._shapes - 1, self._shapes - 2

    def begin(self, process: int, connection: int) -> None:
        """A process computes the answer to a request of a connection."""
        cells, own = self._cells, process * _CELLS
        cells[own] = connection
        cells[own + 2] = (cells[own + 2] + 1) & 0xFFFFFFFF
        cells[own + 1] = COMPUTING

    def send(self, process: int, connection: int) -> None:
        """A process sends the answer."""
        cells, own = self._cells, process * _CELLS
        cells[own] = connection
        cells[own + 1] = SENDING

    def end(self, process: int) -> None:
        """It is done with the request."""
        self._cells[process * _CELLS + 1] = NOTHING

    def at(self, process: int) -> tuple[int, int, int]:
        """The connection that a process is at, what it does with it, and the number of the request."""
        connection, phase, number, _ = self._cells[process * _CELLS : (process + 1) * _CELLS]
        return connection, phase, number

    def mark_slow(self, shape: int) -> None:
        """Note that requests of a shape take long; one of another may be forgotten for it."""
        self._cells[self._shapes + shape % _SHAPES] = shape
        self._cells[self._slow] = 1

    @property
    def has_slow(self) -> bool:
        """Whether any request took long."""
        return bool(self._cells[self._slow])

    def is_slow(self, shape: int) -> bool:
        """Whether a request of this shape took long."""
        return self._cells[self._shapes + shape % _SHAPES] == shape != 0

    def forget(self, shape: int) -> None:
        """Note that a request of a shape takes no longer than others after all."""
        if self.is_slow(shape):
            self._cells[self._shapes + shape % _SHAPES] = 0

    @property
    def is_full(self) -> bool:
        """Whether as many long answers are being sent as may be at once."""
        return bool(self._cells[self._full])

    @is_full.setter
    def is_full(self, value: bool) -> None:
        self._cells[self._full] = value


def make_board(folder: Path, processes: int) -> Path:
    """The file of a table for so many answering processes."""
    path = folder / "board"
    path.write_bytes(bytes(_BYTES * (processes * _CELLS + 2 + _SHAPES)))
    return path


class Clients:
    """Whose connection a worker has, by the port of the dispatcher's own connection to the worker.

    :param file: as `make_clients` makes it
    """

    def __init__(self, file: Path) -> None:
        with file.open("r+b") as opened:
            self._memory = mmap.mmap(opened.fileno(), 0)

    def put(self, port: int, client: str) -> None:
        """Note whose connection comes from a port."""
        at = port * _LONGEST
        self._memory[at : at + _LONGEST] = client.encode()[:_LONGEST].ljust(_LONGEST, b"\0")

    def get(self, port: int) -> str:
        """Whose connection comes from a port; empty: it is not known."""
        at = port * _LONGEST
        return self._memory[at : at + _LONGEST].rstrip(b"\0").decode("ascii", "replace")


_LONGEST = 64  # bytes of an address, with a zone


def make_clients(folder: Path) -> Path:
    """The file of such a table."""
    path = folder / "clients"
    with path.open("wb") as file:
        file.truncate(65536 * _LONGEST)
    return path
