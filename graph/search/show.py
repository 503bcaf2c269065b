"""What a search found, for a terminal or for a program."""

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from graph.search.values import Found, Hit

_LANGUAGE = "en"  # of the command line
_MOST = 100  # characters of a line that a table shows


def as_table(found: Found) -> RenderableType:
    """The hits, one a row: what it is, its types, how many statements it stands in, its IRI."""
    table = Table(box=SIMPLE)
    for column in ("found", "type", "statements", "IRI"):
        table.add_column(column, overflow="fold")
    for hit in found.hits:
        text = " ".join(hit.line.text.split())
        table.add_row(
            escape(text if len(text) <= _MOST else f"{text[:_MOST]}…"),
            escape(", ".join(term.label(_LANGUAGE) for term in hit.thing.types)),
            str(hit.thing.links),
            escape(hit.thing.iri),
        )
    table.caption = f"{len(found.hits)} of {found.total}{' or more' if found.cut else ''}"
    return table


def as_json(found: Found) -> dict[str, object]:
    """The hits with how many there are in all."""
    return {
        "total": found.total,
        "cut": found.cut,
        "results": [_hit(hit) for hit in found.hits],
    }


def _hit(hit: Hit) -> dict[str, object]:
    thing, label = hit.thing, hit.thing.label(_LANGUAGE)
    return {
        "iri": thing.iri,
        "kind": thing.kind,
        "label": label.text,
        "language": label.language,
        "types": [term.label(_LANGUAGE) for term in thing.types],
        "statements": thing.links,
        "matched": hit.line.text,
        "how": hit.how,
        "document": thing.document or None,
    }
