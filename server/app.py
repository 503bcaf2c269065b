"""The web application: routes, and what every answer bears.

What programs ask of the endpoint `server.front` gives to `server.endpoint` without coming here; the
same is answered here, to whoever runs the application by itself.
"""

import logging
import time
from collections.abc import Callable

from flask import Flask, Response, current_app, g, jsonify, request
from flask.json.provider import DefaultJSONProvider
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import LimitError, SommetError
from graph.settings import Settings
from graph.store import Question
from server import metrics
from server.answered import question_of
from server.api.views import ROUTES as API
from server.assets import YEAR, asset, is_hashed, manifest
from server.cite.views import ROUTES as CITE
from server.data import ROUTES as DATA
from server.directory import ROUTES as THINGS
from server.downloads import ROUTES as DOWNLOADS
from server.endpoint import (
    COMMON,
    PREFLIGHT,
    Endpoint,
    Incoming,
    is_endpoint,
    release_of,
    wants_page,
)
from server.errors import (
    MalformedRequestError,
    PageMissingError,
    TooLongError,
    body_of,
    failure,
    from_http,
    headers_of,
    status_of,
)
from server.exports import ROUTES as EXPORTS
from server.failures import error_page, failure_of
from server.finish import finish
from server.frame import page
from server.home import home
from server.log import Log
from server.manual import contents, manual
from server.messages import language_of
from server.negotiate import HTML, prefers_page
from server.network.views import ROUTES as NETWORK
from server.questions import ROUTES as QUESTIONS
from server.questions import written
from server.reconcile import ROUTES as RECONCILE
from server.releases import Releases, Served
from server.reply import Pieces, Reply, represented
from server.resources.views import ROUTES as RESOURCES
from server.results import Result, show
from server.search import ROUTES as SEARCH
from server.sparql import limits_of
from server.terms.views import ROUTES as TERMS
from server.turns import Turns
from server.validation.views import ROUTES as VALIDATION

