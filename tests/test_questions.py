"""The competency questions, each with the whole of its answer on the four texts.

The answers in `tests/answers` were written by hand from the texts, with the labels of the release.
"""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest

import ontology
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


def test_every_pending_answer_is_that_of_a_question() -> None:
    assert PENDING.keys() | AT_LEAST <= set(NAMES)
