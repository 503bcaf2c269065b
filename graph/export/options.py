"""The options of networks on the command line."""

from collections.abc import Callable, Mapping
from functools import reduce

import click

from graph.export.asked import GEXF_VERSIONS, MODES, NETWORK_FORMATS, Merge

Command = Callable[..., None]

# The names of the formats of networks.
NETWORKS = tuple(format_.name for format_ in NETWORK_FORMATS)

_OPTIONS = (
    click.option(
        "--entity",
        metavar="IRI",
        help="What is around it: its IRI, its key, e.g. `agent/fra`, or its label; or several,"
        " with commas between.",
    ),
    click.option("--depth", metavar="STEPS", help="How far around it [default: 1]."),
    click.option("--class", metavar="NAMES", help="Facts about its things, e.g. `State,Summit`."),
    click.option("--relation", metavar="NAMES", help="Its facts, e.g. `memberOf,hosts`."),
    click.option("--document", metavar="KEYS", help="Facts that it states."),
    click.option("--mode", metavar="NAMES", help=f"Facts known so: {', '.join(MODES)}."),
    click.option("--from", metavar="DATE", help="Facts that hold then or later, e.g. 2020-06."),
    click.option("--to", metavar="DATE", help="Facts that hold then or earlier."),
    click.option("--without", metavar="IRI", help="Leave it out, named as for --entity."),
    click.option("--construct", metavar="FILE|QUERY|-", help="The triples that a query gives."),
    click.option("--stated", is_flag=True, help="Without what is only inferred."),
    click.option(
        "--merge",
        is_flag=False,
        flag_value=Merge.RELATION.value,
        type=click.Choice([merge.value for merge in Merge]),
        help="Facts that become one edge, with a weight: those that say the same"
        " [without a value: relation], or all between two things.",
    ),
    click.option("--language", metavar="TAG", help="Of the labels [default: en]."),
    click.option("--gexf-version", type=click.Choice(GEXF_VERSIONS), help="[default: 1.3]"),
)


def network_options(command: Command) -> Command:
    """Add the options that say which network; `read_asked` checks what they hold."""
    return reduce(lambda made, option: option(made), reversed(_OPTIONS), command)


def given_options(options: Mapping[str, str | bool | None]) -> dict[str, str]:
    """The options that are given, by the names that `read_asked` knows, as text."""
    return {
        name.rstrip("_").replace("_", "-"): "true" if value is True else str(value)
        for name, value in options.items()
        if value not in (None, False)
    }
