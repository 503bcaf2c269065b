"""Numbers that a text states of its own lists, held against what was found of them.

*Quatre thèmes : 1) …; 2) …* says itself how many facts a careful reader finds there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.mention import Survey
from graph.model import Document, Entity, Literal, Mention, Span, Statement, Witness
from graph.names import fold
from graph.statement.counts import (
    Count,
    counted_noun,
    listed_counts,
    related_counts,
    table,
)

# A founding member is a member, and a body may say how many of both it has.
_WITH = {"memberOf": ("memberOf", "foundingMemberOf")}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was found in a document."""

    statements: Sequence[Statement]
    entities: Mapping[str, Entity]
    mentions: Sequence[Mention]


def witnesses(
    seen: Survey,
    statements: Sequence[Statement],
    entities: Mapping[str, Entity],
    mentions: Sequence[Mention],
) -> tuple[Witness, ...]:
    """The numbers that a document states of what it lists, with what its facts are of.

    :param statements: of the document, those that fit their relation
    :param entities: of the document, by key
    """
    facts = _Facts(statements, entities, mentions)
    made: list[Witness] = []
    for unit in (unit for unit in seen.units if unit.numbers):
        lists = list(listed_counts(unit))
        made += [_of_list(count, facts) for count in lists]
        for count in related_counts(unit, [count.span for count in lists]):
            made += _of_relation(count, facts)
    taken = [span for witness in made for span in witness.evidence]
    made += _of_facts(seen.document, facts, taken)
    return tuple(_merged(made))


def _of_list(count: Count, facts: _Facts) -> Witness:
    """The widest group of facts of one relation whose ends on one side stand in the list."""
    line, (start, end) = count.unit.line, count.listed_or_own
    # A thing may be named from the noun on: *⟨centres, l'un à Arica⟩, ⟨l'autre à Lima⟩*.
    span, words = line.span(count.start, end), line.chars[start:end]
    inside = {m.entity for m in facts.mentions if span.contains(m.span)}
    groups: dict[tuple[str, int], dict[str, str | Literal]] = {}
    for statement in facts.statements:
        if any(span.overlaps(exact) for exact in statement.evidence):
            for side, key, other in _ends(statement):
                if key in inside or _is_named(facts.entities.get(key), words):
                    groups.setdefault((statement.relation, side), {})[key] = other
    best = max(
        groups,
        key=lambda group: (
            _are_called(groups[group], count.noun, facts.entities),
            len(groups[group]),
            group,
        ),
        default=None,
    )
    if best is None:
        return _witness(count, (), None, None)
    others = set(groups[best].values())
    common = next(iter(others)) if len(others) == 1 else None
    return _witness(count, groups[best], best[0], common if isinstance(common, str) else None)


def _ends(statement: Statement) -> Iterator[tuple[int, str, str | Literal]]:
    """Each end that is a thing: 1 for the subject, 0 for the object; its key; the other end."""
    yield 1, statement.subject, statement.object
    if isinstance(statement.object, str):
        yield 0, statement.object, statement.subject


def _is_named(entity: Entity | None, words: str) -> bool:
    """Whether the words name a topic, which has no mention of its own."""
    return entity is not None and entity.type == "Topic" and any(n in words for n in entity.names)


def _are_called(keys: Iterable[str], noun: str, entities: Mapping[str, Entity]) -> bool:
    """Whether a name begins as what is counted does: *deux centres*, *le centre de Lima*."""
    names = (name for key in keys if key in entities for name in entities[key].names)
    return any(fold(name).startswith(fold(noun)[:5]) for name in names)


def _of_relation(count: Count, facts: _Facts) -> Iterator[Witness]:
    """Those found in the relation to the one thing that the sentence or the document speaks of."""
    found = _by_object(count.relation, facts.statements)
    spoken = {
        m.entity
        for m in facts.mentions
        if any(sentence.contains(m.span) for sentence in count.unit.sentences)
    }
    near = [key for key in found if key in spoken]
    candidates = near or list(found)
    if len(candidates) == 1:
        yield _witness(count, found[candidates[0]], count.relation, candidates[0])


def _by_object(relation: str, statements: Iterable[Statement]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for statement in statements:
        if statement.relation in _WITH.get(relation, (relation,)):
            found.setdefault(str(statement.object), []).append(statement.subject)
    return found


def _of_facts(document: Document, facts: _Facts, taken: Iterable[Span]) -> Iterator[Witness]:
    """The exact numbers that rules found, of things of which there are facts to count."""
    for statement in facts.statements:
        relation = table()["facts"].get(statement.relation)
        told = any(span.overlaps(words) for span in taken for words in statement.evidence)
        if relation is None or told or not isinstance(statement.object, Literal):
            continue
        found = _by_object(relation, facts.statements).get(statement.subject)
        noun = counted_noun(statement, statement.object.value, document)
        if found and noun:
            yield Witness(
                noun,
                int(statement.object.value),
                tuple(sorted(set(found))),
                relation,
                statement.subject,
                statement.evidence,
                statement.passages,
            )


def _witness(count: Count, found: Iterable[str], relation: str | None, of: str | None) -> Witness:
    keys = tuple(sorted(set(found)))
    passages = count.unit.sentences
    return Witness(count.noun, count.value, keys, relation, of, (count.span,), passages)


def _merged(made: Iterable[Witness]) -> Iterator[Witness]:
    """Each number of each thing once, with all its words and all that was found."""
    same: dict[tuple[object, ...], Witness] = {}
    for witness in made:
        key = (fold(witness.words), witness.stated, witness.relation, witness.of)
        other = same.get(key)
        same[key] = (
            witness
            if other is None
            else replace(
                other,
                found=tuple(sorted({*other.found, *witness.found})),
                evidence=tuple(sorted({*other.evidence, *witness.evidence})),
                passages=tuple(sorted({*other.passages, *witness.passages})),
            )
        )
    yield from sorted(same.values(), key=lambda w: (w.evidence, w.words, w.stated))
