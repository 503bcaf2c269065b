"""The page on a document as values: its head, its text, the facts, and what stands behind them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from babel import Locale
from rdflib import DCTERMS, RDF, URIRef
from rdflib.term import Node
from werkzeug.datastructures import MultiDict

from graph.marked import Dropped, Marked, file_of, read_marked
from graph.model import Span
from graph.names import Iris, fold
from server.reader.asked import Choice, choose, parts_of, read_asked
from server.reader.facts import Checks, Number, Said, checks, facts, nodes_of, numbers
from server.reader.pieces import Column, Piece, column, quoted
from server.resources.names import Name, Names
from server.resources.paths import local
from server.resources.queries import Reader
from server.resources.read import labels
from server.resources.read import reader as reader_of
from server.resources.values import Description

# The kinds of things, in the order of the filters.
KINDS = ("person", "agent", "event", "instrument", "post", "place", "topic", "time")
MODES = ("asserted", "planned", "reported", "negated")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that the text speaks of, or that a fact is about.

    :ivar kind: as `agent`, or `document`; empty: it is a number or a string
    :ivar class_: the narrowest that the text gives it; empty: none
    :ivar number: by which marks and facts refer to it; 0: the text does not name it
    :ivar times: how often this part of the text does
    """

    name: Name
    kind: str = ""
    class_: Name = Name("")
    number: int = 0
    times: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement as a card shows it.

    :ivar path: of its own page on this server
    :ivar time: empty: it has none
    :ivar asserter: None: the document itself says it
    :ivar sentences: each in pieces, with whether these are the words of the fact
    :ivar is_chosen: it is the one that is asked for
    :ivar is_shown: it is among those that are asked for
    """

    digest: str
    path: str
    subject: Thing
    relation: Name
    object: Thing
    mode: str
    time: Name
    role: str
    asserter: Thing | None
    rule: Name
    inference: str
    words: tuple[Span, ...]
    sentences: tuple[tuple[tuple[str, bool], ...], ...]
    is_chosen: bool
    is_shown: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its ends, none twice."""
        found = (end.kind for end in (self.subject, self.object) if end.kind)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a document as a whole.

    :ivar title: whole
    :ivar number: that its publisher gave it
    :ivar tongue: its language, in words
    """

    title: Name
    class_: Name
    date: Name
    publisher: Name
    place: Name
    number: str
    language: str
    tongue: str
    rights: Name


@dataclass(frozen=True, slots=True)
class Drop:
    """A statement that was not made: the relation, the reason, in English, and the words."""

    relation: Name
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Read:
    """All that the page shows.

    :ivar text_path: of the text on this server
    :ivar parts: how many the text has
    :ivar things: that this part names, by their kinds and names
    :ivar chosen: the things that the words chosen name
    :ivar kinds: how many mentions this part has, by kind
    :ivar modes: how many of its facts are in each mode
    :ivar more: facts of this part that are not shown
    """

    head: Head
    marked: Marked
    choice: Choice
    column: Column
    text_path: str
    parts: int
    facts: tuple[Fact, ...]
    things: Mapping[str, Thing]
    chosen: tuple[Thing, ...]
    kinds: Mapping[str, int]
    modes: Mapping[str, int]
    more: int
    numbers: tuple[Number, ...]
    checks: Checks
    dropped: tuple[Drop, ...]

    @property
    def shown(self) -> int:
        """How many facts are asked for."""
        return sum(fact.is_shown for fact in self.facts)

    def modes_of(self, piece: Piece) -> str:
        """The classes of the modes of the facts that a piece has words of."""
        modes = {fact.mode for fact in self.facts if fact.digest in piece.facts}
        return "".join(f" in-{mode}" for mode in MODES if mode in modes)

    @property
    def words(self) -> str:
        """The words that are chosen, on one line."""
        passage = self.choice.passage
        return " ".join(passage.of(self.marked.text).split()) if passage else ""


def read_document(
    asked: Reader, description: Description, language: str, arguments: MultiDict[str, str]
) -> Read | None:
    """The page on a document; None if the release does not keep its text.

    :param language: of the page
    :param arguments: of its address, see `server.reader.asked`
    :raises MalformedRequestError: if the address cannot be understood
    :raises PageMissingError: if the text has no such statement, words or part
    """
    marked = _marked(asked, description)
    if marked is None:
        return None
    parts = parts_of(marked)
    choice = choose(read_asked(arguments), marked, parts)
    part = parts[choice.part - 1]
    told = [one for one in marked.told if any(span.overlaps(part) for span in one.evidence)]
    said = facts(asked, told)
    marks = [mark for mark in marked.marks if mark.span.overlaps(part)]
    own = Iris(asked.served.base).term
    named = [
        *nodes_of(said),
        *(URIRef(mark.entity) for mark in marks),
        *(URIRef(own(mark.type)) for mark in marks),
        *(URIRef(own(drop.relation)) for drop in marked.dropped),
    ]
    known = {str(link.subject) for link in description.labels}
    found = labels(asked, [node for node in dict.fromkeys(named) if str(node) not in known])
    names = Names((*description.labels, *found), {}, asked.served.base, language)
    drawing = _Drawing(asked.served.base, marked, choice, names, str(description.node))
    things = drawing.things(part)
    cards = tuple(drawing.fact(one, things) for one in said)
    reports = reader_of(asked.served, asked.limits, "report")
    return Read(
        drawing.head(description, language),
        marked,
        choice,
        column(marked, part, choice.lit),
        f"/text/{marked.sha256[:16]}",
        len(parts),
        cards,
        things,
        tuple(things[iri] for iri in drawing.chosen),
        _counts(KINDS, (things[mark.entity].kind for mark in marks)),
        _counts(MODES, (fact.mode for fact in cards)),
        len(told) - len(cards),
        numbers(asked, description.node),
        checks(reports, description.node),
        tuple(drawing.drop(one) for one in marked.dropped),
    )


def _marked(asked: Reader, description: Description) -> Marked | None:
    folder = asked.served.folder
    texts = sorted(str(text) for text in description.values(str(DCTERMS.hasFormat)))
    if folder is None or not texts:
        return None
    digest = texts[0].rpartition("/")[2]
    return read_marked(file_of(folder, digest), str(description.node))


def in_text(asked: Reader, description: Description) -> str:
    """The address of the reader at the words of a statement or a passage; empty: there is none."""
    base, iri = asked.served.base, str(description.node)
    document = next(iter(description.values(f"{base}ontology#statedIn")), None)
    wanted = {"fact": iri.rpartition("/")[2]}
    text = next(iter(description.values(f"{base}ontology#ofText")), None)
    if text is not None:
        document = next(
            (
                link.other
                for link in description.parts
                if (link.subject, link.relation) == (text, DCTERMS.isFormatOf)
            ),
            None,
        )
        wanted = {"passage": iri.rpartition("/")[2]}
    is_statement = iri.startswith(f"{base}statement/")
    if document is None or asked.served.folder is None or not (is_statement or text is not None):
        return ""
    has_texts = (asked.served.folder / "texts").is_dir()
    return f"{local(str(document), base)}?{urlencode(wanted)}#words" if has_texts else ""


def _counts(order: Sequence[str], found: Iterable[str]) -> dict[str, int]:
    counted = Counter(found)
    return {name: counted[name] for name in order if counted[name]}


@dataclass(frozen=True, slots=True)
class _Drawing:
    base: str
    marked: Marked
    choice: Choice
    names: Names
    document: str

    def head(self, description: Description, language: str) -> Head:
        own = Iris(self.base).term

        def first(relation: str) -> Name:
            nodes = sorted(description.values(relation))
            return self.names.name(nodes[0]) if nodes else Name("")

        rights = [self.names.name(node) for node in description.values(str(DCTERMS.rights))]
        tongue = first(str(DCTERMS.language)).words
        return Head(
            self.names.whole(description.node),
            next(iter(self.names.narrowest(description.values(str(RDF.type)))), Name("")),
            first(str(DCTERMS.date)),
            first(own("publishedBy")),
            first(own("issuedIn")),
            first(str(DCTERMS.identifier)).words,
            tongue,
            Locale.parse(language).languages.get(tongue, tongue),
            min(rights, key=lambda name: name.language != language, default=Name("")),
        )

    @property
    def chosen(self) -> tuple[str, ...]:
        """The IRIs of the things that the words chosen name, or else lie in."""
        passage = self.choice.passage
        if passage is None:
            return ()
        exact = [mark.entity for mark in self.marked.marks if mark.span == passage]
        inside = [mark.entity for mark in self.marked.marks if passage.contains(mark.span)]
        return tuple(dict.fromkeys(exact or inside))

    def things(self, part: Span) -> dict[str, Thing]:
        """What a part of the text names, by IRI, in the order of kinds and names."""
        times = Counter(m.entity for m in self.marked.marks if m.span.overlaps(part))
        types = {mark.entity: mark.type for mark in self.marked.marks}
        named = {iri: self.names.name(URIRef(iri)) for iri in times}
        ordered = sorted(
            named, key=lambda iri: (_place(self._kind(iri)), fold(named[iri].words), iri)
        )
        own = Iris(self.base).term
        return {
            iri: Thing(
                named[iri],
                self._kind(iri),
                self.names.name(URIRef(own(types[iri]))),
                number,
                times[iri],
            )
            for number, iri in enumerate(ordered, 1)
        }

    def fact(self, said: Said, things: Mapping[str, Thing]) -> Fact:
        """A statement as a card shows it."""

        def end(node: Node) -> Thing:
            return things.get(str(node)) or Thing(self.names.name(node), self._kind(str(node)))

        def name(node: Node | None) -> Name:
            return Name("") if node is None else self.names.name(node)

        told, is_own = said.told, said.asserter is None or str(said.asserter) == self.document
        chosen = self.choice.told
        return Fact(
            told.digest,
            local(Iris(self.base).statement(told.digest), self.base),
            end(said.subject),
            name(said.relation),
            end(said.object),
            said.mode,
            name(said.time),
            said.role,
            None if is_own or said.asserter is None else end(said.asserter),
            name(said.rule),
            said.inference,
            told.evidence,
            tuple(quoted(self.marked, passage, told.evidence) for passage in told.passages),
            chosen is not None and chosen.digest == told.digest,
            self._is_shown(said),
        )

    def _is_shown(self, said: Said) -> bool:
        """All are shown, or those of the words chosen: of a thing's name only those of the thing."""
        passage, chosen = self.choice.passage, self.choice.told
        if passage is None:
            return chosen is None or chosen.digest == said.told.digest
        if not any(span.overlaps(passage) for span in said.told.evidence):
            return False
        named = {mark.entity for mark in self.marked.marks if mark.span == passage}
        return not named or bool(named & {str(said.subject), str(said.object), str(said.asserter)})

    def drop(self, dropped: Dropped) -> Drop:
        """A statement that was not made."""
        relation = self.names.name(URIRef(Iris(self.base).term(dropped.relation)))
        words = " … ".join(" ".join(s.of(self.marked.text).split()) for s in dropped.evidence)
        return Drop(relation, dropped.reason, words)

    def _kind(self, iri: str) -> str:
        path = local(iri, self.base)
        if path.startswith("/id/"):
            return path.split("/")[2]
        return "document" if path.startswith("/document/") else ""


def _place(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)
