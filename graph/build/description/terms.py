"""The terms of the texts that come with the package, as `graph/corpus/TERMS` gives them."""

from functools import cache
from hashlib import sha256

from graph.model import Document
from graph.settings import CORPUS


def terms_of(document: Document) -> str:
    """The terms of a text, in English; empty if they are not known.

    Known are those of the four texts of the package, byte for byte the same.
    """
    known = _terms().get(document.name, "")
    file = CORPUS / document.name
    is_same = bool(known) and sha256(file.read_bytes()).hexdigest() == document.sha256
    return known if is_same else ""


@cache
def _terms() -> dict[str, str]:
    """The last paragraph of what stands, indented, below the name of each text."""
    found: dict[str, str] = {}
    name = ""
    for paragraph in (CORPUS / "TERMS").read_text(encoding="utf-8").split("\n\n"):
        if paragraph.startswith("    ") and name:
            found[name] = " ".join(paragraph.split())
        else:
            name = paragraph.strip()
    return {name: terms for name, terms in found.items() if (CORPUS / name).is_file()}
