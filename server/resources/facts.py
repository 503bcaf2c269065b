"""The facts of a node as a page tells them: under headings, each with how and by whom it is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rdflib import Literal, URIRef
from rdflib.term import Node

from graph.names import Iris, fold
from server.messages import in_language, say_date
from server.releases import Served
from server.resources.names import Name, Names
from server.resources.paths import local
from server.resources.phrases import phrases, topics
from server.resources.premises import Triple
from server.resources.rdf import address, short
from server.resources.reading import lit
from server.resources.sayings import MODES, SHOWN, Saying, Sayings, Told
from server.resources.values import Description, Direction, Slice
from server.resources.when import When, when
from server.resources.words import Quote, marked, shortened


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement that says a fact, with its words.

    :ivar mode: the key of its mode, of `server.resources.sayings.MODES`
    :ivar date: of the document, in EDTF; empty: not known
    :ivar asserter: who says it, if that is not the document
    :ivar language: of the words
    :ivar reader: where the fact is marked in its text, on this server; empty: the text is not kept
    """

    statement: Name
    mode: str
    document: Name
    date: str
    asserter: Name | None
    when: When | None
    quotes: tuple[Quote, ...]
    language: str
    reader: str


@dataclass(frozen=True, slots=True)
class Premise:
    """A fact from which another follows."""

    subject: Name
    relation: Name
    object: Name


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact, told from one of its ends.

    :ivar name: of the other end
    :ivar modes: keys of modes, the surest first, or `inferred`
    :ivar evidence: the first few statements that say it
    :ivar documents: how many say it
    :ivar premises: what it follows from, if no document says it
    """

    name: Name
    modes: tuple[str, ...]
    when: When | None = None
    evidence: tuple[Evidence, ...] = ()
    documents: int = 0
    premises: tuple[Premise, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """The facts by one relation in one direction.

    :ivar phrase: how the relation reads in this direction
    :ivar anchor: of the row on its page
    :ivar is_exact: False: there are at least so many
    :ivar every: the address of all of them; empty: all are here
    """

    phrase: Name
    topic: str
    anchor: str
    total: int
    is_exact: bool
    facts: tuple[Fact, ...]
    every: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading and what stands under it."""

    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the facts of one description in one language.

    :ivar reasons: what inferred facts follow from
    """

    description: Description
    sayings: Sayings
    told: Told
    names: Names
    reasons: Mapping[Triple, tuple[Triple, ...]]
    prefixes: Mapping[str, str]
    served: Served
    language: str

    @property
    def base(self) -> str:
        """The base of the IRIs of the release."""
        return self.served.base

    def rows(self) -> tuple[Row, ...]:
        """The facts of the description by relation; one that reads alike from both ends once."""
        found: dict[tuple[str, str], Row] = {}
        for slice_ in self.description.slices:
            if self._term(slice_.relation) in phrases():
                row = self._row(slice_)
                key = (row.topic, row.phrase.words)
                found[key] = _joined(found[key], row) if key in found else row
        return tuple(found.values())

    def denied(self, denials: Sayings) -> tuple[Row, ...]:
        """What documents deny, which is no fact."""
        found: dict[tuple[Direction, Node], list[Fact]] = {}
        for (direction, relation, end), said in denials.items():
            if self._term(relation) in phrases():
                fact = self._fact(direction, relation, end, said, is_inferred=False)
                found.setdefault((direction, relation), []).append(fact)
        return tuple(
            Row(self._phrase(direction, relation), "", "", len(facts), True, tuple(facts))
            for (direction, relation), facts in found.items()
        )

    def evidence(self, saying: Saying, *, lasts: bool) -> Evidence:
        """A statement with its words."""
        told, statement = self.told, saying.statement
        document = told.documents.get(saying.document)
        asserters = [node for node in told.of(statement, "assertedBy") if node != saying.document]
        quotes = marked(
            told.words, told.of(statement, "passage"), told.of(statement, "evidence"), self.base
        )
        where = local(str(saying.document), self.base)
        return Evidence(
            self.names.name(statement),
            saying.key,
            self.names.name(saying.document),
            document.date if document else "",
            self.names.name(asserters[0]) if asserters else None,
            self._when(statement, lasts=lasts),
            tuple(map(shortened, quotes)),
            document.language if document else "",
            lit(self.served, where, str(statement)),
        )

    def _term(self, relation: Node) -> str:
        """The local name of a relation of the ontology; else nothing."""
        own = f"{self.base}ontology#"
        return str(relation).removeprefix(own) if str(relation).startswith(own) else ""

    def _phrase(self, direction: Direction, relation: Node) -> Name:
        name = self.names.name(relation)
        if direction is Direction.OUTGOING:
            return name
        words = in_language(phrases()[self._term(relation)].reverse, self.language)
        return replace(name, words=words.text, language=words.language)

    def _row(self, slice_: Slice) -> Row:
        direction, relation = slice_.direction, slice_.relation
        name = self._term(relation)
        inferred = (Iris(self.base).graph("inferred"),)
        facts = (
            self._fact(
                direction,
                relation,
                end,
                self.sayings.get((direction, relation, end), []),
                is_inferred=link.graphs == inferred,
            )
            for link, end in zip(slice_.links, slice_.ends, strict=True)
        )
        is_cut = slice_.has_more and not slice_.page
        path = local(str(self.description.node), self.base)
        every = address(path, direction, short(str(relation), self.prefixes, self.base), 1)
        return Row(
            self._phrase(direction, relation),
            phrases()[name].topics[direction],
            f"{direction.value}-{name}",
            slice_.total,
            slice_.is_exact,
            tuple(sorted(facts, key=_place)),
            every if is_cut else "",
        )

    def _fact(
        self,
        direction: Direction,
        relation: Node,
        end: Node,
        said: list[Saying],
        *,
        is_inferred: bool,
    ) -> Fact:
        lasts = phrases()[self._term(relation)].lasts
        modes = [mode for mode in MODES if any(saying.key == mode for saying in said)]
        evidence = [self.evidence(saying, lasts=lasts) for saying in said[:SHOWN]]
        times = sorted((e.when for e in evidence if e.when), key=_soonest)
        ends = (self.description.node, end)
        one, other = ends if direction is Direction.OUTGOING else ends[::-1]
        reason = self.reasons.get((one, relation, other), ()) if is_inferred else ()
        return Fact(
            self.end(end),
            tuple(modes) or (("inferred",) if is_inferred else ()),
            times[0] if times else self._itself(end),
            tuple(evidence),
            len({saying.document for saying in said}),
            tuple(Premise(*map(self.names.name, triple)) for triple in reason),
        )

    def end(self, end: Node) -> Name:
        """The other end; a time by its date, a number by its digits."""
        name = self.names.name(end)
        if isinstance(end, URIRef) and end in self.told.words and "/id/time/" in str(end):
            return replace(name, words=say_date(self.told.words[end], self.language), language="")
        return name if not isinstance(end, Literal) else replace(name, path="")

    def _itself(self, end: Node) -> When | None:
        """The time of a fact that says when something is."""
        is_time = end in self.told.words and "/id/time/" in str(end)
        edtf = self.told.words[end] if is_time else ""
        return when(edtf, "attested", self.language, lasts=False) if edtf else None

    def _when(self, statement: Node, *, lasts: bool) -> When | None:
        times = [
            self.told.words[t] for t in self.told.of(statement, "time") if t in self.told.words
        ]
        roles = self.told.of(statement, "timeRole")
        if not times:
            return None
        role = str(roles[0]).rpartition("/")[2] if roles else "attested"
        return when(times[0], role, self.language, lasts=lasts)


def under_headings(rows: Iterable[Row], language: str) -> tuple[Topic, ...]:
    """Rows under their headings, in the order of these."""
    by_topic: dict[str, list[Row]] = {}
    for row in rows:
        by_topic.setdefault(row.topic, []).append(row)
    return tuple(
        Topic(key, titles[language], tuple(sorted(by_topic[key], key=_rank)))
        for key, titles in topics().items()
        if key in by_topic
    )


def _joined(row: Row, other: Row) -> Row:
    """The facts of two rows that read alike: of equal ones that which a document says."""
    said = {fact.name: fact for fact in (*other.facts, *row.facts)}
    for fact in (*row.facts, *other.facts):
        if fact.evidence:
            said[fact.name] = fact
    facts = tuple(sorted(said.values(), key=_place))
    is_whole = not (row.every or other.every)
    return replace(
        row,
        facts=facts,
        total=len(facts) if is_whole else max(row.total, other.total),
        is_exact=row.is_exact and other.is_exact,
        every=row.every or other.every,
    )


def _rank(row: Row) -> tuple[bool, int]:
    """What documents say comes before what only follows from it, the most frequent first."""
    return all(fact.modes == ("inferred",) for fact in row.facts), -row.total


def _place(fact: Fact) -> str:
    return fold(fact.name.words)


def _soonest(time: When) -> tuple[bool, str]:
    """What tells of a beginning comes first."""
    return not time.key.startswith(("since", "on")), time.edtf
