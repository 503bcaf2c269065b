"""What the CSV files are, for tools: CSVW metadata (https://www.w3.org/TR/tabular-metadata/)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from graph.about import LICENCE
from graph.export.tables.schema import Column, Table, tables

_COMPACT = re.compile(r"([\w-]+):(.+)", re.DOTALL)


def metadata(prefixes: Mapping[str, str]) -> bytes:
    """The description of all tables as one group, as JSON in UTF-8.

    :param prefixes: the namespaces of the store's prefixes
    """
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _words({"en": "Sommet as tables", "fr": "Sommet en tableaux"}),
        "dc:license": {"@id": LICENCE},
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n", "\n"]},
        "tables": [_table(table, prefixes) for table in tables()],
    }
    return (json.dumps(group, ensure_ascii=False, indent=2) + "\n").encode()


def _table(table: Table, prefixes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "url": f"{table.name}.csv",
        "dc:title": _words(table.titles),
        "dc:description": _words(table.descriptions),
        "tableSchema": {
            "columns": [_column(column, table, prefixes) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [_reference(column) for column in table.columns if column.of],
            "aboutUrl": f"{{+{table.about}}}",
        },
    }


def _column(column: Column, table: Table, prefixes: Mapping[str, str]) -> dict[str, Any]:
    is_iri = column.datatype == "anyURI" and not column.separator
    described = {
        "name": column.name,
        "titles": column.name,
        "dc:description": _words(column.descriptions),
        "datatype": column.datatype,
        "required": column.name in table.key,
        "lang": column.language,
        "separator": column.separator,
        "propertyUrl": _full(column.property, prefixes),
        "valueUrl": _full(column.value, prefixes) or (f"{{+{column.name}}}" if is_iri else ""),
        # What says nothing in RDF would otherwise be a property of the file.
        "suppressOutput": not column.property,
    }
    return {name: value for name, value in described.items() if value}


def _reference(column: Column) -> dict[str, Any]:
    (other,) = (table for table in tables() if table.name == column.of)
    return {
        "columnReference": column.name,
        "reference": {
            "resource": f"{other.name}.csv",
            "columnReference": other.columns[0].name,
        },
    }


def _words(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": value, "@language": language} for language, value in words.items()]


def _full(compact: str, prefixes: Mapping[str, str]) -> str:
    found = _COMPACT.fullmatch(compact)
    return prefixes[found[1]] + found[2] if found else ""
