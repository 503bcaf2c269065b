"""What the finders of names hand to one another."""

from dataclasses import dataclass
from typing import NamedTuple

from graph.dates import DateMention
from graph.lexicon import Head
from graph.model import Span
from graph.plain import Plain, Token
from graph.verbs import VerbGroup


class Found(NamedTuple):
    """A name in a line, half-open in the line's characters.

    :ivar name: the name without article
    :ivar type: its class in the ontology
    :ivar key: the entity's key, where the lexicon knows it
    :ivar aliases: other names that the words give it, an acronym in brackets first; before them, where
        the lexicon knows the entity, its two labels
    :ivar head: the noun that gives it its class, in small letters
    :ivar demonym: whether it is an adjective of the entity
    :ivar inference: how the name is known where the words do not give it whole, else None
    :ivar tentative: whether only capitals or an indefinite article tell that it is a thing
    :ivar generic: whether the words name a class of things or point back (*cette initiative*)
    """

    start: int
    end: int
    name: str
    type: str
    key: str = ""
    aliases: tuple[str, ...] = ()
    head: str = ""
    demonym: bool = False
    generic: bool = False
    inference: str | None = None
    tentative: bool = False

    @property
    def told(self) -> tuple[str, ...]:
        """The other names that the words give it, without those of the lexicon."""
        return self.aliases[2:] if self.key and not self.demonym else self.aliases

    def overlaps(self, other: "Found") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or the lead of a list with its items, as one line.

    :ivar line: the words
    :ivar tokens: of the line
    :ivar low: the line in small letters, each character in its place
    :ivar sentences: the spans of the text that it is made of
    :ivar block: the index of its (first) block
    :ivar section: the index of the heading above it
    :ivar quotation: the index of the quotation that it is part of
    :ivar capitals: the indices of the tokens that begin with a capital
    :ivar heads: the head nouns of the line's language, each with the index of its first token
    :ivar numbers: where in the line a number may begin
    """

    line: Plain
    tokens: tuple[Token, ...]
    low: str
    sentences: tuple[Span, ...]
    block: int
    section: int | None
    quotation: int | None
    language: str
    dates: tuple[DateMention, ...] = ()
    verbs: tuple[VerbGroup, ...] = ()
    capitals: tuple[int, ...] = ()
    heads: tuple[tuple[int, Head], ...] = ()
    numbers: tuple[int, ...] = ()


class LineMention(NamedTuple):
    """A mention in a line, half-open in the line's characters.

    :ivar key: of its entity
    :ivar type: the class of the entity, or `Demonym`
    :ivar inference: how the entity is known where the words do not name it, else None
    """

    start: int
    end: int
    key: str
    type: str
    inference: str | None = None
    head: str = ""

    def contains(self, other: "LineMention") -> bool:
        """Whether the other mention lies within this one and is not it."""
        return self != other and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Holding:
    """A person named with an office: `premier ministre du Québec, Philippe Couillard`."""

    person: str
    post: str
    start: int
    end: int
