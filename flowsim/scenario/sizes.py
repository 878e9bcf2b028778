"""How large policies are: how a size is given, and whether it is out of proportion to a place or to its own range."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from flowsim import units
from flowsim.errors import Problem
from flowsim.scenario import edit
from flowsim.scenario.called import plain
from flowsim.scenario.changes import Change
from flowsim.scenario.names import listed
from flowsim.scenario.parameters import goes_by, parameters_in, used
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.positions import Path
from flowsim.scenario.selectors import employers_of, value_at

LARGE = 1.0
"""What a policy adds is large where it is more than so many times what is there: then there is more than the double."""

FAR = 2
"""A size is far outside the range of a policy's file where it is more than so many times the range's width away."""

SIZED = {
    "add": "added to what is there",
    "scale": "times what is there",
    "set": "instead of what is there",
    "shift": "the share that goes the other way",
}
"""How an edit takes the number that is given."""

REACHED = "the share that it reaches"
"""How a policy's share takes it."""

_STAFFED = frozenset(("places", "weekly_hours", "headcount", "by_week", "shifts", "dated"))
"""What of a unit or team goes by the staff of its employer."""

_ADDED = {"places": "places", "headcount": "workers"}
"""What is added, by its word in a scenario."""


def how_sized(policy: Policy) -> dict[str, str]:
    """How each parameter that is a size is used, as far as one edit or the share says it.

    >>> from flowsim.scenario.policies import find
    >>> how_sized(find("more-homes")), how_sized(find("home-first"))
    ({'places': 'added to what is there'}, {'share': 'the share that it reaches'})
    """
    found = {name: SIZED[verb] for raw in policy.document.get("edits") or () for verb, name in _taken(raw)}
    return {**found, **dict.fromkeys(parameters_in(policy.document.get("uptake")), REACHED)}


def _taken(raw: Any) -> Iterator[tuple[str, str]]:
    for verb in SIZED:
        if isinstance(raw, Mapping) and verb in raw:
            yield from ((verb, name) for name in parameters_in(raw[verb]))


def given(policy: Policy, parameter: str, size: Any) -> str:
    """How another size is given.

    >>> from flowsim.scenario.policies import find
    >>> given(find("more-homes"), "places", "+1"), given(find("reablement"), "more", "5 %")
    ('more-homes:+1', 'reablement:5%')
    """
    size = str(size).replace(" ", "")
    first = next(iter(policy.values), "")
    return f"{policy.name}:{size}" if parameter == first else f"{policy.name}:{parameter}={size}"


def large(document: Mapping[str, Any], policy: Policy, changes: Sequence[Change]) -> Iterator[Problem]:
    """A warning for each usual size, not given by anybody, that adds more than there is.

    Args:
        document: the scenario without the policy.
        policy: the policy.
        changes: what it comes to there.
    """
    added: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        if change.policy is policy and change.kind == "add" and change.address[-1] in _ADDED:
            added[change.edit].append(change)
    for number, own in added.items():
        parameter = next((name for _, name in _taken(policy.document["edits"][number])), None)
        if parameter is None or policy.values[parameter] != policy.frame.parameters[parameter].value:
            continue
        there = [edit.plain(value_at(document, change.address)) for change in own]
        amounts = [edit.plain(change.value) for change in own]
        if all(isinstance(size, int | float) for size in (*there, *amounts)) and sum(amounts) > LARGE * sum(there) > 0:
            yield _warning(document, policy, parameter, own, sum(amounts), sum(there))


def without_staff(document: Mapping[str, Any], policy: Policy, changes: Sequence[Change]) -> Iterator[Problem]:
    """A warning where a policy changes what an employer staffs, and not its posts: the staff would be from nowhere.

    Args:
        document: the scenario without the policy.
        policy: the policy.
        changes: what it comes to there.
    """
    if policy.frame.same_staff:
        return
    found: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        sized = change.address[0] in ("units", "teams") and _STAFFED.intersection(map(str, change.address[2:]))
        if change.policy is policy and sized:
            for employer in sorted(employers_of(document, str(change.address[1]))):
                found[employer].append(str(change.address[1]))
    posts = {change.address[2] for change in changes if change.address[::3] == ("workforce", "posts")}
    for employer, names in found.items():
        if employer not in posts:
            said = listed(dict.fromkeys(names))
            message = (
                f"the policy '{policy.name}' changes what {said} would have, which '{employer}' staffs, and not its "
                "staff: it comes as if staff were there from one day to the next"
            )
            hint = f"change workforce.employers.{employer}.posts instead, so that places come as people take the posts"
            yield Problem("policy-staff", message, f"policies.{policy.name}", hint=hint, severity="warning")


def passed_over(document: dict[str, Any], policy: Policy, changes: Sequence[Change]) -> Iterator[Problem]:
    """A warning for each size that was given and by which nothing goes in this scenario.

    Args:
        document: the scenario without the policy.
        policy: the policy.
        changes: what it comes to there.
    """
    found = used(policy, changes)
    for name, parameter in policy.frame.parameters.items():
        if policy.values[name] != parameter.value and name not in found and not goes_by(document, policy, name):
            message = f"the policy '{policy.name}' is given {name} {policy.values[name]}, and nothing here goes by it"
            hint = f"here it goes by {listed(one for one in policy.values if one in found)}" if found else ""
            yield Problem("policy-idle", message, f"policies.{policy.name}", hint=hint, severity="warning")


def far_outside(policy: Policy) -> Iterator[Problem]:
    """A warning for each size that is far outside the range that the policy's file gives for it.

    >>> from flowsim.scenario.policies import find
    >>> [problem.message for problem in far_outside(find("more-beds:100000"))]
    ["the policy 'more-beds' is given places 100000, far outside the range of its file, 5 to 50"]
    >>> list(far_outside(find("more-beds:+60"))), list(far_outside(find("more-beds:+1")))
    ([], [])
    """
    for name, parameter in policy.frame.parameters.items():
        value = policy.values[name]
        sizes = _alike([value, *parameter.range]) if parameter.range else None
        if sizes is None:
            continue
        size, low, high = sizes
        if max(low - size, size - high) > FAR * (high - low):
            first, last = parameter.range or ("", "")
            says = f"is given {name} {value}, far outside the range of its file, {first} to {last}"
            hint = f"the range is no limit; if this was not meant, give such as {given(policy, name, last)}"
            yield Problem(
                "policy-large",
                f"the policy '{policy.name}' {says}",
                f"policies.{policy.name}",
                hint=hint,
                severity="warning",
            )


def _alike(sizes: Sequence[Any]) -> list[float] | None:
    """Sizes as numbers of one sort, such as shares or durations; None where they are of several sorts, or tables."""
    for parse in units.PARSERS.values():
        with suppress(ValueError, TypeError):
            return [parse(edit.plain(size)) for size in sizes]
    return None


def _title(document: Mapping[str, Any], address: Path) -> str:
    part = value_at(document, address)
    return str(part.get("title") or plain(str(address[-1])))


def _warning(
    document: Mapping[str, Any], policy: Policy, parameter: str, own: Sequence[Change], amount: float, there: float
) -> Problem:
    what = _ADDED[str(own[0].address[-1])]
    where = ", ".join(dict.fromkeys(_title(document, change.address[:2]) for change in own))
    message = (
        f"the policy '{policy.name}' adds {amount:g} {what} to the {there:g} that are there ({where}): its usual "
        "size is for a larger place"
    )
    hint = f"give a size that fits, such as {given(policy, parameter, f'+{max(1, round(there / 10))}')}"
    return Problem("policy-large", message, f"policies.{policy.name}", hint=hint, severity="warning")
