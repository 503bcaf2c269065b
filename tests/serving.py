"""A service that really runs, for tests over HTTP."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

COMMAND = (sys.executable, "-c", "from server.cli import main; main()", "serve")


@dataclass(frozen=True)
class Got:
    """What a client got."""

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()


@dataclass(frozen=True)
class Service:
    """A service at a port of this machine.

    :ivar process: the one that was started
    :ivar log: what it writes to standard error
    """

    port: int
    process: "subprocess.Popen[str]"
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = 60,
    ) -> Got:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)) as asking:
            asking.request(method, path, body, dict(headers or {}))
            answer = asking.getresponse()
            return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def ask(self, query: str, accept: str = "*/*", seconds: float = 60, **parameters: str) -> Got:
        path = "/sparql?" + urlencode({"query": query, **parameters})
        return self.get(path, headers={"Accept": accept}, seconds=seconds)

    def post(self, query: str) -> Got:
        headers = {"Content-Type": "application/sparql-query"}
        return self.get("/sparql", method="POST", body=query.encode(), headers=headers)

    def processes(self) -> list[int]:
        """The processes of the service: that which was started, and all that descend from it."""
        parents: dict[int, int] = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                parents[int(folder.name)] = int(fields[1])
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(folder: Path, *arguments: str, **settings: str) -> Iterator[Service]:
    """A service with these arguments and settings, ended at the end."""
    port, log = free_port(), folder / "service.log"
    environment = os.environ | {f"SOMMET_{name.upper()}": value for name, value in settings.items()}
    with log.open("w") as errors:
        process = subprocess.Popen(
            (*COMMAND, "--port", str(port), *arguments),
            stdout=errors,
            stderr=errors,
            text=True,
            env=environment,
            start_new_session=True,
        )
    service = Service(port, process, log)
    try:
        for _ in range(300):
            assert process.poll() is None, log.read_text()
            try:
                if service.get("/readyz", seconds=5).status == 200:
                    break
            except OSError:
                pass
            time.sleep(0.1)
        yield service
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)
