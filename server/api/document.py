"""The description of this service as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0)."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from graph import __version__
from graph.about import LICENCE
from server.api.operations import Operation, operations, read_table

MEDIA_TYPE = "application/vnd.oai.openapi+json"

# Of each error, what server.errors.body_of writes.
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "name", "value", "remedy"],
            "properties": {
                "code": {"type": "string", "description": "What kind of error it is."},
                "message": {"type": "string", "description": "What is wrong."},
                "name": {"type": "string", "description": "What it is about, such as a parameter."},
                "value": {"type": ["string", "null"], "description": "What that was."},
                "remedy": {"type": "string", "description": "What to do."},
            },
        }
    },
}

_RELEASE_HEADER = {
    "description": "The hash of the release that the answer was given from.",
    "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
}

# What a parameter of `operations.toml` has that belongs into its schema.
_SCHEMA = ("type", "enum", "minimum", "maximum", "maxLength", "pattern", "default")


def document(server: str, release: str) -> dict[str, Any]:
    """The description.

    :param server: the address of this server, without a stroke at the end
    :param release: the hash of the release that is served, for the examples
    """
    table = read_table()
    paths: dict[str, Any] = {}
    for one in operations():
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, server, release)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": table["title"],
            "summary": table["summary"],
            "description": table["description"].strip(),
            "version": __version__,
            "license": {"name": "Apache License 2.0", "url": LICENCE},
        },
        "servers": [{"url": server}],
        "tags": table["groups"],
        "paths": paths,
        "components": {
            "schemas": {"Error": _ERROR},
            "headers": {"Release": _RELEASE_HEADER},
            "responses": dict(_errors()),
        },
    }


def _operation(one: Operation, server: str, release: str) -> dict[str, Any]:
    told = one.told
    made: dict[str, Any] = {
        "operationId": one.name,
        "tags": [told["group"]],
        "summary": told["summary"],
        "description": told.get("description", ""),
        "parameters": list(_parameters(one, release)),
        "responses": dict(_responses(one)),
    }
    if "body" in told:
        content = {kind: {"schema": schema} for kind, schema in told["body"].items()}
        made["requestBody"] = {"required": True, "content": content}
    if one.method == "GET":
        made["x-codeSamples"] = [{"lang": "Shell", "source": one.curl(server, release)}]
    return {name: value for name, value in made.items() if value}


def _parameters(one: Operation, release: str) -> Iterator[dict[str, Any]]:
    known, values = read_table()["parameters"], one.example_parts(release)
    for part in one.parts:
        told = known.get(f"{part}_of_path") or known[part]
        example = {"example": values[part]} if part in values else {}
        yield _parameter(part, told) | {"required": True} | example
    query, required = one.told.get("query", {}), one.told.get("required", ())
    for key in one.told.get("parameters", ()):
        name = known[key].get("name", key)
        example = {"example": query[name]} if name in query else {}
        yield _parameter(name, known[key]) | {"required": key in required} | example


def _parameter(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    schema = {"type": "string"} | {key: told[key] for key in _SCHEMA if key in told}
    return {
        "name": name,
        "in": told["in"],
        "description": told["description"],
        "schema": schema,
    }


def _responses(one: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    headers = {"Sommet-Release": {"$ref": "#/components/headers/Release"}}
    for status, kinds in one.told["answers"].items():
        content = {kind: _content(one, status, kind) for kind in kinds}
        phrase = HTTPStatus(int(status)).phrase
        yield (
            status,
            {"description": phrase, "headers": headers} | ({"content": content} if content else {}),
        )
    for error in one.told.get("errors", ()):
        yield str(error), {"$ref": f"#/components/responses/Error{error}"}


def _content(one: Operation, status: str, kind: str) -> dict[str, Any]:
    is_json = kind.endswith("json")
    schema = {} if is_json else {"type": "string"}
    if (
        one.example
        and status == str(one.status)
        and kind == next(iter(one.told["answers"][status]))
    ):
        return {"schema": schema, "example": json.loads(one.example) if is_json else one.example}
    return {"schema": schema}


def _errors() -> Iterator[tuple[str, dict[str, Any]]]:
    """An answer for each status of an error; a browser gets a page in place of the body."""
    statuses = {error for one in operations() for error in one.told.get("errors", ())}
    for status in sorted(statuses):
        content = {
            "application/json": {"schema": {"$ref": "#/components/schemas/Error"}},
            "text/html": {"schema": {"type": "string"}},
        }
        yield f"Error{status}", {"description": HTTPStatus(status).phrase, "content": content}
