"""What answers questions, a store or its query processes, and how its answers are read."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO, Protocol

from graph.store.answer import Given, Limits, Question

CSV = "text/csv"

# A value may be as long as a text; the library's own limit is 128 kB.
csv.field_size_limit(2**31 - 1)


class Asks(Protocol):
    """What answers questions: a store, or the query processes of one."""

    def ask(self, question: Question) -> Given:
        """The answer to a question."""


def whole(given: Given) -> bytes:
    """The bytes of an answer, wherever they stand."""
    if given.file is None:
        return given.content
    with open(given.file, "rb") as file:  # noqa: PTH123  It is a descriptor.
        file.seek(0)
        return file.read()


def table(asks: Asks, query: str, limits: Limits) -> Iterator[list[str]]:
    """The rows of the answer to a SELECT query of two variables or more, one after the other.

    A value is its text: an IRI without its brackets, a literal without its language or datatype;
    what is unbound is empty (https://www.w3.org/TR/sparql11-results-csv-tsv/#csv).

    :raises SommetError: if the question is refused, or goes over a limit
    """
    given = asks.ask(Question(query, CSV, limits=limits))
    if given.file is None:
        content: IO[bytes] = io.BytesIO(given.content)
    else:
        content = open(given.file, "rb")  # noqa: PTH123, SIM115  It is a descriptor.
        content.seek(0)
    with io.TextIOWrapper(content, encoding="utf-8", newline="") as lines:
        yield from islice(csv.reader(lines), 1, None)
