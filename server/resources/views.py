"""Every IRI of the graph at its own address."""

import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Response, current_app, g, redirect, request
from markupsafe import Markup
from rdflib import URIRef
from werkzeug.wrappers import Response as AnyResponse

from graph.dataset.sources import prefixes
from graph.store import by_name
from graph.store.rdf import as_rdf
from server.drawing import page
from server.endpoint import release_of
from server.errors import MalformedRequestError, NotAcceptableError, PageMissingError
from server.messages import language_of
from server.negotiate import HTML, RESOURCE_FORMATS, SUFFIXES, Choice, choose
from server.releases import Served
from server.resources import links, rdf
from server.resources.near import near
from server.resources.paths import Named, local, named
from server.resources.queries import Reader
from server.resources.read import MOST_PAGES, Description, Direction, Wanted, describe, find, reader
from server.resources.show import shown
from server.sparql import limits_of

_SUFFIX_OF = {name: suffix for suffix, name in SUFFIXES.items()}


class ResourceMissingError(PageMissingError):
    """The release says nothing of an IRI.

    :ivar near: the paths of what is near it
    """

    def __init__(self, iri: str, near: tuple[str, ...]) -> None:
        told = f"Near it are {', '.join(near)}." if near else "Search by name at /sparql."
        super().__init__(
            "The release says nothing of this address.", name="iri", value=iri[:500], remedy=told
        )
        self.near = near


class _Visit(NamedTuple):
    """One request for one IRI.

    :ivar choice: the representation that the client prefers
    :ivar wanted: the page of links that is asked for; None: the whole description
    """

    named: Named
    asked: Reader
    choice: Choice
    wanted: Wanted | None

    @property
    def served(self) -> Served:
        """The release that is asked."""
        return self.asked.served


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
        return _linkset(name, asked)
    visit = _Visit(name, asked, _choice(name), _wanted(served.base))
    if name.kind.is_thing and not name.format:
        return _see_other(visit)
    return _described(visit)


ROUTES = (
    (
        "/<any(coverage,document,graph,id,question,report,rule,statement,text,vocabulary,witness):room>"
        "/<path:key>",
        resource,
        ("GET",),
    ),
    ("/release/<digest>", resource, ("GET",)),
)


def _release(digest: str) -> Served:
    """The release that a path names, with or without a suffix."""
    found = re.match(r"[0-9a-f]{32}(?![0-9a-z])", digest)
    releases, _, _ = current_app.extensions["sommet"]
    return release_of(releases, f"/release/{found[0] if found else digest[:100]}")


def _choice(name: Named) -> Choice:
    asked = name.format or request.args.get("format")
    choice = choose(asked, request.headers.get("Accept"), RESOURCE_FORMATS)
    if choice is None:
        header = "Accept" if asked is None else "format"
        value = request.headers.get("Accept", "") if asked is None else asked
        raise NotAcceptableError(header, value[:200], [f.name for f in RESOURCE_FORMATS])
    return choice


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
    suffix = f".{_SUFFIX_OF[name.format]}" if name.format else ""
    return _sent(local(iri, base) + suffix if local(iri, base) else iri, 301)


def _see_other(visit: _Visit) -> AnyResponse:
    """From a thing to the document that describes it (https://www.w3.org/TR/cooluris/)."""
    suffix = _SUFFIX_OF[visit.choice.format.name]
    answer = _sent(f"{local(visit.named.iri, visit.served.base)}.{suffix}", 303)
    answer.headers["Link"] = links.header(links.described_by(visit.named, _site(visit.served)))
    answer.headers["Vary"] = "Accept"
    return answer


def _sent(path: str, status: int) -> AnyResponse:
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != "format"]
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(links.ascii_only(path) + query, status)


def _described(visit: _Visit) -> AnyResponse:
    tag = _tag(visit)
    if tag in request.if_none_match or "*" in request.if_none_match:
        answer = Response(status=304)
    else:
        answer = _drawn(visit, describe(visit.asked, visit.named.iri, visit.wanted))
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "public, no-cache"
    if not visit.named.format:
        answer.vary.add("Accept")
    return answer


