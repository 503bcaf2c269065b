"""What can be wrong with a request, and the one body in which every error is told."""

from collections.abc import Iterable, Mapping

from werkzeug.exceptions import HTTPException, MethodNotAllowed

from graph.errors import (
    FormatError,
    IndexMissingError,
    LimitError,
    OptionError,
    QueryError,
    QueryRefusedError,
    SearchError,
    SommetError,
    UnknownError,
)


class RequestError(SommetError):
    """A request cannot be answered as it stands.

    :cvar status: the HTTP status of its answer (https://www.rfc-editor.org/rfc/rfc9110#section-15)
    """

    code = "request"
    status = 400


class MalformedRequestError(RequestError):
    """The request is not one that the SPARQL protocol knows."""

    code = "malformed-request"


class UpdateRefusedError(RequestError):
    """The request is an update; a release never changes."""

    code = "refused"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "This service answers queries; it takes no updates.",
            name="update",
            remedy="Send a query: SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )


class PageMissingError(RequestError):
    """There is nothing at this address."""

    code = "not-found"
    status = 404


class TooLongError(RequestError):
    """A request is longer than the service reads.

    :param status: 413 for the body, 414 for the address
    """

    code = "too-long"

    def __init__(self, status: int, most: int) -> None:
        what = "address" if status == 414 else "body"
        super().__init__(
            f"The {what} of the request is longer than {most} bytes.",
            name=what,
            value=str(most),
            remedy=(
                "Send the query in the body, by POST."
                if status == 414
                else "Send a shorter query, or several."
            ),
        )
        self.status = status


class SlowError(RequestError):
    """The body of a request did not come in time."""

    code = "too-slow"
    status = 408

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The body of the request did not come within {seconds:g} seconds.",
            name="body",
            value=f"{seconds:g}",
            remedy="Send it at once.",
        )


class TooManyError(RequestError):
    """A client has too many queries running or waiting."""

    code = "too-many"
    status = 429

    def __init__(self, most: int) -> None:
        super().__init__(
            f"One client may have {most} queries running or waiting at once.",
            name="client_queries",
            value=str(most),
            remedy="Wait for the answers before asking more.",
        )


class MethodError(RequestError):
    """An address does not answer a method.

    :param allowed: the methods that it answers
    """

    code = "method-not-allowed"
    status = 405

    def __init__(self, method: str, allowed: str) -> None:
        super().__init__(
            "This address does not answer this method.",
            name="method",
            value=method,
            remedy=f"Use one of: {allowed}.",
        )
        self.allowed = allowed


class NotAcceptableError(RequestError):
    """No representation that can be given is one that the client accepts.

    :param name: `Accept` or `format`, what the client asked by
    :param asked: what it asked for
    :param offered: the names of the formats that can be given
    """

    code = "not-acceptable"
    status = 406

    def __init__(self, name: str, asked: str, offered: Iterable[str]) -> None:
        super().__init__(
            "This answer cannot be given in the format asked for.",
            name=name,
            value=asked,
            remedy=f"Ask for one of: {', '.join(offered)}.",
        )


class ContentTypeError(RequestError):
    """The body of a request is in a format that this service does not read."""

    code = "unsupported-media-type"
    status = 415

    def __init__(self, content_type: str) -> None:
        super().__init__(
            "A query by POST must say what its body is.",
            name="Content-Type",
            value=content_type,
            remedy="Send application/sparql-query, or application/x-www-form-urlencoded, in UTF-8.",
        )


# The statuses of the errors that come from below, the narrower class first.
_STATUSES = (
    (QueryRefusedError, 403),
    (QueryError, 400),
    (FormatError, 406),
    (SearchError, 400),
    (IndexMissingError, 404),
    (OptionError, 400),
    (UnknownError, 404),
)

# A limit on what a request holds; asking again changes nothing, unlike for the others.
_OF_REQUEST = frozenset(["nesting", "operators", "facts"])

# Limits that more time or a quieter hour may meet: seconds after which to ask again.
_RETRY = {
    "timeout": 30,
    "memory": 30,
    "queries": 5,
    "client_queries": 5,
    "release": 5,
    "storage": 60,
    "downloads": 5,
    "search": 5,
    "networks": 10,
}

# What the framework refuses by itself, and what to do about it.
_SENTENCES = {
    404: ("There is nothing at this address.", "Start at the first page, /, or ask at /sparql."),
    405: ("This address does not answer this method.", "Use a method that the Allow header names."),
    413: ("The request is too long.", "Send a shorter one."),
    416: ("The file has no such bytes.", "Ask for bytes that Content-Range allows."),
}


def status_of(error: SommetError) -> int:
    """The HTTP status that an error is told with."""
    if isinstance(error, RequestError):
        return error.status
    if isinstance(error, LimitError):
        return 413 if error.name in _OF_REQUEST else 503
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def headers_of(error: SommetError) -> list[tuple[str, str]]:
    """The headers that an error's answer bears beside those of every answer.

    Of a query that cannot be read one names the place: line and column, counted from 1.
    """
    if isinstance(error, MethodError):
        return [("Allow", error.allowed)]
    if isinstance(error, QueryError) and error.line and error.column:
        return [("Sommet-Query-Place", f"{error.line}:{error.column}")]
    retry = _RETRY.get(error.name) if status_of(error) in (429, 503) else None
    return [("Retry-After", str(retry))] if retry else []


def body_of(error: SommetError) -> Mapping[str, Mapping[str, str]]:
    """The shared body of every error.

    >>> body_of(UpdateRefusedError())["error"]["name"]
    'update'
    """
    body = {
        "code": error.code,
        "message": error.message,
        "name": error.name,
        "value": error.value,
        "remedy": error.remedy,
    }
    return {"error": body}


def failure(path: str) -> RequestError:
    """What nobody foresaw, as it is told to a client.

    :param path: of the request
    """
    error = RequestError(
        "This service failed to answer.",
        name="path",
        value=path,
        remedy="Ask again; if it stays so, tell those who run the service.",
    )
    error.status, error.code = 500, "failure"
    return error


def from_http(error: HTTPException, *, method: str, path: str) -> RequestError:
    """An error of the web framework (no such route, wrong method, too large) as one of ours.

    :param method: of the request
    :param path: of the request
    """
    status = error.code or 500
    message, remedy = _SENTENCES.get(status, (f"{error.name}.", ""))
    about_method = isinstance(error, MethodNotAllowed)
    ours = RequestError(
        message,
        name="method" if about_method else "path",
        value=method if about_method else path,
        remedy=remedy,
    )
    ours.status = status
    ours.code = error.name.lower().replace(" ", "-")
    return ours
