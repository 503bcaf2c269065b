"""Lines in order, each once, of which only a part is in memory at a time."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import groupby
from types import TracebackType
from typing import IO

# Bytes of lines that are sorted at once; as values they take some three times as much.
_RUN = 64 * 1024 * 1024


class Ordered:
    r"""Takes bytes up as a file does, and gives the lines of them back sorted, each once.

    What is more than a run stands sorted in temporary files until all is merged.

    >>> with Ordered() as lines:
    ...     _ = lines.write(b"b\na\nb\n")
    ...     list(lines)
    [b'a\n', b'b\n']
    """

    def __init__(self, run: int = _RUN) -> None:
        self._most = run
        self._held = bytearray()
        self._files = ExitStack()
        self._runs: list[IO[bytes]] = []

    def __enter__(self) -> "Ordered":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._files.close()

    def write(self, data: bytes) -> int:
        """Take bytes up, which end anywhere in a line."""
        self._held += data
        if len(self._held) > self._most and b"\n" in data:
            self._put_away()
        return len(data)

    def flush(self) -> None:
        """Do nothing: a file has it."""

    def __iter__(self) -> Iterator[bytes]:
        """The lines with their line ends; once, when all are taken up."""
        whole, _ = self._taken()
        parts: list[Iterable[bytes]] = [whole]
        for run in self._runs:
            run.seek(0)
            parts.append(run)
        in_order = merge(*parts) if self._runs else whole
        return (line for line, _ in groupby(in_order))

    def _taken(self) -> tuple[list[bytes], bytes]:
        """The whole lines that are held, sorted, and the beginning of the next one."""
        data, self._held = bytes(self._held), bytearray()
        *lines, rest = data.split(b"\n")
        return sorted(line + b"\n" for line in lines), rest

    def _put_away(self) -> None:
        lines, rest = self._taken()
        run = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        run.writelines(lines)
        self._runs.append(run)
        self._held += rest
