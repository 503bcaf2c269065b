"""The Reconciliation Service API 0.2, for OpenRefine and its like.

https://reconciliation-api.github.io/specs/0.2/
"""

from collections.abc import Mapping
from itertools import product

from flask import Response, g, jsonify, request

from graph.search import MOST_LINES, Reader, Term, Thing
from server.asked import index_of, local_name, term_of, whole_number
from server.errors import MalformedRequestError, PageMissingError
from server.frame import page
from server.messages import LANGUAGES, language_of
from server.reconcile.answers import answers, describe, typed
from server.reconcile.facts import facts, identifier, iri_of
from server.reconcile.manifest import manifest
from server.reconcile.requests import Extension, read_extension, read_queries

_MOST = 20  # suggestions at once
_MOST_SKIPPED = MOST_LINES
_SHOWN = 6  # facts of a preview

# Seconds that a batch may take; each of its queries takes some hundredths at most.
_SECONDS = 20.0


def reconcile(language: str | None = None) -> Response:
    """The manifest; or the answer to a batch of queries, or to a data extension query."""
    language = _language(language)
    queries = request.form.get("queries") or request.args.get("queries")
    extend = request.form.get("extend") or request.args.get("extend")
    with index_of(g.served).opened(_SECONDS) as reader:
        properties = _by_iri(reader, "property")
        if queries:
            batch = read_queries(queries, _by_iri(reader, "class"), properties)
            return _json(answers(reader, batch, language))
        if extend:
            return _json(_extended(reader, read_extension(extend, properties), language))
        if request.method == "POST":
            raise MalformedRequestError(
                "The request has no batch of queries.",
                name="queries",
                remedy="Send a form with the field 'queries', or 'extend'.",
            )
        return _json(manifest(reader, language))


def suggest_for_reconciling(language: str, what: str) -> Response:
    """Entities, properties or types whose name begins as `?prefix=`, after `?cursor=` of them.

    https://reconciliation-api.github.io/specs/0.2/#suggest-queries
    """
    language, prefix = _language(language), request.args.get("prefix", "").strip()
    skipped = whole_number("cursor", 0, _MOST_SKIPPED, least=0)
    with index_of(g.served).opened() as reader:
        if what == "entity":
            found = _entities(reader, prefix, language, skipped)
        else:
            kind = {"property": "property", "type": "class"}.get(what)
            if kind is None:
                raise PageMissingError(
                    "There is no such suggest service.",
                    name="suggest",
                    value=what,
                    remedy="There are entity, property and type.",
                )
            found = _terms(reader, kind, prefix, language)[skipped : skipped + _MOST]
    return _json({"result": found})


def propose_properties(language: str) -> Response:
    """The properties that things of `?type=` have, those that most have first.

    https://reconciliation-api.github.io/specs/0.2/#data-extension-property-proposals
    """
    language, type_ = _language(language), request.args.get("type", "")
    most = whole_number("limit", 50, 1_000)
    with index_of(g.served).opened() as reader:
        if type_ and term_of(type_) not in _by_iri(reader, "class"):
            raise MalformedRequestError(
                "The ontology has no such type.",
                name="type",
                value=type_,
                remedy="Ask the suggest service for types.",
            )
        terms = reader.properties(term_of(type_)) if type_ else _used(reader, "property")
        told = [_term(term, language) for term in terms[:most]]
    return _json({"properties": told, "type": type_, "limit": most})


def preview(language: str) -> Response:
    """A small page on the entity of `?id=`, to stand in a frame of another.

    https://reconciliation-api.github.io/specs/0.2/#preview-queries
    """
    language, name = _language(language), request.args.get("id", "")
    with index_of(g.served).opened() as reader:
        thing = reader.thing(iri_of(name))
        if thing is None:
            raise PageMissingError(
                "The release has nothing of this identifier.",
                name="id",
                value=name,
                remedy="Identifiers are what the service answers, such as id/agent/fra.",
            )
        told = _told_facts(reader, thing, language)
    response = page(
        "preview.html",
        shown_language=language,
        thing=thing,
        label=thing.label(language),
        path=f"/{identifier(thing.iri)}",
        about=describe(thing, language),
        facts=told,
    )
    # It is made to stand in a frame of any page, unlike all other pages.
    policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors *"
    response.headers["Content-Security-Policy"] = policy
    return response


