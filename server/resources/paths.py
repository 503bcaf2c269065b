"""Which IRI a path names, and at which path an IRI is found on this server."""

from dataclasses import dataclass

from graph.model import Span
from graph.names import Iris
from server.errors import PageMissingError
from server.negotiate import SUFFIXES

# Characters of a path that are read; the longest IRIs are made of whole sentences.
MOST_PATH = 8_000

SCHEMA = "https://schema.org/"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of IRI.

    :ivar name: of its page, a key of the messages
    :ivar schema: what it is in terms of schema.org
    :ivar is_thing: whether it names a thing and no document, so that it is answered by 303
        (https://www.w3.org/TR/cooluris/)
    """

    name: str
    schema: str
    is_thing: bool = False


# By the first segment of a path, or the first two of those that begin with `id`.
KINDS = {
    "id/agent": Kind("agent", "Organization", is_thing=True),
    "id/event": Kind("event", "Event", is_thing=True),
    "id/instrument": Kind("instrument", "CreativeWork", is_thing=True),
    "id/person": Kind("person", "Person", is_thing=True),
    "id/place": Kind("place", "Place", is_thing=True),
    "id/post": Kind("post", "Role", is_thing=True),
    "id/situation": Kind("situation", "Role", is_thing=True),
    "id/time": Kind("time", "Thing", is_thing=True),
    "id/topic": Kind("topic", "DefinedTerm", is_thing=True),
    "id": Kind("thing", "Thing", is_thing=True),
    "coverage": Kind("coverage", "Report"),
    "document": Kind("document", "DigitalDocument"),
    "graph": Kind("graph", "Dataset"),
    "question": Kind("question", "Question"),
    "release": Kind("release", "Dataset"),
    "report": Kind("report", "Report"),
    "rule": Kind("rule", "HowTo"),
    "statement": Kind("statement", "Claim"),
    "text": Kind("text", "TextDigitalDocument"),
    "witness": Kind("witness", "Observation"),
}
PASSAGE = Kind("passage", "Quotation")


@dataclass(frozen=True, slots=True)
class Named:
    """What a path names.

    :ivar path: without its suffix, as it is decoded
    :ivar format: that the suffix names; empty: there is no suffix
    """

    iri: str
    path: str
    kind: Kind
    format: str = ""


def named(path: str, base: str) -> Named:
    """What a path names, whatever the host.

    Every character that no IRI holds is percent-encoded, as it is where IRIs are made.

    >>> named("/id/agent/fra.ttl", "https://w3id.org/sommet/").iri
    'https://w3id.org/sommet/id/agent/fra'

    :param path: decoded, beginning with `/`
    :raises PageMissingError: if it is longer than any that is
    """
    if len(path) > MOST_PATH:
        raise PageMissingError(
            f"No address here is longer than {MOST_PATH} characters.",
            name="path",
            value=f"{path[:100]}…",
            remedy="Look for its name at /search.",
        )
    suffix = next((suffix for suffix in SUFFIXES if path.endswith(f".{suffix}")), "")
    bare = path.removesuffix(f".{suffix}") if suffix else path
    return Named(Iris(base).of_path(bare), bare, _kind(bare), SUFFIXES.get(suffix, ""))


def _kind(path: str) -> Kind:
    first, *rest = path.strip("/").split("/")
    if first == "text" and len(rest) > 1:
        return PASSAGE
    return KINDS.get("/".join([first, *rest[:1]])) or KINDS[first]


def local(iri: str, base: str) -> str:
    """The address of an IRI on this server, or nothing if it is not under the base.

    >>> local("https://w3id.org/sommet/id/agent/fra", "https://w3id.org/sommet/")
    '/id/agent/fra'
    >>> local("https://w3id.org/sommet//example.org/", "https://w3id.org/sommet/")
    ''
    """
    rest = iri.removeprefix(base)
    # An address that begins with two strokes would lead to another host.
    return f"/{rest}" if iri.startswith(base) and not rest.startswith(("/", "\\")) else ""


def span_of(passage: str) -> Span:
    """The place of a passage in its text, in code points, which its IRI tells.

    >>> span_of("https://w3id.org/sommet/text/19146400cb75d0d6/368-372")
    Span(start=368, end=372)
    """
    start, _, end = passage.rpartition("/")[2].partition("-")
    return Span(int(start), int(end))


def kind_of(path: str) -> str:
    """The kind of a thing by its path here; `document` of a document, empty of what is neither.

    >>> kind_of("/id/agent/fra"), kind_of("/document/001"), kind_of("/ontology/Agent")
    ('agent', 'document', '')
    """
    _, first, *rest = [*path.split("/"), ""]
    return rest[0] if first == "id" else "document" if first == "document" else ""
