"""The work of an experiment: every replication of every arm, measured where it ran and then let go.

An arm is one scenario with its policies. Replication r of every arm has the same seed and number, so the same people
arrive with the same attributes: that is what pairs the arms.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from flowsim.engine.output import OUTPUT_LEVELS, Replication
from flowsim.engine.stop import Stop
from flowsim.errors import UsageError
from flowsim.experiment.fanout import Outcome, Progress, default_threads, fan_out
from flowsim.experiment.patience import COMPILING, patience
from flowsim.plan.alike import sharing
from flowsim.plan.compile import compile_plan
from flowsim.plan.digest import digest
from flowsim.plan.tables import Plan
from flowsim.plan.walked import Walked
from flowsim.results.by_day import by_day
from flowsim.results.measures import measure
from flowsim.results.registry import EVERYONE
from flowsim.scenario import arguments
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.quoting import quoted

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario

ENGINES = ("compiled", "reference")
"""The engines; both give the same events."""

FEWEST, MOST = 1, 65_536
"""Bounds on the number of replications: their number has 16 bits of a random number's counter."""


Consume = Callable[[Plan, Replication], None]
"""What is done with each replication, in order, before it is let go."""


class Key(NamedTuple):
    """What a value is: the measure's name, what it is of, and for which group of people."""

    measure: str
    of: str
    group: str


@dataclass(frozen=True)
class Arm:
    """One scenario of an experiment with the plan it became."""

    name: str
    scenario: Scenario
    plan: Plan

    @classmethod
    def of(cls, name: str, scenario: Scenario, walked: Walked | None = None, beside: Arm | None = None) -> Arm:
        """Compile the scenario.

        Args:
            name: of the arm.
            scenario: of the arm.
            walked: shared by arms that differ only in how much there is of anything.
            beside: an arm of the same experiment, with which equal parts of the plan are kept once.

        Raises:
            ScenarioError: it has no plan.
        """
        plan = compile_plan(scenario, walked)
        return cls(name, scenario, plan if beside is None else sharing(plan, beside.plan))

    @cached_property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of the plan."""
        return digest(self.plan)

    def __repr__(self) -> str:
        return f"<Arm {self.name}: plan {self.digest[:12]}>"


class Job(NamedTuple):
    """Replication ``replication`` of arm ``arm`` (its place in the list of arms)."""

    replication: int
    arm: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The measures of one replication; itself where people or events were asked for; its days where these were.

    ``days`` are those of :func:`flowsim.results.by_day.by_day`.
    """

    keys: tuple[Key, ...]
    values: np.ndarray
    replication: Replication | None
    days: np.ndarray | None = None


def no_value(key: Key, keys: Sequence[Key]) -> UsageError:
    """The error of a value that there is none of, with the nearest of those that there are."""
    if key.measure not in [other.measure for other in keys]:
        hint = nearest(str(key.measure), {other.measure: None for other in keys})
    elif key.of not in [other.of for other in keys if other.measure == key.measure]:
        there = [other.of for other in keys if (other.measure, other.group) == (key.measure, EVERYONE)]
        hint = nearest(str(key.of), there) or f"there are those of {listed(of or 'the whole place' for of in there)}"
    else:
        groups = [other.group for other in keys if (other.measure, other.of) == (key.measure, key.of)]
        hint = nearest(str(key.group), groups) or f"there are those of {listed(groups)}"
    whose = f" and {key.group}" if key.group != EVERYONE else ""
    whom = quoted(key.of) if key.of else "the whole place"
    return UsageError(f"there is no value of {quoted(key.measure)} for {whom}{whose} here{'; ' + hint if hint else ''}")


class Failure(NamedTuple):
    """A replication that could not be finished, and why."""

    replication: int
    arm: str
    message: str


@dataclass(frozen=True, slots=True)
class Settings:
    """How an experiment is run: numbers of replications and threads, seed, engine, output level."""

    replications: int
    seed: int
    engine: str = "compiled"
    level: str = "measures"
    threads: int = 1

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        replications: int | None,
        seed: int | None,
        engine: str,
        level: str,
        threads: int | None,
    ) -> Settings:
        """What was asked for, with the scenario's own replications and seed where nothing was.

        Raises:
            UsageError: an engine or level that does not exist, or a number out of bounds.
        """
        own = arguments.scenario_of(scenario).place.run
        if engine not in ENGINES:
            raise arguments.unknown("engine", engine, ENGINES)
        if level not in OUTPUT_LEVELS:
            raise arguments.unknown("output level", level, OUTPUT_LEVELS)
        chosen = cls(
            own.replications if replications is None else arguments.whole(replications, "the number of replications"),
            own.seed if seed is None else arguments.whole(seed, "a seed"),
            engine,
            level,
            _threads(engine, threads),
        )
        if not FEWEST <= chosen.replications <= MOST:
            raise UsageError(f"replications are between {FEWEST} and {MOST}, not {chosen.replications}")
        if not 0 <= chosen.seed < 2**64:
            raise UsageError(f"a seed is a whole number of at least 0 and below 2 to the power 64, not {chosen.seed}")
        return chosen


