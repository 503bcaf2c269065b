"""A text as it was read, marked: what the pages show of it, kept beside the graph in a release.

The graph says what a text states and quotes the words; it does not hold the text. Each release has
`texts/{first 16 hex digits of the SHA-256}.json` for that: a JSON object with an entry for each
document of that text, by its IRI. Intervals are half-open and count code points.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from graph.errors import ReleaseError
from graph.model import Mark, Span
from graph.segment import Block, BlockKind

FOLDER = "texts"


@dataclass(frozen=True, slots=True)
class Told:
    """Where a statement has its words.

    :ivar digest: the 20 hex digits of the statement's IRI
    :ivar evidence: its exact words, in the order of the text
    :ivar passages: the sentences in which they stand
    """

    digest: str
    evidence: tuple[Span, ...]
    passages: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A statement that was not made, and why.

    :ivar relation: the local name of a property of the ontology
    :ivar reason: a sentence, in English
    """

    relation: str
    reason: str
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with all that was found in it. Every sequence is in the order of the text.

    :ivar name: the document's file
    :ivar text: the characters, contact details blotted out by `█`
    :ivar is_html: whether it is HTML, in which line breaks mean nothing
    :ivar residue: markup between the words
    :ivar telling: the sentences in which a statement has its words
    :ivar silent: the other sentences
    :ivar marks: where it speaks of things, longer ones before those that they hold
    :ivar unlinked: how many of these are in no statement
    :ivar told: its statements
    :ivar set_aside: why its facts are left out; empty: they are not
    """

    name: str
    sha256: str
    text: str
    is_html: bool
    blocks: tuple[Block, ...]
    residue: tuple[Span, ...]
    telling: tuple[Span, ...]
    silent: tuple[Span, ...]
    marks: tuple[Mark, ...]
    unlinked: int
    told: tuple[Told, ...]
    dropped: tuple[Dropped, ...]
    set_aside: str = ""


def file_of(folder: Path, sha256: str) -> Path:
    """Where a release keeps a text.

    :param folder: of the release
    :param sha256: of the text, or its first 16 hex digits
    """
    return folder / FOLDER / f"{sha256[:16]}.json"


@lru_cache(maxsize=16)
def read_marked(file: Path, document: str) -> Marked | None:
    """The text of a document; None if the release keeps none. A release never changes.

    :param document: its IRI
    :raises OSError: if the file is there and cannot be read
    :raises ReleaseError: if it holds another thing than `as_json` writes
    """
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    try:
        found = json.loads(content.decode("utf-8")).get(document)
        return _marked(found) if found else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            f"The text of a document cannot be read: {file.name} is damaged.",
            name="document",
            value=document,
            remedy="Remove the folder of the release and run `sommet build`.",
        ) from error


def as_json(texts: Mapping[str, Marked]) -> str:
    """The content of a file: the documents of one text, by their IRIs."""
    told = {document: _plain(texts[document]) for document in sorted(texts)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(marked: Marked) -> dict[str, object]:
    return {
        "name": marked.name,
        "sha256": marked.sha256,
        "text": marked.text,
        "isHtml": marked.is_html,
        "blocks": [[*block.span, block.kind.value, block.level] for block in marked.blocks],
        "residue": marked.residue,
        "telling": marked.telling,
        "silent": marked.silent,
        "marks": [[*mark.span, mark.entity, mark.type] for mark in marked.marks],
        "unlinked": marked.unlinked,
        "told": [[one.digest, one.evidence, one.passages] for one in marked.told],
        "dropped": [[one.relation, one.reason, one.evidence] for one in marked.dropped],
        "setAside": marked.set_aside,
    }


def _marked(found: Mapping[str, Any]) -> Marked:
    return Marked(
        found["name"],
        found["sha256"],
        found["text"],
        found["isHtml"],
        tuple(Block(Span(s, e), BlockKind(kind), level) for s, e, kind, level in found["blocks"]),
        _spans(found["residue"]),
        _spans(found["telling"]),
        _spans(found["silent"]),
        tuple(Mark(Span(s, e), entity, type_) for s, e, entity, type_ in found["marks"]),
        found["unlinked"],
        tuple(Told(digest, _spans(words), _spans(said)) for digest, words, said in found["told"]),
        tuple(Dropped(name, reason, _spans(words)) for name, reason, words in found["dropped"]),
        found["setAside"],
    )


def _spans(pairs: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs)
