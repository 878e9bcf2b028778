"""What a policy changes in one scenario: every step and number before and after, how many people, whom it misses."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flowsim.plan import tables
from flowsim.plan.compile import compile_plan
from flowsim.plan.flows import work_out
from flowsim.scenario import edit, paths
from flowsim.scenario.called import Called, plain
from flowsim.scenario.changes import Change
from flowsim.scenario.compose import combined
from flowsim.scenario.instants import ticks_of
from flowsim.scenario.names import step_kind, step_name
from flowsim.scenario.policies import AnyPolicy, changes_of, find, whom
from flowsim.scenario.policy_frame import When
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.positions import Path
from flowsim.scenario.saying import Say, in_words, length, names, number
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


def brief(policy: AnyPolicy, scenario: Scenario, called: Called | None = None) -> list[str]:
    """What changes, a short line each: ``ward: places 10 to 12``; ``assessment (main): left out``.

    Nobody is counted for it, so that it takes no plan. Steps of a pathway with which the same is done share a line.

    Args:
        policy, scenario: what is applied where.
        called: the words of the place; else names stand as they are.

    Raises:
        UsageError, ScenarioError: the policy is unknown, or does not fit the scenario.
    """
    effect = _effect(policy, scenario, {}, called)
    numbers = [f"{line.of}: {line.what} {line.before} to {line.after}" for line in effect.numbers]
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in effect.steps:
        alike[line.pathway, _after(line)].append(line.step)
    steps = [f"{', '.join(dict.fromkeys(own))} ({pathway}): {after}" for (pathway, after), own in alike.items()]
    return [*numbers, *steps]


def _after(line: StepChange) -> str:
    """What comes of a step; for a value, what it was too."""
    field, colon, value = line.before.partition(": ")
    return f"{field} {value} to {line.after.removeprefix(field + colon)}" if colon else line.after


def effect(policy: AnyPolicy, scenario: Scenario, called: Called | None = None) -> Effect:
    """What a policy changes in a scenario. People a day are those of the scenario as it is, if nobody waited.

    Args:
        policy, scenario: what is applied where.
        called: the words of the place; else names stand as they are.

    Raises:
        UsageError, ScenarioError: the policy is unknown, or does not fit the scenario.
    """
    return _effect(policy, scenario, _people(scenario), called)


def _effect(policy: AnyPolicy, scenario: Scenario, people: dict[str, float], called: Called | None) -> Effect:
    found = find(policy, scenario)
    changes = changes_of(scenario.document, [found])
    return _Effects(scenario, found, changes, people, called).effect()


class _Effects:
    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        changes: Sequence[Change],
        people: dict[str, float],
        called: Called | None,
    ) -> None:
        self.document, self.policy, self.changes = scenario.document, policy, changes
        self.run = scenario.place.run
        self.people, self.called = people, called
        self.say: Say = called.anything if called else str
        self.way: Say = plain if called else str

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
        steps = [line for line in steps if line.before != line.after]
        merges = [change for change in self.changes if change.kind == "merge"]
        numbers += [
            NumberChange(self.say(str(c.address[1])), "queue", "its own", f"that of {self.say(str(c.value))}")
            for c in merges
        ]
        return Effect(tuple(self.reach(bool(steps))), tuple(numbers), tuple(steps), tuple(self.beyond(steps)))

    # numbers

    def number(self, address: Path, own: list[Change]) -> NumberChange:
        old = value_at(self.document, address)
        old = 1 if old is None and address[-1] == "factor" else old
        new = combined(old, own, address)
        if len(address) == 2:
            return NumberChange(self.say(str(address[1])), str(address[0]).rstrip("s"), "nothing", "new")
        owner = edit.owner_of(address)
        what = "arrivals, times" if address[-1] == "factor" else self.what(address[len(owner) :])
        return NumberChange(self.owner(owner), what, number(old), number(new))

    def owner(self, owner: Path) -> str:
        """Whose number it is."""
        if self.called and len(owner) == 3:
            return self.called.of_workforce(str(owner[1]), str(owner[2]))
        return self.say(str(owner[-1]))

    def what(self, fields: Path) -> str:
        """What of a unit, team or employer is changed; moves by where staff go."""
        if len(fields) == 2 and fields[0] == "moves":
            return f"moves to {self.owner(('workforce', 'employers', fields[1]))}"
        return " ".join(map(str, fields)).replace("_", " ")

    # steps

    def step(self, address: Path, before: str, after: str) -> StepChange:
        step = value_at(self.document, address)
        name = step_name(step)
        per_day = self.people.get(f"{address[1]}.{name}", float("nan"))
        return StepChange(self.way(str(address[1])), self.say(name), per_day, before, after)

    def field(self, address: Path, own: list[Change]) -> StepChange:
        step = edit.step_of(address)
        assert step is not None
        inside = address[len(step) :]
        whole = (*step, inside[0])
        old, new = value_at(self.document, address), combined(value_at(self.document, address), own, address)
        words = " ".join(str(part + 1) if isinstance(part, int) else part for part in inside).replace("_", " ")
        words = re.sub(r"^choose (\d+)", r"choice \1,", words)
        if inside == (step_kind(value_at(self.document, step)),) and inside[0] in ("stay", "task", "pay"):
            return self.step(step, f"{words}: {self.where(old)}", f"{words}: {self.where(new)}")
        if address == whole and inside[0] in ("time", "work", "wait"):
            return self.step(step, f"{words}: {length(old)}", f"{words}: {length(new)}")
        return self.step(step, f"{words}: {number(old)}", f"{words}: {number(new)}")

    def where(self, tree: Any) -> str:
        """Units or teams, by level where they are by attribute."""
        if not (isinstance(tree, dict) and "by" in tree):
            return names(tree, self.say)
        levels = (f"{level}: {names(branch, self.say)}" for level, branch in tree.items() if level != "by")
        return f"by {self.say(str(tree['by']))}, {', '.join(levels)}"

    def moved(self, change: Change) -> StepChange:
        """A step that is left out, replaced or done elsewhere."""
        before = in_words(value_at(self.document, change.address), self.say)
        if change.kind == "skip":
            return self.step(change.address, before, "left out")
        if change.kind == "replace":
            return self.step(change.address, before, "instead: " + "; ".join(map(self.new, change.value)))
        there = [put for put in self.changes if put.kind == "put" and put.value == change.address]
        where: dict[str, dict[str, None]] = {}
        for way, spot in map(self.place, there):
            where.setdefault(way, {})[spot] = None
        return self.step(
            change.address, before, "done " + "; ".join(f"{way} {', '.join(spots)}" for way, spots in where.items())
        )

    def put(self, change: Change) -> StepChange:
        new = "; ".join(map(self.new, change.value))
        if change.where in ("first", "last"):
            end = "start" if change.where == "first" else "end"
            return StepChange(self.way(str(change.address[1])), f"({end})", float("nan"), "-", f"new: {new}")
        return self.step(change.address, "-", f"new {change.where} it: {new}")

    def new(self, step: dict[str, Any]) -> str:
        """A new step: its name, if it has one of its own, and what it is."""
        what = in_words(step, self.say)
        return f"{self.say(str(step['name']))} ({what})" if "name" in step else what

    def place(self, put: Change) -> tuple[str, str]:
        """Where a step that is moved is done: how it stands to something, and to what."""
        if put.where in ("first", "last"):
            end = "start" if put.where == "first" else "end"
            return f"at the {end} of", self.way(paths.words(self.document, put.address).removeprefix("pathways."))
        step, pathway = value_at(self.document, put.address), put.address[1]
        says = {"into": "on arrival at", "beside": "during the stay in"}.get(put.where, put.where)
        return says, f"{self.say(step_name(step))} ({self.way(str(pathway))})"

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
            yield (
                f"To {', '.join(idle)} nobody comes here, or only by what befalls people on their way, which is not "
                "worked out beforehand."
            )
        if self.policy.dated and steps:
            yield "People who came to one of its steps before it began go on as before until they leave."


def _deciders(policy: Policy) -> str:
    match policy.by:
        case "person":
            return "people, chosen by chance"
        case "unit":
            return "units, chosen by chance, each with everybody in it or bound for it"
        case "team":
            return "teams, chosen by chance, each with all its work"
    return f"the levels of {policy.by}, chosen by chance, each with everybody there"


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
