"""What can be downloaded of a release: the catalogue of its folder `dumps/`."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from graph.store import FORMATS

# From which graphs a dump is cut, by the ends of their IRIs; None: from all.
CUTS: dict[str, tuple[str, ...] | None] = {
    "facts": ("facts/",),
    "evidence": ("facts/", "statements"),
    "all": None,
}
TABLES = ("entities", "statements", "evidence", "documents")
SUMS = "SHA256SUMS"
CRATE = "ro-crate-metadata.json"
TABLES_METADATA = "csv-metadata.json"

_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Download:
    """A file that can be downloaded.

    :ivar name: its path inside `dumps/`
    :ivar of: what it holds: `facts`, `evidence`, `all`, the name of a table, `metadata`, `checksums`
    :ivar format: its name on the command line; empty if it has none
    :ivar media_type: of the content, unpacked, as IANA registers it
    :ivar is_packed: whether it is packed with gzip
    """

    name: str
    of: str
    format: str
    media_type: str
    is_packed: bool = False


DUMPS = tuple(
    Download(f"sommet-{cut}.{format_.extension}.gz", cut, format_.name, format_.media_type, True)
    for cut in CUTS
    for format_ in FORMATS
    if format_.of in {"graph", "dataset"}
)
_TABLES = (
    *(
        Download(f"tables/{name}.{extension}", name, format_, media_type)
        for format_, extension, media_type in (
            # https://www.rfc-editor.org/rfc/rfc4180
            ("csvw", "csv", "text/csv"),
            # https://www.iana.org/assignments/media-types/application/vnd.apache.parquet
            ("parquet", "parquet", "application/vnd.apache.parquet"),
        )
        for name in TABLES
    ),
    # https://www.w3.org/TR/tabular-metadata/#iana-considerations
    Download(f"tables/{TABLES_METADATA}", "metadata", "csvw", "application/csvm+json"),
)
CATALOGUE = (
    *DUMPS,
    *_TABLES,
    # https://www.researchobject.org/ro-crate/
    Download(CRATE, "metadata", "", "application/ld+json"),
    Download(SUMS, "checksums", "", "text/plain"),
)


@contextmanager
def packed(path: Path) -> Iterator[gzip.GzipFile]:
    """A new file to write to, packed with gzip; neither a name nor a clock stands in it.

    See https://www.rfc-editor.org/rfc/rfc1952.
    """
    with path.open("wb") as file, gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as output:
        yield output


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
