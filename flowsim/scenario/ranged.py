"""Parameters of policies that are uncertain: those with a range in the policy's file that nobody has given a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.asked import assigned, parted
from flowsim.scenario.axes import Axis, Range, range_of
from flowsim.scenario.parameters import goes_by
from flowsim.scenario.policies import find, find_fitting
from flowsim.scenario.policy_model import NOT_THERE, Policy
from flowsim.scenario.uncertain import Uncertain

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Ranged:
    """A policy as it was asked for, with what of it is uncertain.

    Attributes:
        policy: with the values that it was given.
        uncertain: of each parameter by its name that is drawn.
    """

    policy: Policy
    uncertain: Mapping[str, Uncertain]

    def at(self, values: Mapping[str, Any]) -> Policy:
        """The policy with what is drawn of it, by title; what is not among the values stays.

        Raises:
            ScenarioError: a value is none that it can take.
        """
        own = {name: values[one.title] for name, one in self.uncertain.items() if one.title in values}
        return self.policy.with_values(own) if own else self.policy


def ranged(scenario: Scenario, specs: Iterable[str]) -> dict[str, Ranged]:
    """Policies as they are asked for (``more-beds:+20``), by these words, when they fit at both ends of their ranges.

    A parameter that the words give its value is not uncertain, nor is one by which nothing goes in this scenario.

    >>> from flowsim.scenario.scenario import load
    >>> both = ranged(load("tutorial"), ["more-beds", "more-homes:+1"])
    >>> [(spec, [one.words() for one in found.uncertain.values()]) for spec, found in both.items()]
    [('more-beds', ['5 to 50']), ('more-homes:+1', [])]

    Raises:
        UsageError, ScenarioError: with what is wrong with any of them.
    """
    asked = list(dict.fromkeys(specs))
    find_fitting(asked, scenario)  # all that is wrong with them in one go
    found = {spec: _ranged(scenario, spec) for spec in asked}
    problems = [problem for one in found.values() for problem in _unfit(scenario, one)]
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return {spec: _whole(scenario, one) for spec, one in found.items()}


def _ranged(scenario: Scenario, spec: str) -> Ranged:
    policy = find(spec, scenario)
    given = {word for word, _ in assigned(policy, parted(spec)[1])}
    uncertain = {}
    for name, parameter in policy.frame.parameters.items():
        axis = range_of(parameter.range) if parameter.range and name not in given else None
        if axis is None or not goes_by(scenario.document, policy, name):
            continue
        assumed = f"assumed: {parameter.assumed}" if isinstance(parameter.assumed, str) else "assumed"
        title = f"{policy.name}: {parameter.title or name}"
        uncertain[name] = Uncertain(title, parameter.source or assumed, axis, "set", f"{policy.name}:{name}")
    return Ranged(policy, uncertain)


def _unfit(scenario: Scenario, one: Ranged) -> Iterator[Problem]:
    """What comes out wrong at an end of one range alone."""
    for number in one.uncertain.values():
        for end in number.axis.ends():
            error = _error(scenario, one, {number.title: end})
            for problem in error.problems if error else ():
                if problem.code in NOT_THERE and isinstance(number.axis, Range):
                    continue  # at this very end, which is not drawn, nothing is left: hours spread by none of the way
                message = f"with '{number.title}' {number.value_words(end)} this cannot be done: {problem.message}"
                hint = "; ".join(filter(None, (problem.hint, f"give it a value: {number.path}=...")))
                yield replace(problem, message=message, hint=hint)


def _error(scenario: Scenario, one: Ranged, values: Mapping[str, Any]) -> ScenarioError | None:
    try:
        scenario.with_policies(one.at(values))
    except ScenarioError as error:
        return error
    return None


def _whole(scenario: Scenario, one: Ranged) -> Ranged:
    """The same, each range of whole numbers where a half between them cannot be done."""

    def axis(number: Uncertain) -> Axis:
        written = number.axis
        if not isinstance(written, Range) or not written.integral:
            return written
        half = _error(scenario, one, {number.title: written.ends()[0] + 0.5})
        return replace(written, whole=half is not None)

    return replace(one, uncertain={name: replace(number, axis=axis(number)) for name, number in one.uncertain.items()})
