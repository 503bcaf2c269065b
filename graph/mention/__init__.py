"""Finds what a document speaks of and where: the face of this folder.

`survey(document, segments)` gives the lines of a document with their mentions, each resolved to
an entity of the document.
"""

from dataclasses import dataclass

from graph.mention.antecedents import Antecedents
from graph.mention.found import Holding, LineMention, Unit
from graph.mention.gather import gather
from graph.mention.register import Register
from graph.mention.units import units
from graph.model import Document, Entity
from graph.segment import Segments

__all__ = ["Holding", "LineMention", "Survey", "Unit", "survey"]


@dataclass(frozen=True, slots=True)
class Survey:
    """A document's lines with what each speaks of.

    :ivar mentions: for each unit its mentions, in order, outer before inner
    :ivar holdings: for each unit the persons named with their offices
    :ivar tentative: the keys of things that nothing but their capitals tells, and of those that
        a text introduces without a name; they count only if a fact is told of them
    """

    document: Document
    units: tuple[Unit, ...]
    mentions: tuple[tuple[LineMention, ...], ...]
    holdings: tuple[tuple[Holding, ...], ...]
    entities: tuple[Entity, ...]
    tentative: frozenset[str] = frozenset()


def survey(document: Document, segments: Segments) -> Survey:
    """The lines of a document with their mentions and entities."""
    lines = units(document, segments)
    found = gather(lines, document.metadata.place_span)
    register = Register(document.metadata.language)
    for name in (name for names in found for name in names if not name.generic):
        register.enter(name)
    antecedents = Antecedents(register, found, lines, document.metadata.title_span)
    mentions = tuple(antecedents.mentions(index) for index in range(len(lines)))
    return Survey(
        document,
        lines,
        mentions,
        tuple(antecedents.holdings),
        tuple(register.entities()),
        register.tentative(),
    )
