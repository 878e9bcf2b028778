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


UNCOMPILED = (
    "tests/meta/",
    *(f"tests/unit/test_{what}" for what in ("scenario_", "plan", "random", "results_", "policies_")),
    *(f"tests/unit/test_{what}" for what in ("compiled_parts", "batch_file", "clock", "experiment_together")),
    *(f"tests/cli/test_{what}" for what in ("examples", "files", "safe", "output")),
    "tests/theory/test_oracles",
    "tests/peers/test_benchmarks",
)
COMPILED = ("scenario_language", "plan_capacity", "plan_census", "results_tables", "peers_agree")
"""Tests that ask for no compiled engine, and those among them that do."""


def _turn(name: str) -> int:
    """First the engines, with which one worker compiles the whole language; what asks for none; then all others."""
    if name.startswith("tests/engines/"):
        return 0
    uncompiled = name.startswith(UNCOMPILED) and not any(part in name for part in COMPILED)
    return 1 if uncompiled or "reference]" in name or "[reference" in name else 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With two workers (``pytest -n 2 --dist loadgroup``) nothing is compiled twice: it is kept by the time that the
    second worker asks for it."""
    items.sort(key=lambda item: _turn(item.nodeid))
