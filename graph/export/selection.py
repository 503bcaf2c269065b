"""Which facts and things make the network that is asked for."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef

from graph.errors import FormatError, OptionError, UnknownError
from graph.export.asked import Asked, mode_of, several
from graph.export.asking import Asking, is_iri
from graph.export.facts import Fact, Facts, Kind, Origin, Row, tail, too_many
from graph.store import Question
from graph.store.asks import whole

_NTRIPLES = "application/n-triples"

# The name and its language, as a query gives it.
Label = tuple[str, str]


class Chosen(NamedTuple):
    """What makes a network.

    :ivar facts: in order
    :ivar things: IRIs of things that are in it, with or without facts
    :ivar labels: the names that the query itself gives things, with their languages
    :ivar types: the classes that the query itself gives things
    """

    facts: list[Fact]
    things: Collection[str]
    labels: dict[str, list[Label]]
    types: dict[str, list[str]]


def choose(asking: Asking, asked: Asked, most: int | None = None) -> Chosen:
    """The facts and things of the network that is asked for.

    :param most: facts that are read at most; None: as many as there are
    :raises UnknownError: if the release has no such entity, class or relation
    :raises OptionError: if the query gives no triples, or blank nodes
    :raises SommetError: if a query is refused, or goes over a limit
    """
    facts = Facts(asking, stated_only=asked.stated, most=most)
    if asked.construct:
        return _constructed(asking, asked.construct, facts, most)
    without = find_entities(asking, asked.without)
    fits, instances = _filter(asking, asked, without)
    if asked.entity:
        entities = find_entities(asking, asked.entity) - without
        return _around(entities, asked.depth, facts, fits)
    found = [fact for fact in facts.all() if fits(fact)]
    is_whole_class = not (
        asked.relation or asked.document or asked.mode or asked.begin or asked.end
    )
    return Chosen(found, instances - without if is_whole_class else (), {}, {})


def find_entities(asking: Asking, names: str) -> frozenset[str]:
    """The IRIs of some entities.

    :param names: of one, or of several with commas between: an IRI, or what follows the base, such
        as `agent/fra`, or the label of one thing and no other
    :raises UnknownError: if nothing is said of one
    """
    each, labels = several(names), _Labels(asking)
    if len(each) > 1:
        # A label or an IRI may have a comma of its own.
        with suppress(UnknownError):
            return frozenset([_find_entity(asking, names, labels)])
    return frozenset(_find_entity(asking, name, labels) for name in each)


class _Labels:
    """The names of all things of a release, read once and only if a thing is called by its name."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    @cached_property
    def all(self) -> list[list[str]]:
        """The IRI of each thing with its name, in order."""
        return list(self._asking.all("names"))

    @cached_property
    def called(self) -> Mapping[str, set[str]]:
        """The IRIs of the things of each name, which is in small letters."""
        found: dict[str, set[str]] = {}
        for iri, label in self.all:
            found.setdefault(label.casefold(), set()).add(iri)
        return found


def _find_entity(asking: Asking, name: str, labels: _Labels) -> str:
    """The IRI of an entity; one that was replaced gives the one that stands for it.

    :param name: an IRI, or what follows the base, such as `agent/fra` or `document/lancement`, or
        the label of one thing and no other
    :raises UnknownError: if nothing is said of it
    """
    key = name.strip("/").removeprefix("id/")
    for iri in (name, asking.iris.entity(key)):
        for _, by in asking.among("replaced", "thing", [iri]):
            return by
        if any(asking.among("known", "thing", [iri])):
            return iri
    called = labels.called.get(name.casefold(), set())
    if len(called) == 1:
        return next(iter(called))
    every = (iri.removeprefix(asking.base).removeprefix("id/") for iri, _ in labels.all)
    keys = dict.fromkeys(every)
    raise _unknown("entity", name, key.removeprefix(asking.base).removeprefix("id/"), keys)


def find_term(asking: Asking, kind: str, name: str) -> str:
    """The IRI of a term of the ontology.

    :param kind: `class` or `relation`
    :param name: an IRI, or the term's name, such as `State` or `memberOf`
    :raises UnknownError: if the ontology has none of that kind
    """
    bare = name.removeprefix("sommet:")
    iri = bare if is_iri(bare) else asking.iris.term(bare)
    terms = [term for of, term in asking.all("terms") if of == kind]
    if iri not in terms:
        raise _unknown(kind, name, tail(bare) if is_iri(bare) else bare, map(tail, terms))
    return iri


