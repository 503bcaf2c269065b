"""What the reconciliation service says of itself.

https://reconciliation-api.github.io/specs/0.2/#service-manifest
"""

from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from flask import g, request

from graph.names import Iris
from graph.search import Reader
from server.reconcile.answers import typed
from server.reconcile.requests import MOST_QUERIES

PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 300  # pixels

_NAMES = {
    "en": "Sommet: who does what in AI policy",
    "fr": "Sommet : qui fait quoi dans la politique de l’IA",
}


def manifest(reader: Reader, language: str) -> dict[str, object]:
    """The manifest of the service in a language."""
    base, here = g.served.base, address()
    own = f"{here}/reconcile/{language}"
    roots = [term for term in reader.terms("class") if term.things and not term.broader]
    kept = [term for term in roots if not term.iri.endswith("#Passage")]
    return {
        "versions": ["0.2"],
        "name": _NAMES[language],
        "identifierSpace": base,
        "schemaSpace": Iris(base).term(""),
        "defaultTypes": typed(kept, language),
        "documentation": f"{here}/docs/search",
        "serviceVersion": _version(),
        "batchSize": MOST_QUERIES,
        "view": {"url": f"{here}/{{{{id}}}}"},
        "preview": {
            "url": f"{own}/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": {
            name: {"service_url": own, "service_path": f"/suggest/{name}"}
            for name in ("entity", "property", "type")
        },
        "extend": {"propose_properties": {"service_url": own, "service_path": "/properties"}},
    }


def address() -> str:
    """Where clients reach this server, without a slash at the end.

    Where a proxy ends TLS the request itself does not tell: then the base of the release does, if it
    has the same host.
    """
    base = urlsplit(g.served.base)
    if base.netloc == request.host and base.path == "/":
        return f"{base.scheme}://{base.netloc}"
    return request.host_url.rstrip("/")


def _version() -> str:
    try:
        return version("sommet")
    except PackageNotFoundError:
        return "0"
