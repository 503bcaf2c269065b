"""Runs the application under granian (https://github.com/emmett-framework/granian)."""

import multiprocessing
import os
import socket
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from graph import release
from graph.errors import SommetError
from graph.settings import Settings
from server.app import create_app

# Seconds that a worker may take to finish what it answers, once it is told to stop.
GRACE = 4

# Requests that one worker answers at a time; more wait their turn.
THREADS = 16

# Bytes of stack of each such thread, used only as far as a query needs it: at the 2 MB that it would
# have otherwise, two thousand additions in a query end its process.
STACK = 256 * 1024 * 1024

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


def serve(settings: Settings, *, workers: int = 1) -> None:
    """Serve the current release until SIGTERM or SIGINT; all processes end within ten seconds.

    :param settings: name the folder of the releases, the host and the port
    :param workers: the number of processes that answer
    :raises ReleaseError: if there is no release
    :raises AddressError: if the address is taken or is not this machine's
    """
    served = release.current(settings.data)
    host, port = free_address(settings.host, settings.port)
    # https://doc.rust-lang.org/std/thread/#stack-size, for the workers
    os.environ["RUST_MIN_STACK"] = str(STACK)
    server = Server(
        "server.app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.error,
        websockets=False,
    )
    # A forked worker would inherit an engine without its threads, if this process built a release.
    multiprocessing.set_start_method("spawn", force=True)
    server.on_startup(partial(_announce, served.hash, (host, port)))
    server.serve(target_loader=partial(application, served.folder), wrap_loader=False)


def application(folder: Path) -> Flask:
    """The application on the release in a folder; each worker opens the release for itself.

    :raises ReleaseError: if it cannot be read
    """
    served = release.load(folder)
    return create_app(served.store(), release=served.hash, base=served.base)


def free_address(host: str, port: int) -> Address:
    """The numeric address to listen at, having made sure that nobody else does.

    granian's workers share their port and would silently share it with another server of theirs.

    :param port: 0 for any free one
    :raises AddressError: if the name is unknown, or the address taken or not to be had
    """
    if not 0 <= port <= 65535:
        raise AddressError(host, port, "a port is a number up to 65535")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
            found: Any = probe.getsockname()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AddressError(host, port, reason.rstrip(".").lower()) from error
    return found[0], found[1]


def _announce(digest: str, address: Address) -> None:
    host, port = address
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Serving release {digest} at http://{shown}:{port}/ (stop with Ctrl-C).", err=True)
