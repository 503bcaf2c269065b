"""Matches the rules on the encoded lines of a document and makes statements of what they find."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations, product
from typing import NamedTuple

from graph.model import Entity, Literal, Mode, Span, Statement, TimeRole
from graph.statement.encode import INDEX, NEGATED, Encoded, Slot, family_code, form_code
from graph.statement.rules import Fact, Rule, list_item, slot_codes
from graph.statement.topics import End, split, topics
from graph.verbs import ACTIVE, COMING, PASSIVE


class Context(NamedTuple):
    """What a line's statements take from their document.

    :ivar document: the key of the document's entity
    :ivar instrument: the key of the instrument that the document is the text of, or None
    :ivar speakers: the keys of those who say *nous*, *we*
    :ivar occasion: the key of the event that the document is the statement of, if any
    :ivar body: the key of the initiative that the document is about, if any
    :ivar date: the document's date
    :ivar mode: the mode of the section that the line stands in
    :ivar asserter: the key of the person whose words the line is part of, or None
    :ivar title: the document's title
    :ivar lead: the line that a list of names alone stands under
    :ivar itself: the key of the thing whose name is read, for rules that read names
    """

    document: str
    instrument: str | None
    speakers: tuple[str, ...]
    occasion: str | None
    body: str | None
    date: str | None
    mode: Mode
    asserter: str | None
    masks: tuple[Span, ...]
    language: str
    title: str = ""
    lead: str = ""
    itself: str = ""


def statements(
    rule: Rule, line: Encoded, context: Context, named: dict[str, Entity]
) -> Iterator[Statement]:
    """What a rule says of a line.

    :param named: takes up the topics that the rule's words name, by key
    """
    if rule.under and not rule.under.search(context.lead):
        return
    if rule.titled and not rule.titled.search(context.title):
        return
    for match in rule.pattern.finditer(line.code):
        if _supposed(rule, match, line.code):
            continue
        mode = _mode(rule, match, line, context)
        time, role = _time(rule, match, line, context)
        evidence = tuple(_evidence(match, line, context.masks))
        if not evidence:
            continue
        for fact in rule.facts:
            for subject, obj in _ends(rule, fact, match, line, context):
                for end in (subject, obj):
                    if end.topic:
                        _enter(named, str(end.value), end.topic, context.language)
                relation = _relation(fact.relation, mode, obj.value, context)
                coming = relation == "plannedFor" != fact.relation
                notes = dict.fromkeys(
                    filter(None, (subject.inference, obj.inference, rule.inference))
                )
                yield Statement(
                    str(subject.value),
                    relation,
                    obj.value,
                    time,
                    role,
                    Mode.PLANNED if coming and mode is Mode.ASSERTED else mode,
                    context.asserter,
                    evidence,
                    line.unit.sentences,
                    rule.name,
                    ", ".join(notes) or None,
                )


@cache
def _alone() -> re.Pattern[str]:
    name = f"(?:les |the |des )?[{slot_codes('member')}]{INDEX}"
    return re.compile(rf"(?:[•–—*-] )?{name}(?: ?[,;/•–-]? ?(?:(?:et|and) )?{name})* ?[.,;]?")


def names_alone(code: str) -> bool:
    """Whether a line holds names of States and bodies and nothing else, as a line of a list does."""
    return bool(_alone().fullmatch(code))


def _relation(relation: str, mode: Mode, value: str | Literal, context: Context) -> str:
    """Of `heldOn|plannedFor` the second for what is still to come at the document's date."""
    past, _, coming = relation.partition("|")
    when = value.value if isinstance(value, Literal) else ""
    later = bool(context.date and when[: len(context.date)] > context.date[: len(when)])
    # Only the year, and that of the document: to come when the year is young.
    same_year = bool(context.date and when == context.date[:4])
    later |= same_year and context.date is not None and context.date[5:7] <= "06"
    return coming if coming and (mode is Mode.PLANNED or later) else past


def _enter(named: dict[str, Entity], key: str, words: str, language: str) -> None:
    known = named.get(key)
    names = tuple(sorted({words, *(known.names if known else ())}))
    named[key] = Entity(key, "Topic", known.label if known else words, language, names)


_NO_ONE = re.compile(r"\b(?:neither|nor|none of|no|ni|aucune?)(?: (?:the|de|des))? ?$")
_COMING_WORD = re.compile(r"\b(?:sera|seront|serons|aura|auront|devra|devront|will|shall)\b")


