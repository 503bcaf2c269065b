"""`sommet export` of networks, and `/export`, on the release of the four texts."""

import gzip
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from graph.cli import main
from graph.release import Release
from server import exports
from server.turns import Few

BASE = "https://w3id.org/sommet/"
CONSTRUCT = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o VALUES ?p {{ <{BASE}ontology#hosts> }} }}"
TYPES = {
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "cytoscape": "application/json",
    "dot": "text/vnd.graphviz; charset=utf-8",
}


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", *arguments, "--data", str(data)])


def get(client: FlaskClient, path: str, **more: Any) -> TestResponse:
    """The whole answer, let go of as an HTTP server does."""
    return client.open(path, buffered=True, **more)


def address(**parameters: str) -> str:
    return "/export?" + urlencode({name.rstrip("_"): value for name, value in parameters.items()})


@pytest.mark.parametrize("format_name", TYPES)
def test_the_command_and_the_address_give_the_same_network(
    data: Path, client: FlaskClient, format_name: str
) -> None:
    made = run(
        data, "--format", format_name, "--entity", "agent/fra", "--merge", "--language", "fr"
    )
    assert made.exit_code == 0
    path = address(format=format_name, entity="agent/fra", merge="relation", language="fr")
    answer = get(client, path)
    assert answer.status_code == 200
    assert answer.content_type == TYPES[format_name]
    assert answer.data == made.stdout_bytes
    assert "Partenariat mondial" in made.stdout


def test_the_network_of_the_whole_release_has_every_fact_between_things(
    data: Path, release: Release
) -> None:
    root = etree.fromstring(run(data, "--format", "gexf", "--stated").stdout_bytes)
    query = f"""PREFIX s: <{BASE}ontology#> SELECT (COUNT(*) AS ?n) WHERE {{
        ?statement s:object ?o ; s:mode ?mode .
        FILTER(isIRI(?o) && ?mode != <{BASE}vocabulary/mode/negated>)
        FILTER NOT EXISTS {{ ?o a s:TimeSpan }} }}"""
    count = int(release.store().query(query, "text/csv").split()[1])
    edges = list(root.iter("{*}edge"))
    assert len(edges) == count > 200
    words = [edge.find(".//{*}attvalue[@for='edge-evidence']") for edge in edges]
    assert all(word is not None and word.get("value") for word in words)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("--format", "gexf", "--entity", "agent/frb"), 1, "agent/fra"),
        (("--format", "gexf", "--class", "Stat"), 1, "It has: State"),
        (("--format", "gexf", "--depth", "1"), 2, "Name the entity"),
        (("--format", "gexf", "--graph", "statements"), 2, "'--graph' does not go with"),
        (("--format", "dot", "--gexf-version", "1.3"), 2, "Only GEXF"),
        (("--format", "dot", "--merge", "all"), 2, "merge"),
        (("--format", "dot", "--from", "2021", "--to", "2020"), 2, "ends before it begins"),
        (("--format", "dot", "--construct", CONSTRUCT, "--class", "State"), 2, "Give either"),
        (("--format", "dot", "--construct", "no-such-file.rq"), 1, "no such file"),
        (("--format", "dot", "--construct", "CONSTRUCT { ?s ?p }"), 1, "malformed"),
        (("--format", "turtle", "--entity", "agent/fra"), 2, "for networks only"),
        (("--stated",), 2, "for networks only"),
    ],
)
def test_a_wrong_call_is_one_line(
    data: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    made = run(data, *arguments)
    assert (made.exit_code, made.stdout) == (status, "")
    (line,) = made.stderr.splitlines()
    assert line.startswith("sommet: ")
    assert message in line


def test_a_network_is_written_to_a_file_and_from_a_file_with_a_query(
    data: Path, tmp_path: Path
) -> None:
    query, output = tmp_path / "hosts.rq", tmp_path / "hosts.cyjs"
    query.write_text(CONSTRUCT, encoding="utf-8")
    made = run(data, "--format", "cytoscape", "--construct", str(query), "--output", str(output))
    assert (made.exit_code, made.stdout) == (0, "")
    (edge,) = json.loads(output.read_text(encoding="utf-8"))["elements"]["edges"]
    assert (edge["data"]["relation"], edge["data"]["origin"]) == ("hosts", "stated")
    assert {path.name for path in tmp_path.iterdir()} == {"hosts.rq", "hosts.cyjs"}


def test_a_file_of_a_network_has_a_name_and_a_validator(
    client: FlaskClient, release: Release
) -> None:
    path = address(entity="agent/can", depth="2", relation="memberOf")
    answer = get(client, path)
    name = f"sommet-can-depth-2-memberof-{release.hash[:8]}.gexf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Sommet-Release"] == release.hash
    assert {"Accept", "Accept-Encoding", "Accept-Language"} <= set(answer.vary)
    again = get(client, path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]
    other = get(client, path + "&language=fr")
    assert other.headers["ETag"] != answer.headers["ETag"]
    head = get(client, path, method="HEAD")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == answer.headers["Content-Length"]


