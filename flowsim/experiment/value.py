"""What one more of anything is worth: every addition beside the place as it is, for the same people.

One addition at a time, all beside one baseline. What is freed is the measure as it is less the measure with more, for
one: the difference of a step divided by how many ones the step has. So a step says what one is worth on average over
it, not what the first of it is worth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from flowsim.errors import UsageError
from flowsim.experiment.arms import Arm, Failure, Key, Settings, failures, no_value, simulate
from flowsim.experiment.comparison import BASELINE, LOWER, Comparison, pairs_of, samples_of, verdict
from flowsim.experiment.fanout import Interrupted, Progress
from flowsim.experiment.foremost import FOREMOST, MORE
from flowsim.experiment.in_short import in_short, some
from flowsim.experiment.ranking import MONEY as RANKED
from flowsim.experiment.ranking import Rank, ranking
from flowsim.experiment.savings import SPLIT, Price, Saving, SavingKind, price, savings
from flowsim.plan.walked import Walked
from flowsim.results.measures import MEASURES, find
from flowsim.results.registry import ALL, EVERYONE
from flowsim.scenario import arguments
from flowsim.scenario.additions import STEP, Addition, added, additions
from flowsim.scenario.quoting import quoted

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.scenario.scenario import Scenario

FREED = ("no-criteria-to-reside", "delayed-days-per-discharge")
"""What is freed where nobody says: people in hospital who need not be there, and their days of delay."""

REFILL = 1.0
"""The share of freed beds that others take where nobody says. All of them: few hospitals have empty beds, so the next
person comes in, and no cash is released until beds are closed."""

PURCHASES = 3
"""So many purchases are suggested where nobody says."""


WORTH = (
    *("addition", "section", "name", "amount", "one", "measure", "of", "unit", "baseline", "freed"),
    *("half_width", "low", "high", "shows", "pairs", "price", "payer", "price_source", "freed_for_100000"),
    "employer",
)
"""Columns of :meth:`Value.table`, in Python, in the CSV file and in JSON."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One step of the order in which to buy.

    Attributes:
        addition: what is bought.
        freed, half_width: of the first measure, by the whole step, beside what was bought before.
        price: pounds a year of the whole step.
        spent: pounds a year of all steps until here.
    """

    addition: Addition
    freed: float
    half_width: float
    price: float
    spent: float


@dataclass(frozen=True)
class Value:
    """What one more of anything frees, and the order of buying it suggests.

    Attributes:
        comparison: the baseline and each addition.
        additions: what was added, as in ``comparison.arms[1:]``.
        freed: the measures that say what is freed.
        refill: the share of freed beds that others take.
        order: purchases, in order.
        ended: why there is no further purchase, in words; empty where no order was asked for.
        later_failures: replications that failed while the order was measured.
    """

    comparison: Comparison
    additions: tuple[Addition, ...]
    freed: tuple[Key, ...]
    refill: float
    order: tuple[Purchase, ...] = ()
    ended: str = ""
    later_failures: tuple[Failure, ...] = ()
    stopped: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """What there are values of; empty if nothing was finished."""
        return self.comparison.keys

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Replications that failed."""
        return self.comparison.failures + self.later_failures

    @property
    def interrupted(self) -> bool:
        """True if Ctrl-C ended it early."""
        return self.comparison.interrupted or self.stopped

    def __repr__(self) -> str:
        of = f"{self.comparison.arms[0].scenario.name} with more of {some([one.name for one in self.additions])}"
        return in_short(self, of, self.comparison.counts, ("table()", "split()"))

    def provenance(self) -> dict[str, Any]:
        """What made it: see :func:`flowsim.experiment.arms.provenance`."""
        return self.comparison.provenance()

    @cached_property
    def prices(self) -> tuple[Price | None, ...]:
        """What one of each addition costs a year; None where the scenario does not say."""
        return tuple(price(self.comparison, addition) for addition in self.additions)

    @cached_property
    def ranking(self) -> tuple[Rank, ...]:
        """What the same money frees of the first measure, most first: of what has a price and is shown to free any."""
        key = self.freed[0]
        return ranking(self.comparison, key, self.additions, self.prices) if key in self.keys else ()

    @cached_property
    def savings(self) -> tuple[Saving, ...]:
        """Each saving for one more, by kind."""
        return tuple(savings(self.comparison, self.additions, self.refill))

    def rows(self) -> Iterator[dict[str, Any]]:
        """What :meth:`table` holds, as plain records."""
        for key in self.freed:
            if key in self.keys:
                yield from self._rows(key)

    def _rows(self, key: Key) -> Iterator[dict[str, Any]]:
        found, place = self.comparison, self.keys.index(key)
        widths = found.together([place])[:, 0]
        for addition, wide, cost in zip(self.additions, widths.tolist(), self.prices, strict=True):
            one = found.statistics[addition.label]
            freed, half_width = (0.0 - float(one.difference[place])) / addition.amount, wide / addition.amount
            pounds = cost.pounds if cost else float("nan")
            yield {
                "addition": addition.label,
                "section": addition.section,
                "name": addition.name,
                "amount": addition.amount,
                "one": addition.one,
                "measure": key.measure,
                "of": key.of,
                "unit": MEASURES[key.measure].unit,
                "baseline": float(one.baseline[place]),
                "freed": freed,
                "half_width": half_width,
                "low": freed - half_width,
                "high": freed + half_width,
                "shows": verdict(-freed, half_width),
                "pairs": int(one.pairs[place]),
                "price": pounds,
                "payer": cost.payer if cost else "",
                "price_source": cost.source if cost else "",
                "freed_for_100000": freed * RANKED / pounds if pounds > 0 else float("nan"),
                "employer": self.employer_of(addition),
            }

    def employer_of(self, addition: Addition) -> str:
        """Who staffs what there is more of; empty where nobody is said to.

        Staff of an employer is not asked for: what is added comes as if it were there from one day to the next.
        """
        workforce = self.comparison.arms[0].scenario.place.workforce
        return (workforce.employer_of(addition.name) or "") if workforce else ""

    def table(self) -> pd.DataFrame:
        """A row an addition and measure.

        Columns: addition, section, name, amount, one, measure, of, unit, baseline, freed, half_width, low, high,
        shows, pairs, price, payer, price_source, freed_for_100000, employer. ``freed`` is for one, baseline less
        addition, so above 0 where the addition lowers the measure; ``half_width`` is that of a 95 % interval widened so
        that all additions' intervals of a measure hold at once; ``price`` is pounds a year for one, NaN where the
        scenario gives no cost; ``freed_for_100000`` is what so many pounds a year free; ``employer`` who staffs it,
        whose staff is taken to be there at once, empty where nobody is said to.
        """
        import pandas as pd

        return pd.DataFrame(list(self.rows()), columns=list(WORTH))

    def split(self) -> pd.DataFrame:
        """A row an addition and saving: cash released, capacity freed, cost moved, harm avoided; for one.

        Columns: addition, kind, what, unit, amount, half_width (of a 95 % t interval). Money is pounds a year.
        """
        import pandas as pd

        return pd.DataFrame([saving.to_dict() for saving in self.savings], columns=list(SPLIT))

    def without(self) -> list[str]:
        """Which kinds of saving the scenario says nothing about, and why, in words."""
        there = {saving.kind for saving in self.savings}
        return [f"{kind.value}: {kind.missing}" for kind in SavingKind if kind not in there]

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values, as ``flowsim value --json`` prints it."""
        return {
            "provenance": self.provenance(),
            "scenario": self.comparison.arms[0].scenario.name,
            "pairs": self.comparison.pairs,
            "refill": self.refill,
            "interrupted": self.interrupted,
            "failures": [failure._asdict() for failure in self.failures],
            "freed": list(self.rows()),
            "ranking": [one.to_dict() for one in self.ranking],
            "savings": [saving.to_dict() for saving in self.savings],
            "not_known": self.without(),
            "order": [
                {
                    "addition": one.addition.label,
                    "freed": one.freed,
                    "half_width": one.half_width,
                    "price": one.price,
                    "spent": one.spent,
                }
                for one in self.order
            ],
            "order_ended": self.ended,
        }


def value(
    scenario: Scenario,
    measures: str | Sequence[str] = FREED,
    only: str | Sequence[str] = (),
    step: float = STEP,
    refill: float = REFILL,
    purchases: int = PURCHASES,
    budget: float | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = "compiled",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Value:
    """What one more place, worker, hour of care a week or thousand pounds a year frees, for the same people.

    Args:
        scenario: the place as it is.
        measures: what is freed when it is lower, such as ``no-criteria-to-reside`` or ``waiting-for-place:ward``; the
            first one decides the order.
        only: names of units, teams and funds; default: all that have a limit.
        step: how much is added at a time, as a share of what there is; at least one.
        refill: the share of freed hospital beds that others take, 0 to 1.
        purchases: so many purchases are suggested at most; 0 for none.
        budget: pounds a year that the purchases may cost in all; default: no limit.
        replications: pairs; default: the scenario's own number if it gives one, else 50.
        seed, engine, threads, progress: as in :func:`flowsim.run`.

    Raises:
        UsageError: an unknown measure or name, one of which more is better, or an argument out of bounds.
        Interrupted: Ctrl-C (a ``KeyboardInterrupt``); its ``result`` holds what was finished.
    """
    arguments.scenario_of(scenario)
    freed = tuple(key_of(name) for name in arguments.names(measures, "measures"))
    chosen = tuple(additions(scenario, step, arguments.names(only, "units, teams and funds")))
    _checked(freed, refill, purchases, budget)
    settings = Settings.of(scenario, pairs_of(scenario, replications), seed, engine, "measures", threads)
    walked = Walked()  # more of anything sends nobody another way
    first = _beside(scenario, chosen, settings, walked, progress)
    result = Value(first, chosen, freed, refill)
    for key in freed if first.keys else ():
        if key not in first.keys:
            raise no_value(key, first.keys)
    if purchases and not result.interrupted:
        result = _ordered(result, purchases, budget, walked, progress)
    if result.interrupted:
        raise Interrupted(result)
    return result


def key_of(text: str) -> Key:
    """The value that ``MEASURE`` or ``MEASURE:OF`` means, for everyone.

    >>> key_of("waiting-for-place:ward")
    Key(measure='waiting-for-place', of='ward', group='everyone')

    Raises:
        UsageError: there is no such measure.
    """
    if not isinstance(text, str):
        raise UsageError(f"a measure is given by name, and {quoted(text)} is none")
    name, _, of = text.partition(":")
    return Key(find(name.strip()).name, of.strip() or ALL, EVERYONE)


def _checked(freed: Sequence[Key], refill: float, purchases: int, budget: float | None) -> None:
    if not freed:
        raise UsageError("name at least one measure of what is freed")
    if wanted := {key.measure for key in freed} & {first.measure for first in FOREMOST if first.helps == MORE}:
        message = f"of {min(wanted)} more is better, and what is freed is where a figure becomes less"
        raise UsageError(f"{message}: compare says what places and workers more change of it")
    if not 0 <= arguments.number(refill, "the share of freed beds that others take") <= 1:
        raise UsageError(f"the share of freed beds that others take is between 0 and 1, not {refill}")
    least = 0.0 if budget is None else arguments.number(budget, "a budget")
    if arguments.whole(purchases, "the number of purchases") < 0 or not least >= 0:
        raise UsageError("neither the number of purchases nor the budget is below 0")


def _beside(
    scenario: Scenario, chosen: Sequence[Addition], settings: Settings, walked: Walked, progress: Progress | None
) -> Comparison:
    """The place as it is, and with each addition."""
    base = Arm.of(BASELINE, scenario, walked)
    arms = (base, *(Arm.of(one.label, added(scenario, one), walked, base) for one in chosen))
    outcome = simulate(arms, settings, progress)
    samples = samples_of(outcome, len(arms), settings.replications)
    return Comparison(arms, settings, samples, failures(arms, outcome), outcome.interrupted)


def _ordered(result: Value, purchases: int, budget: float | None, walked: Walked, progress: Progress | None) -> Value:
    """The same with the order: what frees most for a pound is bought, then everything is measured again."""
    settings, now = result.comparison.settings, result.comparison
    priced = [one for one, cost in zip(result.additions, result.prices, strict=True) if cost]
    total = {
        one.label: cost.pounds * one.amount for one, cost in zip(result.additions, result.prices, strict=True) if cost
    }
    order: list[Purchase] = []
    failed: tuple[Failure, ...] = ()
    ended = "" if priced else "the scenario gives no cost of anything that could be bought"
    while not ended:
        spent = order[-1].spent if order else 0.0
        left = np.inf if budget is None else budget - spent
        candidates = [one for one in priced if total[one.label] <= left]
        bought = _most(now, result.freed[0], candidates, total, spent)
        if bought is None:
            ended = "nothing more is shown to free any" if candidates else "the budget buys nothing more"
            break
        order.append(bought)
        if len(order) == purchases:
            ended = f"no more than {purchases} {'purchase was' if purchases == 1 else 'purchases were'} asked for"
            break
        now = _again(now, bought.addition, priced, settings, walked, progress)
        failed += now.failures
        if now.interrupted:
            return Value(
                result.comparison, result.additions, result.freed, result.refill, tuple(order), "", failed, True
            )
    return Value(result.comparison, result.additions, result.freed, result.refill, tuple(order), ended, failed)


def _most(
    now: Comparison, key: Key, candidates: Sequence[Addition], total: dict[str, float], spent: float
) -> Purchase | None:
    """The addition that frees most for a pound, of those that are shown to free any."""
    if key not in now.keys:
        return None
    place = now.keys.index(key)
    widths = dict(zip(now.policies, now.together([place])[:, 0].tolist(), strict=True))
    shown = []
    for one in candidates:
        difference, wide = float(now.statistics[one.label].difference[place]), widths[one.label]
        if verdict(difference, wide) == LOWER:
            shown.append(Purchase(one, -difference, wide, total[one.label], spent + total[one.label]))
    return max(shown, key=lambda one: one.freed / one.price, default=None)


def _again(
    before: Comparison,
    bought: Addition,
    priced: Sequence[Addition],
    settings: Settings,
    walked: Walked,
    progress: Progress | None,
) -> Comparison:
    """Every addition beside the place with what was bought, which was run already: its people are taken from there."""
    place = [arm.name for arm in before.arms].index(bought.label)
    base = Arm(BASELINE, before.arms[place].scenario, before.arms[place].plan)
    arms = tuple(Arm.of(one.label, added(base.scenario, one), walked, base) for one in priced)
    outcome = simulate(arms, settings, progress)
    samples = (before.samples[place], *samples_of(outcome, len(arms), settings.replications))
    return Comparison((base, *arms), settings, samples, failures(arms, outcome), outcome.interrupted)
