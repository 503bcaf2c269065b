"""Connections, and the answering processes that have them, as the dispatcher sees both."""

import socket
from collections import deque

from graph.store import wire
from graph.store.remote import connect


class Connection:
    """A client's connection.

    :ivar number: that no other connection has
    """

    __slots__ = ("client", "number", "socket")

    def __init__(self, number: int, connection: socket.socket, client: str) -> None:
        self.number = number
        self.socket = connection
        self.client = client


class Process:
    """An answering process, as seen from here.

    :ivar number: that its predecessors and successors have too
    :ivar release: the hash of the release that it answers from
    :ivar held: the connections that it has or is to have
    :ivar told: those of them that it has not got yet
    :ivar control: the socket on which they go there and back; None: it is not there
    :ivar at: what stood on the board of it, and `since` when, by the clock
    :ivar is_leaving: whether it was asked to end
    """

    def __init__(self, number: int, release: str) -> None:
        self.number = number
        self.release = release
        self.held: dict[int, Connection] = {}
        self.told: deque[Connection] = deque()
        self.control: socket.socket | None = None
        self.pid = 0
        self.at = (0, 0, 0)
        self.since = 0.0
        self.is_leaving = False

    @property
    def is_there(self) -> bool:
        """Whether it takes connections."""
        return self.control is not None and not self.is_leaving


def connected(address: str, number: int) -> tuple[socket.socket, int]:
    """A new answering process."""
    control = connect(address, wire.OTHER)
    try:
        wire.send_number(control, number)
        pid = wire.receive_number(control)
        if pid is None:
            raise ConnectionError
        control.settimeout(None)
    except OSError:
        control.close()
        raise
    return control, pid
