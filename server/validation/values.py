"""The validation report as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.resources.names import Name


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as a shape asks.

    :ivar severity: `Violation`, `Warning` or `Info`
    :ivar shape: the end of its IRI after `shapes#`
    :ivar message: what is wrong, in pieces: words, and the things that they name
    :ivar language: of the message; empty: not known
    :ivar path: the property at fault, if it is one
    :ivar value: the value at fault, if it is one
    """

    severity: str
    shape: str
    message: tuple[Name, ...]
    language: str
    focus: Name
    path: Name | None
    value: Name | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A document and what the checks say of it.

    :ivar file: the name of its text
    :ivar reason: why its facts were left out, in English; empty: they were not
    :ivar figures: of its coverage, by the names of their properties
    """

    name: Name
    file: str
    reason: str
    findings: tuple[Finding, ...]
    figures: Mapping[str, int]

    @property
    def status(self) -> str:
        """`aside`, `warned` or `passed`."""
        if self.reason:
            return "aside"
        return "warned" if self.findings else "passed"


@dataclass(frozen=True, slots=True)
class Count:
    """A number that a text states of a list of its own.

    :ivar words: the number and what it counts, as the text says it; they lead to the witness
    """

    words: Name
    document: Name
    stated: int
    found: int
    relation: Name | None
    about: Name | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A statement that a rule read and that was not kept.

    :ivar words: that it was read from; they lead to the passage
    :ivar reason: in English
    """

    words: Name
    document: Name
    relation: Name
    reason: str
    rule: Name


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks of a release say.

    :ivar documents: those that were set aside first, then those with findings
    :ivar conflicts: where documents contradict one another
    :ivar is_cut: whether there is more than is here; the report to download has all
    """

    documents: tuple[Checked, ...]
    conflicts: tuple[Finding, ...]
    counts: tuple[Count, ...]
    dropped: tuple[Dropped, ...]
    is_cut: bool

    @property
    def aside(self) -> tuple[Checked, ...]:
        """The documents whose facts were left out."""
        return tuple(document for document in self.documents if document.status == "aside")

    @property
    def warned(self) -> tuple[Checked, ...]:
        """The other documents of which the shapes have something to tell."""
        return tuple(document for document in self.documents if document.status == "warned")

    @property
    def warnings(self) -> int:
        """How many findings set nothing aside."""
        found = [finding for document in self.warned for finding in document.findings]
        return len(found) + len(self.conflicts)
