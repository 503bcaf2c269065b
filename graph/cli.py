"""The command line, save `serve`, which `server.cli` adds."""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, NoReturn

import click
from rich.console import Console, RenderableType

from graph import build as way
from graph import evaluate as evaluation
from graph import release as releases
from graph import search as searching
from graph.errors import FormatError, OptionError, SommetError
from graph.export import RDF_FORMATS, Asked, Asking, dumps, export_network, read_asked, tables
from graph.export.options import NETWORKS, given_options, network_options
from graph.names import Iris
from graph.read import read_bytes
from graph.records import records
from graph.settings import CORPUS, load
from graph.statement import extract
from graph.store import FORMATS, Limits, by_name, query_form

STDIN = "-"
_WIDTH = 140  # characters of a table, whether or not a terminal shows it


class Commands(click.Group):
    """Commands whose errors are one line: exit status 1 if refused, 2 if called wrongly."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command; see https://click.palletsprojects.com/en/stable/api/#click.Command.main."""
        run: Callable[[], Any] = partial(
            super().main, args, prog_name, complete_var, standalone_mode=False, **extra
        )
        if not standalone_mode:
            return run()
        try:
            status = run()
            if sys.stdout is not None:
                sys.stdout.flush()
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(2)
        except click.ClickException as error:
            _stop(error.format_message(), 2)
        except SommetError as error:
            _stop(str(error), 2 if isinstance(error, FormatError | OptionError) else 1)
        except click.Abort:
            _stop("Stopped.", 130)
        except OSError as error:
            _let_go_of_stdout()
            if isinstance(error, BrokenPipeError):
                sys.exit(1)
            _stop(f"The output cannot be written ({error.strerror or error}).", 1)
        sys.exit(status if isinstance(status, int) else 0)


def _stop(message: str, status: int) -> NoReturn:
    click.echo(f"sommet: {' '.join(message.split())}", err=True)
    sys.exit(status)


def _let_go_of_stdout() -> None:
    """Let the interpreter's last flush go nowhere, since what it would say was said."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    with _progress() as say:
        made = way.build(map(Path, texts), settings, strict=strict, workers=workers, say=say)
    for name in made.silent:
        _warn(f"{name}: no fact was found in it; it is released without facts.")
    for name, reason in made.set_aside.items():
        _warn(f"{name}: its facts are set aside. {reason}")
    width = None if sys.stderr.isatty() else _WIDTH
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
        readings = [extract(read_bytes(name, _standard_input()))]
    else:
        paths = tuple(map(Path, texts)) or (CORPUS,)
        readings = list(way.readings(way.texts(paths)))
    for reading in readings:
        if not reading.statements:
            _warn(f"{reading.document.name}: no fact was found in it.")
    lines = (
        json.dumps(record, ensure_ascii=False) + "\n"
        for reading in readings
        for record in records(reading, base)
    )
    _write("".join(lines).encode(), output)


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
@click.option(
    "--format", "format_name", type=click.Choice(["table", "json"]), default="table",
    show_default=True,
)  # fmt: skip
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
        shown = _as_text(evaluation.as_tables(found))
    _write(shown.encode(), output)


def _as_text(shown: RenderableType) -> str:
    console = Console(width=_WIDTH)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()


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
    text = _query_text(query)
    default = "turtle" if query_form(text).gives_graph else "csv"
    format_ = by_name(format_name or default)
    _write(release.store().query(text, format_.media_type), output)


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
        with _progress() as say:
            checked = way.check_texts(map(Path, texts), settings, say=say)
        report = way.reports.of_texts(checked, format_name)
    else:
        report = way.reports.of_release(releases.current(settings.data), format_name)
    _write(report.content, output)
    if report.refused:
        names = ", ".join(report.refused)
        raise SommetError(f"The facts of these texts cannot be released: {names}.")


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--type", "type_", metavar="NAME", help="Only a class: State, Document, Passage …")
@click.option(
    "--limit", type=click.IntRange(1, searching.MOST_LINES), default=20, show_default=True
)
@click.option(
    "--format", "format_name", type=click.Choice(["table", "json"]), default="table",
    show_default=True,
)  # fmt: skip
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
        shown = _as_text(searching.as_table(found))
    _write(shown.encode(), output)


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
        _write(export_network(asking, asked, title), output)
    elif format_name not in tables.TABLE_FORMATS:
        with _output(output) as file:
            dumps.take_away(release, file, format_name, graph)
    elif output is None:
        with _output(None) as file:
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
        given["construct"] = _query_text(given["construct"])
    return read_asked(given | {"format": format_name})


def _standard_input() -> bytes:
    """All of standard input; none where it is closed."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def _query_text(argument: str) -> str:
    try:
        if argument == STDIN:
            return _standard_input().decode()
        if _reads_as_query(argument):
            return argument
        return Path(argument).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SommetError(
            f"{argument}: the query is not UTF-8.", name="query", value=argument
        ) from error
    except OSError as error:
        raise SommetError(
            f"{argument}: there is no such file, and it is no query.",
            name="query",
            value=argument,
            remedy="A query is one word of the command line: 'ASK { ?s ?p ?o }'.",
        ) from error


def _reads_as_query(argument: str) -> bool:
    """Whether it is a query and no file's name; a name with a space in it may be both."""
    has_space = any(character.isspace() for character in argument)
    return "{" in argument or (has_space and not Path(argument[:200]).exists())


def _write(content: bytes | Iterable[bytes], output: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output."""
    with _output(output) as file:
        file.writelines([content] if isinstance(content, bytes) else content)


@contextmanager
def _output(path: Path | None) -> Iterator[IO[bytes]]:
    """A file to write to, which is there whole or not at all; without a path standard output."""
    if path is None:
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
    else:
        part = path.with_name(f".{path.name}.part")
        try:
            with part.open("wb") as file:
                yield file
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _warn(message: str) -> None:
    click.echo(f"sommet: warning: {' '.join(message.split())}", err=True)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    console = Console(stderr=True)
    with console.status("Starting") as status:
        yield lambda step: status.update(f"{step} …")
