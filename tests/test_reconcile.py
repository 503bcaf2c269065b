"""The Reconciliation Service API 0.2 as a client such as OpenRefine uses it."""

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from server.reconcile.requests import MOST_PAIRS, MOST_QUERIES

SCHEMAS = os.environ.get("SOMMET_SCHEMAS", "")
NEEDS_SCHEMAS = pytest.mark.skipif(
    not SCHEMAS, reason="SOMMET_SCHEMAS names no folder with the published schemas"
)
FRA, SVK, SVN, OECD = "id/agent/fra", "id/agent/svk", "id/agent/svn", "id/agent/oecd"
PMIA = "id/agent/partenariat-mondial-pour-l-intelligence-artificielle"
EXACT_MATCH = "http://www.w3.org/2004/02/skos/core#exactMatch"


def ask(client: FlaskClient, query: dict[str, Any], language: str = "fr") -> list[dict[str, Any]]:
    """The candidates of one query."""
    batch = json.dumps({"q0": query})
    response = client.post(f"/reconcile/{language}", data={"queries": batch})
    assert response.status_code == 200, response.text
    result: list[dict[str, Any]] = response.get_json()["q0"]["result"]
    return result


def extend(client: FlaskClient, ids: list[str], *properties: str) -> dict[str, Any]:
    asked = json.dumps({"ids": ids, "properties": [{"id": one} for one in properties]})
    response = client.post("/reconcile/fr", data={"extend": asked})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


# A query, its first candidate with the score, and whether that is certain.
CERTAIN = [
    ({"query": "France"}, FRA, 100, True),
    ({"query": "france"}, FRA, 98, True),
    ({"query": "La France"}, FRA, 96, True),
    ({"query": "République française", "type": "State", "type_strict": "should"}, FRA, 100, True),
    ({"query": "Slovaquie"}, SVK, 100, True),
    ({"query": "Slovenia"}, SVN, 100, True),
    ({"query": "Slovénia"}, SVN, 98, True),
    ({"query": "Slovaquia"}, SVK, 79.9, False),
    ({"query": "OCDE", "type": ["State", "Organisation"]}, OECD, 100, True),
    ({"query": "PMIA"}, PMIA, 100, True),
    ({"query": "Partenariat mondial sur l’IA (PMIA)"}, PMIA, 96, True),
    ({"query": FRA}, FRA, 100, True),
    ({"query": f"https://w3id.org/sommet/{FRA}"}, FRA, 100, True),
    ({"query": "France", "properties": [{"pid": "memberOf", "v": "PMIA"}]}, FRA, 100, True),
    ({"query": "France", "properties": [{"pid": "memberOf", "v": {"id": PMIA}}]}, FRA, 100, True),
    ({"query": "France", "properties": [{"pid": "memberOf", "v": ["x", PMIA]}]}, FRA, 100, True),
    ({"query": "France", "properties": [{"pid": "memberOf", "v": "OCDE"}]}, FRA, 70, False),
    ({"query": "PMIA", "properties": [{"pid": "launchedOn", "v": "2020-06"}]}, PMIA, 100, True),
    ({"query": "PMIA", "properties": [{"pid": "launchedOn", "v": 2021}]}, PMIA, 70, False),
    ({"query": "PMIA", "properties": [{"pid": "memberCount", "v": 15}]}, PMIA, 100, True),
    ({"properties": [{"pid": "launchedOn", "v": "2020-06-15"}]}, PMIA, 100, True),
    ({"properties": [{"pid": "hosts", "v": "secrétariat du pmia"}]}, OECD, 100, True),
]


@pytest.mark.parametrize(("query", "iri", "score", "certain"), CERTAIN)
def test_the_best_candidate_and_whether_it_is_certain(
    client: FlaskClient, query: dict[str, Any], iri: str, score: float, certain: bool
) -> None:
    found = ask(client, query)
    assert (found[0]["id"], found[0]["score"], found[0]["match"]) == (iri, score, certain)
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert sum(one["match"] for one in found) == int(certain)


def test_names_that_are_only_alike_are_never_certain(client: FlaskClient) -> None:
    for name in ("Slovak", "Slovaqie", "Emmanuel Macro", "Ministère", "Déclaration", "O C D E"):
        assert not [one for one in ask(client, {"query": name}) if one["match"]], name


