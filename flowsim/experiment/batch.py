"""A batch: scenarios with settings under policies, every combination run and measured in one go.

The combinations of one scenario and setting are a :class:`~flowsim.experiment.comparison.Comparison` of the policies;
all of all are the arms of one experiment, so that replication r is begun everywhere before r + 1 is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flowsim.errors import FlowsimError, Problem, ScenarioError, UsageError
from flowsim.experiment.arms import Arm, Failure, Job, Key, Sample, Settings, failures, simulate
from flowsim.experiment.comparison import DEFAULT_PAIRS, FEWEST_PAIRS, Comparison, parts
from flowsim.experiment.fanout import Interrupted, Outcome, Progress
from flowsim.experiment.headline import body_of, shown
from flowsim.experiment.in_short import in_short, of_all
from flowsim.experiment.paired import intervals
from flowsim.results.measures import MEASURES, find
from flowsim.scenario.batch_file import EVERY, HEADLINE, NO_POLICY, BatchDocument, Setting, read_batch
from flowsim.scenario.positions import Path
from flowsim.scenario.scenario import Scenario, load

if TYPE_CHECKING:
    import pandas as pd

MOST_ARMS = 10_000
"""Combinations of a batch, at most."""


@dataclass(frozen=True)
class Case:
    """One scenario with one setting: the arms are the policies, the baseline first if one is named."""

    scenario: str
    values: Mapping[str, Any]
    arms: tuple[Arm, ...]

    @property
    def title(self) -> str:
        """The scenario and the setting in words."""
        return f"{self.scenario} with {said(self.values)}" if self.values else self.scenario


@dataclass(frozen=True)
class Batch:
    """What a batch file comes to: every combination checked, nothing run yet.

    Attributes:
        document: the file.
        cases: every scenario with every setting, each under every policy.
    """

    document: BatchDocument
    cases: tuple[Case, ...]

    @property
    def name(self) -> str:
        """The batch's own name."""
        return self.document.frame.batch

    @property
    def arms(self) -> tuple[Arm, ...]:
        """All combinations, case by case."""
        return tuple(arm for case in self.cases for arm in case.arms)

    def __repr__(self) -> str:
        return f"<Batch {self.name}: {len(self.arms)} combinations>"

    @classmethod
    def read(cls, path: str | os.PathLike[str], progress: Progress | None = None) -> Batch:
        """Read a batch file and put together all that it names.

        Args:
            path: of the file.
            progress: called after each combination that is checked, with their number and that of all.

        Raises:
            ScenarioError: with every problem of the file, its scenarios, settings and policies.
        """
        return _Reader(read_batch(path), progress).batch()


