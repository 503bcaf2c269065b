"""All things of a kind, in the order of their names: pages of them, by letter and by class."""

from flask import Response, g, request

from graph.search import Entry, Index, entries, types_under
from server.asked import index_of, local_name, term_of, whole_number
from server.errors import PageMissingError
from server.frame import page
from server.lists import KINDS, Choice, Known, address, beginning_of, known, ways
from server.messages import language_of

# Things on a page, and pages at most.
PER_PAGE = 60
MOST_PAGES = 10_000

# Classes that a page offers to choose from.
_MOST_TYPES = 12


def things(kind: str) -> Response:
    """A page of the things of a kind.

    :param kind: one of `KINDS`
    """
    index = index_of(g.served)
    if kind not in KINDS:
        raise PageMissingError(
            "There is no such kind of things.",
            name="kind",
            value=kind,
            remedy=f"Choose one of: {', '.join(KINDS)}.",
        )
    language, type_ = language_of(request), request.args.get("type", "")
    beginning = beginning_of(kind, g.served.base)
    listed = entries(index.path, beginning, language, term_of(type_) if type_ else "")
    letter = request.args.get("letter", "")
    shown = [entry for entry in listed if not letter or entry.letter == letter]
    pages = max(-(-len(shown) // PER_PAGE), 1)
    number = whole_number("page", 1, min(pages, MOST_PAGES))
    part = shown[(number - 1) * PER_PAGE : number * PER_PAGE]
    return page(
        "things.html",
        kind=kind,
        total=len(shown),
        letters=_letters(listed, letter),
        types=_types(index, beginning, language),
        things=_known(index, part, language),
        ways=ways(g.served, language),
        number=number,
        pages=pages,
        earlier=address(page=str(number - 1)) if number > 1 else "",
        later=address(page=str(number + 1)) if number < pages else "",
    )


ROUTES = (("/things/<kind>", things, ("GET",)),)


def _known(index: Index, part: list[Entry], language: str) -> tuple[Known, ...]:
    with index.opened() as reader:
        found = reader.things(entry.iri for entry in part)
    return tuple(known(found[entry.iri], g.served.base, language) for entry in part)


def _letters(listed: tuple[Entry, ...], chosen: str) -> tuple[Choice, ...]:
    numbers: dict[str, int] = {}
    for entry in listed:
        numbers[entry.letter] = numbers.get(entry.letter, 0) + 1
    return tuple(
        Choice(one, number, address(letter="" if one == chosen else one), one == chosen)
        for one, number in numbers.items()
    )


def _types(index: Index, beginning: str, language: str) -> tuple[Choice, ...]:
    """The classes that things of this kind are in, those of most first."""
    chosen = request.args.get("type", "")
    with index.opened() as reader:
        found = types_under(reader, beginning)
    return tuple(
        Choice(
            term.label(language),
            number,
            address(type="" if name == chosen else name, letter=""),
            name == chosen,
        )
        for term, number in found[:_MOST_TYPES]
        if (name := local_name(term.iri))
    )
