"""The process that holds a dataset, as seen by the one that starts it (see `process`)."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from graph.errors import ReleaseError
from graph.store import wire
from graph.store.process import Source


class Parent:
    """The process that holds a dataset and forks those that answer; `stop` ends them all.

    :param module: that it runs, which calls `process.main`
    :param task: what the module is told beside the source
    :ivar place: where it holds the dataset
    :raises ReleaseError: if the dataset cannot be read
    """

    def __init__(
        self, source: Source, module: str = "graph.store.process", task: Sequence[str] = ()
    ) -> None:
        self.address = source.address
        self.place = source.place
        with suppress(FileNotFoundError):
            Path(source.address).unlink()
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", module, source.written(), *task],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env=os.environ | _environment(),
        )
        assert self._process.stdout is not None  # noqa: S101
        line = self._process.stdout.readline()
        if line != b"\n":
            self.stop()
            raise (
                wire.error_of(line)
                if line
                else ReleaseError(
                    "The process of the store did not start.", name="store", value=source.folder
                )
            )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it, with all that it forked."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        with suppress(FileNotFoundError):
            Path(self.address).unlink()


def _environment() -> dict[str, str]:
    """What a parent needs: this process's modules, and memory that is had fast.

    The engine frees and takes many small blocks; with a longer list of them at hand a query takes a
    seventh less time. Where it looks is all over its memory, and the processor finds its way in large
    pages with less to remember; so Python's own blocks come from there too.
    (https://sourceware.org/glibc/manual/html_node/Memory-Allocation-Tunables.html)
    """
    told = "glibc.malloc.tcache_count=127:glibc.malloc.hugetlb=1"
    return {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONMALLOC": "malloc",
        "GLIBC_TUNABLES": ":".join(filter(None, (os.environ.get("GLIBC_TUNABLES"), told))),
    }