class _Reader:
    """Puts the combinations together; what is wrong is collected, each thing once."""

    def __init__(self, document: BatchDocument, progress: Progress | None) -> None:
        self.checked, self.many, self.progress = 0, 0, progress
        self.document, self.frame = document, document.frame
        self.problems: dict[tuple[Any, ...], Problem] = dict(_numbered(document.file, document.problems))
        self.first: Arm | None = None  # the others keep what is equal in their plans once with it

    def batch(self) -> Batch:
        self.check_measures()
        named = [(name, number) for number, name in enumerate(self.frame.scenarios) if name]
        scenarios = {name: self.scenario(name, number) for name, number in named}
        names = self.order()
        many = self.many = len(scenarios) * len(self.document.settings) * len(names)
        large = any(problem.code == "too-large" for problem in self.problems.values())
        if many > MOST_ARMS and not large:
            self.add((), "too-large", f"the batch comes to {many:,} combinations", expected=f"{MOST_ARMS:,} at most")
        if many > MOST_ARMS or large:
            raise ScenarioError(self.sorted())
        made = {name: self.settings(name, scenario) for name, scenario in scenarios.items() if scenario is not None}
        cases = [] if self.problems else [case for name in made for case in self.cases(name, made[name], names)]
        if self.problems:
            self.check_policies(scenarios, names)
            raise ScenarioError(self.sorted())
        return Batch(self.document, tuple(cases))

    def order(self) -> list[str]:
        """The policies, the baseline first."""
        names = [NO_POLICY, *self.document.policies]
        first = self.frame.baseline if self.frame.baseline in names else NO_POLICY
        return [str(first), *(name for name in names if name != first)]

    def sorted(self) -> list[Problem]:
        return sorted(self.problems.values(), key=lambda problem: (problem.file, problem.line, problem.column))

    def add(self, path: Path, code: str, message: str, expected: str) -> None:
        self.problems[path[:2], code, message] = self.document.problem(path, code, message, expected)

    def take(self, error: FlowsimError, path: Path, who: str) -> None:
        """Problems of something that the file names, at the line where it is named."""
        spot = self.document.positions.of(path)
        found = error.problems if isinstance(error, ScenarioError) else [Problem("cannot-be-used", str(error))]
        for problem in found:
            message = f"{who}: {problem.message}" if who else problem.message
            where = f" (in {problem.file}, line {problem.line})" if problem.line and problem.file != spot.file else ""
            moved = replace(
                problem,
                message=message + where,
                path=self.document.problem(path, "", "").path,
                file=spot.file,
                line=spot.line,
                column=spot.column,
            )
            self.problems.setdefault((path[:2], problem.code, problem.found, problem.message), moved)

    def check_measures(self) -> None:
        wanted = self.frame.measures
        for number, name in enumerate(wanted if isinstance(wanted, list) else ()):
            try:
                find(name or "occupancy")
            except UsageError as error:
                self.take(error, ("measures", number), "")

    def scenario(self, name: str, number: int) -> Scenario | None:
        """A scenario; its own problems keep the lines of its own file."""
        try:
            return load(self.document.target(name))
        except ScenarioError as error:
            if any(problem.line for problem in error.problems):
                self.problems |= _numbered(name, error.problems)
            else:
                self.take(error, ("scenarios", number), "")
            return None

    def check_policies(self, scenarios: Mapping[str, Scenario | None], names: Sequence[str]) -> None:
        """What is wrong with policies in the scenarios as they are, when something else is wrong too."""
        for name, scenario in scenarios.items():
            for spec in names if scenario is not None else ():
                self.under(scenario, spec, name)

    def settings(self, name: str, scenario: Scenario) -> list[tuple[Setting, Scenario]]:
        """The scenario with every setting; a value that does not fit is told once, where it stands."""
        sound = self.sound_values(name, scenario)
        found = []
        for setting in self.document.settings:
            if not all(where in sound for where in setting.paths.values()):
                continue
            try:
                found.append((setting, scenario.with_values(setting.values)))
            except ScenarioError as error:
                first = next(iter(setting.paths.values()), ())
                self.take(error, first, f"{name} with {said(setting.values)}")
        return found

    def sound_values(self, name: str, scenario: Scenario) -> set[Path]:
        """Where the values stand that can be set, each by itself; those of one listed set are looked at together."""
        single = {
            where: {path: setting.values[path]}
            for setting in self.document.settings
            for path, where in setting.paths.items()
        }
        for number, row in enumerate(self.frame.listed):
            single |= {("listed", number, path): row for path in row}
        sound = set()
        for where, values in single.items():
            try:
                scenario.with_values(values)
                sound.add(where)
            except ScenarioError as error:
                self.take(error, where, name)
        return sound

    def under(self, scenario: Scenario | None, spec: str, who: str) -> Scenario | None:
        if spec == NO_POLICY or scenario is None:
            return scenario
        try:
            return scenario.with_policies(*map(self.document.policy, parts(spec)))
        except FlowsimError as error:
            self.take(error, self.document.policies[spec], f"{who} under {spec}")
            return None

    def cases(self, name: str, settings: Sequence[tuple[Setting, Scenario]], names: Sequence[str]) -> Iterator[Case]:
        for setting, scenario in settings:
            who = f"{name} with {said(setting.values)}" if setting.values else name
            arms = [self.arm(self.under(scenario, spec, who), spec, who) for spec in names]
            yield Case(name, setting.values, tuple(arm for arm in arms if arm is not None))

    def arm(self, scenario: Scenario | None, spec: str, who: str) -> Arm | None:
        self.checked += 1
        if self.progress:
            self.progress(self.checked, self.many)
        try:
            arm = None if scenario is None else Arm.of(spec, scenario, beside=self.first)
            self.first = self.first or arm
            return arm
        except ScenarioError as error:
            self.take(error, self.document.policies.get(spec, ("scenarios",)), f"{who} under {spec}")
            return None


