"""Search: a page and JSON on what has some words, and names while they are being typed."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, jsonify, request

from graph.search import (
    Excerpt,
    Found,
    Hit,
    Line,
    Term,
    Thing,
    asked,
    excerpt,
)
from server import searched
from server.asked import index_of, local_name, term_of, whole_number
from server.errors import MalformedRequestError
from server.frame import page
from server.lists import ways
from server.messages import language_of
from server.negotiate import HTML, SEARCH_FORMATS, acceptable
from server.resources.paths import local

# Results on a page, pages of results, and suggestions at most.
PER_PAGE = 20
MOST_PAGES = 50
MOST_SUGGESTIONS = 50


def search() -> Response:
    """What has the words of `?q=`, as a page or as JSON."""
    name, accept = request.args.get("format"), request.headers.get("Accept")
    choice = acceptable(name, accept, SEARCH_FORMATS)
    text, number = request.args.get("q", "").strip(), whole_number("page", 1, MOST_PAGES)
    with index_of(g.served).opened() as reader:
        first = (number - 1) * PER_PAGE
        found = reader.search(text, **_filters(), first=first, most=PER_PAGE) if text else None
        documents = searched.documents(reader, found) if found else {}
        if choice.format is HTML:
            told = searched.told(reader, text, found, documents) if found else None
            part = _part(found, number) if found else {}
            return page(
                "search.html",
                query=text,
                found=told,
                part=part,
                ways=ways(g.served, language_of(request)),
            )
    if found is None:
        raise _nothing_asked("q")
    response = jsonify(_shown(text, found, documents, number))
    response.vary.update(("Accept", "Accept-Language"))
    return response


def suggestions() -> Response:
    """Names that have the words of `?q=`, the last not finished, as JSON.

    They are those of entities and documents; `?passages=` asks for so many passages too.
    """
    text, most = request.args.get("q", ""), whole_number("limit", 10, MOST_SUGGESTIONS)
    most_passages = whole_number("passages", 0, MOST_SUGGESTIONS, least=0)
    if not text.strip():
        raise _nothing_asked("q")
    language = language_of(request)
    with index_of(g.served).opened() as reader:
        found = reader.suggest(text, **_filters(), most=most)
        passages = searched.passages(reader, text, most_passages) if most_passages else []
    told = [
        {**_told(hit.thing, language), "matched": _line(hit.line), "how": hit.how}
        for hit in found.hits
    ]
    answer: dict[str, object] = {"query": text, "language": language, "suggestions": told}
    if most_passages:
        answer["passages"] = passages
    response = jsonify(answer)
    response.vary.add("Accept-Language")
    return response


def _filters() -> Mapping[str, Any]:
    kind, type_ = request.args.get("kind"), request.args.get("type")
    return {"kind": kind or None, "type_": term_of(type_) if type_ else None}


def _nothing_asked(name: str) -> MalformedRequestError:
    return MalformedRequestError(
        "The request has nothing to search for.",
        name=name,
        remedy=f"Give words in the parameter '{name}'.",
    )


def _shown(
    text: str, found: Found, documents: Mapping[str, Thing], number: int
) -> dict[str, object]:
    language = language_of(request)
    return {
        "query": text,
        "language": language,
        **_part(found, number),
        "results": [_result(hit, documents, asked(text), language) for hit in found.hits],
    }


def _part(found: Found, number: int) -> dict[str, object]:
    """Which part of what was found this is."""
    pages = min(-(-found.total // PER_PAGE), MOST_PAGES)
    return {
        "total": found.total,
        "cut": found.cut or found.total > MOST_PAGES * PER_PAGE,
        "page": number,
        "pages": pages,
        "first": (number - 1) * PER_PAGE + 1,
        "previous": _address(number - 1) if 1 < number <= pages else None,
        "next": _address(number + 1) if number < pages else None,
    }


def _address(number: int) -> str:
    return f"{request.path}?{urlencode({**request.args.to_dict(), 'page': number})}"


def _result(
    hit: Hit, documents: Mapping[str, Thing], wanted: tuple[str, ...], language: str
) -> dict[str, object]:
    told = {**_told(hit.thing, language), "how": hit.how}
    told["matched"] = {**_line(hit.line), **_excerpt(excerpt(hit.line.text, wanted))}
    document = documents.get(hit.thing.document)
    return {**told, "document": _told(document, language) if document else None}


def _told(thing: Thing, language: str) -> dict[str, object]:
    return {
        "iri": thing.iri,
        "path": local(thing.iri, g.served.base),
        "kind": thing.kind,
        "label": _line(thing.label(language)),
        "types": [_type(term, language) for term in thing.types],
        "statements": thing.links,
    }


def _type(term: Term, language: str) -> dict[str, str]:
    return {"iri": term.iri, "name": local_name(term.iri), "label": term.label(language)}


def _line(line: Line) -> dict[str, object]:
    return {"text": line.text, "language": line.language}


def _excerpt(found: Excerpt) -> dict[str, object]:
    """An excerpt; its marks are half-open intervals of code points."""
    return {"excerpt": found.text, "marks": [[mark.start, mark.end] for mark in found.marks]}


ROUTES = (
    ("/search", search, ("GET",)),
    ("/suggest", suggestions, ("GET",)),
)
