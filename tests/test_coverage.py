"""What a release says of what was read in its texts and what was left."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.build import build, build_readings
from graph.cli import main
from graph.coverage import coverage
from graph.model import Mention, Reading, Span
from graph.read import read_bytes
from graph.release import Release
from graph.settings import Settings
from graph.statement import extract
from tests.readings import BASE, FRANCE, PMIA, SUMMIT, TEXT, reading, span, statement

TOLD, SILENT = Span(0, 69), span(TEXT, "Cabinet : presse@example.org.")
MISFIT = (statement(FRANCE, "memberOf", SUMMIT), "object: Summit is none of Organisation")
MADE = statement(FRANCE, "foundingMemberOf", PMIA)
TEXTS = {
    "a.txt": "Le Chili et le Pérou ont signé le Pacte d'Arica.\n\nLe temps était beau à Lima.\n",
    "b.txt": "Voici deux phrases. Aucune ne dit rien à personne.\n",
}


def settings(data: Path) -> Settings:
    return Settings(data, BASE, "127.0.0.1", 0)


def covered() -> Reading:
    return reading(statements=(MADE,), sentences=(TOLD, SILENT), dropped=(MISFIT,))


def ask(release: Release, query: str) -> list[str]:
    text = f"PREFIX s: <{BASE}ontology#> {query}"
    return release.store().query(text, "text/csv").decode().split("\r\n")[1:-1]


def test_sentences_with_and_without_a_statement_are_told_apart() -> None:
    found = coverage(covered())
    assert (found.telling, found.silent, found.sentences) == ((TOLD,), (SILENT,), 2)
    assert found.statements == 1
    assert found.rules == (("creates", 1),)
    assert found.dropped == (MISFIT,)


def test_words_within_a_long_statement_are_told_wherever_it_began() -> None:
    sentences = tuple(Span(n, n + 5) for n in range(0, 60, 6))
    long = replace(MADE, evidence=(Span(1, 40),))
    short = replace(MADE, evidence=(Span(2, 4), Span(55, 56)), relation="memberOf")
    found = coverage(reading(statements=(long, short), sentences=sentences))
    assert [s.start for s in found.silent] == [42, 48]


def test_that_words_are_quoted_tells_nothing_of_what_they_say() -> None:
    said, around = Span(10, 40), Span(0, 60)
    quoted = replace(MADE, relation="statedBy", evidence=(Span(8, 55),), passages=(around,))
    found = coverage(reading(statements=(quoted,), sentences=(around, said)))
    assert (found.telling, found.silent) == ((around,), (said,))


def test_mentions_of_what_is_in_no_statement_are_unlinked() -> None:
    found = coverage(covered())
    words = [mention.span.of(TEXT) for mention in found.unlinked]
    assert words == ["Canada", "sommet"]
    assert found.mentions == 4


def test_a_reading_tells_every_sentence_once_and_in_order() -> None:
    text = "Ana Rojas a dit : « Nous signons. Le Chili a signé le Pacte d'Arica. »\n\nPartager\n"
    found = extract(read_bytes("a.txt", text.encode()))
    words = [sentence.of(text) for sentence in found.sentences]
    assert "Partager" not in words
    assert "Nous signons." in words
    assert len(set(found.sentences)) == len(found.sentences)
    assert list(found.sentences) == sorted(found.sentences)


def test_a_name_within_a_linked_name_is_not_unlinked() -> None:
    text = TEXTS["a.txt"]
    found = coverage(extract(read_bytes("a.txt", text.encode())))
    words = [mention.span.of(text) for mention in found.unlinked]
    assert words == ["Lima"]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("texts")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build([folder], settings(folder / "data")).release


def test_one_can_ask_which_sentences_say_nothing_to_the_machine(release: Release) -> None:
    query = "SELECT ?x { ?c s:silentSentence/s:exactWords ?x } ORDER BY ?x"
    assert ask(release, query) == [
        "Aucune ne dit rien à personne.",
        "Le temps était beau à Lima.",
        "Voici deux phrases.",
    ]


def test_one_can_ask_which_names_are_in_no_statement(release: Release) -> None:
    query = (
        "PREFIX r: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?x ?n "
        "{ ?c s:unlinkedMention ?m . ?m s:exactWords ?x ; s:mentions/r:label ?n "
        "FILTER(LANG(?n) = 'fr') }"
    )
    assert ask(release, query) == ["Lima,Lima"]


def test_one_can_ask_how_often_each_rule_was_used(release: Release) -> None:
    query = (
        "SELECT ?n { ?c s:ruleUse ?u . ?u s:statementCount ?n ; "
        f"s:madeByRule <{BASE}rule/signs> }}"
    )
    assert ask(release, query) == ["2"]
    total = "SELECT (SUM(?n) AS ?all) { ?u a s:RuleUse ; s:statementCount ?n }"
    assert ask(release, total) == ask(release, "SELECT (COUNT(*) AS ?n) { ?x a s:Statement }")


def test_one_can_ask_what_was_dropped_and_why(tmp_path: Path) -> None:
    made = build_readings([covered()], settings(tmp_path)).release
    query = """SELECT ?p ?why ?x { ?d a s:DroppedStatement ; s:predicate ?p ; s:reason ?why ;
        s:evidence/s:exactWords ?x }"""
    (row,) = ask(made, query)
    assert row.startswith(f"{BASE}ontology#memberOf,object: Summit is none of Organisation,")
    assert ask(made, "SELECT ?x { ?x s:memberOf ?y }") == [f"{BASE}id/agent/fra"]


def test_the_manifest_has_the_figures_of_each_text(release: Release) -> None:
    manifest = json.loads((release.folder / "manifest.json").read_text(encoding="utf-8"))
    one, two = (text["coverage"] for text in manifest["texts"])
    assert (one["sentenceCount"], one["silentSentenceCount"]) == (2, 1)
    assert (one["statementCount"], one["rules"]["signs"]) == (2, 2)
    assert (one["unlinkedMentionCount"], one["droppedStatementCount"]) == (1, 0)
    assert (two["sentenceCount"], two["silentSentenceCount"], two["rules"]) == (2, 2, {})


def test_of_a_text_set_aside_nothing_is_covered(tmp_path: Path) -> None:
    bad = replace(covered(), statements=(statement(FRANCE, "memberOf", SUMMIT),))
    made = build_readings([bad], settings(tmp_path))
    assert made.set_aside
    (found,) = made.coverages
    assert (found.statements, len(found.silent), found.unlinked) == (0, 2, ())


def test_contacts_are_masked_in_what_says_nothing(tmp_path: Path) -> None:
    mention = Mention(Span(0, 2), FRANCE.key)
    made = build_readings([replace(covered(), mentions=(mention,))], settings(tmp_path)).release
    query = "SELECT ?x { ?c s:silentSentence/s:exactWords ?x }"
    assert ask(made, query) == ["Cabinet : ██████████████████."]


def test_build_shows_the_coverage(tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["build", str(tmp_path), "--data", str(tmp_path / "data")])
    assert result.exit_code == 0
    lines = [line.split() for line in result.stderr.splitlines()]
    assert ["text", "sentences", "silent"] in [line[:3] for line in lines]
    assert ["a.txt", "2", "1", "5", "1", "2", "0", "1"] in lines
    assert ["all", "4", "3", "5", "1", "2", "0", "1"] in lines
    assert "Rules that made most statements: signs 2." in result.stderr