# What every page bears. The policy allows nothing but this server's own scripts, styles, fonts and
# pictures; small pictures stand in the styles of libraries themselves.
# https://www.w3.org/TR/CSP3/ and https://fetch.spec.whatwg.org/#http-cors-protocol
HEADERS = {
    **dict(COMMON),
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


def create_app(
    releases: Releases,
    settings: Settings,
    *,
    turns: Turns | None = None,
    log: Log | None = None,
) -> Flask:
    """The application that serves releases.

    :param releases: those that can be asked
    :param turns: of the queries; without any this worker is taken to be alone
    :param log: of requests; without any none are logged
    :raises BundleMissingError: if the styles of the pages were not built
    """
    manifest()
    # What is no IRI is told to who sent it; there is no need to write all of it to our log.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    app = Flask("server")
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = settings.request
    app.json = _json(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["asset"] = asset
    turns = turns or Turns(settings.client_queries)
    log = log or Log("", settings.slow_query)
    app.extensions["sommet"] = (releases, Endpoint(releases, settings, turns, log), settings)
    for path, view, methods in ROUTES:
        app.add_url_rule(path, view_func=view, methods=methods, strict_slashes=False)
    for path in ENDPOINTS:
        app.add_url_rule(
            path,
            view_func=sparql,
            methods=EVERY_METHOD,
            provide_automatic_options=False,
            strict_slashes=False,
        )
    app.before_request(_choose_release)
    app.after_request(_finish)
    app.register_error_handler(SommetError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Exception, _fail)
    return app


def endpoint_of(app: Flask) -> Endpoint:
    """The endpoint of an application."""
    endpoint: Endpoint = app.extensions["sommet"][1]
    return endpoint


def _choose_release() -> None:
    """The release of this request: one, from its beginning to its end.

    :raises SommetError: if the body of the request could not be read
    """
    releases, _, _ = _parts()
    g.began = time.perf_counter()
    g.served = releases.current()
    if error := request.environ.get("sommet.error"):
        raise error


def sparql(**_: str) -> Response:
    """The endpoint; for a browser an answer as a page, and without a query a form to write one in."""
    releases, endpoint, _settings = _parts()
    incoming = _incoming()
    if not wants_page(incoming):
        return _response(endpoint.reply(incoming))
    if request.path.startswith("/release/"):
        g.served = release_of(releases, request.path)
    operation = endpoint.operation(incoming)
    if operation.query is None and operation.graph is None:
        query = written(request.args.get("question", ""), _served().base, language_of(request))
        return _editor(query)
    given = endpoint.answer(operation, _served(), incoming.accept, incoming.client)
    if given.choice.format is not HTML:
        return _response(represented(given, operation, _served(), ""))
    result = show(given.given, _served().base)
    return _editor(operation.query or "", result)


def _editor(query: str, result: Result | None = None, error: SommetError | None = None) -> Response:
    """The page on which a query is written, with what came of it."""
    language = language_of(request)
    answers = _served().answers[language]
    return page(
        "sparql.html",
        section="questions",
        query=query,
        result=result,
        failure=failure_of(error, query) if error else None,
        base=_served().base,
        answers=answers,
        question=question_of(query, answers, language),
    )


def documentation(name: str = "index") -> Response:
    """A page of the documentation."""
    found = manual(name)
    if found is None:
        raise PageMissingError(
            "There is no such page in the documentation.",
            name="page",
            value=name,
            remedy="The list of pages is at /docs.",
        )
    return page("document.html", shown=found, contents=contents())


def health() -> Response:
    """That the service answers; nothing is asked of the store."""
    return jsonify({"status": "ok", "release": _served().hash})


def ready() -> Response:
    """That queries are answered: one is asked."""
    releases, _, settings = _parts()
    question = Question("ASK {}", "application/sparql-results+json", limits=limits_of(settings))
    try:
        releases.current().asks.ask(question)
    except (SommetError, OSError) as error:
        raise LimitError(
            "Queries are not answered yet, or not any more.",
            name="release",
            value=_served().hash,
            remedy="Ask again in some seconds.",
        ) from error
    return jsonify({"status": "ready", "release": _served().hash})


def measures() -> Response:
    """What the service counts, for Prometheus."""
    return Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


View = Callable[..., AnyResponse]

ROUTES: tuple[tuple[str, View, tuple[str, ...]], ...] = (
    ("/", home, ("GET",)),
    ("/docs", documentation, ("GET",)),
    ("/docs/<name>", documentation, ("GET",)),
    ("/healthz", health, ("GET",)),
    ("/readyz", ready, ("GET",)),
    ("/metrics", measures, ("GET",)),
    *QUESTIONS,
    *TERMS,
    *RESOURCES,
    *SEARCH,
    *THINGS,
    *RECONCILE,
    *EXPORTS,
    *NETWORK,
    *DOWNLOADS,
    *DATA,
    *VALIDATION,
    *CITE,
    *API,
)


# The endpoint says itself which methods it answers.
ENDPOINTS = ("/sparql", "/store", "/store/<path:key>", "/release/<digest>/sparql")
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def _incoming() -> Incoming:
    """The request, as the endpoint takes it.

    :raises MalformedRequestError: if its address is not UTF-8
    """
    try:
        query_string = request.query_string.decode()
    except UnicodeDecodeError as error:
        raise MalformedRequestError(
            f"The address is not UTF-8: byte {error.start} begins no character.",
            name="address",
            remedy="Send the query in UTF-8.",
        ) from error
    header = request.headers.get
    return Incoming(
        request.method,
        request.path,
        query_string,
        header("Accept"),
        header("Accept-Encoding"),
        header("If-None-Match"),
        request.content_type,
        request.host_url.rstrip("/"),
        request.remote_addr or "",
        request.get_data(),
    )


def _response(reply: Reply) -> Response:
    """What the endpoint sends, as the application's."""
    g.is_told = True
    content: bytes | Pieces = reply.content
    if reply.file is not None:
        content = Pieces(reply.file, reply.headers)
        # Its turn is for who sends it, whom this application does not know.
        _parts()[1].files.give_back()
    return Response(content, reply.status, list(reply.headers))


def _json(app: Flask) -> DefaultJSONProvider:
    provider = DefaultJSONProvider(app)
    provider.ensure_ascii = provider.sort_keys = False
    return provider


def _parts() -> tuple[Releases, Endpoint, Settings]:
    parts: tuple[Releases, Endpoint, Settings] = current_app.extensions["sommet"]
    return parts


def _served() -> Served:
    served: Served = g.served
    return served


def _refuse(error: SommetError) -> Response:
    if isinstance(error, LimitError):
        metrics.count_refusal(error.name)
    accept = request.headers.get("Accept")
    if prefers_page(accept):
        query = request.args.get("query", "")
        is_of_query = query and is_endpoint(request.path)
        response = _editor(query, error=error) if is_of_query else error_page(error)
    else:
        response = jsonify(body_of(error))
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Accept")
    response.status_code = status_of(error)
    response.headers.extend(headers_of(error))
    return response


def _refuse_http(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:
        return error.get_response(request.environ)
    if error.code == 413:
        return _refuse(TooLongError(413, _parts()[2].request))
    response = _refuse(from_http(error, method=request.method, path=request.path))
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Content-Range"}:
            response.headers[name] = value
    return response


def _fail(error: Exception) -> Response:
    current_app.logger.error("%r %r", request.method, request.path, exc_info=error)
    return _refuse(failure(request.path))


def _finish(response: Response) -> Response:
    if "is_told" in g:
        return response
    headers = {**HEADERS, "Sommet-Release": _served().hash, "Cache-Control": "no-cache"}
    if request.method == "OPTIONS":
        headers |= dict(PREFLIGHT)
    if is_hashed(request.path) and response.status_code in (200, 304):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    finish(response, request)
    seconds = time.perf_counter() - g.began
    _, endpoint, _ = _parts()
    query = request.args.get("query")
    endpoint.log.request(request.method, request.path, response.status_code, seconds, query)
    metrics.count_request("sparql" if is_endpoint(request.path) else "page", response.status_code)
    return response
