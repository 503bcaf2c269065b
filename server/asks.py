"""What is asked, and what is read of answers."""

import json
import os
from pathlib import Path
from typing import Any

from graph.dataset import sources
from graph.store import Given, Limits, Question
from graph.store.asks import Asks, whole

__all__ = ["JSON", "Asks", "Bindings", "discard", "query_text", "rows", "whole"]

JSON = "application/sparql-results+json"

# What a question of our own may take, such as the figures of the first page: more than a client's, as
# it is put once for a release, but not for ever.
OWN_LIMITS = Limits(seconds=60, memory_bytes=1 << 30)

_QUERIES = Path(__file__).parent / "queries"

Bindings = list[dict[str, dict[str, str]]]


def query_text(name: str, base: str) -> str:
    """A query of `server/queries/`, under the base of the IRIs that it asks about."""
    return sources.query_text(_QUERIES, name, base)


def rows(asks: Asks, query: str, limits: Limits = OWN_LIMITS) -> Bindings:
    """The rows of the answer to a SELECT query."""
    found: dict[str, Any] = json.loads(whole(asks.ask(Question(query, JSON, limits=limits))))
    bindings: Bindings = found["results"]["bindings"]
    return bindings


def discard(given: Given) -> None:
    """Let go of an answer that nobody reads."""
    if given.file is not None:
        os.close(given.file)
