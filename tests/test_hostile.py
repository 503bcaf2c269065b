"""What a hostile client may try, and what it must not reach."""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.errors import LimitError, ReleaseError
from graph.export.asked import MOST_NAMED, read_asked
from graph.export.asking import Asking
from graph.export.network import Network
from graph.marked import read_marked
from graph.release import Release
from graph.settings import load
from server import exports, pour
from server.app import create_app, endpoint_of
from server.bench.data import BASE, triples
from server.endpoint import Incoming
from server.front import Front
from server.negotiate import MOST_RANGES, RESULT_FORMATS, by_accept
from server.network import reading
from server.pour import Pours
from server.releases import Fixed, Served
from server.turns import Few
from tests.networks import store_of
from tests.serving import Service, serving

CHUNKS = (
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: application/sparql-query\r\n\r\n6\r\nASK {}\r\n"
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "data.nt").write_text("<urn:s> <urn:p> <urn:o> .\n")
    limits = {"client_queries": "1", "client_header": "X-Forwarded-For", "workers": "1"}
    with serving(folder, "--dump", str(folder / "data.nt"), **limits) as running:
        yield running


def sent(service: Service, request: bytes) -> bytes:
    """All that is answered to some bytes, after which nothing more is sent."""
    with closing(socket.create_connection(("127.0.0.1", service.port), timeout=20)) as client:
        client.sendall(request)
        if b"chunked" in request and not request.endswith(b"0\r\n\r\n"):
            client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65536), b""))


@pytest.mark.parametrize("end", [b"", b"zz\r\n", b"ff\r\n#"])
def test_a_body_in_chunks_that_is_cut_is_no_query(service: Service, end: bytes) -> None:
    answer = sent(service, CHUNKS + end)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"name":"body"' in answer


