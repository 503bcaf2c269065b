"""The process that has all connections, and hands each to who answers on it.

A connection goes to an answering process (`server.entry.answering`), which gives it back when it is
not the one to answer. When an answering process ends, its connections go to its successor; but the
request that it could not answer is answered from here, by a query process that it may keep busy until
its limits end it. What is not for the endpoint goes to the workers, whole (`server.entry.proxy`).

Runs in a process of its own (`server.entry.process`).
"""

import asyncio
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from graph.settings import Settings
from graph.store import wire
from server.endpoint import Endpoint
from server.entry.board import COMPUTING, SENDING, Board
from server.entry.held import Connection, Process, connected
from server.entry.http import MOST, Requests
from server.entry.left import Left
from server.entry.proxy import Proxy
from server.entry.sending import Sending
from server.entry.told import ELSEWHERE, LAST, MESSAGE, REST, SLOW
from server.releases import Supervised
from server.reply import Reply

# Seconds between two looks at the release that is served, and at the answering processes.
_LOOK = 0.1

# Seconds, by the clock, for which an answering process may be at one request.
_LATE = 2

# Connections that are accepted in a row, and seconds of rest when there can be no more.
_AT_ONCE = 64
_PAUSE = 0.1

# Files that this process opens at most; a quarter is kept for what else it does.
_MOST_FILES = 1 << 20