def test_a_network_is_compressed_for_who_accepts_it(client: FlaskClient) -> None:
    plain = get(client, address(format="dot"))
    packed = get(client, address(format="dot"), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", TYPES["gexf"]),
        ("application/graphml+xml", TYPES["graphml"]),
        ("application/json", TYPES["cytoscape"]),
        ("text/*", TYPES["dot"]),
    ],
)
def test_the_format_is_negotiated(client: FlaskClient, accept: str, content_type: str) -> None:
    answer = get(client, address(relation="hosts"), headers={"Accept": accept})
    assert answer.content_type == content_type


def test_labels_are_in_the_language_of_the_client(client: FlaskClient) -> None:
    path = address(format="dot", class_="State", relation="foundingMemberOf")
    german = get(client, path, headers={"Accept-Language": "fr-CA, de"}).text
    assert '"Allemagne"' in german
    assert '"Germany"' in get(client, path).text
    assert '"Allemagne"' in get(client, path + "&lang=fr").text


def test_a_parameter_without_a_value_is_an_option_without_one(client: FlaskClient) -> None:
    bare = get(client, "/export?format=dot&merge&stated")
    told = get(client, "/export?format=dot&merge=relation&stated=true")
    assert bare.data == told.data
    assert b"inferred" not in bare.data


def test_a_release_is_exported_by_its_hash(client: FlaskClient, release: Release) -> None:
    path = address(relation="hosts")
    assert get(client, f"/release/{release.hash}{path}").data == get(client, path).data
    missing = get(client, f"/release/{'0' * 32}{path}")
    assert (missing.status_code, missing.json["error"]["name"]) == (404, "release")  # type: ignore[index]


@pytest.mark.parametrize(
    ("query", "status", "code", "name"),
    [
        ("entity=agent/frb", 404, "unknown", "entity"),
        ("class=Stat", 404, "unknown", "class"),
        ("depth=1", 400, "option", "depth"),
        ("relatoin=memberOf", 400, "option", "relatoin"),
        ("entity=agent/fra&entity=agent/can", 400, "malformed-request", "entity"),
        ("format=gif", 406, "not-acceptable", "format"),
        ("construct=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D", 400, "option", "construct"),
        ("construct=CONSTRUCT", 400, "query", "query"),
        ("construct=DELETE+WHERE+%7B+%3Fs+%3Fp+%3Fo+%7D", 403, "refused", "query"),
    ],
)
def test_what_cannot_be_given_is_told_in_the_shared_body(
    client: FlaskClient, query: str, status: int, code: str, name: str
) -> None:
    answer = get(client, f"/export?{query}")
    assert answer.status_code == status
    assert answer.is_json
    error = answer.json["error"]  # type: ignore[index]
    assert (error["code"], error["name"]) == (code, name)
    assert set(error) == {"code", "message", "name", "value", "remedy"}


def test_what_is_not_accepted_is_told(client: FlaskClient) -> None:
    answer = get(client, "/export", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "gexf, graphml, cytoscape, dot" in answer.text


def test_a_network_that_is_too_large_is_refused_for_good(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_FACTS", 3)
    answer = get(client, address())
    assert answer.status_code == 413
    assert "Retry-After" not in answer.headers
    assert answer.json["error"]["name"] == "facts"  # type: ignore[index]
    monkeypatch.undo()
    assert get(client, address()).status_code == 200


def test_no_more_networks_are_read_at_once_than_may_be(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_READING", Few(1, "networks", patience=0.01))
    assert exports._READING.take()
    busy = get(client, address())
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
    exports._READING.give_back()
    assert get(client, address()).status_code == 200


def test_few_networks_wait(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_ASKED", Few(1, "networks"))
    assert exports._ASKED.take()
    began = time.monotonic()
    assert get(client, address()).status_code == 503
    assert time.monotonic() - began < 5
    exports._ASKED.give_back()
    assert get(client, address()).status_code == 200
