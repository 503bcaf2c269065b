"""What stands between the HTTP server and the web application: nothing is lost on the way."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from werkzeug.wrappers import Request

from graph.settings import Settings
from server.endpoint import Incoming
from server.entry.board import Clients, make_clients
from server.errors import TooLongError
from server.front import THREADS, Front
from server.pour import Pours
from server.turns import Few
from server.wsgi import answer, environment

PIECE = b"x" * (600 * 1024)


class Source:
    """Pieces of a long answer, which are there until they are closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(5):
            assert not self.is_closed
            yield PIECE

    def close(self) -> None:
        self.is_closed = True


def asked(method: str = "GET", body: bytes = b"", **headers: str) -> Any:
    """A request as WSGI tells it."""
    scope = SimpleNamespace(
        server="127.0.0.1:8010",
        http_version="1.1",
        scheme="http",
        authority="localhost",
        headers=headers,
    )
    return environment(Incoming(method, "/", body=body), scope, "127.0.0.1:8010")


def application(source: Source) -> Flask:
    app = Flask("front")

    @app.get("/")
    def long() -> Response:
        response = Response()
        response.response = source
        return response

    @app.post("/")
    def told() -> str:
        return request.form["a"]

    return app


def test_a_long_answer_stays_open_until_it_is_read() -> None:
    source = Source()
    drawn = answer(application(source), asked())
    assert drawn.pieces is not None
    assert not source.is_closed
    assert sum(map(len, drawn.pieces)) == 5 * len(PIECE)
    drawn.pieces.close()
    assert source.is_closed


def test_a_body_in_chunks_reaches_the_application() -> None:
    form = {"transfer-encoding": "chunked", "content-type": "application/x-www-form-urlencoded"}
    environ = asked("POST", b"a=1", **form)
    assert Request(environ).form["a"] == "1"
    assert answer(application(Source()), asked("POST", b"a=1", **form)).content == b"1"


def test_an_answer_that_breaks_at_its_beginning_is_closed() -> None:
    class Late(Source):
        def __iter__(self) -> Iterator[bytes]:
            yield PIECE
            raise ZeroDivisionError

    source = Late()

    def broken(_: Any, start: Any) -> Any:
        start("200 OK", [])
        return source

    with pytest.raises(ZeroDivisionError):
        answer(broken, asked())
    assert source.is_closed


def test_an_answer_that_cannot_be_poured_is_let_go(tmp_path: Path) -> None:
    source, over = Source(), []
    with pytest.raises(OSError, match="No such file"):
        Pours(tmp_path / "missing").pour(source, lambda: over.append(1))
    assert source.is_closed
    assert over == [1]


def front(app: Flask, clients: Clients | None = None, **settings: Any) -> Front:
    parts: Any = None
    told = Settings(Path(), "https://example.org/", "127.0.0.1", 8010, **settings)
    return Front(app, parts, parts, clients, ("127.0.0.1", 8010), told)


def scope(path: str = "/", *headers: tuple[str, str]) -> Any:
    """A request as RSGI tells it."""
    held = SimpleNamespace(
        get=dict(reversed(headers)).get,
        get_all=lambda name: [value for named, value in headers if named == name],
        items=lambda: list(headers),
    )
    return SimpleNamespace(
        method="GET",
        path=path,
        query_string="",
        headers=held,
        client="127.0.0.1:4000",
        scheme="http",
        authority="localhost",
        server="127.0.0.1:8010",
        http_version="1.1",
    )


def test_the_last_line_of_a_proxy_names_the_client() -> None:
    forged = ("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "192.0.2.2, 198.51.100.7")
    answers = front(Flask("front"), client_header="X-Forwarded-For")
    assert answers._incoming(scope("/", *forged)).client == "198.51.100.7"
    assert answers._incoming(scope("/")).client == ""
    assert front(Flask("front"))._incoming(scope("/", *forged)).client == "127.0.0.1"


def test_the_dispatcher_names_the_client(tmp_path: Path) -> None:
    clients = Clients(make_clients(tmp_path))
    clients.put(4000, "2001:db8::1")
    answers = front(Flask("front"), clients)
    assert answers._incoming(scope("/")).client == "2001:db8::1"
    clients.put(4000, "192.0.2.7")
    assert answers._incoming(scope("/")).client == "192.0.2.7"


def test_all_lines_of_what_a_client_accepts_count() -> None:
    lines = ("accept", "text/turtle;q=0.5"), ("accept", "text/csv")
    answers = front(Flask("front"))
    assert answers._incoming(scope("/", *lines)).accept == "text/turtle;q=0.5, text/csv"
    assert answers._incoming(scope("/")).accept is None


def test_a_long_answer_that_cannot_be_poured_is_refused(tmp_path: Path) -> None:
    endpoint: Any = SimpleNamespace(files=Few(1, "downloads"))
    answers = front(application(Source()))
    answers._endpoint, answers._pours = endpoint, Pours(tmp_path / "missing")
    sent: list[Any] = []
    protocol: Any = SimpleNamespace(response_bytes=lambda *given: sent.append(given))
    asyncio.run(answers._draw(answers._incoming(scope()), scope(), protocol))
    assert sent[0][0] == 503
    assert b'"storage"' in sent[0][2]
    assert endpoint.files.take()


def test_slow_pages_do_not_stop_who_watches() -> None:
    app, end = Flask("front"), Event()
    app.add_url_rule("/slow", "slow", view_func=lambda: str(end.wait(30)))
    app.add_url_rule("/healthz", "health", view_func=lambda: "ok")
    told = []

    async def ask() -> None:
        answers = front(app)
        protocol: Any = SimpleNamespace(response_bytes=lambda *answer: told.append(answer[2]))
        slow = [answers.answer(scope("/slow"), protocol) for _ in range(THREADS)]
        pages = asyncio.gather(*slow)
        await asyncio.sleep(0.1)
        await asyncio.wait_for(answers.answer(scope("/healthz"), protocol), 5)
        end.set()
        await pages

    asyncio.run(ask())
    assert told[0] == b"ok"
    assert len(told) == THREADS + 1


def test_a_body_that_is_not_read_is_told_at_every_address(client: FlaskClient) -> None:
    for path in ("/reconcile", "/sparql"):
        unread = {"sommet.error": TooLongError(413, 5)}
        answered = client.post(path, environ_overrides=unread)
        assert answered.status_code == 413
        assert answered.json["error"]["code"] == "too-long"  # type: ignore[index]
