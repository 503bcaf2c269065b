"""The operations of this service, as `operations.toml` describes them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

# A variable part of a route, https://werkzeug.palletsprojects.com/en/stable/routing/#rule-format.
_PART = re.compile(r"<(?:[^<>:]+:)?(\w+)>")

# What an example writes for the hash of the release that is served.
_RELEASE = "{release}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one route.

    :ivar rule: the route, as the application has it
    :ivar method: in capitals
    :ivar status: of its example
    :ivar told: what is described of all routes that it was described with
    """

    name: str
    rule: str
    method: str
    status: int
    told: Mapping[str, Any]

    @property
    def path(self) -> str:
        """The route as a template of OpenAPI: https://spec.openapis.org/oas/v3.1.0#path-templating."""
        return _PART.sub(r"{\1}", self.rule)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the variable parts of its path."""
        return tuple(_PART.findall(self.rule))

    @property
    def example(self) -> str:
        """The answer to the example, shortened; empty: none is shown."""
        return str(self.told.get("example", "")).strip()

    def example_parts(self, release: str) -> Mapping[str, str]:
        """The values of the variable parts in the example."""
        given: Mapping[str, str] = self.told.get("path", {})
        return {
            name: given[name].replace(_RELEASE, release) for name in self.parts if name in given
        }

    def example_path(self, release: str) -> str:
        """The path of the example, with its query.

        :param release: the hash of the release that is served
        """
        values = self.example_parts(release)
        path = _PART.sub(lambda part: quote(values[part[1]]), self.rule)
        query = self.told.get("query")
        return f"{path}?{urlencode(query, quote_via=quote)}" if query else path

    def curl(self, server: str, release: str) -> str:
        """The example as a command for a shell.

        :param server: its address, without a stroke at the end
        """
        accept = self.told.get("accept")
        header = f" \\\n  --header 'Accept: {accept}'" if accept else ""
        return f"curl '{server}{self.example_path(release)}'{header}"


@cache
def read_table() -> Mapping[str, Any]:
    """The content of `operations.toml`."""
    return tomllib.loads((files("server.api") / "operations.toml").read_text(encoding="utf-8"))


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation, in the order of the file."""
    return tuple(one for told in read_table()["operations"] for one in _operations(told))


def _operations(told: Mapping[str, Any]) -> Iterator[Operation]:
    methods = told.get("methods", ["GET"])
    status = told.get("status") or int(next(iter(told["answers"])))
    for name, rule in told["rules"].items():
        for method in methods:
            each = name if len(methods) == 1 else f"{name}By{method.capitalize()}"
            yield Operation(each, rule, method, status, told)
