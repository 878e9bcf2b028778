"""Places or posts: what a policy adds as the one or the other, according to whether a place says who staffs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flowsim.errors import Problem
from flowsim.scenario.changes import Change
from flowsim.scenario.policy_frame import AddEdit, Edit, ScaleEdit, SetEdit
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.selectors import parse

_OF_UNITS = ("places", "weekly_hours")


def neither(policy: Policy, changes: Sequence[Change]) -> Iterator[Problem]:
    """A warning where a policy that adds places or posts adds neither here, and yet does the rest of what it does.

    Args:
        policy: the policy.
        changes: what it comes to there.
    """
    ends = {number: end for number, one in enumerate(policy.edits) if one.optional and (end := _adds(one))}
    own = {change.edit for change in changes if change.policy is policy}
    if not own or own & set(ends) or not set(ends.values()) > {"posts"}:
        return
    looked_for = " or ".join(str(policy.edits[number].path) for number in ends)  # type: ignore[union-attr]
    message = f"the policy '{policy.name}' adds neither places nor posts here, and does only the rest"
    hint = f"it looks for {looked_for}: say the kind of the units that are meant"
    yield Problem("policy-idle", message, f"policies.{policy.name}", hint=hint, severity="warning")


def _adds(one: Edit) -> str:
    """Which of places, hours and posts an edit changes; empty if none."""
    if not isinstance(one, AddEdit | ScaleEdit | SetEdit):
        return ""
    parts = parse(one.path)
    first, last = parts[0].word, str(parts[-1].word)
    return last if (first == "units" and last in _OF_UNITS) or (first == "workforce" and last == "posts") else ""
