"""A service under hostile load: limits hold, nothing is cut, and nobody else notices."""

import http.client
import json
import os
import signal
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from server.endpoint import FILES
from server.results import MOST_ROWS
from tests.serving import Got, Service, serving

TRIPLES = 20_000
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
RUNAWAYS = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} FILTER(?a = ?i) }}",
    "huge sort": f"SELECT * {{ {PRODUCT} }} ORDER BY ?c ?f ?i",
    "deep path": "SELECT (COUNT(*) AS ?n) { ?s (<urn:p>|^<urn:p>|<urn:q>)* ?o }",
    "slow regular expression": (
        f'SELECT (COUNT(*) AS ?n) {{ {PRODUCT} FILTER(REGEX(CONCAT(STR(?a), STR(?i)), "(a+)+b$")) }}'
    ),
    "large group": f"SELECT (GROUP_CONCAT(STR(?i)) AS ?all) {{ {PRODUCT} }}",
    "many rows": f"SELECT * {{ {PRODUCT} }}",
}


def bound(service: Service) -> dict[str, float]:
    """What the processes of a service hold and use: bytes of memory, and seconds of processor."""
    held = used = 0.0
    for pid in service.processes():
        with suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            held += int(rollup.partition("Pss:")[2].split()[0]) * 1024
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return {"memory": held, "processor": used}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    lines = (f"<urn:s{n}> <urn:p> <urn:s{n * 7 % TRIPLES}> .\n" for n in range(TRIPLES))
    (folder / "data.nt").write_text("".join(lines))
    return folder


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    limits = {"timeout": "1", "memory": "128", "rows": "15000", "answer": "2", "cache": "0"}
    with serving(folder, "--dump", str(folder / "data.nt"), **limits) as running:
        yield running


def is_told(answer: Got, status: int, name: str) -> None:
    assert answer.status == status, answer.text[:300]
    error = json.loads(answer.data)["error"]
    assert error["name"] == name
    assert error["message"].endswith(".")
    assert error["remedy"].endswith(".")


@pytest.mark.parametrize("kind", RUNAWAYS)
def test_a_runaway_query_is_stopped_and_told(kind: str, service: Service) -> None:
    began = time.monotonic()
    answer = service.ask(RUNAWAYS[kind])
    assert time.monotonic() - began < 5
    assert answer.status == 503, answer.text[:300]
    error = json.loads(answer.data)["error"]
    assert error["code"] == "limit"
    assert error["name"] in {"timeout", "memory", "bytes", "rows"}
    assert service.ask("ASK {}").status == 200


def test_each_limit_has_its_name_and_value(service: Service) -> None:
    is_told(service.ask(RUNAWAYS["cross product"]), 503, "timeout")
    is_told(service.ask(RUNAWAYS["cross product"], timeout="0.2"), 503, "timeout")
    is_told(service.ask(RUNAWAYS["huge sort"], timeout="60"), 503, "memory")
    is_told(service.ask("SELECT ?s { ?s ?p ?o }"), 503, "rows")
    wide = "SELECT ?s ?p ?o ?s2 ?o2 { ?s ?p ?o . BIND(?s AS ?s2) BIND(?o AS ?o2) } LIMIT 14000"
    is_told(service.ask(wide), 503, "bytes")
    assert (
        len(
            json.loads(service.ask("SELECT * { ?s ?p ?o } LIMIT 15000").data)["results"]["bindings"]
        )
        == 15_000
    )
    is_told(service.post("ASK {" * 10_000), 413, "nesting")
    is_told(service.post("SELECT * { FILTER(" + "!" * 5_000 + "true) }"), 413, "operators")
    is_told(service.ask("ASK {} #" + "x" * 60_000), 414, "address")
    values = " ".join(f"<urn:{n}>" for n in range(200_000))
    is_told(service.post(f"SELECT * {{ VALUES ?s {{ {values} }} }}"), 413, "body")
    assert service.ask(RUNAWAYS["cross product"], timeout="0.2").headers["retry-after"] == "30"


