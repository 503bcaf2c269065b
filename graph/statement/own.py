"""What a document says of itself and of the names in it, apart from its sentences."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graph.mention import LineMention, Survey, Unit
from graph.mention.aliases import TOPICAL
from graph.model import Document, Entity, Literal, Mode, Span, Statement, TimeRole
from graph.names import fold, slug
from graph.plain import plain
from graph.segment import Segments
from graph.statement.encode import INDEX, Encoded, Slot, kind_code
from graph.statement.rules import is_a


@dataclass(frozen=True, slots=True)
class Own:
    """The document as a thing of its graph, and the instrument that it is the text of, if any."""

    document: Entity
    instrument: Entity | None
    publisher: Entity | None
    occasion: str | None
    body: str | None
    speakers: tuple[str, ...]

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities that these are."""
        return tuple(e for e in (self.document, self.instrument, self.publisher) if e)


def own(seen: Survey) -> Own:
    """The document itself, its instrument, its publisher, its occasion and its authors."""
    document = seen.document
    metadata = document.metadata
    occasion = _occasion(seen)
    title = metadata.title or (
        _untitled(seen, occasion) if metadata.kind == "StatementText" else ""
    )
    label = title or document.name
    names = tuple(sorted({label}))
    entity = Entity(f"document/{document.key}", metadata.kind, label, metadata.language, names)
    instrument = None
    if metadata.kind == "StatementText" and title:
        declared = re.search(r"d[ée]claration", title, re.IGNORECASE) and metadata.title
        type_ = "Declaration" if declared else "SummitStatement"
        instrument = _named_in_title(seen, names) or Entity(
            f"instrument/{slug(title)}", type_, title, metadata.language, names
        )
    return Own(entity, instrument, _publisher(seen), occasion, _body(seen), _speakers(seen))


def _named_in_title(seen: Survey, names: tuple[str, ...]) -> Entity | None:
    """The instrument that the title begins with: *The Lima Declaration by Ministers of Ports*."""
    title = seen.document.metadata.title_span
    for unit, mentions in zip(seen.units[:9], seen.mentions, strict=False):
        if title is None or unit.sentences[0] != title:
            continue
        first = next((m for m in mentions if m.start < 5 and is_a(m.type, "Instrument")), None)
        entity = next((e for e in seen.entities if first and e.key == first.key), None)
        if entity:
            return replace(entity, names=tuple(sorted({*entity.names, *names})))
    return None


def _occasion(seen: Survey) -> str | None:
    """The event that a document reports or is the statement of.

    It is the last event that the title names (*Sommet … - Réunion ministérielle …*), or, of a
    statement, the first that its opening names.
    """
    title = seen.document.metadata.title_span
    statement = seen.document.metadata.kind == "StatementText"
    for unit, mentions in zip(seen.units[:5], seen.mentions, strict=False):
        events = [
            m.key
            for m in mentions
            if (is_a(m.type, "Gathering") or m.type == "Launch") and m.inference is None
        ]
        named = sum(m.end - m.start for m in mentions if m.key in events)
        if events and title and unit.sentences[0] == title:
            # A title that tells of something else than the event is no event's page.
            return events[-1] if statement or 2 * named >= len(unit.line.chars) else None
        if events and statement and not title:
            return events[0]
    return None


def _body(seen: Survey) -> str | None:
    """The initiative that a document is about: the one it speaks of most, at least thrice."""
    counts = Counter(
        m.key for line in seen.mentions for m in line if is_a(m.type, "InternationalInitiative")
    )
    best = min(counts, key=lambda k: (-counts[k], k), default=None)
    return best if best and counts[best] > 2 else None


def _untitled(seen: Survey, occasion: str | None) -> str:
    """The name of a statement without title: who makes it, and at which event."""
    event = next((e for e in seen.entities if e.key == occasion), None)
    if event is None:
        return ""
    opening = " ".join(u.line.chars for u in seen.units[:3])
    if seen.document.metadata.language == "en":
        return f"Statement of the participants in the {event.label}"
    who = re.search(
        r"\b[Ll]es (participants|ministres|dirigeants|chefs d'État|États|pays)\b", opening
    )
    joint = "à la" if event.label.split()[0].lower() in {"conférence", "réunion"} else "au"
    return f"Déclaration des {who[1] if who else 'participants'} {joint} {event.label}"


def _publisher(seen: Survey) -> Entity | None:
    metadata = seen.document.metadata
    if not metadata.publisher:
        return None
    name = metadata.publisher
    folded = slug(name)
    known = next((e for e in seen.entities if any(slug(n) == folded for n in e.names)), None)
    if known:
        return known
    return Entity(f"agent/{folded}", "GovernmentBody", name, metadata.language, (name,))


def _speakers(seen: Survey) -> tuple[str, ...]:
    """Who says *nous*, *we*: `We, the Leaders of the G7, …`."""
    for unit, mentions in zip(seen.units[:6], seen.mentions, strict=False):
        if match := re.match(r"(?:\d+\. )?(?:We|Nous), (?:the |les |la |le |l')?", unit.line.chars):
            who = [
                m
                for m in mentions
                if m.start == match.end() and is_a(m.type, "Agent") and m.key not in seen.tentative
            ]
            if who:
                return (who[0].key,)
    return ()


