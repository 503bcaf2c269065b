"""Readings made by hand, for tests of what comes after extraction."""

import hashlib
from dataclasses import replace

from graph.model import (
    Document,
    Entity,
    Literal,
    Mention,
    Metadata,
    Mode,
    Reading,
    Span,
    Statement,
    TimeRole,
)

BASE = "https://w3id.org/sommet/"
TEXT = (
    "Le Canada et la France créent le Partenariat mondial sur l'IA (PMIA). "
    "Cabinet : presse@example.org. La France sera l'hôte du sommet en 2025."
)


def document(name: str = "one.txt", text: str = TEXT) -> Document:
    mask = text.find("presse@example.org")
    return Document(
        name=name,
        key=name.removesuffix(".txt"),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        masks=(Span(mask, mask + 18),) if mask >= 0 else (),
        metadata=Metadata(title=f"Titre de {name}", date="2020-06-15", kind="PressRelease"),
    )


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def entity(key: str, type_: str, label: str, *names: str, language: str = "fr") -> Entity:
    return Entity(key, type_, label, language, tuple(sorted({label, *names})))


CANADA = entity("agent/can", "State", "Canada")
FRANCE = entity("agent/fra", "State", "France", "la France")
PMIA = entity(
    "agent/partenariat-mondial-sur-l-intelligence-artificielle",
    "InternationalInitiative",
    "Partenariat mondial sur l'IA",
    "PMIA",
)
SUMMIT = entity("event/sommet", "Summit", "sommet")


def statement(
    subject: Entity,
    relation: str,
    object_: Entity | Literal,
    *,
    time: str | None = None,
    mode: Mode = Mode.ASSERTED,
    role: TimeRole = TimeRole.ATTESTED,
    evidence: tuple[Span, ...] = (Span(0, 69),),
    rule: str = "creates",
) -> Statement:
    return Statement(
        subject=subject.key,
        relation=relation,
        object=object_ if isinstance(object_, Literal) else object_.key,
        time=time,
        time_role=role,
        mode=mode,
        asserter=None,
        evidence=evidence,
        passages=(Span(0, 69),),
        rule=rule,
    )


def reading(name: str = "one.txt", *, text: str = TEXT, **parts: object) -> Reading:
    """A reading of a text on two founders, with any part in place of its own."""
    own = document(name, text)
    entities = (CANADA, FRANCE, PMIA, SUMMIT)
    mentions = [Mention(span(text, e.label), e.key) for e in entities if e.label in text]
    made = Reading(
        own,
        entities,
        tuple(sorted(mentions)),
        (
            statement(CANADA, "foundingMemberOf", PMIA, time="2020-06-15", role=TimeRole.BEGAN),
            statement(FRANCE, "foundingMemberOf", PMIA, time="2020-06-15", role=TimeRole.BEGAN),
            statement(FRANCE, "hostOf", SUMMIT, time="2025", mode=Mode.PLANNED),
            statement(SUMMIT, "heldOn", Literal("2025", "date"), mode=Mode.PLANNED),
            statement(PMIA, "foundingMemberCount", Literal("2", "integer")),
            statement(CANADA, "hostOf", SUMMIT, mode=Mode.NEGATED),
        ),
    )
    return replace(made, **parts)  # type: ignore[arg-type]
