"""Recognises verb groups: which cue a verb is, in which tense and voice, and whether negated.

The conjugations are made from `ontology/lexicon/verbs.{fr,en}.csv`.
"""

import csv
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import ontology
from graph.lexicon import rows
from graph.plain import Token, lower, tokens


class Form(StrEnum):
    """The form of a verb group."""

    PRESENT = "present"
    PAST = "past"
    FUTURE = "future"
    PASSIVE_PRESENT = "passive present"
    PASSIVE_PAST = "passive past"
    PASSIVE_FUTURE = "passive future"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    PARTICIPLE = "participle"
    NOUN = "noun"
    POSSIBLE = "possible"


ACTIVE = frozenset({Form.PRESENT, Form.PAST, Form.FUTURE})
PASSIVE = frozenset({Form.PASSIVE_PRESENT, Form.PASSIVE_PAST, Form.PASSIVE_FUTURE})
COMING = frozenset({Form.FUTURE, Form.PASSIVE_FUTURE})


class VerbGroup(NamedTuple):
    """A verb with its auxiliaries, negation and adverbs: tokens `first` to `last`, included."""

    first: int
    last: int
    family: str
    form: Form
    negated: bool = False


_Forms = dict[tuple[str, ...], tuple[tuple[str, Form], ...]]


@cache
def forms(language: str) -> _Forms:
    """Every form of every cue verb, as the words of a plain line, with its family."""
    index: dict[tuple[str, ...], list[tuple[str, Form]]] = {}
    conjugate = _french if language == "fr" else _english
    for row in rows(f"verbs.{language}.csv"):
        for word, form in conjugate(row):
            key = tuple(t.low for t in tokens(word))
            entry = (row["family"], form)
            if entry not in index.setdefault(key, []):
                index[key].append(entry)
    return {word: tuple(found) for word, found in index.items()}


@cache
def _first_words(language: str) -> frozenset[str]:
    return frozenset(words[0] for words in forms(language))


@cache
def families() -> frozenset[str]:
    """The names of all cue families."""
    return frozenset(row["family"] for x in ("fr", "en") for row in rows(f"verbs.{x}.csv"))


def _cells(row: dict[str, str], column: str) -> list[str]:
    return [cell for cell in (row.get(column) or "").split("|") if cell]


def _french(row: dict[str, str]) -> Iterator[tuple[str, Form]]:
    lemma = row["lemma"]
    stem, regular = lemma[:-2], not row["participle"]
    second = row["present"] == "ir2"
    soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1], stem)
    long, link = (stem + "iss", stem + "iss") if second else (soft, stem)
    present = [stem + "it", long + "ent", long + "ons"]
    if not second:
        present = [stem + "e", stem + "ent", soft + "ons"]
    past = [stem + "it", stem + "irent"] if second else [soft + "a", stem + "èrent"]
    imperfect = [long + "ait", long + "aient", link + "ions"]
    base = stem + ("i" if second else "é")
    yield lemma, Form.INFINITIVE
    for word in present if regular else _cells(row, "present"):
        yield word, Form.PRESENT
    for word in [*imperfect, *past] if regular else _cells(row, "imperfect") + _cells(row, "past"):
        yield word, Form.PAST
    for word in _french_future(row, lemma):
        yield word, Form.FUTURE
    participle = base if regular else row["participle"]
    for ending in ("", "e", "s", "es") if not participle.endswith("s") else ("", "e", "es"):
        yield participle + ending, Form.PARTICIPLE
    yield (long + "ant" if regular else row["gerund"]), Form.GERUND
    for word in _cells(row, "noun"):
        yield word, Form.NOUN
        yield word + "s", Form.NOUN


def _french_future(row: dict[str, str], lemma: str) -> list[str]:
    if "|" in row["future"]:
        return _cells(row, "future")
    stem = row["future"] or lemma
    return [stem + ending for ending in ("a", "ont", "ons", "ait", "aient")]


def _english(row: dict[str, str]) -> Iterator[tuple[str, Form]]:
    lemma = row["lemma"]
    consonant_y = lemma.endswith("y") and lemma[-2] not in "aeou"
    third = lemma[:-1] + "ies" if consonant_y else lemma + "s"
    past = lemma + "d" if lemma.endswith("e") else lemma + "ed"
    past = lemma[:-1] + "ied" if consonant_y else past
    gerund = lemma[:-1] + "ing" if lemma.endswith("e") else lemma + "ing"
    yield lemma, Form.INFINITIVE
    yield row["third"] or third, Form.PRESENT
    yield row["past"] or past, Form.PAST
    yield row["participle"] or row["past"] or past, Form.PARTICIPLE
    yield row["gerund"] or gerund, Form.GERUND
    for word in _cells(row, "noun"):
        yield word, Form.NOUN


@cache
def function_words(language: str, role: str) -> frozenset[str]:
    """The closed class of words that play a role (determiner, adverb, negation, stop …)."""
    with ontology.path("lexicon/function-words.csv").open(encoding="utf8", newline="") as file:
        return frozenset(
            lower(word) if len(word) > 1 else word
            for row in csv.DictReader(file)
            if row["language"] == language and row["role"] == role
            for word in row["words"].split("|")
        )