def _unknown(kind: str, name: str, like: str, names: Iterable[str]) -> UnknownError:
    near = get_close_matches(like, list(names), 3, 0.5)
    return UnknownError(
        f"The release has no {kind} '{name}'.",
        name=kind,
        value=name,
        remedy=f"It has: {', '.join(near)}." if near else "Look for its name at /search.",
    )


def _filter(
    asking: Asking, asked: Asked, without: frozenset[str]
) -> tuple[Callable[[Fact], bool], frozenset[str]]:
    """Whether a fact is asked for, and the things of the classes that are."""
    relations = {find_term(asking, "relation", name) for name in asked.relation}
    classes = {find_term(asking, "class", name) for name in asked.class_}
    labels = _Labels(asking)
    documents = {_find_entity(asking, _document(name), labels) for name in asked.document}
    among = asking.among("instances", "class", classes)
    instances = frozenset(thing for _, thing in among)

    def fits(fact: Fact) -> bool:
        ends = (fact.subject, fact.object)
        return (
            (not relations or fact.relation in relations)
            and (not classes or not instances.isdisjoint(ends))
            and (not documents or fact.document in documents)
            and (not asked.mode or mode_of(fact.mode, fact.origin.value) in asked.mode)
            and (not (asked.begin or asked.end) or fact.overlaps(asked.begin, asked.end))
            and without.isdisjoint(ends)
        )

    return fits, instances


def _document(name: str) -> str:
    """A document by the key that follows `document/`, as addresses of the reader have it, too."""
    return name if "/" in name else f"document/{name}"


def _around(
    entities: Collection[str], depth: int, facts: Facts, fits: Callable[[Fact], bool]
) -> Chosen:
    """The things within so many steps of some, in either direction, and all facts of them."""
    things, edge = set(entities), set(entities)
    found: set[Fact] = set()
    for step in range(depth + 1):
        new = {fact for fact in facts.touching(edge) if fits(fact)}
        found |= new
        if step < depth:
            edge = {end for fact in new for end in _ends(fact)} - things
            things |= edge
        if not edge:
            break
    return Chosen(sorted(fact for fact in found if things.issuperset(_ends(fact))), things, {}, {})


def _ends(fact: Fact) -> tuple[str, ...]:
    return (fact.subject, fact.object) if fact.kind is Kind.THING else (fact.subject,)


def _constructed(asking: Asking, query: str, facts: Facts, most: int | None) -> Chosen:
    """What a query gives; a triple that statements say is told with all that they say of it."""
    chosen = Chosen([], set(), {}, {})
    given: list[Fact] = []
    for subject, predicate, object_ in _triples(asking, query, most):
        is_thing = isinstance(object_, URIRef)
        if predicate == RDFS.label and isinstance(object_, Literal):
            label = str(object_), object_.language or ""
            chosen.labels.setdefault(str(subject), []).append(label)
        elif predicate == RDF.type and is_thing:
            chosen.types.setdefault(str(subject), []).append(str(object_))
        else:
            told = "true" if is_thing else "false"
            row = Row(str(subject), str(predicate), str(object_), told)
            given.append(facts.of(Origin.CONSTRUCTED, row))
    said: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts.about({fact.subject for fact in given}):
        said.setdefault(fact[:3], []).append(fact)
    for fact in given:
        chosen.facts.extend(said.get(fact[:3]) or [fact])
    things = chosen.labels.keys() | chosen.types.keys()
    return chosen._replace(facts=sorted(set(chosen.facts)), things=things)


def _triples(asking: Asking, query: str, most: int | None) -> Graph:
    question = Question(query, "", _NTRIPLES, base=f"{asking.base}sparql", limits=asking.limits)
    try:
        content = whole(asking.asks.ask(question))
    except FormatError as error:
        raise _no_network(query, "The query gives no triples.", "Ask with CONSTRUCT.") from error
    if most is not None and content.count(b"\n") > most:
        raise too_many(most)
    graph = Graph().parse(data=content, format="nt")
    if any(isinstance(term, BNode) for triple in graph for term in triple):
        raise _no_network(
            query, "The query gives blank nodes.", "Give every thing an IRI, with BIND(IRI(…))."
        )
    return graph


def _no_network(query: str, message: str, remedy: str) -> OptionError:
    return OptionError(message, name="construct", value=query[:200], remedy=remedy)
