"""A request becomes an operation of the SPARQL protocol, and an operation an answer.

SPARQL 1.1 Protocol, section 2.1 (https://www.w3.org/TR/sparql11-protocol/#query-operation), and the
reading half of the Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/).
"""

import re
from binascii import a2b_qp
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from graph.settings import Settings
from graph.store import Given, Kind, Limits, Question
from server.asks import discard
from server.errors import (
    ContentTypeError,
    MalformedRequestError,
    PageMissingError,
    UpdateRefusedError,
)
from server.negotiate import (
    DATASET_FORMATS,
    GRAPH_FORMATS,
    HTML,
    RESULT_FORMATS,
    Choice,
    acceptable,
    choose,
    not_acceptable,
)
from server.releases import Served

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

_MOST_PARAMETERS = 1000

# What gives another answer each time it is asked, and blank nodes, which get new names each time.
_TEMPLATES = re.compile(r"\bCONSTRUCT\b", re.IGNORECASE)
_HINTS = ("CONSTRUCT", "NOW", "RAND", "UUID", "BNODE", "_:", "[")
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b|_:|\[", re.IGNORECASE | re.ASCII)

Parameters = Mapping[str, Sequence[str]]


class Request(NamedTuple):
    """What a request to the endpoint says.

    :ivar query_string: of its address, percent-encoded
    :ivar content_type: of its body; None: it has no body that counts
    """

    method: str
    query_string: str
    content_type: str | None = None
    body: bytes = b""


class Operation(NamedTuple):
    """What a request asks for: a query, or one graph, or a description of the service.

    :ivar query: None: none is sent
    :ivar default_graphs: IRIs of the graphs to merge as the default graph, none: the release's own
    :ivar named_graphs: IRIs of the graphs that GRAPH may name, none: all
    :ivar graph: the IRI of the graph that is asked for, `""` for the default graph, None for none
    :ivar format: what `?format=` names, if anything
    :ivar seconds: how long the query may run, if the client says so
    """

    query: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    graph: str | None = None
    format: str | None = None
    seconds: float | None = None


class Answer(NamedTuple):
    """An answer, whole, and how it is represented.

    :ivar changing: whether the same question may have another answer the next time
    """

    given: Given
    choice: Choice
    changing: bool = False


def read_operation(request: Request) -> Operation:
    """The operation that a request asks for.

    :raises MalformedRequestError: if it has several queries or is not in UTF-8
    :raises UpdateRefusedError: if it is an update
    :raises ContentTypeError: if its body is neither a form nor a query
    """
    if request.method == "GET" and (query := query_alone(request.query_string)):
        return Operation(query)
    parameters = _parameters(request.query_string, "address")
    queries = list(parameters.get("query", ()))
    if request.method == "POST":
        body = _body_parameters(request)
        queries += body.get("query", ())
        parameters = _joined(parameters, body)
    if "update" in parameters:
        raise UpdateRefusedError
    graph = _graph(parameters, asked=bool(queries))
    if len(queries) > 1 or (not queries and request.method == "POST"):
        raise MalformedRequestError(
            f"A request carries exactly one query; this one carries {len(queries)}.",
            name="query",
            value=str(len(queries)),
            remedy="Send the parameter `query` once.",
        )
    return Operation(
        queries[0] if queries else None,
        tuple(parameters.get("default-graph-uri", ())),
        tuple(parameters.get("named-graph-uri", ())),
        graph,
        next(iter(parameters.get("format", ())), None),
        _seconds(parameters.get("timeout", ())),
    )


def query_alone(query_string: str) -> str | None:
    """The query of a request that carries nothing else, as most do."""
    if query_string.startswith("query=") and "&" not in query_string:
        try:
            return _decoded(query_string[len("query=") :])
        except ValueError:
            return None
    return None


def limits_of(settings: Settings) -> Limits:
    """What a query may take by the settings."""
    return Limits(
        settings.nesting, settings.rows, settings.answer, settings.timeout, settings.memory
    )


class Put(NamedTuple):
    """A question as it is put, and how its answer is represented.

    :ivar results: for rows and truth values; None: the client accepts none
    :ivar graph: for triples; None: the client accepts none
    """

    question: Question
    results: Choice | None
    graph: Choice | None
    operation: Operation
    accept: str | None


def question_of(
    operation: Operation, query: str, accept: str | None, base: str, limits: Limits
) -> Put:
    """The question that a query is, with the representations that the client prefers.

    :param accept: the request's `Accept` header
    :param base: of the release's IRIs
    :raises NotAcceptableError: if the client accepts no format at all that a query has
    """
    results, graph = _choices(operation.format, accept)
    if results is None and graph is None:
        raise not_acceptable(operation.format, accept, (*RESULT_FORMATS, *GRAPH_FORMATS))
    if operation.seconds is not None and limits.seconds is not None:
        limits = limits._replace(seconds=min(operation.seconds, limits.seconds))
    chosen = operation.default_graphs or operation.named_graphs
    question = Question(
        query,
        _asked(results, "text/tab-separated-values"),
        _asked(graph, "text/turtle"),
        operation.default_graphs if chosen else None,
        operation.named_graphs if chosen else None,
        f"{base}sparql",
        limits,
    )
    return Put(question, results, graph, operation, accept)


def answered(put: Put, given: Given) -> Answer:
    """What was given to a question, in its representation.

    :raises NotAcceptableError: if the client accepts no format that fits the query
    """
    choice = put.graph if given.kind is Kind.GRAPH else put.results
    if choice is None:
        discard(given)
        offered = GRAPH_FORMATS if given.kind is Kind.GRAPH else RESULT_FORMATS
        raise not_acceptable(put.operation.format, put.accept, offered)
    return Answer(given, choice, is_changing(put.question.text))


def is_changing(query: str) -> bool:
    """Whether a query may have another answer each time that it is asked."""
    upper = query.upper()
    hinted = any([word in upper for word in _HINTS])  # noqa: C419
    return hinted and (
        _CHANGING.search(query) is not None
        or ("CONSTRUCT" in upper and any(map(_has_list, _TEMPLATES.split(query)[1:])))
    )


def _has_list(after: str) -> bool:
    """Whether a template has a list, which is made of blank nodes; it is what follows CONSTRUCT.

    Cut to pieces, since an expression that looks further from each CONSTRUCT of a long query on
    would hold up the event loop for minutes.
    """
    return "(" in after.partition("{")[2].partition("}")[0]


def answer_graph(
    operation: Operation, accept: str | None, served: Served, limits: Limits
) -> Answer:
    """A graph, in the representation that the client prefers.

    :raises PageMissingError: if there is no graph of that IRI
    :raises NotAcceptableError: if the client accepts no format of RDF
    :raises LimitError: if it goes over a limit
    """
    if operation.graph and operation.graph not in served.graphs:
        raise PageMissingError(
            "There is no graph of this IRI.",
            name="graph",
            value=operation.graph,
            remedy="Ask for the graphs at /sparql: SELECT DISTINCT ?g { GRAPH ?g { } }.",
        )
    choice = acceptable(operation.format, accept, DATASET_FORMATS)
    pattern = f"GRAPH <{operation.graph}> {{ ?s ?p ?o }}" if operation.graph else "?s ?p ?o"
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
    given = served.asks.ask(Question(query, "", choice.format.media_types[0], limits=limits))
    return Answer(given, choice)


def _choices(name: str | None, accept: str | None) -> tuple[Choice | None, Choice | None]:
    if len(name or "") + len(accept or "") < 1000:
        return _cached_choices(name, accept)
    return choose(name, accept, RESULT_FORMATS), choose(name, accept, GRAPH_FORMATS)


@lru_cache(maxsize=1024)
def _cached_choices(name: str | None, accept: str | None) -> tuple[Choice | None, Choice | None]:
    return choose(name, accept, RESULT_FORMATS), choose(name, accept, GRAPH_FORMATS)


def _asked(choice: Choice | None, drawn: str) -> str:
    """The media type to ask the store for.

    :param drawn: what a page is drawn from
    """
    if choice is None:
        return drawn
    return drawn if choice.format is HTML else choice.format.media_types[0]


def _graph(parameters: Parameters, *, asked: bool) -> str | None:
    graphs = [*parameters.get("graph", ()), *("" for _ in parameters.get("default", ()))]
    if asked or not graphs:
        return None
    if len(graphs) > 1 or parameters.get("default", [""]) != [""]:
        raise MalformedRequestError(
            "A request is for one graph: `graph` with its IRI, or `default` without a value.",
            name="graph",
            value=", ".join(graphs),
            remedy="Send one of the two parameters, once.",
        )
    iri = graphs[0]
    if "graph" in parameters and not re.fullmatch(
        r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*", iri
    ):
        raise MalformedRequestError(
            "A graph is named by an absolute IRI.",
            name="graph",
            value=iri,
            remedy="Send the IRI of a graph, percent-encoded.",
        )
    return iri


def _seconds(values: Sequence[str]) -> float | None:
    if not values:
        return None
    fits = len(values) == 1 and re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", values[0], re.ASCII)
    if not fits or not float(values[0]):
        raise MalformedRequestError(
            "A timeout is a number of seconds.",
            name="timeout",
            value=", ".join(values),
            remedy="Send `timeout` once, such as timeout=5.",
        )
    return float(values[0])


def _body_parameters(request: Request) -> Parameters:
    kind, _, rest = (request.content_type or "").partition(";")
    kind = kind.strip().lower()
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", rest, re.IGNORECASE)
    if kind == UPDATE:
        raise UpdateRefusedError
    if kind not in (FORM, QUERY) or (charset and charset[1].lower() not in ("utf-8", "utf8")):
        raise ContentTypeError(request.content_type or "")
    text = _utf8(request.body, "body")
    return _parameters(text, "form") if kind == FORM else {"query": (text,)}


def _parameters(encoded: str, where: str) -> Parameters:
    pieces = encoded.split("&") if encoded else []
    if len(pieces) > _MOST_PARAMETERS:
        raise MalformedRequestError(
            f"The {where} holds more than {_MOST_PARAMETERS} parameters.",
            name=where,
            remedy="Send the query once, and each graph once.",
        )
    found: dict[str, list[str]] = {}
    try:
        for piece in pieces:
            name, _, value = piece.partition("=")
            found.setdefault(_decoded(name), []).append(_decoded(value))
    except ValueError as error:
        raise MalformedRequestError(
            f"The parameters in the {where} are not percent-encoded UTF-8.",
            name=where,
            remedy="Encode each parameter as UTF-8, then percent-encode it.",
        ) from error
    found.pop("", None)
    return found


def _decoded(encoded: str) -> str:
    """A name or a value of a form without its percent-encoding.

    >>> _decoded("%C3%A9+%3F"), _decoded("é%20a"), _decoded("100%=%3D")
    ('é ?', 'é a', '100%==')

    :raises ValueError: if it is not UTF-8
    """
    spaced = encoded.replace("+", " ")
    if "%" not in encoded:
        return spaced
    if "=" in encoded or not encoded.isascii() or _NO_ESCAPE.search(encoded):
        return unquote(spaced, errors="strict")
    # Quoted-printable has the same escapes under another sign, and is decoded many times as fast
    # (https://www.rfc-editor.org/rfc/rfc2045#section-6.7).
    return a2b_qp(spaced.replace("%", "=")).decode("utf-8")


_NO_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")


def _joined(first: Parameters, second: Parameters) -> Parameters:
    return {name: [*first.get(name, ()), *second.get(name, ())] for name in (*first, *second)}


def _utf8(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequestError(
            f"The {where} is not UTF-8: byte {error.start} begins no character.",
            name=where,
            remedy="Send the query in UTF-8.",
        ) from error
