"""The same policies as each partner sees the place: which disagreements change the decision, and which do not.

A decision is what is shown about every two of the arms (each policy beside the baseline, and policies beside each
other): that the figure is lower, higher, or neither. A disagreement changes the decision if, with what one partner
assumes, something else is shown of any two, and the difference itself is shown to be another: that one interval
includes zero and the other does not may be noise, and is then called unclear. All arms of all views share their people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from flowsim.errors import UsageError
from flowsim.experiment.arms import Arm, Failure, Key, Settings, failures, no_value, provenance, simulate
from flowsim.experiment.comparison import HIGHER, LOWER, Comparison, arms_of, pairs_of, samples_of, verdict
from flowsim.experiment.fanout import Interrupted, Progress
from flowsim.experiment.in_short import in_short, some
from flowsim.experiment.paired import apart, paired
from flowsim.experiment.twos import twos
from flowsim.experiment.value import key_of
from flowsim.results.measures import MEASURES
from flowsim.scenario import arguments
from flowsim.scenario.quoting import quoted
from flowsim.scenario.views import View

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.scenario.scenario import Scenario

MEASURE = "no-criteria-to-reside"
"""What the decision is by where nobody says."""

REVERSED, GONE, NEW = "reversed", "no longer shown", "now shown"
"""How what is shown of two arms differs from what is shown of the scenario as written."""

CHANGES, UNCLEAR, SAME = "changes", "unclear", "same"
"""What becomes of the decision. Unclear: something else is shown, but not that the difference is another one."""


DISAGREEMENTS = (
    *("view", "assumption", "source", "policy", "measure", "of", "unit", "baseline", "difference", "half_width"),
    *("low", "high", "shows", "shift", "shift_half_width", "decision"),
)
"""Columns of :meth:`Disagreements.table`, in Python, in the CSV file and in JSON."""


@dataclass(frozen=True)
class World:
    """The place as somebody takes it to be.

    Attributes:
        view: the partner's name; empty for the scenario as written.
        title: the partner's title.
        assumption: the one assumption that is made; empty where all of a view are.
        source: where it comes from.
        comparison: the policies beside the baseline there.
    """

    view: str
    title: str
    assumption: str
    source: str
    comparison: Comparison

    @property
    def label(self) -> str:
        """The world in words."""
        return f"{self.view}: {self.assumption or 'all that is assumed'}" if self.view else "as written"


@dataclass(frozen=True, slots=True)
class Change:
    """Something else that is shown of two arms: of ``policy`` beside ``beside`` (the baseline, or a policy).

    ``how`` is one of :data:`REVERSED`, :data:`GONE` and :data:`NEW`; ``written`` and ``here`` are what is shown;
    ``clear`` is whether the interval of the difference here less the difference as written leaves out zero.
    """

    policy: str
    beside: str
    how: str
    written: str
    here: str
    clear: bool


@dataclass(frozen=True)
class Disagreements:
    """The policies in every world; the first is the scenario as written.

    Attributes:
        worlds: as written, then each view as a whole and each of its assumptions alone.
        key: what the decision is by.
        failures: replications that failed; their pairs are in no difference.
        interrupted: True if Ctrl-C ended the work early.
    """

    worlds: tuple[World, ...]
    key: Key
    failures: tuple[Failure, ...] = ()
    interrupted: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """What there are values of as written; empty if nothing was finished."""
        return self.worlds[0].comparison.keys

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies compared."""
        return self.worlds[0].comparison.policies

    @cached_property
    def columns(self) -> tuple[np.ndarray, ...]:
        """For each world the values [arm, replication] that the decision is by; NaN where there is none."""
        return tuple(_column(world.comparison, self.key) for world in self.worlds)

    @cached_property
    def shown(self) -> tuple[dict[tuple[int, int], tuple[float, float, str]], ...]:
        """For each world and every two arms (earlier, later): later less earlier, its half-width, what is shown.

        Half-widths are those of 95 % intervals that hold for all twos of a world at once.
        """
        return tuple(twos(column) for column in self.columns)

    def changes(self, world: int) -> list[Change]:
        """Where something else is shown in a world than as written; empty where the decision is the same."""
        names = [arm.name for arm in self.worlds[0].comparison.arms]
        found = []
        for (first, second), (_, _, here) in self.shown[world].items():
            written = self.shown[0][first, second][2]
            how = _how(written, here)
            if how:
                shift, wide = self.shift(world, first, second)
                clear = verdict(shift, wide) in (LOWER, HIGHER)
                found.append(Change(names[second], names[first], how, written, here, clear))
        return found

    def shift(self, world: int, first: int, second: int) -> tuple[float, float]:
        """By how much the difference of two arms is another in a world than as written, and its half-width (95 %)."""
        own, written = self.columns[world], self.columns[0]
        found = paired(apart(written[first], written[second])[:, None], apart(own[first], own[second])[:, None])
        return float(found.difference[0]), float(found.half_width[0])

    def decision(self, world: int) -> str:
        """What becomes of the decision in a world: :data:`CHANGES`, :data:`UNCLEAR` or :data:`SAME`."""
        changes = self.changes(world)
        return CHANGES if any(one.clear for one in changes) else UNCLEAR if changes else SAME

    def order(self, world: int) -> list[tuple[str, bool]]:
        """The arms from lowest to highest in a world, each with whether it is shown to differ from the one before."""
        with np.errstate(invalid="ignore"):
            means = np.nanmean(self.columns[world], axis=1)
        names = [arm.name for arm in self.worlds[0].comparison.arms]
        places = sorted(range(len(means)), key=lambda place: (means[place], place))
        differs = [False]
        for before, after in pairwise(places):
            _, _, shows = self.shown[world][min(before, after), max(before, after)]
            differs.append(shows in (LOWER, HIGHER))
        return [(names[place], told_apart) for place, told_apart in zip(places, differs, strict=True)]

    def rows(self) -> Iterator[dict[str, Any]]:
        """What :meth:`table` holds, as plain records."""
        for number, world in enumerate(self.worlds):
            own, decision = self.columns[number], self.decision(number)
            for place, policy in enumerate(self.policies, 1):
                difference, wide, shows = self.shown[number][0, place]
                shift, shift_wide = self.shift(number, 0, place)
                yield {
                    "view": world.view,
                    "assumption": world.assumption,
                    "source": world.source,
                    "policy": policy,
                    "measure": self.key.measure,
                    "of": self.key.of,
                    "unit": MEASURES[self.key.measure].unit,
                    "baseline": float(paired(own[0][:, None], own[place][:, None]).baseline[0]),
                    "difference": difference,
                    "half_width": wide,
                    "low": difference - wide,
                    "high": difference + wide,
                    "shows": shows,
                    "shift": shift,
                    "shift_half_width": shift_wide,
                    "decision": decision,
                }

    def table(self) -> pd.DataFrame:
        """A row a world and policy.

        Columns: view, assumption, source, policy, measure, of, unit, baseline, difference, half_width, low, high,
        shows, shift, shift_half_width, decision. ``shift`` is by how much the policy's difference is another
        than as written, with the half-width of its 95 % t interval.
        """
        import pandas as pd

        return pd.DataFrame(list(self.rows()), columns=list(DISAGREEMENTS))

    def __repr__(self) -> str:
        written = self.worlds[0].comparison
        partners = list(dict.fromkeys(world.view for world in self.worlds if world.view))
        sees = f"as {some(partners)} {'sees' if len(partners) == 1 else 'see'} it"
        of = f"{written.arms[0].scenario.name} under {some(self.policies)}, {sees}"
        return in_short(self, of, written.counts, ("table()",))

    def provenance(self) -> dict[str, Any]:
        """What made it: see :func:`flowsim.experiment.arms.provenance`."""
        arms = [replace(arm, name=_named(world, arm)) for world in self.worlds for arm in world.comparison.arms]
        return provenance(arms, self.worlds[0].comparison.settings)

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values, as ``flowsim differ --json`` prints it."""
        worlds = [
            {
                "view": world.view,
                "assumption": world.assumption,
                "source": world.source,
                "decision": self.decision(number),
                "order": [name for name, _ in self.order(number)],
                "changes": [
                    {name: getattr(one, name) for name in ("policy", "beside", "how", "written", "here", "clear")}
                    for one in self.changes(number)
                ],
            }
            for number, world in enumerate(self.worlds)
        ]
        return {
            "provenance": self.provenance(),
            "scenario": self.worlds[0].comparison.arms[0].scenario.name,
            "measure": self.key.measure,
            "of": self.key.of,
            "interrupted": self.interrupted,
            "failures": [failure._asdict() for failure in self.failures],
            "worlds": worlds,
            "differences": list(self.rows()),
        }


def _column(comparison: Comparison, key: Key) -> np.ndarray:
    """The values [arm, replication] of one key; NaN where there is none."""
    if key not in comparison.keys:
        return np.full(comparison.values.shape[:2], np.nan)
    found: np.ndarray = comparison.values[:, :, comparison.keys.index(key)]
    return found


def _how(written: str, here: str) -> str:
    """How what is shown differs; empty where it does not.

    >>> _how("lower", "higher"), _how("lower", "unchanged"), _how("no difference shown", "unchanged")
    ('reversed', 'no longer shown', '')
    """
    before, after = written in (LOWER, HIGHER), here in (LOWER, HIGHER)
    if before and after:
        return REVERSED if written != here else ""
    return GONE if before else NEW if after else ""


def differ(
    scenario: Scenario,
    policies: str | Sequence[str],
    views: Sequence[View],
    measure: str = MEASURE,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = "compiled",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Disagreements:
    """Run the same policies in the scenario as written, under each view and under each assumption of it alone.

    Args:
        scenario: the place as written, under no policies.
        policies: as in :func:`flowsim.compare`.
        views: what each partner assumes; see :func:`flowsim.scenario.views.views`.
        measure: what the decision is by, such as ``no-criteria-to-reside`` or ``waiting-for-place:ward``.
        replications: pairs; default: the scenario's own number if it gives one, else 50.
        seed, engine, threads, progress: as in :func:`flowsim.run`.

    Raises:
        ScenarioError: a view or a policy does not fit the scenario, or an assumption is what it says already.
        UsageError: no policy or view, an unknown measure, or an argument out of bounds.
        Interrupted: Ctrl-C (a ``KeyboardInterrupt``); its ``result`` holds what was finished.
    """
    arguments.scenario_of(scenario)
    specs, key = arguments.names(policies, "policies to compare"), key_of(measure)
    if not views:
        raise UsageError("there is no view, so nobody differs")
    strange = [view for view in views if not isinstance(view, View)] if isinstance(views, Iterable) else [views]
    if strange:
        raise UsageError(f"views are read first, by flowsim.scenario.views.views; {quoted(strange[0])} is none")
    settings = Settings.of(scenario, pairs_of(scenario, replications), seed, engine, "measures", threads)
    seen = [("", "", "", "", scenario), *(one for view in views for one in _seen(view, scenario))]
    arms = [tuple(arms_of(scenario, specs))]
    arms += [tuple(arms_of(place, specs, arms[0][0])) for *_, place in seen[1:]]
    every = [arm for own in arms for arm in own]
    outcome = simulate(every, settings, progress)
    samples = samples_of(outcome, len(every), settings.replications)
    worlds, first = [], 0
    for (view, title, assumption, source, _), own in zip(seen, arms, strict=True):
        comparison = Comparison(own, settings, samples[first : first + len(own)])
        worlds.append(World(view, title, assumption, source, comparison))
        first += len(own)
    named = [replace(arm, name=_named(world, arm)) for world in worlds for arm in world.comparison.arms]
    result = Disagreements(tuple(worlds), key, failures(named, outcome), outcome.interrupted)
    if result.keys and key not in result.keys:
        raise no_value(key, result.keys)
    if outcome.interrupted:
        raise Interrupted(result)
    return result


def _seen(view: View, scenario: Scenario) -> Iterator[tuple[str, str, str, str, Scenario]]:
    """The place as a partner takes it to be: in all, then in each assumption alone if there are several."""
    one = view.assumptions[0]
    if len(view.assumptions) == 1:
        yield view.name, view.title, one.title, one.source, view.on(scenario)
        return
    yield view.name, view.title, "", "", view.on(scenario)
    for assumption in view.assumptions:
        yield view.name, view.title, assumption.title, assumption.source, view.on(scenario, assumption)


def _named(world: World, arm: Arm) -> str:
    return f"{arm.name} ({world.label})" if world.view else arm.name
