"""A network as pages show it: its things by their keys, with their links and kinds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rdflib import URIRef

from graph.errors import UnknownError
from graph.export import asked
from graph.export.network import Edge, Network, Node
from server.quoted import clipped
from server.releases import Served
from server.resources.names import Name, Names, names_of
from server.resources.paths import local
from server.resources.queries import Reader

# Characters of a name that is drawn or listed; a quotation is called by all its words.
_MOST_NAME = 90

# Kinds of things in the order in which they are listed: the first part of an address, `/id/agent/…`.
KINDS = (
    "agent", "person", "event", "instrument", "place", "post", "topic", "situation", "time",
    "document",
)  # fmt: skip

# How facts are known, from the surest on; a link of several facts is drawn as the surest of them is.
MODES = ("asserted", "planned", "reported", "inferred", "constructed")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a network.

    :ivar key: names it in addresses: its IRI, or what follows the base
    :ivar kind: one of KINDS, empty for what is elsewhere
    :ivar name: in the language of the page as far as there is one, shortened
    :ivar node: all that is told of it
    :ivar degree: how many facts link it with another
    """

    key: str
    kind: str
    name: Name
    node: Node
    degree: int


class Sight:
    """A network and the release that it is of.

    :param served: the release
    :param reader: asks it for names
    :param language: of the page
    """

    def __init__(self, network: Network, served: Served, reader: Reader, language: str) -> None:
        self.network = network
        self.served = served
        self.reader = reader
        self.language = language
        self._nodes = {node.iri: node for node in network.nodes}
        self._things: dict[str, Thing] = {}

    @cached_property
    def degrees(self) -> Mapping[str, int]:
        """How many facts link each thing with another, by its IRI."""
        return Counter(end for edge in self.network.edges for end in {edge.source, edge.target})

    @cached_property
    def ranked(self) -> tuple[Thing, ...]:
        """All things, those with most facts first."""
        order = sorted(self._nodes, key=lambda iri: (-self.degrees.get(iri, 0), iri))
        return tuple(self.thing(iri) for iri in order)

    @cached_property
    def types(self) -> Names:
        """The names of the classes of its things."""
        found = {URIRef(node.type_iri) for node in self.network.nodes if node.type_iri}
        return names_of(self.reader, (), sorted(found), self.language)

    def type_of(self, thing: Thing) -> Name:
        """The name of the class of a thing; without words if none is known."""
        iri = thing.node.type_iri
        return self.types.name(URIRef(iri)) if iri else Name("")

    def key(self, iri: str) -> str:
        """What names a thing in addresses."""
        return key_of(iri, self.served.base)

    def thing(self, iri: str) -> Thing:
        """A thing of the network by its IRI."""
        found = self._things.get(iri)
        if found is None:
            found = self._things[iri] = self._thing(self._nodes[iri])
        return found

    def _thing(self, node: Node) -> Thing:
        iri, base = node.iri, self.served.base
        name = Name(clipped(node.label, _MOST_NAME), node.label_language, iri, local(iri, base))
        return Thing(self.key(iri), kind_of(iri, base), name, node, self.degrees.get(iri, 0))

    def find(self, key: str) -> Thing:
        """A thing of the network by its key or its IRI.

        :raises UnknownError: if the network does not hold it
        """
        base = self.served.base
        for iri in (key, f"{base}id/{key}", f"{base}{key}"):
            if iri in self._nodes:
                return self.thing(iri)
        raise UnknownError(
            f"The network shown does not hold '{key}'.",
            name="chosen",
            value=key,
            remedy="Choose another thing, or take a filter away.",
        )

    def facts_of(self, thing: Thing) -> list[Edge]:
        """The facts that link a thing with others."""
        iri = thing.node.iri
        return [edge for edge in self.network.edges if iri in (edge.source, edge.target)]

    def facts_between(self, one: Thing, other: Thing) -> list[Edge]:
        """The facts that link two things, in either direction."""
        ends = {one.node.iri, other.node.iri}
        return [edge for edge in self.network.edges if {edge.source, edge.target} == ends]


def key_of(iri: str, base: str) -> str:
    """What names a thing in addresses: what follows the base, or the whole IRI.

    >>> key_of("https://w3id.org/sommet/id/agent/fra", "https://w3id.org/sommet/")
    'agent/fra'
    """
    return iri.removeprefix(base).removeprefix("id/")


def kind_of(iri: str, base: str) -> str:
    """The kind of a thing by its IRI: `agent`, `document`; empty for what is elsewhere."""
    kind = key_of(iri, base).partition("/")[0]
    return kind if kind in KINDS else ""


def mode_of(edge: Edge) -> str:
    """How a fact is known: one of the modes, or `constructed`."""
    return asked.mode_of(edge.mode, edge.origin)


def documents_of(sight: Sight, documents: Iterable[str]) -> Mapping[str, Name]:
    """The titles of documents by their IRIs, each with its path."""
    wanted = set(documents)
    known = {line.iri: line for line in sight.served.overview.documents}
    found = {
        iri: Name(known[iri].title, known[iri].language, iri, known[iri].path)
        for iri in wanted & known.keys()
    }
    base = sight.served.base
    rest = {
        iri: Name(key_of(iri, base), "", iri, local(iri, base)) for iri in wanted - found.keys()
    }
    return found | rest
