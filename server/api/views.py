"""The description of this service, for programs and as a page."""

import json
from typing import Any

from flask import Response, g, request

from server.api.document import MEDIA_TYPE, document
from server.errors import PageMissingError, body_of
from server.frame import page


def openapi() -> Response:
    """What this service answers, as OpenAPI 3.1."""
    content = json.dumps(_document(), ensure_ascii=False, indent=1)
    return Response(content, content_type=f"{MEDIA_TYPE};version=3.1")


def api() -> Response:
    """What this service answers, as a page."""
    described = _document()
    groups: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in described["tags"]}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            told = {"path": path, "method": method.upper(), **operation}
            groups[operation["tags"][0]].append(told)
    refused = PageMissingError(
        "There is nothing at this address.",
        name="path",
        value="/nothing",
        remedy="Start at the first page, /, or ask at /sparql.",
    )
    return page(
        "api.html",
        section="data",
        described=described,
        groups=[(tag, groups[tag["name"]]) for tag in described["tags"]],
        error=json.dumps(body_of(refused), ensure_ascii=False, indent=2),
    )


def _document() -> dict[str, Any]:
    return document(request.host_url.rstrip("/"), g.served.hash)


ROUTES = (
    ("/openapi.json", openapi, ("GET",)),
    ("/api", api, ("GET",)),
)
