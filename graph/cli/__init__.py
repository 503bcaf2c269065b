"""The command line, save `serve`, which `server.cli` adds."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console

from graph import build as way
from graph import evaluate as evaluation
from graph import release as releases
from graph import search as searching
from graph.cli.files import (
    STDIN,
    WIDTH,
    as_text,
    output_file,
    progress,
    query_text,
    standard_input,
    warn,
    write,
)
from graph.cli.group import Commands
from graph.errors import SommetError
from graph.export import RDF_FORMATS, Asked, Asking, dumps, export_network, read_asked, tables
from graph.export.options import NETWORKS, given_options, network_options
from graph.names import Iris
from graph.read import read_bytes
from graph.records import records
from graph.settings import CORPUS, load
from graph.statement import extract
from graph.store import FORMATS, Limits, by_name, query_form

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of the releases [default: $SOMMET_DATA, else the user's data folder].",
)
output_option = click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write there, not to standard output.",
)
table_option = click.option(
    "--format",
    "format_name",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
)
texts_argument = click.argument("texts", nargs=-1, metavar="[TEXT|FOLDER]...")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sommet")
def main() -> None:
    """Read texts of AI policy, and publish what they say as a knowledge graph.

    \b
    sommet build              make a release of the four texts that come with the package
    sommet serve              answer SPARQL on it, at http://127.0.0.1:8010/
    sommet extract a.txt      print the facts of a text as JSON Lines
    """  # noqa: D301 — \b keeps the lines apart


@main.command()
@texts_argument
@click.option("--strict", is_flag=True, help="Make no release if a text's facts are set aside.")
@click.option("--workers", type=click.IntRange(1), help="Processes to read and validate with.")
@data_option
def build(texts: Sequence[str], strict: bool, workers: int | None, data: Path | None) -> None:
    """Read texts and make what they say the current release.

    Without TEXT or FOLDER, the four texts that come with the package. A release is put in place
    at once or not at all; the same texts give the same release.
    """
    settings = load(data)
    with progress() as say:
        made = way.build(map(Path, texts), settings, strict=strict, workers=workers, say=say)
    for name in made.silent:
        warn(f"{name}: no fact was found in it; it is released without facts.")
    for name, reason in made.set_aside.items():
        warn(f"{name}: its facts are set aside. {reason}")
    width = None if sys.stderr.isatty() else WIDTH
    Console(stderr=True, width=width).print(way.summary.as_table(made.coverages))
    release = made.release
    click.echo(
        f"Release {release.hash}{'' if made.is_new else ' (unchanged)'}: "
        f"{len(release.manifest['texts'])} texts, {release.manifest['triples']} triples, "
        f"{made.warnings} warnings, in {release.folder}"
    )


@main.command(name="extract")
@texts_argument
@click.option("--name", default="stdin.txt", show_default=True, help="Name of the text of `-`.")
@output_option
@data_option
def extract_command(
    texts: Sequence[str], name: str, output: Path | None, data: Path | None
) -> None:
    """Print the entities and the facts of texts as JSON Lines; `-` reads standard input.

    A line is an entity with its mentions, or a statement with its evidence. Offsets count the
    text's characters, the end exclusive.
    """
    base = load(data).base
    if STDIN in texts:
        if len(texts) > 1:
            raise click.UsageError("'-' stands alone.")
        readings = [extract(read_bytes(name, standard_input()))]
    else:
        paths = tuple(map(Path, texts)) or (CORPUS,)
        readings = list(way.readings(way.texts(paths)))
    for reading in readings:
        if not reading.statements:
            warn(f"{reading.document.name}: no fact was found in it.")
    lines = (
        json.dumps(record, ensure_ascii=False) + "\n"
        for reading in readings
        for record in records(reading, base)
    )
    write("".join(lines).encode(), output)


@main.command()
@click.argument(
    "gold", type=click.Path(file_okay=False, exists=True, path_type=Path), metavar="GOLD"
)
@click.option(
    "--texts",
    "folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="FOLDER",
    help="Folder of the annotated texts [default: GOLD].",
)
@table_option
@output_option
@data_option
def evaluate(
    gold: Path, folder: Path | None, format_name: str, output: Path | None, data: Path | None
) -> None:
    """Compare what texts are found to say with what people annotated in them.

    GOLD is a folder of annotations: NAME.json for each text, NAME.traps.json for facts that are
    wrong, index.json for the texts' names. Precision, recall and F1 by text and relation, strict
    and relaxed; the facts that differ, with their sentences.
    """
    base = load(data).base
    annotated = evaluation.read_gold(gold)
    files = way.texts((folder or gold) / one.text for one in annotated)
    found = evaluation.evaluate(annotated, way.readings(files), base)
    if format_name == "json":
        shown = json.dumps(evaluation.as_json(found), ensure_ascii=False, indent=2) + "\n"
    else:
        shown = as_text(evaluation.as_tables(found))
    write(shown.encode(), output)


@main.command()
@click.argument("query", metavar="FILE|QUERY|-")
@click.option(
    "--format",
    "format_name",
    type=click.Choice([f.name for f in FORMATS]),
    help="[default: csv for SELECT and ASK, turtle for CONSTRUCT and DESCRIBE]",
)
@output_option
@data_option
def query(query: str, format_name: str | None, output: Path | None, data: Path | None) -> None:
    """Ask the current release a SPARQL query, given as a file, as text, or on standard input."""
    release = releases.current(load(data).data)
    text = query_text(query)
    default = "turtle" if query_form(text).gives_graph else "csv"
    format_ = by_name(format_name or default)
    write(release.store().query(text, format_.media_type), output)


@main.command()
@texts_argument
@click.option("--format", "format_name", type=click.Choice(["text", *RDF_FORMATS]), default="text")
@output_option
@data_option
def validate(
    texts: Sequence[str], format_name: str, output: Path | None, data: Path | None
) -> None:
    """Check texts as `build` does, and print the report; no release is made.

    Without TEXT or FOLDER, print the report of the current release. Exit status 1 if the facts of
    a text would be set aside.
    """
    settings = load(data)
    if texts:
        with progress() as say:
            checked = way.check_texts(map(Path, texts), settings, say=say)
        report = way.reports.of_texts(checked, format_name)
    else:
        report = way.reports.of_release(releases.current(settings.data), format_name)
    write(report.content, output)
    if report.refused:
        names = ", ".join(report.refused)
        raise SommetError(f"The facts of these texts cannot be released: {names}.")


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--type", "type_", metavar="NAME", help="Only a class: State, Document, Passage …")
@click.option(
    "--limit", type=click.IntRange(1, searching.MOST_LINES), default=20, show_default=True
)
@table_option
@output_option
@data_option
def search(
    words: Sequence[str],
    type_: str | None,
    limit: int,
    format_name: str,
    output: Path | None,
    data: Path | None,
) -> None:
    """Find names and passages of the current release by their words, the best first."""
    release = releases.current(load(data).data)
    class_ = None if type_ is None else Iris(release.base).term(type_)
    with searching.Index(release.folder / searching.FILE).opened() as reader:
        found = reader.search(" ".join(words), type_=class_, most=limit)
    if format_name == "json":
        shown = json.dumps(searching.as_json(found), ensure_ascii=False, indent=2) + "\n"
    else:
        shown = as_text(searching.as_table(found))
    write(shown.encode(), output)


@main.command(name="export")
@click.option(
    "--format",
    "format_name",
    type=click.Choice([*RDF_FORMATS, *NETWORKS, *tables.TABLE_FORMATS]),
    default="nquads",
    show_default=True,
    help="Formats of triples write the merge of the graphs; gexf to dot write networks, csvw and"
    " parquet tables.",
)
@click.option("--graph", metavar="IRI", help="Only this graph, e.g. `statements`; in RDF.")
@network_options
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write there, not to standard output; of tables a folder, or a file in .zip.",
)
@data_option
def export_command(
    format_name: str,
    graph: str | None,
    output: Path | None,
    data: Path | None,
    **options: str | bool | None,
) -> None:
    """Write the current release in a format of RDF, its network of things and facts, or tables.

    A network can be that of the whole release, of what is around an entity, of the facts of a
    class, of a relation or of a period, in any combination, or of what a query gives. Tables are
    one file each (entities, statements, evidence, documents); standard output gets them as a zip
    archive.
    """
    asked = _network(format_name, graph, options)
    release = releases.current(load(data).data)
    if asked is not None:
        asking = Asking(release.store(), release.base, Limits())
        title = Iris(release.base).release(release.hash)
        write(export_network(asking, asked, title), output)
    elif format_name not in tables.TABLE_FORMATS:
        with output_file(output) as file:
            dumps.take_away(release, file, format_name, graph)
    elif output is None:
        with output_file(None) as file:
            tables.archive(release, file, format_name)
    else:
        tables.take_away(release, output, format_name)


def _network(
    format_name: str, graph: str | None, options: Mapping[str, str | bool | None]
) -> Asked | None:
    """The network that is asked for; None: the format is no network's."""
    given = given_options(options)
    if graph is not None and format_name not in RDF_FORMATS:
        raise click.UsageError(f"'--graph' does not go with the format '{format_name}'.")
    if format_name not in NETWORKS:
        if given:
            names = ", ".join(NETWORKS)
            raise click.UsageError(f"'--{min(given)}' is for networks only: --format {names}.")
        return None
    if "construct" in given:
        given["construct"] = query_text(given["construct"])
    return read_asked(given | {"format": format_name})
