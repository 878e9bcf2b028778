"""What a policy's choice says of its uptake: who decides, and from when. Read off the step that is edited.

By unit, the one decides that the edited step asks for, if it is a stay, and else the one where the person is. By
team, the team decides whose task is edited (or inserted, or moved). By attribute, each level decides.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario import edit, paths
from flowsim.scenario.changes import Change
from flowsim.scenario.check_uptake import DECIDERS
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.selectors import value_at


def words(document: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """The ``uptake`` of the choice behind which a change stands; empty for one draw a person, without a date.

    Raises:
        ScenarioError: the uptake is by team, and the change is about no team's task.
    """
    policy = change.policy
    said = {
        "by": None if policy.by == "person" else policy.by,
        "of": _subject(document, change) if policy.by in ("unit", "team") else None,
        "from": policy.start.isoformat() if isinstance(policy.start, datetime.date) else policy.start,
        "ramp": policy.ramp,
    }
    return {key: value for key, value in said.items() if value is not None}


def _subject(document: Mapping[str, Any], change: Change) -> Any:
    step = value_at(document, edit.step_of(change.address) or change.address)
    asked = step if isinstance(step, Mapping) else {}
    if change.policy.by == "unit":
        return None if change.where == "after" else asked.get("stay")
    team = next((own["task"] for own in _new(document, change) if "task" in own), asked.get("task"))
    if team is None:
        where = paths.words(document, change.address)
        message = "uptake by team is for tasks, and this is about none"
        raise ScenarioError([Problem("policy-uptake", message, path=where, expected="a task")])
    return team


def _new(document: Mapping[str, Any], change: Change) -> list[Mapping[str, Any]]:
    """The steps that a change puts somewhere."""
    if change.kind != "put":
        return []
    return [value_at(document, change.value)] if isinstance(change.value, tuple) else change.value


def unknown_people(document: Mapping[str, Any], policy: Policy) -> list[Problem]:
    """The problems of a policy for people by attributes, or levels, that this scenario does not have."""
    problems = []
    known = document.get("attributes") or {}
    for attribute, levels in policy.frame.people.items():
        if attribute not in known:
            problems.append(_people(policy, attribute, f"is for people by '{attribute}', which this scenario has not"))
            continue
        shares = (known[attribute] or {}).get("shares")
        there = set(_levels(shares))
        wanted = [levels] if isinstance(levels, str) else levels
        problems += [
            _people(policy, attribute, f"is for people whose {attribute} is '{level}', which nobody here can be")
            for level in wanted
            if level not in there
        ]
    return problems


def _people(policy: Policy, attribute: str, says: str) -> Problem:
    return policy.at(Problem("unknown-attribute", f"policy '{policy.name}' {says}"), ("for", attribute))


def _levels(shares: Any) -> Iterator[str]:
    """The levels that shares name: one for everybody, or those of a table, also by other attributes."""
    if not isinstance(shares, Mapping):
        yield str(shares)
    elif "by" in shares:
        for key, branch in shares.items():
            yield from _levels(branch) if key != "by" else ()
    else:
        yield from map(str, shares)


def unknown_decider(document: Mapping[str, Any], policy: Policy) -> list[Problem]:
    """The problem of a policy whose uptake is by something that this scenario does not have."""
    attributes = document.get("attributes") or {}
    if policy.by in DECIDERS or policy.by in attributes:
        return []
    spot = policy.positions.of(("uptake", "by"))
    message = f"policy '{policy.name}': there is no attribute '{policy.by}' by which it could be taken up"
    known = (*DECIDERS, *attributes)
    return [
        Problem(
            "unknown-attribute", message, path="uptake.by", found=policy.by, expected=listed(known),
            hint=nearest(policy.by, known), file=spot.file, line=spot.line, column=spot.column,
        )
    ]  # fmt: skip
