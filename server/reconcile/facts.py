"""What the graph says of things: asked of the release, and told as values of the API."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app, g
from rdflib import XSD, Literal, URIRef

from graph.names import fold
from graph.search import Thing
from graph.store import Limits
from server.asks import Bindings, query_text, rows
from server.sparql import limits_of

_WHOLE = {str(XSD[name]) for name in ("integer", "int", "long", "nonNegativeInteger")}
_REAL = {str(XSD[name]) for name in ("decimal", "double", "float")}
_DAY_LENGTH = len("2020-06-15")

Value = dict[str, object]
Facts = Mapping[tuple[str, str], Sequence["Fact"]]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a property.

    :ivar text: the IRI, or the characters of a literal
    :ivar datatype: of a literal; empty for a string or an IRI
    :ivar date: of a TimeSpan, in EDTF
    """

    text: str
    datatype: str = ""
    date: str = ""

    def says(self, wanted: str, things: Mapping[str, Thing]) -> bool:
        """Whether it is what a client wants: an IRI, an identifier, a name, a date or part of one."""
        thing = things.get(self.text)
        names = [line.text for line in thing.names] if thing else []
        if self.date.startswith(wanted) or wanted in (self.text, identifier(self.text)):
            return True
        return fold(wanted) in map(fold, (*names, self.text))

    def told(self, things: Mapping[str, Thing], language: str) -> Value:
        """It as a value of a data extension."""
        thing, day = things.get(self.text), self.date or self.text
        if thing:
            return {"id": identifier(thing.iri), "name": thing.label(language).text}
        if (self.date or self.datatype == str(XSD.date)) and _is_day(day):
            return {"date": f"{day}T00:00:00Z"}
        if self.datatype in _WHOLE:
            return {"int": int(self.text)}
        if self.datatype in _REAL:
            return {"float": float(self.text)}
        return {"str": self.date or self.text}


def identifier(iri: str) -> str:
    """What the API calls a thing: its IRI without the base of the release."""
    return iri.removeprefix(g.served.base)


def iri_of(name: str) -> str:
    """The IRI of a thing that a client calls by its identifier or its IRI."""
    base: str = g.served.base
    return name if name.startswith(base) else base + name


def facts(wanted: Iterable[tuple[str, str]]) -> Facts:
    """The values that things have of properties, by pairs of IRIs that the release knows.

    :raises SommetError: if the release cannot be asked
    """
    pairs = [f"({URIRef(thing).n3()} {URIRef(one).n3()})" for thing, one in dict.fromkeys(wanted)]
    if not pairs:
        return {}
    found: dict[tuple[str, str], list[Fact]] = {}
    for row in _ask("values", pairs):
        value = row["value"]
        fact = Fact(value["value"], value.get("datatype", ""), row.get("date", {}).get("value", ""))
        found.setdefault((row["thing"]["value"], row["property"]["value"]), []).append(fact)
    return found


def holders(wanted: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The IRIs of what has values of properties, given by pairs of property and value.

    :raises SommetError: if the release cannot be asked
    """
    pairs = [f"({URIRef(one).n3()} {Literal(text).n3()})" for one, text in wanted]
    return tuple(row["thing"]["value"] for row in _ask("holders", pairs))


def _ask(name: str, values: Sequence[str]) -> Bindings:
    query = query_text(name, g.served.base).replace("{ }", f"{{ {' '.join(values)} }}", 1)
    limits: Limits = limits_of(current_app.extensions["sommet"][2])
    return rows(g.served.asks, query, limits)


def _is_day(date: str) -> bool:
    return len(date) == _DAY_LENGTH and date.replace("-", "").isdecimal()
