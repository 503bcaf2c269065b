"""What other registers call the things that the lexicon knows."""

from collections.abc import Iterator, Mapping
from functools import cache

from graph import lexicon

_TABLES = ("states.csv", "subnationals.csv", "organisations.csv")


@cache
def matches() -> Mapping[str, tuple[str, ...]]:
    """The IRIs in the EU's tables, in Wikidata and in ROR of each key that has one."""
    return {
        f"agent/{row['code']}": found
        for table in _TABLES
        for row in lexicon.rows(table)
        if (found := tuple(_iris(row)))
    }


def _iris(row: Mapping[str, str]) -> Iterator[str]:
    if row.get("eu"):
        yield row["eu"]
    if row.get("wikidata"):
        yield f"http://www.wikidata.org/entity/{row['wikidata']}"
    if row.get("ror"):
        yield f"https://ror.org/{row['ror'].rpartition('/')[2]}"
