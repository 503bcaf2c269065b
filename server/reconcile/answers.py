"""Reconciliation queries answered: candidates with scores, by name and by properties."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.search import MOST_CHARACTERS, SAME, Candidate, Reader, Term, Thing, candidates, of_types
from server.asked import local_name
from server.reconcile.facts import Facts, facts, holders, identifier, iri_of
from server.reconcile.requests import MOST_CANDIDATES, Query

# What a candidate loses of its score when none of the wanted properties fits.
_UNFIT = 30.0

# Candidates by name that are looked at, as many as a query may want.
_CHECKED = MOST_CANDIDATES


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate of a query.

    :ivar fit: the share of the wanted properties that fit it, 0 to 1
    :ivar named: whether the query has a name
    :ivar certain: whether it alone has the very name and all that is wanted
    """

    candidate: Candidate
    fit: float
    named: bool
    certain: bool = False

    @property
    def score(self) -> float:
        """0 to 100."""
        return max(round(self.candidate.score - _UNFIT * (1 - self.fit), 1), 0.0)


def answers(
    reader: Reader, queries: Mapping[str, Query], language: str
) -> Mapping[str, Mapping[str, object]]:
    """The result of each query, by its key.

    https://reconciliation-api.github.io/specs/0.2/#reconciliation-query-responses

    :raises SommetError: if the release cannot be asked
    """
    found = {key: _candidates(reader, query) for key, query in queries.items()}
    known, values = _facts(reader, queries, found)
    judged = {key: _judged(query, found[key], values, known) for key, query in queries.items()}
    shown = {one.candidate.iri for some in judged.values() for one in some}
    things = reader.things(shown)
    return {
        key: {"result": [_told(one, things[one.candidate.iri], language) for one in some]}
        for key, some in judged.items()
    }


def describe(thing: Thing, language: str) -> str:
    """A thing in a line: its types, and what else it is called."""
    label = thing.label(language).text
    others = dict.fromkeys(line.text for line in thing.names if line.text != label)
    types = ", ".join(term.label(language) for term in thing.types)
    return " · ".join([part for part in (types, ", ".join(list(others)[:4])) if part])


def typed(terms: Iterable[Term], language: str) -> list[dict[str, str]]:
    """Classes by identifier and name."""
    return [{"id": local_name(term.iri), "name": term.label(language)} for term in terms]


def _candidates(reader: Reader, query: Query) -> tuple[Candidate, ...]:
    if len(query.text) > MOST_CHARACTERS:
        return ()
    if query.text:
        thing = reader.thing(iri_of(query.text))
        if thing and thing.kind != "passage":
            return (Candidate(thing.iri, query.text, SAME, 1.0, 1.0),)
        found = candidates(reader, query.text, query.types, every_type=query.every_type)
        return found[:_CHECKED]
    return _by_properties(reader, query)


def _by_properties(reader: Reader, query: Query) -> tuple[Candidate, ...]:
    wanted = [(one, value) for one, values in query.properties for value in values]
    things = reader.things(holders(wanted)) if wanted else {}
    found = [Candidate(iri, thing.names[0].text, SAME, 1.0, 1.0) for iri, thing in things.items()]
    return of_types(reader, found, query.types, every_type=query.every_type)


def _facts(
    reader: Reader, queries: Mapping[str, Query], found: Mapping[str, Sequence[Candidate]]
) -> tuple[Mapping[str, Thing], Facts]:
    """The values of the wanted properties of all candidates, and the things among them."""
    values = facts(
        (one.iri, property_)
        for key, query in queries.items()
        for property_, _ in query.properties
        for one in found[key]
    )
    return reader.things(fact.text for some in values.values() for fact in some), values


def _judged(
    query: Query, found: Sequence[Candidate], values: Facts, known: Mapping[str, Thing]
) -> list[Judged]:
    judged = [Judged(one, _fit(one.iri, query, values, known), bool(query.text)) for one in found]
    same = [one for one in judged if one.candidate.same and one.fit == 1]
    if len(same) == 1:
        judged[judged.index(same[0])] = replace(same[0], certain=True)
    return sorted(judged, key=lambda one: (-one.score, one.candidate.iri))[: query.limit]


def _fit(iri: str, query: Query, values: Facts, known: Mapping[str, Thing]) -> float:
    fits = [
        any(
            fact.says(value, known) for fact in values.get((iri, property_), ()) for value in wanted
        )
        for property_, wanted in query.properties
    ]
    return sum(fits) / len(fits) if fits else 1.0


def _told(one: Judged, thing: Thing, language: str) -> dict[str, object]:
    return {
        "id": identifier(thing.iri),
        "name": thing.label(language).text,
        "description": describe(thing, language),
        "type": typed(thing.types, language),
        "score": one.score,
        "match": one.certain,
        "features": _features(one, thing),
    }


def _features(judged: Judged, thing: Thing) -> list[dict[str, object]]:
    """What the score is made of: https://reconciliation-api.github.io/specs/0.2/#dfn-matching-feature."""
    found = judged.candidate
    of_name = {
        "same_name": found.same,
        "name_likeness": found.likeness,
        "shared_words": found.shared,
    }
    others = {"properties_fit": round(judged.fit, 3), "statements": thing.links}
    values = {**(of_name if judged.named else {}), **others}
    return [{"id": name, "value": value} for name, value in values.items()]
