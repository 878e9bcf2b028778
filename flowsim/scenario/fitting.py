"""Which policies fit a scenario, and what it lacks for each of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowsim.errors import Problem
from flowsim.scenario.policies import ill_sized, registry
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.resolving import attempt

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a policy finds what it changes in a scenario.

    Attributes:
        policy: the policy with its own values.
        lacks: what the scenario lacks for it, a sentence each: what nearly fits, or which word to write where.
        doubts: of one that fits, what is doubtful about its size.
    """

    policy: Policy
    lacks: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacks


def fits(scenario: Scenario) -> Iterator[Fit]:
    """Every policy that can be named in a scenario, in order of name, each tried by itself. Nothing is run.

    >>> from flowsim.scenario.scenario import load
    >>> found = {one.policy.name: one for one in fits(load("tutorial"))}
    >>> found["more-beds"].fits, found["step-down-beds"].lacks
    (True, ("write 'kind: p2-bed' or 'kind: d2a-bed' at the unit that is meant (here: ward, care-home)",))

    Raises:
        ScenarioError: a policy file has problems.
    """
    for policy in registry(scenario).values():
        _, problems = attempt(scenario.document, policy)
        lacks = tuple(_lack(policy, problem) for problem in problems)
        yield Fit(policy, lacks, tuple(_doubt(problem) for problem in ill_sized(scenario.document, [policy])))


def _lack(policy: Policy, problem: Problem) -> str:
    """What nearly fits and what to write; else what is wrong, the policy not named again."""
    named = f"policy '{policy.name}'"
    told = "; ".join(filter(None, (problem.found, problem.hint)))
    return told or problem.message.removeprefix(f"{named}: ").replace(named, "it", 1)


def _doubt(problem: Problem) -> str:
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message
