"""The settings, as one table that help, documentation and checks all read.

This module alone reads the environment.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from graph.errors import SommetError

CORPUS = Path(__file__).parent / "corpus"
_BASE = re.compile(r"""https?://[^\s<>"{}|\\^`]+/""")


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its name, its default, a sentence on it. `SOMMET_{NAME}` sets it."""

    name: str
    default: str
    sentence: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"SOMMET_{self.name.upper()}"


SETTINGS = (
    Setting("data", "", "Folder of the releases; empty: the platform's folder for user data."),
    Setting("base", "https://w3id.org/sommet/", "The base of every IRI of the graph; ends in `/`."),
    Setting("host", "127.0.0.1", "The address that the server binds to."),
    Setting("port", "8010", "The port that the server listens on."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run."""

    data: Path
    base: str
    host: str
    port: int


def load(data: Path | None = None) -> Settings:
    """The settings from the environment, with the data folder overridden if given.

    :raises SommetError: if a value does not fit its setting
    """
    values = {s.name: os.environ.get(s.variable) or s.default for s in SETTINGS}
    if not values["base"].endswith("/"):
        raise SommetError(
            "The base IRI must end in '/'.",
            name="SOMMET_BASE",
            value=values["base"],
            remedy="Add a final '/' to SOMMET_BASE.",
        )
    if not _BASE.fullmatch(values["base"]):
        raise SommetError(
            "The base must be an absolute http or https IRI.",
            name="SOMMET_BASE",
            value=values["base"],
            remedy="Set SOMMET_BASE to an IRI such as https://w3id.org/sommet/.",
        )
    if not _is_port(values["port"]):
        raise SommetError(
            "The port must be a number from 0 to 65535.",
            name="SOMMET_PORT",
            value=values["port"],
            remedy="Set SOMMET_PORT to a number such as 8010.",
        )
    folder = data or (Path(values["data"]) if values["data"] else _user_data())
    return Settings(folder.absolute(), values["base"], values["host"], int(values["port"]))


def _is_port(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 6 and int(value) < 2**16


def _user_data() -> Path:
    return Path(platformdirs.user_data_dir("sommet", appauthor=False))