def _numbered(whose: object, problems: Sequence[Problem]) -> dict[tuple[Any, ...], Problem]:
    return {(str(whose), number): problem for number, problem in enumerate(problems)}


def said(values: Mapping[str, Any]) -> str:
    """A setting in words.

    >>> said({"units.ward.places": 12, "run.window": "1 y"})
    'units.ward.places=12, run.window=1 y'
    """
    return ", ".join(f"{path}={value}" for path, value in values.items())


@dataclass(frozen=True)
class BatchResult:
    """What a batch gave.

    Attributes:
        batch: what was run.
        settings: how it was run.
        cases: a comparison for each case of the batch, in its order; the first arm is the baseline if one is named.
        failures: replications that failed.
        interrupted: True if Ctrl-C ended it early; what was finished is in the cases.
    """

    batch: Batch
    settings: Settings
    cases: tuple[Comparison, ...]
    failures: tuple[Failure, ...] = ()
    interrupted: bool = False

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """What there are values of, anywhere; empty if nothing was finished."""
        return tuple(dict.fromkeys(key for case in self.cases for key in case.keys))

    def table(self) -> pd.DataFrame:
        """A row a scenario, setting, policy and value, tidy; a column a path that is set.

        Columns: scenario, the paths, policies, measure, of, group, body, unit, replications, mean, half_width; and if
        a baseline is named difference, difference_half_width, half_width_together, low, high, shows, pairs, as in
        :meth:`~flowsim.experiment.comparison.Comparison.table`, empty for the baseline itself. Beside ``no-policy``,
        interaction, interaction_half_width, interaction_half_width_together (by which it is shown) and
        interaction_shows of combinations whose policies are there alone, as in
        :meth:`~flowsim.experiment.comparison.Comparison.interactions`. A column of values that are not all numbers is
        text.
        """
        import pandas as pd

        frame = pd.DataFrame(list(self.rows()))
        for path in {path for case in self.batch.cases for path in case.values}:
            if path in frame and frame[path].dtype == object:
                frame[path] = frame[path].map(lambda value: value if value is None else str(value))
        return frame

    def rows(self) -> Iterator[dict[str, Any]]:
        """What :meth:`table` holds, as plain records."""
        paths = dict.fromkeys(path for case in self.batch.cases for path in case.values)
        for case, found in zip(self.batch.cases, self.cases, strict=True):
            places = self._places(found.keys)
            differences = self._differences(found, places)
            setting = {path: case.values.get(path) for path in paths}
            for number, arm in enumerate(found.arms):
                for row in _means(found, number, places):
                    beside = differences.get((arm.name, row["measure"], row["of"], row["group"]), {})
                    yield {"scenario": case.scenario, **setting, "policies": arm.name, **row, **beside}

    def _places(self, keys: Sequence[Key]) -> Sequence[int]:
        wanted = self.batch.document.frame.measures
        if wanted in (HEADLINE, EVERY):
            return shown(keys, all=wanted == EVERY)
        return [place for place, key in enumerate(keys) if key.measure in wanted]

    def _differences(self, found: Comparison, places: Sequence[int]) -> dict[tuple[str, ...], dict[str, Any]]:
        """By policy and value, what is added to its row; nothing without a baseline."""
        if self.batch.document.frame.baseline is None:
            return {}
        beyond = self._interactions(found, places)
        return {
            (row["policy"], row["measure"], row["of"], row["group"]): {
                "difference": row["difference"],
                "difference_half_width": row["half_width"],
                **{word: row[word] for word in ("half_width_together", "low", "high", "shows", "pairs")},
                **beyond.get((row["policy"], row["measure"], row["of"], row["group"]), {}),
            }
            for row in found.rows_at(places)
        }

    def _interactions(self, found: Comparison, places: Sequence[int]) -> dict[tuple[str, ...], dict[str, Any]]:
        """By combination and value; nothing beside a policy, from which nothing can be said of each alone."""
        if self.batch.document.frame.baseline != NO_POLICY:
            return {}
        return {
            (row["policy"], row["measure"], row["of"], row["group"]): {
                "interaction": row["interaction"],
                "interaction_half_width": row["half_width"],
                "interaction_half_width_together": row["half_width_together"],
                "interaction_shows": row["shows"],
            }
            for row in found.interactions_at(places)
        }

    def __repr__(self) -> str:
        done = [sum(sample is not None for sample in arm) for case in self.cases for arm in case.samples]
        many = of_all(done, self.settings.replications, "replications")
        counts = f"{len(self.batch.arms)} combinations, {many}, seed {self.settings.seed}"
        return in_short(self, self.batch.name, counts, ("table()",))

    def provenance(self) -> dict[str, Any]:
        """What made it, enough to make it again: version, seed, engine, replications, and the digest of every plan."""
        from flowsim import __version__

        plans = [
            {"scenario": case.scenario, "setting": dict(case.values), "policies": arm.name, "plan": arm.digest}
            for case in self.batch.cases
            for arm in case.arms
        ]
        return {
            "batch": self.batch.name,
            "flowsim": __version__,
            "seed": self.settings.seed,
            "engine": self.settings.engine,
            "replications": self.settings.replications,
            "baseline": self.batch.document.frame.baseline,
            "interrupted": self.interrupted,
            "failures": [failure._asdict() for failure in self.failures],
            "plans": plans,
        }


