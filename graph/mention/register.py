"""From names in lines to the entities of a document: one entity per thing, whatever it is called.

A document-local key is a pure function of kind and name, so that documents can be read apart.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from graph.lexicon import kinds, known
from graph.mention.found import Found
from graph.model import Entity
from graph.names import fold, slug

_EMPTY = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "d",
        "de",
        "du",
        "des",
        "un",
        "une",
        "sur",
        "pour",
        "en",
        "et",
        "a",
        "au",
        "aux",
        "the",
        "of",
        "on",
        "for",
        "and",
        "in",
        "to",
        "an",
        "by",
    ]
)
_WRITTEN_OUT = {"ia": ("intelligence", "artificielle"), "ai": ("artificial", "intelligence")}


@lru_cache(maxsize=4096)
def content(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, folded, IA and AI written out.

    >>> content("le Partenariat mondial sur l’IA")
    ('partenariat', 'mondial', 'intelligence', 'artificielle')
    """
    spaced = "".join(c if c.isalnum() else " " for c in fold(name))
    words = (w for word in spaced.split() for w in _WRITTEN_OUT.get(word, (word,)))
    return tuple(word for word in words if word not in _EMPTY)


@dataclass(slots=True)
class _Cluster:
    kind: str
    key: str = ""
    types: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    names: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    heads: set[str] = field(default_factory=set)
    first: str = ""
    tentative: bool = True


class Register:
    """The entities of one document, as its names are entered one by one, in text order."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._clusters: list[_Cluster] = []
        self._by_key: dict[str, _Cluster] = {}
        self._by_name: dict[tuple[str, tuple[str, ...]], _Cluster] = {}
        self._by_acronym: dict[str, _Cluster] = {}

    def enter(self, found: Found) -> None:
        """Enters a name; names that share an acronym or their words become one entity."""
        kind = kinds()[found.type]
        cluster = self._find(found, kind) or self._new(kind, found)
        cluster.types[found.type] += 1
        cluster.tentative &= found.tentative
        if found.head:
            cluster.heads.add(found.head)
        for name in (found.name, *found.told):
            cluster.names[name] += 1
            self._by_name.setdefault((kind, content(name)), cluster)
        for alias in found.told:
            if alias.isupper() or alias[-1].isupper():
                self._by_acronym.setdefault(alias, cluster)

    def _find(self, found: Found, kind: str) -> _Cluster | None:
        if found.key:
            return self._by_key.get(found.key)
        for alias in found.aliases:
            cluster = self._by_acronym.get(alias)
            if (
                cluster
                and cluster.kind == kind
                and (not cluster.heads or found.head in cluster.heads)
            ):
                return cluster
        return self._by_name.get((kind, content(found.name)))

    def _new(self, kind: str, found: Found) -> _Cluster:
        cluster = _Cluster(kind, found.key, first=found.name)
        self._clusters.append(cluster)
        if found.key:
            self._by_key[found.key] = cluster
        return cluster

    def key(self, found: Found) -> str | None:
        """The key of the entity that a name stands for, if the name was entered."""
        cluster = self._find(found, kinds()[found.type])
        return _key(cluster) if cluster else None

    def entities(self) -> Iterable[Entity]:
        """The entities entered, each once, by key."""
        made = {_key(c): self._entity(c) for c in self._clusters}
        return [made[key] for key in sorted(made)]

    def types(self) -> dict[str, str]:
        """The class of each entity entered, by its key."""
        return {_key(c): _class(c) for c in self._clusters}

    def tentative(self) -> frozenset[str]:
        """The keys of the entities that only capitals or an indefinite article introduce."""
        return frozenset(_key(c) for c in self._clusters if c.tentative)

    def _entity(self, cluster: _Cluster) -> Entity:
        lexical = known().get(cluster.key)
        label = lexical.label(self.language) if lexical else _label(cluster)
        names = tuple(sorted(cluster.names))
        return Entity(_key(cluster), _class(cluster), label, self.language, names)


def _key(cluster: _Cluster) -> str:
    return cluster.key or f"{cluster.kind}/{slug(cluster.first)}"


def _class(cluster: _Cluster) -> str:
    lexical = known().get(cluster.key)
    return lexical.type if lexical else min(cluster.types, key=lambda t: (-cluster.types[t], t))


def _label(cluster: _Cluster) -> str:
    """The name chosen: no bare acronym where there is a full name; frequent, long, first."""
    if cluster.kind == "person":
        return cluster.first
    full = [n for n in cluster.names if " " in n] or list(cluster.names)
    return min(full, key=lambda n: (-cluster.names[n], -len(n), n))
