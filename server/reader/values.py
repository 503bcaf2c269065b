"""The page on a document as values, which its template shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.marked import Marked
from graph.model import Span
from server.quoted import Piece as Words
from server.reader.asked import Choice
from server.reader.facts import Number
from server.reader.pieces import Column, Piece, quoted
from server.resources.names import Name

NOTHING = Name("")

# The kinds of things, in the order of the filters.
KINDS = ("person", "agent", "event", "instrument", "post", "place", "topic", "time")
MODES = ("asserted", "planned", "reported", "negated")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that the text speaks of, or that a fact is about.

    :ivar kind: as `agent`, or `document`; empty: it is a number or a string
    :ivar class_: the narrowest that the text gives it; empty: none
    :ivar number: by which marks and facts refer to it; 0: the text does not name it
    :ivar times: how often this part of the text does
    """

    name: Name
    kind: str = ""
    class_: Name = NOTHING
    number: int = 0
    times: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement as a card shows it.

    :ivar path: of its own page on this server
    :ivar time: empty: it has none
    :ivar asserter: None: the document itself says it
    :ivar sentences: those of this part, the words of the fact marked
    :ivar is_chosen: it is the one that is asked for
    :ivar is_shown: it is among those that are asked for
    """

    digest: str
    path: str
    subject: Thing
    relation: Name
    object: Thing
    mode: str
    time: Name
    role: str
    asserter: Thing | None
    rule: Name
    inference: str
    words: tuple[Span, ...]
    sentences: tuple[tuple[Words, ...], ...]
    is_chosen: bool
    is_shown: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its ends, none twice."""
        found = (end.kind for end in (self.subject, self.object) if end.kind)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a document as a whole.

    :ivar title: whole
    :ivar number: that its publisher gave it
    :ivar tongue: its language, in words
    """

    title: Name
    class_: Name
    date: Name
    publisher: Name
    place: Name
    number: str
    language: str
    tongue: str
    rights: Name


@dataclass(frozen=True, slots=True)
class Drop:
    """A statement that was not made: the relation, the reason, in English, and the words."""

    relation: Name
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a shape says of the document.

    :ivar severity: `violation`, `warning` or `info`
    :ivar pieces: of the message, with each thing by its name
    """

    severity: str
    pieces: tuple[Name, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Read:
    """All that the page shows.

    :ivar text_path: of the text on this server
    :ivar parts: how many the text has
    :ivar things: that this part names, by their kinds and names
    :ivar chosen: the things that the words chosen name
    :ivar kinds: how many mentions this part has, by kind
    :ivar modes: how many of its facts are in each mode
    :ivar mode_of: the mode of each fact, by its digest
    :ivar ends: the IRIs of what the fact chosen is about
    :ivar more: facts of this part that are not shown
    :ivar is_checked: the release reports of this document at all
    """

    head: Head
    marked: Marked
    choice: Choice
    column: Column
    text_path: str
    parts: int
    facts: tuple[Fact, ...]
    things: Mapping[str, Thing]
    chosen: tuple[Thing, ...]
    kinds: Mapping[str, int]
    modes: Mapping[str, int]
    mode_of: Mapping[str, str]
    ends: frozenset[str]
    more: int
    numbers: tuple[Number, ...]
    is_checked: bool
    remarks: tuple[Remark, ...]
    dropped: tuple[Drop, ...]

    @property
    def by_kind(self) -> Mapping[str, list[Thing]]:
        """The things by their kinds, in the order of these."""
        found: dict[str, list[Thing]] = {}
        for thing in self.things.values():
            found.setdefault(thing.kind, []).append(thing)
        return found

    @property
    def shown(self) -> int:
        """How many facts are asked for."""
        return sum(fact.is_shown for fact in self.facts)

    def is_end(self, piece: Piece) -> bool:
        """Whether a piece names the subject or the object of the fact that is chosen."""
        return piece.mark is not None and piece.mark.entity in self.ends

    def modes_of(self, piece: Piece) -> str:
        """The classes of the modes of the facts that a piece has words of."""
        modes = {self.mode_of.get(digest) for digest in piece.facts}
        return "".join(f" in-{mode}" for mode in MODES if mode in modes)

    @property
    def words(self) -> str:
        """The words that are chosen, on one line and without markup."""
        passage = self.choice.passage
        pieces = quoted(self.marked, passage, ()) if passage else ()
        return " ".join("".join(piece.text for piece in pieces).split())