def test_large_answers_are_whole(folder: Path) -> None:
    with serving(folder, "--dump", str(folder / "data.nt")) as service:
        for accept, count in (("text/csv", b"\n"), ("application/sparql-results+xml", b"<result>")):
            answer = service.ask("SELECT * { ?s ?p ?o . ?o ?q ?t . ?t ?r ?u . ?u ?v ?w }", accept)
            assert answer.status == 200
            assert answer.data.count(count) == TRIPLES + (accept == "text/csv")
            assert int(answer.headers["content-length"]) == len(answer.data) > 1_000_000


def test_runaway_queries_leave_everybody_else_alone(service: Service) -> None:
    """100 runaway queries, four at a time; another client asks small ones on one connection."""
    for _ in range(20):
        service.ask("SELECT * { <urn:s1> ?p ?o }")
    before = bound(service)
    stop = threading.Event()
    times: list[float] = []
    wrong: list[int] = []

    def small() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)) as asking:
            while not stop.is_set():
                began = time.monotonic()
                asking.request("GET", f"/sparql?query=ASK%7B%3Curn:s{len(times)}%3E%20?p%20?o%7D")
                answer = asking.getresponse()
                if answer.status != 200 or b"boolean" not in answer.read():
                    wrong.append(answer.status)
                times.append(time.monotonic() - began)

    others = [threading.Thread(target=small) for _ in range(2)]
    for other in others:
        other.start()
    kinds = list(RUNAWAYS.values())
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda n: service.ask(kinds[n % len(kinds)], timeout="0.5"), range(100))
        )
    stop.set()
    for other in others:
        other.join()
    assert {answer.status for answer in answers} == {503}
    assert not wrong
    assert len(times) > 100
    assert statistics.quantiles(times, n=100)[98] < 1
    time.sleep(2)
    first = bound(service)
    time.sleep(1)
    after = bound(service)
    assert after["processor"] - first["processor"] < 0.1
    assert after["memory"] < before["memory"] * 1.1 + 1024**2


def test_one_client_cannot_have_too_many_queries(folder: Path) -> None:
    settings = {"timeout": "2", "client_queries": "3", "queries": "4"}
    with serving(folder, "--dump", str(folder / "data.nt"), **settings) as service:
        with ThreadPoolExecutor(12) as pool:
            found = list(pool.map(lambda _: service.ask(RUNAWAYS["cross product"]), range(12)))
        statuses = [answer.status for answer in found]
        assert statuses.count(503) >= 3
        assert statuses.count(429) >= 6
        is_told(next(a for a in found if a.status == 429), 429, "client_queries")
        assert service.ask("ASK {}").status == 200


def test_too_many_queries_at_once_wait_and_are_told(folder: Path) -> None:
    settings = {"timeout": "3", "queries": "2", "patience": "0.2"}
    with serving(folder, "--dump", str(folder / "data.nt"), **settings) as service:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: service.ask(RUNAWAYS["cross product"]), range(8)))
        names = [json.loads(answer.data)["error"]["name"] for answer in found]
        assert {answer.status for answer in found} == {503}
        assert names.count("queries") >= 4
        assert service.ask("ASK {}").status == 200


