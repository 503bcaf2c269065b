"""The terms of the texts that come with the package: `TERMS` and `TERMS-fr` in `graph/corpus/`."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256

from graph.model import Document
from graph.settings import CORPUS

# The files by the language that they are in.
FILES = {"en": "TERMS", "fr": "TERMS-fr"}


def terms_of(document: Document) -> Mapping[str, str]:
    """The terms of a text by language, in English and in French; none if they are not known.

    Known are those of the four texts of the package, byte for byte the same.
    """
    known = {language: _terms(file).get(document.name, "") for language, file in FILES.items()}
    file = CORPUS / document.name
    is_same = all(known.values()) and sha256(file.read_bytes()).hexdigest() == document.sha256
    return known if is_same else {}


@cache
def _terms(file: str) -> dict[str, str]:
    """The last paragraph of what stands, indented, below the name of each text."""
    found: dict[str, str] = {}
    name = ""
    for paragraph in (CORPUS / file).read_text(encoding="utf-8").split("\n\n"):
        if paragraph.startswith("    ") and name:
            found[name] = " ".join(paragraph.split())
        else:
            name = paragraph.strip()
    return {name: terms for name, terms in found.items() if (CORPUS / name).is_file()}