def _language(asked: str | None) -> str:
    if asked is None:
        return language_of(request)
    if asked not in LANGUAGES:
        raise PageMissingError(
            "The service does not speak this language.",
            name="language",
            value=asked,
            remedy=f"It speaks {' and '.join(LANGUAGES)}: /reconcile/{LANGUAGES[0]}.",
        )
    return asked


def _json(content: object) -> Response:
    response = jsonify(content)
    response.vary.add("Accept-Language")
    return response


def _by_iri(reader: Reader, kind: str) -> Mapping[str, Term]:
    return {term.iri: term for term in reader.terms(kind)}


def _used(reader: Reader, kind: str) -> tuple[Term, ...]:
    return tuple(term for term in reader.terms(kind) if term.things)


def _entities(reader: Reader, prefix: str, language: str, skipped: int) -> list[dict[str, object]]:
    own = reader.thing(iri_of(prefix))
    found = reader.suggest(prefix, first=skipped, most=_MOST)
    things = [own] if own and own.kind != "passage" else [hit.thing for hit in found.hits]
    return [
        {
            "id": identifier(thing.iri),
            "name": thing.label(language).text,
            "description": describe(thing, language),
            "notable": typed(thing.types, language),
        }
        for thing in things
    ]


def _terms(reader: Reader, kind: str, prefix: str, language: str) -> list[dict[str, object]]:
    """Terms that things have, by what their name or a word of it begins with."""
    wanted = prefix.casefold()
    return [
        _term(term, language)
        for term in _used(reader, kind)
        if wanted in (term.iri.casefold(), local_name(term.iri).casefold())
        or any(f" {label.casefold()}".find(f" {wanted}") >= 0 for label in term.labels.values())
    ]


def _term(term: Term, language: str) -> dict[str, object]:
    return {
        "id": local_name(term.iri),
        "name": term.label(language),
        "description": term.definition(language),
    }


def _extended(reader: Reader, asked: Extension, language: str) -> dict[str, object]:
    """https://reconciliation-api.github.io/specs/0.2/#data-extension-responses."""
    properties = _by_iri(reader, "property")
    iris = {name: iri_of(name) for name in asked.things}
    values = facts(product(reader.things(iris.values()), asked.properties))
    known = reader.things(fact.text for some in values.values() for fact in some)
    rows = {
        name: {
            local_name(one): [fact.told(known, language) for fact in values.get((iri, one), ())]
            for one in asked.properties
        }
        for name, iri in iris.items()
    }
    meta = [
        {"id": local_name(one), "name": properties[one].label(language)} for one in asked.properties
    ]
    return {"meta": meta, "rows": rows}


def _told_facts(reader: Reader, thing: Thing, language: str) -> list[tuple[str, str]]:
    """Some facts of a thing, each as the name of the property and of its value."""
    own = _by_iri(reader, "property")
    values = facts((thing.iri, iri) for iri, term in own.items() if term.things)
    known = reader.things(fact.text for some in values.values() for fact in some)
    told = [
        (own[one].label(language), known[fact.text].label(language).text)
        for (_, one), some in values.items()
        for fact in some
        if fact.text in known
    ]
    return told[:_SHOWN]


ROUTES = (
    ("/reconcile", reconcile, ("GET", "POST")),
    ("/reconcile/<language>", reconcile, ("GET", "POST")),
    ("/reconcile/<language>/suggest/<what>", suggest_for_reconciling, ("GET",)),
    ("/reconcile/<language>/properties", propose_properties, ("GET",)),
    ("/reconcile/<language>/preview", preview, ("GET",)),
)
