"""The statements that say the facts of a node, with their words, their times and their sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rdflib import URIRef
from rdflib.term import Node

from server.resources.queries import Reader, listed, term, written
from server.resources.values import Description, Direction

# Statements of a node that are looked through for those that say the facts shown, and, when it has
# more, statements of the other end of each fact.
MOST_NEAR = 2_000
MOST_FAR = 500

# Statements whose words are shown with one fact.
SHOWN = 3

# How a text puts a fact, from the surest on; by the last one it puts none.
MODES = ("asserted", "reported", "planned", "negated")


class Saying(NamedTuple):
    """A statement that says a fact, how, and in which document."""

    statement: Node
    mode: Node
    document: Node

    @property
    def key(self) -> str:
        """The mode as one of `MODES`."""
        return str(self.mode).rpartition("/")[2]


Key = tuple[Direction, Node, Node]
Sayings = Mapping[Key, list[Saying]]


@dataclass(frozen=True, slots=True)
class Dated:
    """What is known of a document: its date in EDTF and the language of its words, or nothing."""

    date: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What statements say besides their facts.

    :ivar values: by statement and by the local name of a property
    :ivar words: of passages, and the EDTF of times, by their nodes
    :ivar documents: by their IRIs
    """

    values: Mapping[Node, Mapping[str, list[Node]]] = field(default_factory=dict)
    words: Mapping[Node, str] = field(default_factory=dict)
    documents: Mapping[Node, Dated] = field(default_factory=dict)

    def of(self, statement: Node, name: str) -> list[Node]:
        """The values of a property of a statement, in order."""
        return self.values.get(statement, {}).get(name, [])


def sayings_of(asked: Reader, description: Description) -> Sayings:
    """The statements by the facts of a description that they say; none that deny one."""
    found: dict[Key, list[Saying]] = {}
    for direction, near, far in _sides(asked):
        facts = _facts(description, direction, asked.served.base)
        total = description.counts.totals.get((Direction.INCOMING, URIRef(near)), 0)
        if not facts or not total:
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
        _gather(found, direction, rows)
    stated = {key: [s for s in said if s.key != MODES[-1]] for key, said in found.items()}
    return {key: in_order(said) for key, said in stated.items() if said}


def denials_of(asked: Reader, description: Description) -> Sayings:
    """The statements by the facts that they deny, which are no facts of the graph."""
    found: dict[Key, list[Saying]] = {}
    for direction, near, far in _sides(asked):
        if description.counts.totals.get((Direction.INCOMING, URIRef(near)), 0):
            rows = asked.rows(
                "denied",
                node=written(description.node),
                near=written(URIRef(near)),
                far=written(URIRef(far)),
                most=str(MOST_NEAR),
            )
            _gather(found, direction, rows)
    return {key: in_order(said) for key, said in found.items()}


def told(asked: Reader, sayings: Iterable[list[Saying]], more: Iterable[Node] = ()) -> Told:
    """What the first few statements of each fact say besides.

    :param more: times whose dates are wanted too
    """
    chosen = [saying for said in sayings for saying in said[:SHOWN]]
    return told_by(asked, (s.statement for s in chosen), (s.document for s in chosen), more)


def told_by(
    asked: Reader,
    statements: Iterable[Node],
    documents: Iterable[Node] = (),
    more: Iterable[Node] = (),
) -> Told:
    """What statements say besides their facts, and what is known of some documents."""
    values: dict[Node, dict[str, list[Node]]] = {}
    if chosen := listed(dict.fromkeys(statements)):
        for row in asked.rows("said", things=chosen):
            name = row["property"]["value"].rpartition("#")[2]
            of_it = values.setdefault(term(row["thing"]), {})
            of_it.setdefault(name, []).append(term(row["value"]))
    for of_it in values.values():
        for found in of_it.values():
            found.sort(key=str)
    pointed = [
        node
        for of_it in values.values()
        for name in ("time", "passage", "evidence")
        for node in of_it.get(name, ())
    ]
    return Told(values, words_of(asked, [*pointed, *more]), dated(asked, documents))


def words_of(asked: Reader, nodes: Iterable[Node]) -> dict[Node, str]:
    """The words of passages and the EDTF of times."""
    if not (chosen := listed(dict.fromkeys(n for n in nodes if isinstance(n, URIRef)))):
        return {}
    rows = asked.rows("words", things=chosen)
    return {term(row["thing"]): row["words"]["value"] for row in rows}


def dated(asked: Reader, documents: Iterable[Node]) -> dict[Node, Dated]:
    """The dates and languages of documents."""
    if not (chosen := listed(dict.fromkeys(documents))):
        return {}
    found = {}
    for row in asked.rows("documents", things=chosen):
        values = [row[name]["value"] if name in row else "" for name in ("date", "language")]
        found[term(row["thing"])] = Dated(*values)
    return found


def in_order(said: Iterable[Saying]) -> list[Saying]:
    """Statements, the surest first, and one of each document before the others."""
    surest = sorted(set(said), key=lambda saying: (_rank(saying), str(saying.statement)))
    first = {saying.document: saying for saying in reversed(surest)}
    return sorted(surest, key=lambda saying: first[saying.document] is not saying)


def _rank(saying: Saying) -> int:
    return MODES.index(saying.key) if saying.key in MODES else len(MODES)


def _sides(asked: Reader) -> tuple[tuple[Direction, str, str], ...]:
    own = f"{asked.served.base}ontology#"
    return (
        (Direction.OUTGOING, f"{own}subject", f"{own}object"),
        (Direction.INCOMING, f"{own}object", f"{own}subject"),
    )


def _gather(
    found: dict[Key, list[Saying]],
    direction: Direction,
    rows: Iterable[Mapping[str, dict[str, str]]],
) -> None:
    for row in rows:
        key = (direction, term(row["relation"]), term(row["other"]))
        saying = Saying(*(term(row[name]) for name in ("statement", "mode", "document")))
        found.setdefault(key, []).append(saying)


def _facts(description: Description, direction: Direction, base: str) -> str:
    """The facts shown, as the values of a VALUES clause of a relation and an end."""
    pairs = (
        listed((slice_.relation, end))
        for slice_ in description.slices_of(direction)
        if str(slice_.relation).startswith(f"{base}ontology#")
        for end in slice_.ends
    )
    return " ".join(f"({pair})" for pair in pairs if " " in pair)
