"""All things of a sort, in the order of their names, and those of most statements."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from graph.names import fold
from graph.search.read import Index, Reader
from graph.search.values import LANGUAGES, Line, Term, Thing
from graph.search.write import sql

# Where names stand that begin with no letter of the alphabet.
OTHER = "#"


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing by its name.

    :ivar letter: that the name begins with, a capital without accent; else `#`
    """

    iri: str
    name: Line
    letter: str


@lru_cache(maxsize=64)
def entries(path: Path, beginning: str, language: str, type_: str = "") -> tuple[Entry, ...]:
    """The things whose IRIs begin alike, in the order of their names.

    An index never changes, so they are read once.

    :param path: of the index
    :param language: of the names; a name that is missing in it is given in another
    :param type_: only what is in the class of this IRI; empty: whatever it is
    :raises IndexMissingError: if there is no index that this version reads
    :raises LimitError: if it takes too long
    """
    with Index(path).opened() as reader:
        rows = reader.ask(_sql(), {**_between(beginning), "type": type_}).fetchall()
    names: dict[str, dict[str, Line]] = {}
    for iri, text, tag in rows:
        names.setdefault(iri, {}).setdefault(tag, Line(text, tag))
    made = (_entry(iri, lines, language) for iri, lines in names.items())
    return tuple(sorted(made, key=lambda one: (one.letter == OTHER, fold(one.name.text), one.iri)))


def foremost(reader: Reader, beginning: str, most: int) -> tuple[Thing, ...]:
    """The things whose IRIs begin alike that stand in most statements, those of most first."""
    rows = reader.ask(
        "SELECT iri FROM thing WHERE iri >= :beginning AND iri < :after "
        "ORDER BY links DESC, iri LIMIT :most",
        {**_between(beginning), "most": most},
    )
    iris = [iri for (iri,) in rows.fetchall()]
    found = reader.things(iris)
    return tuple(found[iri] for iri in iris)


def count(reader: Reader, beginning: str) -> int:
    """How many things have an IRI that begins so."""
    statement = "SELECT count(*) FROM thing WHERE iri >= :beginning AND iri < :after"
    (number,) = reader.ask(statement, _between(beginning)).fetchone()
    return int(number)


def types_under(reader: Reader, beginning: str) -> tuple[tuple[Term, int], ...]:
    """The classes that things whose IRIs begin alike are in, and how many are in each.

    Those of most come first; classes that hold all of them are left out.
    """
    rows = reader.ask(sql("types"), _between(beginning)).fetchall()
    total, by_iri = count(reader, beginning), {term.iri: term for term in reader.terms("class")}
    return tuple((by_iri[iri], number) for iri, number in rows if number < total)


def _between(beginning: str) -> dict[str, str]:
    return {"beginning": beginning, "after": f"{beginning}\U0010ffff"}


def _entry(iri: str, lines: dict[str, Line], language: str) -> Entry:
    order = (language, *LANGUAGES, *lines)
    name = next(lines[tag] for tag in order if tag in lines)
    first = fold(name.text)[:1].upper()
    return Entry(iri, name, first if "A" <= first <= "Z" else OTHER)


@cache
def _sql() -> str:
    return sql("listing")
