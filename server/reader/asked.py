"""What the address of a reader's page asks for.

`?fact={20 hex}` chooses a statement, `?passage={start}-{end}` some words (half-open, in code points of
the text, as in the address of a passage), `?part={n}` one part of a long text, counted from 1.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from graph.marked import Marked, Told
from graph.model import Span
from server.errors import MalformedRequestError, PageMissingError

# Characters of a part, unless a paragraph is longer; what is on a page and what it costs depend on it.
PART = 40_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; at most one of `fact` and `passage` is.

    :ivar fact: the digest of a statement, or empty
    :ivar part: counted from 1; where something is chosen, its part is shown
    """

    fact: str = ""
    passage: Span | None = None
    part: int = 1


class Choice(NamedTuple):
    """What is shown and what of it is lit.

    :ivar told: the statement that is chosen
    :ivar passage: the words that are chosen
    :ivar part: that is shown, counted from 1
    """

    told: Told | None
    passage: Span | None
    part: int

    @property
    def lit(self) -> tuple[Span, ...]:
        """The words that light up."""
        if self.told:
            return self.told.evidence
        return (self.passage,) if self.passage else ()


# What a page depends on, beside its path and its language.
PARAMETERS = ("fact", "passage", "part")


def read_asked(arguments: MultiDict[str, str]) -> Asked:
    """What the query of an address asks for.

    :raises MalformedRequestError: if it cannot be understood
    """
    fact, passage, part = (arguments.get(name, "") for name in PARAMETERS)
    if fact and not re.fullmatch(r"[0-9a-f]{20}", fact):
        raise _malformed("fact", fact, "A statement is named by 20 hex digits.")
    words = re.fullmatch(r"(\d{1,9})-(\d{1,9})", passage, re.ASCII)
    if passage and not (words and int(words[1]) < int(words[2])):
        raise _malformed("passage", passage, "A passage is {start}-{end}, in characters.")
    if part and not re.fullmatch(r"[1-9][0-9]{0,5}", part, re.ASCII):
        raise _malformed("part", part, "Parts are counted from 1.")
    span = Span(int(words[1]), int(words[2])) if words and not fact else None
    return Asked(fact, span, int(part or 1))


def choose(asked: Asked, marked: Marked, parts: tuple[Span, ...]) -> Choice:
    """What is shown of a text.

    :param parts: of the text, from its beginning to its end
    :raises PageMissingError: if the text has no such statement, words or part
    """
    told = next((one for one in marked.told if one.digest == asked.fact), None)
    if asked.fact and told is None:
        raise _missing("fact", asked.fact, "This document makes no such statement.")
    if asked.passage and asked.passage.end > len(marked.text):
        words = f"{asked.passage.start}-{asked.passage.end}"
        raise _missing("passage", words, f"The text has {len(marked.text)} characters.")
    if asked.part > len(parts):
        raise _missing("part", str(asked.part), f"The text has {len(parts)} parts.")
    chosen = told.evidence[0] if told else asked.passage
    if chosen is None:
        return Choice(None, None, asked.part)
    place = next(n for n, part in enumerate(parts, 1) if part.overlaps(chosen))
    return Choice(told, asked.passage, place)


def parts_of(marked: Marked) -> tuple[Span, ...]:
    """A text cut between its paragraphs into parts of about as many characters."""
    starts = [0]
    for block in marked.blocks:
        if block.span.end - starts[-1] > PART and block.span.start > starts[-1]:
            starts.append(block.span.start)
    ends = [*starts[1:], len(marked.text)]
    return tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))


def _malformed(name: str, value: str, message: str) -> MalformedRequestError:
    return MalformedRequestError(
        message,
        name=name,
        value=value[:100],
        remedy="Without it the address is that of the document.",
    )


def _missing(name: str, value: str, message: str) -> PageMissingError:
    return PageMissingError(
        message, name=name, value=value, remedy="Without it the address is that of the document."
    )
