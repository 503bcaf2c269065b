"""The servers that are compared, each started on the same file of triples and ended afterwards."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Seconds that a server may take to load the data and to answer.
_PATIENCE = 300

Starter = Callable[[Path, Path, int], "Started"]


@dataclass(frozen=True, slots=True)
class Started:
    """A server that was started: its processes and the path of its endpoint."""

    processes: Sequence["subprocess.Popen[bytes]"]
    path: str


@dataclass(frozen=True, slots=True)
class Engine:
    """A server.

    :ivar name: as the report calls it
    :ivar program: that must be found on the PATH, or beside this Python; empty: none
    :ivar start: starts it on a file of triples, in a folder of its own, at a port
    """

    name: str
    program: str
    start: Starter

    @property
    def is_installed(self) -> bool:
        """Whether its program is here."""
        return not self.program or _program(self.program) is not None


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))


def _run(
    folder: Path, *command: str, settings: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=os.environ | dict(settings or {}),
        )


def _sommet(store: str, cache: str) -> Starter:
    def start(data: Path, folder: Path, port: int) -> Started:
        # Everything else is as it is by default: all limits are on.
        settings = {"SOMMET_STORE": store, "SOMMET_CACHE": cache}
        command = (sys.executable, "-c", "from server.cli import main; main()", "serve")
        settings["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        arguments = ("--port", str(port), "--dump", str(data))
        return Started([_run(folder, *command, *arguments, settings=settings)], "/sparql")

    return start


def _oxigraph_in_memory(data: Path, folder: Path, port: int) -> Started:
    program = _program("oxigraph") or "oxigraph"
    process = _run(folder, program, "serve", "--bind", f"127.0.0.1:{port}")
    _wait(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", process)
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/store?default",
        data.read_bytes(),
        {"Content-Type": "application/n-triples"},
        method="POST",
    )
    urllib.request.urlopen(request, timeout=_PATIENCE).close()  # noqa: S310
    return Started([process], "/query")


def _oxigraph_on_disk(data: Path, folder: Path, port: int) -> Started:
    program = _program("oxigraph") or "oxigraph"
    store = ("--location", str(folder / "store"))
    loading = _run(folder, program, "load", *store, "--file", str(data), "--format", "nt")
    loading.wait(_PATIENCE)
    bind = ("--bind", f"127.0.0.1:{port}")
    return Started([_run(folder, program, "serve-read-only", *store, *bind)], "/query")


def _rdflib_endpoint(data: Path, folder: Path, port: int) -> Started:
    program = _program("rdflib-endpoint") or "rdflib-endpoint"
    return Started([_run(folder, program, "serve", "--port", str(port), str(data))], "/")


_VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {sql}
ServerThreads = 40
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
DirsAllowed = {folder}, {data}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 40
KeepAliveTimeout = 60
MaxKeepAlives = 100
[SPARQL]
ResultSetMaxRows = 1000000
DefaultGraph = urn:data
"""


def _virtuoso(data: Path, folder: Path, port: int) -> Started:
    sql = free_port()
    values = {"folder": folder, "data": data.parent, "port": port, "sql": sql}
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(**values), encoding="utf-8")
    program = _program("virtuoso-t") or "virtuoso-t"
    process = _run(folder, program, "+foreground", "+configfile", str(folder / "virtuoso.ini"))
    _wait(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D", process)
    commands = f"ld_dir('{data.parent}', '{data.name}', 'urn:data'); rdf_loader_run(); checkpoint;"
    isql = _program("isql-vt") or _program("isql-v") or "isql-vt"
    _run(folder, isql, f"localhost:{sql}", "dba", "dba", f"exec={commands}").wait(_PATIENCE)
    return Started([process], "/sparql")


ENGINES = (
    Engine("sommet", "", _sommet("memory", "0")),
    Engine("sommet, repeated", "", _sommet("memory", "64")),
    Engine("oxigraph in memory", "oxigraph", _oxigraph_in_memory),
    Engine("oxigraph on disk", "oxigraph", _oxigraph_on_disk),
    Engine("virtuoso", "virtuoso-t", _virtuoso),
    Engine("rdflib-endpoint", "rdflib-endpoint", _rdflib_endpoint),
)


@contextmanager
def running(engine: Engine, data: Path, folder: Path) -> Iterator[str]:
    """The address of the endpoint of an engine that was started on a file of triples.

    :raises OSError: if it does not start
    """
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    started = engine.start(data.absolute(), folder.absolute(), port)
    address = f"http://127.0.0.1:{port}{started.path}"
    try:
        _wait(f"{address}?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D", started.processes[0])
        yield address
    finally:
        for process in started.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in started.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise OSError(f"{address} does not answer")
