"""Releases on disk: found, opened, and put in place so that nobody ever sees half of one."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.dataset import sources
from graph.errors import ReleaseError
from graph.store import Store

_BUILDING = ".building-"
_LINK = ".current-"


@dataclass(frozen=True, slots=True)
class Release:
    """A release in its folder, which never changes.

    :ivar folder: `DATA/releases/{hash}`, with `store/`, `dumps/`, `report.ttl`, `report.txt`
    :ivar manifest: the values of `manifest.json`
    """

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """The 32 hex digits that name the release."""
        return self.folder.name

    @property
    def base(self) -> str:
        """The base of its IRIs."""
        return str(self.manifest["base"])

    def store(self, *, in_memory: bool = False) -> Store:
        """Its store, open for reading.

        :param in_memory: hold a copy in memory, which answers faster
        :raises ReleaseError: if it is missing
        """
        prefixes = dict(sources.prefixes(self.base))
        return Store.open(self.folder / "store", prefixes=prefixes, in_memory=in_memory)


def current(data: Path) -> Release:
    """The release that `DATA/current` names.

    :param data: the folder of the releases
    :raises ReleaseError: if there is none yet
    """
    link = data / "current"
    if not link.exists():
        raise ReleaseError(
            f"There is no release in {data} yet.",
            name="data",
            value=str(data),
            remedy="Make one with `sommet build`.",
        )
    return load(link.resolve())


def find(data: Path, digest: str) -> Release | None:
    """The release of a hash, if there is one.

    :raises ReleaseError: if it is there and cannot be read
    """
    folder = data / "releases" / digest
    return load(folder) if folder.is_dir() else None


def load(folder: Path) -> Release:
    """The release in a folder.

    :raises ReleaseError: if it has no manifest that can be read
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(
            f"{folder}: the release has no manifest that can be read.",
            name="release",
            value=str(folder),
            remedy="Remove that folder and run `sommet build`.",
        ) from error
    if not isinstance(manifest, dict) or "base" not in manifest or not (folder / "store").is_dir():
        raise ReleaseError(
            f"{folder}: the release is not whole.",
            name="release",
            value=str(folder),
            remedy="Remove that folder and run `sommet build`.",
        )
    return Release(folder, manifest)


@contextmanager
def building(data: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep other builds off a folder of releases; what a build that died left there is removed.

    :param waiting: called once if another build is at work, before waiting for it to end
    :raises ReleaseError: if the folder cannot be made or written to
    """
    with told(data):
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / ".lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        _clean(data)
        yield


def publish(data: Path, digest: str, write: Callable[[Path], None]) -> Release:
    """Write a release beside the others and put it in place at once, or not at all.

    :param digest: the release's hash
    :param write: writes everything into the folder that it is given, a manifest too
    :raises ReleaseError: if the disk does not take it; then nothing of it is left
    """
    releases, folder = data / "releases", data / f"{_BUILDING}{digest}"
    try:
        with told(data):
            releases.mkdir(exist_ok=True)
            folder.mkdir()
            write(folder)
            _flush(folder)
            folder.rename(releases / digest)
            _flush_folder(releases)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return load(releases / digest)


def make_current(data: Path, release: Release) -> bool:
    """Let `DATA/current` name a release.

    :returns: whether it named another before
    :raises ReleaseError: if the disk does not take it
    """
    link, target = data / "current", Path("releases") / release.hash
    if link.is_symlink() and link.readlink() == target:
        return False
    new = data / f"{_LINK}{os.getpid()}"
    with told(data):
        new.unlink(missing_ok=True)
        new.symlink_to(target)
        new.replace(link)
        _flush_folder(data)
    return True


def _clean(data: Path) -> None:
    for left in (*data.glob(f"{_BUILDING}*"), *data.glob(f"{_LINK}*")):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    for path in (*(p for p in folder.rglob("*") if p.is_dir()), folder):
        _flush_folder(path)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def told(data: Path) -> Iterator[None]:
    """Tell what the disk refuses as one error.

    :raises ReleaseError: for any error of the system
    """
    try:
        yield
    except OSError as error:
        raise ReleaseError(
            f"{data}: the release cannot be written ({error.strerror or error}).",
            name="data",
            value=str(data),
            remedy="Make room or choose another folder with --data.",
        ) from error
