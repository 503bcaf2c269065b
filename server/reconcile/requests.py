"""What a client of the reconciliation service asks, read and checked.

The formats: https://reconciliation-api.github.io/specs/0.2/#structure-of-a-reconciliation-query and
https://reconciliation-api.github.io/specs/0.2/#data-extension-query-requests.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.asked import local_name, term_of
from server.errors import MalformedRequestError, RequestError

# Queries in a batch, candidates of a query, properties that it may give with so many values each, and
# pairs of thing and property that a data extension may ask for.
MOST_QUERIES = 50
MOST_CANDIDATES = 50
MOST_PROPERTIES = 10
MOST_VALUES = 50
MOST_PAIRS = 5_000

_CANDIDATES = 10
_STRICT = ("any", "should", "all")


class TooManyAskedError(RequestError):
    """A request asks for more than the service answers at once."""

    code = "too-long"
    status = 413

    def __init__(self, what: str, name: str, asked: int, most: int) -> None:
        super().__init__(
            f"A request may have {most} {what}.",
            name=name,
            value=str(asked),
            remedy="Send several requests.",
        )


@dataclass(frozen=True, slots=True)
class Query:
    """A reconciliation query.

    :ivar text: the name; empty if only properties are given
    :ivar types: IRIs of classes
    :ivar every_type: whether an answer must be in all of them
    :ivar limit: how many candidates are wanted
    :ivar properties: IRIs, each with the values of which one must be there
    """

    text: str
    types: tuple[str, ...]
    every_type: bool
    limit: int
    properties: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Extension:
    """A data extension query: identifiers of things as given, and IRIs of properties."""

    things: tuple[str, ...]
    properties: tuple[str, ...]


def read_queries(
    text: str, types: Collection[str], properties: Collection[str]
) -> dict[str, Query]:
    """The queries of a batch, by the keys that the client gives them.

    :param text: the batch in JSON
    :param types: the IRIs of the classes that there are
    :param properties: the IRIs of the properties that there are
    :raises MalformedRequestError: if it is no batch, or names an unknown class or property
    :raises TooManyAskedError: if it is too large
    """
    batch = _object(_json("queries", text), "queries")
    if len(batch) > MOST_QUERIES:
        raise TooManyAskedError("queries", "queries", len(batch), MOST_QUERIES)
    return {key: _query(_object(one, key), key, types, properties) for key, one in batch.items()}


def read_extension(text: str, properties: Collection[str]) -> Extension:
    """A data extension query.

    :param text: it in JSON
    :raises MalformedRequestError: if it is none, or names an unknown property
    :raises TooManyAskedError: if it is too large
    """
    asked = _object(_json("extend", text), "extend")
    things = _list(asked.get("ids"), "ids")
    wanted = [_object(one, "properties") for one in _list(asked.get("properties"), "properties")]
    if len(things) * len(wanted) > MOST_PAIRS:
        pairs = len(things) * len(wanted)
        raise TooManyAskedError("pairs of thing and property", "extend", pairs, MOST_PAIRS)
    return Extension(
        tuple(dict.fromkeys(_string(one, "ids") for one in things)),
        tuple(dict.fromkeys(_known(one.get("id"), "property", properties) for one in wanted)),
    )


def _query(
    asked: Mapping[str, Any], key: str, types: Collection[str], properties: Collection[str]
) -> Query:
    text = _string(asked.get("query", ""), "query").strip()
    wanted = _list(asked.get("properties", []), "properties")
    type_ = asked.get("type") or []
    strict = asked.get("type_strict", "any")
    limit = asked.get("limit", _CANDIDATES)
    if not asked.get("query") and not wanted:
        raise _malformed("A query has a name or properties.", key, asked)
    if len(wanted) > MOST_PROPERTIES:
        raise TooManyAskedError("properties", "properties", len(wanted), MOST_PROPERTIES)
    if strict not in _STRICT:
        raise _malformed(f"It is one of {', '.join(_STRICT)}.", "type_strict", strict)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise _malformed("It is a whole number from 1.", "limit", limit)
    return Query(
        text,
        tuple(
            _known(one, "type", types) for one in (type_ if isinstance(type_, list) else [type_])
        ),
        strict == "all",
        int(min(limit, MOST_CANDIDATES)),
        tuple(_wanted(_object(one, "properties"), properties) for one in wanted),
    )


def _wanted(asked: Mapping[str, Any], properties: Collection[str]) -> tuple[str, tuple[str, ...]]:
    value = asked.get("v")
    values = value if isinstance(value, list) else [value]
    if len(values) > MOST_VALUES:
        raise TooManyAskedError("values of a property", "v", len(values), MOST_VALUES)
    return _known(asked.get("pid"), "property", properties), tuple(map(_value, values))


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("id")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value).strip()
    raise _malformed("It is a string, a number, a truth value or an object with an id.", "v", value)


def _known(name: object, what: str, terms: Collection[str]) -> str:
    iri = term_of(_string(name, what))
    if iri not in terms:
        example = min(map(local_name, terms), key=lambda one: (":" in one, one))
        raise MalformedRequestError(
            f"The ontology has no such {what}.",
            name=what,
            value=str(name),
            remedy=f"Ask the suggest service, or use one such as {example}.",
        )
    return iri


def _json(name: str, text: str) -> object:
    """What some JSON holds; characters that cannot be sent back are refused too."""
    try:
        value: object = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise MalformedRequestError(
            "The parameter is not JSON that can be read.",
            name=name,
            value=text[:40].encode("utf-8", "replace").decode(),
            remedy="See https://reconciliation-api.github.io/specs/0.2/ for its form.",
        ) from error
    return value


def _object(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _malformed("It is an object.", name, value)
    return value


def _list(value: object, name: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise _malformed("It is an array.", name, value)
    return value


def _string(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise _malformed("It is a string.", name, value)
    return value


def _malformed(remedy: str, name: str, value: object) -> MalformedRequestError:
    return MalformedRequestError(
        f"'{name}' of the request is not what it has to be.",
        name=name,
        value=json.dumps(value, ensure_ascii=False)[:100],
        remedy=remedy,
    )
