"""What policies come to over many futures: regret, where it is large, and what else each helps and harms there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from flowsim.experiment.arms import Failure, Key, Settings, made_by
from flowsim.experiment.comparison import verdict
from flowsim.experiment.foremost import helping
from flowsim.experiment.headline import body_of, shown
from flowsim.experiment.in_short import in_short, some
from flowsim.experiment.paired import Intervals, apart, intervals
from flowsim.experiment.regret import GoesWith, Regret, goes_with, regret_of
from flowsim.experiment.together import together
from flowsim.plan.overload import Overload
from flowsim.results.measures import MEASURES
from flowsim.scenario.uncertain import Uncertain

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.scenario.scenario import Scenario

GOOD_ENOUGH = 0.05
"""The share of the baseline's mean within which regret is good enough where nobody says."""

REGRETS = (
    *("policy", "measure", "of", "unit", "mean", "mean_half_width", "regret", "regret_half_width"),
    *("without_chance", "without_chance_half_width", "largest", "largest_in", "good_enough", "behind", "futures"),
)
"""Columns of :meth:`Futures.table`, in Python and in JSON."""

BY_FUTURE = ("future", "policy", "measure", "of", "unit", "value", "regret", "without_chance", "behind", "overloaded")
"""Columns of :meth:`Futures.by_future` before those of what was drawn, in Python, in the CSV file and in JSON."""

HARMS = (
    *("policy", "measure", "of", "body", "unit", "helps", "baseline", "difference", "half_width"),
    *("half_width_together", "low", "high", "shows", "lower", "higher", "futures"),
)
"""Columns of :meth:`Futures.harms`, in Python and in JSON."""

NOT_KNOWN = "not known"
"""What stands for the loads of a future that are not worked out."""

OVERLOADED = ("policy", "path", "overloaded", "futures", "load", "bound")
"""Columns of :meth:`Futures.overloaded`, in Python and in JSON."""

FALLS_SHORT = ("policy", "uncertain", "path", "correlation", "p", "where", "towards")
"""Columns of :meth:`Futures.falls_short`, in Python and in JSON."""


@dataclass(frozen=True, slots=True)
class Future:
    """One future, when its place and plans are gone.

    Attributes:
        number: from 1.
        drawn: what each uncertain number is in it, by title, as it would be written.
        keys: of what there are values: the headline figures, and what is decided by.
        values: [arms, replications, keys]; NaN where there is none.
        plans: the digest of each arm's plan.
        overloaded: [arms] of what more is asked than there is; None where that is not known.
    """

    number: int
    drawn: Mapping[str, Any]
    keys: tuple[Key, ...]
    values: np.ndarray
    plans: tuple[str, ...]
    overloaded: tuple[tuple[Overload, ...] | None, ...] = ()

    def overloads(self, arm: int) -> str:
        """Of what more is asked than there is, in words of the scenario, such as ``units.ward; teams.brokers``."""
        there = self.overloaded[arm] if self.overloaded else ()
        return NOT_KNOWN if there is None else "; ".join(one.path for one in there)

    def of(self, key: Key) -> np.ndarray:
        """The values [arms, replications] of one figure; NaN where there is none."""
        if key not in self.keys:
            return np.full(self.values.shape[:2], np.nan)
        found: np.ndarray = self.values[:, :, self.keys.index(key)]
        return found


