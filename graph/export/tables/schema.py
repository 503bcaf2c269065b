"""The tables and their columns, as `columns.toml` describes them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    :ivar datatype: as CSVW names it (https://www.w3.org/TR/tabular-metadata/#datatypes)
    :ivar property: the compact IRI of what a cell says of its row; empty: nothing in RDF
    :ivar value: the compact IRI that a cell stands for, with the column's name in braces
    :ivar language: of the words
    :ivar separator: between the values of a list; empty: a cell is one value
    :ivar of: the table to whose first column it refers
    """

    name: str
    datatype: str
    descriptions: Mapping[str, str]
    property: str = ""
    value: str = ""
    language: str = ""
    separator: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one row for each thing.

    :ivar key: the columns that tell its rows apart
    :ivar about: the column that names what a row is about
    :ivar query: gives its rows, in order
    """

    name: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    key: tuple[str, ...]
    about: str
    columns: tuple[Column, ...]
    query: str


@cache
def tables() -> tuple[Table, ...]:
    """All tables."""
    described = tomllib.loads((FOLDER / "columns.toml").read_text(encoding="utf-8"))
    return tuple(_table(name, values) for name, values in described.items())


def _table(name: str, values: Mapping[str, Any]) -> Table:
    return Table(
        name,
        values["title"],
        values["description"],
        tuple(values["key"]),
        values["about"],
        _columns(values["columns"]),
        (FOLDER / f"{name}.rq").read_text(encoding="utf-8"),
    )


def _columns(described: Sequence[Mapping[str, str]]) -> tuple[Column, ...]:
    return tuple(
        Column(
            descriptions={"en": one["en"], "fr": one["fr"]},
            **{name: value for name, value in one.items() if name not in {"en", "fr"}},
        )
        for one in described
    )
