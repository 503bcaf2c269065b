"""Where a process runs, and what it does beside answering."""

import os
import signal
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

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


def bind(worker: int, workers: int) -> Collection[int]:
    """Bind this process to a processor of its own, if there are as many of its kind as processors.

    :param worker: its number among so many `workers`

    :returns: the processors that it is bound to; none: it is not
    """
    if not hasattr(os, "sched_setaffinity"):
        return ()
    processors = sorted(os.sched_getaffinity(0))
    if workers < len(processors):
        return ()
    own = {processors[worker % len(processors)]}
    for thread in [int(folder.name) for folder in Path("/proc/self/task").iterdir()]:
        os.sched_setaffinity(thread, own)
        # Who is woken lets the other finish, so that more is done at once.
        os.sched_setscheduler(thread, os.SCHED_BATCH, os.sched_param(0))
    return own
