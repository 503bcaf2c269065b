"""Runs the benchmark and says what it found: figures of each server, and ratios to ours."""

import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from server.bench import queries
from server.bench.data import triples
from server.bench.engines import ENGINES, Engine, running
from server.bench.load import Load

# Small queries with changing constants, by so many clients at once.
CLIENTS = (8, 32)

# Seconds that a server is given to come to rest after its start; it rests when the machine is busy for
# less than this share of the time between two looks.
_START = 60
_AT_REST = 0.1
_LOOK = 0.5

_DISTINCT = 20_000
_REPEATED = 200


@dataclass(slots=True)
class Figures:
    """What was measured of one server.

    :ivar rates: answers a second by what was asked
    :ivar slowest: milliseconds within which 99 of 100 answers came, by what was asked
    :ivar waits: milliseconds for one answer, the least of some, by what was asked
    :ivar time_spent: seconds of processor by program, for a thousand answers
    """

    rates: dict[str, float] = field(default_factory=dict)
    slowest: dict[str, float] = field(default_factory=dict)
    waits: dict[str, float] = field(default_factory=dict)
    time_spent: dict[str, float] = field(default_factory=dict)
    failed: int = 0


def compare(
    sizes: Sequence[int],
    names: Sequence[str],
    seconds: float,
    seed: int,
    say: Callable[[str], None],
) -> Mapping[int, Mapping[str, Figures]]:
    """Measure each server on data of each size.

    :param sizes: in triples
    :param names: of the servers; those that are not installed are left out
    :param seconds: that each load lasts
    :param say: is told how far it is
    """
    found: dict[int, dict[str, Figures]] = {}
    for size in sizes:
        found[size] = {}
        with tempfile.TemporaryDirectory(prefix="sommet-bench-") as name:
            data = Path(name) / "data.nt"
            with data.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in triples(size, seed))
            for number, engine in enumerate(e for e in ENGINES if e.name in names):
                say(f"{size:,} triples: {engine.name}")
                folder = Path(name) / str(number)
                found[size][engine.name] = _measured(engine, data, folder, size, seconds)
    return found


def _measured(engine: Engine, data: Path, folder: Path, size: int, seconds: float) -> Figures:
    figures = Figures()
    with running(engine, data, folder) as address:
        load = Load(address)
        _wait_for_rest()
        load.run(queries.mix(size, 500, seed=99), 8, min(seconds, 2))
        if engine.name != "sommet, repeated":
            for clients in CLIENTS:
                before = _processor_times()
                mixed = queries.mix(size, _DISTINCT, seed=clients)
                measured = load.run(mixed, clients, seconds)
                what = f"small queries, {clients} clients"
                figures.rates[what] = measured.rate
                figures.slowest[what] = measured.percentile(0.99)
                figures.failed += measured.failed
                if measured.times:
                    spent = _processor_times()
                    figures.time_spent = {
                        name: (used - before.get(name, 0)) * 1000 / len(measured.times)
                        for name, used in spent.items()
                        if used - before.get(name, 0) > 0.02 * seconds
                    }
            for name in queries.LARGE:
                asked = queries.large(name, 4)
                figures.waits[name] = min(t for query in asked for t in load.once(query, 1))
        repeated = load.run(queries.mix(size, _REPEATED, seed=7), 32, seconds)
        figures.rates["repeated queries, 32 clients"] = repeated.rate
        figures.failed += repeated.failed
    return figures


def _wait_for_rest() -> None:
    """Wait until the server has done what it does at its start, beside answering."""
    until = time.monotonic() + _START
    used = -1.0
    while time.monotonic() < until:
        before, used = used, sum(_processor_times().values())
        if 0 <= used - before < _AT_REST * _LOOK and before >= 0:
            return
        time.sleep(_LOOK)


def _processor_times() -> dict[str, float]:
    """Seconds of processor that each program of this machine has used, where the system tells."""
    used: dict[str, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if folder.name == str(os.getpid()):
            name = "client"
        elif "server.entry.answering" in words:
            name = "answering"
        elif any("multiprocessing" in word for word in words):
            name = "workers"
        else:
            name = Path(words[0]).name
        ticks = int(fields[11]) + int(fields[12])
        used[name] = used.get(name, 0) + ticks / os.sysconf("SC_CLK_TCK")
    return used


def lines(found: Mapping[int, Mapping[str, Figures]]) -> list[str]:
    """The report: a table for each size, with what each figure of ours is to each other's."""
    written: list[str] = []
    for size, servers in found.items():
        written += ["", f"{size:,} triples"]
        ours = servers.get("sommet")
        cached = servers.get("sommet, repeated")
        for name, figures in servers.items():
            written.append(f"  {name}" + (f" ({figures.failed} failed)" if figures.failed else ""))
            for what, rate in figures.rates.items():
                base = cached if what.startswith("repeated") else ours
                ratio = _ratio(base.rates.get(what) if base else None, rate, base is figures)
                late = figures.slowest.get(what)
                tail = f", 99 % within {late:.1f} ms" if late else ""
                written.append(f"    {what}: {rate:,.0f} a second{tail}{ratio}")
            for what, wait in figures.waits.items():
                ratio = _ratio(ours.waits.get(what) if ours else None, wait, ours is figures)
                written.append(f"    {what}: {wait:,.1f} ms{ratio}")
            if figures.time_spent:
                parts = ", ".join(
                    f"{n} {s:.2f}"
                    for n, s in sorted(figures.time_spent.items(), key=lambda x: -x[1])
                )
                written.append(f"    seconds of processor for 1,000 small queries: {parts}")
    return written


def _ratio(ours: float | None, theirs: float, is_ours: bool) -> str:
    return "" if is_ours or not ours or not theirs else f"; ours is {ours / theirs:.2f} of it"
