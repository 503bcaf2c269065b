"""Matches the rules on the encoded lines of a document and makes statements of what they find."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from graph.model import Entity, Literal, Mode, Span, Statement, TimeRole
from graph.names import slug
from graph.plain import ITEM
from graph.statement.encode import INDEX, NEGATED, Encoded, Slot, form_code
from graph.statement.rules import Fact, Rule, slot_codes
from graph.verbs import COMING


@dataclass(frozen=True, slots=True)
class Context:
    """What a line's statements take from their document.

    :ivar document: the key of the document's entity
    :ivar instrument: the key of the instrument that the document is the text of, or of the document
    :ivar speakers: the keys of those who say *nous*, *we*
    :ivar occasion: the key of the event that the document is the statement of, if any
    :ivar body: the key of the initiative that the document is about, if any
    :ivar date: the document's date
    :ivar mode: the mode of the section that the line stands in
    :ivar asserter: the key of the person whose words the line is part of, or None
    :ivar itself: the key of the thing whose name is read, for rules that read names
    """

    document: str
    instrument: str
    speakers: tuple[str, ...]
    occasion: str | None
    body: str | None
    date: str | None
    mode: Mode
    asserter: str | None
    masks: tuple[Span, ...]
    language: str
    itself: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a fact found: an entity's key, a literal or the words of a topic."""

    value: str | Literal
    topic: str = ""
    inference: str | None = None


def statements(
    rule: Rule, line: Encoded, context: Context, topics: dict[str, Entity]
) -> Iterator[Statement]:
    """What a rule says of a line.

    :param topics: takes up the topics that the rule's words name, by key
    """
    present = frozenset(line.code)
    if not all(present & need for need in rule.needs):
        return
    for match in rule.pattern.finditer(line.code):
        mode = _mode(rule, match[0], context)
        time, role = _time(rule, match, line, context)
        for fact in rule.facts:
            for subject, obj in _ends(rule, fact, match, line, context):
                evidence = tuple(_evidence(match, line, context.masks))
                if not evidence:
                    continue
                for end in (subject, obj):
                    if end.topic:
                        _enter(topics, str(end.value), end.topic, context.language)
                relation = _relation(fact.relation, mode, obj.value, context)
                notes = dict.fromkeys(filter(None, (subject.inference, obj.inference, rule.inference)))
                yield Statement(
                    str(subject.value), relation, obj.value, time, role, mode,
                    context.asserter, evidence, line.unit.sentences, rule.name,
                    ", ".join(notes) or None,
                )


def _relation(relation: str, mode: Mode, value: str | Literal, context: Context) -> str:
    """Of `heldOn|plannedFor` the second for what is still to come at the document's date."""
    past, _, coming = relation.partition("|")
    when = value.value if isinstance(value, Literal) else ""
    later = bool(context.date and when[: len(context.date)] > context.date[: len(when)])
    return coming if coming and (mode is Mode.PLANNED or later) else past


def _enter(topics: dict[str, Entity], key: str, words: str, language: str) -> None:
    known = topics.get(key)
    names = tuple(sorted({words, *(known.names if known else ())}))
    topics[key] = Entity(key, "Topic", known.label if known else words, language, names)


def _mode(rule: Rule, matched: str, context: Context) -> Mode:
    if NEGATED in matched:
        return Mode.NEGATED
    if rule.mode:
        return Mode(rule.mode)
    if any(form_code(form) in matched for form in COMING):
        return Mode.PLANNED
    return context.mode


def _time(
    rule: Rule, match: re.Match[str], line: Encoded, context: Context
) -> tuple[str | None, TimeRole]:
    """When a fact held: a date in its words, at the head of its sentence, or the document's."""
    role = TimeRole(rule.role)
    dated = [s for s in _slots(match[0], line) if s.kind == "Date"]
    if dated:
        return dated[0].value, role
    before = line.code[: match.start()].rsplit(". ", 1)[-1]
    leading = [s for s in _slots(before, line) if s.kind == "Date"]
    if leading and before.startswith(("en ", "le ", "in ", "on ", "à ", "lors ", "since ", "depuis ")):
        return leading[0].value, role
    after = re.match(rf" (?:en |le |on |in |à |du )?([{slot_codes('date')}]{INDEX})", line.code[match.end() :])
    if after:
        return line.slot(after[1][1]).value, role
    return (context.date if rule.time == "document" else None), role


def _slots(code: str, line: Encoded) -> list[Slot]:
    return [line.slot(c) for c in re.findall(INDEX, code)]


def _evidence(match: re.Match[str], line: Encoded, masks: Sequence[Span]) -> Iterator[Span]:
    """The words that a rule matched, cut at the borders of sentences and at masks."""
    whole = line.span(match.start(), match.end())
    for sentence in line.unit.sentences:
        start, end = max(whole.start, sentence.start), min(whole.end, sentence.end)
        for mask in masks:
            if start < mask.end and mask.start < end:
                start, end = (start, mask.start) if start < mask.start else (mask.end, end)
        if start < end:
            yield Span(start, end)


