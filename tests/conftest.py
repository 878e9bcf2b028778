"""What every test has, and the order in which two workers take them up."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> Iterator[None]:
    """A shell that starts the tests in the background tells them, and what they start, not to listen to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


COMPILING = ("tests/engines/", "tests/cli/", "tests/theory/", "tests/peers/")
"""Tests that come first: one worker compiles all of the language with the first of these, another the plain part."""

COMPILED = (
    "tests/exact/",
    "tests/world/",
    "tests/unit/test_compiled",
    "tests/unit/test_results",
    "tests/unit/test_exp",
)
"""Tests that come last: by then what they need has been compiled and kept."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With two workers nothing large is compiled twice, and nobody waits for a compiler (``pytest -n 2``)."""
    items.sort(
        key=lambda item: 0 if item.nodeid.startswith(COMPILING) else 2 if item.nodeid.startswith(COMPILED) else 1
    )
