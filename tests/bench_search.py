"""How large the search index is and how fast: `pytest -m benchmark -s tests/bench_search.py`.

Not collected by itself: its name is not that of a test. Prints sizes and times, of the release of the
four texts and of 100,000 generated names; fails only where a figure is far from what it should be.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import pytest
from rdflib import RDF, RDFS, Literal, URIRef

from graph.dataset.sources import DEFAULT_BASE, published
from graph.dataset.terms import Quad
from graph.names import Iris, slug
from graph.release import Release
from graph.search import FILE, Index, candidates, write_index
from graph.store import Store

pytestmark = pytest.mark.benchmark

IRIS = Iris(DEFAULT_BASE)
NAMES = 100_000
TYPED = (
    "pa",
    "partenariat",
    "conseil de l'",
    "ministère de",
    "a",
    "zagreb mo",
    "l’intelligence ar",
)
SYLLABLES = [a + b for a in "bcdfglmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "ou")]
HEADS = ("Conseil", "Partenariat", "Ministère", "Agence", "Institut", "Forum", "Comité", "Council")
LINKS = ("de", "pour", "sur l'intelligence artificielle de", "of", "du numérique de", "mondial de")


def names(number: int) -> Iterator[str]:
    """Names that differ, of words that recur, as those of institutions do."""
    chance = random.Random(7)  # noqa: S311
    places = ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(3_000)]
    for place in range(number):
        ends = " ".join(chance.choices(places, k=2))
        yield f"{chance.choice(HEADS)} {chance.choice(LINKS)} {ends} {place}"


def quads() -> Iterator[Quad]:
    graph = URIRef(IRIS.graph("facts/generated"))
    organisation = URIRef(IRIS.term("Organisation"))
    for name in names(NAMES):
        thing = URIRef(IRIS.entity(f"agent/{slug(name)}"))
        yield thing, RDF.type, organisation, graph
        yield thing, RDFS.label, Literal(name, lang="fr"), graph
    for triple in published(DEFAULT_BASE):
        yield *triple, URIRef(IRIS.graph("ontology"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Index:
    store = Store.empty()
    store.load(quads())
    store.merge()
    path = tmp_path_factory.mktemp("index") / FILE
    taken = seconds(lambda: write_index(store, path, DEFAULT_BASE))
    size = path.stat().st_size / 1e6
    print(f"\n{NAMES:,} names: index of {size:.1f} MB in {taken:.1f} s")
    assert taken < 120
    return Index(path)


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)] * 1000


def told(what: str, work: Callable[[str], object], texts: tuple[str, ...], rounds: int) -> float:
    """The 99th percentile in milliseconds, printed with the median."""
    times = [seconds(lambda text=text: work(text)) for _ in range(rounds) for text in texts]  # type: ignore[misc]
    high = percentile(times, 0.99)
    print(f"{what}: median {percentile(times, 0.5):.1f} ms, p99 {high:.1f} ms ({len(times)} times)")
    return high


def suggest(index: Index) -> Callable[[str], object]:
    def work(text: str) -> object:
        with index.opened() as reader:
            return reader.suggest(text)

    return work


def search(index: Index) -> Callable[[str], object]:
    def work(text: str) -> object:
        with index.opened() as reader:
            return reader.search(text)

    return work


def reconcile(index: Index) -> Callable[[str], object]:
    def work(text: str) -> object:
        with index.opened() as reader:
            return candidates(reader, text)

    return work


def test_index_of_the_four_texts(release: Release, tmp_path: Path) -> None:
    store, path = release.store(), tmp_path / FILE
    taken = seconds(lambda: write_index(store, path, release.base))
    print(f"\nThe four texts: index of {path.stat().st_size / 1000:.0f} kB in {taken:.2f} s")
    typed = tuple("Partenariat mondial pour l’intelligence"[:end] for end in range(1, 40))
    assert told("typing ahead", suggest(Index(path)), typed, 20) < 100


def test_index_of_many_names(large: Index) -> None:
    exact = tuple(list(names(NAMES))[::10_000])
    for text in TYPED:
        told(f"typing ahead, '{text}'", suggest(large), (text,), 10)
    assert told("typing ahead, all", suggest(large), TYPED, 30) < 1_000
    for text in (*TYPED, exact[0], exact[5].swapcase()):
        told(f"search, '{text}'", search(large), (text,), 3)
    told("reconcile the same names", reconcile(large), exact, 3)
    told("reconcile misspelt names", reconcile(large), tuple(n.replace("i", "y") for n in exact), 3)
