"""Patience: a wait that takes longer than a moment is explained, in the same words from the command line and Python."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 3.0
"""After so long a wait is explained."""

COMPILING = (
    "compiling the engine, once: up to half a minute for plain scenarios, a minute or more for others; "
    "it is kept for later runs"
)


@contextmanager
def patience(message: str) -> Iterator[None]:
    """Print ``message`` on standard error if what is inside takes longer than a moment."""
    timer = threading.Timer(SECONDS, lambda: print(message, file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
