"""How fast texts are read: `pytest -m benchmark -s tests/bench_extraction.py`.

Not collected by itself: its name is not that of a test. Prints seconds and ratios; fails only where
a figure is far from what it should be, since machines differ.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from graph.model import Reading
from graph.read import read_bytes
from graph.settings import CORPUS
from graph.statement import extract

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parent.parent
SIZE = 6_000  # bytes of a document
LEXICON = """
from time import perf_counter
start = perf_counter()
from graph import lexicon, verbs
from graph.statement.rules import rules
loaded = perf_counter()
lexicon.terms(), lexicon.known(), lexicon.annotations()
for language in ("fr", "en"):
    lexicon.heads(language), lexicon.offices(language)
lexica = perf_counter()
for language in ("fr", "en"):
    rules(language)
print(loaded - start, lexica - loaded, perf_counter() - lexica)
"""


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The least of several runs."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return min(taken)


def texts() -> list[bytes]:
    return [path.read_bytes() for path in sorted(CORPUS.glob("*.txt"))]


def document(size: int) -> bytes:
    """Whole paragraphs of the four texts, up to a size in bytes."""
    paragraphs = [p for text in texts() for p in text.split(b"\n\n") if p.strip()]
    made: list[bytes] = []
    while sum(map(len, made)) + 2 * len(made) < size:
        made.append(paragraphs[len(made) % len(paragraphs)])
    return b"\n\n".join(made)


def read(data: bytes) -> Reading:
    return extract(read_bytes("a.txt", data))


def test_documents_a_second_on_one_core() -> None:
    documents = texts()
    for data in documents:
        read(data)
    whole = sum(map(len, documents))
    taken = seconds(lambda: [read(data) for data in documents])
    rate = whole / taken / SIZE
    print(f"\n{rate:.1f} documents of {SIZE // 1000} kB a second and core (aim: 50)")
    assert rate >= 10


def test_time_grows_with_the_text() -> None:
    sizes = [SIZE * times for times in (1, 2, 4, 8)]
    documents = [document(size) for size in sizes]
    read(documents[0])
    taken = [seconds(lambda data=data: read(data)) for data in documents]  # type: ignore[misc]
    print()
    for data, time in zip(documents, taken, strict=True):
        length, ratio = len(data) / len(documents[0]), time / taken[0]
        print(f"{len(data):6} bytes {time * 1000:7.1f} ms  text x{length:.2f}  time x{ratio:.2f}")
    per_byte = [time / len(data) for data, time in zip(documents, taken, strict=True)]
    assert per_byte[-1] <= 2 * per_byte[0]


def test_loading_of_the_lexicon() -> None:
    best = min(
        (
            tuple(
                map(
                    float,
                    subprocess.run(
                        [sys.executable, "-c", LEXICON],
                        cwd=ROOT,
                        capture_output=True,
                        text=True,
                        check=True,
                    ).stdout.split(),
                )
            )
            for _ in range(3)
        ),
        key=sum,
    )
    modules, lexicon, rules = best
    print(f"\nmodules {modules:.3f} s, lexicon {lexicon:.3f} s (aim: 0.5), rules {rules:.3f} s")
    assert lexicon <= 1
