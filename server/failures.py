"""The page of an error: what happened and what to do, in the reader's language, and a way on."""

from dataclasses import dataclass
from urllib.parse import unquote

from flask import Response, g, request

from graph.errors import LimitError, QueryError, SommetError
from server.asked import index_of
from server.errors import status_of
from server.frame import page
from server.lists import Known
from server.messages import language_of, messages
from server.searched import near, things_of

# Lines of a query that are shown before and after the one where it could not be read.
_AROUND = 2

# Characters of an address that are taken for a name.
_MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class QueryLine:
    """A line of a query; `at`: the character where it could not be read, counted from 0, if here."""

    number: int
    text: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An error in the reader's language.

    :ivar help: what to do
    :ivar lines: of the query around the place where it could not be read
    """

    error: SommetError
    status: int
    heading: str
    help: str
    lines: tuple[QueryLine, ...] = ()


def failure_of(error: SommetError, query: str = "") -> Failure:
    """What is told of an error.

    :param query: the one that was asked, if one was
    """
    said, key = messages(language_of(request)), key_of(error)
    lines = _lines(error, query) if isinstance(error, QueryError) else ()
    status = status_of(error)
    return Failure(error, status, said[f"failure.{key}"], said[f"failure.{key}_help"], lines)


def error_page(error: SommetError) -> Response:
    """The page of an error; what it says exactly stands there in English."""
    near_ = _near(error)
    named = {thing.path for thing in near_}
    return page(
        "error.html",
        failure=failure_of(error),
        wanted=_name_wanted(error) if status_of(error) == 404 else "",
        near=near_,
        paths=[path for path in getattr(error, "near", ()) if path not in named],
    )


def key_of(error: SommetError) -> str:
    """The key under `failure.` of what is said of an error: its code, where there are words for it."""
    code = error.code
    if isinstance(error, LimitError) and status_of(error) == 413:
        code = "too-long"
    return code if f"failure.{code}" in messages("en") else "request"


def _lines(error: QueryError, query: str) -> tuple[QueryLine, ...]:
    """The lines of a query around the place where it could not be read."""
    lines = query.splitlines()
    if error.line is None or not 1 <= error.line <= len(lines):
        return ()
    first, last = max(error.line - _AROUND, 1), min(error.line + _AROUND, len(lines))
    at = max((error.column or 1) - 1, 0)
    return tuple(
        QueryLine(number, lines[number - 1], at if number == error.line else None)
        for number in range(first, last + 1)
    )


def _near(error: SommetError) -> tuple[Known, ...]:
    """Things with addresses or names near those of a page that is not there."""
    if status_of(error) != 404:
        return ()
    try:
        with index_of(g.served).opened() as reader:
            by_name = near(reader, name) if (name := _name_wanted(error)) else ()
            iris = [g.served.base + path.removeprefix("/") for path in getattr(error, "near", ())]
            found = reader.things(iris)
    except SommetError:
        return ()  # What is missing is told all the same.
    return tuple(dict.fromkeys((*things_of(found[iri] for iri in iris if iri in found), *by_name)))


def _name_wanted(error: SommetError) -> str:
    """The last part of the address that is not known, if it may be a name: `/id/agent/fra` gives `fra`."""
    address = str(error.value) if error.name == "of" else unquote(request.path)
    last = address.rstrip("/").rpartition("/")[2]
    words = " ".join(last.replace("-", " ").replace("_", " ").split())[:_MOST_NAME]
    return words if any(letter.isalpha() for letter in words) else ""
