"""Replications of one scenario: run them, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from flowsim.errors import UsageError
from flowsim.experiment.arms import (
    Arm,
    Consume,
    Failure,
    Key,
    Sample,
    Settings,
    all_keys,
    failures,
    matrix,
    provenance,
    simulate,
)
from flowsim.experiment.equity import Gap, gaps
from flowsim.experiment.fanout import Interrupted, Progress
from flowsim.experiment.in_short import in_short, of_all
from flowsim.experiment.paired import intervals
from flowsim.results.measures import MEASURES
from flowsim.results.registry import ALL, EVERYONE, HEADLINE

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.engine.output import Replication
    from flowsim.plan.tables import Plan
    from flowsim.scenario.scenario import Scenario


TABLES = ("measures", "by_replication", "replications", "delays()", "attribution()", "equity()")
"""What gives a table of any run."""

_KEPT: dict[str, tuple[str, ...]] = {
    "measures": (),
    "people": ("people", "daily"),
    "log": ("people", "daily", "events", "units"),
}
"""What gives another where the run kept replications, by output level."""


class Row(NamedTuple):
    """The mean of one value over replications, the half-width of its 95 % t interval, and how many had a value."""

    measure: str
    of: str
    group: str
    unit: str
    mean: float
    half_width: float
    n: int


@dataclass(frozen=True)
class RunResult:
    """What the replications of one scenario gave.

    Attributes:
        arm: the scenario and its plan.
        settings: how it was run.
        samples: by number of the replication; ``None`` for one that failed or was not begun before Ctrl-C.
        failures: replications that failed; their values are in no mean.
        interrupted: True if Ctrl-C ended the run early.
    """

    arm: Arm
    settings: Settings
    samples: tuple[Sample | None, ...]
    failures: tuple[Failure, ...] = ()
    interrupted: bool = False

    @property
    def digest(self) -> str:
        """Identity of the plan: hexadecimal SHA-256."""
        return self.arm.digest

    @property
    def seed(self) -> int:
        """Seed of all random numbers."""
        return self.settings.seed

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """What there are values of."""
        return all_keys(self.samples)

    @cached_property
    def done(self) -> tuple[int, ...]:
        """Numbers of the replications that were finished."""
        return tuple(number for number, sample in enumerate(self.samples) if sample is not None)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What :attr:`measures` holds, as plain records."""
        found = intervals(matrix(self.samples, self.keys))
        numbers = zip(found.mean.tolist(), found.half_width.tolist(), found.count.tolist(), strict=True)
        return tuple(Row(*key, MEASURES[key.measure].unit, *own) for key, own in zip(self.keys, numbers, strict=True))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """What :meth:`equity` holds, as plain records."""
        return tuple(gaps(self.keys, matrix(self.samples, self.keys)))

    @cached_property
    def measures(self) -> pd.DataFrame:
        """A row a value: measure, of, group, unit, mean, half_width (95 % t interval), n (replications with one)."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=Row._fields)

    @cached_property
    def by_replication(self) -> pd.DataFrame:
        """A row a finished replication and value: replication, measure, of, group, value."""
        import pandas as pd

        values = matrix([self.samples[number] for number in self.done], self.keys)
        names = pd.DataFrame(self.keys * len(self.done), columns=Key._fields)
        names.insert(0, "replication", np.repeat(self.done, len(self.keys)))
        return names.assign(value=values.ravel())

    @cached_property
    def replications(self) -> pd.DataFrame:
        """A row a finished replication: its number, seed, plan (digest), headline measures of the whole place."""
        import pandas as pd

        whole = [(place, key.measure) for place, key in enumerate(self.keys) if _of_the_whole(key)]
        values = matrix([self.samples[number] for number in self.done], self.keys)
        frame = pd.DataFrame({"replication": self.done, "seed": self.seed, "plan": self.digest})
        return frame.assign(**{name: values[:, place] for place, name in whole})

    @cached_property
    def people(self) -> pd.DataFrame:
        """A row a person and replication (see :func:`flowsim.results.tables.people`).

        Raises:
            UsageError: the run was not made with ``level="people"`` or ``level="log"``.
        """
        from flowsim.results.tables import people

        return self._table(people, "people")

    @cached_property
    def events(self) -> pd.DataFrame:
        """The event log of every replication (see :func:`flowsim.results.tables.events`).

        Raises:
            UsageError: the run was not made with ``level="log"``.
        """
        from flowsim.results.tables import events

        return self._table(events, "log")

    @cached_property
    def units(self) -> pd.DataFrame:
        """Units and teams of every replication as step functions (see :func:`flowsim.results.tables.units`).

        Raises:
            UsageError: the run was not made with ``level="log"``.
        """
        from flowsim.results.tables import units

        return self._table(units, "log")

    @cached_property
    def daily(self) -> pd.DataFrame:
        """Daily series of every replication (see :func:`flowsim.results.tables.daily`).

        Raises:
            UsageError: the run was not made with ``level="people"`` or ``level="log"``: only these keep replications.
        """
        from flowsim.results.tables import daily

        return self._table(daily, "people")

    def delays(self, reasons: str = "england") -> pd.DataFrame:
        """Delayed bed days a day by code, group and body in a list of reasons.

        A row a value, with the columns of :class:`flowsim.experiment.delays.Delay`.

        Args:
            reasons: ``england``, ``dtoc``, ``wales`` or ``scotland``.

        Raises:
            UsageError: there is no such list.
        """
        import pandas as pd

        from flowsim.experiment.delays import Delay, delays

        return pd.DataFrame(delays(self.rows, reasons), columns=Delay._fields)

    def attribution(self) -> pd.DataFrame:
        """Delayed bed days a day by what people waited for, at the first link and through the chain.

        A row a value, with the columns of :class:`flowsim.experiment.delays.Attributed`; what is assumed says
        :mod:`flowsim.results.attribution`.
        """
        import pandas as pd

        from flowsim.experiment.delays import Attributed, attributed

        return pd.DataFrame(attributed(self.rows, self.arm.plan), columns=Attributed._fields)

    def equity(self) -> pd.DataFrame:
        """Every measure of people by group beside the first group of the same attribute: gaps and ratios.

        A row a value, with the columns of :class:`flowsim.experiment.equity.Gap`; none without ``groups``.
        """
        import pandas as pd

        return pd.DataFrame(self.gaps, columns=Gap._fields)

    def _table(self, table: Callable[[Plan, Replication], pd.DataFrame], level: str) -> pd.DataFrame:
        import pandas as pd

        if self.settings.level not in (level, "log"):
            raise UsageError(f"this run kept no such table; run it with level={level!r}")
        kept = list(self._replications())
        if self.done and not kept:
            raise UsageError("this run kept no replication: each was consumed when it was done")
        return pd.concat([table(self.arm.plan, replication) for replication in kept], ignore_index=True)

    def _replications(self) -> Iterator[Replication]:
        for sample in self.samples:
            if sample is not None and sample.replication is not None:
                yield sample.replication

    def __repr__(self) -> str:
        counts = of_all([len(self.done)], self.settings.replications, "replications")
        level = self.settings.level if any(self._replications()) else "measures"
        return in_short(self, self.arm.scenario.name, f"{counts}, seed {self.seed}", (*TABLES, *_KEPT[level]))

    def provenance(self) -> dict[str, Any]:
        """What made it: see :func:`flowsim.experiment.arms.provenance`."""
        return provenance([self.arm], self.settings)

    def to_dict(self) -> dict[str, Any]:
        """The run as plain values, as ``flowsim run --json`` prints it."""
        return {
            "provenance": self.provenance(),
            "scenario": self.arm.scenario.name,
            "plan": self.digest,
            "seed": self.seed,
            "engine": self.settings.engine,
            "replications": self.settings.replications,
            "finished": len(self.done),
            "interrupted": self.interrupted,
            "failures": [failure._asdict() for failure in self.failures],
            "measures": [row._asdict() for row in self.rows],
        }


def _of_the_whole(key: Key) -> bool:
    return MEASURES[key.measure].level == HEADLINE and (key.of, key.group) == (ALL, EVERYONE)


def run(
    scenario: Scenario,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = "compiled",
    level: str = "measures",
    threads: int | None = None,
    progress: Progress | None = None,
    consume: Consume | None = None,
) -> RunResult:
    """Run replications of one scenario and measure them.

    The result is the same for any number of threads. Each thread holds one replication at a time, as large as the
    people present need; of one that is finished only its measures stay (8 bytes a value: 10 MB for a thousand of
    `northmoor`), unless ``level`` keeps its people or events.

    Args:
        scenario: what to run.
        replications: how many; default: the scenario's own number.
        seed: of all random numbers; default: the scenario's own.
        engine: ``compiled`` or ``reference``; both give the same events.
        level: ``measures``; ``people`` keeps a table of people too, ``log`` every event.
        threads: of the compiled engine; default: one a processor. The reference engine has one.
        progress: called after each replication with the number done and the number of all.
        consume: called with the plan and each replication, in order of their numbers, which is then let go: logs are
            large. The result then has no tables of people and events. It is called in one thread at a time, not always
            the same; at most three replications a thread are held, one under way and two that wait for their turn.

    Raises:
        ScenarioError: the scenario has no plan.
        UsageError: an argument is out of bounds.
        Interrupted: Ctrl-C (a ``KeyboardInterrupt``); its ``result`` holds what was finished.
    """
    settings = Settings.of(scenario, replications, seed, engine, level, threads)
    arm = Arm.of(scenario.name, scenario)
    outcome = simulate([arm], settings, progress, consume)
    done = {job.replication: sample for job, sample in outcome.done.items()}
    samples = tuple(done.get(number) for number in range(settings.replications))
    result = RunResult(arm, settings, samples, failures([arm], outcome), outcome.interrupted)
    if outcome.interrupted:
        raise Interrupted(result)
    return result
