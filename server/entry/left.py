"""Clients that leave before their query is answered."""

import asyncio
import socket


class Left:
    """Waits for a client to leave, while its query is answered."""

    def __init__(self, loop: asyncio.AbstractEventLoop, connection: socket.socket) -> None:
        self._loop = loop
        self._socket = connection
        self._event = asyncio.Event()
        self._is_watched = False

    async def wait(self) -> None:
        """Come back when the client has left."""
        self._loop.add_reader(self._socket, self._look)
        self._is_watched = True
        await self._event.wait()

    def _look(self) -> None:
        try:
            is_gone = not self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            is_gone = True
        if is_gone:
            self._event.set()
        # Else it has sent its next request already, and no end of it can be seen behind that.
        self.close()

    def close(self) -> None:
        """Watch no more."""
        if self._is_watched:
            self._is_watched = False
            self._loop.remove_reader(self._socket)
