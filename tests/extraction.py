"""What a text is found to say, in a form that a test can state without knowing any rule."""

import re
from collections.abc import Iterable

from graph.model import Entity, Literal, Mode, Reading, Statement
from graph.names import fold
from graph.read import read_bytes
from graph.statement import extract
from tests.spans import grounded

Fact = tuple[str, str, str]
_ARTICLE = re.compile(r"^(?:le |la |les |the |l')")


def bare(name: str) -> str:
    """A name without case, accents, kinds of quotes and leading article."""
    return _ARTICLE.sub("", fold(name)).strip()


def reading(text: str, name: str = "a.txt") -> Reading:
    """What a text says; every span in it is checked."""
    found = extract(read_bytes(name, text.encode()))
    grounded(found)
    return found


def names(reading: Reading) -> dict[str, frozenset[str]]:
    """The bare names of each thing that a reading speaks of, by its key."""
    found = {e.key: frozenset(map(bare, (e.label, *e.names))) for e in reading.entities}
    own = f"document/{reading.document.key}"
    return found | {own: found.get(own, frozenset()) | {"text"}}


def statements(reading: Reading, fact: Fact) -> list[Statement]:
    """The statements of a fact, given by any name of its ends; those denied too.

    The text itself is named `text`. A partnership may be told from either end.
    """
    known = names(reading)
    subject, relation, object_ = fact
    ways = [(subject, object_)] + ([(object_, subject)] if relation == "partnerWith" else [])
    return [
        s
        for s in reading.statements
        for one, other in ways
        if s.relation == relation
        and bare(one) in known[s.subject]
        and bare(other) in _names_of_object(s, known)
    ]


def says(reading: Reading, fact: Fact) -> bool:
    """Whether a reading publishes a fact, given by any name of its ends."""
    return any(s.mode is not Mode.NEGATED for s in statements(reading, fact))


def missing(reading: Reading, facts: Iterable[Fact]) -> list[Fact]:
    """Those of the facts that a reading does not publish."""
    return [fact for fact in facts if not says(reading, fact)]


def entity(reading: Reading, name: str) -> Entity | None:
    """The thing that bears a name in a reading, if there is one."""
    known = names(reading)
    found = [e for e in reading.entities if bare(name) in known[e.key]]
    assert len(found) <= 1, found
    return found[0] if found else None


def published(reading: Reading) -> list[str]:
    """All that a reading publishes, without offsets, as lines to compare."""
    known = {e.key: bare(e.label) for e in reading.entities}
    return sorted(
        " | ".join(
            (
                known.get(s.subject, s.subject),
                s.relation,
                s.object.value if isinstance(s.object, Literal) else known.get(s.object, s.object),
                s.time or "",
                s.mode,
                known.get(s.asserter or "", ""),
            )
        )
        for s in reading.statements
    )


def _names_of_object(statement: Statement, known: dict[str, frozenset[str]]) -> frozenset[str]:
    if isinstance(statement.object, Literal):
        return frozenset({bare(statement.object.value)})
    return known[statement.object]
