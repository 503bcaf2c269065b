"""What a process does beside answering."""

import os
import signal
import time
from contextlib import suppress

from server import metrics
from server.releases import Supervised


def keep_house(releases: Supervised) -> None:
    """Write this process's counts, and end query processes that idle; to be run in a thread.

    It ends its process when that which started it is gone, whose signals would end it.
    """
    parent = os.getppid()
    while True:
        time.sleep(0.5)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        with suppress(OSError, IndexError):
            metrics.write(releases.running())
            releases.sweep()
