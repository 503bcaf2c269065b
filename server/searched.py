"""What the page of a search shows: results, what they can be narrowed to, names that are near."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import g, request

from graph.search import MOST, Facets, Found, Hit, Reader, Term, Thing, alike, asked, excerpt
from server.asked import local_name
from server.lists import Choice, Known, address, known
from server.messages import language_of, messages
from server.quoted import Piece, pieces
from server.resources.reading import lit

# Classes to narrow a search to, and names told where nothing was found.
_MOST_TYPES = 8
_MOST_NEAR = 6

# Characters of a passage that is suggested.
_MOST_SUGGESTED = 130


@dataclass(frozen=True, slots=True)
class Result:
    """A thing or a passage that was found.

    :ivar path: where it is read on this server; a passage in its document
    :ivar matched: the words that it was found by, those that were asked for marked; of a thing that
        was found by its label, none
    :ivar language: of these words
    :ivar document: of a passage
    """

    thing: Known
    path: str
    matched: tuple[Piece, ...]
    language: str
    document: Known | None


@dataclass(frozen=True, slots=True)
class Told:
    """What was found, as the page shows it.

    :ivar kinds: what the search can be narrowed to: everything, entities, documents, passages
    :ivar types: and the classes of what was found
    :ivar near: things with names like what was searched for, where nothing was found
    :ivar counted: whether the numbers beside them are those of everything that was found
    """

    results: tuple[Result, ...]
    kinds: tuple[Choice, ...]
    types: tuple[Choice, ...]
    counted: bool
    near: tuple[Known, ...]


def told(reader: Reader, text: str, found: Found, documents: Mapping[str, Thing]) -> Told:
    """What was found, as the page shows it.

    :param text: that was searched for
    :param documents: of the passages, by IRI
    :raises LimitError: if it takes too long
    """
    facets = reader.facets(text)
    return Told(
        tuple(_result(hit, documents, asked(text)) for hit in found.hits),
        _kinds(facets),
        _types(facets, found, reader.terms("class")),
        not facets.cut,
        () if found.total else near(reader, text),
    )


def documents(reader: Reader, found: Found) -> Mapping[str, Thing]:
    """The documents of the passages that were found, by IRI."""
    return reader.things(hit.thing.document for hit in found.hits if hit.thing.document)


def passages(reader: Reader, text: str, most: int) -> list[Mapping[str, object]]:
    """Passages that have the words of a text that is being typed, as JSON.

    :param most: how many to give
    """
    found = reader.suggest(text, kind="passage", most=most)
    of = documents(reader, found)
    results = [_result(hit, of, asked(text), typing=True) for hit in found.hits]
    return [
        {
            "path": result.path,
            "language": result.language,
            "pieces": [piece._asdict() for piece in result.matched],
            "document": result.document.name._asdict() if result.document else None,
        }
        for result in results
    ]


def near(reader: Reader, text: str) -> tuple[Known, ...]:
    """Things with names like what someone typed, the likest first.

    :raises SearchError: if it is too long
    """
    iris = alike(reader, text, _MOST_NEAR)
    found = reader.things(iris)
    return things_of(found[iri] for iri in iris)


def _kinds(facets: Facets) -> tuple[Choice, ...]:
    """Everything, or only entities, documents or passages, of any type."""
    said = messages(language_of(request))
    chosen = None if request.args.get("type") else request.args.get("kind", "")
    numbers = {"": sum(facets.kinds.values()), **facets.kinds}
    return tuple(
        Choice(said[f"among.{kind or 'all'}"], number, address(kind=kind, type=""), kind == chosen)
        for kind, number in numbers.items()
    )


def _types(facets: Facets, found: Found, classes: Iterable[Term]) -> tuple[Choice, ...]:
    """The classes of what was found, first the one that is chosen, which can be left."""
    language, wanted = language_of(request), request.args.get("type", "")
    chosen = [term for term in classes if wanted in (local_name(term.iri), term.iri)]
    others = [(term, number) for term, number in facets.types if term not in chosen]
    left = (Choice(t.label(language), found.total, address(type=""), True) for t in chosen)
    offered = (
        Choice(t.label(language), number, address(type=local_name(t.iri), kind=""), False)
        for t, number in others[:_MOST_TYPES]
    )
    return (*left, *offered)


def things_of(found: Iterable[Thing]) -> tuple[Known, ...]:
    """Things as a list shows them, in the language of the request."""
    return tuple(known(thing, g.served.base, language_of(request)) for thing in found)


def _result(
    hit: Hit, documents: Mapping[str, Thing], wanted: tuple[str, ...], *, typing: bool = False
) -> Result:
    most = _MOST_SUGGESTED if typing else MOST
    (thing,) = things_of([hit.thing])
    of = documents.get(hit.thing.document)
    document = things_of([of])[0] if of else None
    matched = excerpt(hit.line.text, wanted, most, typing=typing)
    is_label = hit.line.text == thing.name.text
    return Result(
        thing,
        _in_the_text(thing, document) if document else thing.path,
        () if is_label and not document else pieces(matched.text, matched.marks),
        hit.line.language,
        document,
    )


def _in_the_text(passage: Known, document: Known) -> str:
    """Where a passage is read with what stands around it; in a release without texts its own page."""
    return lit(g.served, document.path, passage.path) or passage.path
