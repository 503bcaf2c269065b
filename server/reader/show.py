"""What the page on a document shows: read from its text, from the graph and from the reports."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale
from rdflib import DCTERMS, RDF, URIRef
from rdflib.term import Node
from werkzeug.datastructures import MultiDict

from graph.marked import Dropped, Marked, file_of, read_marked
from graph.model import Mark, Span
from graph.names import Iris, fold
from server.messages import in_language
from server.reader.asked import Choice, choose, parts_of, read_asked
from server.reader.facts import Checks, Result, Said, checks, facts, nodes_of, numbers
from server.reader.pieces import column, quoted
from server.reader.values import KINDS, MODES, NOTHING, Drop, Fact, Head, Read, Remark, Thing
from server.resources.checks import in_pieces, named_in
from server.resources.names import Name, Names
from server.resources.paths import local
from server.resources.queries import Reader
from server.resources.read import labels, reader
from server.resources.values import Description


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
    checked = checks(reader(asked.served, asked.limits, "report"), description.node)
    named = _named(asked.served.base, said, marks, marked, checked)
    names = _names(asked, description, named, language)
    drawing = _Drawing(asked.served.base, marked, part, marks, choice, names, str(description.node))
    things = drawing.things()
    cards = tuple(drawing.fact(one, things) for one in sorted(said, key=drawing.place))
    return Read(
        drawing.head(description, language),
        marked,
        choice,
        column(marked, part, choice.lit),
        f"/text/{marked.sha256[:16]}",
        len(parts),
        cards,
        things,
        tuple(things[iri] for iri in drawing.chosen if iri in things),
        _counts(KINDS, (things[mark.entity].kind for mark in marks)),
        _counts(MODES, (fact.mode for fact in cards)),
        {fact.digest: fact.mode for fact in cards},
        frozenset(e.name.iri for f in cards if f.is_chosen for e in (f.subject, f.object)),
        len(told) - len(cards),
        numbers(asked, description.node),
        checked.is_told,
        tuple(drawing.remark(result, language) for result in checked.results),
        tuple(drawing.drop(one) for one in marked.dropped),
    )


def _marked(asked: Reader, description: Description) -> Marked | None:
    folder = asked.served.folder
    texts = sorted(str(text) for text in description.values(str(DCTERMS.hasFormat)))
    if folder is None or not texts:
        return None
    digest = texts[0].rpartition("/")[2]
    return read_marked(file_of(folder, digest), str(description.node))


def _names(
    asked: Reader, description: Description, named: Iterable[URIRef], language: str
) -> Names:
    """What all that the page shows is called."""
    known = {str(link.subject) for link in description.labels}
    found = labels(asked, [node for node in dict.fromkeys(named) if str(node) not in known])
    return Names((*description.labels, *found), {}, asked.served.base, language)


def _named(
    base: str, said: Iterable[Said], marks: Iterable[Mark], marked: Marked, checked: Checks
) -> Iterator[URIRef]:
    """All that the page names beside the document."""
    own = Iris(base).term
    yield from nodes_of(said)
    for mark in marks:
        yield from (URIRef(mark.entity), URIRef(own(mark.type)))
    yield from (URIRef(own(dropped.relation)) for dropped in marked.dropped)
    for result in checked.results:
        for message in result.messages.values():
            yield from named_in(message, base)


def _counts(order: Sequence[str], found: Iterable[str]) -> dict[str, int]:
    counted = Counter(found)
    return {name: counted[name] for name in order if counted[name]}


@dataclass(frozen=True, slots=True)
class _Drawing:
    base: str
    marked: Marked
    part: Span
    marks: Sequence[Mark]
    choice: Choice
    names: Names
    document: str

    def head(self, description: Description, language: str) -> Head:
        own = Iris(self.base).term

        def first(relation: str) -> Name:
            nodes = sorted(description.values(relation), key=str)
            return self.names.name(nodes[0]) if nodes else NOTHING

        rights = [self.names.name(node) for node in description.values(str(DCTERMS.rights))]
        tongue = first(str(DCTERMS.language)).words
        return Head(
            self.names.whole(description.node),
            next(iter(self.names.narrowest(description.values(str(RDF.type)))), NOTHING),
            first(str(DCTERMS.date)),
            first(own("publishedBy")),
            first(own("issuedIn")),
            first(str(DCTERMS.identifier)).words,
            tongue,
            Locale.parse(language).languages.get(tongue, tongue),
            min(rights, key=lambda name: name.language != language, default=NOTHING),
        )

    @property
    def chosen(self) -> tuple[str, ...]:
        """The IRIs of the things that the words chosen name, or else lie in."""
        passage = self.choice.passage
        if passage is None:
            return ()
        exact = [mark.entity for mark in self.marks if mark.span == passage]
        inside = [mark.entity for mark in self.marks if passage.contains(mark.span)]
        return tuple(dict.fromkeys(exact or inside))

    def things(self) -> dict[str, Thing]:
        """What the part of the text names, by IRI, in the order of kinds and names."""
        times = Counter(mark.entity for mark in self.marks)
        types = {mark.entity: mark.type for mark in self.marks}
        named = {iri: self.names.name(URIRef(iri)) for iri in times}
        ordered = sorted(
            named, key=lambda iri: (_place(named[iri].kind), fold(named[iri].words), iri)
        )
        own = Iris(self.base).term
        return {
            iri: Thing(
                named[iri],
                named[iri].kind,
                self.names.name(URIRef(own(types[iri]))),
                number,
                times[iri],
            )
            for number, iri in enumerate(ordered, 1)
        }

    def place(self, said: Said) -> tuple[int, int, int, str]:
        """Where a statement stands in the text: where its words begin, and its ends among them."""
        words = [span for span in said.told.evidence if span.overlaps(self.part)]
        subject, object_ = (self._first(str(end), words) for end in (said.subject, said.object))
        return words[0].start, subject, object_, said.told.digest

    def _first(self, iri: str, words: Sequence[Span]) -> int:
        inside = (
            mark.span.start
            for mark in self.marks
            if mark.entity == iri and any(span.contains(mark.span) for span in words)
        )
        return next(inside, 0)

    def fact(self, said: Said, things: Mapping[str, Thing]) -> Fact:
        """A statement as a card shows it."""

        def end(node: Node) -> Thing:
            return things.get(str(node)) or Thing(name(node), name(node).kind)

        def name(node: Node | None) -> Name:
            return NOTHING if node is None else self.names.name(node)

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
            tuple(
                quoted(self.marked, passage, told.evidence)
                for passage in told.passages
                if passage.overlaps(self.part)
            ),
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
        named = {mark.entity for mark in self.marks if mark.span == passage}
        return not named or bool(named & {str(said.subject), str(said.object), str(said.asserter)})

    def remark(self, result: Result, language: str) -> Remark:
        """What a shape says, in one language as far as it can be."""
        said = in_language(result.messages, language)
        return Remark(result.severity, in_pieces(said.text, self.names, self.base), said.language)

    def drop(self, dropped: Dropped) -> Drop:
        """A statement that was not made."""
        relation = self.names.name(URIRef(Iris(self.base).term(dropped.relation)))
        words = " … ".join(" ".join(s.of(self.marked.text).split()) for s in dropped.evidence)
        return Drop(relation, dropped.reason, words)


def _place(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)
