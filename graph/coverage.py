"""What the reading of a document drew from its text, and what it left."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from graph.model import Mention, Reading, Span, Statement

# That words are quoted tells nothing of what they say.
_QUOTES = "statedBy"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a document is in the graph; sentences do not count page furniture.

    :ivar name: of the document's file
    :ivar telling: the sentences in which a statement has its words
    :ivar silent: the other sentences
    :ivar mentions: how many mentions of things there are
    :ivar unlinked: the mentions of things that are in no statement of the document, and that are
        no part of the name of one that is
    :ivar statements: how many statements there are
    :ivar dropped: the statements whose ends do not fit their relation, with the reason
    :ivar rules: each rule that made a statement, with how many it made, by name
    """

    name: str
    telling: tuple[Span, ...]
    silent: tuple[Span, ...]
    mentions: int
    unlinked: tuple[Mention, ...]
    statements: int
    dropped: tuple[tuple[Statement, str], ...]
    rules: tuple[tuple[str, int], ...]

    @property
    def sentences(self) -> int:
        """How many sentences there are."""
        return len(self.telling) + len(self.silent)


def coverage(reading: Reading) -> Coverage:
    """What a reading drew from its document, and what it left."""
    told = _told(reading)
    return Coverage(
        reading.document.name,
        tuple(s for s in reading.sentences if s in told),
        tuple(s for s in reading.sentences if s not in told),
        len(reading.mentions),
        tuple(sorted(_unlinked(reading))),
        len(reading.statements),
        reading.dropped,
        tuple(sorted(Counter(s.rule for s in reading.statements).items())),
    )


def _unlinked(reading: Reading) -> Iterator[Mention]:
    linked = {end for s in reading.statements for end in (s.subject, s.object, s.asserter)}
    until = 0
    for mention in sorted(reading.mentions, key=lambda m: (m.span.start, -m.span.end)):
        if mention.entity in linked:
            until = max(until, mention.span.end)
        elif mention.span.end > until:
            yield mention


def _told(reading: Reading) -> frozenset[Span]:
    words = sorted({e for s in reading.statements if s.relation != _QUOTES for e in s.evidence})
    told = {p for s in reading.statements if s.relation == _QUOTES for p in s.passages}
    # Both are sorted by where they begin: a sentence is held only against words near it.
    longest = max((span.end - span.start for span in words), default=0)
    first = 0
    for sentence in sorted(reading.sentences):
        while first < len(words) and words[first].start + longest <= sentence.start:
            first += 1
        for span in words[first:]:
            if span.start >= sentence.end:
                break
            if span.overlaps(sentence):
                told.add(sentence)
                break
    return frozenset(told)
