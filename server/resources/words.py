"""The words of a text that a node points at, in their context."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rdflib import DCTERMS
from rdflib.term import Node

from graph.dataset.evidence import CONTEXT
from server.quoted import Piece
from server.resources.paths import local
from server.resources.values import Description, Direction, Link

_OA = "http://www.w3.org/ns/oa#"


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: code points of the text from `start` to `end`, end exclusive.

    :ivar path: of the passage on this server
    """

    iri: str
    start: int
    end: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence, or some characters around the words, with the words marked.

    :ivar places: of the words that are marked
    """

    pieces: tuple[Piece, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Passage:
    place: Place
    words: str
    before: str = ""
    after: str = ""


def quotes(description: Description, base: str) -> tuple[Quote, ...]:
    """The words that a statement or a witness rests on, or that a passage is, in their context."""
    said = _Said(description, base)
    if own := said.passage(description.node):
        return (_around(own),)
    return _marked(
        _passages(said, description.values(f"{base}ontology#passage")),
        _passages(said, description.values(f"{base}ontology#evidence")),
    )


def marked(
    words: Mapping[Node, str], sentences: Iterable[Node], evidence: Iterable[Node], base: str
) -> tuple[Quote, ...]:
    """Sentences with the evidence in them marked; evidence that is in none by itself.

    :param words: of all these passages; those that have none are left out
    """

    def of(nodes: Iterable[Node]) -> list[_Passage]:
        found = (_of_node(node, words[node], base) for node in nodes if node in words)
        return sorted((p for p in found if p), key=lambda p: (p.place.start, p.place.end))

    return _marked(of(sentences), of(evidence))


def shortened(quote: Quote, most: int = 420) -> Quote:
    """A quote without the middle of its longest pieces, of at most about so many characters."""
    if sum(len(piece.text) for piece in quote.pieces) <= most:
        return quote
    each = max(most // len(quote.pieces), 60)
    return replace(quote, pieces=tuple(_cut(piece, each) for piece in quote.pieces))


def _cut(piece: Piece, most: int) -> Piece:
    if len(piece.text) <= most:
        return piece
    head, tail = piece.text[: most * 2 // 3], piece.text[-(most // 3) :]
    return piece._replace(text=f"{head.rpartition(' ')[0]} […] {tail.partition(' ')[2]}")


def _marked(sentences: Iterable[_Passage], evidence: list[_Passage]) -> tuple[Quote, ...]:
    found = [quote for sentence in sentences if (quote := _within(sentence, evidence))]
    quoted = {place for quote in found for place in quote.places}
    return (*found, *(_around(words) for words in evidence if words.place not in quoted))


def _of_node(node: Node, words: str, base: str) -> _Passage | None:
    """A passage by its IRI, which ends with its place."""
    start, dash, end = str(node).rpartition("/")[2].partition("-")
    if not (dash and start.isdecimal() and end.isdecimal()):
        return None
    return _Passage(Place(str(node), int(start), int(end), local(str(node), base)), words)


def digests(description: Description) -> tuple[str, ...]:
    """The SHA-256, in hex digits, of the texts that a node points into."""
    links = [*description.parts, *_own(description)]
    values = {str(link.other) for link in links if link.relation == DCTERMS.identifier}
    prefix = "urn:sha256:"
    return tuple(sorted(v.removeprefix(prefix) for v in values if v.startswith(prefix)))


class _Said:
    """What a description says, by subject and relation."""

    def __init__(self, description: Description, base: str) -> None:
        self._base = base
        self._values: dict[tuple[Node, str], list[Node]] = {}
        for link in (*_own(description), *description.parts):
            self._values.setdefault((link.subject, str(link.relation)), []).append(link.other)

    def passage(self, node: Node) -> _Passage | None:
        words = self._first(node, f"{self._base}ontology#exactWords")
        known: dict[str, str] = {}
        for selector in self._values.get((node, f"{_OA}hasSelector"), ()):
            for name in ("start", "end", "prefix", "suffix"):
                known[name] = known.get(name) or self._first(selector, _OA + name)
        if not words or not known.get("start") or not known.get("end"):
            return None
        place = Place(
            str(node), int(known["start"]), int(known["end"]), local(str(node), self._base)
        )
        return _Passage(place, words, known["prefix"], known["suffix"])

    def _first(self, node: Node, relation: str) -> str:
        return min(map(str, self._values.get((node, relation), ())), default="")


def _own(description: Description) -> Iterator[Link]:
    for slice_ in description.slices_of(Direction.OUTGOING):
        yield from slice_.links


def _passages(said: _Said, nodes: Iterable[Node]) -> list[_Passage]:
    found = (said.passage(node) for node in nodes)
    return sorted((p for p in found if p), key=lambda p: (p.place.start, p.place.end))


def _within(sentence: _Passage, evidence: Iterable[_Passage]) -> Quote | None:
    """A sentence with the evidence in it marked, if there is any."""
    text, whole = sentence.place.iri.rpartition("/")[0], sentence.place
    inside = [
        words.place
        for words in evidence
        if words.place.iri.rpartition("/")[0] == text
        and whole.start <= words.place.start
        and words.place.end <= whole.end
    ]
    if not inside:
        return None
    marked = {i for place in inside for i in range(place.start, place.end)}
    return Quote(tuple(_pieces(sentence.words, whole.start, marked)), tuple(inside))


def _pieces(words: str, start: int, marked: set[int]) -> Iterator[Piece]:
    begin = 0
    for end in range(1, len(words) + 1):
        is_marked = start + begin in marked
        if end == len(words) or (start + end in marked) != is_marked:
            yield Piece(words[begin:end], is_marked)
            begin = end


def _around(passage: _Passage) -> Quote:
    pieces = (
        Piece(_from_a_word(passage.before)),
        Piece(passage.words, is_marked=True),
        Piece(_to_a_word(passage.after)),
    )
    return Quote(tuple(piece for piece in pieces if piece.text), (passage.place,))


def _from_a_word(before: str) -> str:
    """What stands before a passage, from the first whole word on if the text goes on before."""
    if len(before) < CONTEXT:
        return before
    rest = before.partition(" ")[2] or before
    return f"… {rest}"


def _to_a_word(after: str) -> str:
    """What stands behind a passage, up to the last whole word if the text goes on behind."""
    if len(after) < CONTEXT:
        return after
    rest = after.rpartition(" ")[0] or after
    return f"{rest} …"
