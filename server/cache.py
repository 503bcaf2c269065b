"""A bounded store of answers: what is used least goes first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Values by their keys, up to a size in all.

    :ivar most: bytes in all
    :ivar size: bytes that it holds
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._held: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value of a key, if it is held."""
        found = self._held.get(key)
        if found is None:
            return None
        try:
            self._held.move_to_end(key)
        except KeyError:  # Another thread made room.
            return None
        return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Hold a value of so many bytes, unless it is larger than a sixteenth of all."""
        if size * 16 > self.most:
            return
        with self._lock:
            former = self._held.pop(key, None)
            self.size += size - (former[1] if former else 0)
            self._held[key] = (value, size)
            while self.size > self.most:
                _, (_, freed) = self._held.popitem(last=False)
                self.size -= freed
