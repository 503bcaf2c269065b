"""The web application: routes, and what every answer bears.

A request passes the layer of `endpoint`, which answers those to the SPARQL endpoint that no browser
sends, and then this module, which draws pages.
"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, jsonify, render_template, request, url_for
from flask.json.provider import DefaultJSONProvider
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import LimitError, SommetError
from graph.settings import Settings
from graph.store import Question
from server import downloads, metrics
from server.asks import whole
from server.card import card
from server.endpoint import COMMON, PREFLIGHT, Endpoint, is_endpoint, release_of
from server.errors import (
    PageMissingError,
    body_of,
    failure,
    from_http,
    headers_of,
    status_of,
)
from server.log import Log
from server.messages import language_of, messages, say_count, say_date, say_number
from server.negotiate import HTML, prefers_page
from server.pages import manual, show
from server.releases import Releases, Served
from server.reply import represented
from server.sparql import Request, limits_of, read_operation
from server.turns import Turns

# What every page bears. The policy allows nothing but this server's own style and pictures.
# https://www.w3.org/TR/CSP3/ and https://fetch.spec.whatwg.org/#http-cors-protocol
HEADERS = {
    **dict(COMMON),
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
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
    """The application that serves releases; its `wsgi_app` begins with the endpoint's layer.

    :param releases: those that can be asked
    :param turns: of the queries; without any this worker is taken to be alone
    :param log: of requests; without any none are logged
    """
    app = Flask("server")
    app.config["MAX_CONTENT_LENGTH"] = settings.request
    app.json = _json(app)
    app.jinja_env.undefined = StrictUndefined
    turns = turns or Turns(settings.client_queries)
    log = log or Log("", settings.slow_query)
    endpoint = Endpoint(app.wsgi_app, releases, settings, turns, log)
    app.extensions["sommet"] = (releases, endpoint, settings)
    for path, view, methods in ROUTES:
        app.add_url_rule(path, view_func=view, methods=methods, strict_slashes=False)
    app.before_request(_choose_release)
    app.after_request(_finish)
    app.register_error_handler(SommetError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Exception, _fail)
    app.wsgi_app = endpoint  # type: ignore[assignment, method-assign]
    return app


def _choose_release() -> None:
    """The release of this request: one, from its beginning to its end."""
    releases, _, _ = _parts()
    g.began = time.perf_counter()
    g.served = releases.current()


def home() -> Response:
    """The first page."""
    described = card(_served(), language_of(request))
    return _page("home.html", overview=_served().overview, card=described)


def sparql(digest: str | None = None) -> Response:
    """The endpoint for a browser: an answer as a page; without a query, a form to write one in."""
    releases, endpoint, _ = _parts()
    if digest is not None:
        g.served = release_of(releases, request.path)
    accept = request.headers.get("Accept")
    asked = Request(
        request.method,
        request.environ.get("QUERY_STRING", ""),
        request.content_type,
        request.get_data() if request.method == "POST" else b"",
    )
    operation = read_operation(asked)
    client = endpoint.client_of(request.environ)
    if operation.query is None and operation.graph is None:
        return _page("sparql.html", query="", result=None)
    given = endpoint.answer(operation, _served(), accept, client)
    if given.choice.format is HTML:
        result = show(given.given.kind, whole(given.given), _served().base)
        return _page("sparql.html", query=operation.query, result=result)
    reply = represented(given, operation, _served(), "", lasting=digest is not None)
    response = Response(whole(given.given), reply.status, list(reply.headers))
    response.vary.add("Accept")
    return response


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
    title, content = found
    return _page("document.html", title=title, content=content)


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


def thing(key: str) -> Response:
    """The address of something in the graph, which is not described at its own address."""
    iri = _served().base + request.path.lstrip("/")
    raise PageMissingError(
        "This service describes nothing at its own address.",
        name="path",
        value=request.path,
        remedy=f"Ask at /sparql: DESCRIBE <{iri}>.",
    )


View = Callable[..., Response]

ROUTES: tuple[tuple[str, View, tuple[str, ...]], ...] = (
    ("/", home, ("GET",)),
    ("/sparql", sparql, ("GET", "POST")),
    ("/store", sparql, ("GET",)),
    ("/release/<digest>/sparql", sparql, ("GET", "POST")),
    ("/docs", documentation, ("GET",)),
    ("/docs/<name>", documentation, ("GET",)),
    ("/healthz", health, ("GET",)),
    ("/readyz", ready, ("GET",)),
    ("/metrics", measures, ("GET",)),
    ("/id/<path:key>", thing, ("GET",)),
    ("/document/<path:key>", thing, ("GET",)),
    ("/text/<path:key>", thing, ("GET",)),
    ("/statement/<path:key>", thing, ("GET",)),
    *downloads.ROUTES,
)


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


def _page(template: str, **shown: object) -> Response:
    language = language_of(request)
    explicit = "lang" in request.args

    def link(endpoint: str, **arguments: str) -> str:
        values: dict[str, Any] = {**arguments, **({"lang": language} if explicit else {})}
        return url_for(endpoint, **values)

    page = render_template(
        template,
        language=language,
        explicit_language=explicit,
        other_language=_other_language(language),
        say=messages(language),
        say_count=lambda name, number: say_count(name, number, language),
        say_number=lambda number: say_number(number, language),
        say_date=lambda edtf: say_date(edtf, language),
        link=link,
        release=_served().hash,
        **shown,
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _other_language(language: str) -> str:
    arguments = {**request.args.to_dict(), "lang": "fr" if language == "en" else "en"}
    return f"{request.path}?{urlencode(arguments)}"


def _refuse(error: SommetError) -> Response:
    accept = request.headers.get("Accept")
    if prefers_page(accept):
        response = _page("error.html", error=error, query=request.args.get("query", ""))
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
    response = _refuse(from_http(error, method=request.method, path=request.path))
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Content-Range"}:
            response.headers[name] = value
    return response


def _fail(error: Exception) -> Response:
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    return _refuse(failure(request.path))


def _finish(response: Response) -> Response:
    headers = {**HEADERS, "Sommet-Release": _served().hash, "Cache-Control": "no-cache"}
    seconds = time.perf_counter() - g.began
    _, endpoint, _ = _parts()
    query = request.args.get("query")
    endpoint.log.request(request.method, request.path, response.status_code, seconds, query)
    metrics.count_request("sparql" if is_endpoint(request.path) else "page", response.status_code)
    if request.method == "OPTIONS":
        headers |= dict(PREFLIGHT)
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    return response
