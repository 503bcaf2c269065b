"""What OpenAPI says of this service is what the service does."""

import json
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from graph.export.asked import MOST_DEPTH
from graph.release import Release
from graph.search import MOST_CHARACTERS
from server import search
from server.api.document import document
from server.api.operations import Operation, operations, read_table
from server.endpoint import MOST_ADDRESS
from server.resources import read
from server.validation import views

ANSWERED_EVERYWHERE = {"HEAD", "OPTIONS"}
EXAMPLES = [one for one in operations() if one.method == "GET"]


def left_out() -> set[tuple[str, str]]:
    """Methods and routes that are left out; `*` for all methods of one."""
    found = set()
    for key, reason in read_table()["left_out"].items():
        *methods, rule = key.split()
        found |= {(method, rule) for method in methods or ["*"]}
        assert reason.endswith(".")
    return found


def test_every_route_is_described_or_left_out_with_a_reason(app: Flask) -> None:
    described = {(one.method, one.rule) for one in operations()}
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - ANSWERED_EVERYWHERE
    }
    out = left_out()
    missing = {one for one in routes - described - out if ("*", one[1]) not in out}
    assert not missing, f"describe in server/api/operations.toml: {sorted(missing)}"
    known = routes | {("*", rule) for _, rule in routes}
    assert not (described | out) - known, "described, but no route"


def test_it_is_openapi(client: FlaskClient) -> None:
    answer = client.get("/openapi.json")
    assert answer.content_type == "application/vnd.oai.openapi+json;version=3.1"
    described = json.loads(answer.get_data(as_text=True))
    assert [str(error) for error in OpenAPIV31SpecValidator(described).iter_errors()] == []
    assert described["openapi"] == "3.1.0"
    assert len(described["paths"]) >= 40


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one.name)
def test_each_example_is_answered_as_described(
    client: FlaskClient, release: Release, one: Operation
) -> None:
    headers = {"Accept": one.told["accept"]} if "accept" in one.told else {}
    with client.get(one.example_path(release.hash), headers=headers) as answer:
        assert answer.status_code == one.status, answer.get_data(as_text=True)[:500]
        assert answer.headers["Sommet-Release"] == release.hash
        if one.status >= 400:
            return
        kinds = one.told["answers"][str(one.status)]
        kind = (answer.headers.get("Content-Type") or "").partition(";")[0]
        assert kind in kinds if kinds else one.status >= 300
        if one.example and kind.endswith("json"):
            holds(json.loads(answer.get_data(as_text=True)), json.loads(one.example))
        elif one.example:
            assert answer.get_data(as_text=True).split() == one.example.split()


def holds(answer: Any, example: Any) -> None:
    """An answer has what its example shows, of the same types."""
    if isinstance(example, dict):
        for name, value in example.items():
            holds(answer[name], value)
    elif isinstance(example, list):
        holds(answer[0], example[0])
    else:
        # Numbers may have a fraction or none.
        assert type(answer) in {type(example), float if isinstance(example, int) else type(example)}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/sparql?query=x", 400), ("/search", 400), ("/search?q=a&page=51", 400)],
)
def test_errors_have_the_body_described(client: FlaskClient, path: str, status: int) -> None:
    schema = document("http://localhost", "0" * 32)["components"]["schemas"]["Error"]
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == status
    jsonschema.validate(answer.get_json(), schema)


def test_limits_are_described_as_they_are() -> None:
    told = read_table()["parameters"]
    assert told["q"]["maxLength"] == told["prefix"]["maxLength"] == MOST_CHARACTERS
    assert told["page"]["maximum"] == search.MOST_PAGES
    assert told["limit"]["maximum"] == search.MOST_SUGGESTIONS
    assert told["page_of_links"]["maximum"] == read.MOST_PAGES
    assert told["page_of_documents"]["maximum"] == views.MOST_PAGES
    assert told["depth"]["maximum"] == MOST_DEPTH
    assert told["query"]["maxLength"] == MOST_ADDRESS


def test_every_parameter_is_used() -> None:
    used = {name for one in operations() for name in one.told.get("parameters", ())}
    parts = {part for one in operations() for part in one.parts}
    assert set(read_table()["parameters"]) == used | parts | {
        f"{part}_of_path" for part in ("kind", "language")
    }
