"""Puts the queries of `queries/` to a release."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graph.dataset.sources import query_text
from graph.names import Iris
from graph.store import Limits
from graph.store.asks import Asks, table

_QUERIES = Path(__file__).parent / "queries"

# IRIs that one query is asked about.
_TOGETHER = 1000

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")


def is_iri(text: str) -> bool:
    """Whether a text may stand between the brackets of an IRI in a query."""
    return _IRI.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Asking:
    """A release that is asked.

    :ivar base: of its IRIs, ending in `/`
    :ivar limits: of each query
    """

    asks: Asks
    base: str
    limits: Limits

    @property
    def iris(self) -> Iris:
        """The addresses of the release's base."""
        return Iris(self.base)

    def all(self, name: str) -> Iterator[list[str]]:
        """The rows of the answer to a query of `queries/`, each value as its text."""
        return table(self.asks, self._query(name, ""), self.limits)

    def among(self, name: str, variable: str, iris: Iterable[str]) -> Iterator[list[str]]:
        """The rows in which a variable is one of some IRIs."""
        left = iter(sorted(filter(is_iri, iris)))
        while some := list(islice(left, _TOGETHER)):
            values = " ".join(f"<{iri}>" for iri in some)
            query = self._query(name, f"VALUES ?{variable} {{ {values} }}")
            yield from table(self.asks, query, self.limits)

    def _query(self, name: str, values: str) -> str:
        return query_text(_QUERIES, name, self.base).replace("# among", values)