def own_facts(seen: Survey, own_: Own) -> Iterator[Statement]:
    """The facts that stand in the furniture of a text and in the shape of its names."""
    yield from _published(seen, own_)
    bearers = {e.key: e for e in seen.entities}
    for unit, mentions in zip(seen.units, seen.mentions, strict=True):
        for mention in mentions:
            yield from _also_known(bearers, unit.line.chars, unit, mention)
    yield from _organs(seen, own_)
    for unit, holdings in zip(seen.units, seen.holdings, strict=True):
        if (
            holdings
            and _PRESS.search(unit.line.chars)
            and any(mask.overlaps(s) for mask in seen.document.masks for s in unit.sentences)
        ):
            continue
        for holding in holdings:
            span = unit.line.span(holding.start, holding.end)
            yield _fact(
                holding.person,
                "holdsRole",
                holding.post,
                span,
                unit.sentences,
                "office-beside-name",
                time=seen.document.metadata.date,
            )


def _organs(seen: Survey, own_: Own) -> Iterator[Statement]:
    """What the organs that a text names without their body are part of."""
    for unit, mentions in zip(seen.units, seen.mentions, strict=True):
        for m in mentions:
            if m.inference != "organ of the body" or own_.body is None:
                continue
            span = unit.line.span(m.start, m.end)
            ends = (
                (own_.body, "hasWorkingGroup", m.key)
                if m.type == "WorkingGroup"
                else (m.key, "partOf", own_.body)
            )
            yield _fact(*ends, span, unit.sentences, "organ-of-the-body", None, m.inference)


def _fact(  # noqa: PLR0913, PLR0917 — a statement has that many parts
    subject: str,
    relation: str,
    obj: str | Literal,
    span: Span,
    passages: tuple[Span, ...],
    rule: str,
    time: str | None = None,
    inference: str | None = None,
) -> Statement:
    return Statement(
        subject,
        relation,
        obj,
        time,
        TimeRole.ATTESTED,
        Mode.ASSERTED,
        None,
        (span,),
        passages,
        rule,
        inference,
    )


def _published(seen: Survey, own_: Own) -> Iterator[Statement]:
    metadata, key = seen.document.metadata, (own_.instrument or own_.document).key
    inference = "self-reference"
    if metadata.date and metadata.date_span:
        span = metadata.date_span
        yield _fact(
            key,
            "publishedOn",
            Literal(metadata.date, "date"),
            span,
            (span,),
            "document-date",
            metadata.date,
            inference,
        )
    place = next(
        (
            m.key
            for u, ms in zip(seen.units, seen.mentions, strict=True)
            for m in ms
            if metadata.place_span and u.line.span(m.start, m.end) == metadata.place_span
        ),
        None,
    )
    if place and metadata.place_span:
        span = metadata.place_span
        yield _fact(key, "issuedIn", place, span, (span,), "dateline", metadata.date, inference)
    if own_.publisher and metadata.publisher_span:
        span = metadata.publisher_span
        yield _fact(
            key,
            "publishedBy",
            own_.publisher.key,
            span,
            (span,),
            "masthead",
            metadata.date,
            inference,
        )


# A line that gives a press contact: who stands there is named as nothing else.
_PRESS = re.compile(
    r"\b(?:press|presse|m[ée]dias?|spokes\w+|porte-parole|communications?)\b", re.IGNORECASE
)
_BRACKET = re.compile(r" \((?P<alias>(?:[A-Z][A-Za-z]* )?[A-Z][\w&.-]*[A-Z0-9][\w&.-]*)\)$")


_BEHIND = re.compile(r" \((?P<inside>[^()]{2,120})\)")


def _also_known(
    bearers: Mapping[str, Entity], chars: str, unit: Unit, mention: LineMention
) -> Iterator[Statement]:
    words = chars[mention.start : mention.end]
    bearer = bearers.get(mention.key)
    if match := _BRACKET.search(words):
        alias = match["alias"]
        if alias in TOPICAL or bearer is None or alias not in bearer.names:
            return
        span = unit.line.span(mention.start, mention.end)
        yield _fact(mention.key, "alsoKnownAs", Literal(alias), span, unit.sentences, "acronym")
        return
    behind = _BEHIND.match(chars, mention.end)
    if behind and bearer:
        span = unit.line.span(mention.start, behind.end())
        for part in re.split(r"[,;]", behind["inside"]):
            if part.strip() in bearer.names and part.strip() != words:
                yield _fact(
                    mention.key,
                    "alsoKnownAs",
                    Literal(part.strip()),
                    span,
                    unit.sentences,
                    "translation",
                )


def alone(line: Encoded) -> Slot | None:
    """The quotation that a line consists of, if it does."""
    match = re.fullmatch(rf"\W*(?:{kind_code('Quotation')}(?P<at>{INDEX}))\W*", line.code)
    return line.slot(match["at"]) if match else None


def continued(line: Encoded, said: Statement, inference: str) -> Iterator[Statement]:
    """A quotation that is a whole sentence, said by who was quoted before or goes on with it.

    *« Nous signons », a dit Ana Ruiz. « C'est un grand jour. »*

    :param said: who said the other quotation
    :param inference: why it is the same speaker
    """
    words = alone(line)
    if words:
        yield replace(
            said,
            subject=words.value,
            evidence=(line.unit.line.span(words.start, words.end),),
            passages=line.unit.sentences,
            rule=inference.replace(" ", "-"),
            inference=inference,
        )


def quotation_entity(document: Document, segments: Segments, number: int) -> Entity:
    """The act of saying the words of a quotation; its label is the words."""
    text = document.masked
    line = plain(text, [segments.quotations[number].words], segments.residue)
    words = "".join(
        char if char == " " else text[at] for char, at in zip(line.chars, line.offsets, strict=True)
    )
    digest = hashlib.sha256(fold(words).encode()).hexdigest()[:12]
    return Entity(
        f"event/quotation-{digest}", "Quotation", words, document.metadata.language, (words,)
    )
