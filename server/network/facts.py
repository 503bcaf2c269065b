"""Facts of a network with the sentences that say them, as the table and the panel show them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rdflib import URIRef
from rdflib.term import Node

from graph.export.network import Edge
from graph.names import fold
from server.network.sight import MODES, Sight, Thing, documents_of, mode_of
from server.quoted import Piece
from server.resources.names import Name
from server.resources.paths import local
from server.resources.queries import listed
from server.resources.reading import lit
from server.resources.words import marked

# Facts on one page of the table.
PER_PAGE = 50

_MAY_BE_MISSING = ("time", "document")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text, in pieces, the words that say the fact marked.

    :ivar language: of the text; empty: not known
    """

    pieces: tuple[Piece, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as one statement has it.

    :ivar mode: asserted, planned, reported, inferred or constructed
    :ivar time: EDTF; empty: none is told
    :ivar role: whether that time attested, began or ended the fact
    :ivar statement: the path of the statement; empty: no statement says it
    :ivar reader: the path of the fact in its text, likewise
    """

    subject: Thing
    relation: Name
    object: Thing
    mode: str
    time: str
    role: str
    sentences: tuple[Sentence, ...]
    document: Name | None
    statement: str
    reader: str


@dataclass(frozen=True, slots=True)
class Table:
    """A page of the table: its facts, which page of how many it is, and how many facts there are."""

    facts: tuple[Told, ...]
    page: int
    pages: int
    total: int


def table(sight: Sight, sort: str, page: int) -> Table:
    """A page of the facts of a network.

    :param sort: subject, relation, object, time, mode or document, `-` before it to turn it around
    :param page: from 1; over the last, the last
    """
    edges = sight.network.edges
    titles = documents_of(sight, {edge.document for edge in edges if edge.document})
    name = sort.removeprefix("-")
    ordered = sorted(edges, key=_order(name, sight, titles), reverse=sort.startswith("-"))
    if name in _MAY_BE_MISSING:  # Either way what is not told comes last.
        ordered.sort(key=lambda edge: not getattr(edge, name))
    pages = max(-(-len(edges) // PER_PAGE), 1)
    page = min(page, pages)
    shown = ordered[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Table(tuple(tell(sight, shown)), page, pages, len(edges))


def tell(sight: Sight, edges: Sequence[Edge]) -> Iterable[Told]:
    """Facts with their sentences and documents, in their order."""
    titles = documents_of(sight, {edge.document for edge in edges if edge.document})
    said = _sentences(sight, (edge.statement for edge in edges if edge.statement))
    return [_told(sight, edge, titles, said) for edge in edges]


def _order(
    sort: str, sight: Sight, titles: Mapping[str, Name]
) -> Callable[[Edge], tuple[object, ...]]:
    @cache
    def named(iri: str) -> str:
        return fold(sight.thing(iri).name.words)

    folded = cache(fold)

    def key(edge: Edge) -> tuple[object, ...]:
        first: dict[str, Callable[[], object]] = {
            "subject": lambda: named(edge.source),
            "relation": lambda: folded(edge.label),
            "object": lambda: named(edge.target),
            "time": lambda: edge.time,
            "mode": lambda: MODES.index(mode_of(edge)),
            "document": lambda: folded(titles[edge.document].words) if edge.document else "",
        }
        ends = (named(edge.source), folded(edge.label), named(edge.target), edge.id)
        return (first[sort](), *ends)

    return key


def _told(
    sight: Sight,
    edge: Edge,
    titles: Mapping[str, Name],
    said: Mapping[str, tuple[Sentence, ...]],
) -> Told:
    base, language = sight.served.base, sight.language
    statement = local(edge.statement, base) if edge.statement else ""
    document = titles.get(edge.document)
    return Told(
        sight.thing(edge.source),
        Name(edge.label, language, edge.relation_iri, local(edge.relation_iri, base)),
        sight.thing(edge.target),
        mode_of(edge),
        edge.time,
        edge.time_role if edge.time else "",
        said.get(edge.statement, ()),
        document,
        statement,
        lit(sight.served, document.path, statement) if document and statement else "",
    )


def _sentences(sight: Sight, statements: Iterable[str]) -> Mapping[str, tuple[Sentence, ...]]:
    """The sentences of statements; words that say one and are in none of these, alone."""
    chosen = listed(URIRef(iri) for iri in sorted(set(statements)))
    if not chosen:
        return {}
    words: dict[Node, str] = {}
    found: dict[str, dict[str, set[Node]]] = {}
    languages: dict[str, str] = {}
    for row in sight.reader.rows("network_sentences", statements=chosen):
        statement, passage = row["statement"]["value"], URIRef(row["passage"]["value"])
        words[passage] = row["words"]["value"]
        roles = found.setdefault(statement, {"sentence": set(), "evidence": set()})
        roles[row["role"]["value"]].add(passage)
        languages[statement] = row.get("language", {}).get("value", "")
    return {
        one: tuple(
            Sentence(quote.pieces, languages[one])
            for quote in marked(words, roles["sentence"], roles["evidence"], sight.served.base)
        )
        for one, roles in found.items()
    }
