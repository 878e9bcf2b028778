"""Policies over many uncertain futures, scored by regret and not by one best guess.

A future is the place with every uncertain number drawn, of the place and of the policies. In each the baseline and the
policies are run for the same people, and other people come in the next: with m replications each, future f, from 0, has
the replications f m to f m + m - 1 of the seed, so that chance does not repeat itself from future to future. Futures
are built, run and let go one after the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from flowsim.errors import ScenarioError, UsageError
from flowsim.experiment.arms import (
    MOST,
    Arm,
    Failure,
    Job,
    Key,
    Sample,
    Settings,
    all_keys,
    failures,
    forget,
    matrix,
    no_value,
    simulate,
)
from flowsim.experiment.comparison import BASELINE, each_once, parts
from flowsim.experiment.design import draws
from flowsim.experiment.fanout import Interrupted, Outcome, Progress
from flowsim.experiment.foremost import EITHER, FOREMOST, helping
from flowsim.experiment.headline import shown
from flowsim.experiment.over_futures import Future, Futures
from flowsim.experiment.value import key_of
from flowsim.plan.overload import Loaded
from flowsim.plan.walked import Walked
from flowsim.results.measures import MEASURES
from flowsim.scenario import arguments
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.quoting import quoted
from flowsim.scenario.ranged import Ranged, ranged
from flowsim.scenario.uncertain import FOLDER, Outlook, Uncertain, drawn, outlooks
from flowsim.scenario.uncertain_fit import fitted

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario

__all__ = ["Futures", "futures"]

MEASURE = "no-criteria-to-reside"
"""What regret is of where nobody says."""

FUTURES, REPLICATIONS = 20, 4
"""How many futures, and replications of each, where nobody says. Twenty futures have one in every twentieth of each
axis, however many numbers are uncertain, and are twice what rank correlations need. With four replications the arm that
has least is chosen by three, and regret is taken from the fourth. Both were chosen so that 80 replications an arm are
run, and were measured against no others."""

FEWEST = 2
"""Futures at least, as of one there is no interval, and replications at least: with one nothing is known of chance."""

Values = Mapping[str, Any]
"""What each uncertain number is, by title."""


@dataclass(frozen=True)
class _Asked:
    """What there is to draw and to compare.

    Attributes:
        scenario: the place as written.
        found: what is uncertain about it.
        specs: the policies and combinations.
        policies: each policy of them as it was asked for.
    """

    scenario: Scenario
    found: Sequence[Outlook]
    specs: Sequence[str]
    policies: Mapping[str, Ranged]

    @property
    def uncertain(self) -> tuple[Uncertain, ...]:
        """Every number that is drawn, of the place and of the policies; each once."""
        of_place = [one for outlook in self.found for one in outlook.uncertain]
        of_policies = {one.path: one for policy in self.policies.values() for one in policy.uncertain.values()}
        return (*of_place, *of_policies.values())

    def scenarios(self, values: Values) -> Iterator[tuple[str, Scenario]]:
        """The baseline and each arm in a future.

        Raises:
            ScenarioError: the future is no scenario, or a policy cannot be done in it.
        """
        of_place = {one.title for outlook in self.found for one in outlook.uncertain}
        place = drawn(self.scenario, self.found, {title: value for title, value in values.items() if title in of_place})
        yield BASELINE, place
        for spec in self.specs:
            yield spec, place.with_policies(*(self.policies[part].at(values) for part in parts(spec)))


def futures(
    scenario: Scenario,
    policies: str | Sequence[str],
    uncertain: Sequence[Outlook] | None = None,
    measure: str = MEASURE,
    futures: int = FUTURES,
    replications: int = REPLICATIONS,
    good_enough: float | None = None,
    seed: int | None = None,
    engine: str = "compiled",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Futures:
    """Run the baseline and policies in many futures of a place.

    Args:
        scenario: the place as written, under no policies.
        policies: as in :func:`flowsim.compare`. What their files give a range is drawn, unless it is given a value, as
            in ``more-beds:+20``.
        uncertain: what is uncertain about the place; default: what stands beside it, if anything does. See
            :func:`flowsim.scenario.uncertain.outlooks`.
        measure: what regret is of, such as ``no-criteria-to-reside`` or ``wait-for-place:ward``.
        futures, replications: how many futures, and how often each is run.
        good_enough: within what regret is good enough, in the measure's unit; default: 5 % of the baseline's mean.
        seed, engine, threads, progress: as in :func:`flowsim.run`; the futures follow from the seed too.

    Raises:
        ScenarioError: a policy or an uncertain number does not fit the scenario, at an end of its range or as drawn.
        UsageError: no policy, nothing uncertain, an unknown measure or one of which neither less nor more helps, or an
            argument out of bounds.
        Interrupted: Ctrl-C (a ``KeyboardInterrupt``); its ``result`` holds the futures that were finished.
    """
    arguments.scenario_of(scenario)
    specs, key = arguments.names(policies, "policies to compare"), _key(measure)
    each_once(specs)
    helps = _direction(key)
    settings = Settings.of(scenario, _many(replications, "replications of a future"), seed, engine, "measures", threads)
    many, limit = _many(futures, "futures", MOST // settings.replications), _limit(good_enough)
    asked = _asked(scenario, specs, uncertain)
    return _over(asked, draws(asked.uncertain, many, settings.seed), key, helps, settings, limit, progress)


def _over(
    asked: _Asked,
    design: Sequence[Values],
    key: Key,
    helps: str,
    settings: Settings,
    limit: float | None,
    progress: Progress | None,
) -> Futures:
    """What comes of the futures of a design, each of them checked before any is run.

    Raises:
        ScenarioError, UsageError, Interrupted: as for :func:`futures`.
    """
    _check(asked, design)
    done, failed, interrupted = _all(asked, design, key, settings, progress)
    arms, many = (BASELINE, *asked.specs), len(design)
    result = Futures(
        *(asked.scenario, arms, asked.uncertain, key, helps, settings, many, done, limit, failed, interrupted)
    )
    if interrupted:
        raise Interrupted(result)
    return result


def _many(asked: int, what: str, most: int = MOST) -> int:
    many = arguments.whole(asked, f"the number of {what}")
    if not FEWEST <= many <= most:
        raise UsageError(f"{what} are between {FEWEST} and {most}, not {many}")
    return many


def _limit(good_enough: float | None) -> float | None:
    limit = None if good_enough is None else arguments.number(good_enough, "what is good enough")
    if limit is not None and not 0 <= limit < math.inf:
        raise UsageError(f"what is good enough is a regret of 0 or more, not {limit}")
    return limit


def _key(measure: str) -> Key:
    """What regret is asked of.

    Raises:
        UsageError: there is no such measure; the message names the nearest, or all of which there is regret.
    """
    if isinstance(measure, str) and (name := measure.partition(":")[0].strip()) not in MEASURES:
        hint = nearest(name, MEASURES) or _may_be_of()
        raise UsageError(f"there is no measure {quoted(name)}; {hint}")
    return key_of(measure)


def _may_be_of() -> str:
    known = dict.fromkeys(first.measure for first in FOREMOST if first.helps != EITHER)
    return f"regret may be of {listed(known, len(known))}"


def _direction(key: Key) -> str:
    """Whether less or more of a measure helps.

    Raises:
        UsageError: neither is known.
    """
    helps = helping(key.measure)
    if helps == EITHER:
        message = f"of {key.measure} neither less nor more is said to help, so nobody can regret it"
        raise UsageError(f"{message}; {_may_be_of()}")
    return helps


def _asked(scenario: Scenario, specs: Sequence[str], uncertain: Sequence[Outlook] | None) -> _Asked:
    """What is to be drawn and compared, when all of it fits the scenario.

    Raises:
        ScenarioError: with all that does not.
        UsageError: nothing is uncertain, or this is none that was read.
    """
    found = outlooks(scenario) if uncertain is None else uncertain
    strange = [one for one in found if not isinstance(one, Outlook)] if isinstance(found, Iterable) else [found]
    if strange:
        reader = "flowsim.scenario.uncertain.outlooks"
        raise UsageError(f"what is uncertain is read first, by {reader}; {quoted(strange[0])} is none")
    policies = ranged(scenario, [part for spec in specs for part in parts(spec)])
    asked = _Asked(scenario, fitted(scenario, found), specs, policies)
    titles = [one.title for one in asked.uncertain]
    twice = [title for place, title in enumerate(titles) if title in titles[:place]]
    if twice:
        raise UsageError(f"two uncertain numbers have the title {quoted(twice[0])}; give one of them another")
    if not titles:
        raise UsageError(
            f"nothing is uncertain here: no parameter of {listed(specs)} has a range, or each was given its value, and "
            f"no file beside {scenario.name} says what else is. Write one in its folder '{FOLDER}', with the lines "
            "flowsim: 1, futures: a name, title: in words, and such as uncertain: "
            "[{title: people who come, scale: {from: 0.97, to: 1.1}, of: arrivals.NAME.rate, assumed: why}]"
        )
    return asked


def _check(asked: _Asked, design: Sequence[Values]) -> None:
    """Nothing, if every future is a scenario, and every policy can be done in it.

    Raises:
        ScenarioError: with the first that is not; others would mostly say the same.
    """
    for place, values in enumerate(design):
        try:
            for _ in asked.scenarios(values):
                pass
        except ScenarioError as error:
            where = "; ".join(f"{one.title}: {one.value_words(values[one.title])}" for one in asked.uncertain)
            under = f"in future {place + 1} ({where}): "
            problems = [replace(problem, message=under + problem.message) for problem in error.problems]
            raise ScenarioError(problems) from None


def _all(
    asked: _Asked, design: Sequence[Values], key: Key, settings: Settings, progress: Progress | None
) -> tuple[tuple[Future, ...], tuple[Failure, ...], bool]:
    """The futures that were finished, the replications that failed in them, and whether Ctrl-C ended it."""
    done: list[Future] = []
    failed: list[Failure] = []
    jobs = (len(asked.specs) + 1) * settings.replications

    def report(ended: int, _: int) -> None:
        if progress:
            progress(len(done) * jobs + ended, len(design) * jobs)

    for place, values in enumerate(design):
        try:
            one = _one(asked, place, values, key, settings, report)
        except KeyboardInterrupt:  # while a plan was made
            one = None
        if one is None:
            return tuple(done), tuple(failed), True
        done.append(one[0])
        failed += one[1]
    return tuple(done), tuple(failed), False


def _one(
    asked: _Asked, place: int, values: Values, key: Key, settings: Settings, progress: Progress
) -> tuple[Future, tuple[Failure, ...]] | None:
    """One future and the replications that failed in it; None if Ctrl-C ended it. Its plans are gone then.

    Raises:
        UsageError: there is no value of what regret is of.
    """
    arms = _arms(asked, values)
    outcome = simulate(arms, settings, progress, numbers=_numbers(place, settings))
    forget(settings.engine)
    if outcome.interrupted:
        return None
    there = all_keys([outcome.done[job] for job in sorted(outcome.done)])
    if place == 0 and there and key not in there:
        raise no_value(key, there)
    named = [replace(arm, name=f"{arm.name} (future {place + 1})") for arm in arms]
    return _kept(place, values, arms, outcome, key, settings), failures(named, outcome)


def _arms(asked: _Asked, values: Values) -> list[Arm]:
    arms: list[Arm] = []
    for name, scenario in asked.scenarios(values):
        arms.append(Arm.of(name, scenario, beside=arms[0] if arms else None))
    return arms


def _numbers(place: int, settings: Settings) -> range:
    """The numbers of the replications of a future."""
    return range(place * settings.replications, (place + 1) * settings.replications)


def _kept(
    place: int, values: Values, arms: Sequence[Arm], outcome: Outcome[Job, Sample], key: Key, settings: Settings
) -> Future:
    """What is kept of a future: the headline figures, what regret is of, and of what more is asked than there is."""
    samples = [[outcome.done.get(Job(number, arm)) for number in _numbers(place, settings)] for arm in range(len(arms))]
    there = all_keys([sample for own in samples for sample in own])
    keys = tuple(dict.fromkeys([*(there[spot] for spot in shown(there)), *([key] if key in there else [])]))
    kept = np.stack([matrix(own, keys) for own in samples])
    walked = Walked()  # where arms send people the same ways they are followed once
    overloaded = tuple(Loaded.of(arm.plan, arm.scenario.place, walked).overloads() for arm in arms)
    return Future(place + 1, values, keys, kept, tuple(arm.digest for arm in arms), overloaded)
