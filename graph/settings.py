"""The settings, as one table that help, documentation and checks all read.

This module alone reads the environment. What the environment does not set, a TOML file may (named by
`SOMMET_SETTINGS`, https://toml.io), under the names of the table.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from graph.errors import SommetError

CORPUS = Path(__file__).parent / "corpus"
FILE = "SOMMET_SETTINGS"
_BASE = re.compile(r"""https?://[^\s<>"{}|\\^`]+/""")
_HEADER = re.compile(r"[A-Za-z0-9-]*")
_MEGA = 1024 * 1024


def _base(value: str) -> str:
    if not value.endswith("/"):
        raise ValueError("an IRI that ends in '/'")
    if not _BASE.fullmatch(value):
        raise ValueError("an absolute http or https IRI, such as https://w3id.org/sommet/")
    return value


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        digits = value.isascii() and value.isdecimal() and len(value) < 16
        if not digits or not least <= int(value) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(value)

    return read


def _seconds(least: float, most: float) -> Callable[[str], float]:
    def read(value: str) -> float:
        fits = re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", value, re.ASCII)
        if not fits or not least <= float(value) <= most:
            raise ValueError(f"a number of seconds from {least:g} to {most:g}")
        return float(value)

    return read


def _choice(*names: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return value

    return read


def _header(value: str) -> str:
    if not _HEADER.fullmatch(value):
        raise ValueError("the name of a header")
    return value


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its name, its default, a sentence on it. `SOMMET_{NAME}` sets it."""

    name: str
    default: str
    sentence: str
    read: Callable[[str], object] = str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"SOMMET_{self.name.upper()}"


SETTINGS = (
    Setting("data", "", "Folder of the releases; empty: the platform's folder for user data."),
    Setting(
        "base",
        "https://w3id.org/sommet/",
        "The base of every IRI of the graph; ends in `/`.",
        _base,
    ),
    Setting("host", "127.0.0.1", "The address that the server binds to."),
    Setting("port", "8010", "The port that the server listens on.", _whole(0, 65535)),
    Setting("workers", "2", "Processes that answer requests.", _whole(1, 256)),
    Setting("timeout", "30", "Seconds that a query may run.", _seconds(0.01, 86400)),
    Setting(
        "memory",
        "512",
        "Megabytes of memory that a query may take beyond the release.",
        _whole(16, 1024**2),
    ),
    Setting("rows", "1000000", "Rows that an answer may have.", _whole(1, 10**12)),
    Setting("answer", "256", "Megabytes that an answer may have.", _whole(1, 1024**2)),
    Setting("nesting", "256", "How deep the brackets of a query may be nested.", _whole(1, 1000)),
    Setting(
        "request", "1000", "Kilobytes that the body of a request may have.", _whole(1, 1024**2)
    ),
    Setting(
        "queries", "16", "Queries of clients that take their time and run at once.", _whole(1, 4096)
    ),
    Setting(
        "client_queries",
        "64",
        "Queries that one client may have running or waiting at once.",
        _whole(1, 65535),
    ),
    Setting("patience", "10", "Seconds that a query waits for its turn to run.", _seconds(0, 3600)),
    Setting(
        "client_header",
        "",
        "Header in which a proxy names the client, such as X-Forwarded-For; its last address counts."
        " Empty: the address of the connection.",
        _header,
    ),
    Setting(
        "store",
        "auto",
        "Where releases are held for queries: memory, disk, or auto (memory up to 1 GB on disk).",
        _choice("auto", "memory", "disk"),
    ),
    Setting(
        "cache",
        "64",
        "Megabytes of answers that each answering process keeps at hand.",
        _whole(0, 1024**2),
    ),
    Setting(
        "access_log",
        "",
        "File for a line on each request, - for standard error; empty: none. No addresses are logged.",
    ),
    Setting(
        "slow_query",
        "5",
        "Seconds from which a query is logged with its text on standard error; 0: none is.",
        _seconds(0, 86400),
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run, as the table describes them; sizes in bytes."""

    data: Path
    base: str
    host: str
    port: int
    workers: int = 2
    timeout: float = 30
    memory: int = 512 * _MEGA
    rows: int = 1_000_000
    answer: int = 256 * _MEGA
    nesting: int = 256
    request: int = 1_000_000
    queries: int = 16
    client_queries: int = 64
    patience: float = 10
    client_header: str = ""
    store: str = "auto"
    cache: int = 64 * _MEGA
    access_log: str = ""
    slow_query: float = 5


# What the table counts in other units than bytes.
_UNITS = {"memory": _MEGA, "answer": _MEGA, "cache": _MEGA, "request": 1000}


def load(data: Path | None = None) -> Settings:
    """The settings from the environment and the file of settings, with the data folder overridden.

    :raises SommetError: if a value does not fit its setting, or the file cannot be read
    """
    file = _file(os.environ.get(FILE) or "")
    values: dict[str, object] = {}
    for setting in SETTINGS:
        where = setting.variable if os.environ.get(setting.variable) else setting.name
        value = os.environ.get(setting.variable) or file.get(setting.name) or setting.default
        try:
            read = setting.read(value)
        except ValueError as error:
            raise SommetError(
                f"{where} must be {error}.",
                name=where,
                value=value,
                remedy=f"Set {where} to such a value, or leave it out for '{setting.default}'.",
            ) from error
        unit = _UNITS.get(setting.name, 1)
        values[setting.name] = read * unit if isinstance(read, int) else read
    folder = data or (Path(str(values["data"])) if values["data"] else _user_data())
    return Settings(**{**values, "data": folder.absolute()})  # type: ignore[arg-type]


def _file(path: str) -> Mapping[str, str]:
    if not path:
        return {}
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SommetError(
            f"{path}: the settings cannot be read ({reason}).",
            name=FILE,
            value=path,
            remedy="Give a TOML file of lines such as `timeout = 10`.",
        ) from error
    known = {setting.name for setting in SETTINGS}
    for name in table:
        if name not in known:
            raise SommetError(
                f"{path}: there is no setting '{name}'.",
                name=name,
                value=str(table[name]),
                remedy=f"The settings are {', '.join(sorted(known))}.",
            )
    return {name: str(value) for name, value in table.items()}


def _user_data() -> Path:
    return Path(platformdirs.user_data_dir("sommet", appauthor=False))
