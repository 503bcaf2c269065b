"""What the form of the page offers to choose from, with how much there is of each."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from graph.dataset.sources import ancestors
from graph.export.asked import MODES, Asked
from graph.names import fold
from server.network.sight import KINDS, Sight, documents_of, kind_of, mode_of
from server.resources.names import Name


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen.

    :ivar value: as the address has it
    :ivar name: what it is called
    :ivar kind: of things that wears its colour; empty: none
    :ivar count: how many things or facts there are of it
    """

    value: str
    name: Name
    kind: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """All that the form offers.

    :ivar kinds: broad kinds of things, with their things
    :ivar classes: narrower classes, with their things
    :ivar relations: with their facts, by the kind of thing they lead to
    """

    kinds: tuple[Choice, ...]
    classes: tuple[Choice, ...]
    relations: Mapping[str, tuple[Choice, ...]]
    documents: tuple[Choice, ...]
    modes: tuple[Choice, ...]


def choices(sight: Sight, asked: Asked) -> Choices:
    """What can be chosen in a network.

    :param sight: of the network without the filters that are offered
    :param asked: with the filters that are chosen now
    """
    return Choices(
        tuple(_kinds(sight, asked)),
        tuple(_classes(sight, asked)),
        _relations(sight, asked),
        tuple(_documents(sight, asked)),
        tuple(_modes(sight, asked)),
    )


@cache
def classes_of(kind: str) -> tuple[str, ...]:
    """The names of the classes that together are a kind of things.

    Persons are agents in the ontology, but here a kind of their own.

    >>> classes_of("event"), "State" in classes_of("agent"), "Person" in classes_of("agent")
    (('Event',), True, False)
    """
    if kind != "agent":
        return (kind.capitalize(),)
    under = {name for name, above in ancestors().items() if "Agent" in above} - {"Person"}
    return tuple(sorted(name for name in under if under.isdisjoint(ancestors()[name])))


def _kinds(sight: Sight, asked: Asked) -> Iterable[Choice]:
    counts = Counter(kind_of(node.iri, sight.served.base) for node in sight.network.nodes)
    chosen = set(asked.class_)
    for kind in KINDS:
        classes = classes_of(kind)
        if counts[kind] or chosen.issuperset(classes):
            yield Choice(
                ",".join(classes), Name(kind), kind, counts[kind], chosen.issuperset(classes)
            )


def _classes(sight: Sight, asked: Asked) -> Iterable[Choice]:
    """The classes narrower than kinds; one that is chosen is offered even where nothing has it."""
    nodes = {node.type: node for node in sight.network.nodes if node.type}
    counts = Counter(node.type for node in sight.network.nodes)
    whole = {name for kind in KINDS if len(classes_of(kind)) == 1 for name in classes_of(kind)}
    kinds = {name for kind in KINDS for name in classes_of(kind)}
    found = [
        Choice(
            type_,
            sight.type_of(sight.thing(node.iri)),
            kind_of(node.iri, sight.served.base),
            counts[type_],
            type_ in asked.class_,
        )
        for type_, node in nodes.items()
        if type_ not in whole
    ]
    yield from sorted(found, key=lambda one: (KINDS.index(one.kind or "document"), -one.count))
    for name in asked.class_:
        if name not in nodes and name not in kinds:
            yield Choice(name, Name(name), "", 0, is_chosen=True)


def _relations(sight: Sight, asked: Asked) -> Mapping[str, tuple[Choice, ...]]:
    """Relations under the kind of thing that most of their facts lead to."""
    counts = Counter(edge.relation for edge in sight.network.edges)
    labels = {edge.relation: edge.label for edge in sight.network.edges}
    ends: dict[str, Counter[str]] = {}
    for edge in sight.network.edges:
        kind = kind_of(edge.target, sight.served.base)
        ends.setdefault(edge.relation, Counter())[kind] += 1
    groups: dict[str, list[Choice]] = {}
    for relation, count in counts.items():
        ((kind, _),) = ends[relation].most_common(1)
        name = Name(labels[relation], sight.language)
        choice = Choice(relation, name, kind, count, relation in asked.relation)
        groups.setdefault(kind, []).append(choice)
    for relation in asked.relation:
        if relation not in counts:
            groups.setdefault("", []).append(Choice(relation, Name(relation), "", 0, True))
    ordered = sorted(groups, key=(*KINDS, "").index)
    return {kind: tuple(sorted(groups[kind], key=_by_name)) for kind in ordered}


def _by_name(choice: Choice) -> str:
    return fold(choice.name.words)


def _documents(sight: Sight, asked: Asked) -> Iterable[Choice]:
    counts = Counter(edge.document for edge in sight.network.edges if edge.document)
    chosen = {key.rpartition("/")[2] for key in asked.document}
    named = documents_of(sight, counts)
    for iri in sorted(counts, key=lambda iri: (-counts[iri], iri)):
        key = iri.rpartition("/")[2]
        yield Choice(key, named[iri], "document", counts[iri], key in chosen)


def _modes(sight: Sight, asked: Asked) -> Iterable[Choice]:
    counts = Counter(map(mode_of, sight.network.edges))
    for mode in MODES:
        yield Choice(mode, Name(mode), "", counts[mode], mode in asked.mode)
