"""The access log and the log of slow queries: no address of a client stands in either."""

import hashlib
import queue
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from graph.errors import SommetError

_MOST_WAITING = 10_000  # lines; more are dropped rather than kept in memory
_MOST_CHARACTERS = 2_000


class Log:
    """Writes lines in a thread of its own, so that a slow disk delays no answer.

    :param access: a file for a line on each request, `-` for standard error, empty: none
    :param slow: seconds from which a query is logged with its text; 0: none is
    """

    def __init__(self, access: str, slow: float) -> None:
        self._slow = slow
        self.writes = bool(access)
        self._lines: queue.Queue[tuple[str, bool]] = queue.Queue(_MOST_WAITING)
        self._access: TextIO = sys.stderr
        if access not in ("", "-"):
            self._access = Path(access).open("a", encoding="utf-8")  # noqa: SIM115
        threading.Thread(target=self._write, daemon=True).start()

    def request(
        self, method: str, path: str, status: int, seconds: float, query: str | None
    ) -> None:
        """Note a request: time, method, path, status, milliseconds, hash of the query."""
        if self.writes:
            moment = datetime.now(UTC).isoformat(timespec="milliseconds")
            digest = query_hash(query) if query else "-"
            line = f"{moment} {method} {quote(path[:200])} {status} {seconds * 1000:.1f} {digest}"
            self._put(line, access=True)

    def query(self, query: str, seconds: float) -> None:
        """Note a query, if it was slow."""
        if self._slow and seconds >= self._slow:
            words = " ".join(query[:_MOST_CHARACTERS].split())
            shown = "".join(c if c.isprintable() else "?" for c in words)
            line = f"Slow query {query_hash(query)}, {seconds:.1f} s: {shown}"
            self._put(line, access=False)

    def _put(self, line: str, *, access: bool) -> None:
        try:
            self._lines.put_nowait((line, access))
        except queue.Full:
            return

    def _write(self) -> None:
        while True:
            line, access = self._lines.get()
            stream = self._access if access else sys.stderr
            try:
                stream.write(f"{line}\n")
                if self._lines.empty():
                    stream.flush()
            except (OSError, ValueError):
                time.sleep(1)


def check(access: str) -> None:
    """Make sure that the access log can be written.

    :raises SommetError: if it cannot
    """
    if access in ("", "-"):
        return
    try:
        Path(access).open("a", encoding="utf-8").close()
    except OSError as error:
        raise SommetError(
            f"{access}: the access log cannot be written ({error.strerror}).",
            name="access_log",
            value=access,
            remedy="Give another file, or - for standard error.",
        ) from error


def query_hash(query: str) -> str:
    """What a query is called in the logs: 16 hex digits of its SHA-256."""
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()[:16]
