"""The scripts, styles and fonts of the pages, bundled from `server/web/` when the package is built."""

import json
from functools import cache
from pathlib import Path

from graph.errors import SommetError

FOLDER = Path(__file__).parent / "static" / "bundle"

# Seconds that a browser may keep what bears its hash in its name.
YEAR = 31_536_000


class BundleMissingError(SommetError):
    """What the pages need to be drawn was not built."""

    code = "bundle"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The styles and scripts of the pages are not at {folder}.",
            name="bundle",
            value=str(folder),
            remedy="Install the package again, with `pip install .`: that builds them.",
        )


@cache
def asset(name: str) -> str:
    """The path on this server of a file of the bundle, which bears the hash of its content.

    :param name: without the hash, `site.css`
    :raises BundleMissingError: if the bundle was not built
    :raises KeyError: if it holds no such file
    """
    return f"/static/bundle/{manifest()[name]}"


@cache
def manifest() -> dict[str, str]:
    """The files of the bundle by their names without a hash.

    :raises BundleMissingError: if the bundle was not built
    """
    try:
        found: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise BundleMissingError(FOLDER) from error
    return found


def is_hashed(path: str) -> bool:
    """Whether what stands at a path of this server never changes."""
    return path.startswith("/static/bundle/") and not path.endswith(".json")
