"""A request to break off the replications under way: made by one thread, heard by those that run them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stop:
    """Asked for once and for all; whoever runs compiled code, which hears nothing, says how it is made to look up."""

    def __init__(self) -> None:
        self.asked = False
        self._lock = threading.Lock()
        self._wakers: list[Callable[[], None]] = []

    def ask(self) -> None:
        """Ask, and make all look up who are listening; may be called again, lest somebody has missed it."""
        self.asked = True
        with self._lock:
            for wake in self._wakers:
                wake()

    @contextmanager
    def heard(self, wake: Callable[[], None]) -> Iterator[None]:
        """Within, every request calls ``wake`` from the thread that makes it."""
        with self._lock:
            self._wakers.append(wake)
        try:
            yield
        finally:
            with self._lock:
                self._wakers.remove(wake)
