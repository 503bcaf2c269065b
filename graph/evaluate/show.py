"""An evaluation for a reader, as tables, and for a program, as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from graph.evaluate.gold import GoldFact, Trap
from graph.evaluate.match import Found, Level
from graph.evaluate.score import Evaluation, Score, Scores, TextScore

Json = dict[str, Any]
_LONGEST = 160


def as_json(found: Evaluation) -> Json:
    """Everything that an evaluation says, in values that JSON knows."""
    return {
        "total": _scores_as_json(found.scores),
        "withoutSingleUseRules": {
            **_scores_as_json(found.without),
            "rules": list(found.single_use),
        },
        "relations": {name: _scores_as_json(scores) for name, scores in found.relations.items()},
        "texts": [_text_as_json(text) for text in found.texts],
    }


def _scores_as_json(scores: Scores) -> Json:
    return {level.value: _score_as_json(score) for level, score in scores.items()}


def _score_as_json(score: Score) -> Json:
    return {
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "found": score.found,
        "right": score.right,
        "wanted": score.wanted,
        "hit": score.hit,
    }


def _text_as_json(text: TextScore) -> Json:
    return {
        "name": text.name,
        **_scores_as_json(text.scores),
        "entities": {"found": text.entities[0], "of": text.entities[1]},
        "traps": {"asserted": list(map(_trap_as_json, text.asserted)), "of": text.traps},
        "relations": {name: _scores_as_json(scores) for name, scores in text.relations.items()},
        "misses": [{**_gold_as_json(fact), "sentence": words} for fact, words in text.misses],
        "extras": list(map(_found_as_json, text.extras)),
    }


def _gold_as_json(fact: GoldFact) -> Json:
    return {"subject": fact.subject, "relation": fact.relation, "object": fact.object}


def _trap_as_json(trap: Trap) -> Json:
    return {**_gold_as_json(trap.fact), "why": trap.why}


def _found_as_json(found: Found) -> Json:
    return {
        "subject": found.subject.label,
        "relation": found.relation,
        "object": found.object.label,
        "rule": found.rule,
        "sentence": " ".join(found.sentences),
    }


def as_tables(found: Evaluation) -> RenderableType:
    """The figures of texts and relations, then the facts that differ, with their sentences."""
    return Group(_texts(found), _relations(found), *_differences(found), *_rules(found))


def _head(title: str, first: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE)
    table.add_column(first, no_wrap=True)
    for level in Level:
        for figure in ("precision", "recall", "F1"):
            table.add_column(f"{level.value} {figure}", justify="right")
    return table


def _figures(scores: Scores) -> Iterator[str]:
    for level in Level:
        score = scores[level]
        yield f"{score.precision:.3f}" if score.found else "–"
        yield f"{score.recall:.3f}" if score.wanted else "–"
        yield f"{score.f1:.3f}" if score.found and score.wanted else "–"


def _texts(found: Evaluation) -> Table:
    table = _head("Texts", "text")
    table.add_column("entities", justify="right")
    table.add_column("traps asserted", justify="right")
    for text in found.texts:
        entities = f"{text.entities[0]} of {text.entities[1]}"
        traps = f"{len(text.asserted)} of {text.traps}"
        table.add_row(escape(text.name), *_figures(text.scores), entities, traps)
    table.add_section()
    hit, of = (sum(text.entities[side] for text in found.texts) for side in (0, 1))
    asserted = sum(len(text.asserted) for text in found.texts)
    traps = f"{asserted} of {sum(text.traps for text in found.texts)}"
    table.add_row("all", *_figures(found.scores), f"{hit} of {of}", traps)
    table.add_row("without single-use rules", *_figures(found.without), "", "")
    return table


def _relations(found: Evaluation) -> Table:
    table = _head("Relations", "relation")
    table.add_column("annotated", justify="right")
    table.add_column("found", justify="right")
    for name, scores in _by_misses(found.relations):
        score = scores[Level.RELAXED]
        if not score.wanted and not score.found:
            continue
        table.add_row(name, *_figures(scores), str(score.wanted), str(score.found))
    return table


def _by_misses(relations: Mapping[str, Scores]) -> list[tuple[str, Scores]]:
    def lacking(entry: tuple[str, Scores]) -> tuple[int, str]:
        score = entry[1][Level.RELAXED]
        return score.hit - score.wanted + score.right - score.found, entry[0]

    return sorted(relations.items(), key=lacking)


def _differences(found: Evaluation) -> Iterator[Table]:
    misses = [(t.name, _fact(f), words) for t in found.texts for f, words in t.misses]
    extras = [
        (t.name, f"{f.subject.label} {f.relation} {f.object.label}", " ".join(f.sentences))
        for t in found.texts
        for f in t.extras
    ]
    traps = [(t.name, _fact(trap.fact), trap.why) for t in found.texts for trap in t.asserted]
    for title, last, listed in (
        ("Misses: annotated and not found", "sentence", misses),
        ("Extras: found and not annotated", "sentence", extras),
        ("Traps asserted", "why it is wrong", traps),
    ):
        if listed:
            table = Table(title=title, title_justify="left", show_lines=True)
            for column in ("text", "fact", last):
                table.add_column(column)
            for row in listed:
                table.add_row(*(escape(_short(cell)) for cell in row))
            yield table


def _rules(found: Evaluation) -> Iterator[str]:
    if found.single_use:
        yield f"Rules that made facts in one sentence only: {', '.join(found.single_use)}."


def _fact(fact: GoldFact) -> str:
    return f"{fact.subject} {fact.relation} {fact.object}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
