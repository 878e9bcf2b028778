"""Rules about numbers: parameters of distributions, priorities, profiles, the length of the run."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim import units
from flowsim.random import distributions
from flowsim.scenario.distributions import DistributionBy, Leaf, Mixture, Quantiles, parameters, share_of_key
from flowsim.scenario.faults import Fault
from flowsim.scenario.place import Arrivals, Run
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, rule, walk
from flowsim.scenario.steps import Priority, Request

PRIORITIES = range(64)
"""The levels of a queue; the smaller goes first."""


def _numbers(tree: object, path: Path) -> Iterator[tuple[Path, Figure]]:
    for where, node in walk(tree, path):
        if isinstance(node, Figure):
            yield where, node


@rule(Leaf)
def leaves(known: Known, path: Path, leaf: Leaf) -> Iterator[Fault]:
    """The parameters of a distribution, as the distribution's own record checks them."""
    if isinstance(leaf, Quantiles) and (unread := list(_marks(path, leaf))):
        yield from unread
    elif not isinstance(leaf, Mixture):
        name, given = parameters(leaf)
        for says in distributions.check(name, given):
            yield Fault("bad-distribution", (*path, name), f"this {name} cannot be: {says}")
    yield from _factor(path, leaf)


def _marks(path: Path, leaf: Quantiles) -> Iterator[Fault]:
    """Lines of a table of quantiles that do not begin with a share."""
    for key in leaf.quantiles:
        try:
            share_of_key(key)
        except ValueError as error:
            where = (*path, "quantiles", key)
            yield Fault("bad-share", where, str(error), key, "a share such as 50 %", at_key=True)


def _factor(path: Path, spec: Leaf | DistributionBy) -> Iterator[Fault]:
    for where, figure in _numbers(spec.times, (*path, "times")):
        if figure.value < 0:
            yield Fault("out-of-range", where, "a factor cannot be negative", str(figure.value), "at least 0")


@rule(DistributionBy)
def factors(known: Known, path: Path, spec: DistributionBy) -> Iterator[Fault]:
    """The factor beside a choice by attribute."""
    yield from _factor(path, spec)


@rule(Request)
def priorities(known: Known, path: Path, request: Request) -> Iterator[Fault]:
    """Priorities are levels."""
    for where, figure in _numbers(request.priority, (*path, "priority")):
        if figure.value not in PRIORITIES:
            message = "a priority is one of 64 levels, of which the smaller goes first"
            yield Fault("bad-priority", where, message, f"{figure.value:g}", "a whole number from 0 to 63")


@rule(Priority)
def jumps(known: Known, path: Path, priority: Priority) -> Iterator[Fault]:
    """The waits after which a priority changes: durations, longer than nought, each one once."""
    seen: dict[float, str] = {}
    for written in priority.after:
        where = (*path, "after", written)
        try:
            ticks = units.parse_duration(0 if written.strip() == "0" else written)
        except ValueError as error:
            yield Fault("bad-duration", where, str(error), written, units.EXPECTED["duration"], at_key=True)
            continue
        if round(ticks) <= 0:
            message = "a priority changes after some wait; what holds from the first is 'level'"
            yield Fault("bad-priority", where, message, written, "a wait such as 3 d", at_key=True)
        elif ticks in seen:
            yield Fault("bad-priority", where, f"this wait stands here twice, as '{seen[ticks]}' too", at_key=True)
        seen.setdefault(ticks, written)


@rule(Arrivals)
def profiles(known: Known, path: Path, stream: Arrivals) -> Iterator[Fault]:
    """Profiles and the factor of arrivals."""
    for key in ("by_hour", "by_weekday", "by_month"):
        values = [figure.value for figure in getattr(stream, key) or [Figure(1.0, 1)]]
        for number, value in enumerate(values):
            if value < 0:
                where = (*path, key, number)
                yield Fault("bad-profile", where, "a profile cannot be negative", f"{value:g}", "at least 0")
        if min(values) == max(values) == 0:
            yield Fault(
                "bad-profile",
                (*path, key),
                "the profile is nought throughout",
                hint="set the rate to 0 instead",
            )
    if stream.factor is not None and stream.factor.value < 0:
        found = f"{stream.factor.value:g}"
        yield Fault("out-of-range", (*path, "factor"), "a factor cannot be negative", found, "at least 0")


@rule(Run)
def window(known: Known, path: Path, run: Run) -> Iterator[Fault]:
    """A run measures something: at least the one millisecond of a clock's tick, once rounded as the run rounds it."""
    if round(run.window.value) <= 0:
        message = "the window is the time that is measured; it needs a length"
        yield Fault("zero-window", (*path, "window"), message, str(run.window.written), "a duration of at least 1 ms")
