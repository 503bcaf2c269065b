"""Search over HTTP: the page, its JSON, and suggestions, as a table of requests and answers."""

import json
import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from graph.release import Release
from graph.settings import load
from server.app import create_app
from server.releases import Fixed, Served
from server.search import MOST_PAGES, PER_PAGE
from tests.test_contacts import leaks, secrets
from tests.test_pages import BROWSER, Page
from tests.test_search import FRANCE, HOSTILE, PARTNERSHIP

LONG = quote("é" * 501)

# A request, whether a browser sends it, its status, and what its answer holds.
TABLE = [
    ("/search", True, 200, '<input type="search"'),
    ("/search", False, 400, '"name":"q"'),
    ("/search?q=", True, 200, '<input type="search"'),
    ("/search?q=France", False, 200, f'"iri":"{FRANCE}"'),
    ("/search?q=France&format=html", False, 200, 'href="/id/agent/fra"'),
    ("/search?q=France&format=json", True, 200, '"total":'),
    ("/search?q=France&format=turtle", False, 406, '"remedy"'),
    ("/search?q=France&lang=fr&type=State", False, 200, '"label":"État"'),
    ("/search?q=France&type=https://w3id.org/sommet/ontology%23State", False, 200, FRANCE),
    ("/search?q=France&type=Nothing", False, 400, '"name":"type"'),
    ("/search?q=France&type=Nothing", True, 400, "Nothing"),
    ("/search?q=France&kind=nothing", False, 400, '"name":"kind"'),
    ("/search?q=intelligence&page=2", False, 200, '"page":2'),
    ("/search?q=France&page=49", False, 200, '"results":[]'),
    ("/search?q=France&page=0", False, 400, '"name":"page"'),
    ("/search?q=France&page=x", True, 400, "page"),
    (f"/search?q=France&page={MOST_PAGES + 1}", False, 400, '"name":"page"'),
    (f"/search?q={LONG}", False, 400, '"name":"q"'),
    ("/search?q=zzzz", True, 200, "Nothing has these words."),
    ("/search?q=zzzz&lang=fr", True, 200, "Rien ne contient ces mots."),
    ("/suggest?q=parten", False, 200, PARTNERSHIP),
    ("/suggest?q=parten&limit=1&lang=fr", False, 200, '"language":"fr"'),
    ("/suggest?q=parten&limit=51", False, 400, '"name":"limit"'),
    ("/suggest", False, 400, '"name":"q"'),
]


@pytest.mark.parametrize(("path", "browser", "status", "holds"), TABLE)
def test_a_request_and_its_answer(
    client: FlaskClient, path: str, browser: bool, status: int, holds: str
) -> None:
    response = client.get(path, headers=BROWSER if browser else {})
    assert response.status_code == status
    assert holds in response.text
    if status == 400 and not browser:
        assert set(response.get_json()["error"]) == {"code", "message", "name", "value", "remedy"}


@pytest.mark.parametrize("text", [text for text in HOSTILE if text != "\ud800"])
def test_nothing_typed_fails_or_is_obeyed(client: FlaskClient, text: str) -> None:
    for address in ("/search", "/suggest"):
        for headers in ({}, BROWSER):
            response = client.get(address, query_string={"q": text}, headers=headers)
            assert response.status_code in (200, 400)


def test_what_is_typed_is_shown_and_not_obeyed(client: FlaskClient) -> None:
    text = '"><script>x</script> France'
    shown = client.get("/search", query_string={"q": text}, headers=BROWSER).text
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "<mark>France</mark>" in shown


def test_marks_stand_where_the_json_says(client: FlaskClient) -> None:
    found = client.get("/search?q=mise en oeuvre&kind=passage").get_json()
    assert found["results"][0]["how"] == "every"
    for result in (one for one in found["results"] if one["how"] == "every"):
        matched = result["matched"]
        words = [matched["excerpt"][start:end].lower() for start, end in matched["marks"]]
        assert "œuvre" in words
        assert result["document"]["path"].startswith("/document/")


def test_pages_lead_to_each_other(client: FlaskClient) -> None:
    address = "/search?q=intelligence+artificielle"
    seen: list[str] = []
    while address:
        found = client.get(address).get_json()
        assert len(found["results"]) <= PER_PAGE
        assert found["first"] == len(seen) + 1
        seen += [result["iri"] for result in found["results"]]
        address = found["next"]
    assert len(seen) == len(set(seen)) == found["total"] > PER_PAGE
    html = client.get("/search?q=intelligence+artificielle", headers=BROWSER).text
    assert [link for link in Page(html).links if "page=2" in link]


def test_the_language_goes_on(client: FlaskClient) -> None:
    found = Page(client.get("/search?q=France&lang=fr", headers=BROWSER).text)
    assert found.links.count("/search?q=France&lang=en") == 2  # The menus, broad and narrow.
    within = [link for link in found.links if link.startswith(("/search?", "/id/", "/document/"))]
    assert len(within) >= 10
    assert {link for link in within if "lang=fr" not in link} == {"/search?q=France&lang=en"}


def test_the_first_page_has_a_form_that_searches(client: FlaskClient) -> None:
    html = client.get("/", headers=BROWSER).text
    assert re.search(r'<form action="/search" method="get"[^>]*>.*?name="q"', html, re.DOTALL)


def test_a_release_without_an_index_says_so(release: Release) -> None:
    served = Served(release.hash, release.base, release.store())
    client = create_app(Fixed(served), load(release.folder.parent.parent)).test_client()
    for path in ("/search?q=a", "/suggest?q=a", "/reconcile"):
        response = client.get(path)
        assert response.status_code == 404
        assert "sommet build" in response.get_json()["error"]["remedy"]


def test_no_answer_holds_a_contact_detail(client: FlaskClient) -> None:
    for secret in secrets():
        found = client.get("/search", query_string={"q": secret}).get_json()
        assert leaks(json.dumps(found["results"], ensure_ascii=False).encode()) == []
    for word in ("presse", "contact", "tel", "mailto", "fr"):
        assert leaks(client.get("/search", query_string={"q": word}, headers=BROWSER).data) == []
