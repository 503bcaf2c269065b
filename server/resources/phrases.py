"""How facts read from either end, and under which heading: `ontology/rules/phrases.csv`, `topics.csv`."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import ontology
from server.resources.values import Direction


@dataclass(frozen=True, slots=True)
class Phrase:
    """A relation as pages tell it.

    :ivar lasts: whether it holds for some time, so that it has a since and an until
    :ivar topics: the key of the heading that it stands under, by the direction it is read in
    :ivar reverse: how it reads from its object, by language
    """

    lasts: bool
    topics: Mapping[Direction, str]
    reverse: Mapping[str, str]


@cache
def phrases() -> Mapping[str, Phrase]:
    """The relations of the ontology that say facts, by their local names."""
    return {
        row["relation"]: Phrase(
            row["lasts"] == "yes",
            {Direction.OUTGOING: row["topic"], Direction.INCOMING: row["reverse_topic"]},
            {"en": row["reverse_en"], "fr": row["reverse_fr"]},
        )
        for row in _rows("phrases.csv")
    }


@cache
def topics() -> Mapping[str, Mapping[str, str]]:
    """The headings by language, by their keys, in the order of a page."""
    return {row["topic"]: {"en": row["en"], "fr": row["fr"]} for row in _rows("topics.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with ontology.path(f"rules/{name}").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
