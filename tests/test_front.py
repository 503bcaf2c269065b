"""What stands between the HTTP server and the web application: nothing is lost on the way."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response, request
from werkzeug.wrappers import Request

from server.endpoint import Incoming
from server.pour import Pours
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
    return environment(Incoming(method, "/", body=body), scope)


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
