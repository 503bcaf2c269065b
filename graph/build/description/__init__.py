"""What a release says of itself: its graphs, documents, downloads and making; no clock."""

from collections.abc import Iterable, Iterator
from itertools import chain

from rdflib import URIRef

from graph.build.description import datasets, distributions, provenance
from graph.build.description.parts import Described
from graph.dataset.terms import Quad, Triple
from graph.reason import EntailmentRule
from graph.store import Store

__all__ = ["Described", "describe", "sizes"]


def describe(told: Described, store: Store, rules: Iterable[EntailmentRule]) -> Iterator[Quad]:
    """The graph that describes a release.

    :param store: all other graphs of the release, merged
    :param rules: those that inferred
    """
    parts: tuple[Iterator[Triple], ...] = (
        datasets.release(told, store),
        datasets.graphs(told, store),
        datasets.cuts(told, store),
        distributions.distributions(told),
        distributions.service(told),
        provenance.provenance(told, rules),
        provenance.terms(told),
    )
    return _in_its_graph(chain.from_iterable(parts), told)


def sizes(told: Described, store: Store) -> Iterator[Quad]:
    """How large the release and its description are; the last quads of all.

    :param store: all graphs of the release, merged, these quads left out
    """
    return _in_its_graph(datasets.sizes(told, store), told)


def _in_its_graph(triples: Iterable[Triple], told: Described) -> Iterator[Quad]:
    graph = URIRef(told.iris.graph("description"))
    return ((*triple, graph) for triple in triples)
