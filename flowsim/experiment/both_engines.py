"""One scenario in both engines: whether SimPy and the compiled engine say the same, to the last integer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowsim.experiment.arms import ENGINES
from flowsim.experiment.replications import RunResult, run
from flowsim.results.difference import first_difference
from flowsim.units import DAY, YEAR

if TYPE_CHECKING:
    from flowsim.engine.output import Replication
    from flowsim.scenario.scenario import Scenario

LONGEST = 2 * YEAR
"""Ticks of the window at most: the engine in SimPy takes hundreds of times as long as the compiled one."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one replication of a scenario was in both engines.

    Attributes:
        days: its length, warm-up included.
        events: lines of the log.
        people: who came in the run.
        difference: the first one in words; empty if log, people and tallies are the same to the last integer.
    """

    days: float
    events: int
    people: int
    difference: str = ""

    @property
    def alike(self) -> bool:
        """Whether both engines said the same."""
        return not self.difference

    @property
    def word(self) -> str:
        """``alike`` or ``differ``."""
        return "alike" if self.alike else "differ"


def in_both_engines(scenario: Scenario) -> Agreement:
    """Run the first replication of a scenario in both engines, with a window of two years at most, and compare.

    An engine that cannot finish it is a difference too.

    Raises:
        ScenarioError: the scenario has no plan.
        Interrupted: Ctrl-C.
    """
    short = scenario.place.run.window.value > LONGEST
    asked = scenario.with_values({"run.window": f"{LONGEST} ms"}) if short else scenario
    compiled, reference = (run(asked, 1, engine=engine, level="log") for engine in ENGINES)
    plan, days = compiled.arm.plan, compiled.arm.plan.horizon / DAY
    failed = [f"{one.settings.engine}: {bad.message}" for one in (compiled, reference) for bad in one.failures]
    if failed:
        return Agreement(days, 0, 0, f"could not finish: {'; '.join(failed)}")
    left, right = _only(compiled), _only(reference)
    assert left.log is not None
    return Agreement(days, len(left.log), int(left.tallies.totals[0]), first_difference(plan, left, right))


def _only(result: RunResult) -> Replication:
    (sample,) = result.samples
    assert sample is not None
    assert sample.replication is not None
    return sample.replication
