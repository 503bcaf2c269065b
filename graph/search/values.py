"""What a search gives."""

from collections.abc import Mapping
from dataclasses import dataclass

# In this order, a text in another language stands in for one that is missing.
LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Line:
    """A name or a passage.

    :ivar language: its tag; empty if it has none
    """

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property.

    :ivar labels: by language
    :ivar definitions: by language
    :ivar things: how many things are in the class or have the property
    :ivar broader: the IRIs of the classes right above a class
    """

    iri: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    things: int
    broader: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """The label in a language, or else in another."""
        return chosen(self.labels, language) or self.iri

    def definition(self, language: str) -> str:
        """The definition in a language, or else in another; empty if there is none."""
        return chosen(self.definitions, language)


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be found.

    :ivar kind: `entity`, `document` or `passage`
    :ivar links: how many statements it stands in
    :ivar names: of an entity or a document, its labels first; of a passage, its words
    :ivar labels: how many of the names are labels
    :ivar types: the narrowest classes that it is in
    :ivar document: the IRI of the document of a passage
    """

    iri: str
    kind: str
    links: int
    names: tuple[Line, ...]
    labels: int
    types: tuple[Term, ...]
    document: str = ""

    def label(self, language: str) -> Line:
        """The label in a language, or else in another."""
        by_language = {line.language: line for line in reversed(self.names[: self.labels or 1])}
        for wanted in (language, *LANGUAGES):
            if wanted in by_language:
                return by_language[wanted]
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found.

    :ivar line: the name or the passage that it was found by
    :ivar how: `same` for a name that is the same, `beginning` for one that begins so, `every` for one
        with all the words, `any` for one with some of them
    """

    thing: Thing
    line: Line
    how: str


@dataclass(frozen=True, slots=True)
class Found:
    """A part of what was found.

    :ivar hits: the best first
    :ivar total: how many there are in all
    :ivar cut: whether there may be still more, which are not counted
    """

    hits: tuple[Hit, ...]
    total: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """What was found, counted.

    :ivar kinds: how many are entities, documents, passages; kinds without any are left out
    :ivar types: how many are in each class, those of most first
    :ivar cut: whether there may be still more, which are not counted
    """

    kinds: Mapping[str, int]
    types: tuple[tuple[Term, int], ...]
    cut: bool


def chosen(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, or else in another; empty if there is none.

    >>> chosen({"fr": "État"}, "en")
    'État'
    """
    return next((texts[one] for one in (language, *LANGUAGES) if one in texts), "")
