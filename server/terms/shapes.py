"""The shapes that data must have, as the pages of the terms that they check show them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import RDF, SH, BNode, Graph
from rdflib.term import Node

from graph.dataset import sources
from server.terms.read import Reference, Words, reference, words

_TARGETS = {
    "class": SH.targetClass,
    "subjects": SH.targetSubjectsOf,
    "objects": SH.targetObjectsOf,
    "node": SH.targetNode,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a shape asks for.

    :ivar name: of the shape that asks, the end of its IRI after `shapes#`
    :ivar path: the property whose values are checked; None: the thing itself is
    :ivar severity: `Violation`, `Warning` or `Info`
    :ivar message: what is told when it is not so, by language
    """

    name: str
    path: Reference | None
    severity: str
    message: Words


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape and what it asks for.

    :ivar targets: what it is about, each with how: a class, the subjects or objects of a property,
        or a node; none if other shapes use it
    """

    name: str
    targets: tuple[tuple[str, Reference], ...]
    checks: tuple[Check, ...]


@cache
def shapes_graph(base: str) -> Graph:
    """All shapes, those of one document and those of several, with the prefixes of their queries.

    Its blank nodes, of lists, have the same names in every process.
    """
    together = sources.shapes(base) + sources.shapes_of_the_whole(base)
    nodes = (node for head in _lists(together) for node in _members(together, head))
    names: dict[Node, Node] = {node: BNode(f"list{n}") for n, node in enumerate(nodes)}
    renamed = Graph()
    for subject, predicate, object_ in together:
        renamed.add((names.get(subject, subject), predicate, names.get(object_, object_)))
    return renamed


@cache
def read_shapes(base: str) -> tuple[Shape, ...]:
    """All shapes of nodes, in the order of their names."""
    graph = shapes_graph(base)
    nodes = sorted(graph.subjects(RDF.type, SH.NodeShape), key=str)
    return tuple(_shape(graph, node, base) for node in nodes)


@cache
def checks_of(base: str) -> Mapping[str, tuple[Check, ...]]:
    """What is checked of each term, by its IRI: of a class, of a property's ends and values."""
    found: dict[str, list[Check]] = {}
    for shape in read_shapes(base):
        about = {target.iri for _, target in shape.targets}
        for check in shape.checks:
            for iri in about | ({check.path.iri} if check.path else set()):
                found.setdefault(iri, []).append(check)
    return {iri: tuple(checks) for iri, checks in found.items()}


def _lists(graph: Graph) -> Iterator[Node]:
    """The heads of the lists of a graph, in the order of the terms that have them."""
    for subject, _, object_ in sorted(graph, key=lambda triple: triple[:2]):
        if isinstance(object_, BNode) and not isinstance(subject, BNode):
            yield object_


def _members(graph: Graph, head: Node | None) -> Iterator[Node]:
    while head is not None and head != RDF.nil:
        yield head
        head = graph.value(head, RDF.rest)


def _shape(graph: Graph, node: Node, base: str) -> Shape:
    targets = tuple(
        (how, reference(sources.published(base), target, base))
        for how, property_ in _TARGETS.items()
        for target in sorted(graph.objects(node, property_), key=str)
    )
    return Shape(_name(node), targets, tuple(_checks(graph, node, base)))


def _checks(graph: Graph, node: Node, base: str) -> Iterator[Check]:
    severity = graph.value(node, SH.severity) or SH.Violation
    parts = [node]
    for property_ in (SH.property, SH.sparql):
        parts += sorted(graph.objects(node, property_), key=str)
    for part in parts:
        if message := words(graph, part, SH.message):
            path = graph.value(part, SH.path)
            yield Check(
                _name(part),
                reference(sources.published(base), path, base) if path else None,
                str(graph.value(part, SH.severity) or severity).rpartition("#")[2],
                message,
            )


def _name(node: Node) -> str:
    return str(node).rpartition("#")[2]
