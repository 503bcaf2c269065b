"""The command line with its last command, `serve`; the others are in `graph.cli`."""

from dataclasses import replace
from pathlib import Path

import click

from graph.cli import build, data_option, main
from graph.errors import SommetError
from graph.settings import load
from server.bench.compare import compare, lines
from server.bench.engines import ENGINES
from server.serve import free_address
from server.serve import serve as run

__all__ = ["main"]


@main.command()
@click.option("--host", metavar="ADDRESS", help="Bind there [default: $SOMMET_HOST or 127.0.0.1].")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Listen there; 0 takes any free port [default: $SOMMET_PORT or 8010].",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Processes that answer requests [default: $SOMMET_WORKERS or 2].",
)
@click.option(
    "--dump",
    "dump",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Serve this RDF file instead, with the graph names it has; may be given several times.",
)
@data_option
@click.pass_context
def serve(
    context: click.Context,
    host: str | None,
    port: int | None,
    workers: int | None,
    dump: tuple[Path, ...],
    data: Path | None,
) -> None:
    """Answer SPARQL and show pages on the current release, until stopped.

    When there is no release, the one of the four texts that come with the package is built first.
    A release that is made while the server runs is served as soon as it is there.
    """
    settings = load(data)
    host, port = free_address(
        settings.host if host is None else host, settings.port if port is None else port
    )
    if not dump and not (settings.data / "current").exists():
        context.invoke(build, data=data)
    changed = replace(settings, host=host, port=port, workers=workers or settings.workers)
    run(changed, dump)


@main.command()
@click.option(
    "--triples",
    "sizes",
    multiple=True,
    type=click.IntRange(1000),
    default=(100_000,),
    show_default=True,
    help="Size of the data; may be given several times.",
)
@click.option(
    "--server",
    "servers",
    multiple=True,
    type=click.Choice([engine.name for engine in ENGINES]),
    help="Compare these only [default: all that are installed].",
)
@click.option("--seconds", type=click.FloatRange(0.1), default=5, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the data.")
def bench(sizes: tuple[int, ...], servers: tuple[str, ...], seconds: float, seed: int) -> None:
    """Compare this service with other SPARQL servers, in one run on the same data.

    Compared are those that are installed: rdflib-endpoint, the Oxigraph server, Virtuoso.
    """
    for engine in ENGINES:
        if not engine.is_installed:
            click.echo(f"{engine.name}: not installed, left out.", err=True)
    names = [e.name for e in ENGINES if e.is_installed and (not servers or e.name in servers)]
    try:
        found = compare(sizes, names, seconds, seed, lambda line: click.echo(line, err=True))
    except OSError as error:
        raise BenchError(
            f"The benchmark cannot go on: {error}.",
            name="server",
            remedy="Check that the server runs by itself, or leave it out with --server.",
        ) from error
    click.echo("\n".join(lines(found)))


class BenchError(SommetError):
    """A server that should be measured does not run."""

    code = "bench"
