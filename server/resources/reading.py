"""The way from a statement or a passage to its words in the text, as `server.reader` shows it."""

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


def lit(served: Served, document: str, chosen: str) -> str:
    """The address of the reader of a document where words light up; empty: it has none.

    :param document: its path on this server
    :param chosen: the IRI or the path of the statement or of the passage whose words these are
    """
    *_, room, name = ("", *chosen.split("/"))
    key = "fact" if room == "statement" else "passage"
    return f"{document}?{urlencode({key: name})}#words" if document and has_texts(served) else ""


def in_text(served: Served, description: Description) -> str:
    """The address of the reader at the words of a statement or a passage; empty: there is none.

    :param description: of the statement or the passage
    """
    base, path = served.base, local(str(description.node), served.base)
    document = _document(description, base)
    is_of_words = path.startswith("/statement/") or (
        path.startswith("/text/") and path.count("/") > 2
    )
    return lit(served, local(str(document), base), path) if document and is_of_words else ""


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
