"""A request to `/sparql` becomes an operation, and an operation an answer.

SPARQL 1.1 Protocol, section 2.1 (https://www.w3.org/TR/sparql11-protocol/#query-operation).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from graph.store import QueryForm, Store, query_form
from server.errors import (
    ContentTypeError,
    MalformedRequestError,
    NotAcceptableError,
    UpdateRefusedError,
)
from server.negotiate import GRAPH_FORMATS, HTML, RESULT_FORMATS, Choice, choose

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

_MOST_PARAMETERS = 1000

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """A query operation, however it was sent.

    :ivar default_graphs: IRIs of the graphs to merge as the default graph, none: the release's own
    :ivar named_graphs: IRIs of the graphs that GRAPH may name, none: all
    :ivar format: what `?format=` names, if anything
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whole, and how it is represented."""

    form: QueryForm
    choice: Choice
    content: bytes


def read_operation(request: Request) -> Operation:
    """The operation that a request asks for.

    :raises MalformedRequestError: unless there is exactly one query, in UTF-8
    :raises UpdateRefusedError: if it is an update
    :raises ContentTypeError: if its body is neither a form nor a query
    :raises RequestEntityTooLarge: if its body is longer than the application reads
    """
    parameters = _parameters(request.query_string, "address")
    queries = list(parameters.get("query", ()))
    if request.method == "POST":
        body = _body_parameters(request)
        queries += body.get("query", ())
        parameters = {**parameters, **body}
    if "update" in parameters:
        raise UpdateRefusedError
    return Operation(
        _only(queries),
        tuple(parameters.get("default-graph-uri", ())),
        tuple(parameters.get("named-graph-uri", ())),
        next(iter(parameters.get("format", ())), None),
    )


def answer(operation: Operation, accept: str | None, store: Store) -> Answer:
    """The answer of the store, in the representation that the client prefers.

    :param accept: the request's `Accept` header
    :raises QueryError: if the query cannot be read or run
    :raises QueryRefusedError: if it asks for what this service never does
    :raises UpdateRefusedError: if it is an update
    :raises NotAcceptableError: if the client accepts no format that fits the query
    """
    form = query_form(operation.query)
    if form is QueryForm.UPDATE:
        raise UpdateRefusedError
    formats = GRAPH_FORMATS if form.gives_graph else RESULT_FORMATS
    choice = choose(operation.format, accept, formats)
    if choice is None:
        asked = (
            ("format", operation.format)
            if operation.format is not None
            else ("Accept", accept or "")
        )
        raise NotAcceptableError(*asked, offered=[f.name for f in formats])
    # A page is drawn from the preferred format.
    given = formats[0] if choice.format is HTML else choice.format
    content = store.query(
        operation.query,
        given.media_types[0],
        default_graphs=operation.default_graphs or None,
        named_graphs=operation.named_graphs or None,
    )
    return Answer(form, choice, content)


def _body_parameters(request: Request) -> Parameters:
    kind = request.mimetype
    if kind == UPDATE:
        raise UpdateRefusedError
    if kind not in (FORM, QUERY) or _charset(request) not in ("utf-8", "utf8"):
        raise ContentTypeError(request.content_type or "")
    content = _content(request)
    if kind == FORM:
        return _parameters(content, "form")
    return {"query": (_utf8(content, "body"),)}


def _content(request: Request) -> bytes:
    content = request.get_data()
    # A body that tells no length is cut at the limit without a word.
    if request.content_length is None and len(content) >= (request.max_content_length or 0):
        raise RequestEntityTooLarge
    return content


def _charset(request: Request) -> str:
    return request.mimetype_params.get("charset", "utf-8").lower()


def _parameters(encoded: bytes, where: str) -> Parameters:
    if encoded.count(b"&") >= _MOST_PARAMETERS:
        raise MalformedRequestError(
            f"The {where} holds more than {_MOST_PARAMETERS} parameters.",
            name=where,
            remedy="Send the query once, and each graph once.",
        )
    try:
        pairs = parse_qsl(
            encoded.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
        )
    except ValueError as error:
        raise MalformedRequestError(
            f"The parameters in the {where} are not percent-encoded UTF-8.",
            name=where,
            remedy="Encode each parameter as UTF-8, then percent-encode it.",
        ) from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _utf8(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequestError(
            f"The {where} is not UTF-8: byte {error.start} begins no character.",
            name=where,
            remedy="Send the query in UTF-8.",
        ) from error


def _only(queries: Sequence[str]) -> str:
    if len(queries) != 1:
        raise MalformedRequestError(
            f"A request carries exactly one query; this one carries {len(queries)}.",
            name="query",
            value=str(len(queries)),
            remedy="Send the parameter `query` once.",
        )
    return queries[0]
