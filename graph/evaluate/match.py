"""Whether a fact that was found is one that people annotated."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from graph.evaluate.gold import Gold, GoldFact
from graph.lexicon import rows

# Names of these differ in wording from reader to reader.
_LOOSE = frozenset(
    {
        "coalition",
        "document",
        "event",
        "institution",
        "instrument",
        "organisation",
        "role",
        "topic",
        "working_group",
    }
)
_OF_THE_TEXT = frozenset({"issuedIn", "publishedBy", "publishedOn"})
_SYMMETRIC = frozenset({"partnerWith"})
_SHARED_WORDS = 0.6
_SHARED_SPEECH = 0.7


class Level(StrEnum):
    """How near a fact must come to an annotated one.

    Strict: the same relation, and at each end a name in common. Relaxed: a neighbouring relation
    counts too, and names of bodies, events, instruments, offices and topics that share most of
    their words.
    """

    STRICT = "strict"
    RELAXED = "relaxed"


@dataclass(frozen=True, slots=True)
class Thing:
    """An end of a fact that was found: its names in the text, and its type as annotations say.

    :ivar value: of a literal, else None
    """

    label: str
    names: frozenset[str]
    type: str = ""
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A fact that was found.

    :ivar words: the evidence
    :ivar sentences: in which it stands, in the order of the text
    """

    subject: Thing
    relation: str
    object: Thing
    words: tuple[str, ...]
    sentences: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Names:
    """The names and the type of each annotated thing, by its canonical name."""

    names: Mapping[str, frozenset[str]]
    types: Mapping[str, str]

    @classmethod
    def of(cls, gold: Gold) -> "Names":
        """Those of a text; entities of one canonical name are one, of the first's type."""
        names: dict[str, frozenset[str]] = {}
        types: dict[str, str] = {}
        for entity in gold.entities:
            key = entity.names[0]
            names[key] = names.get(key, frozenset()) | frozenset(entity.names)
            types.setdefault(key, entity.type)
        return cls(names, types)

    def called(self, key: str) -> frozenset[str]:
        """Every name of a thing; what is no entity has one."""
        return self.names.get(key) or frozenset({key})

    def is_loose(self, key: str) -> bool:
        """Whether names that share most of their words may mean this thing."""
        return self.types.get(key) in _LOOSE


def agree(fact: GoldFact, found: Found, names: Names, level: Level) -> bool:
    """Whether a fact that was found is an annotated one; a symmetric one in either direction."""
    if not _same_relation(fact.relation, found.relation, level):
        return False
    if _agree(fact, found, found.subject, found.object, names, level):
        return True
    symmetric = {fact.relation, found.relation} <= _SYMMETRIC and found.object.value is None
    return symmetric and _agree(fact, found, found.object, found.subject, names, level)


def _agree(
    fact: GoldFact,
    found: Found,
    subject: Thing,
    object_: Thing,
    names: Names,
    level: Level,
) -> bool:
    if fact.speech:
        speaker = names.called(fact.object)
        return _same_speech(fact.subject, found) and share_name(speaker, object_.names, loose=True)
    if not _same_object(fact, object_, names, level):
        return False
    if fact.relation in _OF_THE_TEXT and subject.type == "document":
        return True
    loose = level is Level.RELAXED and names.is_loose(fact.subject)
    return share_name(names.called(fact.subject), subject.names, loose=loose)


def _same_object(fact: GoldFact, object_: Thing, names: Names, level: Level) -> bool:
    if fact.literal:
        value = fold(object_.label if object_.value is None else object_.value)
        return value in {fold(fact.object), fold(fact.time or "-")}
    loose = level is Level.RELAXED and names.is_loose(fact.object)
    return share_name(names.called(fact.object), object_.names, loose=loose)


def _same_speech(said: str, found: Found) -> bool:
    wanted = words(said)
    heard = set(words(found.subject.label)).union(*map(words, found.words))
    return len(wanted & heard) >= _SHARED_SPEECH * len(wanted)


def share_name(one: Iterable[str], two: Iterable[str], *, loose: bool) -> bool:
    """Whether two things share a name; if `loose`, or names of which most words are the same."""
    one, two = tuple(one), tuple(two)
    if not {fold(name) for name in one}.isdisjoint(fold(name) for name in two):
        return True
    return loose and any(_near(words(a), words(b)) for a in one for b in two)


def _near(one: frozenset[str], two: frozenset[str]) -> bool:
    return bool(one and two) and len(one & two) / len(one | two) >= _SHARED_WORDS


_PLAIN = str.maketrans({"’": "'", "\u00a0": " "})
_GAP = re.compile(r"[^\w'+/-]+")
# In this order, and also at the start of a word (*ettre* for *lettre*): what counts is that both
# names lose the same.
_ARTICLES = re.compile(r"(?:(?:le|la|les|the|un|une|des|du|de|d'|l')\s*)+(?=\w)")
_WORD_END = re.compile(r"[\s'/-]+")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """A name as names are compared here: small letters, no accents, no marks, no article.

    >>> fold("L’Alliance des ports (ADP)"), fold("Déclaration") == fold("la declaration")
    ('alliance des ports adp', True)
    """
    spread = unicodedata.normalize("NFKD", name.translate(_PLAIN)).lower()
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    spaced = _GAP.sub(" ", bare).strip()
    lead = _ARTICLES.match(spaced)
    return spaced[lead.end() :].strip() if lead else spaced


@lru_cache(maxsize=65536)
def words(name: str) -> frozenset[str]:
    """The words of a name that are longer than two letters."""
    return frozenset(word for word in _WORD_END.split(fold(name)) if len(word) > 2)


@cache
def _neighbours() -> Mapping[str, frozenset[str]]:
    """The groups of relations that are near one another, by relation."""
    table = rows("../rules/evaluation.csv")
    return {row["relation"]: frozenset(filter(None, row["near"].split("|"))) for row in table}


@cache
def always_counted() -> frozenset[str]:
    """The relations that count in every text; the others only where they are annotated."""
    table = rows("../rules/evaluation.csv")
    return frozenset(row["relation"] for row in table if row["counted"] == "always")


def _same_relation(one: str, two: str, level: Level) -> bool:
    if level is Level.STRICT or one == two:
        return one == two
    none: frozenset[str] = frozenset()
    return not _neighbours().get(one, none).isdisjoint(_neighbours().get(two, none))
