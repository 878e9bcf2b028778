"""What a policy changes in one scenario: every step and number before and after, how many people, whom it misses."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flowsim.errors import ScenarioError
from flowsim.plan import tables
from flowsim.plan.compile import compile_plan
from flowsim.plan.flows import work_out
from flowsim.scenario import edit, paths
from flowsim.scenario.changes import Change, conflicts
from flowsim.scenario.compose import combined
from flowsim.scenario.instants import ticks_of
from flowsim.scenario.names import step_name
from flowsim.scenario.policies import AnyPolicy, find, whom
from flowsim.scenario.policy_frame import When
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.positions import Path
from flowsim.scenario.resolving import resolve
from flowsim.scenario.saying import in_words, length, number
from flowsim.scenario.scenario import Scenario
from flowsim.scenario.selectors import value_at
from flowsim.units import DAY, format_duration

_VALUES = ("set", "scale", "add")


@dataclass(frozen=True, slots=True)
class StepChange:
    """One step that is edited, or beside which something is put: people a day who come by it, before and after."""

    pathway: str
    step: str
    per_day: float
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One number outside the pathways, such as the places of a unit, before and after."""

    of: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a policy changes in one scenario.

    Attributes:
        reach: whom it reaches and from when, in sentences.
        numbers, steps: what changes.
        beyond: what it cannot reach, in sentences.
    """

    reach: tuple[str, ...]
    numbers: tuple[NumberChange, ...]
    steps: tuple[StepChange, ...]
    beyond: tuple[str, ...]


def brief(policy: AnyPolicy, scenario: Scenario) -> list[str]:
    """What changes, a short line each: ``ward: places 10 to 12``; ``assessment (main): left out``.

    Nobody is counted for it, so that it takes no plan.

    Raises:
        UsageError, ScenarioError: the policy is unknown, or does not fit the scenario.
    """
    effect = _effect(policy, scenario, {})
    numbers = [f"{line.of}: {line.what} {line.before} to {line.after}" for line in effect.numbers]
    steps = [f"{line.step} ({line.pathway}): {_after(line)}" for line in effect.steps]
    return [*numbers, *steps]


def _after(line: StepChange) -> str:
    """What comes of a step; for a value, what it was too."""
    field, colon, value = line.before.partition(": ")
    return f"{field} {value} to {line.after.removeprefix(field + colon)}" if colon else line.after


def effect(policy: AnyPolicy, scenario: Scenario) -> Effect:
    """What a policy changes in a scenario. People a day are those of the scenario as it is, if nobody waited.

    Raises:
        UsageError, ScenarioError: the policy is unknown, or does not fit the scenario.
    """
    return _effect(policy, scenario, _people(scenario))


def _effect(policy: AnyPolicy, scenario: Scenario, people: dict[str, float]) -> Effect:
    found = find(policy, scenario)
    changes, problems = resolve(scenario.document, found)
    problems += conflicts(scenario.document, changes)
    if problems:
        raise ScenarioError(problems)
    return _Effects(scenario, found, changes, people).effect()


class _Effects:
    def __init__(self, scenario: Scenario, policy: Policy, changes: Sequence[Change], people: dict[str, float]) -> None:
        self.document, self.policy, self.changes = scenario.document, policy, changes
        self.run = scenario.place.run
        self.people = people

    def effect(self) -> Effect:
        fields: dict[Path, list[Change]] = defaultdict(list)
        for change in self.changes:
            if change.kind in _VALUES:
                fields[change.address].append(change)
        numbers = [self.number(address, own) for address, own in fields.items() if edit.step_of(address) is None]
        steps = [self.field(address, own) for address, own in fields.items() if edit.step_of(address) is not None]
        steps += [self.moved(change) for change in self.changes if change.kind in ("skip", "replace", "take")]
        steps += [
            self.put(change) for change in self.changes if change.kind == "put" and isinstance(change.value, list)
        ]
        numbers = [line for line in numbers if line.before != line.after]
        merges = [change for change in self.changes if change.kind == "merge"]
        numbers += [NumberChange(str(c.address[1]), "queue", "its own", f"that of {c.value}") for c in merges]
        return Effect(tuple(self.reach(bool(steps))), tuple(numbers), tuple(steps), tuple(self.beyond(steps)))

    # numbers

    def number(self, address: Path, own: list[Change]) -> NumberChange:
        old = value_at(self.document, address)
        old = 1 if old is None and address[-1] == "factor" else old
        new = combined(old, own, address)
        if len(address) == 2:
            return NumberChange(str(address[1]), str(address[0]).rstrip("s"), "nothing", "new")
        what = "arrivals, times" if address[-1] == "factor" else " ".join(map(str, address[2:])).replace("_", " ")
        return NumberChange(str(address[1]), what, number(old), number(new))

    # steps

    def step(self, address: Path, before: str, after: str) -> StepChange:
        step = value_at(self.document, address)
        name = step_name(step)
        return StepChange(str(address[1]), name, self.people.get(f"{address[1]}.{name}", float("nan")), before, after)

    def field(self, address: Path, own: list[Change]) -> StepChange:
        step = edit.step_of(address)
        assert step is not None
        inside = address[len(step) :]
        whole = (*step, inside[0])
        old, new = value_at(self.document, address), combined(value_at(self.document, address), own, address)
        words = " ".join(str(part) for part in inside).replace("_", " ")
        if address == whole and inside[0] in ("time", "work", "wait"):
            return self.step(step, f"{words}: {length(old)}", f"{words}: {length(new)}")
        return self.step(step, f"{words}: {number(old)}", f"{words}: {number(new)}")

    def moved(self, change: Change) -> StepChange:
        """A step that is left out, replaced or done elsewhere."""
        before = in_words(value_at(self.document, change.address))
        if change.kind == "skip":
            return self.step(change.address, before, "left out")
        if change.kind == "replace":
            return self.step(change.address, before, "instead: " + "; ".join(map(_named, change.value)))
        there = [put for put in self.changes if put.kind == "put" and put.value == change.address]
        return self.step(change.address, before, "done " + "; ".join(dict.fromkeys(map(self.place, there))))

    def put(self, change: Change) -> StepChange:
        new = "; ".join(map(_named, change.value))
        if change.where in ("first", "last"):
            end = "start" if change.where == "first" else "end"
            return StepChange(str(change.address[1]), f"({end})", float("nan"), "-", f"new: {new}")
        return self.step(change.address, "-", f"new {change.where} it: {new}")

    def place(self, put: Change) -> str:
        """Where a step that is moved is done."""
        if put.where in ("first", "last"):
            return f"at the {'start' if put.where == 'first' else 'end'} of {paths.words(self.document, put.address)}"
        step, pathway = value_at(self.document, put.address), put.address[1]
        says = {"into": "on arrival at", "beside": "during the stay"}.get(put.where, put.where)
        return f"{says} {step_name(step)} ({pathway})"

    # sentences

    def reach(self, steps: bool) -> Iterator[str]:
        """Whom it reaches and from when."""
        policy = self.policy
        if not steps:
            yield "It is there for everybody." if policy.edits else "It reaches nobody."
        elif policy.uptake == 1:
            yield "It reaches everybody who comes to one of its steps."
        else:
            yield f"It reaches {100 * policy.uptake:.4g} % of {_deciders(policy)}."
        if policy.frame.people and steps:
            yield f"It is for people with {whom(policy)}; nobody else is reached."
        when = When.model_validate({"from": policy.start, "ramp": policy.ramp})
        if when.start is not None:
            yield self.starts(when)
        if when.ramp is not None and when.ramp.value > 0 and steps:
            since = "from then" if when.start is not None else "from the start of the run"
            yield f"It takes {format_duration(when.ramp.value)} {since} to reach all of these, in a straight line."
        if policy.dated and steps:
            yield (
                "Whether it reaches somebody is settled when they come to the first of its steps, and stays so until "
                "they leave."
            )

    def starts(self, when: When) -> str:
        assert when.start is not None
        ticks = ticks_of(when.start, self.run.start_date, round(self.run.warm_up.value))
        date = self.run.start_date + datetime.timedelta(days=ticks // DAY)
        horizon = sum(part.value for part in (self.run.warm_up, self.run.window, self.run.follow_up))
        late = ", which is after the end of the run: nothing changes here" if ticks >= horizon else ""
        return f"It begins on {date.day} {date:%B %Y}{late}."

    def beyond(self, steps: list[StepChange]) -> Iterator[str]:
        """What it cannot reach here."""
        for change in self.changes:
            if change.kind == "unmoved":
                line = self.step(change.address, "", "")
                yield (
                    f"{line.step} ({line.pathway}) stays where it is{_people_words(line.per_day)}: no stay outside "
                    "hospital follows that all of them come to."
                )
        idle = [f"{line.step} ({line.pathway})" for line in steps if line.per_day == 0]
        if idle:
            yield f"Nobody comes to {', '.join(idle)} here."
        if self.policy.dated and steps:
            yield "People who came to one of its steps before it began go on as before until they leave."


def _named(step: dict[str, Any]) -> str:
    """A new step: its name, if it has one of its own, and what it is."""
    return f"{step['name']} ({in_words(step)})" if "name" in step else in_words(step)


def _deciders(policy: Policy) -> str:
    match policy.by:
        case "person":
            return "people, each by a draw of their own"
        case "unit":
            return "units, each with everybody in it or bound for it; one draw a unit and run"
        case "team":
            return "teams, each with all its work; one draw a team and run"
    return f"the levels of {policy.by}, each with everybody there; one draw a level and run"


def _people_words(per_day: float) -> str:
    return "" if per_day != per_day else f" ({per_day:.3g} a day)"


def _people(scenario: Scenario) -> dict[str, float]:
    """People a day who have each step, by ``pathway.step``; empty if the flows cannot be worked out."""
    plan = compile_plan(scenario)
    flows = work_out(plan)
    found: dict[str, float] = {}
    if flows is None:
        return found
    for row, step in enumerate(plan.steps):
        name = plan.names["definitions"][step["definition"]]
        there = float(flows.through[row].sum() * DAY)
        guard = step["kind"] in (tables.CHOOSE, tables.TEST)
        if not guard:
            found[name] = found.get(name, 0.0) + there
    return found
