"""Evaluation on an invented text, on readings made by hand, and against another scorer."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.build import readings, texts
from graph.cli import main
from graph.evaluate import Evaluation, Gold, as_json, evaluate, read_gold
from graph.evaluate.gold import GoldEntity, GoldError, GoldFact, Trap
from graph.evaluate.match import Level, always_counted, fold
from graph.evaluate.score import Score
from graph.lexicon import rows
from graph.model import Reading, Span
from graph.settings import CORPUS
from tests.readings import BASE, CANADA, FRANCE, PMIA, SUMMIT, reading, statement

HERE = Path(__file__).parent
ANNOTATED = HERE / "texts" / "annotated"
STRICT, RELAXED = Level.STRICT, Level.RELAXED
ENTITIES = (
    GoldEntity("country", ("Canada",)),
    GoldEntity("country", ("France", "la France")),
    GoldEntity("coalition", ("Partenariat mondial sur l'intelligence artificielle", "PMIA")),
    GoldEntity("event", ("sommet mondial de 2025", "le sommet mondial")),
)
BODY, SUMMIT_NAME = "Partenariat mondial sur l'intelligence artificielle", "sommet mondial de 2025"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def gold(*facts: GoldFact, traps: tuple[Trap, ...] = ()) -> Gold:
    return Gold("one", "one.txt", ENTITIES, facts, traps)


def judged(*facts: GoldFact, found: Reading, traps: tuple[Trap, ...] = ()) -> Evaluation:
    return evaluate([gold(*facts, traps=traps)], [found], BASE)


FOUNDERS = (
    statement(CANADA, "foundingMemberOf", PMIA),
    statement(FRANCE, "foundingMemberOf", PMIA),
)


def test_a_fact_is_found_strictly_by_relation_and_a_name_at_both_ends() -> None:
    fact = GoldFact("la France", "foundingMemberOf", "PMIA")
    found = judged(fact, found=reading(statements=FOUNDERS))
    assert found.scores[STRICT] == Score(found=2, right=1, wanted=1, hit=1)
    assert (found.scores[STRICT].precision, found.scores[STRICT].recall) == (0.5, 1.0)
    assert found.scores[STRICT].f1 == pytest.approx(2 / 3)


def test_only_the_relaxed_level_takes_a_neighbouring_relation_or_most_of_the_words() -> None:
    near = GoldFact("Canada", "memberOf", BODY)
    found = judged(near, found=reading(statements=FOUNDERS[:1]))
    assert (found.scores[STRICT].hit, found.scores[RELAXED].hit) == (0, 1)
    loose = GoldFact("Canada", "hostOf", SUMMIT_NAME)
    event = replace(SUMMIT, label="sommet mondial", names=("sommet mondial",))
    other = reading(
        entities=(CANADA, FRANCE, PMIA, event), statements=(statement(CANADA, "hostOf", SUMMIT),)
    )
    found = judged(loose, found=other)
    assert (found.scores[STRICT].hit, found.scores[RELAXED].hit) == (1, 1)
    event = replace(event, label="grand sommet mondial 2025", names=())
    other = replace(other, entities=(CANADA, FRANCE, PMIA, event))
    found = judged(loose, found=other)
    assert (found.scores[STRICT].hit, found.scores[RELAXED].hit) == (0, 1)


@pytest.mark.parametrize(("type_", "hits"), [("country", 0), ("organisation", 1)])
def test_a_country_is_never_named_by_most_of_the_words(type_: str, hits: int) -> None:
    annotated = GoldEntity(type_, ("République du Canada",))
    fact = GoldFact("République du Canada", "foundingMemberOf", "PMIA")
    called = replace(CANADA, label="Canada (République)", names=())
    found = reading(entities=(called, FRANCE, PMIA, SUMMIT), statements=FOUNDERS[:1])
    one = Gold("one", "one.txt", (annotated, *ENTITIES), (fact,), ())
    assert evaluate([one], [found], BASE).scores[RELAXED].hit == hits


def test_what_needs_an_inference_is_right_when_found_and_no_miss_when_not() -> None:
    implied = GoldFact("Canada", "foundingMemberOf", BODY, explicit=False)
    found = judged(implied, found=reading(statements=FOUNDERS))
    assert found.scores[STRICT] == Score(found=2, right=1, wanted=0, hit=0)
    assert not found.texts[0].misses


def test_misses_and_extras_come_with_their_sentences_and_traps_with_the_reason() -> None:
    missed = GoldFact("France", "hostOf", BODY, quote="La France sera l'hôte")
    trap = Trap(GoldFact("Canada", "foundingMemberOf", BODY), "only in jest")
    text = reading(statements=FOUNDERS[:1])
    whole = text.document.text
    cuts = [0, whole.index("Cabinet"), whole.index("La France"), len(whole)]
    text = replace(text, sentences=tuple(map(Span, cuts, cuts[1:])))
    (found,) = judged(missed, found=text, traps=(trap,)).texts
    assert found.misses == ((missed, "La France sera l'hôte du sommet en 2025."),)
    assert [one.sentences[0][:24] for one in found.extras] == ["Le Canada et la France c"]
    assert (found.asserted, found.traps) == ((trap,), 1)


def test_rules_that_made_facts_in_one_sentence_only_are_switched_off() -> None:
    facts = [GoldFact(name, "foundingMemberOf", BODY) for name in ("Canada", "France")]
    twice = [reading(statements=FOUNDERS), reading("two.txt", statements=FOUNDERS)]
    second = replace(gold(*facts), name="two", text="two.txt")
    found = evaluate([gold(*facts), second], twice, BASE)
    assert found.single_use == ()
    assert found.without == found.scores
    once = evaluate([gold(*facts)], twice[:1], BASE)
    assert once.single_use == ("creates",)
    assert once.without[STRICT] == Score(found=0, right=0, wanted=2, hit=0)


def test_an_annotated_text_that_was_not_read_is_an_error() -> None:
    with pytest.raises(GoldError, match=r"one\.txt"):
        evaluate([gold()], [reading("other.txt")], BASE)


def test_the_table_of_near_relations_speaks_of_every_relation() -> None:
    table = list(rows("../rules/evaluation.csv"))
    assert {row["relation"] for row in table} == {
        row["relation"] for row in rows("../rules/relations.csv")
    }
    groups = [group for row in table for group in row["near"].split("|") if group]
    assert len(set(groups)) >= 10
    assert all(groups.count(group) >= 2 for group in groups)
    assert {row["counted"] for row in table} == {"always", "annotated"}
    assert "foundingMemberCount" not in always_counted()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("L’Été", "ete"),
        ("Pacte d'Arica (PA)", "pacte d'arica PA"),
        ("la\u00a0Déclaration", "declaration"),
    ],
)
def test_names_are_compared_without_case_accents_marks_and_article(one: str, two: str) -> None:
    assert fold(one) == fold(two)


def test_the_command_tells_what_was_found_in_an_invented_text() -> None:
    result = run(ANNOTATED, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    (text,) = found["texts"]
    assert text["name"] == "arica"
    assert [(m["relation"], m["sentence"]) for m in text["misses"]] == [
        ("hostOf", "Le Panama n'a pas signé le Pacte d'Arica.")
    ]
    assert text["entities"] == {"found": 6, "of": 7}
    assert [trap["why"] for trap in text["traps"]["asserted"]] == [
        "a trap that is asserted, to see that it is told"
    ]
    assert text["traps"]["of"] == 2
    assert text["strict"]["hit"] == 4
    assert text["relaxed"]["hit"] == 5
    assert text["strict"]["wanted"] == 6
    assert found["total"]["relaxed"] == text["relaxed"]
    assert found["relations"]["memberCount"]["strict"]["f1"] == 1.0
    assert set(found["withoutSingleUseRules"]["rules"]) >= {"signs"}


def test_the_command_shows_tables(tmp_path: Path) -> None:
    shown = run(ANNOTATED, "--texts", ANNOTATED, "--output", tmp_path / "table.txt")
    assert shown.exit_code == 0
    table = (tmp_path / "table.txt").read_text(encoding="utf-8")
    for words in ("arica", "6 of 7", "1 of 2", "signatoryOf", "without single-use rules", "hostOf"):
        assert words in table, words
    assert "\x1b" not in table


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", "{", "a.json cannot be read"),
        ("a.json", "{}", "not a list"),
        ("a.json", '[{"kind": "relation"}]', "entry 1 lacks 'relation'"),
        ("a.json", '[{"kind": "entity", "type": "country"}]', "entry 1 lacks 'canonical'"),
        ("index.json", "[]", "names and texts"),
        ("none.txt", "x", "no annotation"),
    ],
)
def test_what_is_wrong_with_annotations_is_told(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert told in line


def test_traps_without_a_fact_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]", encoding="utf-8")
    (tmp_path / "a.traps.json").write_text('[{"why": "x"}]', encoding="utf-8")
    with pytest.raises(GoldError, match=r"a\.traps\.json"):
        read_gold(tmp_path)


def test_a_text_that_is_annotated_and_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]", encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "a.txt: no such file" in result.stderr


SCORE = os.environ.get("SOMMET_SCORE", "")
# Further folders of annotations and of their texts, `GOLD=TEXTS` joined as paths are.
FURTHER = os.environ.get("SOMMET_SCORE_GOLD", "")
FOLDERS = [
    (ANNOTATED, ANNOTATED),
    (HERE / "gold", CORPUS),
    *((Path(g), Path(t)) for g, _, t in (p.partition("=") for p in FURTHER.split(os.pathsep) if p)),
]
LINE = re.compile(
    r"^(?P<name>\S+) +strict P (?P<sp>\S+) R (?P<sr>\S+) F1 (?P<sf>\S+) \| relaxed P (?P<rp>\S+) "
    r"R (?P<rr>\S+) F1 (?P<rf>\S+) \| entities (?P<entities>\S+) \| traps (?P<traps>\S+) ",
    re.MULTILINE,
)


@pytest.mark.skipif(not SCORE, reason="SOMMET_SCORE names no other scorer to compare with")
@pytest.mark.parametrize(("annotations", "folder"), FOLDERS, ids=lambda p: p.parent.name)
def test_another_scorer_of_the_same_conditions_gives_the_same_figures(
    annotations: Path, folder: Path, tmp_path: Path
) -> None:
    found = read_gold(annotations)
    read = readings(texts(folder / one.text for one in found))
    ours = evaluate(found, read, BASE)
    facts = tmp_path / "facts.jsonl"
    printed = CliRunner().invoke(
        main, ["extract", "--output", str(facts), *(str(folder / one.text) for one in found)]
    )
    assert printed.exit_code == 0
    command = [sys.executable, SCORE, "--gold", annotations, "--texts", folder, facts]
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=True
    ).stdout
    theirs = {match["name"]: match.groupdict() for match in LINE.finditer(done)}
    assert len(theirs) == len(found) + 1
    for text in ours.texts:
        assert (
            _figures(text.scores[STRICT], "s")
            | _figures(text.scores[RELAXED], "r")
            | {
                "name": text.name,
                "entities": f"{text.entities[0]}/{text.entities[1]}",
                "traps": f"{len(text.asserted)}/{text.traps}",
            }
            == theirs[text.name]
        )
    total = as_json(ours)["total"]
    assert f"{total['relaxed']['f1']:.3f}" == theirs["ALL"]["rf"]


def _figures(score: Score, level: str) -> dict[str, str]:
    return {
        f"{level}p": f"{score.precision:.2f}",
        f"{level}r": f"{score.recall:.2f}",
        f"{level}f": f"{score.f1:.3f}",
    }
