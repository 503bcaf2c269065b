"""The release as flat tables, for people without RDF: entities, statements, evidence, documents."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, Protocol

from graph.errors import SommetError
from graph.export.downloads import CATALOGUE, TABLES_METADATA
from graph.export.tables.columnar import Columnar
from graph.export.tables.comma import CommaSeparated
from graph.export.tables.metadata import metadata
from graph.export.tables.rows import Row, rows
from graph.export.tables.schema import Table, tables
from graph.release import Release
from graph.store import Store

__all__ = ["TABLE_FORMATS", "archive", "take_away", "write"]

TABLE_FORMATS = ("csvw", "parquet")
_WRITERS: Mapping[str, Callable[[IO[bytes], Table], "_Writer"]] = {
    "csvw": CommaSeparated,
    "parquet": Columnar,
}
_EXTENSIONS = {"csvw": "csv", "parquet": "parquet"}

# Rows that are in memory at once, and that make a row group of Parquet.
_BATCH = 20_000

# The first moment that a zip archive knows, in place of a clock.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


class _Writer(Protocol):
    def write(self, rows: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


def write(store: Store, base: str, folder: Path, formats: Iterable[str] = TABLE_FORMATS) -> None:
    """Write the tables into a folder that exists; the same bytes for the same release.

    :param base: of the store's IRIs
    :param formats: `csvw` (CSV files and their metadata) and `parquet`
    :raises OSError: if the disk does not take it
    """
    chosen = tuple(formats)
    for table in tables():
        _write_table(store, base, folder, table, chosen)
    if "csvw" in chosen:
        (folder / TABLES_METADATA).write_bytes(metadata(store.prefixes))


def take_away(release: Release, target: Path, format_name: str) -> None:
    """Give a user the tables of a release, whole or not at all.

    :param target: a folder, which is made if it is not there; or a zip archive, by its ending
    :raises SommetError: if the target is a file and no zip archive
    :raises OSError: if the disk does not take it
    """
    is_archive = target.suffix.lower() == ".zip"
    if not is_archive and target.exists() and not target.is_dir():
        raise SommetError(
            f"{target}: this is a file, and tables are several.",
            name="output",
            value=str(target),
            remedy="Name a folder, or a file that ends in .zip.",
        )
    part = target.with_name(f".{target.name}.part")
    try:
        if is_archive:
            with part.open("wb") as output:
                archive(release, output, format_name)
            part.replace(target)
        else:
            part.mkdir()
            _fill(part, release, format_name)
            target.mkdir(exist_ok=True)
            for file in part.iterdir():
                file.replace(target / file.name)
    finally:
        if part.is_dir():
            shutil.rmtree(part)
        part.unlink(missing_ok=True)


def archive(release: Release, output: IO[bytes], format_name: str) -> None:
    """Write the tables as a zip archive, without a clock in it.

    :param output: takes the bytes up; need not be seekable
    """
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(output, "w") as packed:
        _fill(Path(folder), release, format_name)
        for file in sorted(Path(folder).iterdir()):
            entry = zipfile.ZipInfo(file.name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with file.open("rb") as content, packed.open(entry, "w", force_zip64=True) as held:
                shutil.copyfileobj(content, held, 1 << 20)


def _fill(folder: Path, release: Release, format_name: str) -> None:
    """The tables that the release has; of a release of an earlier version, which has none, new ones."""
    files = [
        release.folder / "dumps" / download.name
        for download in CATALOGUE
        if download.format == format_name
    ]
    if all(file.is_file() for file in files):
        for file in files:
            shutil.copyfile(file, folder / file.name)
    else:
        write(release.store(), release.base, folder, [format_name])


def _write_table(
    store: Store, base: str, folder: Path, table: Table, formats: Iterable[str]
) -> None:
    with ExitStack() as opened:
        writers: list[_Writer] = []
        for name in formats:
            path = folder / f"{table.name}.{_EXTENSIONS[name]}"
            output = opened.enter_context(path.open("wb"))
            writers.append(_WRITERS[name](output, table))
        for batch in _batches(rows(store, table, base)):
            for writer in writers:
                writer.write(batch)
        for writer in writers:
            writer.close()


def _batches(found: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(found, _BATCH)):
        yield batch