def test_a_body_in_chunks_that_is_whole_is_a_query(service: Service) -> None:
    assert sent(service, CHUNKS + b"0\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_without_a_host_the_service_tells_where_it_is(service: Service) -> None:
    answer = sent(service, b"GET /sparql HTTP/1.0\r\nAccept: text/turtle\r\n\r\n").decode()
    assert f"<http://127.0.0.1:{service.port}/sparql>" in answer


def test_a_body_that_is_too_long_is_told_everywhere(service: Service) -> None:
    answer = service.get("/reconcile/en", method="POST", body=b"queries=" + b"x" * 1_100_000)
    assert answer.status == 413
    assert '"name":"body"' in answer.text


def test_what_a_client_says_of_itself_is_not_what_the_proxy_says() -> None:
    front = object.__new__(Front)
    front._header = "x-forwarded-for"
    headers = [
        ("x-forwarded-for", "forged"),
        ("accept", "*/*"),
        ("x-forwarded-for", "a, 192.0.2.1"),
    ]
    scope = SimpleNamespace(headers=SimpleNamespace(items=lambda: headers))
    assert front._told(scope) == "192.0.2.1"


def test_answers_are_kept_at_their_whole_size(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMMET_CACHE", "1")
    settings = load()
    endpoint = endpoint_of(create_app(app.extensions["sommet"][0], settings))
    for number in range(100):
        accept = f"*/*, text/{'x' * 40_000}{number}"
        endpoint.reply(Incoming("GET", "/sparql", "query=ASK%7B%7D", accept))
    held = endpoint.cache._held
    assert 0 < sum(len(cast(Any, key)[3]) for key in held) < settings.cache


def test_an_endless_accept_header_is_read_to_an_end() -> None:
    header = "text/csv;q=0.5," * MOST_RANGES + "text/tab-separated-values"
    choice = by_accept(header, RESULT_FORMATS)
    assert choice is not None
    assert choice.format.name == "csv"


@pytest.mark.parametrize("asked", ["bytes=0-0,2-3", "pages=0-1", "bytes=a-b"])
def test_of_ranges_that_are_not_given_the_whole_is(
    client: FlaskClient, release: Release, asked: str
) -> None:
    path = f"/release/{release.hash}/dumps/SHA256SUMS"
    with client.get(path, headers={"Range": asked}) as response:
        assert response.status_code == 200
        assert response.data == (release.folder / "dumps" / "SHA256SUMS").read_bytes()


@pytest.mark.parametrize("path", ["/id/agent/fra.html", "/id/agent/fra.ttl"])
def test_what_is_not_modified_varies_as_what_is(client: FlaskClient, path: str) -> None:
    whole = client.get(path)
    same = client.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert same.status_code == 304
    assert set(same.vary.to_header().split(", ")) == set(whole.vary.to_header().split(", "))


def test_no_client_writes_to_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "root"):
        assert client.get("/id/agent/fra.ttl?outgoing=a%0AServing%20release").status_code == 400
    assert not caplog.records


def test_who_takes_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless:
        def __iter__(self) -> Iterator[bytes]:
            return repeat(bytes(100_000))

        def close(self) -> None:
            pass

    monkeypatch.setattr(pour, "STALLED", 0.2)
    done = threading.Event()
    path = Pours(tmp_path).pour(Endless(), done.set)
    reading = os.open(path, os.O_RDONLY)
    try:
        assert done.wait(10)
    finally:
        os.close(reading)


def test_networks_leave_threads_to_pages(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Few(2, "networks")
    monkeypatch.setattr(exports, "_ASKED", few)
    assert few.take()
    assert few.take()
    began = time.monotonic()
    refused = client.get("/export?format=gexf")
    assert refused.status_code == 503
    assert refused.get_json()["error"]["code"] == LimitError.code
    assert time.monotonic() - began < 5
    few.give_back()
    with client.get("/export?format=gexf") as given:
        assert given.status_code == 200


@pytest.mark.parametrize("path", ["/network?view=table&", "/export?"])
@pytest.mark.parametrize("date", ["../../etc/passwd", f"[{'2020,' * 900}2021]", "2020/2021/2022"])
def test_no_date_costs_more_than_it_is_long(client: FlaskClient, path: str, date: str) -> None:
    began = time.monotonic()
    for name in ("from", "to"):
        refused = client.get(f"{path}{name}={date}")
        assert refused.status_code == 400
        assert refused.get_json()["error"]["name"] == name
    assert time.monotonic() - began < 5


def test_large_networks_leave_threads_to_other_pages(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Few(1, "networks")
    monkeypatch.setattr(reading, "_SHOWN", few)
    monkeypatch.setattr(reading, "_LARGE", 10)
    assert client.get("/network").status_code == 200
    assert few.take()
    assert client.get("/network").status_code == 503
    assert client.get("/network?entity=topic/nobody").status_code == 404
    few.give_back()
    assert client.get("/network").status_code == 200


def test_a_dump_whose_statements_tell_no_mode_has_a_network(tmp_path: Path) -> None:
    quads = (f"{line.removesuffix('.')} <{BASE}graph/statements> ." for line in triples(400))
    served = Served("0" * 32, BASE, store_of(quads, tmp_path))
    pages = create_app(Fixed(served), load(tmp_path)).test_client()
    for part in ("", "?part=drawing", "?view=table&sort=mode"):
        assert pages.get(f"/network{part}").status_code == 200
    every, asserted = (
        pages.get(f"/network?part=drawing{mode}").get_json() for mode in ("", "&mode=asserted")
    )
    assert every["total"] == asserted["total"]
    assert every["total"]["facts"] >= 10


def test_names_of_things_are_read_once_and_not_without_end(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    every = Asking.all

    def counted(self: Asking, name: str) -> Iterator[list[str]]:
        asked.append(name)
        return every(self, name)

    monkeypatch.setattr(Asking, "all", counted)
    names = ["FRANCE"[:n] + "france"[n:] for n in range(6)]
    with client.get(f"/export?format=dot&without={','.join(names)}") as given:
        assert given.status_code == 200
    assert asked.count("names") == 1
    too_many = ",".join(f"agent/{number}" for number in range(MOST_NAMED + 1))
    for option in ("entity", "without", "class", "relation", "document"):
        refused = client.get(f"/network?{option}={too_many}")
        assert refused.status_code == 400
        assert refused.get_json()["error"]["name"] == option


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"urn:d": {"name": "x"}}', b'{"urn:d": [1]}', b'{"a": "\xc3']
)
def test_a_text_that_is_damaged_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "0123456789abcdef.json"
    file.write_bytes(content)
    with pytest.raises(ReleaseError, match="damaged"):
        read_marked(file, "urn:d")


def test_no_query_for_a_network_keeps_others_waiting_longer_than_they_do(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases, _, settings = app.extensions["sommet"]
    seconds: list[float] = []

    def read(asking: Asking, *_: object) -> Network:
        seconds.append(asking.limits.seconds or float("inf"))
        return Network((), (), "")

    monkeypatch.setattr(reading, "read_network", read)
    asked = read_asked({"construct": "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f }"})
    reading.network_of(releases.current(), asked, settings)
    assert seconds == [10]