def _means(found: Comparison, number: int, places: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The means of one arm over its replications."""
    over = intervals(found.values[number][:, list(places)])
    for at, place in enumerate(places):
        key = found.keys[place]
        yield {
            **key._asdict(),
            "body": body_of(key),
            "unit": MEASURES[key.measure].unit,
            "replications": int(over.count[at]),
            "mean": float(over.mean[at]),
            "half_width": float(over.half_width[at]),
        }


def run_batch(
    batch: Batch,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = "compiled",
    threads: int | None = None,
    progress: Progress | None = None,
) -> BatchResult:
    """Run every combination of a batch, with the same random numbers.

    Args:
        batch: from :meth:`Batch.read`.
        replications, seed: instead of those of the file; default: 50, and the first scenario's own seed.
        engine, threads, progress: as in :func:`flowsim.run`.

    Raises:
        UsageError: an argument is out of bounds.
        Interrupted: Ctrl-C (a ``KeyboardInterrupt``); its ``result`` holds what was finished.
    """
    settings = _settings(batch, replications, seed, engine, threads)
    outcome = simulate(batch.arms, settings, progress)
    cases = tuple(_cases(batch, settings, outcome))
    result = BatchResult(batch, settings, cases, _failures(batch, outcome), outcome.interrupted)
    if outcome.interrupted:
        raise Interrupted(result)
    return result


def _settings(batch: Batch, replications: int | None, seed: int | None, engine: str, threads: int | None) -> Settings:
    frame = batch.document.frame
    asked = replications if replications is not None else frame.replications
    number = DEFAULT_PAIRS if asked is None else asked
    if frame.baseline is not None and number < FEWEST_PAIRS:
        raise UsageError(f"differences take at least {FEWEST_PAIRS} replications, or they have no interval")
    first = batch.arms[0].scenario
    return Settings.of(first, number, frame.seed if seed is None else seed, engine, "measures", threads)


def _cases(batch: Batch, settings: Settings, outcome: Outcome[Job, Sample]) -> Iterator[Comparison]:
    first = 0
    for case in batch.cases:
        samples = tuple(
            tuple(outcome.done.get(Job(number, first + place)) for number in range(settings.replications))
            for place in range(len(case.arms))
        )
        yield Comparison(case.arms, settings, samples, (), outcome.interrupted)
        first += len(case.arms)


def _failures(batch: Batch, outcome: Outcome[Job, Sample]) -> tuple[Failure, ...]:
    """The replications that failed, each with the whole name of its combination."""
    names = [
        " ".join(filter(None, [case.scenario, said(case.values), arm.name]))
        for case in batch.cases
        for arm in case.arms
    ]
    numbers = sorted(outcome.failed)
    found = failures(batch.arms, outcome)
    return tuple(one._replace(arm=names[job.arm]) for job, one in zip(numbers, found, strict=True))
