"""What the graph says of a document, for its reader: facts, stated numbers, what the checks found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef
from rdflib.term import Node

from graph.marked import Told
from graph.model import Span
from graph.names import Iris
from server.resources.paths import local, span_of
from server.resources.queries import Reader, listed, term, written

# Statements that one page shows; the words of so many are longer than any part of a text but one
# that is a single paragraph.
MOST_FACTS = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, as the graph has it.

    :ivar mode: the key of the mode, as `planned`
    :ivar role: the key of what its time tells, as `began`; empty: it has no time
    :ivar inference: how an end is known that the words do not name; empty: they name both
    """

    told: Told
    subject: Node
    relation: Node
    object: Node
    mode: str
    time: Node | None
    role: str
    asserter: Node | None
    rule: Node | None
    inference: str

    @property
    def nodes(self) -> tuple[URIRef, ...]:
        """All that it names."""
        named = (self.subject, self.relation, self.object, self.time, self.asserter, self.rule)
        return tuple(node for node in named if isinstance(node, URIRef))


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a text states of what it lists, and how many were found.

    :ivar path: of its page on this server
    :ivar places: the words that state it, in the order of the text
    """

    path: str
    words: str
    stated: int
    found: int
    places: tuple[Span, ...]

    @property
    def agrees(self) -> bool:
        """Whether as many were found as are stated."""
        return self.stated == self.found


@dataclass(frozen=True, slots=True)
class Result:
    """What a shape says of a document.

    :ivar severity: `violation`, `warning` or `info`
    :ivar messages: by their languages
    """

    severity: str
    messages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checks:
    """What the checks found; `is_told`: the release reports of this document at all."""

    is_told: bool = False
    results: tuple[Result, ...] = ()


def facts(asked: Reader, told: Sequence[Told]) -> tuple[Said, ...]:
    """What some statements say, in their order."""
    iris = Iris(asked.served.base)
    by_iri = {iris.statement(one.digest): one for one in told[:MOST_FACTS]}
    if not by_iri:
        return ()
    values: dict[str, dict[str, Node]] = {}
    for row in asked.rows("reader_facts", statements=listed(map(URIRef, by_iri))):
        name = row["property"]["value"].rpartition("#")[2]
        of_it = values.setdefault(row["statement"]["value"], {})
        value = term(row["value"])
        of_it[name] = min(value, of_it.get(name, value), key=str)
    return tuple(_said(by_iri[iri], values[iri]) for iri in by_iri if iri in values)


def _said(told: Told, values: dict[str, Node]) -> Said:
    return Said(
        told,
        values["subject"],
        values["predicate"],
        values["object"],
        _key(values["mode"]),
        values.get("time"),
        _key(values["timeRole"]) if "timeRole" in values else "",
        values.get("assertedBy"),
        values.get("madeByRule"),
        str(values.get("inference", "")),
    )


def _key(concept: Node) -> str:
    return str(concept).rpartition("/")[2]


def numbers(asked: Reader, document: URIRef) -> tuple[Number, ...]:
    """The numbers that a document states of its own lists, in the order of the text."""
    found: dict[str, Number] = {}
    for row in asked.rows("reader_numbers", node=written(document)):
        path = local(row["witness"]["value"], asked.served.base)
        stated, counted = int(row["stated"]["value"]), int(row["found"]["value"])
        known = found.get(path, Number(path, row["words"]["value"], stated, counted, ()))
        place = span_of(row["evidence"]["value"])
        found[path] = replace(known, places=tuple(sorted({*known.places, place})))
    return tuple(sorted(found.values(), key=lambda number: (number.places, number.path)))


def checks(asked: Reader, document: URIRef) -> Checks:
    """What the shapes say of a document.

    :param asked: reads the graph of reports
    """
    rows = asked.rows("reader_checks", node=written(document))
    found: dict[str, Result] = {}
    for row in (row for row in rows if "result" in row):
        severity = row["severity"]["value"].rpartition("#")[2].lower()
        message = {row["message"].get("xml:lang", ""): row["message"]["value"]}
        known = found.get(row["result"]["value"], Result(severity, {}))
        found[row["result"]["value"]] = replace(known, messages={**known.messages, **message})
    return Checks(bool(rows), tuple(found[key] for key in sorted(found)))


def nodes_of(said: Iterable[Said]) -> list[URIRef]:
    """All that statements name, none twice."""
    return list(dict.fromkeys(node for one in said for node in one.nodes))
