"""The page of a thing: its names, its facts under headings, its time, its neighbours, its sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import RDF, SKOS, Literal
from rdflib.term import Node

from graph.names import Iris, fold
from server.resources import appearances, checks, neighbours, timeline
from server.resources.appearances import Appearance
from server.resources.checks import Finding
from server.resources.facts import Row, Teller, Topic, under_headings
from server.resources.names import Name, Names, names_of
from server.resources.neighbours import Network
from server.resources.premises import Triple, premises
from server.resources.queries import Reader
from server.resources.sayings import SHOWN, Sayings, Told, denials_of, sayings_of, told
from server.resources.show import Group, Shown, shown
from server.resources.timeline import Moment, Timeline
from server.resources.values import Description

# Pixels of the two drawings of each picture: on a screen and on a telephone.
_WIDE, _NARROW = 760, 344


@dataclass(frozen=True, slots=True)
class Register:
    """What another register calls the thing."""

    title: str
    name: str
    iri: str


@dataclass(frozen=True, slots=True)
class Sums:
    """What is known in numbers; not exact: at least so much."""

    facts: int
    inferred: int
    documents: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Entity:
    """What the page of a thing shows.

    :ivar classes: the narrowest it is of
    :ivar aliases: its other names
    :ivar moments: what is dated, which `timelines` draw wide and narrow
    :ivar networks: its neighbours, drawn wide and narrow
    :ivar others: documents beside those of `appearances`
    :ivar replaced: IRIs under which it was known to single documents
    """

    name: Name
    iri: str
    classes: tuple[Name, ...]
    aliases: tuple[Name, ...]
    registers: tuple[Register, ...]
    sums: Sums
    topics: tuple[Topic, ...]
    denied: tuple[Row, ...]
    moments: tuple[Moment, ...]
    timelines: tuple[Timeline, ...]
    networks: tuple[Network, ...]
    appearances: tuple[Appearance, ...]
    others: int
    findings: tuple[Finding, ...]
    replaced: tuple[str, ...]
    every: Shown


def entity(
    asked: Reader, description: Description, language: str, prefixes: Mapping[str, str]
) -> Entity:
    """A description as the page of a thing shows it."""
    base, node = asked.served.base, description.node
    found, checked = appearances.find(asked, node), checks.find(asked, node)
    denials = denials_of(asked, description)
    teller = teller_of(
        asked,
        description,
        language,
        prefixes,
        denials=denials,
        more=[*found.documents, *checked.mentioned(base)],
    )
    rows, names = teller.rows(), teller.names
    aliases = _aliases(description, names)
    called = [names.whole(node).words, *(alias.words for alias in aliases)]
    moments, near = timeline.moments(rows), neighbours.neighbours(rows)
    drawn = (timeline.draw(moments, _WIDE), timeline.draw(moments, _NARROW))
    around = (
        neighbours.draw(near, _WIDE),
        neighbours.draw(near, _NARROW, is_narrow=True),
    )
    return Entity(
        names.whole(node),
        str(node),
        names.narrowest(description.values(str(RDF.type))),
        aliases,
        tuple(_registers(description)),
        _sums(rows, found.total),
        under_headings(rows, language),
        teller.denied(denials),
        moments,
        tuple(filter(None, drawn)),
        tuple(filter(None, around)),
        tuple(appearances.told(found, names, base, called)),
        found.total - len(found.documents),
        checks.findings(checked, names, base, language),
        checked.replaced(),
        shown(description, names, prefixes, base),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the facts by one relation.

    :ivar row: empty of a relation that says no fact
    """

    name: Name
    iri: str
    row: Row | None
    group: Group


def part(
    asked: Reader, description: Description, language: str, prefixes: Mapping[str, str]
) -> Part:
    """One page of the links of a node by one relation."""
    teller = teller_of(asked, description, language, prefixes, denials={})
    listed = shown(description, teller.names, prefixes, asked.served.base)
    (group,) = (*listed.outgoing, *listed.incoming)
    return Part(
        teller.names.whole(description.node),
        str(description.node),
        next(iter(teller.rows()), None),
        group,
    )


def teller_of(
    asked: Reader,
    description: Description,
    language: str,
    prefixes: Mapping[str, str],
    *,
    denials: Sayings,
    more: Iterable[Node] = (),
) -> Teller:
    """What tells the facts of a description, with all names that it needs.

    :param more: other things that will be named
    """
    base = asked.served.base
    sayings = sayings_of(asked, description)
    every = [*sayings.values(), *denials.values()]
    reasons = premises(asked, _inferred(description, base))
    ends = [end for slice_ in description.slices for end in slice_.ends]
    besides = told(asked, every, (end for end in ends if "/id/time/" in str(end)))
    things = [
        description.node,
        *(slice_.relation for slice_ in description.slices),
        *ends,
        *(node for key in denials for node in key[1:]),
        *(saying.document for said in every for saying in said[:SHOWN]),
        *_asserters(besides),
        *(node for reason in reasons.values() for triple in reason for node in triple),
        *more,
    ]
    names = names_of(asked, description.labels, things, language)
    return Teller(description, sayings, besides, names, reasons, prefixes, asked.served, language)


def _inferred(description: Description, base: str) -> Iterable[Triple]:
    """The facts that only the graph of inferred ones holds."""
    graphs = (Iris(base).graph("inferred"),)
    return (
        (link.subject, link.relation, link.other)
        for slice_ in description.slices
        for link in slice_.links
        if link.graphs == graphs and str(link.relation).startswith(f"{base}ontology#")
    )


def _asserters(besides: Told) -> Iterable[Node]:
    return (node for values in besides.values.values() for node in values.get("assertedBy", ()))


def _aliases(description: Description, names: Names) -> tuple[Name, ...]:
    """The other names, those in the language of the page first."""
    own = fold(names.whole(description.node).words)
    found = [*description.values(str(SKOS.altLabel))]
    found += [
        link.other
        for link in description.labels
        if link.subject == description.node and isinstance(link.other, Literal)
    ]
    made = {(name.words, name.language): name for name in map(names.name, found)}
    ordered = sorted(made.values(), key=lambda name: (name.language, name.words))
    return tuple({f: name for name in ordered[::-1] if (f := fold(name.words)) != own}.values())[
        ::-1
    ]


# What begins the IRIs of registers, and what these are called.
_REGISTERS = {
    "http://www.wikidata.org/entity/": "Wikidata",
    "https://ror.org/": "ROR",
    "http://publications.europa.eu/resource/authority/": "EU",
    "https://www.iso.org/obp/ui/#iso:code:3166:": "ISO 3166",
}


def _registers(description: Description) -> Iterable[Register]:
    for iri in sorted(map(str, description.values(str(SKOS.exactMatch)))):
        for beginning, title in _REGISTERS.items():
            if iri.startswith(beginning):
                yield Register(title, iri.removeprefix(beginning), iri)
                break
        else:
            yield Register("", iri.partition("//")[2] or iri, iri)


def _sums(rows: Iterable[Row], documents: int) -> Sums:
    known = tuple(rows)
    inferred = sum(fact.modes == ("inferred",) for row in known for fact in row.facts)
    is_exact = all(row.is_exact and not row.every for row in known)
    return Sums(sum(row.total for row in known), inferred, documents, is_exact)
