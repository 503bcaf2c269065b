"""The facts of a release, as its statements have them, and those that follow from them."""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from graph.errors import LimitError
from graph.export.asking import Asking

# A statement of these modes says that something is not so.
_NO_FACT = frozenset(["negated", "retracted"])


class Kind(StrEnum):
    """What a fact says of its subject: a link to a thing, a date, or another value."""

    THING = "thing"
    DATE = "date"
    VALUE = "value"


class Origin(StrEnum):
    """Where a fact comes from: a text, the ontology, or the query that was asked."""

    STATED = "stated"
    INFERRED = "inferred"
    CONSTRUCTED = "constructed"


class Time(NamedTuple):
    """A date or an interval.

    :ivar edtf: as https://www.loc.gov/standards/datetime/ writes it
    :ivar begin: its first day, as `YYYY-MM-DD`; empty: open or unknown
    :ivar end: its last day, likewise
    """

    edtf: str = ""
    begin: str = ""
    end: str = ""


class Fact(NamedTuple):
    """A fact as one statement says it, or as it follows from others.

    :ivar subject: an IRI, as `relation`, `document` and `asserter` are
    :ivar object: the IRI of a thing, or a value as text
    :ivar value: of a date; when it is
    :ivar statement: an IRI; empty: no statement says it
    :ivar mode: `asserted`, `planned` or `reported`; empty: no statement says it
    :ivar time: when the fact held, if that is said
    :ivar role: whether that time `attested`, `began` or `ended` it
    """

    subject: str
    relation: str
    object: str
    kind: Kind
    origin: Origin
    value: Time = Time()
    statement: str = ""
    mode: str = ""
    time: Time = Time()
    role: str = ""
    document: str = ""
    asserter: str = ""
    rule: str = ""
    inference: str = ""

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day on which it is known to hold, `YYYY-MM-DD`; empty: open."""
        begin = "" if self.role == "ended" else self.time.begin
        end = "" if self.role == "began" else self.time.end
        return begin, end

    def overlaps(self, begin: str, end: str) -> bool:
        """Whether it holds on a day of a period; one without a date never does.

        :param begin: the period's first day, `YYYY-MM-DD`; empty: open
        """
        first, last = self.days
        is_dated = bool(first or last)
        return is_dated and not (last and last < begin) and not (end and first > end)


class Row(NamedTuple):
    """What `stated.rq` tells in one row, and the first of it `inferred.rq`; all of it is text."""

    subject: str
    relation: str
    object: str
    is_thing: str
    statement: str = ""
    mode: str = ""
    time: str = ""
    role: str = ""
    document: str = ""
    asserter: str = ""
    rule: str = ""
    inference: str = ""


class Facts:
    """Reads the facts of a release.

    :param most: facts that are read at most; None: as many as there are
    """

    def __init__(
        self, asking: Asking, *, stated_only: bool = False, most: int | None = None
    ) -> None:
        self._asking = asking
        self._stated_only = stated_only
        self._most = most
        self._read = 0
        self._known: dict[str, str] = {}
        self._times = {iri: Time(*rest) for iri, *rest in asking.all("times")}

    def all(self) -> list[Fact]:
        """Every fact, in order.

        :raises LimitError: if there are more than may be read
        """
        inferred = () if self._stated_only else self._asking.all("inferred")
        return self._facts(self._asking.all("stated"), inferred)

    def touching(self, things: Collection[str]) -> list[Fact]:
        """The facts whose subject or object is one of some things, in order.

        :raises LimitError: if there are more than may be read
        """
        return self._facts(self._near("stated", things), self._near_inferred(things))

    def about(self, things: Collection[str]) -> list[Fact]:
        """The facts whose subject is one of some things, in order.

        :raises LimitError: if there are more than may be read
        """
        ask = self._asking.among
        return self._facts(ask("stated", "subject", things), ask("inferred", "subject", things))

    def _near(self, query: str, things: Collection[str]) -> Iterator[list[str]]:
        for variable in ("subject", "object"):
            yield from self._asking.among(query, variable, things)

    def _near_inferred(self, things: Collection[str]) -> Iterator[list[str]]:
        return iter(()) if self._stated_only else self._near("inferred", things)

    def _facts(self, stated: Iterable[list[str]], inferred: Iterable[list[str]]) -> list[Fact]:
        found: dict[tuple[str, ...], Fact] = {}
        for origin, rows in ((Origin.STATED, stated), (Origin.INFERRED, inferred)):
            for row in rows:
                fact = self.of(origin, Row(*row))
                self._count()
                if fact.mode not in _NO_FACT:
                    found.setdefault((fact.statement, *fact[:3]), fact)
        return sorted(found.values())

    def of(self, origin: Origin, row: Row) -> Fact:
        """The fact that a row tells."""
        one, value = self._one, self._times.get(row.object, Time())
        kind = Kind.DATE if value.edtf else Kind.THING if row.is_thing == "true" else Kind.VALUE
        return Fact(
            one(row.subject),
            one(row.relation),
            one(row.object),
            kind,
            origin,
            value,
            row.statement,
            one(tail(row.mode)),
            self._times.get(row.time, Time()),
            one(tail(row.role)),
            one(row.document),
            one(row.asserter),
            one(tail(row.rule)),
            one(row.inference),
        )

    def _one(self, text: str) -> str:
        """The same text, held once however often it is read."""
        return self._known.setdefault(text, text)

    def _count(self) -> None:
        self._read += 1
        if self._most is not None and self._read > self._most:
            raise too_many(self._most)


def too_many(most: int) -> LimitError:
    """What is told of a network that is made of more facts than that."""
    return LimitError(
        f"More than {most} facts would be read for this network.",
        name="facts",
        value=str(most),
        remedy="Ask for a smaller one, or run `sommet export`, which has no such limit.",
    )


def tail(iri: str) -> str:
    """What follows the last `#` or `/` of an IRI.

    >>> tail("https://w3id.org/sommet/ontology#memberOf"), tail("https://w3id.org/sommet/id/agent/fra")
    ('memberOf', 'fra')
    """
    return iri.rpartition("#" if "#" in iri else "/")[2]
