"""A table as comma-separated values (https://www.rfc-editor.org/rfc/rfc4180)."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

from graph.export.tables.rows import Row
from graph.export.tables.schema import Table


class CommaSeparated:
    """Writes a table as CSV in UTF-8, with a line of the columns' names."""

    def __init__(self, output: IO[bytes], table: Table) -> None:
        self._text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._separators = [column.separator for column in table.columns]
        self._writer.writerow(column.name for column in table.columns)

    def write(self, rows: Sequence[Row]) -> None:
        """Write more rows."""
        self._writer.writerows(map(self._cells, rows))

    def close(self) -> None:
        """Write what is left; the output stays open."""
        self._text.detach()

    def _cells(self, row: Row) -> Iterable[object]:
        for cell, separator in zip(row, self._separators, strict=True):
            yield separator.join(cell) if isinstance(cell, list) else cell
