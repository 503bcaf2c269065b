"""Which representation a client gets, by its `Accept` header or by `?format=`.

Follows RFC 9110, section 12.5.1 (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from graph.store.formats import FORMATS
from server.errors import NotAcceptableError


@dataclass(frozen=True, slots=True)
class Format:
    """A representation that can be given.

    :ivar name: its name in `?format=`
    :ivar media_types: the types it may bear, the registered one first
    :ivar other_names: what clients write in `?format=` and mean the same
    """

    name: str
    media_types: tuple[str, ...]
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The representation chosen, and the type that its answer bears."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """The value of the answer's `Content-Type`; all that is text is UTF-8."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


# What clients also ask for, beside the registered type and our own name of a format.
_OTHER_TYPES = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle",),
    "rdfxml": ("application/xml", "text/xml"),
    "jsonld": ("application/json",),
}
_OTHER_NAMES = {
    "turtle": ("ttl", "n3"),
    "ntriples": ("nt", "n-triples"),
    "rdfxml": ("xml", "rdf", "rdf+xml"),
    "jsonld": ("json", "json-ld"),
}


def _formats(kind: str) -> tuple[Format, ...]:
    return tuple(
        Format(f.name, (f.media_type, *_OTHER_TYPES.get(f.name, ())), _OTHER_NAMES.get(f.name, ()))
        for f in FORMATS
        if f.of == kind
    )


# A page for browsers.
HTML = Format("html", ("text/html",))

# What people call the formats of files.
TITLES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF/XML",
    "jsonld": "JSON-LD",
    "nquads": "N-Quads",
    "trig": "TriG",
    "csvw": "CSV",
    "parquet": "Parquet",
    "gexf": "GEXF (Gephi)",
    "graphml": "GraphML (igraph, yEd)",
    "cytoscape": "Cytoscape",
    "dot": "DOT (Graphviz)",
}

# In order of preference, for a client that accepts several equally.
RESULT_FORMATS = (*_formats("results"), HTML)
GRAPH_FORMATS = (*_formats("graph"), HTML)

# Of one graph, for the Graph Store Protocol, and of the description of the service.
DATASET_FORMATS = SERVICE_FORMATS = _formats("graph")

# Of what an IRI names, in order of preference, by the suffixes of addresses.
RESOURCE_FORMATS = (*_formats("graph"), *(f for f in _formats("dataset") if f.name == "trig"), HTML)
SUFFIXES = {f.extension: f.name for f in FORMATS if f.name in {r.name for r in RESOURCE_FORMATS}}
SUFFIXES["html"] = HTML.name
SUFFIX_OF = {name: suffix for suffix, name in SUFFIXES.items()}

# What an error can be told in.
ERROR_FORMATS = (Format("json", ("application/json",)), HTML)

# Of what a search finds.
SEARCH_FORMATS = ERROR_FORMATS

# Media ranges that are read of a header; each is held against each type that can be given.
MOST_RANGES = 100

# A quotation that is not closed runs to the end, so that no header is read twice over.
_QUOTED = r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)'
_ELEMENT = re.compile(rf'(?:[^,"]|{_QUOTED})++')
_PIECE = re.compile(rf'(?:[^;"]|{_QUOTED})++')
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"({_NAME})/({_NAME})")
_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an `Accept` header: `text/*;q=0.5` is ("text", "*", 0.5)."""

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int | None:
        """How closely the range names the type: 2 wholly, 1 its first part, 0 any, None not."""
        if self.type == "*":
            return 0 if self.subtype == "*" else None
        if self.subtype == "*":
            return 1 if media_type.startswith(f"{self.type}/") else None
        return 2 if media_type == f"{self.type}/{self.subtype}" else None


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """The media ranges of an `Accept` header; what is no media range is left out.

    A range that asks for another charset than UTF-8 can never be met and has quality 0. Other
    parameters are ignored, as JSON-LD requires of `profile`.

    >>> parse_accept("text/turtle;q=0.5, */*;q=0")
    (MediaRange(type='text', subtype='turtle', quality=0.5), \
MediaRange(type='*', subtype='*', quality=0.0))
    """
    return tuple(_ranges(header))


def _ranges(header: str) -> Iterator[MediaRange]:
    for found in islice(_ELEMENT.finditer(header), MOST_RANGES):
        element = found[0]
        first, *rest = _PIECE.findall(element) or [""]
        match = _RANGE.fullmatch(first.strip().lower())
        parameters = dict(_parameter(piece) for piece in rest)
        quality = parameters.get("q", "1")
        if match is None or not _QUALITY.fullmatch(quality):
            continue
        met = parameters.get("charset", "*") in ("utf-8", "utf8", "*")
        yield MediaRange(match[1], match[2], float(quality) if met else 0.0)


def _parameter(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return name.strip().lower(), value.strip().strip('"').lower()


def by_accept(header: str | None, formats: Sequence[Format]) -> Choice | None:
    """The best of the formats for an `Accept` header, or None when none is acceptable.

    Each type that can be given gets the quality of the range that names it most closely; the
    highest quality wins, and the order of the formats decides between equals.

    >>> by_accept("text/*;q=0.5, text/csv", RESULT_FORMATS).format.name
    'csv'
    """
    ranges = parse_accept(header or "") if (header or "").strip() else parse_accept("*/*")
    # A wildcard gets a registered type before any type gets its other name.
    choices = [Choice(f, f.media_types[0]) for f in formats]
    choices += [Choice(f, name) for f in formats for name in f.media_types[1:]]
    qualities = [_quality(choice.media_type, ranges) for choice in choices]
    best = max(qualities)
    return choices[qualities.index(best)] if best > 0 else None


def _quality(media_type: str, ranges: Sequence[MediaRange]) -> float:
    found = [(s, r.quality) for r in ranges if (s := r.specificity(media_type)) is not None]
    return max(found, default=(0, 0.0))[1]


def by_name(name: str, formats: Sequence[Format]) -> Choice | None:
    """The format that `?format=` names, or None; a format's own name goes before other names.

    >>> by_name("xml", GRAPH_FORMATS).media_type
    'application/rdf+xml'
    """
    wanted = name.strip().lower()
    for format_ in sorted(formats, key=lambda f: f.name != wanted):
        if wanted in (format_.name, *format_.other_names, *format_.media_types):
            return Choice(format_, format_.media_types[0])
    return None


def choose(name: str | None, accept: str | None, formats: Sequence[Format]) -> Choice | None:
    """The representation to give: `?format=` if there is one, else by the `Accept` header."""
    return by_name(name, formats) if name is not None else by_accept(accept, formats)


def acceptable(name: str | None, accept: str | None, formats: Sequence[Format]) -> Choice:
    """The representation to give, as `choose` finds it.

    :raises NotAcceptableError: if no format fits
    """
    choice = choose(name, accept, formats)
    if choice is None:
        raise not_acceptable(name, accept, formats)
    return choice


def not_acceptable(
    name: str | None, accept: str | None, formats: Sequence[Format]
) -> NotAcceptableError:
    """What a client is told that accepts none of these formats."""
    asked = ("Accept", accept or "") if name is None else ("format", name)
    return NotAcceptableError(asked[0], asked[1][:200], dict.fromkeys(f.name for f in formats))


def prefers_page(accept: str | None) -> bool:
    """Whether the client is a browser, which reads an error as a page rather than as JSON."""
    choice = by_accept(accept, ERROR_FORMATS)
    return choice is not None and choice.format is HTML
