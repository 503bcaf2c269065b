"""A table as Parquet (https://parquet.apache.org/docs/file-format/), through pyarrow."""

from collections.abc import Sequence
from typing import IO

import pyarrow as arrow
from pyarrow import parquet

from graph.export.tables.rows import Row
from graph.export.tables.schema import Column, Table

_TYPES = {"integer": arrow.int64(), "date": arrow.date32()}


class Columnar:
    """Writes a table as Parquet; the schema is that of the columns, whatever the cells hold."""

    def __init__(self, output: IO[bytes], table: Table) -> None:
        self._schema = schema(table)
        self._writer = parquet.ParquetWriter(output, self._schema)

    def write(self, rows: Sequence[Row]) -> None:
        """Write more rows, as a row group."""
        columns = [
            arrow.array([row[number] for row in rows], type=field.type)
            for number, field in enumerate(self._schema)
        ]
        self._writer.write_table(arrow.Table.from_arrays(columns, schema=self._schema))

    def close(self) -> None:
        """Write what is left; the output stays open."""
        self._writer.close()


def schema(table: Table) -> arrow.Schema:
    """The columns as Arrow has them, each with its description in English and in French."""
    return arrow.schema([_field(column, table) for column in table.columns])


def _field(column: Column, table: Table) -> arrow.Field:
    type_ = _TYPES.get(column.datatype, arrow.string())
    described = {f"description_{tag}": words for tag, words in column.descriptions.items()}
    return arrow.field(
        column.name,
        arrow.list_(type_) if column.separator else type_,
        nullable=column.name not in table.key,
        metadata=described,
    )
