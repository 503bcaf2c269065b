"""Counts what was found of the annotated facts, text by text and relation by relation."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.evaluate.gold import Gold, GoldError, GoldFact, Trap
from graph.evaluate.match import Found, Level, Names, Thing, agree, always_counted, share_name
from graph.model import Reading, Span
from graph.records import Record, records

# Readers word them too freely to count them as found or not.
_NOT_COUNTED = frozenset({"role", "topic"})


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one level, which add up.

    :ivar found: how many facts were found
    :ivar right: how many of them are annotated
    :ivar wanted: how many facts are annotated as explicit
    :ivar hit: how many of those were found
    """

    found: int = 0
    right: int = 0
    wanted: int = 0
    hit: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.found + other.found,
            self.right + other.right,
            self.wanted + other.wanted,
            self.hit + other.hit,
        )

    @property
    def precision(self) -> float:
        """The share of the facts found that are right; 0 if none was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of the facts wanted that were found; 0 if none was wanted."""
        return self.hit / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Scores = Mapping[Level, Score]


@dataclass(frozen=True, slots=True)
class TextScore:
    """What was found in one text.

    :ivar scores: by level
    :ivar relations: by relation, then by level
    :ivar entities: how many annotated things were found, and how many there are
    :ivar misses: explicit facts that were not found even by the relaxed level, with the sentence
    :ivar extras: facts found that are not annotated, by the relaxed level
    :ivar asserted: the traps that were found
    :ivar traps: how many traps there are
    """

    name: str
    scores: Scores
    relations: Mapping[str, Scores]
    entities: tuple[int, int]
    misses: tuple[tuple[GoldFact, str], ...]
    extras: tuple[Found, ...]
    asserted: tuple[Trap, ...]
    traps: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found in all texts.

    :ivar single_use: the rules that made facts in one sentence only
    :ivar without: the scores when those rules are switched off
    """

    texts: tuple[TextScore, ...]
    single_use: tuple[str, ...]
    without: Scores = field(default_factory=dict)

    @property
    def scores(self) -> Scores:
        """The sum over all texts, by level."""
        return _sum(text.scores for text in self.texts)

    @property
    def relations(self) -> Mapping[str, Scores]:
        """The sum over all texts by relation, then by level."""
        names = sorted({name for text in self.texts for name in text.relations})
        return {
            name: _sum(text.relations[name] for text in self.texts if name in text.relations)
            for name in names
        }


def evaluate(gold: Sequence[Gold], readings: Iterable[Reading], base: str) -> Evaluation:
    """Compare what texts were found to say with what people annotated in them.

    :param readings: of the annotated texts, in any order
    :param base: of the IRIs
    :raises GoldError: if the reading of an annotated text is missing
    """
    by_name = {reading.document.name: reading for reading in readings}
    lost = [one.text for one in gold if one.text not in by_name]
    if lost:
        raise GoldError(f"The text {lost[0]} is annotated and was not read.", value=lost[0])
    found = [(one, by_name[one.text], _found(by_name[one.text], base)) for one in gold]
    texts = tuple(_text(one, reading, facts) for one, reading, facts in found)
    rules = _single_use(facts for _, _, facts in found)
    kept = [(one, [f for f in facts if f.rule not in rules]) for one, _, facts in found]
    without = _sum(_scores(one, facts, Names.of(one)) for one, facts in kept)
    return Evaluation(texts, rules, without)


def _sum(parts: Iterable[Scores]) -> Scores:
    parts = tuple(parts)
    return {level: sum((part[level] for part in parts), Score()) for level in Level}


def _text(gold: Gold, reading: Reading, found: Sequence[Found]) -> TextScore:
    names = Names.of(gold)
    counted = _counted(gold, found)
    hit, right = _matches(gold, counted, names, Level.RELAXED)
    return TextScore(
        gold.name,
        _scores(gold, found, names),
        _by_relation(gold, counted, names),
        _entities(gold, reading),
        tuple(
            (fact, _sentence(fact.quote, reading))
            for fact in gold.facts
            if fact.explicit and fact not in hit
        ),
        tuple(one for one in counted if one not in right),
        tuple(
            trap
            for trap in gold.traps
            if any(agree(trap.fact, one, names, Level.STRICT) for one in counted)
        ),
        len(gold.traps),
    )


def _counted(gold: Gold, found: Iterable[Found]) -> list[Found]:
    """The facts on relations that count in this text."""
    relations = always_counted() | {fact.relation for fact in gold.facts}
    return [one for one in found if one.relation in relations]


def _scores(gold: Gold, found: Iterable[Found], names: Names) -> Scores:
    counted = _counted(gold, found)
    return {level: _score(gold.facts, counted, names, level) for level in Level}


def _by_relation(gold: Gold, found: Sequence[Found], names: Names) -> dict[str, Scores]:
    """By relation; a fact may be told right by a neighbouring one, so both sides see all."""
    made: dict[str, dict[Level, Score]] = defaultdict(dict)
    relations = {fact.relation for fact in gold.facts} | {one.relation for one in found}
    for level in Level:
        hit, right = _matches(gold, found, names, level)
        for name in relations:
            wanted = [f for f in gold.facts if f.relation == name and f.explicit]
            mine = [one for one in found if one.relation == name]
            made[name][level] = Score(
                len(mine),
                sum(one in right for one in mine),
                len(wanted),
                sum(fact in hit for fact in wanted),
            )
    return dict(made)


def _score(facts: Sequence[GoldFact], found: Sequence[Found], names: Names, level: Level) -> Score:
    hit = [any(agree(fact, one, names, level) for one in found) for fact in facts if fact.explicit]
    right = [any(agree(fact, one, names, level) for fact in facts) for one in found]
    return Score(len(found), sum(right), len(hit), sum(hit))


def _matches(
    gold: Gold, found: Sequence[Found], names: Names, level: Level
) -> tuple[set[GoldFact], set[Found]]:
    """The annotated facts that were found, and the facts found that are annotated."""
    pairs = [(fact, one) for fact in gold.facts for one in found if agree(fact, one, names, level)]
    return {fact for fact, _ in pairs}, {one for _, one in pairs}


def _entities(gold: Gold, reading: Reading) -> tuple[int, int]:
    wanted = [e for e in gold.entities if e.type not in _NOT_COUNTED and e.explicit]
    named = [thing.names for thing in _things(records(reading, "")).values()]
    hit = sum(any(share_name(e.names, names, loose=False) for names in named) for e in wanted)
    return hit, len(wanted)


def _found(reading: Reading, base: str) -> list[Found]:
    """The facts of a reading as they are printed, with every name of their ends."""
    printed = list(records(reading, base))
    things = _things(printed)
    statements = [record for record in printed if record["record"] == "statement"]
    sentences = _sentences(reading)
    return [
        Found(
            things[record["subject"]["iri"]],
            record["relation"],
            _object(record["object"], things),
            tuple(words["exact"] for words in record["evidence"]),
            tuple(sentences(Span(w["start"], w["end"]) for w in record["evidence"])),
            record["rule"],
        )
        for record in statements
    ]


def _object(end: Record, things: Mapping[str, Thing]) -> Thing:
    if "value" in end:
        return Thing(end["value"], frozenset({end["value"]}), value=end["value"])
    return things[end["iri"]]


def _things(printed: Iterable[Record]) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for record in printed:
        if record["record"] == "entity":
            mentioned = (mention["exact"] for mention in record["mentions"])
            names = frozenset(filter(None, (record["label"], *record["names"], *mentioned)))
            other = found.get(record["iri"])
            names |= other.names if other else frozenset()
            type_ = other.type if other else record["type"]
            found[record["iri"]] = Thing(record["label"], names, type_)
    return found


def _sentences(reading: Reading) -> Callable[[Iterable[Span]], Iterator[str]]:
    masked = reading.document.masked

    def around(spans: Iterable[Span]) -> Iterator[str]:
        wanted = tuple(spans)
        for sentence in reading.sentences:
            if any(sentence.overlaps(span) for span in wanted):
                yield sentence.of(masked)

    return around


def _sentence(quote: str, reading: Reading) -> str:
    """The sentences that a quote stands in; the quote itself if the text has it nowhere."""
    start = reading.document.text.find(quote)
    if not quote or start < 0:
        return quote
    return " ".join(_sentences(reading)([Span(start, start + len(quote))])) or quote


def _single_use(found: Iterable[Iterable[Found]]) -> tuple[str, ...]:
    """The rules whose facts all stand in one sentence of one text."""
    places: dict[str, set[tuple[int, tuple[str, ...]]]] = defaultdict(set)
    for number, facts in enumerate(found):
        for fact in facts:
            places[fact.rule].add((number, fact.sentences))
    return tuple(sorted(rule for rule, where in places.items() if len(where) == 1))
