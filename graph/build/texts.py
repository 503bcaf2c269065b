"""Which texts to read, and reading them."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import R_OK, X_OK, access, cpu_count
from pathlib import Path

from graph.errors import TextError, TextMissingError
from graph.model import Reading
from graph.read import SUFFIXES, read
from graph.statement import extract

# Below this many texts a process takes longer to start than to read its share.
_WORTH_PROCESSES = 24


def texts(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files that paths name, a folder standing for the texts in it; sorted by their names.

    :raises TextMissingError: if a path names nothing
    :raises TextError: if a folder holds no text, or two texts have one name
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _files(path):
            other = found.setdefault(file.name, file)
            if other.resolve() != file.resolve():
                raise TextError(
                    f"Two texts are named {file.name}: {other} and {file}.",
                    name="text",
                    value=file.name,
                    remedy="Rename one: a text is known by its file's name.",
                )
    return tuple(found[name] for name in sorted(found))


def readings(files: Sequence[Path], workers: int | None = None) -> tuple[Reading, ...]:
    """What each text says, in the order of the files.

    :param workers: how many processes read; None: as many as pays
    :raises TextError: if a text cannot be read, or two would be one document
    """
    if workers is None:
        workers = (cpu_count() or 1) if len(files) >= _WORTH_PROCESSES else 1
    if workers == 1:
        found = tuple(_reading(file) for file in files)
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            found = tuple(pool.map(_reading, files, chunksize=8))
    _all_differ(found)
    return found


def _all_differ(found: Iterable[Reading]) -> None:
    names: dict[str, str] = {}
    for reading in found:
        name = reading.document.name
        other = names.setdefault(reading.document.key, name)
        if other != name:
            raise TextError(
                f"{other} and {name} would be one document, '{reading.document.key}'.",
                name="text",
                value=name,
                remedy="Rename one: a document's IRI is made from its file's name.",
            )


def _reading(file: Path) -> Reading:
    return extract(read(file))


def _files(path: Path) -> Iterator[Path]:
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:
        raise _closed(path) from error
    if not is_folder:
        if not exists:
            raise TextMissingError(path)
        yield path
        return
    for folder in (path, *path.rglob("*/")):
        if not access(folder, R_OK | X_OK):
            raise _closed(folder)
    inside = sorted(file for file in path.rglob("*") if _is_text(file.relative_to(path), file))
    if not inside:
        raise TextError(
            f"{path}: the folder holds no text.",
            name="text",
            value=str(path),
            remedy=f"Texts end in {', '.join(SUFFIXES)}.",
        )
    yield from inside


def _closed(path: Path) -> TextError:
    return TextError(
        f"{path}: cannot be read.",
        name="text",
        value=str(path),
        remedy="Check its permissions, and those of the folders it is in.",
    )


def _is_text(inside: Path, file: Path) -> bool:
    hidden = any(part.startswith(".") for part in inside.parts)
    return file.suffix.lower() in SUFFIXES and not hidden and file.is_file()
