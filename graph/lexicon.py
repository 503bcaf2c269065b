"""The words that the project knows, read from the tables of `ontology/lexicon/`."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import ontology
from graph.names import fold
from graph.plain import tokens


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table of `ontology/lexicon/` (or `../rules/…`), by its name."""
    with ontology.path(f"lexicon/{name}").open(encoding="utf8", newline="") as file:
        yield from csv.DictReader(file)


@dataclass(frozen=True, slots=True)
class Term:
    """A name that the lexicon knows.

    :ivar key: of the entity, `agent/fra`
    :ivar type: the class of the entity
    :ivar exact: the name as it must be written, where only that writing counts
    :ivar demonym: whether the word is an adjective of the entity (*serbes*, *franco*)
    """

    key: str
    type: str
    language: str
    exact: str = ""
    demonym: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the lexicon with the names it bears, label first."""

    key: str
    type: str
    label_fr: str
    label_en: str
    names: tuple[str, ...]

    def label(self, language: str) -> str:
        """The label in a language: French, or else English."""
        return self.label_fr if language == "fr" else self.label_en


def words(name: str) -> tuple[str, ...]:
    """The folded words by which a name is looked up.

    >>> words("États-Unis d’Amérique")
    ('etats', 'unis', 'd', 'amerique')
    """
    plain = name.replace("’", "'").replace("-", " ").replace(".", " ")
    return tuple(fold(t.word.rstrip("'")) for t in tokens(plain) if t.word[0].isalnum())


@cache
def kinds() -> dict[str, str]:
    """The kind of IRI of each class."""
    return {row["class"]: row["kind"] for row in rows("types.csv")}


@cache
def annotations() -> dict[str, str]:
    """The type name that annotated texts use for each class."""
    return {row["class"]: row["annotation"] for row in rows("types.csv")}


def _list(cell: str | None) -> list[str]:
    return [value.strip() for value in (cell or "").split("|") if value.strip()]


@cache
def known() -> dict[str, Known]:
    """The entities of the lexicon by key."""
    return {entity.key: entity for entity, _ in _entries()}


@cache
def terms() -> dict[str, tuple[tuple[tuple[str, ...], Term], ...]]:
    """The names of the lexicon by their first folded word, longest names first."""
    index: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
    for _, found in _entries():
        for name, term in found:
            key = words(name)
            if key:
                index.setdefault(key[0], []).append((key, term))
    order = {first: sorted(names, key=lambda n: -len(n[0])) for first, names in index.items()}
    return {first: tuple(dict.fromkeys(names)) for first, names in order.items()}


_Entry = tuple[Known, list[tuple[str, Term]]]


@cache
def _entries() -> tuple[_Entry, ...]:
    tables = ("states.csv", "subnationals.csv", "organisations.csv")
    return tuple(_entry(row) for table in tables for row in rows(table)) + tuple(
        _place(row) for row in rows("places.csv")
    )


def _entry(row: dict[str, str]) -> _Entry:
    key = f"agent/{row['code']}"
    exact = set(_list(row.get("case_sensitive")))
    found = []
    for language in ("fr", "en"):
        columns = (f"label_{language}", f"official_{language}", f"acronyms_{language}")
        names = [n for c in (*columns, f"aliases_{language}") for n in _list(row.get(c))]
        for name in names:
            strict = name in exact or name in _list(row.get(f"acronyms_{language}"))
            found.append((name, Term(key, row["class"], language, name if strict else "")))
        adjectives = _list(row.get(f"demonyms_{language}")) + (
            _list(row.get("stem_fr")) if language == "fr" else []
        )
        found += [(d, Term(key, row["class"], language, demonym=True)) for d in adjectives]
    names = [name for name, term in found if not term.demonym]
    label_fr, label_en = row["label_fr"], row["label_en"]
    return Known(key, row["class"], label_fr, label_en, tuple(dict.fromkeys(names))), found


def _place(row: dict[str, str]) -> _Entry:
    key = f"place/{row['code']}"
    names = [(row[f"label_{language}"], language) for language in ("fr", "en")]
    found = [(name, Term(key, "Place", language)) for name, language in names if name]
    entity = Known(key, "Place", row["label_fr"], row["label_en"], tuple(n for n, _ in found))
    return entity, found


@dataclass(frozen=True, slots=True)
class Head:
    """A common noun that heads names of bodies, instruments and events."""

    words: tuple[str, ...]
    type: str
    plural: bool


@cache
def heads(language: str) -> dict[str, tuple[Head, ...]]:
    """The head nouns of a language by their first word (in small letters), longest first."""
    index: dict[str, list[Head]] = {}
    for row in rows(f"heads.{language}.csv"):
        for column in ("head", "plural"):
            noun = noun_words(row[column])
            index.setdefault(noun[0], []).append(Head(noun, row["class"], column == "plural"))
    return {k: tuple(sorted(v, key=lambda h: -len(h.words))) for k, v in index.items()}


@cache
def singulars(language: str) -> dict[str, str]:
    """The singular of each head noun in the plural, both as words joined by spaces."""
    return {
        " ".join(noun_words(row["plural"])): row["head"].replace("’", "'")
        for row in rows(f"heads.{language}.csv")
        if row["plural"] != row["head"]
    }


@cache
def number_words() -> frozenset[str]:
    """The first words of the numbers that are written out, in any language."""
    names = (row[x] for row in rows("numbers.csv") for x in ("fr", "en") if row[x])
    return frozenset(name.split(" ")[0] for name in names)


@dataclass(frozen=True, slots=True)
class Office:
    """The head of the name of an office."""

    words: tuple[str, ...]
    of: str
    plural: bool


@cache
def offices(language: str) -> dict[str, tuple[Office, ...]]:
    """The heads of offices of a language by their first word, longest first."""
    index: dict[str, list[Office]] = {}
    for row in rows(f"offices.{language}.csv"):
        for column in ("head", "plural"):
            if row[column]:
                noun = noun_words(row[column])
                office = Office(noun, row["of"], column == "plural")
                index.setdefault(noun[0], []).append(office)
    return {k: tuple(sorted(v, key=lambda o: -len(o.words))) for k, v in index.items()}


def noun_words(noun: str) -> tuple[str, ...]:
    """The words of a noun as tokens of a plain line have them, in small letters."""
    return tuple(t.low for t in tokens(noun.replace("’", "'")))