def _drawn(visit: _Visit, description: Description) -> Response:
    served, name, wanted = visit.served, visit.named, visit.wanted
    if wanted and not description.slices:
        raise _no_links(wanted, description, served.base)
    site = _site(served)
    if visit.choice.format is HTML:
        answer = _page(visit, description)
        targets = links.of_landing_page(name, description, _licence(visit), site)
    else:
        content = _rdf(visit, description, visit.choice.format.name)
        answer = Response(content, content_type=visit.choice.content_type)
        targets = links.of_description(name, _licence(visit), site)
    answer.headers["Link"] = links.header((*targets, *_beside(visit, description)))
    return answer


def _page(visit: _Visit, description: Description) -> Response:
    base, path = visit.served.base, local(visit.named.iri, visit.served.base)
    formats = {f.name: f"{path}.{_SUFFIX_OF[f.name]}" for f in RESOURCE_FORMATS if f is not HTML}
    linked = _rdf(visit, description, "jsonld").decode("utf-8")
    return page(
        "resource.html",
        shown=shown(visit.asked, description, language_of(request), prefixes(base)),
        formats=formats,
        media_types={f.name: f.media_types[0] for f in RESOURCE_FORMATS},
        path=path,
        is_slice=visit.wanted is not None,
        # Within a script element nothing but `<` could end it; in JSON it stands in strings only.
        linked=Markup(linked.replace("<", "\\u003c")),  # noqa: S704
    )


def _rdf(visit: _Visit, description: Description, format_name: str) -> bytes:
    base = visit.served.base
    names = prefixes(base)
    placed = rdf.triples(description, names, base)
    return as_rdf(placed, by_name(format_name, "graph", "dataset"), names)


def _beside(visit: _Visit, description: Description) -> list[links.Target]:
    """Links to the pages before and after, of a page of links."""
    if visit.wanted is None:
        return []
    slice_, base = description.slices[0], visit.served.base
    relation = rdf.short(str(slice_.relation), prefixes(base), base)
    around = [("prev", slice_.page - 1)] if slice_.page > 1 else []
    around += [("next", slice_.page + 1)] if slice_.has_more else []
    path = _site(visit.served).address(request.path)
    return [
        links.Target(rdf.address(path, slice_.direction, relation, number), name)
        for name, number in around
    ]


def _linkset(name: Named, asked: Reader) -> Response:
    site = _site(asked.served)
    description = describe(asked, name.iri)
    visit = _Visit(name, asked, Choice(HTML, HTML.media_types[0]), None)
    targets = links.of_landing_page(name, description, _licence(visit), site)
    page_ = f"{local(name.iri, site.base)}.html" if name.kind.is_thing else request.path
    anchor = site.address(page_.removesuffix(f".{links.LINKSET_SUFFIX}"))
    content = json.dumps(links.linkset(anchor, targets), ensure_ascii=False, indent=2)
    return Response(content + "\n", content_type=links.LINKSET)


def _licence(visit: _Visit) -> str:
    """The licence of what is described: the texts keep the terms of those who issued them."""
    is_of_text = visit.named.kind.name in {"document", "text", "passage"}
    return "" if is_of_text else visit.served.licence


def _no_links(wanted: Wanted, description: Description, base: str) -> PageMissingError:
    names = prefixes(base)
    known = [
        rdf.short(str(relation), names, base)
        for direction, relation in description.counts.totals
        if direction is wanted.direction
    ]
    return PageMissingError(
        f"There is no page {wanted.page} of {wanted.direction.value} links by this relation.",
        name=wanted.direction.value,
        value=rdf.short(str(wanted.relation), names, base)[:500],
        remedy=f"Its {wanted.direction.value} links are by: {', '.join(known) or 'no relation'}.",
    )


def _site(served: Served) -> links.Site:
    return links.Site(request.host_url.rstrip("/"), served.base)


def _tag(visit: _Visit) -> str:
    """A strong validator: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3."""
    is_page = visit.choice.format is HTML
    told = (
        visit.served.hash,
        request.path,
        visit.choice.media_type,
        visit.wanted,
        (language_of(request), request.args.get("lang"), _looks()) if is_page else None,
    )
    return hashlib.blake2b(repr(told).encode("utf-8", "replace"), digest_size=12).hexdigest()


@cache
def _looks() -> str:
    """A digest of what pages are drawn with, so that a page of another version is another page."""
    server = files("server")
    drawn = [server / "messages.toml", *(server / "templates").iterdir()]
    parts = sorted(path.read_bytes() for path in drawn if path.is_file())
    return hashlib.blake2b(b"".join(parts), digest_size=12).hexdigest()
