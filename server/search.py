"""Search: a page and JSON on what has some words, and names while they are being typed."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, jsonify, request

from graph.errors import IndexMissingError
from graph.names import Iris
from graph.search import (
    FILE,
    Excerpt,
    Found,
    Hit,
    Index,
    Line,
    Reader,
    Term,
    Thing,
    asked,
    excerpt,
)
from server.errors import MalformedRequestError
from server.frame import page
from server.messages import language_of
from server.negotiate import HTML, SEARCH_FORMATS, acceptable
from server.releases import Served
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
        classes = reader.terms("class")
        first = (number - 1) * PER_PAGE
        found = reader.search(text, **_filters(), first=first, most=PER_PAGE) if text else None
        documents = _documents(reader, found)
    shown = None if found is None else _shown(text, found, documents, number)
    if choice.format is HTML:
        return page("search.html", query=text, found=shown, classes=_offered(classes))
    if shown is None:
        raise _nothing_asked("q")
    response = jsonify(shown)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def suggestions() -> Response:
    """Entities and documents of which a name has the words of `?q=`, the last not finished, as JSON."""
    text, most = request.args.get("q", ""), whole_number("limit", 10, MOST_SUGGESTIONS)
    if not text.strip():
        raise _nothing_asked("q")
    language = language_of(request)
    with index_of(g.served).opened() as reader:
        found = reader.suggest(text, **_filters(), most=most)
    told = [
        {**_told(hit.thing, language), "matched": _line(hit.line), "how": hit.how}
        for hit in found.hits
    ]
    response = jsonify({"query": text, "language": language, "suggestions": told})
    response.vary.add("Accept-Language")
    return response


def index_of(served: Served) -> Index:
    """The search index of a release.

    :raises IndexMissingError: if it has none, as a dump
    """
    if served.folder is None:
        raise IndexMissingError(served.hash)
    return Index(served.folder / FILE)


def whole_number(name: str, default: int, most: int, *, least: int = 1) -> int:
    """A parameter that is a whole number.

    :raises MalformedRequestError: if it is another
    """
    value = request.args.get(name) or str(default)
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else -1
    if not least <= number <= most:
        raise MalformedRequestError(
            f"The parameter '{name}' is a whole number from {least} to {most}.",
            name=name,
            value=value,
            remedy=f"Leave it out for {default}.",
        )
    return number


def term_of(name: str) -> str:
    """The IRI of a term of the ontology, given by its local name or by its IRI."""
    return name if ":" in name else Iris(g.served.base).term(name)


def local_name(iri: str) -> str:
    """The name by which a term is given: local, if it is of our ontology, else its IRI."""
    return iri.removeprefix(Iris(g.served.base).term(""))


def _filters() -> Mapping[str, Any]:
    kind, type_ = request.args.get("kind"), request.args.get("type")
    return {"kind": kind or None, "type_": term_of(type_) if type_ else None}


def _nothing_asked(name: str) -> MalformedRequestError:
    return MalformedRequestError(
        "The request has nothing to search for.",
        name=name,
        remedy=f"Give words in the parameter '{name}'.",
    )


def _documents(reader: Reader, found: Found | None) -> Mapping[str, Thing]:
    hits = found.hits if found else ()
    return reader.things(hit.thing.document for hit in hits if hit.thing.document)


def _shown(
    text: str, found: Found, documents: Mapping[str, Thing], number: int
) -> dict[str, object]:
    language = language_of(request)
    pages = min(-(-found.total // PER_PAGE), MOST_PAGES)
    return {
        "query": text,
        "language": language,
        "total": found.total,
        "cut": found.cut or found.total > MOST_PAGES * PER_PAGE,
        "page": number,
        "pages": pages,
        "first": (number - 1) * PER_PAGE + 1,
        "previous": _address(number - 1) if 1 < number <= pages else None,
        "next": _address(number + 1) if number < pages else None,
        "results": [_result(hit, documents, asked(text), language) for hit in found.hits],
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


def _offered(classes: tuple[Term, ...]) -> list[dict[str, str]]:
    """The classes that have things, in the order of their labels."""
    language = language_of(request)
    told = [_type(term, language) for term in classes if term.things]
    return sorted(told, key=lambda term: term["label"].casefold())


ROUTES = (
    ("/search", search, ("GET",)),
    ("/suggest", suggestions, ("GET",)),
)