def _threads(engine: str, asked: int | None) -> int:
    if engine == "reference":
        return 1  # plain Python holds the interpreter lock: more threads would only slow it down
    return default_threads() if asked is None else arguments.whole(asked, "the number of threads")


def prepare(engine: str, plans: Sequence[Plan]) -> None:
    """Import an engine and have its code for these plans compiled, or read from the cache; say so if that takes long.

    Doing this once, before threads start, keeps them from compiling the same code side by side.
    """
    made_ready = importlib.import_module(f"flowsim.engine.{engine}").prepare
    with patience(COMPILING):
        for plan in plans:
            made_ready(plan)


def forget(engine: str) -> None:
    """Have an engine keep nothing of plans that are not run again."""
    importlib.import_module(f"flowsim.engine.{engine}").forget()


def simulate(
    arms: Sequence[Arm],
    settings: Settings,
    progress: Progress | None = None,
    consume: Consume | None = None,
    days: bool = False,
    numbers: Sequence[int] | None = None,
) -> Outcome[Job, Sample]:
    """Run every replication of every arm; replications in order, all arms of one before the next.

    Args:
        consume: given each replication in that order, whatever the number of threads; it is then let go. One that
            takes long holds nobody up at first: at most three a thread are held, one under way and two that wait.
        days: keep each replication's days too.
        numbers: of the replications to run; default: all of the settings.
    """
    prepare(settings.engine, [arm.plan for arm in arms])
    replicate = importlib.import_module(f"flowsim.engine.{settings.engine}").replicate
    stop = Stop() if settings.engine == "compiled" else None  # plain Python hears Ctrl-C by itself
    if stop:
        replicate = partial(replicate, stop=stop)
    level = OUTPUT_LEVELS.index(settings.level)
    shared: dict[tuple[Key, ...], tuple[Key, ...]] = {}  # thousands of keys, alike in nearly every replication

    def measured(job: Job) -> Sample:
        arm = arms[job.arm]
        replication = replicate(arm.plan, settings.seed, job.replication, level)
        found = measure(arm.plan, replication.tallies, arm.scenario.place)
        keys = tuple(Key(value.measure, value.of, value.group) for value in found)
        values = np.array([value.value for value in found], float)
        own_days = by_day(arm.plan, replication.tallies) if days else None
        return Sample(shared.setdefault(keys, keys), values, replication if level or consume else None, own_days)

    def consumed(job: Job, sample: Sample) -> Sample:
        if consume and sample.replication:
            consume(arms[job.arm].plan, sample.replication)
        return replace(sample, replication=None)

    wanted = range(settings.replications) if numbers is None else numbers
    jobs = [Job(replication, arm) for replication in wanted for arm in range(len(arms))]
    return fan_out(jobs, measured, settings.threads, progress, consumed if consume else None, stop)


def provenance(arms: Sequence[Arm], settings: Settings) -> dict[str, Any]:
    """What made a result, enough to make it again: scenario and what was set in it, version, plans by arm, seed ..."""
    return made_by(arms[0].scenario, {arm.name: arm.digest for arm in arms}, settings)


def made_by(scenario: Scenario, plans: Mapping[str, str], settings: Settings) -> dict[str, Any]:
    """The same where the plans themselves are gone; ``plans`` are their digests by arm."""
    from flowsim import __version__

    return {
        "scenario": scenario.name,
        "set": dict(scenario.values),
        "by": list(scenario.by),
        "flowsim": __version__,
        "plans": dict(plans),
        "seed": settings.seed,
        "engine": settings.engine,
        "replications": settings.replications,
    }


def failures(arms: Sequence[Arm], outcome: Outcome[Job, Sample]) -> tuple[Failure, ...]:
    """The replications that failed, in order."""
    errors = sorted(outcome.failed.items())
    return tuple(Failure(job.replication, arms[job.arm].name, str(error)) for job, error in errors)


def matrix(samples: Sequence[Sample | None], keys: Sequence[Key]) -> np.ndarray:
    """Values [samples, keys]; NaN for a sample that is missing or lacks a key."""
    column = {key: place for place, key in enumerate(keys)}
    values = np.full((len(samples), len(keys)), np.nan)
    for row, sample in enumerate(samples):
        if sample is not None:
            places = [column.get(key, -1) for key in sample.keys]
            known = [number for number, place in enumerate(places) if place >= 0]
            values[row, [places[number] for number in known]] = sample.values[known]
    return values


def all_keys(samples: Sequence[Sample | None]) -> tuple[Key, ...]:
    """The keys of all samples in the order in which they first stand."""
    found: dict[Key, None] = {}
    seen: tuple[Key, ...] = ()
    for sample in samples:
        if sample is not None and sample.keys != seen:
            seen = sample.keys
            found.update(dict.fromkeys(seen))
    return tuple(found)
