"""The answer on one IRI: a page or a description in RDF, with its links and its validator."""

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from flask import Response, request
from markupsafe import Markup

import ontology
from graph.dataset.sources import prefixes
from graph.export import NETWORK_FORMATS
from graph.store import by_name
from graph.store.rdf import as_rdf
from server.assets import FOLDER
from server.errors import PageMissingError
from server.frame import page
from server.messages import language_of
from server.negotiate import HTML, RESOURCE_FORMATS, SUFFIX_OF, TITLES, Choice
from server.reader.asked import PARAMETERS
from server.reader.pieces import exact
from server.reader.show import read_document
from server.releases import Served
from server.reply import validator
from server.resources import links, rdf
from server.resources.entity import entity, part
from server.resources.paths import Named, local
from server.resources.queries import Reader
from server.resources.read import describe
from server.resources.reading import has_texts, in_text
from server.resources.record import record
from server.resources.statement import statement
from server.resources.values import Description, Wanted


class Visit(NamedTuple):
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

    @property
    def is_document(self) -> bool:
        """Whether it is for a whole document, which is shown in its own words if they are there."""
        return self.named.kind.name == "document" and self.wanted is None


def drawn(visit: Visit, description: Description) -> Response:
    """The description in the format chosen, with its typed links.

    :raises PageMissingError: if there is no such page of links
    """
    served, name, wanted = visit.served, visit.named, visit.wanted
    if wanted and not description.slices:
        raise _no_links(wanted, description, served.base)
    site = site_of(served)
    if visit.choice.format is HTML:
        answer = _page(visit, description)
        targets = links.of_landing_page(name, description, _licence(visit), site)
    else:
        content = _rdf(visit, description, visit.choice.format.name)
        answer = Response(content, content_type=visit.choice.content_type)
        targets = links.of_description(name, _licence(visit), site)
    answer.headers["Link"] = links.header((*targets, *_beside(visit, description)))
    return answer


def _page(visit: Visit, description: Description) -> Response:
    path = local(visit.named.iri, visit.served.base)
    formats = {f.name: f"{path}.{SUFFIX_OF[f.name]}" for f in RESOURCE_FORMATS if f is not HTML}
    linked = _rdf(visit, description, "jsonld").decode("utf-8")
    common: dict[str, Any] = {
        "formats": formats,
        "media_types": {f.name: f.media_types[0] for f in RESOURCE_FORMATS},
        "titles": TITLES,
        "path": path,
        # Within a script element nothing but `<` could end it; in JSON it stands in strings only.
        "linked": Markup(linked.replace("<", "\\u003c")),  # noqa: S704
    }
    language = language_of(request)
    if visit.is_document and (
        read := read_document(visit.asked, description, language, request.args)
    ):
        return page("reader.html", read=read, iri=visit.named.iri, exact=exact, **common)
    template, shown = _content(visit, description)
    return page(
        template,
        shown=shown,
        kind=visit.named.kind.name,
        network_formats=[f.name for f in NETWORK_FORMATS],
        is_unread=visit.is_document,
        in_text=in_text(visit.served, description),
        **common,
    )


def _content(visit: Visit, description: Description) -> tuple[str, object]:
    """The template of a page, and what it shows."""
    kind, language = visit.named.kind, language_of(request)
    given = (visit.asked, description, language, prefixes(visit.served.base))
    if visit.wanted:
        return "part.html", part(*given)
    if kind.is_thing and kind.name != "situation":
        return "entity.html", entity(*given)
    if kind.name == "statement" and (found := statement(*given)):
        return "statement.html", found
    return "record.html", record(*given[:2], kind.name, *given[2:])


def _rdf(visit: Visit, description: Description, format_name: str) -> bytes:
    base = visit.served.base
    names = prefixes(base)
    placed = rdf.triples(description, names, base)
    return as_rdf(placed, by_name(format_name, "graph", "dataset"), names)


def _beside(visit: Visit, description: Description) -> list[links.Target]:
    """Links to the pages before and after, of a page of links."""
    if visit.wanted is None:
        return []
    slice_, base = description.slices[0], visit.served.base
    relation = rdf.short(str(slice_.relation), prefixes(base), base)
    around = [("prev", slice_.page - 1)] if slice_.page > 1 else []
    around += [("next", slice_.page + 1)] if slice_.has_more else []
    path = site_of(visit.served).address(request.path)
    return [
        links.Target(rdf.address(path, slice_.direction, relation, number), name)
        for name, number in around
    ]


def linkset(name: Named, asked: Reader) -> Response:
    """The typed links of a landing page as a document of their own."""
    site = site_of(asked.served)
    description = describe(asked, name.iri)
    visit = Visit(name, asked, Choice(HTML, HTML.media_types[0]), None)
    targets = links.of_landing_page(name, description, _licence(visit), site)
    page_ = f"{local(name.iri, site.base)}.html" if name.kind.is_thing else request.path
    anchor = site.address(page_.removesuffix(f".{links.LINKSET_SUFFIX}"))
    content = json.dumps(links.linkset(anchor, targets), ensure_ascii=False, indent=2)
    return Response(content + "\n", content_type=links.LINKSET)


def _licence(visit: Visit) -> str:
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


def site_of(served: Served) -> links.Site:
    """Where this server is found, by the request."""
    return links.Site(request.host_url.rstrip("/"), served.base)


def tag_of(visit: Visit) -> str:
    """A strong validator: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.

    It tells the place too: of very many links, those that are shown depend on it.
    """
    is_page = visit.choice.format is HTML
    told = (
        visit.served.hash,
        visit.served.place,
        request.path,
        visit.choice.media_type,
        visit.wanted,
        (language_of(request), *map(request.args.get, ("lang", *PARAMETERS))) if is_page else None,
        # A release of an earlier version may get its texts while it is served.
        is_page and has_texts(visit.served),
        _looks(),
    )
    return validator(repr(told))


@cache
def _looks() -> str:
    """A digest of what draws an answer, so that one of another version is another answer."""
    server = files("server")
    rooms = [server / name for name in ("reader", "resources", "queries", "templates")]
    # The styles and scripts are told by the names in the manifest, which bear their hashes.
    tables = [ontology.path(f"rules/{name}.csv") for name in ("phrases", "topics")]
    drawing = [FOLDER / "manifest.json", *tables]
    drawing += [Path(str(path)) for folder in (server, *rooms) for path in folder.iterdir()]
    parts = sorted(path.read_bytes() for path in drawing if path.is_file())
    return hashlib.blake2b(b"".join(parts), digest_size=12).hexdigest()