DISGUISES = (
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { service silent<%s>{ ?s ?p ?o } }",
    "PREFIX e: <%s> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "SELECT * { BIND(<%s> AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <%s> { ?s ?p ?o } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
    "SELECT * { #\nSERVICE#\n<%s>#\n{ ?s ?p ?o } }",
    "SELECT * { SE\u017fVICE <%s> { ?s ?p ?o } }",
    r"SELECT * { \u0053ERVICE <%s> { ?s ?p ?o } }",
    "SELECT * FROM <%s> { ?s ?p ?o }",
    "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
    "DESCRIBE <%s>",
    "LOAD <%s>",
    "INSERT DATA { <a:a> <a:b> <%s> }",
)


@pytest.mark.parametrize("disguise", DISGUISES)
def test_no_query_makes_the_service_fetch_an_address(disguise: str, service: Service) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
        answer = service.ask(disguise % address)
        assert answer.status in {200, 400, 403}, answer.text
        for parameter in ("default-graph-uri", "named-graph-uri"):
            path = "/sparql?" + urlencode({"query": "ASK { ?s ?p ?o }", parameter: address})
            assert service.get(path).status == 200
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()


BROKEN: dict[str, Callable[[socket.socket], object]] = {
    "hangs up": lambda s: None,
    "half a request line": lambda s: s.sendall(b"GET /spar"),
    "no request": lambda s: s.sendall(b"\x16\x03\x01\x00\xff\x00"),
    "half a body": lambda s: s.sendall(
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 100\r\n\r\nASK"
    ),
    "asks and leaves": lambda s: s.sendall(
        b"GET /sparql?query=SELECT%20*%7B?a%20?b%20?c.?d%20?e%20?f%7D HTTP/1.1\r\nHost: x\r\n\r\n"
    ),
    "endless header": lambda s: s.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 300_000),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_clients_do_no_harm(kind: str, service: Service) -> None:
    for _ in range(30):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", service.port))) as s:
            BROKEN[kind](s)
    began = time.monotonic()
    assert service.ask("ASK {}").status == 200
    assert time.monotonic() - began < 3


def test_slow_readers_do_not_stop_others(folder: Path) -> None:
    with serving(folder, "--dump", str(folder / "data.nt")) as service:
        slow = []
        request = b"GET /sparql?query=SELECT%20*%7B?a%20?b%20?c.?c%20?e%20?f.%7D HTTP/1.1\r\nHost: x\r\n\r\n"
        for _ in range(40):
            client = socket.create_connection(("127.0.0.1", service.port))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.sendall(request)
            slow.append(client)
        time.sleep(3)
        try:
            began = time.monotonic()
            assert service.ask("ASK {}", seconds=20).status == 200
            assert service.get("/healthz").status == 200
            assert time.monotonic() - began < 3
        finally:
            for client in slow:
                client.close()


def test_a_query_process_that_is_killed_is_replaced(service: Service) -> None:
    killed = [pid for pid in service.processes() if b"server.entry.answering" in command_of(pid)]
    assert len(killed) > 2
    for pid in killed:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    for _ in range(50):
        answer = service.ask("ASK {}")
        if answer.status == 200:
            break
        assert answer.status == 503
        time.sleep(0.2)
    assert service.ask("ASK { <urn:s1> ?p ?o }").status == 200


def test_everything_ends_with_the_service(folder: Path) -> None:
    with serving(folder, "--dump", str(folder / "data.nt")) as service:
        threading.Thread(target=ask_in_vain, args=(service,), daemon=True).start()
        time.sleep(1)
        processes = service.processes()
        assert len(processes) > 4
        began = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(15) == 0
        assert time.monotonic() - began < 10
    time.sleep(0.5)
    assert not [pid for pid in processes if Path(f"/proc/{pid}/exe").exists()]


def test_several_signals_to_stop_are_one(folder: Path) -> None:
    with serving(folder, "--dump", str(folder / "data.nt")) as service:
        for _ in range(20):
            service.process.send_signal(signal.SIGTERM)
            service.process.send_signal(signal.SIGINT)
        time.sleep(0.1)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(10) == 0
        assert "Exception" not in service.log.read_text()


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_slow_bodies_hold_no_thread(folder: Path, accept: str) -> None:
    begun = (
        f"POST /sparql HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nContent-Length: 100\r\n"
        "Content-Type: application/sparql-query\r\n\r\nASK"
    ).encode()
    with serving(folder, "--dump", str(folder / "data.nt"), "--workers", "1") as service:
        slow = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(100)]
        for client in slow:
            client.sendall(begun)
        time.sleep(0.5)
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        answer = service.get("/sparql", method="POST", body=b"ASK {}", headers=headers, seconds=10)
        assert answer.status == 200
        for client in slow:
            client.sendall(b" {}" + b" " * 94)
            assert client.recv(12) == b"HTTP/1.1 200"
            client.close()


def test_a_query_whose_client_has_left_is_ended(folder: Path) -> None:
    asked = urlencode({"query": RUNAWAYS["cross product"]})
    with serving(folder, "--dump", str(folder / "data.nt"), "--workers", "1") as service:
        with socket.create_connection(("127.0.0.1", service.port)) as client:
            client.sendall(f"GET /sparql?{asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(1.5)
        time.sleep(1)
        before = bound(service)["processor"]
        time.sleep(1)
        assert bound(service)["processor"] - before < 0.3
        assert service.ask("ASK {}").status == 200


def test_slow_readers_are_few_and_hold_no_memory(folder: Path) -> None:
    query = urlencode({"query": "SELECT * { ?s ?p ?o . ?t ?q ?u } LIMIT 300000"})
    asked = f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
    with serving(folder, "--dump", str(folder / "data.nt"), "--workers", "1") as service:
        assert service.ask("ASK {}").status == 200
        before = bound(service)["memory"]
        slow = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(20)]
        statuses = []
        for client in slow:
            client.sendall(asked)
            statuses.append(client.recv(12)[-3:])
        assert statuses.count(b"200") == FILES
        assert set(statuses[FILES:]) == {b"503"}
        assert service.ask("ASK {}", seconds=10).status == 200
        assert bound(service)["memory"] - before < 200 * 1024**2
        for client in slow:
            client.close()
        for _ in range(100):
            if service.get(f"/sparql?{query}", headers={"Accept": "text/csv"}).status == 200:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("who left still keeps others from their answers")


def test_a_page_of_many_rows_is_whole_in_its_count(folder: Path) -> None:
    with serving(folder, "--dump", str(folder / "data.nt")) as service:
        query = "SELECT * { ?s ?p ?o . ?o ?q ?t . ?t ?r ?u . ?u ?v ?w }"
        page = service.ask(query, accept="text/html")
        assert page.status == 200
        assert f"{TRIPLES:,} rows" in page.text
        assert page.text.count("<tr>") == MOST_ROWS + 1


def test_a_dispatcher_that_is_killed_leaves_no_query_running(folder: Path) -> None:
    def running(service: Service) -> float:
        with suppress(OSError):  # The worker that was asked may be the one that is ended.
            found = service.get("/metrics").text
            return float(found.partition("\nsommet_queries_running ")[2].split()[0])
        return -1

    with serving(folder, "--dump", str(folder / "data.nt"), timeout="60") as service:
        for _ in range(2):
            threading.Thread(target=ask_in_vain, args=(service,), daemon=True).start()
        assert is_soon(lambda: running(service) == 2)
        for pid in service.processes():
            if pid != service.process.pid and b"server.entry.process" in command_of(pid):
                os.kill(pid, signal.SIGKILL)
        assert is_soon(lambda: running(service) == 0)
        assert service.ask("ASK {}").status == 200


def ask_in_vain(service: Service) -> None:
    with suppress(OSError, http.client.HTTPException):
        service.ask(RUNAWAYS["cross product"])


def command_of(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def is_soon(holds: Callable[[], bool]) -> bool:
    """Whether something holds within ten seconds."""
    for _ in range(50):
        if holds():
            return True
        time.sleep(0.2)
    return False


def test_measures_are_those_of_all_workers(service: Service) -> None:
    def asked() -> float:
        lines = service.get("/metrics").text.splitlines()
        return sum(float(x.split()[-1]) for x in lines if 'endpoint="sparql",status="200"' in x)

    before = asked()
    for n in range(40):  # each on a connection of its own, so that both workers get some
        assert service.ask(f"ASK {{ <urn:s{n}> ?p ?o }}").status == 200
    time.sleep(1.2)
    assert asked() - before == 40