def test_a_name_that_several_have_is_not_certain(client: FlaskClient) -> None:
    wanted = {"properties": [{"pid": "foundingMemberOf", "v": "PMIA"}], "limit": 20}
    found = ask(client, wanted)
    assert len(found) == 15
    assert not any(one["match"] for one in found)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"query": "France", "type": "Organisation"}, []),
        ({"query": "France", "type": ["State", "Organisation"], "type_strict": "all"}, []),
        ({"query": "   "}, []),
        ({"query": "é" * 600}, []),
        ({"query": "Zanzibar"}, []),
        ({"query": 'a" OR NEAR(*'}, []),
        ({"query": "Slovénie", "limit": 1}, [SVN]),
    ],
)
def test_candidates_keep_to_what_is_asked(
    client: FlaskClient, query: dict[str, Any], ids: list[str]
) -> None:
    assert [one["id"] for one in ask(client, query)] == ids


def test_a_batch_by_get_and_post_is_the_same(client: FlaskClient) -> None:
    batch = json.dumps({"a": {"query": "Canada"}, "b": {"query": "Québec", "limit": 2}})
    posted = client.post("/reconcile?lang=fr", data={"queries": batch})
    got = client.get("/reconcile?" + urlencode({"lang": "fr", "queries": batch}))
    assert (
        posted.get_json()
        == got.get_json()
        == client.post("/reconcile/fr", data={"queries": batch}).get_json()
    )
    assert list(posted.get_json()) == ["a", "b"]


def test_names_come_in_the_language_of_the_service(client: FlaskClient) -> None:
    assert ask(client, {"query": "Allemagne"}, "en")[0]["name"] == "Germany"
    assert ask(client, {"query": "Germany"}, "fr")[0]["name"] == "Allemagne"
    assert ask(client, {"query": "Germany"}, "fr")[0]["type"] == [{"id": "State", "name": "État"}]


WRONG = [
    ("{", 400, "queries"),
    ("[]", 400, "queries"),
    ("null", 400, "queries"),
    ('{"a": 1}', 400, "a"),
    ('{"a": {}}', 400, "a"),
    ('{"a": {"query": ""}}', 400, "a"),
    ('{"a": {"query": 1}}', 400, "query"),
    ('{"a": {"query": "x", "type": "Nothing"}}', 400, "type"),
    ('{"a": {"query": "x", "type": [1]}}', 400, "type"),
    ('{"a": {"query": "x", "type_strict": "none"}}', 400, "type_strict"),
    ('{"a": {"query": "x", "limit": 0}}', 400, "limit"),
    ('{"a": {"query": "x", "limit": true}}', 400, "limit"),
    ('{"a": {"query": "x", "limit": NaN}}', 400, "limit"),
    ('{"a": {"query": "x", "properties": {}}}', 400, "properties"),
    ('{"a": {"query": "x", "properties": [{"pid": "nothing", "v": "x"}]}}', 400, "property"),
    ('{"a": {"query": "x", "properties": [{"pid": "memberOf"}]}}', 400, "v"),
    (json.dumps({"a": {"properties": [{"pid": "hosts", "v": "x"}] * 11}}), 413, "properties"),
    (json.dumps({"a": {"properties": [{"pid": "hosts", "v": ["x"] * 51}]}}), 413, "v"),
    ('{"a": {"query": "\\ud800"}}', 400, "queries"),
    ("[" * 100_000, 400, "queries"),
    (json.dumps({str(n): {"query": "a"} for n in range(MOST_QUERIES + 1)}), 413, "queries"),
    ('{"a": {"query": "' + "x" * 1_100_000 + '"}}', 413, "body"),
]


@pytest.mark.parametrize(("queries", "status", "name"), WRONG)
def test_a_wrong_batch_is_told(client: FlaskClient, queries: str, status: int, name: str) -> None:
    response = client.post("/reconcile", data={"queries": queries})
    assert response.status_code == status, response.text
    error = response.get_json()["error"]
    assert set(error) == {"code", "message", "name", "value", "remedy"}
    assert error["name"] == name


