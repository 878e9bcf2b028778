"""What is wrong with the meaning of a place whose shape is right."""

from __future__ import annotations

from flowsim.errors import Problem
from flowsim.scenario import (
    check_branches,
    check_budgets,
    check_calendars,
    check_capacity,
    check_census,
    check_choices,
    check_conditions,
    check_counts,
    check_demand,
    check_expiries,
    check_follow,
    check_funds,
    check_meetings,
    check_messages,
    check_names,
    check_numbers,
    check_pathways,
    check_places,
    check_reasons,
    check_risks,
    check_sittings,
    check_spellings,
    check_titles,
    check_truncation,
    check_uptake,
    check_workforce,
)
from flowsim.scenario.faults import Fault
from flowsim.scenario.place import Place
from flowsim.scenario.plain import plain
from flowsim.scenario.positions import Positions
from flowsim.scenario.rules import Known, rules_of, walk

RULE_MODULES = (
    check_names,
    check_conditions,
    check_choices,
    check_numbers,
    check_pathways,
    check_risks,
    check_expiries,
    check_calendars,
    check_truncation,
    check_branches,
    check_meetings,
    check_sittings,
    check_messages,
    check_counts,
    check_places,
    check_demand,
    check_uptake,
    check_capacity,
    check_census,
    check_funds,
    check_budgets,
    check_workforce,
    check_reasons,
    check_follow,
    check_titles,
    check_spellings,
)
"""The modules that hold the rules; importing them registers these."""


def problems(place: Place) -> list[Problem]:
    """Every problem of meaning, errors and warnings, without lines (a place does not know its file)."""
    document = plain(place, [])
    return [fault.problem(document, Positions()) for fault in faults(place)]


def faults(place: Place) -> list[Fault]:
    """Every fault of meaning, by path, in the order of the place."""
    known = Known.of(place)
    found = [
        fault
        for path, node in walk(place, ())
        for rule in rules_of(type(node))  # type: ignore[arg-type]  # mypy has types unhashable
        for fault in rule(known, path, node)
    ]
    wrong = {fault.path[1] for fault in found if fault.path[:1] == ("pathways",) and fault.severity == "error"}
    return [fault for fault in found if not check_census.follows(fault, wrong)]
