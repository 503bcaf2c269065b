"""One address in all its representations: negotiated, linked with one another, validated."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Response, request

from graph.about import LICENCE
from server.errors import PageMissingError
from server.negotiate import HTML, RESOURCE_FORMATS, SUFFIX_OF, SUFFIXES, Choice, acceptable
from server.terms.rdf import Described, written


class Address(NamedTuple):
    """What is answered at an address, whatever its representation.

    :ivar path: without the suffix of a format
    :ivar iri: what the address tells of, to cite it by
    :ivar type: what the page is, a class of schema.org
    :ivar within: the path of what it is part of; empty if it is whole
    """

    path: str
    iri: str
    type: str
    described: Described
    within: str = ""


def split(name: str) -> tuple[str, str]:
    """The end of a path as what it names and the suffix of a format, which may be empty.

    >>> split("Agent.ttl"), split("0.1.0")
    (('Agent', 'ttl'), ('0.1.0', ''))
    """
    stem, _, suffix = name.rpartition(".")
    return (stem, suffix) if suffix in SUFFIXES else (name, "")


def respond(address: Address, suffix: str, draw: Callable[[], Response]) -> Response:
    """What a client gets: RDF, or a page.

    :param suffix: of the path asked for; empty: by `?format=`, else by `Accept`
    :param draw: draws the page
    :raises NotAcceptableError: if no format that there is fits
    """
    choice = chosen(suffix)
    if choice.format is HTML:
        response = draw()
    else:
        content = written(address.described, choice.format.name)
        response = Response(content, content_type=choice.content_type)
        response.vary.add("Accept")
    response.headers["Link"] = ", ".join(_links(address, choice))
    return response


def chosen(suffix: str) -> Choice:
    """The representation that a client asks for.

    :raises PageMissingError: if the suffix is of no format
    :raises NotAcceptableError: if no format that there is fits
    """
    name, accept = request.args.get("format"), request.headers.get("Accept")
    if suffix and suffix not in SUFFIXES:
        raise PageMissingError(
            "There is no representation with this suffix.",
            name="suffix",
            value=suffix,
            remedy=f"There are: {', '.join(SUFFIXES)}.",
        )
    return acceptable(SUFFIXES[suffix] if suffix else name, accept, RESOURCE_FORMATS)


def _links(address: Address, choice: Choice) -> list[str]:
    """How the representations stand to one another: https://signposting.org/FAIR/."""
    links = [f'<{LICENCE}>; rel="license"']
    if choice.format is not HTML:
        return [f'<{address.path}.html>; rel="describes"; type="text/html"', *links]
    links += [f'<{address.iri}>; rel="cite-as"']
    links += [f'<https://schema.org/{kind}>; rel="type"' for kind in ("AboutPage", address.type)]
    links += [
        f'<{address.path}.{SUFFIX_OF[f.name]}>; rel="describedby"; type="{f.media_types[0]}"'
        for f in RESOURCE_FORMATS
        if f is not HTML
    ]
    return links + ([f'<{address.within}>; rel="collection"'] if address.within else [])
