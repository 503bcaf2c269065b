"""What answers questions, and what is read of its answers."""

import json
import os
from typing import Any, Protocol

from graph.store import Given, Limits, Question

JSON = "application/sparql-results+json"

NO_LIMITS = Limits()

Bindings = list[dict[str, dict[str, str]]]


class Asks(Protocol):
    """What answers questions: a store, or the query processes of one."""

    def ask(self, question: Question) -> Given:
        """The answer to a question."""


def rows(asks: Asks, query: str, limits: Limits = NO_LIMITS) -> Bindings:
    """The rows of the answer to a SELECT query."""
    found: dict[str, Any] = json.loads(whole(asks.ask(Question(query, JSON, limits=limits))))
    bindings: Bindings = found["results"]["bindings"]
    return bindings


def whole(given: Given) -> bytes:
    """The bytes of an answer, wherever they stand."""
    if given.file is None:
        return given.content
    with open(given.file, "rb") as file:  # noqa: PTH123  It is a descriptor.
        file.seek(0)
        return file.read()


def discard(given: Given) -> None:
    """Let go of an answer that nobody reads."""
    if given.file is not None:
        os.close(given.file)
