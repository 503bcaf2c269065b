"""The page of the network: its addresses, its table, what it draws, and its panel."""

import html
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from graph.errors import OptionError
from graph.export.drawing import read_network
from server.network import drawing, facts, reading
from server.network.address import read_address

BROWSER = {"Accept": "text/html"}
PMIA = "agent/partenariat-mondial-pour-l-intelligence-artificielle"


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status, answer.text
    return answer.text


def drawn(client: FlaskClient, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/network?{query}&part=drawing".replace("?&", "?"))
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def rows(text: str) -> list[str]:
    return re.findall(r"<tr role=\"row\">\s*<th role=\"rowheader\".*?</tr>", text, re.DOTALL)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ([], "/network"),
        ([("relation", "hosts"), ("relation", "memberOf"), ("from", "")],
         "/network?relation=hosts,memberOf"),
        ([("depth", "2")], "/network"),
        ([("depth", "2"), ("entity", "agent/fra"), ("lang", "fr")], "/network?entity=agent/fra&depth=2"),
        ([("chosen", "agent/fra"), ("layout", "force"), ("page", "3"), ("part", "panel")],
         "/network?chosen=agent/fra&page=3"),
    ],
)  # fmt: skip
def test_an_address_says_a_view_in_one_way(given: list[tuple[str, str]], path: str) -> None:
    assert read_address(MultiDict(given)).path == path


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ([("layout", "spiral")], "layout"),
        ([("page", "0")], "page"),
        ([("colour", "red")], "colour"),
        ([("from", "2019"), ("from", "2020")], "from"),
        ([("chosen", "a,b,c")], "chosen"),
    ],
)
def test_what_an_address_cannot_say_is_told(given: list[tuple[str, str]], name: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_address(MultiDict(given))
    assert caught.value.name == name


@pytest.mark.parametrize(
    "query",
    ["", f"entity={PMIA}", "relation=memberOf,foundingMemberOf", "mode=planned&without=agent/fra",
     "document=001-0146f9d8f82743d2", "class=Person&stated=", "from=2019&to=2020-06"],
)  # fmt: skip
def test_what_is_drawn_is_what_the_download_holds(client: FlaskClient, query: str) -> None:
    query = query.replace("&stated=", "")
    path = re.search(
        r'href="(/export\?format=cytoscape[^"]*)"', text_of(client, f"/network?{query}")
    )
    assert path is not None
    export = json.loads(client.get(html.unescape(path[1]), buffered=True).data)["elements"]
    shown = drawn(client, query)
    keys = {node["data"]["id"].partition("/sommet/")[2] for node in export["nodes"]}
    assert {thing["id"] for thing in shown["things"]} == {key.removeprefix("id/") for key in keys}
    assert len(export["edges"]) == shown["total"]["facts"] > 0
    assert sum(link["facts"] for link in shown["links"]) == shown["total"]["facts"]


def test_every_fact_is_in_the_table_once(client: FlaskClient) -> None:
    total, found, number = drawn(client)["total"]["facts"], [], 1
    while more := rows(text_of(client, f"/network?view=table&page={number}")):
        found += more
        number += 1
        if len(found) >= total:
            break
    assert len(found) == total
    assert number - 1 == -(-total // facts.PER_PAGE)
    assert sum("<mark>" in row for row in found) > 200


@pytest.mark.parametrize("sort", ["time", "-time"])
def test_facts_without_a_time_come_last_either_way(client: FlaskClient, sort: str) -> None:
    text = text_of(client, f"/network?entity={PMIA}&view=table&sort={sort}")
    dated = ["<time" in row for row in rows(text)]
    assert dated == sorted(dated, reverse=True)
    assert any(dated)
    assert not all(dated)
    order = "descending" if sort.startswith("-") else "ascending"
    assert text.count(f'aria-sort="{order}"') == 1


def test_the_panel_of_a_link_shows_the_sentence_with_the_words_marked(client: FlaskClient) -> None:
    text = text_of(client, f"/network?chosen=agent/fra,{PMIA}&part=panel")
    assert "<html" not in text
    sentence = re.search(r'<blockquote lang="fr">(.*?)</blockquote>', text, re.DOTALL)
    assert sentence is not None
    (words,) = re.findall(r"<mark>(.*?)</mark>", sentence[1])
    assert html.unescape(words).startswith("Le Canada et la France s'unissent")
    statement = re.search(r"/document/001-0146f9d8f82743d2\?fact=([0-9a-f]{20})", text)
    assert statement is not None
    page = text_of(client, f"/statement/{statement[1]}")
    assert words in page


def test_what_is_chosen_must_be_there(client: FlaskClient) -> None:
    answer = client.get("/network?relation=hosts&chosen=agent/nobody")
    assert answer.status_code == 404
    assert answer.get_json()["error"]["name"] == "chosen"


def test_nothing_found_says_which_filters_to_take_away(client: FlaskClient) -> None:
    text = text_of(client, "/network?relation=hosts&class=Person&lang=en")
    assert "No fact fits all these filters." in text
    assert 'href="/network?relation=hosts&amp;lang=en"' in text
    assert 'href="/network?class=Person&amp;lang=en"' in text


def test_a_large_network_is_cut_or_refused_and_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MOST_THINGS", 10)
    shown = drawn(client)
    assert len(shown["things"]) == 10 < shown["total"]["things"]
    degrees = [thing["degree"] for thing in shown["things"]]
    assert degrees == sorted(degrees, reverse=True)
    monkeypatch.setattr(reading, "MOST_FACTS", 20)
    monkeypatch.setattr(reading, "_KEPT", reading._Kept(10))
    assert "too large for a page" in text_of(client, "/network?lang=en", 413)
    assert client.get("/network?part=drawing").status_code == 413


def test_a_network_is_read_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    monkeypatch.setattr(reading, "_KEPT", reading._Kept(1_000))

    def counted(*given: Any) -> Any:
        read.append(given)
        return read_network(*given)

    monkeypatch.setattr(reading, "read_network", counted)
    for path in ("/network", "/network?chosen=agent/fra&part=panel", "/network?layout=rings"):
        text_of(client, path)
    assert len(read) == 1