@dataclass(frozen=True)
class Futures:
    """Policies over many futures, with the baseline.

    Attributes:
        scenario: the place as written.
        arms: ``baseline``, then the policies as they were asked for.
        uncertain: what is drawn.
        key: what regret is of.
        helps: whether ``less`` or ``more`` of it helps.
        settings: how it was run; ``settings.replications`` are those of each future.
        asked: how many futures were asked for.
        futures: those that were finished.
        limit: within what regret is good enough, in the measure's unit; None where nobody says.
        failures: replications that failed; their pairs are in no difference, and no arm's regret is of them.
        interrupted: True if Ctrl-C ended the work early.
    """

    scenario: Scenario
    arms: tuple[str, ...]
    uncertain: tuple[Uncertain, ...]
    key: Key
    helps: str
    settings: Settings
    asked: int
    futures: tuple[Future, ...]
    limit: float | None = None
    failures: tuple[Failure, ...] = ()
    interrupted: bool = False

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies compared."""
        return self.arms[1:]

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """What there are values of in any future; empty if none was finished."""
        return tuple(dict.fromkeys(key for future in self.futures for key in future.keys))

    @cached_property
    def regrets(self) -> tuple[Regret, ...]:
        """The regret of the arms in each future."""
        return tuple(regret_of(future.of(self.key), self.helps) for future in self.futures)

    @cached_property
    def good_enough(self) -> float:
        """Within what regret is good enough: as asked for, else 5 % of the baseline's mean over futures."""
        if self.limit is not None:
            return self.limit
        return GOOD_ENOUGH * abs(float(self._over_futures("mean").mean[0])) if self.futures else 0.0

    def _columns(self, name: str) -> np.ndarray:
        """One field of the regrets [futures, arms]."""
        found = [getattr(regret, name) for regret in self.regrets]
        return np.stack(found) if found else np.empty((0, len(self.arms)))

    def _over_futures(self, name: str) -> Intervals:
        return intervals(self._columns(name).astype(float))

    def table(self) -> pd.DataFrame:
        """A row an arm, the baseline first. Half-widths are those of 95 % t intervals over futures.

        Columns: policy, measure, of, unit, mean, mean_half_width, regret, regret_half_width, without_chance,
        without_chance_half_width, largest, largest_in, good_enough, behind, futures. ``regret`` is the mean over
        futures of how far the arm is behind the one that has least (or most) there; ``without_chance`` the same without
        what chance may make of it (:mod:`flowsim.experiment.regret`); ``largest_in`` the future, from 1, of the
        ``largest`` regret; ``good_enough`` the share of futures in which regret is within :attr:`good_enough`;
        ``behind`` in how many futures the arm is shown to be behind another one.
        """
        import pandas as pd

        return pd.DataFrame(list(self.rows()), columns=list(REGRETS))

    def rows(self) -> Iterator[dict[str, Any]]:
        """What :meth:`table` holds, as plain records."""
        regret = self._columns("regret")
        known = np.isfinite(regret).all(axis=1)
        if not known.any():
            return
        means, regrets, less = (self._over_futures(name) for name in ("mean", "regret", "without_chance"))
        numbers = [future.number for future, there in zip(self.futures, known, strict=True) if there]
        for arm, name in enumerate(self.arms):
            own = regret[known, arm]
            yield {
                "policy": name,
                **self._labels(self.key),
                "mean": float(means.mean[arm]),
                "mean_half_width": float(means.half_width[arm]),
                "regret": float(regrets.mean[arm]),
                "regret_half_width": float(regrets.half_width[arm]),
                "without_chance": float(less.mean[arm]),
                "without_chance_half_width": float(less.half_width[arm]),
                "largest": float(own.max()),
                "largest_in": numbers[int(own.argmax())],
                "good_enough": float((own <= self.good_enough).mean()),
                "behind": int(self._columns("behind")[known, arm].sum()),
                "futures": len(own),
            }

    def _labels(self, key: Key) -> dict[str, str]:
        return {"measure": key.measure, "of": key.of, "unit": MEASURES[key.measure].unit}

    def by_future(self) -> pd.DataFrame:
        """A row a future and arm.

        Columns: future (from 1), policy, measure, of, unit, value, regret, without_chance, behind, overloaded; then one
        for each uncertain number, by its title, as it would be written in a file. ``value`` is the mean over the
        replications; ``overloaded`` of what more is asked than there is, such as ``units.ward; teams.brokers``.
        """
        import pandas as pd

        columns = [*BY_FUTURE, *(self._column(one) for one in self.uncertain)]
        return pd.DataFrame(list(self.rows_by_future()), columns=columns)

    def rows_by_future(self) -> Iterator[dict[str, Any]]:
        """What :meth:`by_future` holds, as plain records."""
        for future, regret in zip(self.futures, self.regrets, strict=True):
            for arm, name in enumerate(self.arms):
                yield {
                    "future": future.number,
                    "policy": name,
                    **self._labels(self.key),
                    "value": float(regret.mean[arm]),
                    "regret": float(regret.regret[arm]),
                    "without_chance": float(regret.without_chance[arm]),
                    "behind": bool(regret.behind[arm]),
                    "overloaded": future.overloads(arm),
                    **{self._column(one): future.drawn[one.title] for one in self.uncertain},
                }

    @staticmethod
    def _column(one: Uncertain) -> str:
        """The column of an uncertain number: its title, or its path where another column has that name."""
        return one.path if one.title in BY_FUTURE else one.title

    def overloaded(self) -> pd.DataFrame:
        """Of what more is asked than there is in some futures: a row a unit, team or fund and arm under which it is so.

        Columns: policy, path (such as ``units.ward``), overloaded (in how many futures), futures (of how many for
        which it is known), load (the largest of these, in the mean of the run or with the staff of its last week; NaN
        where something else is too much: cases in hand) and bound (what that would be with what flows leave out, as
        ``flowsim explain`` says it). Figures of such futures go by how long the run is.
        """
        import pandas as pd

        return pd.DataFrame(list(self.rows_overloaded()), columns=list(OVERLOADED))

    def rows_overloaded(self) -> Iterator[dict[str, Any]]:
        """What :meth:`overloaded` holds, as plain records: what is so in most futures first."""
        found: dict[tuple[str, str], list[Overload]] = {}
        for future in self.futures:
            for name, there in zip(self.arms, future.overloaded, strict=False):
                for one in there or ():
                    found.setdefault((one.path, name), []).append(one)
        many = {path: max(len(own) for (where, _), own in found.items() if where == path) for path, _ in found}
        known = {name: len(self.futures) - unknown for name, unknown in self.loads_not_known().items()}
        order = sorted(found, key=lambda key: (-many[key[0]], key[0], self.arms.index(key[1])))
        for path, name in order:
            own = found[path, name]
            most = max(own, key=lambda one: (one.load == one.load, one.load))
            yield {
                "policy": name,
                "path": path,
                "overloaded": len(own),
                "futures": known[name],
                "load": most.load,
                "bound": most.bound,
            }

    def loads_not_known(self) -> dict[str, int]:
        """For each arm in how many futures loads are not worked out: too many attributes decide the ways taken."""
        return {
            name: sum(bool(future.overloaded) and future.overloaded[arm] is None for future in self.futures)
            for arm, name in enumerate(self.arms)
        }

    @cached_property
    def correlations(self) -> list[GoesWith]:
        """The uncertain numbers with which the regret of an arm is shown to go together."""
        ranks = [[one.axis.rank(future.drawn[one.title]) for one in self.uncertain] for future in self.futures]
        shape = len(self.futures), len(self.uncertain)
        return goes_with(self._columns("regret"), np.array(ranks, float).reshape(shape))

    def falls_short(self) -> pd.DataFrame:
        """Where an arm falls short: a row an arm and uncertain number with which its regret is shown to go together.

        Columns: policy, uncertain (its title), path, correlation (Spearman's, over futures), p (corrected for all arms
        and numbers), where (``high`` or ``low``: where regret is largest), towards (that end). No rows with fewer than
        ten futures.
        """
        import pandas as pd

        return pd.DataFrame(list(self.rows_falls_short()), columns=list(FALLS_SHORT))

    def rows_falls_short(self) -> Iterator[dict[str, Any]]:
        """What :meth:`falls_short` holds, as plain records."""
        for found in self.correlations:
            one, high = self.uncertain[found.number], found.correlation > 0
            yield {
                "policy": self.arms[found.arm],
                "uncertain": one.title,
                "path": one.path,
                "correlation": found.correlation,
                "p": found.p,
                "where": "high" if high else "low",
                "towards": (max if high else min)(one.axis.ends(), key=one.axis.rank),
            }

    def harms(self) -> pd.DataFrame:
        """What each policy helps and harms besides: a row a policy and headline figure.

        Columns: policy, measure, of, body, unit, helps, baseline, difference, half_width, half_width_together, low,
        high, shows, lower, higher, futures. ``difference`` is the mean over futures of policy less baseline for the
        same people; half-widths are those of 95 % t intervals over futures, the second corrected for the number of
        policies, by which ``low``, ``high`` and ``shows`` go. ``helps`` says whether less or more of it helps; empty
        where neither is said. ``lower`` and ``higher`` are the shares of futures in which it is so.
        """
        import pandas as pd

        return pd.DataFrame(list(self.rows_harms()), columns=list(HARMS))

    def rows_harms(self) -> Iterator[dict[str, Any]]:
        """What :meth:`harms` holds, as plain records."""
        keys = [self.keys[place] for place in shown(self.keys)]
        if not keys:
            return
        baseline = intervals(np.stack([self._means(key)[:, 0] for key in keys], axis=1))
        differences = np.stack([self._differences(key) for key in keys], axis=2)
        widths = together(differences)
        for number, policy in enumerate(self.policies):
            own = intervals(differences[number])
            for place, key in enumerate(keys):
                known = differences[number, np.isfinite(differences[number, :, place]), place]
                difference, wide = float(own.mean[place]), float(widths[number, place])
                yield {
                    "policy": policy,
                    "measure": key.measure,
                    "of": key.of,
                    "body": body_of(key),
                    "unit": MEASURES[key.measure].unit,
                    "helps": helping(key.measure),
                    "baseline": float(baseline.mean[place]),
                    "difference": difference,
                    "half_width": float(own.half_width[place]),
                    "half_width_together": wide,
                    "low": difference - wide,
                    "high": difference + wide,
                    "shows": verdict(difference, wide),
                    "lower": float((known < 0).mean()) if len(known) else float("nan"),
                    "higher": float((known > 0).mean()) if len(known) else float("nan"),
                    "futures": len(known),
                }

    def _means(self, key: Key) -> np.ndarray:
        """Means [futures, arms] of a figure over the replications of each future."""
        return np.stack([intervals(future.of(key).T).mean for future in self.futures])

    def _differences(self, key: Key) -> np.ndarray:
        """For each policy and future [policies, futures] the mean of the paired differences of a figure."""
        values = [future.of(key) for future in self.futures]
        return np.stack([intervals(apart(own[:1], own[1:]).T).mean for own in values], axis=1)

    @property
    def counts(self) -> str:
        """Futures, replications and seed, as they stand in a line about it."""
        done = str(self.asked) if len(self.futures) == self.asked else f"{len(self.futures)} of {self.asked}"
        return f"{done} futures of {self.settings.replications} replications, seed {self.settings.seed}"

    def __repr__(self) -> str:
        of = f"{self.scenario.name} under {some(self.policies)}"
        return in_short(self, of, self.counts, ("table()", "by_future()", "overloaded()", "falls_short()", "harms()"))

    def provenance(self) -> dict[str, Any]:
        """What made it: see :func:`flowsim.experiment.arms.provenance`; with what was drawn from what."""
        plans = {
            f"{arm} (future {future.number})": plan
            for future in self.futures
            for arm, plan in zip(self.arms, future.plans, strict=True)
        }
        uncertain = [
            {"title": one.title, "path": one.path, "is": one.words(), "source": one.source} for one in self.uncertain
        ]
        return {**made_by(self.scenario, plans, self.settings), "futures": self.asked, "uncertain": uncertain}

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values, as ``flowsim futures --json`` prints it."""
        return {
            "provenance": self.provenance(),
            "scenario": self.scenario.name,
            "measure": self.key.measure,
            "of": self.key.of,
            "helps": self.helps,
            "good_enough": self.good_enough,
            "interrupted": self.interrupted,
            "failures": [failure._asdict() for failure in self.failures],
            "regrets": list(self.rows()),
            "overloaded": list(self.rows_overloaded()),
            "falls_short": list(self.rows_falls_short()),
            "harms": list(self.rows_harms()),
            "by_future": list(self.rows_by_future()),
        }
