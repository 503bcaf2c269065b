"""Where connections come in: who answers is nobody's business but ours."""

import http.client
import os
import signal
import socket
import string
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph.errors import QueryError, QueryRefusedError
from graph.settings import Settings
from graph.store import Store
from server.endpoint import Endpoint, Incoming
from server.entry.board import Board, make_board
from server.entry.express import Express
from server.entry.http import MOST, Requests
from server.entry.told import IS_POSSIBLE
from server.errors import NotAcceptableError
from server.log import Log
from server.releases import Fixed, Served
from server.reply import compressed
from server.sparql import _decoded, limits_of, query_alone
from server.turns import Untold
from tests.serving import Service, serving

needs_linux = pytest.mark.skipif(not IS_POSSIBLE, reason="Elsewhere than on Linux workers answer.")

TRIPLES = 5_000
SMALL = "SELECT * { ?s ?p ?o } LIMIT 2"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i && 1 = 1) }"


def request(query: str = SMALL, *lines: str, path: str = "/sparql") -> bytes:
    head = [f"GET {path}?{urlencode({'query': query})} HTTP/1.1", "Host: x", *lines, "", ""]
    return "\r\n".join(head).encode()


def told(**settings: Any) -> Settings:
    return Settings(Path(), "https://example.org/", "127.0.0.1", 8010, **settings)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("entry")
    lines = (f'<urn:s{n}> <urn:p> "{"é" * 50} {n}" .\n' for n in range(TRIPLES))
    (folder / "data.nt").write_text("".join(lines))
    with serving(folder, "--dump", str(folder / "data.nt"), timeout="1", cache="0") as running:
        yield running


def connected(service: Service) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", service.port, timeout=30)


