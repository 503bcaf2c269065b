"""The page of the network at `/network`, what its script draws, and the panel beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Response, current_app, g, jsonify, request

from graph.errors import LimitError
from graph.export import NETWORK_FORMATS, Asked
from graph.export.asked import several
from graph.settings import Settings
from server.frame import page
from server.messages import language_of
from server.negotiate import TITLES
from server.network.address import FILTERS, Address, read_address
from server.network.drawing import drawing
from server.network.facts import Told, table, tell
from server.network.filters import Choice, Choices, choices
from server.network.reading import MOST_FACTS, is_too_large, network_of, showing
from server.network.sight import Sight, Thing, kind_of
from server.releases import Served
from server.resources.queries import Reader
from server.sparql import limits_of

# Facts of a thing, and things of a network, that the panel lists.
_MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside the drawing: the things of the network, one of them, or a link.

    :ivar things: none: the network as a whole; one: that thing; two: the link between them
    :ivar facts: of the thing or of the link
    :ivar total: how many facts there are; more than are listed
    :ivar listed: the first things of the network, if nothing is chosen
    """

    things: tuple[Thing, ...]
    facts: tuple[Told, ...]
    total: int
    listed: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is set.

    :ivar name: of the filter
    :ivar words: what it is set to
    :ivar kind: of things, if it is one
    :ivar without: the path of the view without it
    """

    name: str
    words: str
    language: str
    kind: str
    without: str


def explore() -> Response:
    """The network that the parameters ask for: a page, or a part of it for the script."""
    served: Served = g.served
    _, _, settings = current_app.extensions["sommet"]
    language = language_of(request)
    address = read_address(request.args)
    asked = address.asked(language)
    try:
        sight = _sight(served, asked, settings, language)
    except LimitError as error:
        if not is_too_large(error) or address.part:
            raise
        return _too_large(address)
    with showing(sight.network):
        return _shown(sight, served, address, asked, settings)


def _shown(
    sight: Sight, served: Served, address: Address, asked: Asked, settings: Settings
) -> Response:
    """The part of the page that is asked for, or all of it."""
    if address.part == "drawing":
        response = jsonify(drawing(sight))
        response.vary.add("Accept-Language")
        return response
    if address.part == "panel":
        return _panel_alone(sight, address)
    whole = _unfiltered(sight, served, asked, settings)
    return _page(sight, address, asked, choices(whole, asked))


def _page(sight: Sight, address: Address, asked: Asked, offered: Choices) -> Response:
    return page(
        "network.html",
        section="explore",
        is_too_large=False,
        facts=table(sight, address.sort, address.page),
        links=len({frozenset((edge.source, edge.target)) for edge in sight.network.edges}),
        offered=offered,
        chosen=tuple(_chosen(address, asked, offered, sight)),
        centres=_centres(sight, asked),
        **_common(sight, address),
    )


def _sight(served: Served, asked: Asked, settings: Settings, language: str) -> Sight:
    reader = Reader(served, limits_of(settings))
    return Sight(network_of(served, asked, settings), served, reader, language)


def _unfiltered(sight: Sight, served: Served, asked: Asked, settings: Settings) -> Sight:
    """The network from which the filters choose: the whole release, or what is around a thing."""
    bare = replace(
        asked, class_=(), relation=(), document=(), mode=(), begin="", end="", without=""
    )
    if bare == asked:
        return sight
    try:
        return _sight(served, bare, settings, sight.language)
    except LimitError as error:
        if is_too_large(error):  # The filters are what makes it small enough.
            return sight
        raise


def _common(sight: Sight, address: Address) -> dict[str, object]:
    return {
        "address": address,
        "filters": {name: address.filters.get(name, "") for name in FILTERS},
        "sight": sight,
        "panel": _panel(sight, address.chosen),
        "formats": {
            format_.name: address.export(format_.name, sight.language)
            for format_ in NETWORK_FORMATS
        },
        "titles": TITLES,
    }


def _too_large(address: Address) -> Response:
    response = page(
        "network.html",
        section="explore",
        is_too_large=True,
        address=address,
        most_facts=MOST_FACTS,
    )
    response.status_code = 413
    return response


def _panel_alone(sight: Sight, address: Address) -> Response:
    """The panel without the page around it, for the script that puts it there."""
    return page("network_panel.html", section="explore", **_common(sight, address))


def _panel(sight: Sight, keys: Sequence[str]) -> Panel:
    things = tuple(sight.find(key) for key in keys)
    if not things:
        return Panel((), (), 0, sight.ranked[:_MOST_LISTED])
    edges = sight.facts_of(things[0]) if len(things) == 1 else sight.facts_between(*things)
    return Panel(things, tuple(tell(sight, edges[:_MOST_LISTED])), len(edges), ())


def _centres(sight: Sight, asked: Asked) -> tuple[Thing, ...]:
    """The things that the network is drawn around."""
    if not asked.entity:
        return ()
    return tuple(thing for thing in sight.ranked if _is_named(thing, asked.entity))


def _is_named(thing: Thing, names: str) -> bool:
    given = {name.removeprefix("id/") for name in (names, *several(names))}
    node = thing.node
    return not given.isdisjoint((thing.key, node.iri, node.label))


def _chosen(address: Address, asked: Asked, offered: Choices, sight: Sight) -> Iterable[Chosen]:
    """The filters that are set, each with the way to the view without it."""
    centres = {thing.key: thing for thing in _centres(sight, asked)}
    yield from _chosen_things(address, "entity", centres)
    yield from _chosen_things(address, "without", {})
    relations = [choice for group in offered.relations.values() for choice in group]
    for name, list_ in (
        ("class", (*offered.kinds, *offered.classes)),
        ("relation", relations),
        ("document", offered.documents),
        ("mode", offered.modes),
    ):
        yield from _chosen_of(address, name, [choice for choice in list_ if choice.is_chosen])
    if address.filters.get("from") or address.filters.get("to"):
        period = f"{address.filters.get('from', '…')} – {address.filters.get('to', '…')}"
        yield Chosen("period", period, "", "", address.filtered(from_="", to="").path)
    if address.filters.get("construct"):
        yield Chosen("construct", "", "", "", address.filtered(construct="").path)


def _chosen_things(address: Address, name: str, known: Mapping[str, Thing]) -> Iterable[Chosen]:
    """The things that a filter names; one that the network does not hold by the end of its key."""
    keys = several(address.filters.get(name, ""))
    for key in keys:
        rest = ",".join(other for other in keys if other != key)
        path = address.filtered(**{name: rest}).path
        kind = kind_of(key, "")
        if thing := known.get(key):
            yield Chosen(name, thing.name.words, thing.name.language, thing.kind, path)
        else:
            yield Chosen(name, key.rpartition("/")[2].replace("-", " "), "", kind, path)


def _chosen_of(address: Address, name: str, chosen: Iterable[Choice]) -> Iterable[Chosen]:
    values = several(address.filters.get(name, ""))
    for choice in chosen:
        own = set(several(choice.value))
        rest = ",".join(v for v in values if v.rpartition("/")[2] not in own)
        # A kind is told by its word in the messages, all else by its own name.
        is_kind = choice.kind == choice.name.words
        yield Chosen(
            "kind" if is_kind else name,
            choice.name.words,
            choice.name.language,
            choice.kind,
            address.filtered(**{name: rest}).path,
        )


ROUTES = (("/network", explore, ("GET",)),)
