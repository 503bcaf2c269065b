"""The values that travel from a text to the graph. All are frozen; none knows a file or a clock."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open interval of Unicode code points in a text.

    >>> Span(3, 9).of("Le Canada")
    'Canada'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of the span."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Whether the other span lies wholly in this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


class Mode(StrEnum):
    """How a text puts a fact; the values are the keys of `ontology/vocabularies/modes.ttl`."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    REPORTED = "reported"
    NEGATED = "negated"


class TimeRole(StrEnum):
    """What the time of a statement says of its fact."""

    ATTESTED = "attested"
    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text says of itself. Dates are EDTF (https://www.loc.gov/standards/datetime/)."""

    title: str = ""
    title_span: Span | None = None
    date: str | None = None
    date_span: Span | None = None
    publisher: str = ""
    publisher_span: Span | None = None
    place: str = ""
    place_span: Span | None = None
    kind: str = "Document"
    kind_span: Span | None = None
    number: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read.

    :ivar name: the file's name, unique in a build
    :ivar key: the document's key in its IRI, `document/{key}`
    :ivar text: the characters, decoded and otherwise untouched
    :ivar sha256: of the file's bytes, hexadecimal
    :ivar masks: spans of contact details, which never leave the process
    """

    name: str
    key: str
    text: str
    sha256: str
    masks: tuple[Span, ...]
    metadata: Metadata

    @property
    def is_html(self) -> bool:
        """Whether the text is HTML, whose tags are no words."""
        return self.name.lower().endswith((".html", ".htm"))

    @property
    def masked(self) -> str:
        """The text, of the same length, with every contact detail blotted out by `█`."""
        out = self.text
        for start, end in self.masks:
            out = f"{out[:start]}{'█' * (end - start)}{out[end:]}"
        return out


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that a document speaks of.

    :ivar key: `{kind}/{slug}`, e.g. `agent/fra`: its path under `id/`
    :ivar type: the local name of its class in `ontology/core.ttl`, e.g. `State`
    :ivar label: its name in the document, the one chosen by rule
    :ivar language: of the label
    :ivar names: every name it bears in the document, sorted
    """

    key: str
    type: str
    label: str
    language: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """Where a text speaks of an entity."""

    span: Span
    entity: str


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where a text speaks of a thing of the release that it is in.

    :ivar entity: the thing, as the release names it
    :ivar type: the local name of its class
    """

    span: Span
    entity: str
    type: str


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A number or a string; `datatype` is `integer`, `string` or `date` (EDTF)."""

    value: str
    datatype: str = "string"


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact that a document states, with the words that state it.

    :ivar subject: an entity's key
    :ivar relation: the local name of a property of `ontology/core.ttl`
    :ivar object: an entity's key, or a literal (a date becomes a TimeSpan in the graph)
    :ivar time: EDTF, when the fact held, or None
    :ivar time_role: whether that time attests, begins or ends the fact
    :ivar asserter: an entity's key, or None for the document itself
    :ivar evidence: the exact words, in order; none overlaps a mask
    :ivar passages: the sentences in which they stand
    :ivar rule: the rule that made it, by its name in `ontology/rules/`
    :ivar inference: how an end is known that the evidence does not name, e.g. `coreference`
    """

    subject: str
    relation: str
    object: str | Literal
    time: str | None
    time_role: TimeRole
    mode: Mode
    asserter: str | None
    evidence: tuple[Span, ...]
    passages: tuple[Span, ...]
    rule: str
    inference: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A number that a text states of what it lists, and what was found of it.

    :ivar words: what is counted, as the text calls it, e.g. `membres fondateurs`
    :ivar stated: the number that the text gives
    :ivar found: the keys of the things counted of which there is a fact, sorted
    :ivar relation: the relation of those facts, or None if there is none
    :ivar of: the key of the other end that all those facts share, or None
    :ivar evidence: the words that give the number; none overlaps a mask
    :ivar passages: the sentences in which they stand
    """

    words: str
    stated: int
    found: tuple[str, ...]
    relation: str | None
    of: str | None
    evidence: tuple[Span, ...]
    passages: tuple[Span, ...]

    @property
    def agrees(self) -> bool:
        """Whether as many were found as the text states."""
        return len(self.found) == self.stated


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document yields: a pure function of its text, the lexicon and the rules.

    :ivar dropped: statements whose ends do not fit their relation, with the reason
    :ivar sentences: every sentence outside page furniture, those of quotations too
    :ivar witnesses: the numbers that the text states of its own lists
    """

    document: Document
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    dropped: tuple[tuple[Statement, str], ...] = ()
    sentences: tuple[Span, ...] = ()
    witnesses: tuple[Witness, ...] = ()
