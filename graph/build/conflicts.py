"""Where documents contradict one another: both are kept, and the report tells of it."""

from collections.abc import Iterable, Iterator

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from graph.dataset import Composition, sources
from graph.dataset.terms import Triple
from graph.model import Reading
from graph.names import Iris
from graph.validate import ValidationResult, validate


def conflicts(readings: Iterable[Reading], composition: Composition) -> ValidationResult:
    """What `shapes/whole.ttl` says of the offices that the documents give to persons.

    An office is looked at only if its name says of what it is an office: *le ministre* is another
    one in another document.
    """
    iris = Iris(composition.base)
    replaced = {join.replaced: join.by for join in composition.joins}
    posts = {
        URIRef(iris.entity(replaced.get(key, key)))
        for reading in readings
        for key in _distinct_posts(reading)
    }
    data = graph_of(_holdings(composition, posts, iris)) if posts else Graph()
    shapes = sources.shapes_of_the_whole(composition.base)
    return validate(data, shapes, sources.core(composition.base))


def graph_of(triples: Iterable[tuple[object, ...]]) -> Graph:
    """The triples as a graph of rdflib."""
    made = Graph()
    for triple in triples:
        made.add(triple)  # type: ignore[arg-type]
    return made


def _distinct_posts(reading: Reading) -> Iterator[str]:
    """The offices within whose names an agent is named."""
    posts = {entity.key for entity in reading.entities if entity.type == "Post"}
    agents = [m for m in reading.mentions if m.entity.startswith("agent/")]
    for mention in reading.mentions:
        if mention.entity in posts and any(mention.span.contains(a.span) for a in agents):
            yield mention.entity


def _holdings(composition: Composition, posts: set[URIRef], iris: Iris) -> Iterator[Triple]:
    """The statements that somebody holds one of the offices, and the times that they name."""
    predicate, role = URIRef(iris.term("predicate")), URIRef(iris.term("holdsRole"))
    object_, time = URIRef(iris.term("object")), URIRef(iris.term("time"))
    times: set[Node] = set()
    for part in composition.parts:
        roles = {s for s, p, o in part.statements if p == predicate and o == role}
        held = {s for s, p, o in part.statements if s in roles and p == object_ and o in posts}
        said = [triple for triple in part.statements if triple[0] in held]
        times |= {o for _, p, o in said if p == time}
        yield from said
    yield from ((post, RDF.type, URIRef(iris.term("Post"))) for post in posts)
    yield from _times(composition, times)


def _times(composition: Composition, times: set[Node]) -> Iterator[Triple]:
    for part in composition.parts:
        yield from (triple for triple in part.facts if triple[0] in times)