@cache
def _coming() -> frozenset[str]:
    return frozenset(map(form_code, COMING))


def _mode(rule: Rule, match: re.Match[str], line: Encoded, context: Context) -> Mode:
    matched = match[0]
    before = line.code[max(match.start() - 14, 0) : match.start()]
    if NEGATED in matched or _NO_ONE.search(before):
        return Mode.NEGATED
    if rule.endable and _ended(match, line.code):
        return Mode.NEGATED
    if rule.mode:
        return rule.mode
    if not _coming().isdisjoint(matched) or _COMING_WORD.search(matched):
        return Mode.PLANNED
    return context.mode


@cache
def _conditions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What opens a clause that supposes (*si le Chili signe*, *should Chile join*), and is in it."""
    opening = (
        r"(?<![\w'-])(?:if(?! (?:any|necessary|needed|possible|appropriate|applicable)\b)|unless|whether"
        r"|in case|in the event|on condition|(?:should|(?:^|(?<=\. ))(?:had|were))(?= (?:[\ue000-\ue0ff]|$))"
        r"|(?<!même )(?<!comme )si(?! (?:bien|ce n'est|nécessaire|possible|besoin|tel|tant|peu)\b)"
        r"|s'(?=ils? )|à (?:la )?condition (?:que|qu')|pourvu (?:que|qu')|à moins (?:que|qu')|au cas où"
        rf"|dans l'hypothèse où|en cas (?:de|d'|du)|{family_code('provide')}. that)(?:(?<=')|(?!\w))"
    )
    return re.compile(opening), re.compile(r"[^,.;:•]*(?:,[^,.;:•]{1,40},)?[^,.;:•]*")


# What some opening of a clause that supposes holds: looked for first, for few lines hold it.
_SUPPOSING = (
    *(
        "if ",
        "unless",
        "whether",
        "in case",
        "in the event",
        "condition",
        "should ",
        "had ",
        "were ",
    ),
    *(" si ", "s'il", "pourvu", "moins qu", "au cas", "hypothèse", "en cas", " that "),
)


@lru_cache(maxsize=4)  # the rules read one line after the other
def _openings(code: str) -> tuple[int, ...]:
    if not (code.startswith("si ") or any(words in code for words in _SUPPOSING)):
        return ()
    return tuple(m.start() for m in _conditions()[0].finditer(code))


def _supposed(rule: Rule, match: re.Match[str], code: str) -> bool:
    """Whether what a rule matched is only supposed, in an *if* clause before it or around it."""
    openings = _openings(code)
    if not openings:
        return False
    start, end = match.span()
    clause = _conditions()[1]
    free = [match.span(n) for n, slot in rule.slots.items() if slot in {"phrase", "phrases"}]
    return any(
        clause.fullmatch(code, at, start)
        if at < start
        else at < end and not any(one <= at < other for one, other in free)
        for at in openings
    )


@cache
def _ends_of_things() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What tells that a thing ended or was refused: in its words, before them, after them."""
    shapes = "".join(map(form_code, (*ACTIVE, *PASSIVE)))
    passive = "".join(map(form_code, PASSIVE))
    family = family_code("end")
    ending = f"{family}[^{NEGATED}](?!{NEGATED})"
    to_an_end = "(?:(?:la|the|an) (?:fin|end)|fin|un terme) (?:à|au|aux|de|d'|du|des|of|to)"
    after = (
        rf"(?:{family}[{shapes}](?!{NEGATED})|[\ue100-\ue1ff][{passive}]{NEGATED}"
        rf"| no longer | fell (?:through|apart)| to an end|{family_code('take')}. fin| plus en vigueur)"
    )
    return (
        re.compile(ending),
        re.compile(rf"(?:{ending}|(?<!\w){to_an_end}) ?[^.;:,]{{0,40}}$"),
        re.compile(rf"(?:,[^.;:,]{{1,60}},|,? (?:which|that|qu[ei']) )?[^.;:,]{{0,60}}?{after}"),
    )


def _ended(match: re.Match[str], code: str) -> bool:
    """Whether the clause says that what a rule found ended, or never was."""
    within, before, after = _ends_of_things()
    return bool(
        within.search(match[0])
        or before.search(code, max(match.start() - 70, 0), match.start())
        or after.match(code, match.end())
    )


