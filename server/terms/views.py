"""The addresses of the ontology, its terms and versions, its vocabularies and its shapes."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import partial
from urllib.parse import urlencode

from flask import Response, g, request

from graph.dataset import sources
from server import frame
from server.errors import PageMissingError
from server.messages import in_language, language_of
from server.negotiate import SUFFIX_OF
from server.releases import Served
from server.terms.asked import questions_of
from server.terms.rdf import Described
from server.terms.read import KINDS, Concept, Ontology, read_ontology, read_vocabularies
from server.terms.respond import Address, chosen, respond, split
from server.terms.shapes import checks_of, read_shapes
from server.terms.tree import draw
from server.terms.uses import read_example


def ontology(suffix: str = "") -> Response:
    """The whole ontology, as it is today."""
    served = _served()
    found = read_ontology(served.base)
    described = Described(served.base, "ontology")
    address = Address("/ontology", found.iri, "DefinedTermSet", described)
    return respond(address, suffix, lambda: _whole(address, found, served.uses))


def ontology_part(name: str) -> Response:
    """A term of the ontology, or one of its versions."""
    stem, suffix = split(name)
    return _version(stem, suffix) if stem[:1].isdigit() else _term(stem, suffix)


def vocabulary(name: str) -> Response:
    """A vocabulary."""
    stem, suffix = split(name)
    served = _served()
    found = _scheme(stem)
    described = Described(served.base, "vocabularies", found.iri)
    address = Address(f"/vocabulary/{stem}", found.iri, "DefinedTermSet", described)
    return respond(
        address, suffix, lambda: _page("vocabulary.html", address, scheme=found, uses=served.uses)
    )


def concept(scheme: str, name: str) -> Response:
    """A concept. It is no page, so its own address leads to one about it, or to RDF."""
    stem, suffix = split(name)
    above, within = _scheme(scheme), f"/vocabulary/{scheme}"
    concepts = {one.name.removeprefix(f"{scheme}/"): one for one in above.concepts}
    if stem not in concepts:
        raise _missing("concept", stem, concepts)
    if not suffix:
        return _see(f"{within}/{stem}")
    served, found = _served(), concepts[stem]
    described = Described(served.base, "vocabularies", found.iri)
    address = Address(f"{within}/{stem}", found.iri, "DefinedTerm", described, within)
    return respond(
        address,
        suffix,
        lambda: _page(
            "concept.html",
            address,
            scheme=above,
            concept=found,
            uses=served.uses,
            questions=questions_of(served.base).get(found.iri, ()),
        ),
    )


def shapes(suffix: str = "") -> Response:
    """All shapes that data must have."""
    base = _served().base
    address = Address("/shapes", f"{base}shapes", "TechArticle", Described(base, "shapes"))
    return respond(address, suffix, lambda: _page("shapes.html", address, shapes=read_shapes(base)))


ROUTES = (
    ("/ontology", ontology, ("GET",)),
    ("/ontology.<suffix>", ontology, ("GET",)),
    ("/ontology/<name>", ontology_part, ("GET",)),
    ("/vocabulary/<name>", vocabulary, ("GET",)),
    ("/vocabulary/<scheme>/<name>", concept, ("GET",)),
    ("/shapes", shapes, ("GET",)),
    ("/shapes.<suffix>", shapes, ("GET",)),
)


def _served() -> Served:
    served: Served = g.served
    return served


def _page(template: str, address: Address, **shown: object) -> Response:
    return frame.page(
        template,
        path=address.path,
        words=partial(in_language, language=language_of(request)),
        local=_local,
        **shown,
    )


def _local(iri: str) -> str:
    """Where this server answers for an IRI of ours, in the language chosen; others as they are."""
    base = _served().base
    if not iri.startswith(base):
        return iri
    path = "/" + iri.removeprefix(base).replace("ontology#", "ontology/")
    language = request.args.get("lang")
    return f"{path}?{urlencode({'lang': language})}" if language else path


def _term(name: str, suffix: str) -> Response:
    served = _served()
    found = read_ontology(served.base)
    term = found.terms.get(name)
    if term is None:
        raise _missing("term", name, found.terms)
    described = Described(served.base, "ontology", term.iri)
    address = Address(f"/ontology/{name}", term.iri, "DefinedTerm", described, "/ontology")
    return respond(
        address,
        suffix,
        lambda: _page(
            "term.html",
            address,
            term=term,
            ontology=found,
            checks=checks_of(served.base),
            questions=questions_of(served.base),
            uses=served.uses,
            example=read_example(served.asks, served.base, term, language_of(request)),
        ),
    )


def _version(name: str, suffix: str) -> Response:
    if name not in sources.versions():
        raise _missing("version", name, sources.versions())
    base = _served().base
    found = read_ontology(base, name)
    described = Described(base, name)
    address = Address(
        f"/ontology/{name}", found.version_iri, "DefinedTermSet", described, "/ontology"
    )
    return respond(address, suffix, lambda: _whole(address, found, None))


def _whole(address: Address, found: Ontology, uses: Mapping[str, int] | None) -> Response:
    """The page of the ontology, or of a version; without uses it tells of its terms alone."""
    base = _served().base
    return _page(
        "ontology.html",
        address,
        ontology=found,
        kinds=KINDS,
        drawing=draw(found, language_of(request)),
        uses=uses,
        checks=checks_of(base) if uses is not None else {},
        questions=questions_of(base) if uses is not None else {},
        vocabularies=read_vocabularies(base).values(),
        prefixes=sources.prefixes(base),
        versions=sources.versions(),
    )


def _scheme(name: str) -> Concept:
    found = read_vocabularies(_served().base)
    if name not in found:
        raise _missing("vocabulary", name, found)
    return found[name]


def _see(path: str) -> Response:
    """Lead to what tells of a thing (https://www.w3.org/TR/cooluris/#r303gendocument)."""
    extension = SUFFIX_OF[chosen("").format.name]
    language = request.args.get("lang")
    query = f"?{urlencode({'lang': language})}" if language else ""
    response = Response(status=303, headers={"Location": f"{path}.{extension}{query}"})
    response.vary.add("Accept")
    return response


def _missing(kind: str, name: str, known: Iterable[str]) -> PageMissingError:
    lowered = {one.lower(): one for one in known}
    near = [lowered[one] for one in get_close_matches(name.lower(), lowered, 3)]
    return PageMissingError(
        f"There is no {kind} of this name.",
        name=kind,
        value=name,
        remedy=f"Near it: {', '.join(near)}." if near else "All are listed at /ontology.",
    )