class Dispatcher:
    """Accepts connections and sees that each request is answered.

    :param listener: where connections come in
    :param endpoint: answers what takes its time
    :param proxy: to the workers
    """

    def __init__(
        self,
        listener: socket.socket,
        releases: Supervised,
        endpoint: Endpoint,
        proxy: Proxy,
        settings: Settings,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._listener = listener
        self._releases = releases
        self._endpoint = endpoint
        self._proxy = proxy
        self._requests = Requests(settings)
        self._board = Board(releases.folder / "board")
        self._processes = [Process(number, "") for number in range(settings.workers)]
        self._numbers = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_stopping = False
        self._most = 0
        self._sending = Sending(self._loop, self._board, endpoint.files)

    async def run(self, stopped: asyncio.Event) -> None:
        """Serve until an event."""
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self._most = min(hard, _MOST_FILES) * 3 // 4
        release = self._releases.current().hash
        for process in self._processes:
            self._start(process.number, release)
        self._listener.setblocking(False)
        self._listen()
        while not stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), _LOOK)
            self._look()

    async def stop(self, seconds: float) -> None:
        """Accept nothing more, and finish what was begun, for so many seconds at most."""
        self._is_stopping = True
        self._loop.remove_reader(self._listener)
        with suppress(OSError):  # Who started this process has it too.
            self._listener.shutdown(socket.SHUT_RD)
        self._listener.close()
        for process in self._processes:
            self._retire(process)
        until = time.monotonic() + seconds
        while (self._tasks or any(p.held for p in self._processes)) and time.monotonic() < until:
            await asyncio.sleep(0.02)

    def _listen(self) -> None:
        if not self._is_stopping:
            self._loop.add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                if sum(len(p.held) for p in self._processes) + 2 * len(self._tasks) > self._most:
                    raise ConnectionAbortedError
                accepted, address = self._listener.accept()
            except BlockingIOError:
                return
            except OSError:  # There are too many, or it is gone already.
                self._loop.remove_reader(self._listener)
                self._loop.call_later(_PAUSE, self._listen)
                return
            accepted.setblocking(False)
            with suppress(OSError):
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._numbers = self._numbers % 0xFFFFFFFE + 1
            self._place(Connection(self._numbers, accepted, address[0]))

    def _place(self, connection: Connection) -> None:
        """Hand a connection to the answering process that has the fewest, of those that are there."""
        if self._is_stopping:
            connection.socket.close()
            return
        process = min(
            self._processes, key=lambda process: (not process.is_there, len(process.held))
        )
        process.held[connection.number] = connection
        process.told.append(connection)
        self._tell(process)

    def _tell(self, process: Process) -> None:
        """Send a process the connections that it has not got yet."""
        control = process.control
        while control is not None and process.told and not process.is_leaving:
            connection = process.told[0]
            message = MESSAGE.pack(connection.number, 0) + connection.client.encode()
            try:
                socket.send_fds(control, [message], [connection.socket.fileno()])
            except BlockingIOError:
                self._loop.add_writer(control, self._tell, process)
                return
            except OSError:  # It has ended, and the reader is told so.
                return
            process.told.popleft()
        if control is not None:
            self._loop.remove_writer(control)

    def _start(self, number: int, release: str) -> None:
        self._do(self._started(number, release))

    async def _started(self, number: int, release: str) -> None:
        """Start an answering process in place of the former one of its number."""
        process = Process(number, release)
        process.held = self._processes[number].held
        process.told.extend(process.held.values())
        self._processes[number] = process
        address = self._releases.address(release)
        try:
            started = await self._loop.run_in_executor(None, connected, address, number)
        except (OSError, RuntimeError):
            held = list(process.held.values())
            process.held.clear()
            process.told.clear()
            for connection in held:
                if any(other.is_there for other in self._processes):
                    self._place(connection)
                else:
                    self._pass_on(connection)
            # What comes meanwhile waits for the next attempt.
            await asyncio.sleep(_PAUSE)
            if not self._is_stopping:
                self._start(number, self._releases.current().hash)
            return
        process.control, process.pid = started
        process.control.setblocking(False)
        self._loop.add_reader(process.control, self._hear, process)
        self._tell(process)
        if self._is_stopping:
            self._retire(process)

    def _retire(self, process: Process) -> None:
        """Have a process end once it has answered; its connections come back."""
        if process.control is not None and not process.is_leaving:
            process.is_leaving = True
            with suppress(OSError):
                process.control.shutdown(socket.SHUT_WR)

    def _hear(self, process: Process) -> None:
        """What an answering process tells of its connections."""
        control = process.control
        if control is None:
            return
        try:
            told, files, _, _ = socket.recv_fds(control, MESSAGE.size * 64, 1)
        except BlockingIOError:
            return
        except OSError:
            told, files = b"", []
        # Messages are not cut by the system: each is sent at once, and they are short.
        messages = list(MESSAGE.iter_unpack(told))
        for place, (number, what) in enumerate(messages):
            connection = process.held.pop(number, None)
            # A file comes with the last of what is received at once.
            file = files[0] if files and place == len(messages) - 1 else None
            if connection is not None:
                self._take_back(connection, what, file)
            elif file is not None:
                os.close(file)
        if not messages:
            self._end(process)

    def _take_back(self, connection: Connection, what: int, file: int | None) -> None:
        if what == ELSEWHERE:
            self._pass_on(connection)
        elif what == SLOW:
            self._do(self._answer(connection), connection)
        elif what in (REST, LAST) and file is not None:
            is_last = what == LAST
            self._do(self._send_rest(connection, file, is_last=is_last), connection)
        else:
            connection.socket.close()

    def _end(self, process: Process) -> None:
        """An answering process has ended: see to what it had, and start the next."""
        assert process.control is not None  # noqa: S101  For the type checker.
        self._loop.remove_reader(process.control)
        self._loop.remove_writer(process.control)
        process.control.close()
        process.control = None
        number, phase, _ = self._board.at(process.number)
        self._board.end(process.number)
        last = process.held.pop(number, None) if phase in (COMPUTING, SENDING) else None
        if last is not None and phase == SENDING:
            last.socket.close()
        elif last is not None:
            self._do(self._answer(last, is_new=True), last)
        if not self._is_stopping:
            self._start(process.number, self._releases.current().hash)
            return
        for connection in process.held.values():
            connection.socket.close()
        process.held.clear()

    def _look(self) -> None:
        """See to processes of a former release, and to those that wait instead of computing."""
        release, now = self._releases.current().hash, time.monotonic()
        for process in self._processes:
            if process.control is None:
                continue
            if process.release != release:
                self._retire(process)
            at = self._board.at(process.number)
            if at != process.at or at[1] != COMPUTING:
                process.at, process.since = at, now
            elif now - process.since > _LATE:
                with suppress(OSError):
                    os.kill(process.pid, signal.SIGKILL)

    def _pass_on(self, connection: Connection) -> None:
        """Leave a connection to the workers."""
        with suppress(OSError):  # As it may be left by who waited for more bytes.
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        self._do(self._proxy.serve(connection.socket, connection.client), connection)

    async def _answer(self, connection: Connection, *, is_new: bool = False) -> None:
        """Answer the request that stands on a connection, which takes its time.

        :param is_new: whether this was not known
        """
        data = b""
        with suppress(OSError):
            data = connection.socket.recv(MOST, socket.MSG_PEEK)
        if not data:
            connection.socket.close()
            return
        request = self._requests.read(data, connection.client)
        if request is None or request.size > len(data):
            await self._proxy.serve(connection.socket, connection.client)
            return
        connection.socket.recv(request.size)
        if is_new:
            self._board.mark_slow(request.shape)
        if kept := self._endpoint.kept(request.incoming):
            await self._send(connection, kept, is_last=request.is_last)
            return
        began = time.monotonic()
        left = Left(self._loop, connection.socket)
        try:
            reply = await self._endpoint.reply_soon(request.incoming, left.wait, is_slow=True)
        finally:
            left.close()
        if time.monotonic() - began < wire.QUICK:
            self._board.forget(request.shape)
        await self._send(connection, reply, is_last=request.is_last)

    async def _send(self, connection: Connection, reply: Reply, *, is_last: bool) -> None:
        """Send an answer, and have the connection answered on again."""
        is_whole = await self._sending.send(connection.socket, reply, is_last=is_last)
        self._go_on(connection, is_last=is_last or not is_whole)

    async def _send_rest(self, connection: Connection, file: int, *, is_last: bool) -> None:
        """Send what is left of an answer."""
        is_whole = await self._sending.rest(connection.socket, file)
        self._go_on(connection, is_last=is_last or not is_whole)

    def _go_on(self, connection: Connection, *, is_last: bool) -> None:
        if is_last:
            connection.socket.close()
        else:
            self._place(connection)

    def _do(self, work: Coroutine[Any, Any, None], connection: Connection | None = None) -> None:
        """Do something beside; if it fails, whatever it is, its connection is closed."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(partial(self._done, connection))

    def _done(self, connection: Connection | None, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            print(f"A connection is closed: {error!r}", file=sys.stderr, flush=True)
            if connection is not None:
                connection.socket.close()
