"""The dumps of a release: three cuts of it, each in every format of RDF."""

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from graph.export.downloads import CUTS, DUMPS, Download, packed
from graph.export.rdf import end_of
from graph.store import Store, by_name

# The formats that every other is rewritten from, by what a format writes.
_LINES = {"graph": "ntriples", "dataset": "nquads"}


def cut(store: Store, name: str) -> tuple[str, ...] | None:
    """The IRIs of the graphs of a cut; None: the whole release.

    :param name: `facts`, `evidence` or `all`
    """
    ends = CUTS[name]
    if ends is None:
        return None
    return tuple(graph for graph in store.graphs() if end_of(graph).startswith(ends))


def dump(store: Store, folder: Path) -> None:
    """Write every dump of a release into a folder; the same bytes for the same release.

    A format of quads has the named graphs of a cut, one of triples their merge.

    :raises OSError: if the disk does not take it
    """
    for name in CUTS:
        for lines_name in _LINES.values():
            with _lines(store, name, lines_name) as lines:
                for download in _rewritten(name, lines_name):
                    _write(store, lines, lines_name, download, folder)


def take_away(release: Path, output: IO[bytes], format_name: str) -> bool:
    """Write the whole release in a format of RDF, from the dump that it has on disk.

    :param release: its folder
    :returns: whether it has one; releases of earlier versions have none of this name
    """
    for download in DUMPS:
        path = release / "dumps" / download.name
        if (download.of, download.format) == ("all", format_name) and path.is_file():
            with gzip.open(path) as content:
                shutil.copyfileobj(content, output, 1 << 20)
            return True
    return False


def _rewritten(name: str, lines_name: str) -> Iterator[Download]:
    for download in DUMPS:
        kind = by_name(download.format).of
        if download.of == name and _LINES[kind] == lines_name:
            yield download


def _write(
    store: Store, lines: IO[bytes], lines_name: str, download: Download, folder: Path
) -> None:
    lines.seek(0)
    with packed(folder / download.name) as output:
        if download.format == lines_name:
            while piece := lines.read(1 << 20):
                output.write(piece)
        else:
            store.rewrite(lines, cast(IO[bytes], output), by_name(download.format), lines_name)


@contextmanager
def _lines(store: Store, name: str, lines_name: str) -> Iterator[IO[bytes]]:
    """The lines of a cut, which are put in order once for all formats."""
    with tempfile.TemporaryFile() as lines:
        store.write(lines, by_name(lines_name), cut(store, name))
        yield lines
