"""Keeps the processes that hold releases: the current one, and older ones while they are asked.

Runs in a thread of the process that starts the workers. It looks for a new release, starts a parent
of query processes for it, and only then tells the workers, by a symbolic link that is replaced, so
that no request meets a release that cannot be asked. Workers ask it for older releases over a socket.
"""

import hashlib
import shutil
import socket
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from graph import release
from graph.dataset import sources
from graph.errors import ReleaseError, SommetError
from graph.settings import Settings
from graph.store.parent import Parent
from graph.store.process import Source
from server.entry import told

# Seconds between two looks for a new release.
LOOK = 0.5

# Older releases that are held open at once.
MOST_OLDER = 4

# Bytes on disk up to which a release is held in memory, unless a setting decides.
SMALL = 1024**3


class Supervisor:
    """The processes of the releases of a folder, or of a dump.

    :ivar folder: where workers find which release is served, and the sockets of all; it is removed
        at the end
    :raises ReleaseError: if there is no release, or it cannot be read
    """

    def __init__(self, settings: Settings, folder: Path, dump: Sequence[Path] = ()) -> None:
        self._settings = settings
        self._dump = tuple(dump)
        self.folder = folder
        self._parents: OrderedDict[str, Parent] = OrderedDict()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        try:
            if dump:
                self.hash, self.base = digest_of(dump), settings.base
                place = self._start(self.hash, self._source_of_dump())
            else:
                served = release.current(settings.data)
                self.hash, self.base = served.hash, served.base
                place = self._start(served.hash, self._source(served, current=True))
            self._tell(self.hash, place)
        except BaseException:
            self.stop()
            raise

    def run(self) -> None:
        """Start to look for new releases and to open older ones, in threads of their own."""
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.folder / "supervisor"))
        listener.listen(64)
        threading.Thread(target=self._listen, args=(listener,), daemon=True).start()
        threading.Thread(target=self._look, daemon=True).start()

    def stop(self) -> None:
        """End all processes and remove the folder."""
        self._stopped.set()
        with self._lock:
            for parent in self._parents.values():
                parent.stop()
            self._parents.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, digest: str, source: Source, *, current: bool = True) -> str:
        """Start a parent, and tell where it holds its dataset."""
        if current and told.IS_POSSIBLE:
            task = told.Task(
                digest, self.base, source.place, str(self.folder), self._settings
            ).written()
            parent = Parent(source, "server.entry.answering", [task])
        else:
            parent = Parent(source)
        with self._lock:
            if self._stopped.is_set():
                parent.stop()
            else:
                self._parents[digest] = parent
        return source.place

    def _source(self, served: release.Release, *, current: bool) -> Source:
        """How a release is opened: an older one from disk, which takes no time."""
        folder = served.folder / "store"
        size = sum(path.stat().st_size for path in folder.iterdir())
        choice = self._settings.store
        in_memory = choice == "memory" or (choice == "auto" and size <= SMALL)
        return Source(
            self._address(served.hash),
            folder=str(folder),
            in_memory=in_memory and current,
            prefixes=tuple(sources.prefixes(served.base).items()),
        )

    def _source_of_dump(self) -> Source:
        return Source(
            self._address(self.hash),
            files=tuple(str(path.absolute()) for path in self._dump),
            prefixes=tuple(sources.prefixes(self.base).items()),
        )

    def _address(self, digest: str) -> str:
        return str(self.folder / digest[:16])

    def _tell(self, digest: str, place: str) -> None:
        new = self.folder / ".current"
        new.unlink(missing_ok=True)
        new.symlink_to(f"{digest}.{place}")
        new.replace(self.folder / "current")

    def _look(self) -> None:
        told = ""
        while not self._stopped.wait(LOOK):
            for step in (self._change, self._revive):
                try:
                    step()
                except Exception as error:  # noqa: BLE001  The service goes on with what it has.
                    if str(error) != told:
                        click.echo(f"The release that is served stays: {error}", err=True)
                    told = str(error)

    def _change(self) -> None:
        if self._dump:
            return
        found = (self._settings.data / "current").readlink().name
        if found == self.hash:
            return
        served = release.current(self._settings.data)
        if served.base != self.base:
            raise ReleaseError(
                f"The new release has the base {served.base}.",
                name="base",
                value=served.base,
                remedy="Restart the server to serve it.",
            )
        place = self._start(served.hash, self._source(served, current=True))
        former, self.hash = self.hash, served.hash
        self._tell(served.hash, place)
        click.echo(f"Serving release {served.hash}.", err=True)
        # Who began with the former release may still ask it.
        self._retire_later(former)

    def _retire_later(self, digest: str) -> None:
        seconds = self._settings.timeout + self._settings.patience + 5
        timer = threading.Timer(seconds, self._drop, [digest])
        timer.daemon = True
        timer.start()

    def _revive(self) -> None:
        """Start anew a parent that ended, which only the system can make it do."""
        with self._lock:
            ended = [name for name, parent in self._parents.items() if not parent.alive]
        for digest in ended:
            self._parents[digest].stop()
            if self._dump:
                self._start(digest, self._source_of_dump())
            else:
                served = release.load(self._settings.data / "releases" / digest)
                current = digest == self.hash
                self._start(digest, self._source(served, current=current), current=current)

    def _drop(self, digest: str) -> None:
        with self._lock:
            parent = self._parents.pop(digest, None) if digest != self.hash else None
        if parent:
            parent.stop()

    def _listen(self, listener: socket.socket) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                self._stopped.wait(LOOK)
                continue
            with connection, suppress(OSError, UnicodeDecodeError):
                connection.settimeout(5)
                digest = connection.makefile().readline().strip()
                connection.sendall(f"{self._opened(digest)}\n".encode())

    def _opened(self, digest: str) -> str:
        """`memory` or `disk`, where a release is held; `none`, or why it cannot be opened."""
        with self._lock:
            if digest in self._parents:
                self._parents.move_to_end(digest)
                return self._parents[digest].place
        place = "none"
        if not self._dump and len(digest) == 32 and digest.isalnum():
            try:
                if found := release.find(self._settings.data, digest):
                    place = self._start(digest, self._source(found, current=False), current=False)
            except SommetError as error:
                return error.message
        with self._lock:
            older = [name for name in self._parents if name != self.hash]
        for name in older[: max(len(older) - MOST_OLDER, 0)]:
            self._drop(name)
        return place


def digest_of(files: Sequence[Path]) -> str:
    """The hash that names a dump: the first 32 hex digits of the SHA-256 of its files' bytes.

    :raises ReleaseError: if one cannot be read
    """
    digest = hashlib.sha256()
    for path in files:
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise ReleaseError(
                f"{path}: cannot be read ({error.strerror}).",
                name="dump",
                value=str(path),
                remedy="Check the path.",
            ) from error
    return digest.hexdigest()[:32]
