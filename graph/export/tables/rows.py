"""The rows of a table, read from a store with little memory."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeAlias

from graph.dataset.sources import DEFAULT_BASE
from graph.export.tables.schema import Column, Table
from graph.store import Question, Store
from graph.store.asks import CSV

Cell: TypeAlias = str | int | date | list[str] | None
Row: TypeAlias = list[Cell]


def rows(store: Store, table: Table, base: str) -> Iterator[Row]:
    """The rows of a table, in the order of its key.

    :param base: of the store's IRIs
    """
    readers = [_reader(column) for column in table.columns]
    with tempfile.TemporaryFile() as answer:
        store.ask(Question(table.query.replace(DEFAULT_BASE, base), CSV), answer)
        answer.seek(0)
        lines = csv.reader(io.TextIOWrapper(answer, encoding="utf-8", newline=""))
        next(lines)
        for line in lines:
            yield [read(cell) for read, cell in zip(readers, line, strict=True)]


def _reader(column: Column) -> Callable[[str], Cell]:
    if column.separator:
        return lambda cell: sorted(cell.split(column.separator)) if cell else []
    read = _READERS.get(column.datatype, str)
    return lambda cell: read(cell) if cell else None


_READERS: dict[str, Callable[[str], Cell]] = {"integer": int, "date": date.fromisoformat}
