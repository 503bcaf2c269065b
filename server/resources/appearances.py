"""The documents in which a node appears, with the sentences that speak of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.term import Node

from server.quoted import Piece
from server.resources.names import Name, Names
from server.resources.paths import local
from server.resources.queries import Reader, term, written
from server.resources.sayings import Dated, dated, words_of

# Statements that are looked through, on either side; documents that are told, and sentences of each.
_STATEMENTS = 1_000
_DOCUMENTS = 12
_SENTENCES = 3

# Characters of a sentence that are shown.
_WORDS = 260


@dataclass(frozen=True, slots=True)
class Sentence:
    """Some of a sentence, with the name of the node marked, and where it stands."""

    pieces: tuple[Piece, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """A document that speaks of the node.

    :ivar date: in EDTF; empty: not known
    :ivar statements: how many of its statements are about the node
    :ivar more: sentences beside those told
    """

    document: Name
    date: str
    language: str
    statements: int
    sentences: tuple[Sentence, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Found:
    """What is found before anything has a name.

    :ivar total: documents, those told and the others
    """

    documents: tuple[Node, ...]
    known: dict[Node, Dated]
    passages: dict[Node, list[tuple[Node, int]]]
    words: dict[Node, str]
    total: int


def find(asked: Reader, node: URIRef) -> Found:
    """The documents whose statements are about a node, the newest first."""
    passages: dict[Node, list[tuple[Node, int]]] = {}
    for row in asked.rows("appearances", node=written(node), most=str(_STATEMENTS)):
        where = term(row["passage"]) if "passage" in row else URIRef("")
        passages.setdefault(term(row["document"]), []).append((where, int(row["total"]["value"])))
    known = dated(asked, sorted(passages, key=str)[:200])
    newest = sorted(passages, key=lambda d: (known.get(d, Dated()).date, str(d)), reverse=True)
    chosen = tuple(newest[:_DOCUMENTS])
    for found in passages.values():
        found.sort(key=lambda passage: (-passage[1], str(passage[0])))
    told = [where for document in chosen for where, _ in passages[document][:_SENTENCES]]
    words = words_of(asked, (where for where in told if where))
    return Found(chosen, known, passages, words, len(passages))


def told(found: Found, names: Names, base: str, called: Iterable[str]) -> Iterable[Appearance]:
    """The documents by their names.

    :param called: the names of the node, which are marked in its sentences
    """
    marking = _marking(called)
    for document in found.documents:
        known = found.known.get(document, Dated())
        passages = [(where, total) for where, total in found.passages[document] if where]
        sentences = [
            Sentence(tuple(_around(found.words[where], marking)), local(str(where), base))
            for where, _ in passages[:_SENTENCES]
            if where in found.words
        ]
        yield Appearance(
            names.name(document),
            known.date,
            known.language,
            sum(total for _, total in found.passages[document]),
            tuple(sentences),
            max(len(passages) - len(sentences), 0),
        )


def _marking(called: Iterable[str]) -> re.Pattern[str]:
    """What finds a name, the longest first."""
    names = sorted({name for name in called if len(name) > 1}, key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names) or r"(?!)")


def _around(words: str, marking: re.Pattern[str]) -> Iterable[Piece]:
    """A sentence, or so much of it around the first name that it marks."""
    one_line = " ".join(words.split())
    name = marking.search(one_line)
    start, end = name.span() if name else (0, 0)
    before, after = one_line[:start], one_line[end:]
    if len(before) > _WORDS // 2 and len(one_line) > _WORDS:
        before = f"[…] {before[-_WORDS // 2 :].partition(' ')[2]}"
    if len(before) + len(after) > _WORDS:
        after = f"{after[: max(_WORDS - len(before), 40)].rpartition(' ')[0]} […]"
    pieces = (Piece(before), Piece(one_line[start:end], is_marked=True), Piece(after))
    return (piece for piece in pieces if piece.text)
