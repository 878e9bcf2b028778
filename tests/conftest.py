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


ORDER = (
    ("tests/engines/",),  # with the first of these one worker compiles all of the language
    (
        "tests/cli/test_commands",
        "tests/theory/test_queues",
        "tests/theory/test_losses",
        "tests/theory/test_case",
    ),  # plain
    ("tests/meta/", "tests/unit/test_scenario_", "tests/unit/test_plan", "tests/unit/test_random"),  # hardly any
)
"""What comes first, second and third; all others, which need this or that of the language compiled, come last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With two workers (``pytest -n 2``) little is compiled twice: it is kept by the time that it is asked for."""
    items.sort(key=lambda item: next((n for n, first in enumerate(ORDER) if item.nodeid.startswith(first)), len(ORDER)))
