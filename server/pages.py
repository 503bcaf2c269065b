"""What the pages for people show: the release at a glance, example questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.dataset.questions import Question, questions
from server.asks import Asks, Bindings, query_text, rows
from server.resources.paths import local


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as the first page lists it: `path` on this server; `date` is EDTF or empty."""

    iri: str
    path: str
    title: str
    language: str
    date: str
    publisher: str
    statements: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A release at a glance."""

    counts: Mapping[str, int]
    documents: tuple[DocumentLine, ...]
    questions: tuple[Question, ...]


def read_overview(asks: Asks, base: str) -> Overview:
    """A release at a glance. A release never changes, so this is read once.

    :param base: the base of the release's IRIs
    """
    counts = _ask(asks, "counts", base)[0]
    documents = [_document(row, base) for row in _ask(asks, "documents", base)]
    return Overview(
        {name: int(term["value"]) for name, term in counts.items()},
        tuple(documents),
        questions(base),
    )


def _ask(asks: Asks, name: str, base: str) -> Bindings:
    return rows(asks, query_text(name, base))


def _document(row: Mapping[str, Mapping[str, str]], base: str) -> DocumentLine:
    iri = row["document"]["value"]
    title = row.get("title", {})
    return DocumentLine(
        iri=iri,
        path=local(iri, base),
        title=title.get("value") or iri.rpartition("/")[2],
        language=row.get("language", {}).get("value", ""),
        date=row.get("date", {}).get("value", ""),
        publisher=row.get("publisher", {}).get("value", ""),
        statements=int(row["statements"]["value"]),
    )
