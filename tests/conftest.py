"""What every test has, and the order in which two workers take them up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> Iterator[None]:
    """A shell that starts the tests in the background tells them, and what they start, not to listen to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


ENGINES = "tests/engines/"
UNCOMPILED = (
    "tests/meta/",
    *(f"tests/unit/test_{what}" for what in ("scenario_", "plan", "random", "results_", "policies_")),
    *(f"tests/unit/test_{what}" for what in ("compiled_parts", "batch_file", "clock", "experiment_together")),
    *(f"tests/cli/test_{what}" for what in ("examples", "files", "safe", "output")),
    "tests/theory/test_oracles",
)
COMPILED = (
    *("scenario_language", "plan_capacity", "plan_census", "results_attribution", "results_machine", "results_tables"),
)
"""Tests that ask for no compiled engine, and those among them that do."""


def _turn(name: str) -> int:
    """First the engines, with which one worker compiles the whole language; what asks for none; then all others."""
    if name.startswith(ENGINES):
        return 0
    uncompiled = name.startswith(UNCOMPILED) and not any(part in name for part in COMPILED)
    return 1 if uncompiled or "reference]" in name or "[reference" in name else 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With two workers (``pytest -n 2``) nothing is compiled twice: it is kept when the second worker asks for it."""
    items.sort(key=lambda item: _turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One worker takes all tests of the engines, which share what they draw; else whoever is free takes the next test.

    (xdist's own groups are not seen under pytest 9.2: it no longer lets a test be renamed.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class Shares(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return ENGINES if nodeid.startswith(ENGINES) else nodeid

    return Shares(config, log) if config.getoption("dist") == "load" else None
