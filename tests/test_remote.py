"""Query processes asked by many threads: nobody waits for ever, nobody gets another's answer."""

import asyncio
import errno
import json
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import LimitError, QueryError, ReleaseError
from graph.store import Kind, Limits, Question, Store, process, wire
from graph.store.parent import Parent
from graph.store.process import Source
from graph.store.remote import Processes
from graph.store.together import Together, Waiting

JSON = "application/sparql-results+json"
LIMITS = Limits(seconds=1, memory_bytes=256 * 1024**2)
PRODUCT = "SELECT (COUNT(*) AS ?n{}) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }}"


def question(text: str) -> Question:
    return Question(text, JSON, "text/turtle", limits=LIMITS)


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parent]:
    folder = tmp_path_factory.mktemp("remote")
    lines = (f"<urn:s{n}> <urn:p> <urn:s{n * 7 % 5000}> .\n" for n in range(5000))
    (folder / "data.nt").write_text("".join(lines))
    parent = Parent(Source(str(folder / "s"), files=(str(folder / "data.nt"),)))
    yield parent
    parent.stop()


@pytest.fixture
def processes(parent: Parent) -> Iterator[Processes]:
    processes = Processes(parent.address)
    yield processes
    processes.close()


def test_each_thread_gets_its_own_answer(processes: Processes) -> None:
    def value(number: int) -> int:
        given = processes.ask(question(f"SELECT ({number} AS ?v) {{}}"))
        return int(json.loads(given.content)["results"]["bindings"][0]["v"]["value"])

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(value, range(2000))) == list(range(2000))


def test_an_error_is_told_to_who_made_it(processes: Processes) -> None:
    def ask(number: int) -> str:
        try:
            return str(processes.ask(question("SELEC" if number % 3 else "ASK {}")).kind.name)
        except QueryError as error:
            return error.message

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(ask, range(300)))
    assert found[::3] == ["RESULTS"] * 100
    assert all("line 1" in message for n, message in enumerate(found) if n % 3)


def test_quick_questions_are_answered_beside_slow_ones(processes: Processes) -> None:
    def ask(number: int) -> float:
        began = time.monotonic()
        if number % 10 == 0:
            with pytest.raises(LimitError, match="longer than 1 seconds"):
                processes.ask(question(PRODUCT.format(chr(97 + number // 10))))
            return 0
        assert processes.ask(question(f"ASK {{ <urn:s{number}> ?p ?o }}")).kind is Kind.RESULTS
        return time.monotonic() - began

    with ThreadPoolExecutor(16) as pool:
        assert max(pool.map(ask, range(100))) < 3


def test_nobody_waits_for_ever_when_the_parent_is_gone(tmp_path: Path) -> None:
    processes = Processes(str(tmp_path / "nobody"), patience=1)

    def ask(_: int) -> str:
        with pytest.raises(LimitError) as caught:
            processes.ask(question("ASK {}"))
        return caught.value.name

    with ThreadPoolExecutor(6) as pool:
        found = pool.map(ask, range(6), timeout=40)
        assert set(found) <= {"release", "queries"}


def test_a_dataset_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "data.nt").write_text("<urn:a> <urn:b> .\n")
    with pytest.raises(ReleaseError, match="cannot be read as RDF"):
        Parent(Source(str(tmp_path / "s"), files=(str(tmp_path / "data.nt"),)))
    with pytest.raises(ReleaseError, match="no format of RDF"):
        Parent(Source(str(tmp_path / "s"), files=(str(tmp_path / "data.doc"),)))


class Full(tempfile.SpooledTemporaryFile[bytes]):
    """A file on a full disk."""

    def write(self, *_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_an_answer_that_the_disk_does_not_take_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", Full)
    here, there = socket.socketpair()
    with here, there:
        asked = question("SELECT (1 AS ?v) {}")
        process._answer_alone(Store.empty(), there, asked, process.Memory())
        given = wire.receive_answer(here)
    assert given is not None
    assert given.kind is Kind.ERROR
    error = wire.error_of(given.content)
    assert (error.name, error.code) == ("storage", "limit")
    assert "No space left" in error.message


def test_a_process_that_cannot_start_leaves_nobody_waiting() -> None:
    def start() -> tuple[socket.socket, int]:
        raise LookupError

    async def ask() -> Waiting:
        with ThreadPoolExecutor(1) as threads:
            together = Together(asyncio.get_running_loop(), start, threads)
            return await asyncio.wait_for(together.ask(question("ASK {}")), 5)

    told = asyncio.run(ask())
    assert told.given is None
    assert told.is_only


def test_a_connection_that_is_left_is_no_longer_watched() -> None:
    ours, theirs = socket.socketpair()

    async def ask() -> bool:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as threads:
            together = Together(loop, lambda: (ours, 0), threads)
            asked = asyncio.ensure_future(together.ask(question("#" * 4_000_000)))
            await asyncio.sleep(0.1)
            number = ours.fileno()
            together._leave()
            asked.cancel()
            return loop.remove_writer(number) or loop.remove_reader(number)

    with theirs:
        assert not asyncio.run(ask())


def test_the_time_of_questions_asked_together_ends_with_them() -> None:
    handler = signal.signal(signal.SIGPROF, signal.SIG_IGN)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process._answer_together(
            Store.empty({}), theirs, [question("ASK {}")] * 3, process.Memory()
        )
        assert signal.getitimer(signal.ITIMER_PROF)[0] == 0
    signal.signal(signal.SIGPROF, handler)
