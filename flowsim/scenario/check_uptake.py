"""Rules about a policy's own choices: whom they reach, who decides, and from when."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario.faults import Fault
from flowsim.scenario.names import nearest, nearest_name
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, names_in, rule
from flowsim.scenario.steps import Choose, Uptake

POLICY_KEY = "policy."
"""The beginning of the key of a policy's own choice; the policy's name follows."""

DECIDERS = ("person", "unit", "team")
"""Who can decide on a policy's uptake, beside the levels of an attribute."""


@rule(Choose)
def policy_choices(known: Known, path: Path, step: Choose) -> Iterator[Fault]:
    """A policy's own choice is between people whom it reaches, by share, and the rest; only it has an uptake."""
    own = step.key is not None and step.key.startswith(POLICY_KEY)
    if step.uptake is not None and not own:
        message = "only a policy's own choice has an uptake"
        yield Fault("policy-choice", (*path, "uptake"), message, expected=f"key: {POLICY_KEY}NAME", at_key=True)
    shares = [option.share is not None for option in step.choose]
    if own and (shares not in ([True], [True, False]) or any(option.when for option in step.choose)):
        message = "a policy's own choice is between the share of people whom it reaches and the rest"
        yield Fault("policy-choice", (*path, "choose"), message, expected="one option with a share, and one without")
    if own and step.uptake is not None:
        yield from _deciders(known, (*path, "uptake"), step.uptake)


def _deciders(known: Known, path: Path, uptake: Uptake) -> Iterator[Fault]:
    """Who decides, and of what they are; beside a word that is none, of what was probably meant by it."""
    words, by = (*DECIDERS, *known.levels), uptake.by
    if by not in words:
        message = f"there is no attribute '{uptake.by}' by which a policy could be taken up"
        expected = "person, unit, team or the name of an attribute"
        yield Fault("unknown-attribute", (*path, "by"), message, uptake.by, expected, nearest(uptake.by, words))
        by = nearest_name(by, words)
    if not by:
        return
    if uptake.of is None:
        if by == "team":
            yield Fault("policy-choice", path, "uptake by team says of which team", expected="of: the team")
        return
    if by not in ("unit", "team"):
        message = "only uptake by unit or by team is of a unit or a team"
        yield Fault("policy-choice", (*path, "of"), message, at_key=True)
        return
    for where, end in names_in(uptake.of, (*path, "of")):
        for name in [end] if isinstance(end, str) else end:
            yield from known.unknown(by, name, where)
