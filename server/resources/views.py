"""Every IRI of the graph at its own address."""

import re
from urllib.parse import urlencode

from flask import Response, current_app, g, redirect, request
from rdflib import URIRef
from werkzeug.wrappers import Response as AnyResponse

from graph.dataset.sources import prefixes
from server.endpoint import release_of
from server.errors import MalformedRequestError, PageMissingError
from server.finish import with_coding
from server.negotiate import HTML, RESOURCE_FORMATS, SUFFIX_OF, acceptable
from server.releases import Served
from server.reply import coding_of
from server.resources import links, rdf
from server.resources.near import near
from server.resources.paths import Named, local, named
from server.resources.read import MOST_PAGES, describe, find, reader
from server.resources.represent import Visit, drawn, linkset, site_of, tag_of
from server.resources.values import Direction, Wanted
from server.sparql import limits_of


class ResourceMissingError(PageMissingError):
    """The release says nothing of an IRI.

    :ivar near: the paths of what is near it
    """

    def __init__(self, iri: str, near: tuple[str, ...]) -> None:
        told = f"Near it are {', '.join(near)}." if near else "Look for its name at /search."
        super().__init__(
            "The release says nothing of this address.", name="iri", value=iri[:500], remedy=told
        )
        self.near = near


def resource(room: str = "", key: str = "", digest: str = "") -> AnyResponse:
    """What an IRI names: its description, or the way to it."""
    if digest:
        g.served = _release(digest)
    served: Served = g.served
    is_linkset = request.path.endswith(f".{links.LINKSET_SUFFIX}")
    name = named(request.path.removesuffix(f".{links.LINKSET_SUFFIX}"), served.base)
    _, _, settings = current_app.extensions["sommet"]
    asked = reader(served, limits_of(settings), name.kind.name)
    found = find(asked, name.iri)
    if found.replaced_by:
        return _moved(found.replaced_by, name, served.base)
    if not found.is_known:
        raise ResourceMissingError(name.iri, near(asked, name))
    if is_linkset:
        return linkset(name, asked)
    accept = request.headers.get("Accept")
    choice = acceptable(name.format or request.args.get("format"), accept, RESOURCE_FORMATS)
    visit = Visit(name, asked, choice, _wanted(served.base))
    if name.kind.is_thing and not name.format:
        return _see_other(visit)
    return _described(visit)


ROUTES = (
    (
        "/<any(coverage,document,graph,id,question,report,rule,statement,text,witness):room>"
        "/<path:key>",
        resource,
        ("GET",),
    ),
    ("/release/<digest>", resource, ("GET",)),
)


def _release(digest: str) -> Served:
    """The release that a path names, with or without a suffix.

    :raises PageMissingError: if there is none of that hash
    """
    found = re.match(r"[0-9a-f]{32}(?![0-9a-z])", digest)
    if found is None:
        raise PageMissingError(
            "A release is named by 32 hex digits.",
            name="release",
            value=digest[:100],
            remedy="The header Sommet-Release of any answer names the one that is served.",
        )
    releases, _, _ = current_app.extensions["sommet"]
    return release_of(releases, f"/release/{found[0]}")


def _wanted(base: str) -> Wanted | None:
    """The page of links that the address asks for."""
    for direction in Direction:
        if name := request.args.get(direction.value):
            relation = rdf.full(name, prefixes(base), base)
            return Wanted(direction, URIRef(relation), _page_number())
    return None


def _page_number() -> int:
    number = request.args.get("page", "1")
    if not re.fullmatch(r"[0-9]{1,9}", number) or not 1 <= int(number) <= MOST_PAGES:
        raise MalformedRequestError(
            f"Pages are counted from 1 to {MOST_PAGES}.",
            name="page",
            value=number[:100],
            remedy="Ask at /sparql, or take a dump, for all links at once.",
        )
    return int(number)


def _moved(iri: str, name: Named, base: str) -> AnyResponse:
    """To what has replaced an IRI, in the format that its suffix names."""
    suffix = f".{SUFFIX_OF[name.format]}" if name.format else ""
    return _sent(local(iri, base) + suffix if local(iri, base) else iri, 301)


def _see_other(visit: Visit) -> AnyResponse:
    """From a thing to the document that describes it (https://www.w3.org/TR/cooluris/)."""
    suffix = SUFFIX_OF[visit.choice.format.name]
    answer = _sent(f"{local(visit.named.iri, visit.served.base)}.{suffix}", 303)
    answer.headers["Link"] = links.header(links.described_by(visit.named, site_of(visit.served)))
    answer.headers["Vary"] = "Accept"
    return answer


def _sent(path: str, status: int) -> AnyResponse:
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != "format"]
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(links.ascii_only(path) + query, status)


def _described(visit: Visit) -> AnyResponse:
    tag = tag_of(visit)
    known = with_coding(tag, coding_of(request.headers.get("Accept-Encoding")))
    if request.if_none_match.contains(known):
        tag, answer = known, Response(status=304)
    elif request.if_none_match.contains(tag):
        answer = Response(status=304)
    else:
        answer = drawn(visit, describe(visit.asked, visit.named.iri, visit.wanted))
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.vary.add("Accept-Encoding")
    if visit.choice.format is HTML:
        answer.vary.update(("Accept", "Accept-Language"))
    if not visit.named.format:
        answer.vary.add("Accept")
    return answer
