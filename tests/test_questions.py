"""The competency questions, each with the whole of its answer on the four texts.

The answers in `tests/answers` were written by hand from the texts, with the labels of the release.
"""

import csv
import json
import re
from io import StringIO
from pathlib import Path

import pytest

import ontology
from graph.dataset.questions import THEMES, questions
from graph.release import Release
from graph.store import QueryForm, query_form

QUESTIONS = sorted(ontology.path("questions").glob("*.rq"))
ANSWERS = Path(__file__).parent / "answers"
NAMES = [path.stem for path in QUESTIONS]

# A question that has no end: its answer holds at least these rows, in this order.
AT_LEAST = frozenset({"012_timeline"})
PENDING: dict[str, str] = {}


def rows(content: str) -> list[list[str]]:
    """The rows of a table in CSV, its head first."""
    return list(csv.reader(StringIO(content, newline="")))


def answer(name: str, release: Release) -> list[list[str]]:
    query = ontology.path(f"questions/{name}.rq").read_text(encoding="utf8")
    return rows(release.store().query(query, "text/csv").decode())


def test_no_question_or_answer_is_lost() -> None:
    assert len(NAMES) >= 20
    assert {path.stem for path in ANSWERS.glob("*.csv")} == set(NAMES)
    assert all(re.fullmatch(r"\d{3}_[a-z0-9-]+", name) for name in NAMES)
    assert len({name[:3] for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_asked_in_both_languages(name: str) -> None:
    lines = ontology.path(f"questions/{name}.rq").read_text(encoding="utf8").splitlines()
    assert re.match(r"# fr: \w.+ \?$", lines[0])
    assert re.match(r"# en: \w.+\?$", lines[1])
    assert lines[0][6:] != lines[1][6:]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_a_select(name: str) -> None:
    query = ontology.path(f"questions/{name}.rq").read_text(encoding="utf8")
    assert query_form(query) is QueryForm.SELECT


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=PENDING[name]))
        if name in PENDING
        else name
        for name in NAMES
    ],
)
def test_a_question_has_exactly_its_answer(name: str, release: Release) -> None:
    wanted = rows((ANSWERS / f"{name}.csv").read_text(encoding="utf8"))
    assert len(wanted) >= 2
    found = answer(name, release)
    if name in AT_LEAST:
        found = [row for row in found if row in wanted]
    assert found == wanted


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_the_same_answer_in_english_but_for_names(
    name: str, release: Release
) -> None:
    (question,) = [one for one in questions(release.base) if one.name == name]
    assert question.theme in THEMES
    assert question.query_in("fr") == question.query
    french = answer(name, release)
    english = rows(release.store().query(question.query_in("en"), "text/csv").decode())
    assert english[0] == french[0]
    assert len(english) == len(french)


def test_a_name_is_english_where_there_is_one_and_french_where_there_is_none(
    release: Release,
) -> None:
    asked = {one.name: one.query_in("en") for one in questions(release.base)}
    members = release.store().query(asked["001_founding-members"], "text/csv").decode()
    assert "Germany" in members
    assert "Allemagne" not in members
    centres = release.store().query(asked["005_centres-of-expertise"], "text/csv").decode()
    assert "Montréal" in centres


def test_every_pending_answer_is_that_of_a_question() -> None:
    assert PENDING.keys() | AT_LEAST <= set(NAMES)


def published(release: Release) -> dict[str, dict[str, list[str]]]:
    """What an editor of SPARQL asks an endpoint for: the questions with their values."""
    query = """
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?question ?property ?value WHERE {
          GRAPH <https://w3id.org/sommet/graph/questions> { ?question a sh:SPARQLExecutable }
          ?question ?property ?value
        }"""
    answer_ = json.loads(release.store().query(query, "application/sparql-results+json"))
    found: dict[str, dict[str, list[str]]] = {}
    for row in answer_["results"]["bindings"]:
        values = found.setdefault(row["question"]["value"], {})
        name = re.split("[#/]", row["property"]["value"])[-1]
        key = f"{name}@{row['value']['xml:lang']}" if "xml:lang" in row["value"] else name
        values.setdefault(key, []).append(row["value"]["value"])
    return found


def test_the_questions_are_in_the_graph_as_shacl_has_queries(release: Release) -> None:
    found = published(release)
    assert sorted(found) == [f"https://w3id.org/sommet/question/{name}" for name in NAMES]
    for values in found.values():
        assert set(values) >= {"type", "select", "prefixes", "target", "comment@en", "comment@fr"}
        assert all(len(values[key]) == 1 for key in values.keys() - {"type"})
        assert "http://www.w3.org/ns/shacl#SPARQLSelectExecutable" in values["type"]
        assert values["comment@en"][0].endswith("?")
        assert values["comment@fr"][0].endswith("\u202f?")


def test_each_question_in_the_graph_runs_as_it_stands_and_with_its_prefixes(
    release: Release,
) -> None:
    """An editor runs what it loads; an engine of SHACL sets the declared prefixes before it."""
    store = release.store()
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in store.prefixes.items())
    for iri, values in published(release).items():
        (query,) = values["select"]
        wanted = answer(iri.rpartition("/")[2], release)
        assert rows(store.query(query, "text/csv").decode()) == wanted
        body = "\n".join(line for line in query.splitlines() if not line.startswith("PREFIX"))
        assert rows(store.query(declared + body, "text/csv").decode()) == wanted
