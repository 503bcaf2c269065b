"""The networks that pages show, each read once and kept at hand for a while."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graph.errors import LimitError
from graph.export import Asked, Asking
from graph.export.drawing import read_network
from graph.export.network import Network
from graph.names import Iris
from graph.settings import Settings
from server.releases import Served
from server.sparql import limits_of
from server.turns import Few

# Facts that a network on a page is made of at most.
MOST_FACTS = 25_000

# Facts of all networks that a worker keeps at hand.
_MOST_KEPT = 100_000

# Networks that a worker reads at once for pages, and requests that wait for that.
_PATIENCE = 10
_READING = Few(1, "networks", patience=_PATIENCE)
_ASKED = Few(4, "networks")

# Facts from which a network takes long to show, and how many such a worker shows at once: putting
# 25,000 in order takes a second of a thread that could draw other pages.
_LARGE = 5_000
_SHOWN = Few(4, "networks")


@dataclass(frozen=True, slots=True)
class _Key:
    release: str
    asked: Asked


class _Kept:
    """The networks that were read last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._networks: OrderedDict[_Key, Network] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _Key) -> Network | None:
        with self._lock:
            found = self._networks.get(key)
            if found is not None:
                self._networks.move_to_end(key)
            return found

    def put(self, key: _Key, network: Network) -> None:
        with self._lock:
            self._networks[key] = network
            while len(self._networks) > 1 and self._size() > self._most:
                self._networks.popitem(last=False)

    def _size(self) -> int:
        return sum(len(one.nodes) + len(one.edges) for one in self._networks.values())


_KEPT = _Kept(_MOST_KEPT)


def network_of(served: Served, asked: Asked, settings: Settings) -> Network:
    """The network of a release that is asked for.

    :raises LimitError: if it is made of more than MOST_FACTS, or too many are asked for at once
    :raises SommetError: if the release has no such thing, class or relation
    """
    key = _Key(served.hash, asked)
    if (found := _KEPT.get(key)) is not None:
        return found
    if not _ASKED.take():
        raise _ASKED.told()
    try:
        if not _READING.take():
            raise _READING.told()
        try:
            if (found := _KEPT.get(key)) is not None:  # Whoever went before read it.
                return found
            network = _read(served, asked, settings)
            _KEPT.put(key, network)
            return network
        finally:
            _READING.give_back()
    finally:
        _ASKED.give_back()


def _read(served: Served, asked: Asked, settings: Settings) -> Network:
    limits = limits_of(settings)
    # Nobody keeps all others waiting for longer than they do, with a query of their own.
    limits = limits._replace(seconds=min(limits.seconds or _PATIENCE, _PATIENCE))
    asking = Asking(served.asks, served.base, limits)
    return read_network(asking, asked, Iris(served.base).release(served.hash), MOST_FACTS)


@contextmanager
def showing(network: Network) -> Iterator[None]:
    """While a network is shown, it has its turn if it is large.

    :raises LimitError: if too many large ones are shown at once
    """
    if len(network.edges) <= _LARGE:
        yield
        return
    if not _SHOWN.take():
        raise _SHOWN.told()
    try:
        yield
    finally:
        _SHOWN.give_back()


def is_too_large(error: LimitError) -> bool:
    """Whether what a network is refused for is the number of its facts."""
    return error.name == "facts"
