"""The page of the competency questions, what the editor completes, and the words that it says."""

import csv
import re
import tomllib
from importlib.resources import files
from io import StringIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.dataset.questions import questions
from graph.release import Release
from server.answered import PEEK
from server.messages import LANGUAGES, messages
from tests.test_questions import answer

SCRIPTS = Path(__file__).parent.parent / "server/web/src"
BASE = "https://w3id.org/sommet/"
MALFORMED = "SELECT *\n{ ?s a x:y }"


def card(client: FlaskClient, number: str, language: str) -> str:
    text = client.get(f"/questions?lang={language}", headers={"Accept": "text/html"}).text
    found = re.search(rf'id="question-{number}">(.*?)\n    </li>', text, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_tells_its_words_and_the_number_of_its_rows(
    client: FlaskClient, release: Release, language: str
) -> None:
    for question in questions(BASE):
        text = card(client, question.name[:3], language)
        total = len(answer(question.name, release)) - 1
        assert question.words[language].replace('"', "&#34;") in text
        assert re.search(rf">{total} (?:rows?|lignes?)<", text), question.name
        assert text.count("<tr>") == 1 + min(total, PEEK)


def test_names_lead_to_their_pages_and_are_those_of_the_language(client: FlaskClient) -> None:
    english, french = card(client, "002", "en"), card(client, "002", "fr")
    assert '<a href="/id/agent/gbr?lang=en">United Kingdom</a>' in english
    assert '<a href="/id/agent/gbr?lang=fr">Royaume-Uni</a>' in french
    assert ">Yes<" in english
    assert ">Oui<" in french


def test_a_name_of_two_things_leads_nowhere_and_dates_are_in_words(client: FlaskClient) -> None:
    assert ">15 June 2020<" in card(client, "001", "en")
    for link in re.findall(r'<td[^>]*><a href="([^"]+)"', card(client, "018", "en")):
        assert client.get(link, headers={"Accept": "text/html"}).status_code in (200, 303)


def test_the_file_of_a_question_is_what_the_service_answers(client: FlaskClient) -> None:
    found = re.search(r'<a href="([^"]+)" download="002', card(client, "002", "en"))
    assert found is not None
    text = client.get(found[1].replace("&amp;", "&")).text
    rows = list(csv.reader(StringIO(text)))
    assert rows[0] == ["member", "signed"]
    assert len(rows) == 16
    assert ["United Kingdom", "false"] in rows


def test_a_question_can_be_looked_at_before_it_is_run(client: FlaskClient) -> None:
    address = "/sparql?question=001_founding-members"
    text = client.get(address, headers={"Accept": "text/html"}).text
    assert "SELECT DISTINCT ?member ?since" in text
    assert "data-unasked" in text
    assert "<td" not in text


def test_every_variable_of_a_question_has_a_head(client: FlaskClient) -> None:
    heads = {key.removeprefix("column.") for key in messages("en") if key.startswith("column.")}
    named = set(
        re.findall(r"SELECT DISTINCT ([^{]+) WHERE", "".join(q.query for q in questions(BASE)))
    )
    assert {name[1:] for names in named for name in names.split()} == heads
    assert client.get("/questions").status_code == 200


def terms(client: FlaskClient, language: str) -> TestResponse:
    return client.get(f"/terms.json?lang={language}")


def test_the_editor_completes_what_the_release_uses(client: FlaskClient) -> None:
    for language, label in (("en", "founding member of"), ("fr", "membre fondateur de")):
        told = terms(client, language).get_json()
        found = {(term["name"], term["kind"]): term for term in told["terms"]}
        term = found["sommet:foundingMemberOf", "property"]
        assert (term["label"], term["uses"]) == (label, 15)
        assert found["sommet:State", "class"]["uses"] == 60
        assert found["rdfs:label", "property"]["label"]
        assert told["prefixes"]["sommet"] == f"{BASE}ontology#"
        assert told["terms"] == sorted(told["terms"], key=lambda t: (-t["uses"], t["name"]))


def test_what_is_completed_is_validated_and_not_sent_twice(client: FlaskClient) -> None:
    tag = terms(client, "en").headers["ETag"]
    again = client.get("/terms.json?lang=en", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert terms(client, "fr").headers["ETag"] != tag


def test_an_error_names_the_place_where_a_query_cannot_be_read(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": MALFORMED})
    assert answer.headers["Sommet-Query-Place"] == "2:8"
    assert answer.get_json()["error"]["remedy"] == "Declare the prefix of 'x:y'."
    refused = client.get("/sparql", query_string={"query": "INSERT DATA {}"})
    assert "Sommet-Query-Place" not in refused.headers


def test_a_query_that_cannot_be_read_stays_in_the_form(client: FlaskClient) -> None:
    answer_ = client.get(
        "/sparql", query_string={"query": MALFORMED}, headers={"Accept": "text/html"}
    )
    assert answer_.status_code == 400
    assert "{ ?s a x:y }</textarea>" in answer_.text
    assert "Declare the prefix of &#39;x:y&#39;." in answer_.text


def test_the_scripts_say_every_word_of_the_editor_and_no_other() -> None:
    table = tomllib.loads((files("server") / "messages.toml").read_text(encoding="utf-8"))
    scripts = [*SCRIPTS.glob("editor.ts"), *(SCRIPTS / "sparql").glob("*.ts")]
    text = "".join(path.read_text(encoding="utf-8") for path in scripts)
    said = set(re.findall(r'"(\w+)"', text))
    chosen = {
        key
        for start in re.findall(r"say\(`(\w+_)\$", text)
        for key in table["editor"]
        if key.startswith(start)
    }
    assert set(re.findall(r'say\("(\w+)"', text)) <= set(table["editor"])
    assert set(table["editor"]) <= said | chosen
    assert len(scripts) >= 12
