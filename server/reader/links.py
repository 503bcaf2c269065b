"""The way from a statement or a passage to its words in the text."""

from urllib.parse import urlencode

from rdflib import DCTERMS
from rdflib.term import Node

from graph.marked import FOLDER
from server.releases import Served
from server.resources.paths import local
from server.resources.values import Description


def has_texts(served: Served) -> bool:
    """Whether a release keeps its texts."""
    return served.folder is not None and (served.folder / FOLDER).is_dir()


def in_text(served: Served, description: Description) -> str:
    """The address of the reader at the words of a statement or a passage; empty: there is none.

    :param description: of the statement or the passage
    """
    base, iri = served.base, str(description.node)
    name = {"statement": "fact", "text": "passage"}.get(iri.removeprefix(base).partition("/")[0])
    document = _document(description, base)
    if name is None or document is None or not has_texts(served):
        return ""
    return f"{local(str(document), base)}?{urlencode({name: iri.rpartition('/')[2]})}#words"


def _document(description: Description, base: str) -> Node | None:
    """What a statement stands in, or what the text of a passage is a form of."""
    stated = description.values(f"{base}ontology#statedIn")
    texts = description.values(f"{base}ontology#ofText")
    formats = (
        link.other
        for link in description.parts
        if link.subject in texts and link.relation == DCTERMS.isFormatOf
    )
    return min((*stated, *formats), key=str, default=None)
