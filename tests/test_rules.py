"""Each rule finds what its invented sentences say, and nothing in one that only looks alike.

The sentences stand in `tests/rules/{fr,en}/*.toml`, in files named as those of the rules.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import ontology
from graph.model import Entity, Literal, Mode, Reading, Statement
from graph.statement.apply import Context, statements
from graph.statement.encode import Encoded
from graph.statement.rules import Rule, rules
from tests.extraction import Fact, bare, missing, reading

_HERE = Path(__file__).parent / "rules"


@dataclass(frozen=True)
class Example:
    """A text that a rule is tried on, and the facts that it is to find there."""

    language: str
    rule: str
    text: str
    facts: tuple[Fact, ...] = ()


def _entries() -> Iterator[tuple[str, str, str, Mapping[str, list[dict[str, list[str]]]]]]:
    for path in sorted(_HERE.glob("*/*.toml")):
        for rule, entry in tomllib.loads(path.read_text("utf8")).items():
            yield path.parent.name, path.name, rule, entry


def _fact(line: str) -> Fact:
    subject, relation, object_ = line.split(" | ")
    return subject, relation, object_


ACCEPTED = [
    Example(language, rule, str(case["text"]), tuple(map(_fact, case["facts"])))
    for language, _, rule, entry in _entries()
    for case in entry["accept"]
]
REJECTED = [
    Example(language, rule, str(text))
    for language, _, rule, entry in _entries()
    for text in entry["reject"]
]


def _id(example: Example) -> str:
    return f"{example.language}-{example.rule}"


def _alone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Switches all rules off but one, so that no other finds a fact before it."""

    def only(
        rule: Rule, line: Encoded, context: Context, named: dict[str, Entity]
    ) -> Iterator[Statement]:
        if rule.name == name:
            yield from statements(rule, line, context, named)

    monkeypatch.setattr("graph.statement.statements", only)


def _found(of: Reading, rule: str) -> set[Fact]:
    labels = {e.key: e.label for e in of.entities}
    return {
        (
            bare(labels[s.subject]),
            s.relation,
            bare(s.object.value if isinstance(s.object, Literal) else labels[s.object]),
        )
        for s in of.statements
        if s.rule == rule and s.mode is not Mode.NEGATED
    }


@pytest.mark.parametrize("example", ACCEPTED, ids=_id)
def test_a_rule_finds_what_its_sentence_says(
    example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    _alone(monkeypatch, example.rule)
    found = reading(example.text, "text.txt")
    assert found.document.metadata.language == example.language
    expected = {(bare(s), relation, bare(o)) for s, relation, o in example.facts}
    assert expected
    assert _found(found, example.rule) == expected


@pytest.mark.parametrize("example", ACCEPTED, ids=_id)
def test_all_rules_together_say_it_too(example: Example) -> None:
    assert missing(reading(example.text, "text.txt"), example.facts) == []


@pytest.mark.parametrize("example", REJECTED, ids=_id)
def test_a_rule_leaves_a_near_miss_alone(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    _alone(monkeypatch, example.rule)
    found = reading(example.text, "text.txt")
    assert found.document.metadata.language == example.language
    assert _found(found, example.rule) == set()


def _names(language: str, file: str) -> list[str]:
    source = ontology.path(f"rules/{language}/{file}").read_text("utf8")
    return [rule["name"] for rule in tomllib.loads(source)["rule"]]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_rule_has_two_sentences_that_fit_and_one_that_does_not(language: str) -> None:
    files = sorted(p.name for p in ontology.path(f"rules/{language}").glob("*.toml"))
    held = {(file, rule) for file in files for rule in _names(language, file)}
    tried = {(file, rule): entry for tongue, file, rule, entry in _entries() if tongue == language}
    assert held == set(tried)
    for rule, entry in tried.items():
        assert len({str(case["text"]) for case in entry["accept"]}) >= 2, rule
        assert len(entry["reject"]) >= 1, rule


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_rule_shows_such_a_sentence(language: str) -> None:
    for path in sorted(ontology.path(f"rules/{language}").glob("*.toml")):
        silent = re.findall(
            r'^name = "([\w-]+)"\n(?!# \S.{10})', path.read_text("utf8"), re.MULTILINE
        )
        assert silent == [], path.name


def test_there_are_many_rules() -> None:
    names = {(language, rule.name) for language in ("fr", "en") for rule in rules(language)}
    assert len(names) >= 240
    assert len(ACCEPTED) >= 2 * len(names)
    assert len(REJECTED) >= len(names)
