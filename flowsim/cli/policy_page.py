"""The pages of ``flowsim policies``: what a policy is, costs and changes, and which fit, for people who plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flowsim.cli.output import console, decimals, entries, indented, number, say, table
from flowsim.scenario.charges import PER, Charge
from flowsim.scenario.sizes import given, how_sized

if TYPE_CHECKING:
    from flowsim.plan.policy_effect import Effect, StepChange
    from flowsim.scenario.fitting import Fit
    from flowsim.scenario.policy_model import Policy
    from flowsim.scenario.scenario import Scenario


def about(policy: Policy) -> None:
    """Print what a policy is: its words, its costs, what may be given."""
    frame = policy.frame
    say(f"{policy.name}: {frame.title}")
    say(indented(frame.definition, 0, console().width))
    say()
    evidence = f"{frame.evidence.text} [{frame.evidence.source}]"
    needs = [("needs", f"{frame.needs}")] if frame.needs else []
    entries([("helps", frame.helps), ("harms", frame.harms), *needs, ("costs", frame.costs)])
    for charge in policy.charges:
        say(indented("- " + charge_words(Charge.model_validate(dict(charge))), 4, console().width))
    entries([("evidence", evidence)])
    if frame.parameters:
        say("may be given")
        for line in _parameters(policy):
            say(indented(line, 4, console().width))
        if any(not isinstance(value, Mapping) for value in policy.values.values()):
            say(f"    given as {_how_given(policy)}")


def _how_given(policy: Policy) -> str:
    """An example of how sizes are given: the first, and another by its name."""
    names = [name for name, value in policy.values.items() if not isinstance(value, Mapping)]
    first, *others = (given(policy, name, policy.values[name]) for name in names[:2])
    return ",".join([first, *(other.removeprefix(f"{policy.name}:") for other in others)])


def charge_words(charge: Charge) -> str:
    """One cost in words.

    >>> charge_words(Charge.model_validate({"amount": "£100", "per": "worker", "body": "NHS", "assumed": True}))
    '£100 a year for each worker added, paid by the NHS [assumed]'
    """
    who = {"NHS": "the NHS", "both": "the NHS and social care", "family": "families", "provider": "providers"}
    title = f"{charge.title}: " if charge.title else ""
    over = f", spread over {charge.over.written}" if charge.over is not None else ""
    paid = f"£{charge.amount.value / 100:,.10g} {PER[charge.per]}{over}, paid by {who.get(charge.body, charge.body)}"
    to = f" to {who.get(charge.to, charge.to)}" if charge.to else ""
    return f"{title}{paid}{to} [{charge.known_from}]"


def _parameters(policy: Policy) -> Iterator[str]:
    sized = how_sized(policy)
    for name, parameter in policy.frame.parameters.items():
        span = f", {_words(parameter.range[0])} to {_words(parameter.range[1])}" if parameter.range else ""
        known = parameter.source or (
            f"assumed: {parameter.assumed}" if isinstance(parameter.assumed, str) else "assumed"
        )
        title = f" ({parameter.title})" if parameter.title else ""
        how = f", {sized[name]}" if name in sized else ""
        yield f"{name}{title}: {_words(policy.values[name])}{span}{how} [{known}]"


def _words(value: object) -> str:
    """A parameter's value; of several the name before each."""
    return ", ".join(f"{key}: {one}" for key, one in value.items()) if isinstance(value, Mapping) else str(value)


_CHANGES = 3
"""So many of the changes of a policy that fits are named."""


def fitting(scenario: Scenario, tried: Sequence[Fit]) -> None:
    """Print which policies fit a scenario with what they change first, then what it lacks for each of the others."""
    fit, unfit = [one for one in tried if one.fits], [one for one in tried if not one.fits]
    say(f"Of {len(tried)} policies {len(fit)} fit {scenario.name}:\n")
    entries([(f"{one.policy.name}: {one.policy.frame.title}", _first_changes(one, scenario)) for one in fit])
    if unfit:
        say(f"\n{len(unfit)} do not fit {scenario.name}. What it lacks for them:\n")
        entries([(f"{one.policy.name}: {one.policy.frame.title}", _lacking(one)) for one in unfit])
    say("\nPolicies find steps by the word 'stage:' and where people are, units and teams by 'kind:' and 'setting:'.")
    say("flowsim policies show NAME SCENARIO says all that one changes.")