WRONG_ADDRESSES = [
    ("/reconcile/de", 404),
    ("/reconcile/en/suggest/nothing?prefix=a", 404),
    ("/reconcile/en/suggest/entity?prefix=a&cursor=-1", 400),
    ("/reconcile/en/properties?type=Nothing", 400),
    ("/reconcile/en/properties?limit=0", 400),
    ("/reconcile/en/preview?id=id/agent/nothing", 404),
    ("/reconcile/en/preview", 404),
    ("/reconcile?extend=[]", 400),
    ('/reconcile?extend={"ids":["a"],"properties":[{"id":"nothing"}]}', 400),
    ('/reconcile?extend={"ids":[1],"properties":[]}', 400),
]


@pytest.mark.parametrize(("address", "status"), WRONG_ADDRESSES)
def test_a_wrong_address_is_told(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.get_json()["error"]["remedy"]


def test_a_huge_extension_is_refused(client: FlaskClient) -> None:
    ids = [str(number) for number in range(MOST_PAIRS + 1)]
    asked = json.dumps({"ids": ids, "properties": [{"id": "memberOf"}]})
    assert client.post("/reconcile", data={"extend": asked}).status_code == 413
    assert client.post("/reconcile", data={}).status_code == 400


def test_the_manifest_leads_to_services_that_answer(client: FlaskClient) -> None:
    for address, language in (("/reconcile", "en"), ("/reconcile?lang=fr", "fr")):
        told = client.get(address).get_json()
        assert told["identifierSpace"] == "https://w3id.org/sommet/"
        assert told["schemaSpace"] + "State" == "https://w3id.org/sommet/ontology#State"
        assert {"id": "Agent", "name": "agent"} in told["defaultTypes"]
        assert told["view"]["url"] == "http://localhost/{{id}}"
        preview = told["preview"]["url"].replace("{{id}}", quote(FRA, safe=""))
        services = [s["service_url"] + s["service_path"] for s in told["suggest"].values()]
        services.append("".join(told["extend"]["propose_properties"].values()))
        assert len(services) == 4
        for service in (preview, *services, told["documentation"]):
            assert service.startswith("http://localhost/")
            response = client.get(service.removeprefix("http://localhost"))
            assert response.status_code == 200, service
            if service != told["documentation"]:
                assert f"/reconcile/{language}/" in service


def test_every_answer_can_be_read_from_other_pages(client: FlaskClient) -> None:
    for address in ("/reconcile", "/reconcile/en/suggest/type?prefix=a", "/reconcile/de"):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"
    allowed = client.options("/reconcile/en").headers["Access-Control-Allow-Methods"]
    assert "POST" in allowed


def test_the_preview_may_stand_in_a_frame_and_runs_nothing(client: FlaskClient) -> None:
    response = client.get(f"/reconcile/fr/preview?id={quote(OECD, safe='')}")
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    assert "<dt>héberge</dt><dd>secrétariat du PMIA</dd>" in response.text
    assert not re.search(r"<script|style=|\son\w+=", response.text)
    other = client.get("/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in other


def test_suggestions_begin_as_what_is_typed(client: FlaskClient) -> None:
    def ids(what: str, prefix: str, cursor: int = 0) -> list[str]:
        address = f"/reconcile/fr/suggest/{what}?" + urlencode({"prefix": prefix, "cursor": cursor})
        return [one["id"] for one in client.get(address).get_json()["result"]]

    assert ids("entity", "parten")[0] == PMIA
    assert ids("entity", FRA) == [FRA]
    assert ids("type", "éta") == ["State"]
    assert ids("type", "State")[0] == "State"
    assert "memberOf" in ids("property", "membre")
    assert ids("property", "memberof") == ["memberOf"]
    assert ids("entity", "") == []
    whole, rest = ids("type", ""), ids("type", "", 5)
    assert len(whole) == 20
    assert rest[:15] == whole[5:]


def test_properties_of_a_type_are_those_that_its_things_have(client: FlaskClient) -> None:
    told = client.get("/reconcile/en/properties?type=State&limit=30").get_json()
    ids = [one["id"] for one in told["properties"]]
    assert {"memberOf", "signatoryOf", EXACT_MATCH} <= set(ids)
    assert "heldIn" not in ids
    assert told["type"] == "State"
    assert (
        len(client.get("/reconcile/en/properties?type=State&limit=2").get_json()["properties"]) == 2
    )


def test_a_table_is_extended_with_what_the_graph_says(client: FlaskClient) -> None:
    properties = ("memberOf", "launchedOn", "memberCount", EXACT_MATCH)
    answer = extend(client, [FRA, PMIA, "id/agent/nothing", "> } #"], *properties)
    assert [one["id"] for one in answer["meta"]] == list(properties)
    assert answer["meta"][0]["name"] == "membre de"
    rows = answer["rows"]
    name = "Partenariat mondial pour l'intelligence artificielle"
    assert rows[FRA]["memberOf"] == [{"id": PMIA, "name": name}]
    assert {"str": "http://www.wikidata.org/entity/Q142"} in rows[FRA][EXACT_MATCH]
    assert rows[PMIA]["launchedOn"] == [{"date": "2020-06-15T00:00:00Z"}]
    assert rows[PMIA]["memberCount"] == [{"int": 15}]
    assert rows["id/agent/nothing"] == rows["> } #"] == {one: [] for one in properties}


def test_what_is_reconciled_can_be_extended_and_reconciled_again(client: FlaskClient) -> None:
    """As a user of OpenRefine goes on: a column of States, a column of what they are members of."""
    states = ["Canada", "Allemagne", "Japon"]
    ids = [ask(client, {"query": state, "type": "State"})[0]["id"] for state in states]
    rows = extend(client, ids, "foundingMemberOf")["rows"]
    bodies = {value["id"] for row in rows.values() for value in row["foundingMemberOf"]}
    assert bodies == {PMIA}


def schema(name: str) -> Draft7Validator:
    folder = Path(SCHEMAS) / "reconciliation-0.2"
    contents = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    assert len(contents) >= 11
    for content in contents:  # An address that is no draft's; the schemas are of draft 7.
        content["$schema"] = "http://json-schema.org/draft-07/schema#"
    resources = [(content["$id"], Resource.from_contents(content)) for content in contents]
    registry: Registry[Any] = Registry().with_resources(resources)
    # `openapi.json` says that it is at swagger.io, and the manifest's schema refers to it there.
    return Draft7Validator(json.loads((folder / name).read_text()), registry=registry)


BATCH = {str(n): query for n, (query, *_) in enumerate(CERTAIN)}
EXTENSION = {
    "ids": [FRA, PMIA, OECD],
    "properties": [{"id": one} for one in ("memberOf", "launchedOn", "memberCount", EXACT_MATCH)],
}
VALID = [
    ("manifest.json", "/reconcile"),
    ("manifest.json", "/reconcile/fr"),
    ("reconciliation-result-batch.json", "/reconcile?" + urlencode({"queries": json.dumps(BATCH)})),
    ("suggest-entities-response.json", "/reconcile/en/suggest/entity?prefix=par"),
    ("suggest-properties-response.json", "/reconcile/en/suggest/property?prefix=m"),
    ("suggest-types-response.json", "/reconcile/fr/suggest/type?prefix="),
    ("data-extension-property-proposal.json", "/reconcile/fr/properties?type=Agent"),
    ("data-extension-property-proposal.json", "/reconcile/fr/properties"),
    ("data-extension-response.json", "/reconcile?" + urlencode({"extend": json.dumps(EXTENSION)})),
]


@NEEDS_SCHEMAS
@pytest.mark.parametrize(("name", "address"), VALID)
def test_answers_keep_to_the_published_schemas(
    client: FlaskClient, name: str, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert [error.message for error in schema(name).iter_errors(response.get_json())] == []


@NEEDS_SCHEMAS
def test_what_the_tests_ask_keeps_to_the_published_schemas() -> None:
    assert list(schema("reconciliation-query-batch.json").iter_errors(BATCH)) == []
    assert list(schema("data-extension-query.json").iter_errors(EXTENSION)) == []
    assert list(schema("reconciliation-result-batch.json").iter_errors({"a": {}})) != []
