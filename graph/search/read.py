"""The index of a release is read: searched, and asked for what it knows of a thing or a class."""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import IndexMissingError, LimitError, SearchError
from graph.names import fold, slug
from graph.search import words
from graph.search.values import Facets, Found, Hit, Line, Term, Thing
from graph.search.write import address, has_index, sql

KINDS = ("entity", "document", "passage")

# Characters that may be searched for, and words of them that are looked for.
MOST_CHARACTERS = 500
MOST_WORDS = 24

# Lines that each way to find something gives at most.
MOST_LINES = 1_000

# Seconds that the searches of one request may take.
SECONDS = 5.0

_HOW = ("same", "beginning", "every", "any")
_INTERRUPTED = "interrupted"  # as SQLite says it
_STEPS = 20_000  # of SQLite's machine between two looks at the clock


@dataclass(frozen=True, slots=True)
class Index:
    """The index of a release, in a file that does not change."""

    path: Path

    @contextmanager
    def opened(self, seconds: float = SECONDS) -> Iterator["Reader"]:
        """The index, open to be read by this thread.

        :param seconds: how long it may be
        :raises IndexMissingError: if there is no index that this version reads
        :raises LimitError: in what is done with it, if it takes longer
        """
        if not has_index(self.path):
            raise IndexMissingError(self.path.name)
        end = time.monotonic() + seconds
        try:
            with closing(sqlite3.connect(address(self.path), uri=True)) as connection:
                connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
                yield Reader(connection, end)
        except sqlite3.DatabaseError as error:
            if str(error) == _INTERRUPTED:
                raise LimitError(
                    f"The search took longer than {seconds:g} s.",
                    name="search",
                    value=f"{seconds:g}",
                    remedy="Search for fewer or rarer words.",
                ) from error
            raise IndexMissingError(self.path.name) from error


