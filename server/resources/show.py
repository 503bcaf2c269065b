"""A description as a page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, SKOS, URIRef
from rdflib.term import Node

from graph.names import Iris, fold
from server.resources.names import Name, Names, names_of
from server.resources.paths import local
from server.resources.queries import Reader, listed, term, written
from server.resources.rdf import address, short
from server.resources.values import Description, Direction, Slice
from server.resources.words import Quote, digests, quotes

# Statements of a node that are looked through for those that say the facts shown, and, when it has
# more, statements of the other end of each fact.
MOST_NEAR = 2_000
MOST_FAR = 500

# Statements that are shown beside one fact.
_BESIDE = 5

# What stands at the head of a page already.
_HEAD = frozenset(map(str, (RDF.type, RDFS.label, SKOS.prefLabel)))


# What a page of a statement begins with.
_FIRST = ("subject", "predicate", "object", "mode", "time")


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement that says a fact: its own address, its mode and the document it stands in."""

    statement: Name
    mode: Name
    document: Name


@dataclass(frozen=True, slots=True)
class Fact:
    """The other end of a link; `is_inferred`: no document says it, it follows from others."""

    name: Name
    sayings: tuple[Saying, ...] = ()
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The links of one relation.

    :ivar every: the address of all of them, page by page; empty: all are here
    :ivar page: counted from 1; 0: the first few
    :ivar earlier: the address of the page before; empty: there is none
    :ivar later: the address of the page after; empty: there is none
    """

    relation: Name
    total: int
    is_exact: bool
    facts: tuple[Fact, ...]
    every: str = ""
    page: int = 0
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of a node.

    :ivar classes: the narrowest it is of
    :ivar quotes: the words that it rests on
    :ivar language: of these words; empty: not known
    :ivar digests: the SHA-256 of the texts that they stand in
    """

    name: Name
    iri: str
    classes: tuple[Name, ...]
    quotes: tuple[Quote, ...]
    language: str
    digests: tuple[str, ...]
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]


def shown(
    asked: Reader, description: Description, language: str, prefixes: Mapping[str, str]
) -> Shown:
    """A description as a page shows it, in a language as far as there are labels in it."""
    base = asked.served.base
    sayings = _sayings(asked, description)
    things = [description.node, *_ends(description), *_said_ends(sayings)]
    names = names_of(asked, description.labels, things, language)
    drawn = _Drawing(description, sayings, names, prefixes, base)
    outgoing = [
        slice_
        for slice_ in description.slices_of(Direction.OUTGOING)
        if slice_.page or str(slice_.relation) not in _HEAD
    ]
    quoted = quotes(description, base)
    return Shown(
        # The heading alone tells a label whole; words that are quoted below need not be told twice.
        names.name(description.node) if quoted else names.whole(description.node),
        str(description.node),
        names.narrowest(description.values(str(RDF.type))),
        quoted,
        _language(asked, description) if quoted else "",
        digests(description),
        drawn.groups(outgoing),
        drawn.groups(description.slices_of(Direction.INCOMING)),
    )


Sayings = Mapping[tuple[Direction, Node, Node], list[tuple[Node, Node, Node]]]


@dataclass(frozen=True, slots=True)
class _Drawing:
    description: Description
    sayings: Sayings
    names: Names
    prefixes: Mapping[str, str]
    base: str

    def groups(self, slices: Iterable[Slice]) -> tuple[Group, ...]:
        return tuple(sorted(map(self._group, slices), key=self._place))

    def _place(self, group: Group) -> tuple[int, str]:
        """What a statement says comes first and as it is said, all else by its name."""
        _, found, name = group.relation.iri.partition(f"{self.base}ontology#")
        is_first = bool(found) and name in _FIRST
        return _FIRST.index(name) if is_first else len(_FIRST), fold(group.relation.words)

    def _group(self, slice_: Slice) -> Group:
        number = slice_.page
        is_cut = slice_.has_more and not number
        facts = [self._fact(slice_, at) for at in range(len(slice_.links))]
        return Group(
            self.names.name(slice_.relation),
            slice_.total,
            slice_.is_exact,
            tuple(sorted(facts, key=lambda fact: fold(fact.name.words))),
            self._address(slice_, 1) if is_cut else "",
            number,
            self._address(slice_, number - 1) if number > 1 else "",
            self._address(slice_, number + 1) if number and slice_.has_more else "",
        )

    def _fact(self, slice_: Slice, at: int) -> Fact:
        link, end = slice_.links[at], slice_.ends[at]
        said = self.sayings.get((slice_.direction, slice_.relation, end), [])
        name = self.names.name
        return Fact(
            name(end),
            tuple(Saying(*map(name, triple)) for triple in said[:_BESIDE]),
            link.graphs == (Iris(self.base).graph("inferred"),),
        )

    def _address(self, slice_: Slice, page: int) -> str:
        relation = short(str(slice_.relation), self.prefixes, self.base)
        path = local(str(self.description.node), self.base)
        return address(path, slice_.direction, relation, page)


def _language(asked: Reader, description: Description) -> str:
    """The language of the document that the words of a node stand in."""
    rows = asked.rows("language", node=written(description.node))
    return min((row["language"]["value"] for row in rows), default="")


def _ends(description: Description) -> Iterable[Node]:
    for slice_ in description.slices:
        yield slice_.relation
        yield from slice_.ends


def _said_ends(sayings: Sayings) -> Iterable[Node]:
    return (node for said in sayings.values() for triple in said for node in triple)


def _sayings(asked: Reader, description: Description) -> Sayings:
    """The statements, modes and documents by the facts that they say."""
    own = f"{asked.served.base}ontology#"
    found: dict[tuple[Direction, Node, Node], list[tuple[Node, Node, Node]]] = {}
    for direction, near, far in (
        (Direction.OUTGOING, f"{own}subject", f"{own}object"),
        (Direction.INCOMING, f"{own}object", f"{own}subject"),
    ):
        total = description.counts.totals.get((Direction.INCOMING, URIRef(near)), 0)
        facts = _facts(description, direction, own) if total else ""
        if not facts:
            continue
        is_far = total > MOST_NEAR
        rows = asked.rows(
            "statements_far" if is_far else "statements",
            node=written(description.node),
            near=written(URIRef(near)),
            far=written(URIRef(far)),
            facts=facts,
            most=str(MOST_FAR if is_far else MOST_NEAR),
        )
        for row in rows:
            key = (direction, term(row["relation"]), term(row["other"]))
            saying = (term(row["statement"]), term(row["mode"]), term(row["document"]))
            found.setdefault(key, []).append(saying)
    return {key: sorted(set(said), key=str) for key, said in found.items()}


def _facts(description: Description, direction: Direction, own: str) -> str:
    """The facts shown, as the values of a VALUES clause of a relation and an end."""
    pairs = (
        listed((slice_.relation, end))
        for slice_ in description.slices_of(direction)
        if str(slice_.relation).startswith(own)
        for end in slice_.ends
    )
    return " ".join(f"({pair})" for pair in pairs if " " in pair)