def _ends(
    rule: Rule, fact: Fact, match: re.Match[str], line: Encoded, context: Context
) -> Iterator[tuple[End, End]]:
    subjects = _values(rule, fact.subject, fact.relation, match, line, context)
    if fact.subject == fact.object:
        yield from combinations(subjects, 2)
        return
    objects = _values(rule, fact.object, fact.relation, match, line, context)
    yield from ((s, o) for s, o in product(subjects, objects) if s.value != o.value)


def _values(
    rule: Rule, name: str, relation: str, match: re.Match[str], line: Encoded, context: Context
) -> list[End]:
    """What a name in a fact stands for: a slot of the rule, or a thing of the document."""
    if name in rule.slots:
        if match[name] is None:
            return []
        return _slot_values(rule.slots[name], relation, name, match, line)
    return _context_values(name, context)


def _context_values(name: str, context: Context) -> list[End]:
    if name == "self":
        return [End(context.itself)]
    if name == "document":
        return [End(context.document)]
    if name == "instrument":
        return [End(context.instrument, inference="self-reference")]
    if name == "we":
        speakers = context.speakers or (context.instrument,)
        return [End(s, inference="self-reference") for s in speakers]
    if name in {"occasion", "body"}:
        key = context.occasion if name == "occasion" else context.body
        return [End(key, inference="self-reference")] if key else []
    raise KeyError(name)


def _slot_values(
    slot: str, relation: str, name: str, match: re.Match[str], line: Encoded
) -> list[End]:
    start, end = match.span(name)
    if slot == "phrase":
        return _topics([(start, end)], line)
    if slot == "phrases":
        return _topics(_split(line.code, start, end), line)
    codes = slot_codes(slot.rstrip("+_"))
    found = re.findall(rf"[{codes}]{INDEX}", match[name])
    if not slot.endswith(("+", "_")):
        found = found[-1:]
    return [_end(line.slot(pair[1]), relation) for pair in found]


def _end(slot: Slot, relation: str) -> End:
    if slot.kind == "Date":
        return End(Literal(slot.value, "date"), inference=slot.inference)
    if slot.kind == "Number":
        return End(Literal(slot.value, "integer"))
    return End(slot.value, inference=slot.inference)


_LEAD = re.compile(
    r"^(?:[-–—•*\s]|\d{1,2}\)|\d{1,2}\.|\(?[a-z]\)|(?:et|and|ou|or|de|à|to|ainsi que|notamment)\s|d'"
    r"|(?:le|la|les|un|une|des|du|the|a|an|our|their|its|leurs?|nos|notre|ses|son|sa)\s|l')+",
    re.IGNORECASE,
)


def _topics(parts: Sequence[tuple[int, int]], line: Encoded) -> list[End]:
    ends = []
    for start, end in parts:
        words = line.words(start, end).strip(" ,;:.•-–—*»«\"()") if start < end else ""
        words = _LEAD.sub("", words).strip()
        if len(words) > 2 and 0 < len(words.split()) <= 40 and words[0].isalpha():
            ends.append(End(f"topic/{slug(words)}", topic=words))
    return ends


_JOINTS = re.compile(
    rf"\s*;\s*(?:et |and )?|\s*{ITEM}\s*|\s*,\s*(?:et |and )?(?:notamment |ainsi que )?|\s+(?:et|and|ainsi que|as well as)\s+"
)
_ARTICLED = re.compile(r"(?:l'|d'|(?:les?|la|des?|du|une?|à|au|the|to|an?)\s|\d\))")
_INFINITIVE = re.compile(r"(?:[dn]')?(?:mieux |bien )?[^\W\d_]+(?:er|ir|re|oir)\b")


def _split(code: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of a list of phrases.

    Items marked (`•`, `1)`, `;`) part at their marks. Else items part at commas and *et* where
    each begins as the first does: with an article, with *de*, with an infinitive or a gerund.
    """
    text = code[start:end]
    if re.search(rf"[;{ITEM}]|\d\)", text):
        marks = re.compile(rf"\s*[;{ITEM}](?:\s*(?:et|and)\b)?\s*|\s*,?\s*(?:et\s|and\s)?(?=\d\))")
        return _pieces(text, start, [m.span() for m in marks.finditer(text)])
    cuts = [m.span() for m in _JOINTS.finditer(text) if not _bracketed(text, m.start())]
    opening = _opening(text)
    kept = [cut for cut in cuts if _opening(text[cut[1] :]) == opening and opening]
    if not kept and opening == "" and len(cuts) > 1:
        kept = cuts
    return _pieces(text, start, kept)


def _bracketed(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def _opening(text: str) -> str:
    """How an item begins: `de`, `article`, `infinitive`, `gerund`, or otherwise."""
    text = text.lstrip(" ,")
    de = re.match(r"(?:de|d')\s?", text)
    rest = text[de.end() :] if de else text
    if _INFINITIVE.match(rest) or re.match(r"to ", rest):
        return "de infinitive" if de else "infinitive"
    if de:
        return "de"
    if re.match(r"[a-z]+ing\b", rest):
        return "gerund"
    if re.match(r"(?:l'|(?:les?|la|des|du|une?|aux?|the)\s)", rest):
        return "article"
    return ""


def _pieces(text: str, start: int, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
    return [
        (start + a, start + b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b
    ]
