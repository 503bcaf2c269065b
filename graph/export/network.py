"""The network of a release: things as nodes, facts as edges, each with what it rests on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import attrgetter

Spell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing.

    :ivar label: its name, on one line
    :ivar label_language: of the name; empty: none is told, or the name is the end of the IRI
    :ivar type: the name of its class
    :ivar dates: what its facts say of when it was, one `relation EDTF` after the other
    :ivar begin: the first day of those dates, `YYYY-MM-DD`; empty: open or unknown
    :ivar end: their last day, likewise
    :ivar values: what its facts say that links it to no other thing, likewise
    :ivar evidence: the words that say those dates and values
    :ivar statements: the IRIs of the statements that say them
    :ivar documents: the IRIs of the documents that state any fact of it
    """

    iri: str
    label: str
    label_language: str
    type: str
    type_iri: str
    dates: str
    begin: str
    end: str
    values: str
    evidence: str
    statements: str
    documents: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A fact, or several that were merged; then what is told of each is told in their order.

    :ivar label: of the relation
    :ivar relation: its name
    :ivar origin: `stated`, `inferred` or `constructed`
    :ivar time: when it held, in EDTF
    :ivar time_role: whether that time `attested`, `began` or `ended` it
    :ivar spells: the first and the last day of each time; empty: open
    :ivar evidence: the words that say it
    :ivar weight: how many facts it stands for
    """

    id: str
    source: str
    target: str
    label: str
    relation: str
    relation_iri: str
    origin: str
    mode: str
    time: str
    time_role: str
    spells: tuple[Spell, ...]
    evidence: str
    statement: str
    document: str
    asserter: str
    rule: str
    inference: str
    weight: int = 1

    @property
    def begin(self) -> str:
        """The first day of all its times; empty: open or unknown."""
        return outermost([begin for begin, _ in self.spells], min)

    @property
    def end(self) -> str:
        """The last day of all its times; empty: open or unknown."""
        return outermost([end for _, end in self.spells], max)


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes by their IRIs, and edges by their ends, relations and statements."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    title: str


# What is told of a node and of an edge beside its ends, by the names that files give it. All of it
# is text but the weight; what is empty is left out.
NODE_ATTRIBUTES = {
    "label": "label",
    "labelLanguage": "label_language",
    "type": "type",
    "typeIri": "type_iri",
    "dates": "dates",
    "begin": "begin",
    "end": "end",
    "values": "values",
    "evidence": "evidence",
    "statements": "statements",
    "documents": "documents",
}
EDGE_ATTRIBUTES = {
    "label": "label",
    "relation": "relation",
    "relationIri": "relation_iri",
    "origin": "origin",
    "mode": "mode",
    "time": "time",
    "timeRole": "time_role",
    "begin": "begin",
    "end": "end",
    "evidence": "evidence",
    "statement": "statement",
    "document": "document",
    "asserter": "asserter",
    "rule": "rule",
    "inference": "inference",
}
_NODE_VALUES = attrgetter(*NODE_ATTRIBUTES.values())
_EDGE_VALUES = attrgetter(*EDGE_ATTRIBUTES.values())


def told(one: Node | Edge) -> Iterator[tuple[str, str]]:
    """What is told of a node or an edge, by the names of NODE_ATTRIBUTES or EDGE_ATTRIBUTES."""
    if isinstance(one, Node):
        pairs = zip(NODE_ATTRIBUTES, _NODE_VALUES(one), strict=True)
    else:
        pairs = zip(EDGE_ATTRIBUTES, _EDGE_VALUES(one), strict=True)
    return ((name, value) for name, value in pairs if value)


def join(texts: Iterable[str], between: str = " | ") -> str:
    """Texts one after the other, each once, the empty ones left out."""
    return between.join(dict.fromkeys(filter(None, texts)))


def outermost(days: Sequence[str], which: Callable[[Sequence[str]], str]) -> str:
    """The first or the last of some days; empty if one is open, or there are none."""
    return which(days) if days and all(days) else ""


def digest(parts: Iterable[str]) -> str:
    """20 hex digits of some texts, to name by them what has no name of its own."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:20]
