"""What commands read and write: queries, files that are there whole or not at all, tables."""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
from rich.console import Console, RenderableType

from graph.errors import SommetError

STDIN = "-"
WIDTH = 140  # characters of a table, whether or not a terminal shows it


def standard_input() -> bytes:
    """All of standard input; none where it is closed."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def query_text(argument: str) -> str:
    """The query that an argument is, or that a file or standard input holds.

    :raises SommetError: if it is neither, or not in UTF-8
    """
    try:
        if argument == STDIN:
            return standard_input().decode()
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


def write(content: bytes | Iterable[bytes], output: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output."""
    with output_file(output) as file:
        file.writelines([content] if isinstance(content, bytes) else content)


@contextmanager
def output_file(path: Path | None) -> Iterator[IO[bytes]]:
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


def warn(message: str) -> None:
    """Tell on standard error what the user may want to look at."""
    click.echo(f"sommet: warning: {' '.join(message.split())}", err=True)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show how far a command is, as it tells."""
    console = Console(stderr=True)
    with console.status("Starting") as status:
        yield lambda step: status.update(f"{step} …")


def as_text(shown: RenderableType) -> str:
    """A table as text."""
    console = Console(width=WIDTH)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()
