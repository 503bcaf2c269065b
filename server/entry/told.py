"""What the dispatcher and the answering processes are told, and what they tell each other."""

import json
import struct
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.errors import LimitError
from graph.settings import Settings

# Whether the system has what answering processes need: to read from a connection without taking, files in memory.
IS_POSSIBLE = sys.platform == "linux"

# Seconds to finish what was begun, once the service is told to stop.
GRACE = 4

# Bytes of an answer that a connection takes at once, whatever its state; of a longer one what is left
# is handed to the dispatcher, if it may be.
SURE = 16_384

# What an answering process tells of a connection: it is at its end; it is for the workers; its request takes
# long; the rest of its answer comes in a file, after which it is to be kept, or closed.
CLOSED, ELSEWHERE, SLOW, REST, LAST = range(5)
MESSAGE = struct.Struct("!II")


@dataclass(frozen=True, slots=True)
class Task:
    """What a parent of answering processes serves, and how.

    :ivar hash: of the release, with its `base`
    :ivar place: where it is held, `memory` or `disk`
    :ivar folder: where it finds the table that it shares with the dispatcher
    """

    hash: str
    base: str
    place: str
    folder: str
    settings: Settings

    def written(self) -> str:
        """As one argument of a command line."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def read(cls, written: str) -> "Task":
        """From the argument of a command line."""
        told = json.loads(written)
        settings = Settings(**{**told["settings"], "data": Path(told["settings"]["data"])})
        return cls(**{**told, "settings": settings})


def full() -> LimitError:
    """Why an answer is not given that might have to wait for its client."""
    return LimitError(
        "Other clients keep this service busy with answers that they are slow to take.",
        name="downloads",
        remedy="Ask again in some seconds.",
    )
