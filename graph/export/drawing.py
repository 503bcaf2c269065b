"""Reads the network that is asked for: its facts become edges, its things nodes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.export.asked import Asked
from graph.export.asking import Asking
from graph.export.facts import Fact, Kind, tail
from graph.export.merging import merged
from graph.export.naming import Naming
from graph.export.network import Edge, Network, Node, digest, join, outermost
from graph.export.selection import Chosen, choose

# Statements from which it takes less time to read the words of all that there are.
_MANY = 5_000


def read_network(asking: Asking, asked: Asked, title: str, most: int | None = None) -> Network:
    """The network that is asked for.

    :param title: what it is drawn from, such as the IRI of the release
    :param most: facts that are read at most; None: as many as there are
    :raises SommetError: as `choose` does
    """
    chosen = choose(asking, asked, most)
    naming = Naming(asking, chosen, asked.language)
    words = _words(asking, chosen.facts)
    links = [fact for fact in chosen.facts if fact.kind is Kind.THING]
    edges = merged((_edge(fact, naming, words) for fact in links), asked.merge)
    return Network(tuple(_nodes(chosen, naming, words)), tuple(edges), title)


def _words(asking: Asking, facts: Iterable[Fact]) -> Mapping[str, str]:
    """The words of the evidence of statements, in the order of their texts."""
    statements = {fact.statement for fact in facts}
    found: dict[str, list[tuple[str, int, str]]] = {}
    is_most = len(statements) > _MANY
    rows = asking.all("words") if is_most else asking.among("words", "statement", statements)
    for statement, passage, words in rows:
        text, _, offsets = passage.rpartition("/")
        start = offsets.partition("-")[0]
        place = int(start) if start.isdecimal() else 0
        found.setdefault(statement, []).append((text, place, words))
    known: dict[str, str] = {}
    joined = ((one, join(words for *_, words in sorted(all_))) for one, all_ in found.items())
    return {one: known.setdefault(words, words) for one, words in joined}


def _edge(fact: Fact, naming: Naming, words: Mapping[str, str]) -> Edge:
    return Edge(
        id=fact.statement or digest(fact[:3]),
        source=fact.subject,
        target=fact.object,
        label=naming.label(fact.relation)[0],
        relation=tail(fact.relation),
        relation_iri=fact.relation,
        origin=fact.origin.value,
        mode=fact.mode,
        time=fact.time.edtf,
        time_role=fact.role,
        spells=(fact.days,) if any(fact.days) else (),
        evidence=words.get(fact.statement, ""),
        statement=fact.statement,
        document=fact.document,
        asserter=fact.asserter,
        rule=fact.rule,
        inference=fact.inference,
    )


def _nodes(chosen: Chosen, naming: Naming, words: Mapping[str, str]) -> Iterator[Node]:
    own: dict[str, list[Fact]] = {}
    documents: dict[str, set[str]] = {}
    for fact in chosen.facts:
        ends = (fact.subject, fact.object) if fact.kind is Kind.THING else (fact.subject,)
        for end in ends:
            documents.setdefault(end, set()).add(fact.document)
        if fact.kind is not Kind.THING:
            own.setdefault(fact.subject, []).append(fact)
    for thing in naming.things:
        yield _node(thing, own.get(thing, []), documents.get(thing, set()), naming, words)


def _node(
    iri: str,
    facts: Sequence[Fact],
    documents: Iterable[str],
    naming: Naming,
    words: Mapping[str, str],
) -> Node:
    label, language = naming.label(iri)
    type_ = naming.type(iri)
    dates = [fact for fact in facts if fact.kind is Kind.DATE]
    values = [fact for fact in facts if fact.kind is Kind.VALUE]
    return Node(
        iri=iri,
        label=label,
        label_language=language,
        type=tail(type_),
        type_iri=type_,
        dates=join(_said(fact, fact.value.edtf, naming) for fact in dates),
        begin=outermost([fact.value.begin for fact in dates], min),
        end=outermost([fact.value.end for fact in dates], max),
        values=join(_said(fact, fact.object, naming) for fact in values),
        evidence=join(words.get(fact.statement, "") for fact in facts),
        statements=join((fact.statement for fact in facts), " "),
        documents=join(sorted(documents), " "),
    )


def _said(fact: Fact, value: str, naming: Naming) -> str:
    mode = f" ({fact.mode})" if fact.mode not in ("", "asserted") else ""
    return f"{naming.label(fact.relation)[0]} {value}{mode}"
