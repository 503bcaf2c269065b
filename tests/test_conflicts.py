"""Documents that contradict one another: both are kept, and the report says so."""

from pathlib import Path

import pytest

from graph.build import build_readings, check_texts, reports
from graph.build.checks import Checked
from graph.release import Release
from graph.settings import Settings
from tests.extraction import reading
from tests.readings import BASE

OFFICE = "ministre de la Mer du Chili"
ONE = f"Arica, le 3 mai 2024\n\nAna Rojas, {OFFICE}, a signé le Pacte d'Arica.\n"
TWO = f"Lima, le 3 mai 2024\n\nLuis Vega, {OFFICE}, a signé le Pacte de Lima.\n"


def settings(data: Path) -> Settings:
    return Settings(data, BASE, "127.0.0.1", 0)


def checked(folder: Path, **texts: str) -> Checked:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return check_texts([folder], settings(folder / "data"))


def test_two_holders_of_one_office_on_one_day_are_told_with_both_sources(tmp_path: Path) -> None:
    found = checked(tmp_path, one=ONE, two=TWO)
    (warning,) = found.whole.warnings
    assert warning.focus == f"{BASE}id/post/ministre-de-la-mer-du-chili"
    assert warning.message("en") == (
        f"Two holders on 2024-05-03: {BASE}id/person/ana-rojas by {BASE}document/one, "
        f"{BASE}id/person/luis-vega by {BASE}document/two."
    )
    assert warning.message("fr").startswith("Deux titulaires le 2024-05-03")
    assert not found.set_aside
    assert found.warnings == 1
    text = reports.of_texts(found, "text").content.decode()
    assert "# All texts together\nWarning: Two holders on 2024-05-03" in text


def test_both_facts_are_released_each_with_its_source_and_the_report_is_in_the_release(
    tmp_path: Path,
) -> None:
    texts = [reading(ONE, "one.txt"), reading(TWO, "two.txt")]
    made = build_readings(texts, settings(tmp_path))
    assert made.warnings == 1
    assert _ask(
        made.release,
        "SELECT ?p ?d { ?s s:predicate s:holdsRole ; s:subject ?p ; s:statedIn ?d } ORDER BY ?d",
    ) == [
        f"{BASE}id/person/ana-rojas,{BASE}document/one",
        f"{BASE}id/person/luis-vega,{BASE}document/two",
    ]
    shape = f"<{BASE}shapes#OneHolder>"
    query = (
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?f "
        f"{{ GRAPH <{BASE}graph/report> {{ ?r sh:sourceShape {shape} ; sh:focusNode ?f }} }}"
    )
    assert _ask(made.release, query) == [f"{BASE}id/post/ministre-de-la-mer-du-chili"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(ONE, TWO.replace("3 mai", "4 mai"), id="another day"),
        pytest.param(ONE, ONE.replace("Pacte d'Arica", "Pacte de Lima"), id="one person"),
        pytest.param(ONE, TWO.replace("du Chili", "du Pérou"), id="another State's office"),
        pytest.param(
            ONE.replace(" de la Mer du Chili", ""),
            TWO.replace(" de la Mer du Chili", ""),
            id="an office that names no State or body",
        ),
        pytest.param(ONE.replace("3 mai", "mai"), TWO, id="only the month is known"),
    ],
)
def test_no_conflict(tmp_path: Path, one: str, two: str) -> None:
    assert checked(tmp_path, one=one, two=two).whole.conforms


def test_two_holders_in_one_document_are_that_document_s_affair(tmp_path: Path) -> None:
    assert checked(tmp_path, both=ONE + TWO.partition("\n\n")[2]).whole.conforms


def _ask(release: Release, query: str) -> list[str]:
    text = f"PREFIX s: <{BASE}ontology#> {query}"
    return release.store().query(text, "text/csv").decode().split("\r\n")[1:-1]
