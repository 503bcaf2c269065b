"""The web application: routes, and what every answer bears.

A request passes three modules: this one, `sparql`, and the store.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, jsonify, render_template, request, url_for
from flask.json.provider import DefaultJSONProvider
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import SommetError
from graph.store import Store
from server.errors import PageMissingError, RequestError, body_of, from_http, status_of
from server.messages import language_of, messages, say_count, say_date, say_number
from server.negotiate import HTML, prefers_page
from server.pages import Overview, manual, read_overview, show
from server.sparql import answer, read_operation

# The longest request body that is read, in bytes.
MOST_BYTES = 1_000_000

# What every answer bears. The policy allows nothing but this server's own style and pictures.
# https://www.w3.org/TR/CSP3/ and https://fetch.spec.whatwg.org/#http-cors-protocol
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Sommet-Release",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True, slots=True)
class Site:
    """What the application serves.

    :ivar release: the hash of the release
    :ivar base: the base of its IRIs
    """

    store: Store
    release: str
    base: str
    overview: Overview


def create_app(store: Store, *, release: str, base: str) -> Flask:
    """The application that serves one release.

    :param store: the release's store, open for reading
    :param release: the hash of the release, told in every answer as `Sommet-Release`
    :param base: the base of the release's IRIs
    """
    app = Flask("server")
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.json = _json(app)
    app.jinja_env.undefined = StrictUndefined
    app.extensions["sommet"] = Site(store, release, base, read_overview(store, base))
    for path, view, methods in ROUTES:
        app.add_url_rule(path, view_func=view, methods=methods, strict_slashes=False)
    app.after_request(_finish)
    app.register_error_handler(SommetError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Exception, _fail)
    return app


def home() -> Response:
    """The first page."""
    return _page("home.html", overview=_site().overview)


def sparql() -> Response:
    """The SPARQL endpoint; for a browser that sends no query, a form to write one in."""
    accept = request.headers.get("Accept")
    asks_nothing = request.method != "POST" and not request.args.keys() & {"query", "update"}
    if asks_nothing and prefers_page(accept):
        return _page("sparql.html", query="", result=None)
    operation = read_operation(request)
    given = answer(operation, accept, _site().store)
    if given.choice.format is HTML:
        return _page("sparql.html", query=operation.query, result=show(given, _site().base))
    response = Response(given.content, content_type=given.choice.content_type)
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
    return jsonify({"status": "ok", "release": _site().release})


def thing(key: str) -> Response:
    """The address of something in the graph, which is not described at its own address."""
    iri = _site().base + request.path.lstrip("/")
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
    ("/docs", documentation, ("GET",)),
    ("/docs/<name>", documentation, ("GET",)),
    ("/healthz", health, ("GET",)),
    ("/id/<path:key>", thing, ("GET",)),
    ("/document/<path:key>", thing, ("GET",)),
    ("/text/<path:key>", thing, ("GET",)),
    ("/statement/<path:key>", thing, ("GET",)),
)


def _json(app: Flask) -> DefaultJSONProvider:
    provider = DefaultJSONProvider(app)
    provider.ensure_ascii = provider.sort_keys = False
    return provider


def _site() -> Site:
    site: Site = current_app.extensions["sommet"]
    return site


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
        release=_site().release,
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
        response.vary.add("Accept")
    response.status_code = status_of(error)
    return response


def _refuse_http(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:
        return error.get_response(request.environ)
    response = _refuse(from_http(error, method=request.method, path=request.path))
    for name, value in error.get_headers(request.environ):
        if name == "Allow":
            response.headers[name] = value
    return response


def _fail(error: Exception) -> Response:
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    failure = RequestError(
        "This service failed to answer.",
        name="path",
        value=request.path,
        remedy="Ask again; if it stays so, tell those who run the service.",
    )
    failure.status, failure.code = 500, "failure"
    return _refuse(failure)


def _finish(response: Response) -> Response:
    headers = {**HEADERS, "Sommet-Release": _site().release}
    if request.method == "OPTIONS":
        headers |= PREFLIGHT
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    return response
