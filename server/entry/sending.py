"""Answers sent as fast as their clients take them, and no faster."""

import asyncio
import os
import socket

from server.entry.board import Board
from server.entry.http import Answers, Chunks
from server.entry.told import SURE, full
from server.pour import STALLED, LongAnswer
from server.reply import Pieces, Reply, refusal
from server.turns import Few

# Bytes of answers that clients have still to take, from which no answer is given that may have to wait.
_MOST_LEFT = 1 << 28

# Bytes that are sent at once; a client that takes none of them for a while is left.
_PIECE = 1 << 18


class Sending:
    """Sends answers.

    :param board: where it stands whether more may wait for their clients
    :param files: of which a reply with a file has taken a turn
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, board: Board, files: Few) -> None:
        self._loop = loop
        self._board = board
        self._files = files
        self._answers = Answers()
        self._left = 0
        board.is_full = False

    async def send(self, connection: socket.socket, reply: Reply, *, is_last: bool) -> bool:
        """Send an answer.

        :param is_last: whether the connection is closed after it
        :returns: whether the client took all of it
        """
        pieces: LongAnswer | None = None
        if reply.file is not None:
            pieces = Pieces(reply.file, reply.headers)
            if "Content-Length" not in dict(reply.headers):
                reply.headers = [*reply.headers, ("Transfer-Encoding", "chunked")]
                pieces = Chunks(pieces)
        whole = self._answers.whole(reply, is_last=is_last)
        if len(whole) > SURE and self._board.is_full and pieces is None:
            whole = self._answers.whole(refusal(full()), is_last=is_last)
        self._count(len(whole))
        try:
            is_whole = await self._put(connection, whole)
            if pieces is not None:
                is_whole = is_whole and await self._pour(connection, pieces)
        finally:
            self._count(-len(whole))
            if pieces is not None:
                pieces.close()
                self._files.give_back()
        return is_whole

    async def rest(self, connection: socket.socket, file: int) -> bool:
        """Send what is left of an answer.

        :param file: that holds it; it is closed
        :returns: whether the client took all of it
        """
        size, pieces = os.fstat(file).st_size, Pieces(file, ())
        self._count(size)
        try:
            return await self._pour(connection, pieces)
        finally:
            self._count(-size)
            pieces.close()

    def _count(self, difference: int) -> None:
        self._left += difference
        self._board.is_full = self._left > _MOST_LEFT

    async def _pour(self, connection: socket.socket, pieces: LongAnswer) -> bool:
        left = iter(pieces)
        while (piece := await self._loop.run_in_executor(None, next, left, None)) is not None:
            if not await self._put(connection, piece):
                return False
        return True

    async def _put(self, connection: socket.socket, content: bytes) -> bool:
        try:
            for begin in range(0, len(content), _PIECE):
                async with asyncio.timeout(STALLED):
                    piece = content[begin : begin + _PIECE]
                    await self._loop.sock_sendall(connection, piece)
        except (OSError, TimeoutError):
            return False
        return True
