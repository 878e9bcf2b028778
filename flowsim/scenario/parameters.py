"""The parameters of a policy by which something goes in one scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from flowsim.errors import ScenarioError
from flowsim.scenario.changes import Change
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.resolving import resolve

_APART = ("parameters", "edits")
"""What of a policy's file does not speak of the whole policy."""


def parameters_in(part: Any) -> Iterator[str]:
    """The parameters that stand anywhere in a part of a policy's file, in its lists too.

    >>> list(parameters_in([{"stay": "ward", "time": {"parameter": "days"}}, {"wait": "2 h"}]))
    ['days']
    """
    if isinstance(part, list):
        yield from (name for item in part for name in parameters_in(item))
    elif isinstance(part, Mapping):
        if set(part) == {"parameter"}:
            yield str(part["parameter"])
        yield from (name for item in part.values() for name in parameters_in(item))


def used(policy: Policy, changes: Sequence[Change]) -> set[str]:
    """The parameters by which something goes where a policy comes to these changes.

    They stand in an edit that finds something there, or in what is said of the whole policy: its share, date and costs.

    Args:
        policy: the policy.
        changes: what it comes to in a scenario, alone or beside others.
    """
    edits = {change.edit for change in changes if change.policy is policy}
    parts = [policy.document["edits"][number] for number in sorted(edits)]
    return set(parameters_in([*parts, *(part for word, part in policy.document.items() if word not in _APART)]))


def goes_by(document: dict[str, Any], policy: Policy, parameter: str) -> bool:
    """Whether anything goes by a parameter in a scenario, at the value in use, that of its file or an end of its range.

    Several are tried, since with one of them an edit may come to nothing: hours spread by none of the way.

    >>> from flowsim.scenario.policies import find
    >>> document = {"units": {"care": {"kind": "home-care", "weekly_hours": "600 h"}}}
    >>> [goes_by(document, find("more-home-care"), name) for name in ("hours", "places")]
    [True, False]
    """
    return any(parameter in used(one, resolve(document, one)[0]) for one in (policy, *_at(policy, parameter)))


def _at(policy: Policy, parameter: str) -> Iterator[Policy]:
    """The policy with other values of a parameter, as far as it can take them."""
    frame = policy.frame.parameters[parameter]
    for value in (frame.value, *(frame.range or ())):
        with suppress(ScenarioError):
            yield policy.with_values({parameter: value})
