"""Starts the dispatcher, in a process of its own that ends with the one that started it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import uvloop

from server.endpoint import Endpoint
from server.entry.dispatcher import Dispatcher
from server.entry.proxy import Proxy
from server.entry.told import GRACE, Task
from server.house import keep_house
from server.log import Log
from server.releases import Supervised
from server.turns import Turns

# Seconds after which a dispatcher that has ended is replaced.
_PAUSE = 0.2


class Entry:
    """The process of the dispatcher, as seen by the one that starts it.

    :param listener: where connections come in
    :param port: at which the workers listen
    :param task: what the answering processes are told
    """

    def __init__(self, listener: socket.socket, port: int, task: Task) -> None:
        self._command = [
            *(sys.executable, "-m", "server.entry.process"),
            *(str(listener.fileno()), str(port), task.written()),
        ]
        self._listener = listener
        self._lock = threading.Lock()
        self._is_stopped = False
        self._process = self._started()
        threading.Thread(target=self._watch, daemon=True).start()

    def _started(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603
            self._command,
            pass_fds=[self._listener.fileno()],
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )

    def _watch(self) -> None:
        """Start it anew each time that it ends, which only the system can make it do."""
        while not self._is_stopped:
            self._process.wait()
            time.sleep(_PAUSE)
            with self._lock:
                if not self._is_stopped:
                    self._process = self._started()

    def stop(self) -> None:
        """Have it accept nothing more, finish what was begun, and end."""
        with self._lock:
            self._is_stopped = True
            self._process.terminate()

    def end(self, seconds: float) -> None:
        """Have it end within so many seconds."""
        self.stop()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


async def _run(listener: socket.socket, port: int, task: Task) -> None:
    folder, settings = Path(task.folder), task.settings
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    releases = Supervised(folder, task.base, settings, loop, settings.queries)
    threading.Thread(target=keep_house, args=(releases,), daemon=True).start()
    turns = Turns(settings.client_queries, folder / "turns", settings.workers, settings.workers + 1)
    endpoint = Endpoint(releases, settings, turns, Log(settings.access_log, settings.slow_query))
    dispatcher = Dispatcher(listener, releases, endpoint, Proxy(folder, port), settings)
    await dispatcher.run(stopped)
    await dispatcher.stop(GRACE)


def main(listener: str, port: str, task: str) -> None:
    """Dispatch until SIGTERM."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = 1
    try:
        uvloop.run(_run(socket.socket(fileno=int(listener)), int(port), Task.read(task)))
        status = 0
    except Exception as error:  # noqa: BLE001  It is started anew.
        print(f"The dispatcher ends: {error!r}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)  # Threads may still wait for clients.


if __name__ == "__main__":
    main(*sys.argv[1:])
