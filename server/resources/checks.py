"""What the validation found about a node, and which IRIs it has replaced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.term import Node

from graph.names import Iris
from server.asks import Bindings
from server.messages import in_language
from server.resources.names import Name, Names
from server.resources.paths import local
from server.resources.queries import Reader, term, written


@dataclass(frozen=True, slots=True)
class Finding:
    """What the report says.

    :ivar severity: `Violation`, `Warning` or `Info`, of SHACL
    :ivar pieces: of the message, with each thing by its name
    :ivar report: the path of the report that says it
    """

    severity: str
    pieces: tuple[Name, ...]
    language: str
    report: str


@dataclass(frozen=True, slots=True)
class Checks:
    """What is found before anything has a name."""

    rows: Bindings

    def replaced(self) -> tuple[str, ...]:
        """The IRIs that the node has replaced."""
        return tuple(sorted(row["replaced"]["value"] for row in self.rows if "replaced" in row))

    def mentioned(self, base: str) -> Iterator[Node]:
        """The things that messages name."""
        for row in self.rows:
            if "message" in row:
                yield from named_in(row["message"]["value"], base)


def find(asked: Reader, node: URIRef) -> Checks:
    """What the report and the joins tell of a node."""
    graph = URIRef(Iris(asked.served.base).graph("report"))
    return Checks(asked.rows("checks", node=written(node), graph=written(graph)))


def findings(checks: Checks, names: Names, base: str, language: str) -> tuple[Finding, ...]:
    """What the report says of a node, in one language as far as it can be."""
    by_result: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in checks.rows:
        if "message" in row:
            message = term(row["message"])
            tongue = message.language if isinstance(message, Literal) else None
            value = row["value"]["value"] if "value" in row else ""
            key = (row["severity"]["value"].rpartition("#")[2], row["report"]["value"], value)
            by_result.setdefault(key, {})[tongue or ""] = str(message)
    made = []
    for (severity, report, _), messages in sorted(by_result.items()):
        said = in_language(messages, language)
        pieces = in_pieces(said.text, names, base)
        made.append(Finding(severity, pieces, said.language, local(report, base)))
    return tuple(made)


def named_in(message: str, base: str) -> Iterator[URIRef]:
    """The things of the release that a message names by their IRIs."""
    yield from map(URIRef, re.findall(_iri_of(base), message))


def in_pieces(message: str, names: Names, base: str) -> tuple[Name, ...]:
    """A message with the things that it names by their IRIs named by words."""
    parts = re.split(f"({_iri_of(base)})", message)
    return tuple(
        names.name(URIRef(part)) if at % 2 else Name(part) for at, part in enumerate(parts) if part
    )


def _iri_of(base: str) -> str:
    return re.escape(base) + r"[^\s,;\"<>]*[^\s,;.:\"<>]"
