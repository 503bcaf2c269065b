"""What must hold of a release as a whole, whatever the texts say."""

import re
from collections.abc import Iterable, Iterator

from rdflib import RDF, BNode, URIRef

from graph.dataset import Composition
from graph.errors import ReleaseError
from graph.model import Document
from graph.names import Iris
from graph.store import Store


def hold(store: Store, composition: Composition) -> None:
    """Make sure that a release may be published.

    :param store: all its graphs
    :raises ReleaseError: if a node is blank, an IRI of ours leads nowhere, a contact detail
        stands in it, or the words of a passage are not those of the text
    """
    iris = Iris(composition.base)
    documents = [part.document for part in composition.parts]
    _none("A published graph has a blank node", _blank(store))
    _none("An IRI of ours is described nowhere", _dangling(store, iris))
    _none("A contact detail would leave the process, in the graph", _contacts(store, documents))
    _none("The words of a passage are not those of its text", _torn(composition, iris))


def _none(sentence: str, found: Iterable[str]) -> None:
    cases = sorted(set(found))
    if cases:
        raise ReleaseError(
            f"{sentence}: {cases[0]}" + (f" (and {len(cases) - 1} more)." if cases[1:] else "."),
            name="release",
            value=cases[0],
            remedy="No release was made.",
        )


def _blank(store: Store) -> Iterator[str]:
    for graph in store.graphs():
        for triple in store.triples(graph):
            if any(isinstance(part, BNode) for part in triple):
                yield graph


def _dangling(store: Store, iris: Iris) -> Iterator[str]:
    """IRIs under our base that facts and statements name and that no graph describes."""
    described = {s for graph in store.graphs() for s, _, _ in store.triples(graph)}
    shared = tuple(map(iris.graph, ("facts/", "statements", "coverage")))
    own = [graph for graph in store.graphs() if graph.startswith(shared)]
    for graph in (*own, iris.graph("inferred")):
        for _, predicate, object_ in store.triples(graph):
            for part in (predicate, object_):
                is_ours = isinstance(part, URIRef) and part.startswith(iris.base)
                if is_ours and part not in described:
                    yield str(part)


def _contacts(store: Store, documents: Iterable[Document]) -> Iterator[str]:
    """The graphs in which the masked words of a text stand; the words themselves are not told."""
    words = {mask.of(one.text).strip() for one in documents for mask in one.masks} - {""}
    if not words:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(words))))
    for graph in store.graphs():
        if any(pattern.search(str(part)) for triple in store.triples(graph) for part in triple):
            yield graph


def _torn(composition: Composition, iris: Iris) -> Iterator[str]:
    exact_words, passage = URIRef(iris.term("exactWords")), URIRef(iris.term("Passage"))
    for part in composition.parts:
        masked = part.document.masked
        triples = (*part.statements, *part.accounts)
        passages = {s for s, p, o in triples if (p, o) == (RDF.type, passage)}
        words = {s: str(o) for s, p, o in triples if p == exact_words}
        for node in passages:
            start, end = map(int, str(node).rpartition("/")[2].split("-"))
            if not 0 <= start < end <= len(masked) or words.get(node) != masked[start:end]:
                yield str(node)
