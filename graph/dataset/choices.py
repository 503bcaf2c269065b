"""One class and one label in each language for each thing, chosen by rule over all documents."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph import lexicon
from graph.dataset.languages import language_of_name
from graph.dataset.sources import ancestors
from graph.model import Reading


@dataclass(frozen=True, slots=True)
class Choice:
    """What a release says of one key.

    :ivar type: the local name of its class
    :ivar labels: its label by language
    """

    type: str
    labels: Mapping[str, str]


def choices(readings: Iterable[Reading], replaced: Mapping[str, str]) -> dict[str, Choice]:
    """The class and the labels of each key that stays.

    :param replaced: the key that stays, by each key that does not
    """
    types: dict[str, Counter[str]] = {}
    labels: dict[str, Counter[tuple[str, str]]] = {}
    for reading in readings:
        heard = Counter(mention.span.of(reading.document.text) for mention in reading.mentions)
        for entity in reading.entities:
            key = replaced.get(entity.key, entity.key)
            types.setdefault(key, Counter())[entity.type] += 1
            label = (entity.language, entity.label)
            labels.setdefault(key, Counter())[label] += 1 + heard[entity.label]
            for name in entity.names:
                spoken = language_of_name(name, key, entity.language)
                if spoken != entity.language and name != entity.label:
                    labels[key][spoken, name] += 1 + heard[name]
    return {key: Choice(_type(found), _labels(key, labels[key])) for key, found in types.items()}


def _type(found: Counter[str]) -> str:
    """The narrowest class; of those of which none is wider the most frequent, then the first."""
    wider = {above for name in found for above in ancestors().get(name, ())}
    return min(set(found) - wider, key=lambda name: (-found[name], name))


def _labels(key: str, found: Counter[tuple[str, str]]) -> dict[str, str]:
    """The lexicon's; else the most frequent, then the longest, then the first by code points."""
    chosen: dict[str, str] = {}
    order = sorted(found, key=lambda pair: (-found[pair], -len(pair[1]), pair[1]))
    for language, label in order:
        chosen.setdefault(language, label)
    if key in lexicon.known():
        known = lexicon.known()[key]
        chosen |= {
            language: label
            for language, label in (("fr", known.label_fr), ("en", known.label_en))
            if label
        }
    return chosen
