"""What is read of answers."""

import json
import os
from typing import Any

from graph.store import Given, Limits, Question
from graph.store.asks import Asks, whole

__all__ = ["JSON", "Asks", "Bindings", "discard", "rows", "whole"]

JSON = "application/sparql-results+json"

NO_LIMITS = Limits()

Bindings = list[dict[str, dict[str, str]]]


def rows(asks: Asks, query: str, limits: Limits = NO_LIMITS) -> Bindings:
    """The rows of the answer to a SELECT query."""
    found: dict[str, Any] = json.loads(whole(asks.ask(Question(query, JSON, limits=limits))))
    bindings: Bindings = found["results"]["bindings"]
    return bindings


def discard(given: Given) -> None:
    """Let go of an answer that nobody reads."""
    if given.file is not None:
        os.close(given.file)
