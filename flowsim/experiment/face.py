"""The small functions of the public face: checking, and the registries."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flowsim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from flowsim.results.registry import Measure
    from flowsim.scenario.policy_model import Policy
    from flowsim.scenario.reasons import Reason
    from flowsim.scenario.scenario import Scenario


def check(scenario: Scenario | str | os.PathLike[str]) -> list[Problem]:
    """Everything wrong with a scenario, and what is doubtful about it; nothing is raised for a bad one.

    Args:
        scenario: a scenario, a shipped name, a file or a folder.

    Returns:
        Problems with ``severity`` ``error`` or ``warning``; an empty list for a scenario beyond doubt.

    >>> check("tutorial")
    []
    """
    from flowsim.plan.explain import explain
    from flowsim.scenario.scenario import Scenario, load

    try:
        found = scenario if isinstance(scenario, Scenario) else load(scenario)
        return [*found.warnings, *explain(found).doubts]
    except ScenarioError as error:
        return list(error.problems)


def measures() -> dict[str, Measure]:
    """Every measure of a run by name: definition, unit, the body it belongs to.

    >>> measures()["no-criteria-to-reside"].unit
    'people'
    """
    from flowsim.results.measures import MEASURES

    return dict(MEASURES)


def policies(scenario: Scenario | None = None) -> dict[str, Policy]:
    """Every shipped policy by name; with a scenario, those that fit it, its own among them.

    What it lacks for the others says :func:`flowsim.scenario.fitting.fits`.

    >>> policies()["more-beds"].frame.title
    'More hospital beds'
    >>> from flowsim.scenario.scenario import load
    >>> sorted(policies(load("tutorial")))[:2]
    ['discharge-to-assess', 'more-assessors']
    """
    from flowsim.scenario.arguments import scenario_of
    from flowsim.scenario.fitting import fits
    from flowsim.scenario.policies import registry

    if scenario is None:
        return registry()
    return {one.policy.name: one.policy for one in fits(scenario_of(scenario)) if one.fits}


def reasons(scenario: Scenario | None = None) -> dict[str, Reason]:
    """Every delay reason by name: those of the English return, and a scenario's own.

    >>> reasons()["therapy-review"].body
    'NHS'
    """
    from flowsim.scenario.arguments import scenario_of
    from flowsim.scenario.reasons import reason_registry

    return reason_registry(None if scenario is None else scenario_of(scenario).place)
