"""The pages for people: complete in both languages, nothing from elsewhere, questions that run."""

import re
import tomllib
from html.parser import HTMLParser
from importlib.resources import files
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.assets import FOLDER
from server.manual import render_markdown
from server.messages import LANGUAGES, messages
from server.results import MOST_ROWS

BROWSER = {"Accept": "text/html,*/*;q=0.1"}
TEMPLATES = sorted(
    path.name for path in (files("server") / "templates").iterdir() if path.name.endswith(".html")
)
ADDRESSES = ["/", "/?lang=fr", "/sparql", "/sparql?query=ASK%7B%7D", "/nothing"]
ADDRESSES += ["/docs", "/docs/getting-started", "/docs/model", "/docs/sparql", "/docs/operations"]

# Messages that are chosen by a name of what is shown.
CHOSEN = (
    *("among.", "column.", "count.", "editor.", "failure.", "kind.", "kinds.", "mode.", "theme."),
)

# What makes a browser fetch; a link to elsewhere is followed only by who wants to.
KEY = re.compile(r"'(\w+\.\w+)'")
TOLD = ("canonical", "alternate")  # Addresses of the page itself, which no browser fetches.
FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "srcset"}


class Page(HTMLParser):
    """The parts of a page that a test looks at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.scripts: list[str | None] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.attributes |= values.keys()
        is_data = tag == "script" and "src" not in values
        self.scripts += [values.get("type")] if tag == "script" else []
        is_fetched = tag in FETCHED and not is_data and values.get("rel") not in TOLD
        self.fetched += [values.get(FETCHED[tag]) or ""] if is_fetched else []
        self.links += [values.get("href") or ""] if tag == "a" else []


def page(client: FlaskClient, address: str) -> Page:
    return Page(client.get(address, headers=BROWSER).text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_load_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    found = page(client, address)
    assert len(found.fetched) >= 2
    for source in found.fetched:
        assert source.startswith("/static/"), source
        with client.get(source) as answer:
            assert answer.status_code == 200
    assert not {"style", "iframe", "object"} & set(found.tags)
    assert set(found.scripts) <= {"application/ld+json", "module"}  # The first is data.
    assert "style" not in found.attributes
    assert not [name for name in found.attributes if name.startswith("on")]


def test_templates_and_style_name_no_other_host() -> None:
    assert len(TEMPLATES) >= 5
    for name in TEMPLATES:
        assert "//" not in (files("server") / "templates" / name).read_text(encoding="utf-8"), name
    styles = sorted(FOLDER.glob("*.css"))
    assert styles
    for style in styles:
        found = re.findall(r"@import|//|url\(([^)]*)\)", style.read_text(encoding="utf-8"))
        assert all(name.strip("\"'").startswith("./") for name in found), (style, found)


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_within_the_site_lead_somewhere(client: FlaskClient, address: str) -> None:
    for link in page(client, address).links:
        if link.startswith("/") and link != "/nothing?lang=fr":
            with client.get(link, headers=BROWSER, follow_redirects=True) as answer:
                assert answer.status_code == 200, link


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_example_question_runs(client: FlaskClient, language: str) -> None:
    links = page(client, f"/?lang={language}").links
    questions = [link for link in links if "query" in parse_qs(urlsplit(link).query)]
    assert len(questions) >= 8
    for link in questions:
        answer = client.get(link, headers=BROWSER)
        assert answer.status_code == 200
        assert "<td" in answer.text, link
        assert f'<html lang="{language}">' in answer.text


def test_the_home_page_tells_what_is_there(client: FlaskClient) -> None:
    text = client.get("/?lang=en").text
    for name in ("documents", "statements", "things named", "passages quoted", "triples"):
        number = re.search(rf"<dt>{name}</dt><dd>(?:<a[^>]*>)?([0-9,]+)<", text)
        assert number is not None, name
        assert int(number[1].replace(",", "")) > 0, name


def test_the_documents_have_the_statements_between_them(client: FlaskClient) -> None:
    text = client.get("/?lang=en").text
    total = re.search(r"<dt>statements</dt><dd><a[^>]*>([0-9,]+)<", text)
    documents = text.partition('<ul class="documents">')[2].partition("</ul>")[0]
    each = re.findall(r"([0-9,]+) statements", documents)
    assert total is not None
    assert len(each) >= 4
    assert sum(int(n.replace(",", "")) for n in each) == int(total[1].replace(",", ""))


def test_a_language_chosen_goes_with_the_links(client: FlaskClient) -> None:
    within = [
        link
        for link in page(client, "/?lang=fr").links
        if link.startswith("/") and "/dumps/" not in link  # A file is the same in both.
    ]
    assert len(within) >= 4
    assert {link for link in within if "lang=fr" not in link} == {"/?lang=en"}


def test_a_long_result_says_that_the_page_shows_its_beginning(client: FlaskClient) -> None:
    query = f"SELECT * WHERE {{ ?s ?p ?o }} LIMIT {MOST_ROWS + 1}"
    text = client.get("/sparql", query_string={"query": query}, headers=BROWSER).text
    assert messages("en")["query.cut"] in text
    assert text.count("<tr>") == MOST_ROWS + 1
    whole = client.get("/sparql", query_string={"query": query, "format": "csv"}).text
    assert len(whole.splitlines()) >= MOST_ROWS + 2


def test_what_a_query_says_is_shown_and_not_obeyed(client: FlaskClient) -> None:
    query = 'SELECT ("<script>x</script>" AS ?a) {} #</textarea><script>'
    for text in (query, query + " }"):
        shown = client.get("/sparql", query_string={"query": text}, headers=BROWSER).text
        assert "<script>" not in shown
        assert "&lt;script&gt;" in shown


def test_markdown_is_rendered_without_html() -> None:
    text = render_markdown("# A\n\n<script>x</script>\n\n|a|\n|-|\n|b|\n\n[l](javascript:x)")
    assert "<h1>A</h1>" in text
    assert "<td>b</td>" in text
    assert "<script" not in text
    assert 'href="javascript' not in text


def test_every_message_is_in_both_languages_and_well_set() -> None:
    table = tomllib.loads((files("server") / "messages.toml").read_text(encoding="utf-8"))
    entries = [words for page_ in table.values() for words in page_.values()]
    assert len(entries) >= 40
    for words in entries:
        assert set(words) == set(LANGUAGES)
        # A no-break space, narrow or not, goes before these signs, and within guillemets.
        assert not re.search(r"[^\u00a0\u202f][:;?!»]|«[^\u00a0\u202f]", words["fr"]), words
        assert "'" not in words["fr"], words


def test_every_message_that_a_template_names_exists_and_is_used() -> None:
    text = "".join(
        (files("server") / "templates" / name).read_text(encoding="utf-8") for name in TEMPLATES
    )
    named = {key for said in re.findall(r"say\[([^]]+)\]", text) for key in KEY.findall(said)}
    known = {key for key in messages("en") if not key.startswith(CHOSEN)}
    assert named == known


def test_a_failure_within_says_nothing_of_its_cause(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setitem(app.view_functions, "health", fail)
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 500
    assert answer.get_json()["error"]["code"] == "failure"
    assert "secret" not in answer.text
    assert "Sommet-Release" in answer.headers
