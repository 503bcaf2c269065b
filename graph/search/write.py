"""The index of a release is written: what its store says, as rows of SQLite."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from graph.dataset.sources import query_text
from graph.errors import ReleaseError
from graph.names import fold, slug
from graph.search.words import indexed
from graph.store import Store

# What the file is called in the folder of a release, and the layout that this module writes.
FILE = "search.sqlite"
VERSION = 1

PASSAGE = 2  # the role of a line that is no name

_FOLDER = Path(__file__).parent
_QUERIES = _FOLDER / "queries"
_JSON = "application/sparql-results+json"

Row = Mapping[str, Mapping[str, str]]


def write_index(store: Store, path: Path, base: str) -> None:
    """Write the index of names and passages of a store; it is whole once it is there.

    The same store gives the same rows in the same order.

    :param path: of the file, which is replaced
    :param base: of the IRIs of the store
    :raises ReleaseError: if the disk does not take it, or SQLite has no FTS5
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as connection:
            _Writing(connection, store, base).write()
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise ReleaseError(
            f"{path}: the search index cannot be written ({error}).",
            name="search",
            value=str(path),
            remedy="Make room; Python's sqlite3 must have FTS5.",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def has_index(path: Path) -> bool:
    """Whether a file is an index of the layout that this version reads."""
    try:
        with closing(sqlite3.connect(address(path), uri=True)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        return False
    return bool(version == VERSION)


def address(path: Path) -> str:
    """The URI that opens an index for reading, without locks: https://sqlite.org/uri.html."""
    return f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"


def sql(name: str) -> str:
    """The text of a file of SQL of this package."""
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


class _Writing:
    """One index while it is written.

    :ivar things: the numbers of things by their IRIs
    """

    def __init__(self, connection: sqlite3.Connection, store: Store, base: str) -> None:
        self._connection = connection
        self._store = store
        self._base = base
        self._lines = 0
        self.things: dict[str, int] = {}

    def write(self) -> None:
        """Write everything in one transaction; the file needs no journal, since it is not in use."""
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(f"{sql('schema')} PRAGMA user_version = {VERSION};")
        links = {_value(row, "thing"): int(_value(row, "links")) for row in self._ask("links")}
        self._names(links)
        self._passages(links)
        self._terms()
        self._connection.executescript(sql("indices"))
        self._connection.commit()

    def _ask(self, name: str) -> list[Row]:
        query = query_text(_QUERIES, name, self._base)
        found: dict[str, Any] = json.loads(self._store.query(query, _JSON))
        rows: list[Row] = found["results"]["bindings"]
        return sorted(rows, key=_order)

    def _add_thing(self, iri: str, kind: str, links: int, document: int | None = None) -> int:
        number = self.things[iri] = len(self.things) + 1
        values = (number, iri, kind, links, document)
        self._connection.execute("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", values)
        return number

    def _add_line(self, thing: int, role: int, literal: Mapping[str, str]) -> None:
        self._lines += 1
        text, language = literal["value"], literal.get("xml:lang", "")
        keys = (None, None) if role == PASSAGE else (fold(text), slug(text))
        values = (self._lines, thing, role, text, language, *keys)
        self._connection.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        self._connection.execute(
            "INSERT INTO words (rowid, text) VALUES (?, ?)", (self._lines, indexed(text))
        )

    def _names(self, links: Mapping[str, int]) -> None:
        for row in self._ask("names"):
            iri = _value(row, "thing")
            thing = self.things.get(iri) or self._add_thing(
                iri, _value(row, "kind"), links.get(iri, 0)
            )
            self._add_line(thing, int(_value(row, "role")), row["name"])

    def _passages(self, links: Mapping[str, int]) -> None:
        for row in _widest(self._ask("passages")):
            iri, document = _value(row, "passage"), self.things.get(_value(row, "document"))
            thing = self._add_thing(iri, "passage", links.get(iri, 0), document)
            language = row.get("language", {}).get("value", "")
            self._add_line(thing, PASSAGE, {**row["words"], "xml:lang": language})

    def _terms(self) -> None:
        terms: dict[str, int] = {}
        insert = self._connection.executemany
        rows = self._ask("terms")
        for row in rows:
            terms.setdefault(_value(row, "term"), len(terms) + 1)
        broader = [
            (terms[_value(row, "term")], terms[_value(row, "broader")])
            for row in self._ask("broader")
        ]
        types = self._types(terms, broader)
        uses = [
            (
                terms[_value(row, "class")],
                terms[_value(row, "property")],
                int(row["things"]["value"]),
            )
            for row in self._ask("uses")
            if _value(row, "property") in terms and _value(row, "class") in terms
        ]
        counts = _counts(types, uses)
        kinds = {_value(row, "term"): _value(row, "kind") for row in rows}
        insert(
            "INSERT INTO term VALUES (?, ?, ?, ?)",
            ((number, iri, kinds[iri], counts[number]) for iri, number in terms.items()),
        )
        insert("INSERT INTO wording VALUES (?, ?, ?, ?)", (_wording(row, terms) for row in rows))
        insert("INSERT INTO broader VALUES (?, ?)", broader)
        insert("INSERT INTO typed VALUES (?, ?, ?)", types)
        insert("INSERT INTO used VALUES (?, ?, ?)", uses)

    def _types(
        self, terms: Mapping[str, int], broader: Iterable[tuple[int, int]]
    ) -> list[tuple[int, int, int]]:
        """Each thing with each of its classes, and whether it is a narrowest one of them."""
        above = defaultdict(set)
        for term, wider in broader:
            above[term].add(wider)
        found = defaultdict(set)
        for row in self._ask("types"):
            iri, type_ = _value(row, "thing"), _value(row, "type")
            if iri in self.things and type_ in terms:
                found[self.things[iri]].add(terms[type_])
        return [
            (thing, term, int(not any(term in above[other] for other in classes)))
            for thing, classes in found.items()
            for term in sorted(classes)
        ]


def _order(row: Row) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (name, term["value"], term.get("xml:lang", "")) for name, term in sorted(row.items())
    )


def _value(row: Row, name: str) -> str:
    return row[name]["value"]


def _wording(row: Row, terms: Mapping[str, int]) -> tuple[int, str, str, str]:
    definition = row.get("definition", {}).get("value", "")
    label = row["label"]
    return terms[_value(row, "term")], label.get("xml:lang", ""), label["value"], definition


def _counts(
    types: Iterable[tuple[int, int, int]], uses: Iterable[tuple[int, int, int]]
) -> Mapping[int, int]:
    """How many things are in each class; and have each property, in the class with most of them."""
    counts: defaultdict[int, int] = defaultdict(int)
    for _, term, _ in types:
        counts[term] += 1
    for _, term, number in uses:
        counts[term] = max(counts[term], number)
    return counts


def _widest(rows: Iterable[Row]) -> Iterator[Row]:
    """The passages that lie in no other one of their text, since that one has their words too."""

    def place(row: Row) -> tuple[str, int, int]:
        text, _, span = _value(row, "passage").rpartition("/")
        start, _, end = span.partition("-")
        return text, int(start), -int(end)

    last, reach = "", 0
    for row in sorted(rows, key=place):
        text, _, end = place(row)
        if text != last or -end > reach:
            last, reach = text, -end
            yield row