class Reader:
    """An index that is open.

    :param end: the moment of the monotonic clock from which it answers no more
    """

    def __init__(self, connection: sqlite3.Connection, end: float) -> None:
        self._connection = connection
        self._end = end
        self._terms: dict[int, Term] = {}

    def search(
        self,
        text: str,
        *,
        kind: str | None = None,
        type_: str | None = None,
        first: int = 0,
        most: int = 20,
    ) -> Found:
        """What has the words of a text in a name or a passage, the best first.

        A name that is the same goes before one that begins so, that before all words, and that
        before some words; then by weight of the words (BM25), then by statements.

        :param kind: only `entity`, `document` or `passage`
        :param type_: only what is in the class of this IRI
        :param first: how many to pass over
        :param most: how many to give
        :raises SearchError: if the text is too long, or there is no such kind or class
        """
        return self._found(text, kind, type_, slice(first, first + most), typing=False)

    def suggest(
        self,
        text: str,
        *,
        kind: str | None = None,
        type_: str | None = None,
        first: int = 0,
        most: int = 10,
    ) -> Found:
        """Entities and documents of which a name has all the words of a text that is being typed.

        :param kind: only `entity` or `document`; with `passage`, passages that have the words
        :raises SearchError: as `search` does
        """
        return self._found(text, kind, type_, slice(first, first + most), typing=True)

    def facets(self, text: str) -> Facets:
        """How many of all that has the words of a text are of each kind, and in each class.

        Of the classes those are told that are the narrowest of something that was found.

        :raises SearchError: if the text is too long
        """
        rows = self._rows(text, None, None, typing=False)
        found = (_json(number for number, *_ in rows),)
        kinds = self.ask(
            "SELECT kind, count(*) FROM thing WHERE id IN (SELECT value FROM json_each(?)) "
            "GROUP BY kind",
            found,
        )
        counts = dict(kinds.fetchall())
        types = self.ask(_sql("facets"), found).fetchall()
        return Facets(
            {kind: counts[kind] for kind in KINDS if kind in counts},
            tuple((self._term(term), number) for term, number in types),
            cut=len(rows) >= MOST_LINES,
        )

    def things(self, iris: Iterable[str]) -> dict[str, Thing]:
        """What the index knows of things, by their IRIs; the others are left out."""
        rows = self.ask(
            "SELECT id FROM thing WHERE iri IN (SELECT value FROM json_each(?))", (_json(iris),)
        )
        found = self._things(number for (number,) in rows.fetchall())
        return {thing.iri: thing for thing in found.values()}

    def thing(self, iri: str) -> Thing | None:
        """What the index knows of a thing."""
        return self.things([iri]).get(iri)

    def within(self, iris: Iterable[str], type_: str) -> frozenset[str]:
        """Which of these things are in a class."""
        rows = self.ask(
            "SELECT thing.iri FROM thing JOIN typed ON typed.thing = thing.id "
            "JOIN term ON term.id = typed.term "
            "WHERE term.iri = ? AND thing.iri IN (SELECT value FROM json_each(?))",
            (type_, _json(iris)),
        )
        return frozenset(iri for (iri,) in rows)

    def terms(self, kind: str) -> tuple[Term, ...]:
        """The classes (`class`) or properties (`property`), those of most things first."""
        rows = self.ask("SELECT id FROM term WHERE kind = ? ORDER BY things DESC, iri", (kind,))
        return tuple(self._term(number) for (number,) in rows.fetchall())

    def properties(self, type_: str) -> tuple[Term, ...]:
        """The properties that things of a class have, those of most things first."""
        rows = self.ask(
            "SELECT property FROM used JOIN term ON term.id = used.class "
            "WHERE term.iri = ? ORDER BY used.things DESC, property",
            (type_,),
        )
        return tuple(self._term(number) for (number,) in rows.fetchall())

    def named_like(self, text: str, expression: str, most: int) -> Mapping[str, tuple[str, ...]]:
        """Entities and documents that have a name, or words of one; all names, by IRI.

        :param expression: of FTS5; empty: only what has the very name
        :param most: names that words may find
        :raises SearchError: if the text is too long
        """
        text = _checked(text)
        rows = self.ask(_sql("like"), {"folded": fold(text), "slug": slug(text)}).fetchall()
        if expression:
            rows += self.ask(_sql("near"), {"words": expression, "most": most}).fetchall()
        found: dict[str, tuple[str, ...]] = {}
        for iri, name in rows:
            found[iri] = (*found.get(iri, ()), name)
        return found

    def ask(self, statement: str, values: Any = ()) -> sqlite3.Cursor:
        """The rows that answer a statement of SQL."""
        # SQLite itself looks at the clock only within statements that take many steps.
        if time.monotonic() > self._end:
            raise sqlite3.OperationalError(_INTERRUPTED)
        return self._connection.execute(statement, values)

    def _found(
        self, text: str, kind: str | None, type_: str | None, part: slice, *, typing: bool
    ) -> Found:
        rows = self._rows(text, kind, type_, typing=typing)
        return Found(self._hits(rows[part]), len(rows), cut=len(rows) >= MOST_LINES)

    def _rows(
        self, text: str, kind: str | None, type_: str | None, *, typing: bool
    ) -> Sequence[tuple[int, int, str, str]]:
        text = _checked(text)
        wanted = words.asked(text)[:MOST_WORDS]
        if not wanted:
            return ()
        every = words.expression(wanted, "AND", typing=typing)
        any_word = every if typing else words.expression(wanted, "OR")
        if kind is not None and kind not in KINDS:
            raise _unknown("kind", kind, KINDS)
        values: dict[str, Any] = {
            "folded": fold(text),
            "after": f"{fold(text)}\U0010ffff",
            "slug": slug(text),
            "every": every,
            "any": any_word,
            "passages": not typing or kind == "passage",
            "kind": kind,
            "term": None if type_ is None else self._number_of_class(type_),
            "most": MOST_LINES,
        }
        return self.ask(_sql("search"), values).fetchall()

    def _hits(self, rows: Sequence[tuple[int, int, str, str]]) -> tuple[Hit, ...]:
        things = self._things(thing for thing, *_ in rows)
        return tuple(
            Hit(things[thing], Line(text, language), _HOW[tier])
            for thing, tier, text, language in rows
        )

    def _things(self, numbers: Iterable[int]) -> dict[int, Thing]:
        wanted = (_json(numbers),)
        lines: dict[int, list[tuple[int, Line]]] = {}
        for number, role, text, language in self.ask(
            "SELECT thing, role, text, language FROM line "
            "WHERE thing IN (SELECT value FROM json_each(?)) ORDER BY role, id",
            wanted,
        ):
            lines.setdefault(number, []).append((role, Line(text, language)))
        rows = self.ask(
            "SELECT thing.id, thing.iri, thing.kind, thing.links, document.iri FROM thing "
            "LEFT JOIN thing AS document ON document.id = thing.document "
            "WHERE thing.id IN (SELECT value FROM json_each(?))",
            wanted,
        ).fetchall()
        return {
            number: Thing(
                iri,
                kind,
                links,
                names=tuple(line for _, line in lines[number]),
                labels=sum(role == 0 for role, _ in lines[number]),
                types=self._types(number),
                document=document or "",
            )
            for number, iri, kind, links, document in rows
        }

    def _types(self, thing: int) -> tuple[Term, ...]:
        rows = self.ask("SELECT term FROM typed WHERE thing = ? AND narrowest", (thing,))
        return tuple(self._term(term) for (term,) in rows.fetchall())

    def _number_of_class(self, iri: str) -> int:
        row = self.ask("SELECT id FROM term WHERE kind = 'class' AND iri = ?", (iri,)).fetchone()
        if row is None:
            names = (term.iri.rpartition("#")[2] for term in self.terms("class") if term.things)
            raise _unknown("type", iri.rpartition("#")[2], names)
        return int(row[0])

    def _term(self, number: int) -> Term:
        if number not in self._terms:
            iri, things = self.ask(
                "SELECT iri, things FROM term WHERE id = ?", (number,)
            ).fetchone()
            told = self.ask(
                "SELECT language, label, definition FROM wording WHERE term = ?", (number,)
            ).fetchall()
            broader = self.ask(
                "SELECT iri FROM broader JOIN term ON term.id = broader.broader WHERE term = ?",
                (number,),
            )
            labels = {language: label for language, label, _ in told}
            definitions = {language: definition for language, _, definition in told}
            above = tuple(sorted(one for (one,) in broader))
            self._terms[number] = Term(iri, labels, definitions, things, above)
        return self._terms[number]


def _checked(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise SearchError(
            f"What is searched for is longer than {MOST_CHARACTERS} characters.",
            name="q",
            value=f"{text[:40]}…",
            remedy="Search for some of its words.",
        )
    return text.encode("utf-8", "replace").decode()


def _unknown(name: str, value: str, choices: Iterable[str]) -> SearchError:
    return SearchError(
        f"There is no such {name}.",
        name=name,
        value=value,
        remedy=f"Choose one of: {', '.join(choices)}.",
    )


def _json(values: Iterable[object]) -> str:
    """Values as one parameter of SQL (https://sqlite.org/json1.html#jeach)."""
    return json.dumps(tuple(values))


_sql = cache(sql)
