"""What every test has, and the order in which two workers take them up."""

from __future__ import annotations

import functools
import gc
import linecache
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
import typer.testing

from flowsim.engine.compiled import programs
from flowsim.engine.compiled.layout import LEFT_OUT


def pytest_configure(config: pytest.Config) -> None:
    """With several workers (``pytest -n 2``) each has a processor of its own: their threads would only wait for each
    other, in runs as in linear algebra. Tests of threads ask for two by name."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if config.getoption("numprocesses", None):
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read by the workers, which start later
    if worker and hasattr(os, "sched_setaffinity"):
        processors = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {processors[int(worker.removeprefix("gw")) % len(processors)]})


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> Iterator[None]:
    """A shell that starts the tests in the background tells them, and what they start, not to listen to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", autouse=True)
def _commands_are_made_once() -> Iterator[None]:
    """As in any process: of each application that tests call, Typer makes its commands when it is first called."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.testing, "_get_command", functools.cache(typer.main.get_command))
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before an example doctest asks of every source that was ever looked up whether it has changed since."""
    if isinstance(item, pytest.DoctestItem):
        linecache.clearcache()


@pytest.fixture(scope="session", autouse=True)
def _code_for_little_and_for_all(request: pytest.FixtureRequest) -> Iterator[None]:
    """The fast suite has code made for places that need little of the language and for all of it, and not for those
    between, which takes half a minute and says the same; the slower suites have that too."""
    with pytest.MonkeyPatch.context() as patch:
        if "not statistical" in request.config.getoption("markexpr"):
            patch.setattr(programs, "LEFT_OUT", (LEFT_OUT[0], LEFT_OUT[-1]))
        yield


SELDOM = 100_000
"""How many more objects than before there must be until Python looks for those that nothing reaches: of some millions
that stay it would look through all, again and again, for a fifth of the suite's time."""

gc.disable()  # while tests are collected; what is there then stays until the end


def pytest_collection_finish() -> None:
    """From here on unreachable objects are looked for now and then, among those that tests made."""
    gc.freeze()
    gc.set_threshold(SELDOM)
    gc.enable()


ENGINES = "tests/engines/"
UNCOMPILED = (
    "tests/meta/",
    *(f"tests/unit/test_{what}" for what in ("scenario_", "plan", "random", "results_", "policies_")),
    *(
        f"tests/unit/test_{what}"
        for what in ("compiled_parts", "batch_file", "clock", "experiment_together", "seeded_shared")
    ),
    "tests/cli/test_safe",
    "tests/theory/test_oracles",
)
COMPILED = (
    *("scenario_language", "plan_capacity", "plan_census", "results_attribution", "results_machine", "results_tables"),
)
"""Tests that ask for no compiled engine, and those among them that do."""


WORLD = "tests/world/"
LONG = "tests/unit/test_experiment_comparison"
"""What takes one worker most of a minute in the slower suites: not the last, or the other has nothing left to do."""
FIRST = tuple(f"{ENGINES}test_{what}" for what in ("draws", "seeded", "equality"))
"""What has the engine compiled for places that need little and for all of the language, one after the other."""
DRAWN = tuple(f"{ENGINES}test_{what}" for what in ("generator", "plan_crowds"))
"""What asks about the same random scenarios."""
WRONG = tuple(f"tests/unit/test_scenario_{what}" for what in ("bad", "messages"))
"""What asks about the same wrong files."""


def _turn(name: str) -> int:
    """First the engines, with which one worker compiles everything; meanwhile for the other what asks for none; then
    all others, the command line first, which needs little, and the shipped worlds and what is long before the rest."""
    if name.startswith(FIRST + DRAWN):
        return 0 if name.startswith(FIRST) else 1
    uncompiled = name.startswith(UNCOMPILED) and not any(part in name for part in COMPILED)
    if uncompiled or "reference]" in name or "[reference" in name:
        return 2
    if name.startswith("tests/cli/"):
        return 3
    return 4 if name.startswith((WORLD, LONG)) else 5


def _together(name: str) -> str:
    """What one worker takes at once: what draws random scenarios or compiles, the shipped worlds, wrong files, and of
    others what has the same turn; of theory and Ciw each test, since some are long and none shares anything."""
    if name.startswith(("tests/theory/", "tests/peers/test_ciw")):
        return name
    shared = next((group[0] for group in (FIRST + DRAWN, (WORLD,), WRONG) if name.startswith(group)), None)
    return shared or f"{_turn(name)} {name.partition('::')[0]}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With two workers (``pytest -n 2``) nothing is compiled twice: it is kept when the second worker asks for it."""
    items.sort(key=lambda item: _turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests that share what they draw or run are one worker's; whoever is free takes the next of such groups.

    (xdist's own groups are not seen under pytest 9.2: it no longer lets a test be renamed.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class Shares(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _together(nodeid)

    config.option.loadscopereorder = False  # the largest group would come first, whatever its turn
    return Shares(config, log) if config.getoption("dist") == "load" else None
