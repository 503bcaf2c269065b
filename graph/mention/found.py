"""What the finders of names hand to one another."""

from dataclasses import dataclass

from graph.dates import DateMention
from graph.model import Span
from graph.plain import Plain, Token, plain, tokens
from graph.segment import BlockKind, Segments
from graph.verbs import VerbGroup


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a line, half-open in the line's characters.

    :ivar name: the name without article
    :ivar type: its class in the ontology
    :ivar key: the entity's key, where the lexicon knows it
    :ivar aliases: other names that the words give it, an acronym in brackets first
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

    def overlaps(self, other: "Found") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or the lead of a list with its items, as one line.

    :ivar line: the words
    :ivar tokens: of the line
    :ivar sentences: the spans of the text that it is made of
    :ivar block: the index of its (first) block
    :ivar section: the index of the heading above it
    :ivar quotation: the index of the quotation that it is part of
    """

    line: Plain
    tokens: tuple[Token, ...]
    sentences: tuple[Span, ...]
    block: int
    section: int | None
    quotation: int | None
    language: str
    dates: tuple[DateMention, ...] = ()
    verbs: tuple[VerbGroup, ...] = ()


def units(text: str, segments: Segments, language: str) -> tuple[Unit, ...]:
    """The lines in which facts are looked for, in the order of the text."""
    made: list[Unit] = []
    sentences = segments.sentences
    for index, sentence in enumerate(sentences):
        pieces = [sentence.span]
        if sentence.quotation is None and sentence.span.of(text).rstrip("* ").endswith(":"):
            pieces += _items(text, segments, index)
        elif sentence.quotation is None:
            pieces += _speaker(text, segments, index)
        line = plain(text, pieces, segments.residue)
        if line.chars:
            made.append(
                Unit(
                    line,
                    tokens(line.chars),
                    tuple(pieces),
                    sentence.block,
                    sentence.section,
                    sentence.quotation,
                    language,
                )
            )
    return tuple(made)


def _speaker(text: str, segments: Segments, index: int) -> list[Span]:
    """The line that names the speaker of a quotation which is a paragraph of its own."""
    block = segments.blocks[segments.sentences[index].block].span
    whole = next((q for q in segments.quotations if q.span == block), None)
    following = segments.blocks[segments.sentences[index].block + 1 :][:1]
    if whole is None or not following:
        return []
    words = following[0].span.of(text)
    named = len(words) < 160 and words[0].isupper() and not words.endswith((".", ":", "»"))
    return [following[0].span] if named or words[0] in "-–—" else []


def _bare(words: str) -> bool:
    """Whether a line is a name alone, as in a list of States one a line."""
    return len(words.split()) < 12 and words[0].isupper() and not words.endswith((".", ":", "»"))


def _items(text: str, segments: Segments, index: int) -> list[Span]:
    """The items or the one quotation that a sentence ending in a colon leads to."""
    here = segments.sentences[index].block
    if any(s.block == here and s.quotation is None for s in segments.sentences[index + 1 :]):
        return []
    items: list[Span] = []
    for block in segments.blocks[here + 1 :]:
        words = block.span.of(text)
        if block.kind in (BlockKind.HEADING, BlockKind.FURNITURE):
            break
        goes_on = block.kind is BlockKind.ITEM or (
            items and items[-1].of(text).endswith((";", ","))
        )
        if items and not goes_on and not (_bare(words) and _bare(items[-1].of(text))):
            break
        items.append(block.span)
        if not (goes_on or words.endswith((";", ",")) or _bare(words)):
            break
    return items