def _first_changes(one: Fit, scenario: Scenario) -> str:
    from flowsim.plan.policy_effect import brief
    from flowsim.scenario.called import Called

    changes = brief(one.policy, scenario, Called(scenario.place))
    more = [f"and {len(changes) - _CHANGES} more"] if len(changes) > _CHANGES else []
    doubts = [f"take care: {doubt}" for doubt in one.doubts]
    return "; ".join([*changes[:_CHANGES], *more, *doubts]) or "It moves money, and nothing else."


def _lacking(one: Fit) -> str:
    needs = f"Needs {one.policy.frame.needs}. " if one.policy.frame.needs else ""
    return f"{needs}Here: {'; '.join(one.lacks)}."


def here(policy: Policy, scenario: Scenario, effect: Effect) -> None:
    """Print what a policy changes in a scenario."""
    from flowsim.scenario.policies import ill_sized

    width = console().width
    say(f"\nIn {scenario.name}:")
    for line in effect.reach:
        say(indented(line, 2, width))
    for line in _yearly(policy, scenario):
        say(indented(line, 2, width))
    for doubt in ill_sized(scenario.document, [policy]):
        hint = f" ({doubt.hint})" if doubt.hint else ""
        say(indented(f"Take care: {doubt.message}{hint}.", 2, width))
    say()
    if effect.numbers:
        rows = [[line.of, line.what, line.before, line.after] for line in effect.numbers]
        table(["Unit, team, staff or arrivals", "What", "Before", "After"], rows, words="What", left=2)
    if effect.steps:
        _steps(effect.steps)
    if not effect.numbers and not effect.steps:
        say("  It moves money, and nothing else." if not policy.edits else "  It changes nothing here.")
    for line in effect.beyond:
        say(indented(line, 2, width))


def _steps(steps: Sequence[StepChange]) -> None:
    """What is done otherwise, by pathway; steps with which the same is done, together."""
    width = console().width
    alike: dict[tuple[str, str], list[StepChange]] = {}
    for line in steps:
        alike.setdefault((line.pathway, line.after), []).append(line)
    for (pathway, after), own in alike.items():
        names = ", ".join(dict.fromkeys(line.step for line in own))
        say(indented(f"{names} (in: {pathway}{_people(own)})", 2, width))
        before = list(dict.fromkeys(line.before for line in own if line.before != "-"))
        if before:
            say(indented(f"before: {'; '.join(before)}", 4, width))
        say(indented(f"after: {after}", 4, width))
    say()


def _people(steps: Sequence[StepChange]) -> str:
    """How many come by the step to which most come, if that is known."""
    most = max((line.per_day for line in steps if line.per_day > 0), default=0.0)
    return f"; {most:.3g} people a day" if most else ""


_ADDED = {
    "worker": ("worker", "workers"),
    "place": ("place", "places"),
    "hour": ("hour of care a week", "hours of care a week"),
    "post": ("post", "posts"),
}
"""What a charge is paid for that is added here: one of it, several of it."""


def _yearly(policy: Policy, scenario: Scenario) -> Iterator[str]:
    """What workers, places and weekly hours of care that are added cost a year here, in all."""
    from flowsim.scenario.policies import apply

    applied = apply(scenario, [policy]).place.policies.get(policy.name)
    for charge in applied.charges if applied else ():
        if charge.per in _ADDED and charge.times:
            total = charge.amount.value / 100 * charge.times
            one, many = _ADDED[charge.per]
            pounds = number(total, min(decimals(total, 3), 0))
            yield f"It adds {charge.times:g} {one if charge.times == 1 else many}: £{pounds} a year."
