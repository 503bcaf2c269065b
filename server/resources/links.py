"""Typed links from a resource to its descriptions, parts and licence, for programs that visit.

FAIR Signposting: https://signposting.org/FAIR/
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from rdflib import DCAT, DCTERMS, VOID
from rdflib.term import Node

from server.negotiate import HTML, RESOURCE_FORMATS, SUFFIXES
from server.resources.paths import SCHEMA, Named, local
from server.resources.values import Description, Direction

LINKSET = "application/linkset+json"
LINKSET_SUFFIX = "linkset"

# Characters that a URI holds beside letters and digits (https://www.rfc-editor.org/rfc/rfc3986).
_OF_URIS = "%:/?#[]@!$&'()*+,;=-._~"

_MEDIA_TYPES = {format_.name: format_.media_types[0] for format_ in RESOURCE_FORMATS}

# What is part of a resource and what a resource is part of; by terms of the ontology and others.
_ITEMS = (str(DCTERMS.hasFormat), "#evidence", str(VOID.subset), str(DCAT.distribution))
_COLLECTIONS = (str(DCTERMS.isFormatOf), "#ofText", "#statedIn", "#coverageOf")


@dataclass(frozen=True, slots=True)
class Target:
    """A link (https://www.rfc-editor.org/rfc/rfc8288); `type` is a media type or empty."""

    href: str
    relation: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """Where this server is found.

    :ivar root: its address, without a stroke at the end
    :ivar base: of the IRIs that it answers for
    """

    root: str
    base: str

    def address(self, path: str) -> str:
        """The address of a path of this server."""
        return self.root + ascii_only(path)

    def of(self, iri: str) -> str:
        """Where an IRI is found: here, if it is one of ours."""
        path = local(iri, self.base)
        return self.address(path) if path else ascii_only(iri)


def ascii_only(iri: str) -> str:
    """An IRI, or a part of one, as a URI (https://www.rfc-editor.org/rfc/rfc3987#section-3.1)."""
    return quote(iri, safe=_OF_URIS)


def of_landing_page(
    named: Named, description: Description, licence: str, site: Site
) -> tuple[Target, ...]:
    """The links of a landing page: the page on a node that is for people.

    :param licence: of what the page describes; empty: not known
    """
    path = local(named.iri, site.base)
    return (
        Target(ascii_only(named.iri), "cite-as"),
        *described_by(named, site),
        Target(f"{SCHEMA}AboutPage", "type"),
        Target(SCHEMA + named.kind.schema, "type"),
        *([Target(licence, "license")] if licence else []),
        *_parts(description, site),
        *_wholes(description, site),
        *_graph(named, site),
        Target(site.address(f"{path}.{LINKSET_SUFFIX}"), "linkset", LINKSET),
    )


def described_by(named: Named, site: Site) -> Iterator[Target]:
    """Links to the descriptions of a node in each format of RDF."""
    path = local(named.iri, site.base)
    for suffix, name in SUFFIXES.items():
        if name != HTML.name:
            href = site.address(f"{path}.{suffix}")
            yield Target(href, "describedby", _MEDIA_TYPES[name])


def of_description(named: Named, licence: str, site: Site) -> tuple[Target, ...]:
    """The links of a description in RDF."""
    page = site.address(f"{local(named.iri, site.base)}.html")
    return (
        Target(ascii_only(named.iri), "cite-as"),
        Target(page, "describes", _MEDIA_TYPES[HTML.name]),
        *([Target(licence, "license")] if licence else []),
    )


def header(targets: Iterable[Target]) -> str:
    """Links as the value of a `Link` header."""
    return ", ".join(
        f'<{target.href}>; rel="{target.relation}"'
        + (f'; type="{target.type}"' if target.type else "")
        for target in targets
    )


def linkset(anchor: str, targets: Iterable[Target]) -> dict[str, object]:
    """Links as a link set (https://www.rfc-editor.org/rfc/rfc9264#section-4.2).

    :param anchor: the address that they lead from
    """
    context: dict[str, object] = {"anchor": anchor}
    by_relation: dict[str, list[dict[str, str]]] = {}
    for target in targets:
        if target.relation != "linkset":
            link = {"href": target.href} | ({"type": target.type} if target.type else {})
            by_relation.setdefault(target.relation, []).append(link)
    return {"linkset": [context | by_relation]}


def _parts(description: Description, site: Site) -> Iterator[Target]:
    for node in _values(description, _ITEMS, site.base):
        yield Target(site.of(str(node)), "item")


def _wholes(description: Description, site: Site) -> Iterator[Target]:
    wholes = [*_values(description, _COLLECTIONS, site.base)]
    for slice_ in description.slices_of(Direction.INCOMING):
        if str(slice_.relation) == str(VOID.subset):
            wholes += slice_.ends
    for node in wholes:
        yield Target(site.of(str(node)), "collection")


def _graph(named: Named, site: Site) -> Iterator[Target]:
    """What a named graph holds, as the Graph Store Protocol gives it."""
    if named.kind.name == "graph":
        query = f"graph={quote(named.iri, safe='')}&format=ntriples"
        yield Target(site.address(f"/store?{query}"), "item", _MEDIA_TYPES["ntriples"])


def _values(description: Description, relations: Iterable[str], base: str) -> Iterator[Node]:
    for relation in relations:
        iri = f"{base}ontology{relation}" if relation.startswith("#") else relation
        yield from description.values(iri)
