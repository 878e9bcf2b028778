"""The tallies must agree with each other, and with the plan: what can be checked without a log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import numpy as np

from flowsim.engine.output import NIGHTS, Tallies
from flowsim.plan.capacity import most_open
from flowsim.plan.tables import PAY, RESERVE, STAY, TASK, TRANSFER, UNLIMITED, Plan
from flowsim.results.checks.broken import Broken
from flowsim.results.checks.followed import check_followed
from flowsim.results.checks.funds import check_funds
from flowsim.results.clock import resource_clocks
from flowsim.results.sight import Sight


def check_books(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    """Rules ``shape``, ``counts``, ``flow``, ``capacity``, ``midnights``, ``histograms``, ``groups``, ``hours``,
    ``funds`` and ``followed``."""
    wrong = list(_shapes(plan, tallies))
    yield from wrong
    if not wrong:
        for check in (_flow, _capacity, _midnights, _histograms, _groups, _hours, check_funds, check_followed):
            yield from check(plan, tallies)


def _say(rule: str, sentence: str) -> Broken:
    return Broken(rule, -1, sentence)


def _shapes(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    expected = Tallies.empty(plan)
    for item in fields(Tallies):
        found, wanted = getattr(tallies, item.name), getattr(expected, item.name)
        if found.shape != wanted.shape or found.dtype != np.int64:
            yield _say("shape", f"{item.name} is {found.dtype}{found.shape}, not int64{wanted.shape}")
        elif (found < 0).any():
            yield _say("counts", f"{item.name} holds a number below nought")


def _flow(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    arrived, left, present_from, present_to, present_end, rings, moved, _ = tallies.totals.tolist()
    if arrived != left + present_end:
        yield _say("flow", f"{arrived} arrived in the run, but {left} left and {present_end} are present at its end")
    came, went = int(tallies.arrived.sum() + tallies.returned.sum()), int(tallies.left[:, 0].sum())
    if present_from + came - went != present_to:
        sentence = f"{present_from} were present, {came} arrived and {went} left in the window"
        yield _say("flow", f"{sentence}, but {present_to} are present at its end")
    if moved < 2 * rings or (rings and not plan.rings):
        yield _say("flow", f"{rings} rings moved {moved} people")
    requests = np.isin(plan.steps["kind"], (STAY, TASK, RESERVE, PAY, TRANSFER))
    for name in ("granted", "gave_up", "turned_away"):
        if getattr(tallies, name)[~requests].any():
            yield _say("flow", f"{name} counts at a step that asks for nothing")


def _capacity(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    window = plan.window_to - plan.window_from
    dropping_out = plan.rings and (plan.steps["kind"] == TRANSFER).any() and plan.risks["interrupts"].any()
    for unit in range(plan.units):
        name, places = plan.names["resources"][unit], most_open(plan, unit)
        most = int(tallies.occupied[unit].max(initial=0))
        ticks = int(tallies.held[unit].sum())
        if places < UNLIMITED and tallies.open[unit] > places * window:
            yield _say("capacity", f"{name} had more place-time open than its {places} places give")
        if plan.resources["quantum"][unit] and len(plan.fill):
            continue  # people in place at the start may hold a little more than there is
        if dropping_out:
            continue  # who drops out of a ring keeps the place that somebody is on the way to
        changing = (plan.changes, plan.closures, plan.escalations)
        changes = any(unit in table["resource"] for table in changing) or plan.resources["staff"][unit] >= 0
        if not changes and (most > places or ticks > places * window):
            yield _say("capacity", f"{name} has {places} places, but held {most} at a midnight, or too much time")
        if (tallies.ready[unit] > tallies.occupied[unit]).any():
            yield _say("midnights", f"{name} held more people declared ready at a midnight than people")


def _midnights(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    sight = Sight(plan, tallies)
    if (np.diff(tallies.midnights, axis=1) > 0).any():
        yield _say("midnights", "more people were in hospital for many nights than for fewer")
    if tallies.midnights[~sight.in_hospital].any():
        yield _say("midnights", "midnights are charged to a state outside hospital")
    for unit in sight.hospital_units:
        here = plan.states["unit"] == unit
        for series, states in ((tallies.occupied, here), (tallies.ready, here & sight.declared)):
            by_day, by_state = int(series[unit, sight.midnights].sum()), int(tallies.midnights[states, 0].sum())
            if by_day != by_state:
                name = plan.names["resources"][unit]
                yield _say("midnights", f"{name}: {by_day} person-midnights by day, but {by_state} by state")


def _histograms(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    if (tallies.wait_histogram.sum(axis=1) != tallies.wait_count).any():
        yield _say("histograms", "a histogram of waits does not hold every wait")
    if (tallies.interval_histogram.sum(axis=1) != tallies.interval_count[:, 0]).any():
        yield _say("histograms", "a histogram of intervals does not hold every interval")
    if (tallies.interval_count[:, 0] > tallies.interval_started).any():
        yield _say("histograms", "more intervals ended than began")
    if (tallies.interval_within > tallies.interval_count[plan.thresholds["interval"]]).any():
        yield _say("histograms", "more intervals ended within a threshold than ended")
    for name in ("nights", "delay"):
        counts, total = getattr(tallies, name), getattr(tallies, f"{name}_sum")
        least = counts @ np.arange(NIGHTS)
        open_ended = counts[:, -1] > 0
        if ((total < least) | (~open_ended & (total != least))).any():
            yield _say("histograms", f"the sum of {name} is not that of its histogram")
    if (tallies.delay.sum(axis=1) > tallies.nights.sum(axis=1)).any():
        yield _say("histograms", "more discharges were declared ready than there were")
    sight = Sight(plan, tallies)
    discharged, days = tallies.discharged[sight.whole_days].sum(), sight.whole_days
    whole = plan.window_from % 86_400_000 == 0 and plan.window_to % 86_400_000 == 0
    if whole and days.stop > days.start and discharged != tallies.nights[0].sum():
        yield _say("histograms", "discharges by day are not those by length of stay")


def _groups(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    for row, attribute in enumerate(plan.attributes):
        if attribute["column"] < 0:
            continue
        first, last = int(attribute["column"]), int(attribute["column"] + attribute["levels"])
        name = plan.names["attributes"][row]
        if (tallies.group_ticks[:, first - 1 : last - 1].sum(axis=1) != tallies.ticks).any():
            yield _say("groups", f"the time of the levels of {name} does not add up to everyone's")
        for field in ("left", "paid", "nights", "delay", "delay_ticks", "nights_sum", "delay_sum", "died_in_hospital",
                      "interval_count", "interval_ticks", "interval_within"):  # fmt: skip
            whole = getattr(tallies, field)
            axis = 1 if field in ("left", "paid", "interval_count", "interval_ticks", "interval_within") else 0
            part = np.take(whole, range(first, last), axis=axis).sum(axis=axis)
            if (part != np.take(whole, 0, axis=axis)).any():
                yield _say("groups", f"{field} by {name} does not add up to everyone's")
        if (tallies.followed[..., first:last].sum(axis=-1) != tallies.followed[..., 0]).any():
            yield _say("groups", f"people followed by {name} do not add up to everyone's")
        if (tallies.died[:, first:last].sum(axis=1) != tallies.died[:, 0]).any():
            yield _say("groups", f"deaths by {name} do not add up to everyone's")


def _hours(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    if tallies.worked[: plan.units].any():
        yield _say("hours", "a unit worked")
    clocks = resource_clocks(plan)
    for team in range(plan.units, plan.first_fund):
        name, there = plan.names["resources"][team], int(tallies.open[team])
        most = most_open(plan, team) * clocks[team].worked(plan.window_from, plan.window_to)
        if there > most:
            yield _say("hours", f"{name} had {there} ticks of work on duty, more than the {most} of all its workers")
        if tallies.worked[team] > (most if team in plan.changes["resource"] else there):
            yield _say("hours", f"{name} worked {tallies.worked[team]} ticks of {most} that it had")
