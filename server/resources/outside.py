"""What the terms of other vocabularies are called: `outside.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def outside(name: str) -> Mapping[str, str]:
    """What a term of another vocabulary is called, by language; nothing if that is not known.

    >>> outside("rdfs:label")["fr"]
    'nom'

    :param name: with its prefix
    """
    return _words().get(name, {})


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    path = files("server") / "resources" / "outside.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