def _time(
    rule: Rule, match: re.Match[str], line: Encoded, context: Context
) -> tuple[str | None, TimeRole]:
    """When a fact held: a date in its words, at the head of its sentence, or the document's."""
    role = rule.role
    dated = [s for s in _slots(match[0], line) if s.kind == "Date"]
    if dated:
        return dated[0].value, role
    if rule.scope == "name":
        return None, role
    before = line.code[: match.start()].rsplit(". ", 1)[-1]
    leading = _leading_date().match(before)
    if leading:
        return line.slot(leading["day"][1]).value, role
    after = _following_date().match(line.code, match.end())
    if after:
        return line.slot(after[1][1]).value, role
    return (
        context.date if rule.time == "document" and context.mode is not Mode.REPORTED else None
    ), role


@cache
def _leading_date() -> re.Pattern[str]:
    """A date that heads a sentence: *En mai 2021, …*, *Mai 2021 – …*."""
    day = f"[{slot_codes('date')}]{INDEX}"
    return re.compile(
        rf"(?:[•–—-] )*(?:(?:en|le|les|à|au|dès|depuis|in|on|as of|since|fin|début|late|early)(?: the)? )?"
        rf"(?P<day>{day})(?: ?[,:–—-]| {day})"
    )


@cache
def _following_date() -> re.Pattern[str]:
    return re.compile(rf" (?:en |le |on |in |à |du )?([{slot_codes('date')}]{INDEX})")


def _slots(code: str, line: Encoded) -> list[Slot]:
    return [line.slot(c) for c in re.findall(INDEX, code)]


def _evidence(match: re.Match[str], line: Encoded, masks: Sequence[Span]) -> Iterator[Span]:
    """The words that a rule matched, cut at the borders of sentences and at masks."""
    words = match[0]
    blank_before, blank_after = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
    whole = line.span(match.start() + blank_before, match.end() - blank_after)
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
    subjects = _values(rule, fact.subject, match, line, context)
    if fact.subject == fact.object:
        yield from combinations(subjects, 2)
        return
    objects = _values(rule, fact.object, match, line, context)
    yield from ((s, o) for s, o in product(subjects, objects) if s.value != o.value)


def _values(
    rule: Rule, name: str, match: re.Match[str], line: Encoded, context: Context
) -> list[End]:
    """What a name in a fact stands for: a slot of the rule, or a thing of the document."""
    if name in rule.slots:
        if match[name] is None:
            return []
        return _slot_values(rule.slots[name], name, match, line)
    return _context_values(name, context)


def _context_values(name: str, context: Context) -> list[End]:
    if name == "self":
        return [End(context.itself)]
    if name == "today":
        return [End(Literal(context.date, "date"))] if context.date else []
    if name == "document":
        return [End(context.document)]
    own = (context.instrument,) if context.instrument else ()
    if name == "instrument":
        return [End(key, inference="self-reference") for key in own]
    if name == "we":
        return [End(key, inference="self-reference") for key in context.speakers or own]
    if name in {"occasion", "body"}:
        key = context.occasion if name == "occasion" else context.body
        return [End(key, inference="self-reference")] if key else []
    raise KeyError(name)


def _slot_values(slot: str, name: str, match: re.Match[str], line: Encoded) -> list[End]:
    if slot in {"phrase", "phrases"}:
        words = line.words(*match.span(name))
        items = split(words, line.unit.language) if slot == "phrases" else [words]
        return topics(items)
    kind = slot.rstrip("+_")
    pair, item_of_list = _item_patterns(kind)
    if slot.endswith("+"):
        items = item_of_list.findall(match[name])
        found = [p for item in items for p in pair.findall(item)[:1]]
    else:
        found = pair.findall(match[name])
        found = found if slot.endswith("_") else found[-1:]
    return [end for p in found for end in _end(line.slot(p[1]))]


@cache
def _item_patterns(kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a mention of a slot's kind is in an encoded line, and what an item of a list of them."""
    return re.compile(rf"[{slot_codes(kind)}]{INDEX}"), re.compile(list_item(kind))


def _end(slot: Slot) -> list[End]:
    if slot.kind == "Date":
        return [End(Literal(slot.value, "date"), inference=slot.inference)]
    if slot.kind == "Money":
        return [End(Literal(slot.value))]
    if slot.kind == "Number":
        return [End(Literal(slot.value, "integer"))]
    return [End(key, inference=slot.inference) for key in slot.value.split("|")]