_PRESENT, _PAST, _FUTURE = Form.PRESENT, Form.PAST, Form.FUTURE
# Auxiliaries: the tense that each gives to what follows it.
_HAVE = {
    "fr": {
        **dict.fromkeys(("a", "ont", "avons", "avait", "avaient", "eut", "eurent", "ayant"), _PAST),
        **dict.fromkeys(("aura", "auront", "aurons", "aurait", "auraient"), _FUTURE),
    },
    "en": dict.fromkeys(("has", "have", "had", "having"), _PAST),
}
_BE = {
    "fr": {
        **dict.fromkeys(("est", "sont", "sommes", "suis", "soit", "soient", "etant"), _PRESENT),
        **dict.fromkeys(("était", "étaient", "etait", "etaient", "fut", "furent"), _PAST),
        **dict.fromkeys(
            ("sera", "seront", "serons", "serait", "seraient", "être", "etre"), _FUTURE
        ),
    },
    "en": {
        **dict.fromkeys(("is", "are", "am", "being"), _PRESENT),
        **dict.fromkeys(("was", "were"), _PAST),
    },
}
_MODAL = {
    "fr": frozenset(("va", "vont", "allons", "doit", "doivent", "devra", "devront")),
    "en": frozenset(("will", "would", "shall", "should", "must")),
}
# What may be is neither done nor decided: no rule takes it for a fact.
_POSSIBLE = {
    "fr": frozenset(
        ("peut", "peuvent", "pourra", "pourront", "pourrait", "pourraient", "puisse", "puissent")
    ),
    "en": frozenset(("may", "might", "can", "could")),
}
_JOINING = frozenset(("sign", "join", "accede", "ratify", "subscribe", "endorse"))
_INTENT = frozenset(("plans", "plan", "intends", "intend", "expects", "expect", "hopes", "aims"))


def groups(line: tuple[Token, ...], language: str) -> tuple[VerbGroup, ...]:
    """The verb groups of a line, in order, none overlapping.

    >>> from graph.plain import tokens
    >>> [(g.family, g.form.value) for g in groups(tokens("Le forum sera organisé par"), "fr")]
    [('organise', 'passive future')]
    >>> [g.form.value for g in groups(tokens("Norway might join"), "en")]
    ['possible']
    >>> [(g.family, g.negated) for g in groups(tokens("ils n'ont pas signé"), "fr")]
    [('sign', True)]
    >>> [g.form.value for g in groups(tokens("Japan will host"), "en")]
    ['future']
    """
    found: list[VerbGroup] = []
    first_words = _first_words(language)
    last = -1
    for index in [index for index, token in enumerate(line) if token.low in first_words]:
        group = _group(line, index, language) if index > last else None
        if group:
            found.append(group)
            last = group.last
    return tuple(found)


def _group(line: tuple[Token, ...], index: int, language: str) -> VerbGroup | None:
    table = forms(language)
    for length in (2, 1):
        entries = table.get(tuple([t.low for t in line[index : index + length]]), ())
        if entries and len(line) >= index + length:
            left = _left(line, index, language)
            read = _read_french if language == "fr" else _read_english
            choice = read(entries, left, line, index + length - 1)
            if choice is None:
                return None
            if not _POSSIBLE[language].isdisjoint(left.auxiliaries):
                choice = choice[0], Form.POSSIBLE
            last = index + length - 1
            adverbs = function_words(language, "adverb")
            while last + 1 < len(line) and line[last + 1].low in adverbs and choice[1] in ACTIVE:
                last += 1
            bare = language == "en" and choice[1] is Form.INFINITIVE  # *to* stays a word
            first = index if bare else left.first
            return VerbGroup(first, last, choice[0], choice[1], left.negated)
    return None


class _Left(NamedTuple):
    """What stands before a verb: its auxiliaries, nearest first, and where they begin."""

    first: int
    auxiliaries: tuple[str, ...]
    reflexive: bool
    negated: bool
    before: str


@cache
def _helpers(language: str) -> frozenset[str]:
    """The auxiliaries, and the small words that stand among them."""
    helpers = {*_HAVE[language], *_BE[language], *_MODAL[language], *_POSSIBLE[language]}
    own = {"to", "do"} if language == "en" else {"eté", "eu"}
    return frozenset(helpers | own | {"been", "be", "did", "does"})


def _left(line: tuple[Token, ...], index: int, language: str) -> _Left:
    adverbs = function_words(language, "adverb") | function_words(language, "day")
    negations = function_words(language, "negation")
    helpers = _helpers(language)
    reflexives = function_words(language, "reflexive")
    auxiliaries: list[str] = []
    first, at = index, index - 1
    negated = reflexive = False
    while at >= 0:
        word = line[at].low
        if word == "nous" and at and line[at - 1].low == "nous":
            reflexive, first = True, at
        elif word in negations:
            negated, first = True, at
        elif word in reflexives:
            reflexive, first = True, at
        elif word in helpers or (language == "en" and word in _INTENT and "to" in auxiliaries):
            auxiliaries.append(word)
            first = at
        elif word not in adverbs and not (len(word) > 6 and word.endswith(("ment", "ally"))):
            break
        at -= 1
    before = line[first - 1].low if first else ""
    return _Left(first, tuple(auxiliaries), reflexive, negated and first < index, before)


