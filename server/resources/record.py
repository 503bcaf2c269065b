"""The page of whatever is no thing: what a visitor needs of it first, then everything."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from rdflib import RDF, URIRef
from rdflib.term import Node

from graph.names import Iris
from server.messages import LANGUAGES, messages, say_date, say_number
from server.resources.names import Name, Names, names_of
from server.resources.queries import Reader, written
from server.resources.rdf import full
from server.resources.sayings import words_of
from server.resources.show import Group, Shown, shown
from server.resources.values import Description, Direction
from server.resources.words import Quote, digests, quotes


@dataclass(frozen=True, slots=True)
class Record:
    """What a page shows of a record.

    :ivar classes: the narrowest it is of
    :ivar facts: what is told first, each with its values in the language of the page
    :ivar quotes: the words that it rests on or is
    :ivar language: of these words; empty: not known
    :ivar digests: the SHA-256 of the texts that they stand in
    :ivar query: that it runs or runs by, in SPARQL; empty: none
    """

    name: Name
    iri: str
    classes: tuple[Name, ...]
    facts: tuple[Group, ...]
    quotes: tuple[Quote, ...]
    language: str
    digests: tuple[str, ...]
    query: str
    every: Shown


# What is said for a truth value, by keys of the messages.
_TRUTHS = {"true": "query.yes", "false": "query.no"}

# The properties whose value is a query.
_QUERIES = ("sh:select", "prov:value")


def record(
    asked: Reader,
    description: Description,
    kind: str,
    language: str,
    prefixes: Mapping[str, str],
) -> Record:
    """A description as the page of a record shows it.

    :param kind: the name of a kind of `server.resources.paths`
    """
    base = asked.served.base
    documents = [URIRef(d) for n in mentioned(description) if (d := _document(str(n), base))]
    things = [*mentioned(description), *documents]
    # What a report is about has its name in another graph.
    everywhere = replace(asked, graph="")
    names = names_of(everywhere, description.labels, things, language)
    quoted = quotes(description, base)
    every = shown(description, names, prefixes, base)
    dates = words_of(asked, (n for n in mentioned(description) if "/id/time/" in str(n)))
    telling = _Telling(every, names, dates, base, language)
    wanted: Sequence[str] = _table()["first"].get(kind, ())
    queries = [
        description.values(full(name, prefixes, base)) for name in wanted if name in _QUERIES
    ]
    return Record(
        # The heading alone tells a label whole; words that are quoted below need not be told twice.
        names.name(description.node) if quoted else telling.readable(names.whole(description.node)),
        str(description.node),
        names.narrowest(description.values(str(RDF.type))),
        telling.chosen((name for name in wanted if name not in _QUERIES), prefixes),
        quoted,
        language_of_words(asked, description) if quoted else "",
        digests(description),
        next((str(value) for values in queries for value in values), ""),
        every,
    )


def mentioned(description: Description) -> list[Node]:
    """All that the lists about a node name."""
    found: list[Node] = [description.node]
    for slice_ in description.slices:
        found += [slice_.relation, *slice_.ends]
    return found


def language_of_words(asked: Reader, description: Description) -> str:
    """The language of the document that the words of a node stand in."""
    rows = asked.rows("language", node=written(description.node))
    return min((row["language"]["value"] for row in rows), default="")


def _document(iri: str, base: str) -> str:
    """The document whose facts a graph holds, by its IRI; empty: it is no such graph."""
    facts = Iris(base).graph("facts/")
    return f"{base}document/{iri.removeprefix(facts)}" if iri.startswith(facts) else ""


@cache
def _table() -> Mapping[str, Any]:
    path = files("server") / "resources" / "records.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Telling:
    every: Shown
    names: Names
    dates: Mapping[Node, str]
    base: str
    language: str

    def chosen(self, wanted: Iterable[str], prefixes: Mapping[str, str]) -> tuple[Group, ...]:
        made = []
        for name in wanted:
            direction = Direction.INCOMING if name.startswith("^") else Direction.OUTGOING
            iri = full(name.removeprefix("^").removeprefix("sommet:"), prefixes, self.base)
            groups = self.every.incoming if direction is Direction.INCOMING else self.every.outgoing
            reverse = _table()["reverse"].get(name.removeprefix("^"), {})
            words = reverse.get(self.language, "") if direction is Direction.INCOMING else ""
            made += [self._in_one_language(g, words) for g in groups if g.relation.iri == iri]
        return tuple(made)

    def _in_one_language(self, group: Group, words: str) -> Group:
        """Its values, those with a translation once; dates and numbers as people write them.

        :param words: how its relation reads; empty: by its name
        """
        relation = replace(group.relation, words=words, language="") if words else group.relation
        ends = [replace(end, name=self.readable(end.name)) for end in group.ends]
        has_own = any(end.name.language == self.language for end in ends if not end.name.iri)
        others = {language for language in LANGUAGES if language != self.language}
        kept = tuple(
            end for end in ends if end.name.iri or not (has_own and end.name.language in others)
        )
        return replace(
            group, relation=relation, ends=kept, total=group.total - len(ends) + len(kept)
        )

    def readable(self, name: Name) -> Name:
        """A name; of a named graph, a time or a number that which people write."""
        room = name.path.removeprefix("/graph/").partition("/")[0]
        if name.path.startswith("/graph/") and (titles := _table()["graphs"].get(room)):
            document = _document(name.iri, self.base)
            of = self.names.name(URIRef(document)).words if document else ""
            return replace(name, words=titles[self.language].format(of), language=self.language)
        edtf = self.dates.get(URIRef(name.iri)) if name.iri else None
        if edtf:
            return replace(name, words=say_date(edtf, self.language), language="")
        if not name.iri and name.words in _TRUTHS:
            return replace(name, words=messages(self.language)[_TRUTHS[name.words]])
        is_number = not (name.iri or name.language) and name.words.isdecimal()
        number = say_number(int(name.words), self.language) if is_number else ""
        return replace(name, words=number) if number and len(name.words) < 16 else name
