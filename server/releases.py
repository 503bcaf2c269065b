"""What a worker serves: the release of the moment, and older ones by their hash."""

import asyncio
import re
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from graph.about import LICENCE
from graph.errors import LimitError, ReleaseError, SommetError
from graph.release import load
from graph.settings import Settings
from graph.store.remote import Processes
from server.answered import Answers, read_answers
from server.asks import Asks, rows
from server.completions import Completion, read_completions
from server.pages import Overview, read_overview
from server.terms.uses import read_uses

# Seconds after which a worker looks again which release is served.
LOOK = 0.1

# What names a release.
HASH = re.compile(r"[0-9a-f]{32}")

# Older releases whose query processes a worker keeps at hand.
MOST_OLDER = 4


class Served:
    """A release, or a dump, that questions can be put to.

    :ivar hash: the 32 hex digits that name it
    :ivar base: the base of its IRIs
    :ivar place: where queries find it, `memory` or `disk`: rows that no query puts in order come in
        another order from the other place
    :ivar folder: of its files; None if it has none, as a dump
    """

    def __init__(
        self,
        digest: str,
        base: str,
        asks: Asks,
        place: str = "memory",
        folder: Path | None = None,
    ) -> None:
        self.hash = digest
        self.base = base
        self.asks = asks
        self.place = place
        self.folder = folder

    @cached_property
    def overview(self) -> Overview:
        """The release at a glance. A release never changes, so this is read once."""
        return read_overview(self.asks, self.base)

    @cached_property
    def answers(self) -> Mapping[str, Answers]:
        """The answers to the competency questions, by the language of the page."""
        return read_answers(self.asks, self.base)

    @cached_property
    def completions(self) -> tuple[Completion, ...]:
        """The classes and properties that it uses."""
        return read_completions(self.asks, self.base)

    @cached_property
    def built(self) -> str:
        """The day on which it was made, `2025-02-09`; empty if it has no files that tell it."""
        with suppress(ReleaseError):
            if self.folder is not None:
                return str(load(self.folder).manifest.get("built", ""))[:10]
        return ""

    @cached_property
    def uses(self) -> Mapping[str, int]:
        """How often it uses each term of the ontology and each concept, by IRI."""
        return read_uses(self.asks, self.base)

    @cached_property
    def graphs(self) -> dict[str, int]:
        """How many triples each named graph has, by its IRI."""
        query = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
        return {row["g"]["value"]: int(row["n"]["value"]) for row in rows(self.asks, query)}

    @cached_property
    def licence(self) -> str:
        """The licence of the graph: what its description says, else that of the project.

        Of a dump, which no description of ours tells about, nothing is claimed.
        """
        query = (
            f"SELECT ?licence WHERE {{ <{self.base}release/{self.hash}> a ?class "
            f"OPTIONAL {{ <{self.base}release/{self.hash}> "
            "<http://purl.org/dc/terms/license> ?licence FILTER(isIRI(?licence)) } }"
        )
        found = rows(self.asks, query)
        told = (row["licence"]["value"] for row in found if "licence" in row)
        return min(told, default=LICENCE if found else "")

    @cached_property
    def size(self) -> int:
        """How many triples the default graph has."""
        (row,) = rows(self.asks, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        return int(row["n"]["value"])


class Releases(Protocol):
    """The releases that can be asked."""

    def current(self) -> Served:
        """The release of the moment."""

    def older(self, digest: str) -> Served | None:
        """The release of a hash, if there is one."""

    def files(self, digest: str) -> Path | None:
        """Where the release of a hash stands on disk, if there is one; it is not opened."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One release and no other."""

    served: Served

    def current(self) -> Served:
        """The release."""
        return self.served

    def older(self, digest: str) -> Served | None:
        """The release, if it is the one of that hash."""
        return self.served if digest == self.served.hash else None

    def files(self, digest: str) -> Path | None:
        """The folder of the release, if it is the one of that hash."""
        return self.served.folder if digest == self.served.hash else None


@dataclass(slots=True)
class Supervised:
    """The releases of a supervisor (see `server.supervisor`), which tells them in a folder.

    :ivar folder: holds the sockets, and a symbolic link `current` whose target names the release and
        the place where it is held, with a point between
    :ivar loop: the event loop of the worker
    :ivar most: queries that take their time and run at once for this process
    :ivar bound: the processors that this process is bound to; none: it is not
    """

    folder: Path
    base: str
    settings: Settings
    loop: asyncio.AbstractEventLoop
    most: int
    bound: Collection[int] = ()
    _held: OrderedDict[str, Served] = field(default_factory=OrderedDict)
    _current: str = ""
    _served: Served | None = None
    _looked: float = -1
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self) -> Served:
        """The release of the moment; a new one is noticed within a tenth of a second."""
        now = time.monotonic()
        if now - self._looked > LOOK:
            with self._lock:
                name = self._current
                with suppress(OSError):  # A cleaner of temporary files may have been here.
                    name = str((self.folder / "current").readlink())
                if name != self._current:
                    self._served = self._hold(name)
                    former, self._current = self._current, name
                    self._retire(former)
                self._looked = now
        assert self._served is not None  # noqa: S101  For the type checker.
        return self._served

    def older(self, digest: str) -> Served | None:
        """The release of a hash, opened by the supervisor if it is not yet."""
        if digest == self.current().hash:
            return self.current()
        answer = self._open(digest)
        if answer == "none":
            return None
        if answer not in ("memory", "disk"):
            raise SommetError(answer, name="release", value=digest, remedy="Ask again later.")
        with self._lock:
            return self._hold(f"{digest}.{answer}")

    def files(self, digest: str) -> Path | None:
        """The folder of the release of a hash; None for a dump."""
        found = self.settings.data / "releases" / digest
        return found if HASH.fullmatch(digest) and found.is_dir() else None

    def _open(self, digest: str) -> str:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(30)
            try:
                asking.connect(str(self.folder / "supervisor"))
                asking.sendall(f"{digest}\n".encode())
                return asking.makefile().readline().strip()
            except OSError as error:
                raise LimitError(
                    "This service is stopping or overloaded.",
                    name="release",
                    value=digest,
                    remedy="Ask again in some seconds.",
                ) from error

    def _hold(self, name: str) -> Served:
        if name not in self._held:
            digest, _, place = name.partition(".")
            self._held[name] = Served(
                digest, self.base, self._processes(digest), place, self.files(digest)
            )
        self._held.move_to_end(name)
        while len(self._held) > MOST_OLDER + 1:
            oldest = next(held for held in self._held if held != self._current)
            self._retire(oldest)
        return self._held[name]

    def _processes(self, digest: str) -> Processes:
        return Processes(
            self.address(digest),
            most=self.most,
            patience=self.settings.patience,
            bound=self.bound,
            loop=self.loop,
        )

    def address(self, digest: str) -> str:
        """Where the parent of a release's processes listens."""
        return str(self.folder / digest[:16])

    def running(self) -> int:
        """How many queries run for this worker that take their time."""
        return sum(
            served.asks.running
            for served in list(self._held.values())
            if isinstance(served.asks, Processes)
        )

    def sweep(self) -> None:
        """End query processes that have been idle for a while."""
        for served in list(self._held.values()):
            if isinstance(served.asks, Processes):
                served.asks.sweep()

    def _retire(self, name: str) -> None:
        with suppress(KeyError):
            asks = self._held.pop(name).asks
            if isinstance(asks, Processes):
                asks.close()
