"""What a build drew from its texts, for a reader at a terminal."""

from collections import Counter
from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from graph.coverage import Coverage

_MOST_TEXTS = 30
_MOST_RULES = 8
_COLUMNS = ("sentences", "silent", "mentions", "unlinked", "statements", "dropped", "rules")


def as_table(coverages: Sequence[Coverage]) -> RenderableType:
    """The coverage of each text and of all; of many texts, those with most silent sentences."""
    table = Table(title="Coverage", title_justify="left", box=SIMPLE)
    table.add_column("text", no_wrap=True)
    for column in _COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    shown = sorted(coverages, key=lambda c: (-len(c.silent), c.name))[:_MOST_TEXTS]
    for found in sorted(shown, key=lambda c: c.name):
        table.add_row(escape(found.name), *map(str, _figures(found)), str(len(found.rules)))
    if len(coverages) > len(shown):
        table.add_row(f"… {len(coverages) - len(shown)} more")
    table.add_section()
    sums = [sum(column) for column in zip(*map(_figures, coverages), strict=True)]
    uses = Counter[str]()
    for found in coverages:
        uses.update(dict(found.rules))
    table.add_row("all", *map(str, sums), str(len(uses)))
    return Group(table, _rules(uses))


def _figures(found: Coverage) -> tuple[int, ...]:
    return (
        found.sentences,
        len(found.silent),
        found.mentions,
        len(found.unlinked),
        found.statements,
        len(found.dropped),
    )


def _rules(uses: Counter[str]) -> str:
    """The rules that made most statements, with how many."""
    order = sorted(uses.items(), key=lambda use: (-use[1], use[0]))
    first = ", ".join(f"{name} {times}" for name, times in order[:_MOST_RULES])
    return f"Rules that made most statements: {escape(first)}." if first else ""
