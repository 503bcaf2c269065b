"""What a release and its parts are called, and under which licence they are."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"


@cache
def words(section: str, name: str) -> Mapping[str, str]:
    r"""Words of `about.toml` by their language; none if there are none.

    >>> words("title", "facts")["fr"]
    'Sommet\xa0: les faits seuls'

    :param section: `title` or `text`
    """
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    found: Mapping[str, str] = table[section].get(name, {})
    return found
