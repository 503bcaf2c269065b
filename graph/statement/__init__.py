"""From a document to the facts that it states: the face of this folder, `extract(document)`."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import ontology
from graph.mention import LineMention, Survey, Unit, survey
from graph.model import Document, Entity, Literal, Mention, Mode, Reading, Span, Statement
from graph.segment import Segments, segment
from graph.statement.apply import Context, names_alone, statements
from graph.statement.candidates import line_rules, name_rules
from graph.statement.encode import Encoded, Slot, encode, measures
from graph.statement.own import Own, alone, continued, own, own_facts, quotation_entity
from graph.statement.rules import is_a
from graph.statement.witness import witnesses

__all__ = ["extract"]


def extract(document: Document) -> Reading:
    """Reads the facts of a document: a pure function of its text, the lexicon and the rules.

    >>> from graph.read import read_bytes
    >>> text = "La Norvège et le Chili ont signé la Déclaration de Bergen."
    >>> reading = extract(read_bytes("a.txt", text.encode()))
    >>> [(s.subject, s.relation) for s in reading.statements if s.relation == "signatoryOf"]
    [('agent/chl', 'signatoryOf'), ('agent/nor', 'signatoryOf')]
    """
    segments = segment(document.masked, html=document.is_html)
    seen = survey(document, segments)
    itself = own(seen)
    said = [quotation_entity(document, segments, n) for n in range(len(segments.quotations))]
    topics: dict[str, Entity] = {}
    found = [*own_facts(seen, itself), *_by_rules(seen, segments, itself, said, topics)]
    entities = {e.key: e for e in (*seen.entities, *said, *topics.values(), *itself.entities)}
    fitting, dropped = _fitting(_once(found), entities)
    used = {end for s in fitting for end in (s.subject, s.object, s.asserter)}
    kept = {
        key: e
        for key, e in entities.items()
        if key in used
        or (key not in seen.tentative and e.type not in {"Quotation", "Topic", "Post"})
    }
    spoken = {
        (unit.line.span(m.start, m.end), m.key)
        for unit, line in zip(seen.units, seen.mentions, strict=True)
        for m in line
        if m.key in kept
    }
    ordered = tuple(
        Mention(span, key) for span, key in sorted(spoken) if not _masked(document, span)
    )
    return Reading(
        document,
        tuple(kept[k] for k in sorted(kept)),
        ordered,
        tuple(fitting),
        tuple(dropped),
        tuple(sorted({sentence.span for sentence in segments.sentences})),
        witnesses(seen, fitting, kept, ordered),
    )


def _masked(document: Document, span: Span) -> bool:
    return bool(document.masks) and any(mask.overlaps(span) for mask in document.masks)


_CHRONOLOGY = re.compile(
    r"chronologi|historique|timeline|background|milestones|key dates", re.IGNORECASE
)


def _by_rules(
    seen: Survey, segments: Segments, itself: Own, said: Sequence[Entity], topics: dict[str, Entity]
) -> Iterator[Statement]:
    """What the rules find: first outside quotations, so that each quotation has its speaker."""
    quoted = list(zip(segments.quotations, (e.key for e in said), strict=True))
    speakers: dict[str, str] = {}
    voices = _Voices({key for q, key in quoted if q.goes_on})
    order = sorted(range(len(seen.units)), key=lambda i: seen.units[i].quotation is not None)
    lead = ""
    for index in order:
        unit, mentions = seen.units[index], seen.mentions[index]
        key = said[unit.quotation].key if unit.quotation is not None else ""
        measured = measures(unit)
        line = encode(unit, mentions, quoted, measured=measured)
        leads = _leads(unit, line)
        lead = unit.line.chars[:120] if leads else lead
        context = _context(seen, segments, itself, index, speakers.get(key), "" if leads else lead)
        found = list(_line(line, context, topics))
        said_here = [s for s in found if s.relation == "statedBy"]
        said_here += voices.others(line, said_here)
        for statement in said_here:
            speakers.setdefault(statement.subject, str(statement.object))
        yield from (s for s in found if s.relation != "statedBy")
        yield from said_here
        yield from _inside_names(line, measured, mentions, context, topics)


class _Voices:
    """Finds the speaker of a quotation that has none beside it: who spoke before, or goes on.

    :param open_: the keys of the quotations that the next paragraph goes on with
    """

    def __init__(self, open_: set[str]) -> None:
        self._open = open_
        self._last: tuple[int, Statement] | None = None
        self._waiting: list[Encoded] = []

    def others(self, line: Encoded, said: Sequence[Statement]) -> list[Statement]:
        """What else is said, by those who say this or said the last quotation."""
        block, quoted = line.unit.block, alone(line)
        found = [] if said else self._before(line, block)
        mine = said[-1] if said else found[-1] if found else None
        if mine and self._waiting and self._waiting[-1].unit.block in {block, block - 1}:
            found += [s for w in self._waiting for s in continued(w, mine, "quotation goes on")]
        goes_on = quoted is not None and quoted.value in self._open
        self._waiting = [*self._waiting, line] if goes_on and mine is None else []
        self._last = (block, mine) if mine else self._last
        return found

    def _before(self, line: Encoded, block: int) -> list[Statement]:
        if self._last is None or line.unit.quotation is not None:
            return []
        before, said = self._last
        if before == block:
            return list(continued(line, said, "same paragraph"))
        if before == block - 1 and said.subject in self._open:
            return list(continued(line, said, "quotation goes on"))
        return []


def _leads(unit: Unit, line: Encoded) -> bool:
    """Whether a line is no part of a list of names, so that such a list may stand under it."""
    chars = unit.line.chars
    return bool(unit.verbs) or (len(chars) > 6 and chars.isupper()) or not names_alone(line.code)


def _context(
    seen: Survey, segments: Segments, itself: Own, index: int, speaker: str | None, lead: str
) -> Context:
    unit = seen.units[index]
    document = seen.document
    heading = (
        segments.blocks[unit.section].span.of(document.text) if unit.section is not None else ""
    )
    instrument = itself.instrument.key if itself.instrument else None
    return Context(
        itself.document.key,
        instrument,
        (speaker,) if speaker else itself.speakers,
        itself.occasion,
        itself.body,
        document.metadata.date,
        Mode.REPORTED if _CHRONOLOGY.search(heading) else Mode.ASSERTED,
        speaker,
        document.masks,
        document.metadata.language,
        document.metadata.title or "",
        lead,
    )


def _line(line: Encoded, context: Context, topics: dict[str, Entity]) -> Iterator[Statement]:
    for rule in line_rules(context.language).of(line.code):
        yield from statements(rule, line, context, topics)


def _inside_names(
    line: Encoded,
    measured: Sequence[Slot],
    mentions: Sequence[LineMention],
    context: Context,
    topics: dict[str, Entity],
) -> Iterator[Statement]:
    """What names themselves say: *sommet de Belgrade* was held in Belgrade."""
    for mention in mentions:
        fitting = name_rules(context.language, mention.type)
        if mention.inference or fitting is None:
            continue
        inner = [m for m in mentions if mention.contains(m) and m.key != mention.key]
        name = encode(line.unit, inner, (), (mention.start, mention.end), measured)
        for rule in fitting.of(name.code):
            yield from statements(rule, name, context._replace(itself=mention.key), topics)


@cache
def _ends() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], str]]:
    """For each relation the classes of its subject and of its object, and its kind of literal."""
    with ontology.path("rules/relations.csv").open(encoding="utf8", newline="") as file:
        return {
            row["relation"]: (
                tuple(row["subject"].split("|")),
                tuple(row["object"].split("|")),
                row["literal"],
            )
            for row in csv.DictReader(file)
        }


def _fitting(
    found: Sequence[Statement], entities: dict[str, Entity]
) -> tuple[list[Statement], list[tuple[Statement, str]]]:
    """The statements whose ends fit their relation, and the others with the reason."""
    fitting: list[Statement] = []
    dropped: list[tuple[Statement, str]] = []
    for statement in found:
        reason = _misfit(statement, entities)
        if reason:
            dropped.append((statement, reason))
        else:
            fitting.append(statement)
    return fitting, dropped


def _misfit(statement: Statement, entities: dict[str, Entity]) -> str:
    subjects, objects, literal = _ends()[statement.relation]
    type_ = entities[statement.subject].type
    if not any(is_a(type_, wanted) for wanted in subjects):
        return f"subject: {type_} is none of {', '.join(subjects)}"
    if isinstance(statement.object, Literal):
        fits = statement.object.datatype == literal
        return "" if fits else f"object: a {statement.object.datatype} where none belongs"
    type_ = entities[statement.object].type
    if literal or not any(is_a(type_, wanted) for wanted in objects):
        return f"object: {type_} is none of {', '.join(objects)}"
    return ""


def _once(found: Sequence[Statement]) -> list[Statement]:
    """Each fact once, with all its evidence; a fact that the text negates stands apart."""
    seen: dict[tuple[object, ...], Statement] = {}
    for statement in found:
        key = (
            statement.subject,
            statement.relation,
            statement.object,
            statement.time,
            statement.mode,
            statement.asserter,
        )
        first = seen.setdefault(key, statement)
        evidence = tuple(dict.fromkeys((*first.evidence, *statement.evidence)))
        passages = tuple(dict.fromkeys((*first.passages, *statement.passages)))
        if (evidence, passages) != (first.evidence, first.passages):
            seen[key] = replace(first, evidence=evidence, passages=passages)
    return sorted(
        seen.values(),
        key=lambda s: (s.evidence[0], s.relation, s.subject, str(s.object), str(s.time)),
    )