def asked(connection: HTTPConnection, query: str, **headers: str) -> tuple[int, bytes]:
    connection.request("GET", f"/sparql?{urlencode({'query': query})}", headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def answering(service: Service) -> set[int]:
    """The processes that answer on connections, and those of queries that take their time."""
    found = set()
    for pid in service.processes():
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and b"server.entry.answering" in command.read_bytes():
            found.add(pid)
    return found


# What is read where connections come in, and what is for the workers.
READ = {
    "a query": request(),
    "with a slash": request(path="/sparql/"),
    "with a body": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nquery=ASK",
    "closing": request(SMALL, "Connection: close"),
    "in two lines": request(SMALL, "Accept: text/csv", "Accept: */*"),
}
PASSED_ON = {
    "HTTP/1.0": request().replace(b"1.1", b"1.0"),
    "no host": request().replace(b"Host: x\r\n", b""),
    "two hosts": request(SMALL, "Host: y"),
    "HEAD": request().replace(b"GET", b"HEAD"),
    "another path": request(path="/sparqls"),
    "an older release": request(path=f"/release/{'0' * 32}/sparql"),
    "no query": b"GET /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    "a graph": b"GET /sparql?default HTTP/1.1\r\nHost: x\r\n\r\n",
    "a page": request(SMALL, "Accept: text/html"),
    "in chunks": b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
    "two lengths": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a bad length": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a long body": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % MOST,
    "a body with GET": request(SMALL, "Content-Length: 5"),
    "an expectation": request(SMALL, "Expect: 100-continue"),
    "an upgrade": request(SMALL, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"),
    "two types": request(SMALL, "Content-Type: a/b", "Content-Type: c/d"),
    "an address in UTF-8": request().replace(b"SELECT", "é".encode()),
    "a header in UTF-8": request(SMALL, "X: é"),
    "a header without a name": request(SMALL, ": x"),
    "a space before the colon": request(SMALL, "X : y"),
    "very many lines": request(SMALL, *("a:" for _ in range(16_000))),
    "lines that end otherwise": request(SMALL, "X: y\n\nGET /x HTTP/1.1"),
    "half of the lines": request()[:-2],
    "nothing yet": b"",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
}


@pytest.mark.parametrize("kind", READ)
def test_what_most_clients_send_is_read(kind: str) -> None:
    read = Requests(told()).read(READ[kind], "192.0.2.1")
    assert read
    assert read.size == len(READ[kind])
    assert read.incoming.client == "192.0.2.1"
    assert read.is_last is (kind == "closing")


@pytest.mark.parametrize("kind", PASSED_ON)
def test_all_else_is_for_the_workers(kind: str) -> None:
    assert Requests(told()).read(PASSED_ON[kind], "") is None


def test_a_proxy_names_the_client() -> None:
    reads = Requests(told(client_header="X-Forwarded-For"))
    lines = "X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 192.0.2.2, 198.51.100.7"
    for _ in range(2):
        named = reads.read(request(SMALL, *lines), "127.0.0.1")
        assert named
        assert named.incoming.client == "198.51.100.7"


def test_requests_that_differ_in_digits_have_one_shape() -> None:
    read = Requests(told()).read
    first, again, other = (
        read(request(f"SELECT * {{ {which} ?p ?o }}"), "")
        for which in ("<urn:1>", "<urn:27>", "?s")
    )
    assert first
    assert again
    assert other
    assert first.shape == again.shape != other.shape


@given(some.text(string.printable + "%%%%%%+=é"))
def test_percent_encoding_is_read_as_the_library_reads_it(encoded: str) -> None:
    try:
        expected = unquote_plus(encoded, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(ValueError, match="decode"):
            _decoded(encoded)
    else:
        assert _decoded(encoded) == expected
    assert _decoded(quote(encoded)) == encoded


def test_a_board_remembers_what_is_slow(tmp_path: Path) -> None:
    file = make_board(tmp_path, 2)
    board, other = Board(file), Board(file)
    assert not board.has_slow
    board.mark_slow(5)
    assert other.has_slow
    assert other.is_slow(5)
    assert not other.is_slow(5 + 4096)
    board.forget(5 + 4096)
    assert other.is_slow(5)
    board.forget(5)
    assert not other.is_slow(5)
    board.begin(1, 77)
    assert [other.at(process)[:2] for process in range(2)] == [(0, 0), (77, 1)]


QUERIES = (
    SMALL,
    "SELECT * { ?s ?p ?o } LIMIT 500",
    "ASK { <urn:s1> ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3",
    "CONSTRUCT { ?s ?p [] } { ?s ?p ?o } LIMIT 3",
    "DESCRIBE <urn:s1>",
    "SELECT (YEAR(NOW()) > 2000 AS ?now) {}",
)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("coding", [None, "gzip", "br, gzip;q=0.5", "identity"])
def test_the_shortest_way_gives_what_the_endpoint_gives(
    query: str, coding: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "data.nt"
    file.write_text("".join(f'<urn:s{n}> <urn:p> "{n}" .\n' for n in range(600)))
    store = Store.of_files([file])
    settings = told(cache=0)
    served = Served("0" * 32, settings.base, store)
    log = Log("", 0)
    endpoint = Endpoint(Fixed(served), settings, Untold(), log)
    express = Express(store, served, limits_of(settings), log)
    for accept in (None, "text/csv, text/turtle", "application/json", "*/*;q=0.1"):
        incoming = Incoming("GET", "/sparql", urlencode({"query": query}), accept, coding)
        reply = endpoint.reply(incoming)
        sent = express.answer(query_alone(incoming.query_string) or "", incoming)
        if sent is None:
            assert reply.status == 406
            continue
        *lines, last = sent.head.decode().split("\r\n")
        assert (last, reply.headers[-1][0]) == ("Server-Timing: ", "Server-Timing")
        # A blank node has another name each time.
        differs = "Content-Length: " if "[" in query else "-"
        expected = [f"{name}: {value}" for name, value in reply.headers[:-1]]
        assert _without(differs, lines) == _without(differs, expected)
        assert sent.content == reply.content or "[" in query
        assert sent.lasts is any(name == "ETag" for name, _ in reply.headers)


def _without(beginning: str, lines: Iterable[str]) -> list[str]:
    return sorted(line for line in lines if not line.startswith(beginning))


def test_the_shortest_way_refuses_what_the_endpoint_refuses() -> None:
    settings = told()
    store = Store.empty()
    served = Served("0" * 32, settings.base, store)
    express = Express(store, served, limits_of(settings), Log("", 0))
    for query in ("SELECT", "INSERT DATA { <a:a> <a:a> <a:a> }", "ASK { SERVICE <a:a> {} }"):
        with pytest.raises((QueryError, QueryRefusedError)):
            express.answer(query, Incoming("GET", "/sparql"))
    with pytest.raises(NotAcceptableError):
        express.answer(SMALL, Incoming("GET", "/sparql", accept="image/png"))


def test_a_connection_outlives_what_is_asked_on_it(service: Service) -> None:
    with closing(connected(service)) as connection:
        for _ in range(3):
            assert asked(connection, SMALL)[0] == 200
            status, told = asked(connection, SLOW)
            assert (status, b'"timeout"' in told) == (503, True)
            assert asked(connection, "SELECT")[0] == 400
        assert connection.sock is not None
        connection.request("GET", "/healthz")
        assert connection.getresponse().read()
        assert asked(connection, SMALL)[0] == 200


@needs_linux
def test_what_is_known_to_be_slow_ends_no_process_more(service: Service) -> None:
    with closing(connected(service)) as connection:
        assert asked(connection, SLOW)[0] == 503
        before = answering(service)
        assert asked(connection, SLOW.replace("1 = 1", "2 = 2"))[0] == 503
        assert asked(connection, SMALL)[0] == 200
        assert before & answering(service) >= set(sorted(before)[:3])


def test_requests_sent_at_once_are_answered_in_turn(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as client:
        client.sendall(b"".join(request(f"SELECT ({n} AS ?n) {{}}") for n in range(20)))
        reads = client.makefile("rb")
        for number in range(20):
            assert reads.readline() == b"HTTP/1.1 200 OK\r\n"
            lines = dict(line.split(b": ") for line in iter(reads.readline, b"\r\n"))
            body = reads.read(int(lines[b"Content-Length"]))
            assert f'"value":"{number}"'.encode() in body


@pytest.mark.parametrize("pause", [0.05, 1.5])
def test_a_body_that_comes_later_is_waited_for(service: Service, pause: float) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 6\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as client:
        for piece in (head[:50], head[50:], b"AS", b"K {}"):
            client.sendall(piece)
            time.sleep(pause)
        assert client.recv(15) == b"HTTP/1.1 200 OK"


def test_a_client_that_reads_slowly_gets_all(service: Service) -> None:
    query = f"SELECT * {{ ?s ?p ?o }} LIMIT {TRIPLES}"
    with closing(connected(service)) as connection:
        whole = asked(connection, query)[1]
    assert len(whole) > 500_000
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(30)
        client.connect(("127.0.0.1", service.port))
        for _ in range(2):
            client.sendall(request(query))
            time.sleep(0.5)
            answer = http.client.HTTPResponse(client)
            answer.begin()
            read = b""
            while piece := answer.read(20_000):
                read += piece
                time.sleep(0.005)
            assert sorted(read) == sorted(whole)


@needs_linux
def test_connections_outlive_who_answers_on_them(service: Service) -> None:
    connections = [connected(service) for _ in range(20)]
    try:
        for connection in connections:
            assert asked(connection, SMALL)[0] == 200
        sockets = [connection.sock for connection in connections]
        time.sleep(0.5)  # What is being sent when a process is killed from outside is lost.
        first, *children = sorted(answering(service))
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        for connection in connections:
            assert asked(connection, SMALL)[0] == 200
        assert [connection.sock for connection in connections] == sockets
        assert first in answering(service)
    finally:
        for connection in connections:
            connection.close()


def test_a_long_answer_comes_in_the_coding_that_is_asked(service: Service) -> None:
    query = f"SELECT * {{ ?s ?p ?o }} ORDER BY ?s LIMIT {TRIPLES}"
    with closing(connected(service)) as connection:
        status, plain = asked(connection, query, Accept="text/csv")
        for _ in range(2):
            status, packed = asked(
                connection, query, Accept="text/csv", **{"Accept-Encoding": "gzip"}
            )
            assert status == 200
            assert packed == compressed(plain, "gzip")


@needs_linux
def test_a_successor_waits_for_no_more_than_will_come(service: Service) -> None:
    with closing(connected(service)) as connection:
        connection.putrequest("POST", "/sparql")
        connection.putheader("Content-Type", "application/sparql-query")
        connection.putheader("Content-Length", "5000")
        connection.endheaders(b"ASK {}")
        time.sleep(0.3)
        for pid in sorted(answering(service))[1:]:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.3)
        connection.send(b" " * 4994)
        assert connection.getresponse().read().endswith(b"true}")
        began = time.monotonic()
        assert asked(connection, SMALL)[0] == 200
        assert time.monotonic() - began < 10
