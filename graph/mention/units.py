"""The lines in which facts are looked for: a sentence, or the lead of a list with its items."""

from collections.abc import Iterable, Iterator, Sequence

from graph.dates import dates
from graph.lexicon import number_words
from graph.mention.aliases import LONGEST_TITLE
from graph.mention.found import Unit
from graph.mention.heads import heads_of
from graph.model import Document, Metadata, Span
from graph.plain import Plain, Token, plain, tokens
from graph.segment import LIST_MARKER, BlockKind, Quotation, Segments, Sentence, merged
from graph.verbs import groups


def units(document: Document, segments: Segments) -> tuple[Unit, ...]:
    """The lines of a document in the order of its text, with their dates and verb groups."""
    text, metadata = document.masked, document.metadata
    made: list[Unit] = []
    unspoken = tuple(merged(sorted([*segments.residue, *_inner(text, segments.quotations)])))
    for index, sentence in enumerate(segments.sentences):
        spoken = sentence.quotation is not None
        pieces = [sentence.span]
        if not spoken and sentence.span.of(text).rstrip("* ").endswith(":"):
            pieces += _items(text, segments, index)
        elif not spoken:
            pieces += _speaker(text, segments, index)
        line = plain(text, pieces, segments.residue if spoken else unspoken)
        if line.chars:
            made.append(_unit(line, tuple(pieces), sentence, metadata))
    return tuple(made)


def _unit(line: Plain, pieces: tuple[Span, ...], sentence: Sentence, metadata: Metadata) -> Unit:
    words, language = tokens(line.chars), metadata.language
    return Unit(
        line,
        words,
        _low(line.chars, words, language),
        pieces,
        sentence.block,
        sentence.section,
        sentence.quotation,
        language,
        dates(line.chars, metadata.date),
        groups(words, language),
        tuple([index for index, token in enumerate(words) if token.capital]),
        tuple(heads_of(words, language)),
        tuple([t.start for t in words if t.word[0].isdigit() or t.low in number_words()]),
    )


def _low(chars: str, words: Sequence[Token], language: str) -> str:
    """A line in small letters; a French *A* alone is *à* without its accent."""
    pieces: list[str] = []
    at = 0
    for start, end, word, low, _ in words:
        if low == word:
            continue
        same_length = low if len(low) == end - start else word
        pieces += chars[at:start], "à" if word == "A" and language == "fr" else same_length
        at = end
    return "".join(pieces) + chars[at:]


def _inner(text: str, quotations: Iterable[Quotation]) -> Iterator[Span]:
    """What stands between quotation marks and is too long for a title: lines of their own."""
    for quotation in quotations:
        end = quotation.span.end - (not quotation.goes_on)
        inner = Span(quotation.span.start + 1, end)
        if len(inner.of(text).split()) > LONGEST_TITLE:
            yield inner


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
        marker = LIST_MARKER.match(words)
        items.append(Span(block.span.start + (marker.end() if marker else 0), block.span.end))
        if not (goes_on or words.endswith((";", ",")) or _bare(words)):
            break
    return items