_Choice = tuple[str, Form] | None


def _pick(entries: tuple[tuple[str, Form], ...], *wanted: Form) -> _Choice:
    for form in wanted:
        for entry in entries:
            if entry[1] is form:
                return entry
    return None


def _read_french(
    entries: tuple[tuple[str, Form], ...], left: _Left, line: tuple[Token, ...], index: int
) -> _Choice:
    have, be = _HAVE["fr"], _BE["fr"]
    helpers = [a for a in left.auxiliaries if a not in {"eté"}]
    passive = len(helpers) < len(left.auxiliaries)
    participle = _pick(entries, Form.PARTICIPLE)
    if participle and helpers:
        helper = helpers[0]
        if helper in have:
            tense = have[helper]
            return participle[0], _passive(tense) if passive else tense
        if helper in be:
            return participle[0], Form.PAST if left.reflexive else _passive(be[helper])
    if helpers and helpers[-1] in _MODAL["fr"] and _pick(entries, Form.INFINITIVE):
        return entries[0][0], Form.FUTURE
    determiners = function_words("fr", "determiner")
    nominal = _pick(entries, Form.NOUN)
    if nominal and (left.before in determiners | {"d'", "de", "par"} or len(entries) == 1):
        return nominal
    return _pick(
        entries, Form.PRESENT, Form.FUTURE, Form.PAST, Form.INFINITIVE, Form.GERUND, Form.PARTICIPLE
    )


def _passive(tense: Form) -> Form:
    return {
        Form.PRESENT: Form.PASSIVE_PRESENT,
        Form.PAST: Form.PASSIVE_PAST,
        Form.FUTURE: Form.PASSIVE_FUTURE,
    }[tense]


_AFTER_PARTICIPLE = frozenset(("by", "in", "on", "at", "under", "during", "within", "jointly"))


def _read_english(
    entries: tuple[tuple[str, Form], ...], left: _Left, line: tuple[Token, ...], index: int
) -> _Choice:
    helpers = left.auxiliaries
    family = entries[0][0]
    shapes = {form for _, form in entries}
    # Who intends to sign or to join has not decided it; who plans to host a summit has.
    meant = family not in _JOINING and any(h in _INTENT for h in helpers)
    coming = meant or any(h in _MODAL["en"] for h in helpers) or helpers[:2] == ("be", "to")
    be = any(h in _BE["en"] or h in {"be", "been"} for h in helpers)
    if Form.GERUND in shapes:
        return family, Form.PRESENT if be else Form.GERUND
    if Form.PARTICIPLE in shapes and be:
        past = any(h in _HAVE["en"] or h in {"was", "were"} for h in helpers)
        tense = Form.FUTURE if coming else Form.PAST if past else Form.PRESENT
        return family, _passive(tense)
    if Form.PAST in shapes or Form.PARTICIPLE in shapes:
        follows = line[index + 1].low if index + 1 < len(line) else ""
        # *adopted by …*; *the Charter, adopted in May, …*; *Founded in 2019, the Institute …*
        apart = not left.before.isalnum()
        bare = not helpers and (follows == "by" or (apart and follows in _AFTER_PARTICIPLE))
        return family, Form.PARTICIPLE if bare or (
            Form.PAST not in shapes and not helpers
        ) else Form.PAST
    around = {t.low for t in line[max(left.first - 2, 0) : left.first]}, line[index + 1 : index + 2]
    described = not around[0].isdisjoint(
        function_words("en", "determiner") | {"with"}
    )  # *its full support*
    if described and around[1] and around[1][0].low in {"of", "for", "from"}:
        return _pick(entries, Form.NOUN) or _read_english_base(entries, left, coming)
    return _read_english_base(entries, left, coming)


def _read_english_base(entries: tuple[tuple[str, Form], ...], left: _Left, coming: bool) -> _Choice:
    family = entries[0][0]
    nominal = _pick(entries, Form.NOUN)
    determiners = function_words("en", "determiner")
    if Form.PRESENT in {form for _, form in entries} and not left.auxiliaries:
        return family, Form.PRESENT
    helped = {"to": Form.INFINITIVE, "did": Form.PAST, "do": Form.PAST, "does": Form.PAST}
    form = (
        Form.FUTURE if coming else next((helped[a] for a in left.auxiliaries if a in helped), None)
    )
    if form:
        return family, form
    if left.before in determiners or left.before in {"of", "for", "in", "with", "on", "'", "s"}:
        return nominal
    if _pick(entries, Form.INFINITIVE):
        return family, Form.PRESENT
    return nominal
