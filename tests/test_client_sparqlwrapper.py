"""A real client against a really served release: SPARQLWrapper, granian, a free port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rdflib import Graph, URIRef
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TURTLE,
    URLENCODED,
    XML,
)
from SPARQLWrapper import SPARQLWrapper as Client
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from server.serve import AddressError, free_address

MEMBERS = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sommet: <https://w3id.org/sommet/ontology#>
SELECT ?member WHERE {
  ?member sommet:foundingMemberOf ?body
  FILTER EXISTS { ?body skos:altLabel ?name FILTER(STR(?name) = "PMIA") }
}"""
FRANCE = "https://w3id.org/sommet/id/agent/fra"
CONSTRUCT = "CONSTRUCT { ?s a ?type } WHERE { ?s a ?type } LIMIT 5"
COMMAND = (sys.executable, "-c", "from server.cli import main; main()", "serve")


def start(data: Path, port: int) -> "subprocess.Popen[str]":
    arguments = (*COMMAND, "--data", str(data), "--port", str(port), "--workers", "2")
    return subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def health(address: str, *, within: float = 30.0) -> dict[str, str]:
    """What the first answer says; the service has so many seconds to open its port."""
    deadline = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                body: dict[str, str] = json.load(answer)
                return body
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def endless(port: int) -> socket.socket:
    """A connection on which a query is asked that never ends."""
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    asking = socket.create_connection(("127.0.0.1", port))
    request = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    asking.sendall(request.encode("ascii"))
    time.sleep(0.5)
    return asking


def processes_of(session: int) -> list[int]:
    """The processes of a session that still run."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,sess=,stat="], check=True, capture_output=True, text=True
    ).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(pid) for pid, owner, state in rows if owner == str(session) and state[0] != "Z"]


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    port = free_port()
    server = start(data, port)
    try:
        health(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=10)


def ask(
    address: str, query: str, format_: str, method: str = GET, sent: str = URLENCODED
) -> Client:
    client = Client(f"{address}/sparql")
    client.setQuery(query)
    client.setReturnFormat(format_)
    client.setMethod(method)
    client.setRequestMethod(sent)
    return client


def converted(client: Client) -> Any:
    """What the client makes of the answer: its type is the format's."""
    return client.queryAndConvert()


@pytest.mark.parametrize(
    ("method", "sent"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
)
def test_the_fifteen_founding_members_once_each(address: str, method: str, sent: str) -> None:
    found = converted(ask(address, MEMBERS, JSON, method, sent))
    members = [row["member"]["value"] for row in found["results"]["bindings"]]
    assert len(members) == len(set(members)) == 15
    assert FRANCE in members


def test_every_format_of_results(address: str) -> None:
    document = converted(ask(address, MEMBERS, XML))
    assert len(document.getElementsByTagName("result")) == 15
    rows = converted(ask(address, MEMBERS, CSV)).decode().splitlines()
    assert rows[0] == "member"
    assert FRANCE in rows
    assert len(rows) == 16
    assert converted(ask(address, "ASK { ?s ?p ?o }", JSON))["boolean"] is True


@pytest.mark.parametrize(
    ("asked", "given"), [(TURTLE, "turtle"), (RDFXML, "xml"), (JSONLD, "json-ld")]
)
def test_every_format_of_graphs(address: str, asked: str, given: str) -> None:
    content = ask(address, CONSTRUCT, asked).query().response.read()
    graph = Graph().parse(data=content, format=given)
    assert len(graph) == 5
    assert all(isinstance(subject, URIRef) for subject in graph.subjects())


def test_a_malformed_query_is_told_as_one(address: str) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column"):
        ask(address, "SELECT * WHERE { ?s ?p }", JSON).query()


def test_a_second_server_on_the_port_says_so_in_one_line(address: str, data: Path) -> None:
    second = start(data, int(address.rpartition(":")[2]))
    output, errors = second.communicate(timeout=30)
    assert second.returncode == 1
    assert len((output + errors).strip().splitlines()) == 1
    assert "in use" in errors
    assert health(address)["status"] == "ok"


def test_it_builds_the_default_release_when_there_is_none(data: Path, tmp_path: Path) -> None:
    port = free_port()
    server = start(tmp_path / "new", port)
    try:
        found = health(f"http://127.0.0.1:{port}", within=60)
    finally:
        server.terminate()
        server.communicate(timeout=10)
    assert server.returncode == 0
    assert found["release"] == (data / "current").readlink().name


def test_any_free_port_is_found_and_a_wrong_address_told() -> None:
    assert free_address("127.0.0.1", 0)[1] > 0
    with pytest.raises(AddressError, match="Cannot listen at 192"):
        free_address("192.0.2.1", 0)
    with pytest.raises(AddressError, match="65535"):
        free_address("127.0.0.1", 99_999)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_within_ten_seconds_whatever_is_asked(
    data: Path, sent: signal.Signals
) -> None:
    port = free_port()
    server = start(data, port)
    try:
        health(f"http://127.0.0.1:{port}")
        assert len(processes_of(server.pid)) >= 3
        with closing(endless(port)):
            begun = time.monotonic()
            os.kill(server.pid, sent)
            assert server.wait(timeout=10) == 0
            while processes_of(server.pid):
                assert time.monotonic() - begun < 10
                time.sleep(0.05)
    finally:
        server.kill()
        output, errors = server.communicate()
    assert output == ""
    assert f"at http://127.0.0.1:{port}/" in errors
    assert len(errors.splitlines()) == 1
