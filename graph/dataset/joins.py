"""Which keys of several documents mean one thing, and why."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from graph import lexicon
from graph.model import Entity
from graph.names import fold, slug

_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.-]*[A-Z][A-Z0-9]*")


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """A key that is replaced by another one, which means the same.

    :ivar why: the reason, by its name: `acronym` or `connectives`
    """

    replaced: str
    by: str
    why: str


Occasion = tuple[str, str, str]
"""The class of an event, the key of its place and its year."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A key with all that documents call it.

    :ivar documents: how many documents have the key
    :ivar occasions: of an event, when and where the documents say it is held
    """

    key: str
    names: frozenset[str]
    documents: int
    occasions: frozenset[Occasion] = frozenset()

    @property
    def kind(self) -> str:
        """The kind of thing, which is the beginning of the key."""
        return self.key.partition("/")[0]


def joins(
    readings: Iterable[Iterable[Entity]],
    occasions: Mapping[str, frozenset[Occasion]] = MappingProxyType({}),
) -> tuple[Join, ...]:
    """The table of joined keys: a function of the set of readings, whatever their order.

    A reason gives each key a mark; keys with one mark are one thing. The key that stays is the
    lexicon's, else that of most documents, else the first by code points. Keys are left apart
    where the lexicon has two for them. Persons and documents are never joined: two persons with
    one folded name have one key.

    :param readings: the entities of each document
    :param occasions: for each event's key when and where the documents say it is held
    """
    kept = (b for b in _bearers(readings) if b.kind not in {"person", "document"})
    bearers = [replace(b, occasions=occasions.get(b.key, frozenset())) for b in kept]
    parents = {bearer.key: bearer.key for bearer in bearers}
    links = sorted(_links(bearers))
    for one, other, _ in links:
        _unite(parents, one, other)
    groups: dict[str, list[Bearer]] = {}
    for bearer in bearers:
        groups.setdefault(_root(parents, bearer.key), []).append(bearer)
    found = (_joined(group, links) for group in groups.values())
    return tuple(sorted(join for group in found for join in group))


def _bearers(readings: Iterable[Iterable[Entity]]) -> list[Bearer]:
    names: dict[str, set[str]] = {}
    documents: Counter[str] = Counter()
    for entities in readings:
        for entity in entities:
            names.setdefault(entity.key, set()).update(entity.names, [entity.label])
        documents.update({entity.key for entity in entities})
    return [Bearer(key, frozenset(names[key]), documents[key]) for key in sorted(names)]


def _links(bearers: list[Bearer]) -> Iterator[tuple[str, str, str]]:
    for why, marks in _REASONS.items():
        marked: dict[tuple[str, ...], dict[str, None]] = {}
        for bearer in bearers:
            for mark in marks(bearer):
                marked.setdefault((bearer.kind, *mark), {})[bearer.key] = None
        for keys in marked.values():
            for one, other in pairwise(keys):
                yield one, other, why


def _by_acronym(bearer: Bearer) -> Iterator[tuple[str, ...]]:
    """The same acronym, head word and numbers, where the acronym begins with the head's letter.

    *Partenariat mondial sur l'IA (PMIA)* and *Partenariat mondial pour l'IA (PMIA)* are one; two
    summits on *intelligence artificielle (IA)* are two.
    """
    if bearer.kind in {"place", "topic"}:
        return
    acronyms = {name for name in bearer.names if _ACRONYM.fullmatch(name)}
    for name in bearer.names - acronyms:
        head, *rest = slug(name).split("-")
        numbers = (word for word in rest if any(c.isdigit() for c in word))
        for acronym in acronyms:
            if rest and head[0] == fold(acronym)[0]:
                yield acronym, head, *numbers


def _by_connectives(bearer: Bearer) -> Iterator[tuple[str, ...]]:
    """The same words in the same order, but for *sur*, *pour*, *de*, *the*, *of*."""
    words = tuple(w for w in bearer.key.partition("/")[2].split("-") if w not in connectives())
    if len(words) > 1:
        yield words


def _by_scope(bearer: Bearer) -> Iterator[tuple[str, ...]]:
    """Of events the same words, but for *mondial*, *international*, *global*, *annual*."""
    if bearer.kind == "event":
        left_out = connectives() | connectives("scope")
        words = tuple(w for w in bearer.key.partition("/")[2].split("-") if w not in left_out)
        if len(words) > 2:
            yield words


def _by_occasion(bearer: Bearer) -> Iterator[tuple[str, ...]]:
    """Of events the same class, place and year, and a word in common that is no common noun.

    *Conseil du PMIA au niveau ministériel* and *réunion du Conseil du PMIA*, both in Bratislava in
    2025, are one.
    """
    words = {word for name in bearer.names for word in slug(name).split("-")}
    telling = words - connectives() - connectives("scope") - connectives("common") - _common_nouns()
    for occasion in sorted(bearer.occasions):
        for word in sorted(telling):
            if not word.isdigit() and word not in occasion[1]:
                yield *occasion, word


@cache
def _common_nouns() -> frozenset[str]:
    """The words of the head nouns of both languages, folded."""
    return frozenset(
        word
        for language in ("fr", "en")
        for row in lexicon.rows(f"heads.{language}.csv")
        for column in ("head", "plural")
        for word in slug(row[column]).split("-")
    )


_REASONS: Mapping[str, Callable[[Bearer], Iterator[tuple[str, ...]]]] = {
    "acronym": _by_acronym,
    "connectives": _by_connectives,
    "scope": _by_scope,
    "occasion": _by_occasion,
}


@cache
def connectives(role: str = "connective") -> frozenset[str]:
    """The words that two writings of one name may differ in."""
    return frozenset(
        word
        for row in lexicon.rows("connectives.csv")
        if row["role"] == role
        for word in row["words"].split("|")
    )


def _root(parents: dict[str, str], key: str) -> str:
    while parents[key] != key:
        parents[key] = parents[parents[key]]
        key = parents[key]
    return key


def _unite(parents: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_root(parents, one), _root(parents, other)))
    parents[second] = first


def _joined(group: list[Bearer], links: list[tuple[str, str, str]]) -> Iterator[Join]:
    known = [bearer.key for bearer in group if bearer.key in lexicon.known()]
    if len(group) == 1 or len(known) > 1:
        return
    kept = known[0] if known else min(group, key=lambda b: (-b.documents, b.key)).key
    keys = {bearer.key for bearer in group}
    for key in sorted(keys - {kept}):
        reasons = {why for one, other, why in links if key in {one, other}}
        yield Join(key, kept, min(reasons))
