"""Connections that the workers answer on, passed on to them as they are."""

import asyncio
import socket
from contextlib import suppress
from pathlib import Path

from graph.errors import LimitError
from server.entry.board import Clients
from server.entry.http import MOST, Answers
from server.reply import refusal

_PIECE = 1 << 18

# Seconds within which a worker must be there, and between two attempts.
_STARTED = 10
_PAUSE = 0.05


class Proxy:
    """Passes connections on to the workers.

    :param port: at which the workers listen, on this machine
    """

    def __init__(self, folder: Path, port: int) -> None:
        self._clients = Clients(folder / "clients")
        self._port = port

    async def serve(self, outer: socket.socket, client: str) -> None:
        """Pass on all that comes over a connection, both ways, until one end closes it.

        :param client: the address at its other end
        """
        loop = asyncio.get_running_loop()
        with outer:
            try:
                inner = await self._connected(client)
            except OSError:
                # What is left unread would end the connection before the answer is there.
                with suppress(OSError):
                    outer.recv(MOST)
                    outer.send(_gone())
                    outer.shutdown(socket.SHUT_WR)
                return
            with inner:
                there = loop.create_task(_pass(outer, inner))
                # A worker that closes has answered all that it will.
                await _pass(inner, outer)
                there.cancel()
                with suppress(asyncio.CancelledError):
                    await there

    async def _connected(self, client: str) -> socket.socket:
        """A connection to a worker.

        :raises OSError: if no worker is there, nor comes soon: they may just be starting
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + _STARTED
        while True:
            inner = socket.socket(socket.AF_INET)
            inner.setblocking(False)
            try:
                inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                inner.bind(("127.0.0.1", 0))
                self._clients.put(inner.getsockname()[1], client)
                await loop.sock_connect(inner, ("127.0.0.1", self._port))
            except OSError:
                inner.close()
                if loop.time() > until:
                    raise
                await asyncio.sleep(_PAUSE)
            else:
                return inner


async def _pass(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes from one side, and its end."""
    loop = asyncio.get_running_loop()
    with suppress(OSError):
        while piece := await loop.sock_recv(source, _PIECE):
            await loop.sock_sendall(target, piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _gone() -> bytes:
    reply = refusal(
        LimitError(
            "The processes that draw pages are not there.",
            name="workers",
            remedy="Ask again in some seconds.",
        )
    )
    return Answers().whole(reply, is_last=True)
