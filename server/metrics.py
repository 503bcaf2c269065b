"""What the service counts, for Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/).

The workers write their counts, twice a second, to files of one folder (`PROMETHEUS_MULTIPROC_DIR`),
so that any of them can tell those of all.
"""

import os
from bisect import bisect_left
from collections import Counter as Counts
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
    values,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST

# Under what name this process counts; empty: under its number.
_name = ""


def count_as(name: str) -> None:
    """Go on to count where another process of this name left off."""
    global _name  # noqa: PLW0603  The library asks for it by a function without arguments.
    _name = name


if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
    _values = values.MultiProcessValue(lambda: _name or os.getpid())  # type: ignore[no-untyped-call]
    values.ValueClass = _values

_REQUESTS = Counter("sommet_requests", "Requests answered.", ["endpoint", "status"])
_QUERIES = Histogram(
    "sommet_query_seconds",
    "Time from a query's turn to its whole answer, in seconds.",
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
)
_REFUSED = Counter("sommet_refused", "Queries over a limit.", ["limit"])
_CACHED = Counter("sommet_cached", "Answers from the cache.")
_RUNNING = Gauge("sommet_queries_running", "Queries that run now.", multiprocess_mode="livesum")


# What was counted and is not written yet: a request costs an append. Bounded, should nobody write.
_events: deque[tuple[str, str, float]] = deque(maxlen=1_000_000)


def count_request(endpoint: str, status: int) -> None:
    """Count a request answered."""
    _events.append((endpoint, str(status), 0.0))


def count_query(seconds: float) -> None:
    """Count a query that ran."""
    _events.append(("", "query", seconds))


def count_refusal(limit: str) -> None:
    """Count a query over a limit."""
    _events.append(("", limit, -1.0))


def count_cached() -> None:
    """Count an answer from the cache, which is a request answered too."""
    _events.append(("", "cached", 0.0))


def write(running: int) -> None:
    """Write what was counted since the last time, and how many queries run in this worker now."""
    _RUNNING.set(running)
    counts = Counts[tuple[str, str]]()
    times: list[float] = []
    for _ in range(len(_events)):
        endpoint, what, seconds = _events.popleft()
        if what == "query":
            times.append(seconds)
        else:
            counts[endpoint, what] += 1
    _observe(times)
    for (endpoint, what), number in counts.items():
        if endpoint:
            _REQUESTS.labels(endpoint, what).inc(number)
        elif what == "cached":
            _CACHED.inc(number)
            _REQUESTS.labels("sparql", "200").inc(number)
        else:
            _REFUSED.labels(what).inc(number)


def _observe(times: Sequence[float]) -> None:
    """Note times of queries, many at once, for which the library has no function.

    To observe each by itself costs as much as a tenth of a query.
    """
    bounds = _QUERIES._upper_bounds
    buckets = Counts(bisect_left(bounds, seconds) for seconds in times)
    for bucket, number in buckets.items():
        _QUERIES._buckets[bucket].inc(number)
    if buckets:
        _QUERIES._sum.inc(sum(times))


def exposition() -> bytes:
    """The counts of all workers, those of workers that ended too; what runs, of the living only."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder is None:
        return generate_latest(REGISTRY)
    _forget_the_dead(Path(folder))
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _forget_the_dead(folder: Path) -> None:
    """Remove what workers that ended without a word, killed perhaps, said was going on in them."""
    for path in folder.glob("gauge_live*_[0-9]*.db"):
        process = int(path.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except (ProcessLookupError, PermissionError):
            with suppress(FileNotFoundError):  # Another worker was faster.
                multiprocess.mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]
