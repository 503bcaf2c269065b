"""Sommet's ontology, shapes, vocabularies, questions, words and rules: data, and where it lies."""

from pathlib import Path

FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Where one of the files of the ontology lies.

    >>> path("core.ttl").name
    'core.ttl'

    :param name: the file's path inside the package, with `/`
    """
    return FOLDER / name
