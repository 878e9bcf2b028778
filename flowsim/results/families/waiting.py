"""What happens to people who wait or are ready: deaths, decline and crises, by where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.plan.measured import SETTINGS
from flowsim.results.registry import ALL, DETAIL, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight

_WAITING = "while they wait for a place, a worker or money"


def _by_setting(states: Callable[[Sight], np.ndarray]) -> Callable[[Sight], Iterator[Reading]]:
    """Deaths a day of people last in some wait-states, in all and by setting, by group."""

    def read(sight: Sight) -> Iterator[Reading]:
        if sight.plan.died < 0:
            return
        settings = sight.plan.resources["setting"][sight.plan.states["unit"]]
        chosen = states(sight)
        whereabouts = {ALL: chosen}
        whereabouts |= {f"setting: {name}": chosen & (settings == code) for code, name in enumerate(SETTINGS)}
        for label, rows in whereabouts.items():
            deaths = sight.tallies.died[rows].sum(axis=0)
            for column, group in sight.groups:
                yield Reading(label, group, ratio(deaths[column], sight.days))

    return read


def _waiting(sight: Sight) -> np.ndarray:
    return sight.plan.states["active"] == 0


def _struck_waiting(sight: Sight) -> Iterator[Reading]:
    """By risk as it stands in the scenario, in all and by setting."""
    for risk, rows in _risks(sight):
        struck = sight.tallies.struck_waiting[rows].sum(axis=0)
        for column, group in sight.groups:
            yield Reading(risk, group, ratio(struck[:, column].sum(), sight.days))
        for code, name in enumerate(SETTINGS):
            for column, group in sight.groups:
                yield Reading(f"{risk}: {name}", group, ratio(struck[code, column], sight.days))


def _struck_ready(sight: Sight) -> Iterator[Reading]:
    for risk, rows in _risks(sight):
        struck = sight.tallies.struck_ready[rows].sum(axis=0)
        for column, group in sight.groups:
            yield Reading(risk, group, ratio(struck[column], sight.days))


def _risks(sight: Sight) -> Iterator[tuple[str, np.ndarray]]:
    """Each risk of the scenario with its rows: a pathway called from several places has it in several."""
    labels = np.array(sight.plan.names.get("risks", ()))
    for risk in dict.fromkeys(labels.tolist()):
        yield risk, labels == risk


def _people_waiting(sight: Sight) -> Iterator[Reading]:
    """By the setting they are in; who waits outside hospital for a place in it is apart."""
    window = sight.plan.window_to - sight.plan.window_from
    settings = sight.plan.resources["setting"][sight.plan.states["unit"]]
    waits, wanted = _waiting(sight), sight.waiting_for
    for_a_bed = waits & (wanted >= 0) & sight.hospital[wanted] & ~sight.in_hospital
    rows = {f"setting: {name}": waits & ~for_a_bed & (settings == code) for code, name in enumerate(SETTINGS)}
    rows |= {"outside for a hospital place": for_a_bed, "ready in hospital": waits & sight.declared}
    for label, states in rows.items():
        ticks = [sight.tallies.ticks[states].sum(), *sight.tallies.group_ticks[states].sum(axis=0)]
        for column, group in sight.groups:
            yield Reading(label, group, ratio(ticks[column], window))


MEASURES = (
    Measure(
        "people-waiting",
        "Mean number of people who wait for a place, a worker or money, by the setting they are in (at home: in the "
        "community and units at home, an emergency department that is no unit too); apart from these, those outside "
        "hospital who wait for a place in it; of those in hospital, those declared ready once more.",
        "people",
        "",
        "waiting",
        HEADLINE,
        "setting and group",
        _people_waiting,
    ),
    Measure(
        "deaths-while-waiting",
        f"People who die {_WAITING}, a day, by the setting they are in.",
        "per day",
        "",
        "waiting",
        HEADLINE,
        "place, setting and group",
        _by_setting(_waiting),
    ),
    Measure(
        "deaths-while-ready",
        "People who die in hospital while they are declared ready for discharge, a day.",
        "per day",
        "NHS",
        "waiting",
        DETAIL,
        "place, setting and group",
        _by_setting(lambda sight: sight.declared),
    ),
    Measure(
        "risk-events-while-waiting",
        f"What happens to people at a rate (decline, a crisis, a fall, death ...) {_WAITING}, a day, by risk and by "
        "the setting they are in.",
        "per day",
        "",
        "waiting",
        DETAIL,
        "risk, setting and group",
        _struck_waiting,
    ),
    Measure(
        "risk-events-while-ready",
        "What happens to people at a rate while they are declared ready for discharge, a day, by risk.",
        "per day",
        "",
        "waiting",
        DETAIL,
        "risk and group",
        _struck_ready,
    ),
)
"""Measures of people who wait or are ready."""
