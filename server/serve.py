"""Runs the application under granian (https://github.com/emmett-framework/granian)."""

import asyncio
import fcntl
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click
from flask import Flask
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from graph.errors import SommetError
from graph.settings import Settings
from server.app import create_app, endpoint_of
from server.entry import told
from server.entry.board import Clients, make_board, make_clients
from server.entry.process import Entry
from server.front import Front, HTTPProtocol
from server.house import bind, keep_house
from server.log import Log, check
from server.pour import Pours
from server.releases import Supervised
from server.supervisor import Supervisor
from server.turns import Turns, make_table

Address = tuple[str, int]


class AddressError(SommetError):
    """The server cannot listen at an address."""

    code = "address"

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Cannot listen at {host}, port {port}: {reason}.",
            name="port",
            value=str(port),
            remedy="Choose another with --port (0 takes any free one) or --host.",
        )


def serve(settings: Settings, dump: Sequence[Path] = ()) -> None:
    """Serve the current release until SIGTERM or SIGINT; all processes end within ten seconds.

    :param dump: files of a dataset to serve instead
    :raises ReleaseError: if there is no release, or it cannot be read
    :raises AddressError: if the address is taken or is not this machine's
    """
    listener = listening(settings.host, settings.port)
    address = _address_of(listener)
    entry: Entry | None = None
    check(settings.access_log)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # Until granian has its own.
    folder = Path(tempfile.mkdtemp(prefix="sommet-"))
    counts = folder / "metrics"
    counts.mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)
    make_table(folder, settings.workers + 1)
    make_board(folder, settings.workers)
    make_clients(folder)
    supervisor = Supervisor(settings, folder, dump)
    try:
        entry, (host, port) = _entry(listener, folder, supervisor.base, settings)
        server = Server(
            "server.app",
            address=host,
            port=port,
            interface=Interfaces.RSGI,
            loop=Loops.uvloop,
            workers=settings.workers,
            respawn_failed_workers=True,
            workers_kill_timeout=told.GRACE,
            log_level=LogLevels.error,
            websockets=False,
        )
        # A forked worker would inherit an engine without its threads, if this process built a release.
        multiprocessing.set_start_method("spawn", force=True)
        server.on_startup(partial(_stop_from_a_thread, server, entry))
        server.on_startup(partial(_announce, supervisor.hash, address))
        supervisor.run()
        loader = partial(Worker, folder, supervisor.base, settings, address)
        server.serve(target_loader=loader, wrap_loader=False)  # type: ignore[arg-type]
    finally:
        if entry:
            entry.end(told.GRACE)
        supervisor.stop()


def _entry(
    listener: socket.socket, folder: Path, base: str, settings: Settings
) -> tuple[Entry | None, Address]:
    """Where connections come in, and where the workers are to listen.

    Elsewhere than on Linux connections come to the workers.
    """
    if not told.IS_POSSIBLE:
        address = _address_of(listener)
        listener.close()
        return None, address
    inner = free_address("127.0.0.1", 0)
    task = told.Task("", base, "", str(folder), settings)
    return Entry(listener, inner[1], task), inner


class Worker:
    """What a worker runs: the application, which asks the processes that a supervisor keeps."""

    def __init__(self, folder: Path, base: str, settings: Settings, address: Address) -> None:
        self._folder = folder
        self._base = base
        self._settings = settings
        self._address = address
        self._front: Front | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by granian, once its threads are there and before the first request."""
        folder, settings = self._folder, self._settings
        number = _number(folder, settings.workers)
        rows = settings.workers + 1  # One is the dispatcher's.
        turns = Turns(settings.client_queries, folder / "turns", number, rows)
        bound = bind(number, settings.workers)
        most = max(settings.queries // settings.workers, 1)
        releases = Supervised(folder, self._base, settings, loop, most, bound)
        threading.Thread(target=keep_house, args=(releases,), daemon=True).start()
        log = Log(settings.access_log, settings.slow_query)
        app = create_app(releases, settings, turns=turns, log=log)
        self._front = Front(
            app,
            endpoint_of(app),
            Pours(folder),
            Clients(folder / "clients") if told.IS_POSSIBLE else None,
            self._address,
            settings,
        )
        threading.Thread(target=_prepare, args=(app, releases), daemon=True).start()

    async def __rsgi__(self, scope: Any, protocol: HTTPProtocol) -> None:
        """Called by granian for each request."""
        assert self._front is not None  # noqa: S101  For the type checker.
        await self._front.answer(scope, protocol)


def _prepare(app: Flask, releases: Supervised) -> None:
    """Do what the first visitor would wait for."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with suppress(SommetError, OSError):
        _ = releases.current().overview, releases.current().answers


def _number(folder: Path, workers: int) -> int:
    """The number of this worker: the first that no living worker has."""
    for number in range(workers):
        lock = (folder / f"worker-{number}").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)
        return number
    return 0


_held: list[TextIO] = []  # The lock of this worker's number, until it ends.


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at an address.

    :param port: 0 for any free one
    :raises AddressError: if the name is unknown, or the address taken or not to be had
    """
    if not 0 <= port <= 65535:
        raise AddressError(host, port, "a port is a number up to 65535")
    found: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(1024)
    except (OSError, OverflowError) as error:
        if found:
            found.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise AddressError(host, port, reason.rstrip(".").lower()) from error
    return found


def free_address(host: str, port: int) -> Address:
    """The numeric address to listen at, having made sure that nobody else does.

    granian's workers share their port and would silently share it with another server of theirs.

    :param port: 0 for any free one
    :raises AddressError: if the name is unknown, or the address taken or not to be had
    """
    with listening(host, port) as probe:
        return _address_of(probe)


def _address_of(listener: socket.socket) -> Address:
    host, port, *_ = listener.getsockname()
    return host, port


def _announce(digest: str, address: Address) -> None:
    host, port = address
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Serving release {digest} at http://{shown}:{port}/ (stop with Ctrl-C).", err=True)


def _stop_from_a_thread(server: Any, entry: Entry | None) -> None:
    """Let signals stop the server from a thread of its own.

    Called once granian has set its handlers, which take a lock of the thread that they interrupt:
    a second signal would wait for it for ever. And a signal that the system gives to another thread
    would not wake the one that handles it (https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd).
    """
    receiving, sending = socket.socketpair()
    sending.setblocking(False)

    def stop() -> None:
        is_stopping = False
        while True:  # Later signals are read too, and do nothing.
            if receiving.recv(1)[0] in (signal.SIGINT, signal.SIGTERM) and not is_stopping:
                is_stopping = True
                if entry:
                    entry.stop()
                server.signal_handler_interrupt()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(sending.detach(), warn_on_full_buffer=False)
    threading.Thread(target=stop, daemon=True).start()
