"""What a reading says, as flat records for people who bring their own tools."""

from collections.abc import Iterable, Iterator
from typing import Any

from graph.lexicon import annotations
from graph.model import Entity, Literal, Mode, Reading, Span, Statement
from graph.names import Iris

Record = dict[str, Any]


def records(reading: Reading, base: str) -> Iterator[Record]:
    """The entities and the facts of one text; what the text denies is no fact and left out.

    Offsets count the text's code points, the end exclusive; words are cut from the masked text.

    :param base: of the IRIs, by the keys of this text alone
    """
    iris, masked = Iris(base), reading.document.masked
    own = f"document/{reading.document.key}"
    entities = {entity.key: entity for entity in (_document(reading, own), *reading.entities)}
    spans: dict[str, list[Span]] = {}
    for mention in reading.mentions:
        spans.setdefault(mention.entity, []).append(mention.span)
    for entity in entities.values():
        yield {
            "document": reading.document.name,
            "record": "entity",
            **_end(entity, iris),
            "names": list(entity.names),
            "mentions": _slices(spans.get(entity.key, ()), masked),
        }
    for statement in reading.statements:
        if statement.mode is not Mode.NEGATED:
            yield _statement(statement, reading.document.name, entities, iris, masked)


def _document(reading: Reading, key: str) -> Entity:
    metadata = reading.document.metadata
    label = metadata.title or reading.document.name
    return Entity(key, metadata.kind, label, metadata.language, ())


def _statement(
    statement: Statement, document: str, entities: dict[str, Entity], iris: Iris, masked: str
) -> Record:
    value = statement.object
    return {
        "document": document,
        "record": "statement",
        "subject": _end(entities[statement.subject], iris),
        "relation": statement.relation,
        "object": {"value": value.value}
        if isinstance(value, Literal)
        else _end(entities[value], iris),
        "time": statement.time,
        "mode": str(statement.mode),
        "asserter": iris.entity(statement.asserter) if statement.asserter else None,
        "rule": statement.rule,
        "inference": statement.inference,
        "evidence": _slices(statement.evidence, masked),
    }


def _end(entity: Entity, iris: Iris) -> Record:
    type_ = annotations().get(entity.type, "document")
    return {"iri": iris.entity(entity.key), "label": entity.label, "type": type_}


def _slices(spans: Iterable[Span], masked: str) -> list[Record]:
    return [
        {"exact": span.of(masked), "start": span.start, "end": span.end} for span in sorted(spans)
    ]
