"""The formats of answers and of RDF, with their media types, as one table."""

from dataclasses import dataclass
from functools import lru_cache

from graph.errors import FormatError


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer.

    :ivar name: as the command line and `?format=` name it
    :ivar media_type: as IANA registers it
    :ivar extension: of files, without the dot
    :ivar of: what it can write: `results`, `graph` (triples), or `dataset` (quads)
    """

    name: str
    media_type: str
    extension: str
    of: str


FORMATS = (
    # https://www.w3.org/TR/sparql11-results-json/
    Format("json", "application/sparql-results+json", "srj", "results"),
    # https://www.w3.org/TR/rdf-sparql-XMLres/
    Format("xml", "application/sparql-results+xml", "srx", "results"),
    # https://www.w3.org/TR/sparql11-results-csv-tsv/
    Format("csv", "text/csv", "csv", "results"),
    # https://www.w3.org/TR/sparql11-results-csv-tsv/
    Format("tsv", "text/tab-separated-values", "tsv", "results"),
    # https://www.w3.org/TR/turtle/
    Format("turtle", "text/turtle", "ttl", "graph"),
    # https://www.w3.org/TR/n-triples/
    Format("ntriples", "application/n-triples", "nt", "graph"),
    # https://www.w3.org/TR/rdf-syntax-grammar/
    Format("rdfxml", "application/rdf+xml", "rdf", "graph"),
    # https://www.w3.org/TR/json-ld11/
    Format("jsonld", "application/ld+json", "jsonld", "graph"),
    # https://www.w3.org/TR/n-quads/
    Format("nquads", "application/n-quads", "nq", "dataset"),
    # https://www.w3.org/TR/trig/
    Format("trig", "application/trig", "trig", "dataset"),
)


def by_name(name: str, *kinds: str) -> Format:
    """The format of a name.

    :param kinds: what it must be able to write; any if none is given
    :raises FormatError: if there is none
    """
    return _find("name", name, kinds)


@lru_cache(maxsize=256)
def by_media_type(media_type: str, *kinds: str) -> Format:
    """The format of a media type, which bears no parameters.

    :param kinds: what it must be able to write; any if none is given
    :raises FormatError: if there is none
    """
    return _find("media_type", media_type, kinds)


def _find(field: str, value: str, kinds: tuple[str, ...]) -> Format:
    fitting = [format_ for format_ in FORMATS if not kinds or format_.of in kinds]
    for format_ in fitting:
        if getattr(format_, field) == value:
            return format_
    choices = ", ".join(getattr(format_, field) for format_ in fitting)
    raise FormatError(
        f"The format '{value}' does not fit.",
        name="format",
        value=value,
        remedy=f"Choose one of: {choices}.",
    )
