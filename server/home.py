"""The first page: one fact with its sentence, and what stands in most facts of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import Response, g, request
from rdflib import URIRef

from graph.model import Span
from server.asks import OWN_LIMITS, query_text, rows
from server.card import card
from server.frame import page
from server.lists import Known, ways
from server.messages import language_of
from server.quoted import Piece, pieces
from server.releases import Served
from server.resources.names import Name, names_of
from server.resources.paths import local, span_of
from server.resources.queries import Reader

# The kinds that it names some of, those that most visitors come for.
_WAYS = ("agent", "event", "instrument", "person")

# Documents and questions that it shows.
_DOCUMENTS, _QUESTIONS = 6, 8

# Examples of each kind, and characters of the name of one, at most.
_OF_KIND, _SHORT = 2, 24


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as the first page shows it.

    :ivar date: in EDTF
    :ivar sentence: that says it, the words that do so marked
    :ivar language: of the sentence
    :ivar path: of the page of the statement
    """

    subject: Name
    relation: Name
    object: Name
    date: str
    sentence: tuple[Piece, ...]
    language: str
    document: Name
    path: str


def home() -> Response:
    """The first page."""
    served, language = g.served, language_of(request)
    return page(
        "home.html",
        overview=served.overview,
        card=card(served, language),
        fact=example(served, language),
        ways=ways(served, language),
        named=_WAYS,
        most_documents=_DOCUMENTS,
        most_questions=_QUESTIONS,
        examples=_examples(served, language),
    )


@lru_cache(maxsize=4)
def example(served: Served, language: str) -> Fact | None:
    """A fact that shows at a glance what a release holds, always the same; None if it has none such.

    :param language: of the names, and of the sentence if there is one in it
    """
    found = rows(served.asks, query_text("home_facts", served.base))
    chosen = [row for row in found if row["language"]["value"] == language] or found
    return _fact(chosen[0], served, language) if chosen else None


def _examples(served: Served, language: str) -> tuple[Known, ...]:
    """Of each kind the first things whose names are short: something to search for."""
    short = (
        [thing for thing in way.things if len(thing.name.text) <= _SHORT][:_OF_KIND]
        for way in ways(served, language)
        if way.kind in _WAYS
    )
    return tuple(thing for found in short for thing in found)


def _fact(row: Mapping[str, Mapping[str, str]], served: Served, language: str) -> Fact:
    value = {name: term["value"] for name, term in row.items()}
    ends = [URIRef(value[name]) for name in ("subject", "relation", "object", "document")]
    names = names_of(Reader(served, OWN_LIMITS), (), ends, language)
    subject, relation, object_, document = map(names.name, ends)
    marks = [_within(span_of(value["evidence"]), span_of(value["passage"]))]
    return Fact(
        subject,
        relation,
        object_,
        value["date"],
        pieces(value["words"], marks),
        value["language"],
        document,
        local(value["statement"], served.base),
    )


def _within(part: Span, whole: Span) -> Span:
    """A part of a passage, in characters of the passage."""
    start = max(part.start, whole.start) - whole.start
    return Span(start, max(min(part.end, whole.end) - whole.start, start))
