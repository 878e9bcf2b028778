"""Policies compared with a baseline, for the same people: paired differences, each with its half-width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from flowsim.errors import UsageError
from flowsim.experiment.arms import (
    Arm,
    Failure,
    Job,
    Key,
    Sample,
    Settings,
    all_keys,
    failures,
    matrix,
    no_value,
    provenance,
    simulate,
)
from flowsim.experiment.equity import Change, changes
from flowsim.experiment.fanout import Interrupted, Outcome, Progress
from flowsim.experiment.headline import body_of, shown
from flowsim.experiment.in_short import in_short, of_all, some
from flowsim.experiment.interaction import INTERACTION, combinations, interactions
from flowsim.experiment.journeys import journeys
from flowsim.experiment.paired import Paired, apart, paired, pairs_needed
from flowsim.experiment.since_start import SINCE_START, since_start, start_of
from flowsim.experiment.together import together
from flowsim.results.measures import MEASURES
from flowsim.results.registry import ALL, EVERYONE
from flowsim.scenario import arguments
from flowsim.scenario.policies import find_fitting

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.scenario.scenario import Scenario

BASELINE = "baseline"
DEFAULT_PAIRS = 50
"""Pairs where neither the caller nor the scenario says how many."""

FEWEST_PAIRS = 2
"""One pair has a difference but no interval, and no difference is given without its interval."""

_PLUS = re.compile(r"(?<![:=])\+")
"""Between the policies of a combination; not the sign in ``more-beds:+20``."""

DIFFERENCES = (
    *("policy", "measure", "of", "group", "body", "unit", "baseline", "baseline_half_width", "mean", "mean_half_width"),
    *("difference", "half_width", "half_width_together", "low", "high", "shows"),
    *("pairs", "correlation", "variance_reduction"),
)
"""Columns of :meth:`Comparison.table`, in Python, in the CSV file and in JSON."""

TABLES = ("table()", "equity()", "interactions()", "since_start()", "people()")
"""What gives a table of a comparison."""

HIGHER, LOWER, NOT_SHOWN, UNCHANGED, UNKNOWN = "higher", "lower", "no difference shown", "unchanged", "too few pairs"
"""What a paired difference shows. Not shown: its interval, corrected for the number of policies, includes zero.
Unchanged: the same in every pair."""


NOUGHT = 1e-9
"""A difference and a half-width that are both no more than this are what rounding leaves of none: no figure is of so
little of anything, and no page has as many digits."""


def verdict(difference: float, half_width: float) -> str:
    """What a difference and its half-width show, in plain words.

    >>> verdict(-4.2, 1.8), verdict(-1.2, 3.0), verdict(0.0, 0.0)
    ('lower', 'no difference shown', 'unchanged')
    >>> verdict(1.8e-12, 1.1e-12)
    'unchanged'
    """
    if not (np.isfinite(difference) and np.isfinite(half_width)):
        return UNKNOWN
    if max(abs(difference), half_width) <= NOUGHT:
        return UNCHANGED
    if abs(difference) <= half_width:
        return NOT_SHOWN
    return HIGHER if difference > 0 else LOWER


def parts(spec: str) -> tuple[str, ...]:
    """The policies of one arm: ``a+b`` is both together.

    >>> parts("more-beds:+20+more-homes:+10%")
    ('more-beds:+20', 'more-homes:+10%')
    """
    return tuple(part.strip() for part in _PLUS.split(spec))


@dataclass(frozen=True)
class Comparison:
    """A baseline and policies over the same people.

    Attributes:
        arms: the baseline, then each policy.
        settings: how it was run; ``settings.replications`` is the number of pairs asked for.
        samples: [arm][replication]; ``None`` for one that failed or was not begun before Ctrl-C.
        failures: replications that failed; their pairs are in no difference.
        interrupted: True if Ctrl-C ended the comparison early.
    """

    arms: tuple[Arm, ...]
    settings: Settings
    samples: tuple[tuple[Sample | None, ...], ...]
    failures: tuple[Failure, ...] = ()
    interrupted: bool = False

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies compared, as they were asked for."""
        return tuple(arm.name for arm in self.arms[1:])

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """What there are values of, in any arm."""
        return all_keys([sample for arm in self.samples for sample in arm])

    @cached_property
    def values(self) -> np.ndarray:
        """Values [arm, replication, key]; NaN where there is none."""
        return np.stack([matrix(arm, self.keys) for arm in self.samples])

    @cached_property
    def statistics(self) -> dict[str, Paired]:
        """Paired statistics of each policy, over :attr:`keys`."""
        return {name: paired(self.values[0], self.values[place]) for place, name in enumerate(self.policies, 1)}

    @property
    def pairs(self) -> dict[str, int]:
        """Number of replications finished both in the baseline and under each policy."""
        finished = [[sample is not None for sample in arm] for arm in self.samples]
        return {
            name: int(np.logical_and(finished[0], finished[place]).sum()) for place, name in enumerate(self.policies, 1)
        }

    def together(self, places: Sequence[int]) -> np.ndarray:
        """Half-widths [policies, places] that hold for all policies at once; ``places`` are those of :attr:`keys`.

        See :func:`flowsim.experiment.together.together`. With one policy they are those of its t interval.
        """
        new = [place for place in places if place not in self._corrected]
        chosen = self.values[:, :, new]
        self._corrected.update(zip(new, together(apart(chosen[:1], chosen[1:])).T, strict=True))
        found = [self._corrected[place] for place in places]
        return np.stack(found, axis=1) if found else np.empty((len(self.policies), 0))

    @cached_property
    def _corrected(self) -> dict[int, np.ndarray]:
        """Half-widths [policies] by place, as far as they were asked for: with ten policies one takes 10 ms."""
        return {}

    def table(self, all: bool = False) -> pd.DataFrame:
        """A row a policy and value. Half-widths are those of 95 % t intervals; the difference is policy less baseline.

        Columns: policy, measure, of, group, body, unit, baseline, baseline_half_width, mean, mean_half_width,
        difference, half_width, half_width_together, low, high, shows, pairs, correlation, variance_reduction.
        ``half_width_together`` is corrected for the number of policies (:meth:`together`); ``low``, ``high`` and
        ``shows`` go by it. ``body`` is whom the figure belongs to. ``variance_reduction`` is how many times more
        unpaired replications the same half-width would take.

        Args:
            all: every measure and group, not only the headline ones.
        """
        import pandas as pd

        return pd.DataFrame(list(self.rows(all)), columns=list(DIFFERENCES))

    def rows(self, all: bool = False) -> Iterator[dict[str, Any]]:
        """What :meth:`table` holds, as plain records."""
        return self.rows_at(shown(self.keys, all))

    def rows_at(self, places: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Rows as of :meth:`rows`, of the values at these places of :attr:`keys`, one policy after the other."""
        corrected = self.together(places)
        for number, policy in enumerate(self.policies):
            yield from self._rows(policy, places, corrected[number])

    def _rows(self, policy: str, places: Sequence[int], corrected: np.ndarray) -> Iterator[dict[str, Any]]:
        found = self.statistics[policy]
        for place, wide in zip(places, corrected.tolist(), strict=True):
            difference = float(found.difference[place])
            yield {
                "policy": policy,
                **self.keys[place]._asdict(),
                "body": body_of(self.keys[place]),
                "unit": MEASURES[self.keys[place].measure].unit,
                "baseline": float(found.baseline[place]),
                "baseline_half_width": float(found.baseline_half_width[place]),
                "mean": float(found.policy[place]),
                "mean_half_width": float(found.policy_half_width[place]),
                "difference": difference,
                "half_width": float(found.half_width[place]),
                "half_width_together": wide,
                "low": difference - wide,
                "high": difference + wide,
                "shows": verdict(difference, wide),
                "pairs": int(found.pairs[place]),
                "correlation": float(found.correlation[place]),
                "variance_reduction": float(found.variance_reduction[place]),
            }

    def equity(self) -> pd.DataFrame:
        """What each policy does to the gaps between groups of people, as :meth:`RunResult.equity` has those of a run.

        A row a value, with the columns of :class:`flowsim.experiment.equity.Change`; none without ``groups``.
        """
        import pandas as pd

        return pd.DataFrame(self.changes, columns=Change._fields)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What :meth:`equity` holds, as plain records."""
        return tuple(
            change
            for place, name in enumerate(self.policies, 1)
            for change in changes(self.keys, self.values[0], self.values[place], name)
        )

    def interactions(self, all: bool = False) -> pd.DataFrame:
        """What policies do together beyond the sum of what each does alone: a row a combination and value.

        Of ``a+b`` where ``a`` and ``b`` are compared too; else no rows. Columns: policy, measure, of, group, body,
        unit, sum_alone, sum_alone_half_width, difference, difference_half_width (of the combination), interaction (the
        difference less the sum, replication by replication), half_width, half_width_together, low, high, shows, pairs.
        See :mod:`flowsim.experiment.interaction`.

        Args:
            all: every measure and group, not only the headline ones.
        """
        import pandas as pd

        return pd.DataFrame(list(self.interactions_at(shown(self.keys, all))), columns=list(INTERACTION))

    def interactions_at(self, places: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Rows as of :meth:`interactions`, of the values at these places of :attr:`keys`."""
        keys = [self.keys[place] for place in places]
        labels = [{**key._asdict(), "body": body_of(key), "unit": MEASURES[key.measure].unit} for key in keys]
        found = combinations([arm.name for arm in self.arms], parts)
        return interactions(self.values[:, :, list(places)], found, labels, verdict)

    def since_start(self) -> pd.DataFrame:
        """A row a policy with a date, series and four weeks since its start; no rows where no policy has a date.

        Columns: policy, series (one of :data:`flowsim.results.by_day.BY_DAY`), weeks (since the start), from (the first
        date), unit, baseline, mean, difference, half_width, low, high, shows, pairs. Intervals hold at once for all
        periods of one policy and series.
        """
        import pandas as pd

        return pd.DataFrame(list(self.rows_since_start()), columns=list(SINCE_START))

    def rows_since_start(self) -> Iterator[dict[str, Any]]:
        """What :meth:`since_start` holds, as plain records."""
        return since_start(self.arms, self.samples, verdict)

    def people(self, person: str | int, replication: int = 0) -> pd.DataFrame:
        """One person's journey in the world of each policy, the baseline first, under common random numbers.

        A row an event and policy, in the order in which it happens: ``policy`` and the columns of
        :func:`flowsim.results.tables.events`, milestones too. The replication of each arm is run again with its log.
        ``flowsim story`` tells the same in plain words.

        >>> import flowsim as fs
        >>> both = fs.compare(fs.load("tutorial"), ["more-homes:+4"], replications=2, seed=1)
        >>> journey = both.people("emergency-3")
        >>> journey.policy.unique().tolist(), journey.event.iloc[0]
        (['baseline', 'more-homes:+4'], 'arrival')

        Args:
            person: a name such as ``emergency-12``, the stream of arrivals and the number in it; or a number, the place
                among all of the baseline in the order of arrival, from 0.
            replication: in which.

        Raises:
            UsageError: there is no such person or replication.
            Interrupted: Ctrl-C.
        """
        return journeys(self.arms, self.settings, person, replication)

    def pairs_needed(
        self, measure: str, half_width: float, of: str = ALL, group: str = EVERYONE, policy: str | None = None
    ) -> int:
        """How many pairs would give a difference this half-width: for one policy, or for the one that needs most.

        An estimate, from the spread of the differences at hand.

        Args:
            measure, of, group: of which value.
            half_width: wanted, in the measure's unit.
            policy: as in :attr:`policies`; default: all, and the largest number.

        Raises:
            UsageError: there is no such value or policy, fewer than two pairs, or the half-width is not above 0.
        """
        key = Key(measure, of, group)
        if key not in self.keys:
            raise no_value(key, self.keys)
        if policy is not None and policy not in self.policies:
            raise arguments.unknown("compared policy", policy, self.policies)
        place = self.keys.index(key)
        spreads = [float(self.statistics[name].deviation[place]) for name in ([policy] if policy else self.policies)]
        if not np.isfinite(spreads).all():
            raise UsageError("with fewer than two pairs nothing is known about the spread of the differences")
        try:
            return max(pairs_needed(spread, arguments.number(half_width, "a half-width")) for spread in spreads)
        except ValueError as error:
            raise UsageError(str(error)) from None

    def __repr__(self) -> str:
        of = f"{self.arms[0].scenario.name} under {some(self.policies)}"
        return in_short(self, of, self.counts, TABLES)

    @property
    def counts(self) -> str:
        """Pairs and seed, as they stand in a line about it: ``50 pairs, seed 7``."""
        return f"{of_all(self.pairs.values(), self.settings.replications, 'pairs')}, seed {self.settings.seed}"

    def provenance(self) -> dict[str, Any]:
        """What made it: see :func:`flowsim.experiment.arms.provenance`."""
        return provenance(self.arms, self.settings)

    def to_dict(self, all: bool = False) -> dict[str, Any]:
        """The comparison as plain values, as ``flowsim compare --json`` prints it."""
        return {
            "provenance": self.provenance(),
            "scenario": self.arms[0].scenario.name,
            "seed": self.settings.seed,
            "engine": self.settings.engine,
            "pairs_asked": self.settings.replications,
            "pairs": self.pairs,
            "plans": {arm.name: arm.digest for arm in self.arms},
            "interrupted": self.interrupted,
            "failures": [failure._asdict() for failure in self.failures],
            "differences": list(self.rows(all)),
            "since_start": list(self.rows_since_start()),
            "interactions": list(self.interactions_at(shown(self.keys, all))),
        }


def compare(
    scenario: Scenario,
    policies: str | Sequence[str],
    replications: int | None = None,
    seed: int | None = None,
    engine: str = "compiled",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare policies with the scenario as it is, under common random numbers.

    Replication r of every arm has the same people with the same attributes arriving at the same instants, so that a
    difference is a difference for the same people.

    Args:
        scenario: the baseline.
        policies: each compared alone; ``"a+b"`` is one arm with both.
        replications: pairs; default: the scenario's own number if it gives one, else 50.
        seed, engine, threads, progress: as in :func:`flowsim.run`.

    Raises:
        ScenarioError: a policy does not fit the scenario, or two of one arm conflict.
        UsageError: no policy, one named twice, or an argument out of bounds.
        Interrupted: Ctrl-C (a ``KeyboardInterrupt``); its ``result`` holds the comparison of what was finished.
    """
    arguments.scenario_of(scenario)
    specs = arguments.names(policies, "policies to compare")
    settings = Settings.of(scenario, pairs_of(scenario, replications), seed, engine, "measures", threads)
    arms = tuple(arms_of(scenario, specs))
    dated = any(start_of(arm) is not None for arm in arms)
    outcome = simulate(arms, settings, progress, days=dated)
    samples = samples_of(outcome, len(arms), settings.replications)
    result = Comparison(arms, settings, samples, failures(arms, outcome), outcome.interrupted)
    if outcome.interrupted:
        raise Interrupted(result)
    return result


def samples_of(outcome: Outcome[Job, Sample], arms: int, replications: int) -> tuple[tuple[Sample | None, ...], ...]:
    """Samples [arm][replication] of what was finished."""
    numbers = range(replications)
    return tuple(tuple(outcome.done.get(Job(number, arm)) for number in numbers) for arm in range(arms))


def pairs_of(scenario: Scenario, asked: int | None) -> int:
    """How many pairs: those asked for, else the scenario's own number if it gives one, else 50.

    Raises:
        UsageError: fewer than two.
    """
    own = arguments.scenario_of(scenario).place.run
    default = own.replications if "replications" in own.model_fields_set else DEFAULT_PAIRS
    pairs = default if asked is None else arguments.whole(asked, "the number of pairs")
    if pairs < FEWEST_PAIRS:
        raise UsageError(f"a comparison takes at least {FEWEST_PAIRS} pairs, or its differences have no interval")
    return pairs


def arms_of(scenario: Scenario, specs: Sequence[str], beside: Arm | None = None) -> Iterator[Arm]:
    """The baseline, then one arm for each policy or combination; `beside` is an arm of the same experiment.

    Raises:
        ScenarioError: a policy does not fit, or two of one arm conflict.
        UsageError: no policy, or one named twice.
    """
    each_once(specs)
    find_fitting((part for spec in specs for part in parts(spec)), scenario)  # all that is wrong with them in one go
    base = Arm.of(BASELINE, scenario, beside=beside)
    yield base
    for spec in specs:
        yield Arm.of(spec, scenario.with_policies(*parts(spec)), beside=base)


def each_once(specs: Sequence[str]) -> None:
    """Nothing, if there are policies to compare and each is named once.

    Raises:
        UsageError: no policy, or one named twice.
    """
    if not specs:
        raise UsageError("name at least one policy to compare; flowsim policies lists them")
    twice = [spec for place, spec in enumerate(specs) if spec in specs[:place]]
    if twice:
        raise UsageError(f"the policy {twice[0]} is named twice")
