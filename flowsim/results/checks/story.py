"""Each person's lines make a life: they arrive once, are in one state at a time, move only when granted, leave once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flowsim.engine.output import (
    ACTED,
    AMOUNT,
    ARRIVE,
    BEGIN,
    CHANGE,
    CHOSE,
    DEPART,
    END,
    EVENT_KINDS,
    FINISHED,
    GIVE_UP,
    HAND,
    JOIN,
    JUMP,
    LAPSED,
    MARKED,
    PART,
    STOPPED,
    STRUCK,
    TAPERED,
    TURN_AWAY,
    Replication,
)
from flowsim.plan.risks import EFFECT
from flowsim.plan.tables import IN_PLACE, MEET, PAY, RELEASE, RESERVE, RETURN, SEARCH, STAY, TASK, TRANSFER, WAIT, Plan
from flowsim.results.checks.broken import Broken, person, when
from flowsim.results.held import IN_KEPT

Who = tuple[int, int, int]
"""A line of a person: source, index, slot."""


@dataclass(slots=True)
class _Life:
    """Where the story of one line stands: the row that is due, and the row asked for or under way; -1 is none.

    `unit` is where the person is; `branches` are, for a main line, the slots under way beside it.
    """

    unit: int
    due: int
    asked: int = -1
    active: int = -1
    gone: bool = False
    branches: set[int] = field(default_factory=set)
    interrupted: bool = False
    spell: int = 0


def check_story(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rules ``time`` (within the run, never backwards), ``story`` (the lines of each of a person's walks make a life
    along their pathway) and ``nobody-lost`` (between two instants everybody present waits or is busy)."""
    assert replication.log is not None
    lives: dict[Who, _Life] = {}
    idle: set[Who] = set()
    before = 0
    for time, source, index, kind, row, unit, resource, value, slot in replication.log.tolist():
        who = (source, index, slot)
        if not before <= time < plan.horizon:
            yield Broken("time", time, f"{when(plan, time)} follows {when(plan, before)} or lies outside the run")
        if time != before:
            yield from _lost(plan, before, idle)
        before = max(before, time)
        fault = _next(plan, lives, who, kind, row, unit, resource, value)
        if fault:
            what = f"{EVENT_KINDS[kind]} at {plan.names['steps'][row]}"
            yield Broken("story", time, f"{when(plan, time)}, {person(plan, source, index)}, {what}: {fault}")
        life = lives[who]
        (idle.discard if life.gone or life.asked >= 0 or life.active >= 0 else idle.add)(who)
        if kind == PART and value:
            idle.add((source, index, value))
    yield from _lost(plan, before, idle)


def _lost(plan: Plan, now: int, idle: set[Who]) -> Iterator[Broken]:
    for source, index, _ in sorted(idle):
        yield Broken("nobody-lost", now, f"{when(plan, now)}: {person(plan, source, index)} neither waits nor is busy")
    idle.clear()


def _next(
    plan: Plan, lives: dict[Who, _Life], who: Who, kind: int, row: int, unit: int, resource: int, value: int
) -> str:
    """Takes in one line of a story; says what is wrong with it, or nothing."""
    life = lives.get(who)
    if kind == ARRIVE and value and life is not None:
        lives[who] = _Life(unit, row, spell=value)
        expected = life.gone and row == life.due and value == life.spell + 1 and unit == 0
        return "" if expected else "comes back who was not to"
    if kind == ARRIVE:
        lives[who] = _Life(unit, row)
        filled = plan.sources["kind"][who[0]] in IN_PLACE
        return "arrives twice" if life else "" if unit == 0 or filled else "arrives in a place that nobody granted"
    if life is None:
        lives[who] = _Life(unit, row)
        return "never arrived"
    if kind == LAPSED and not life.gone:
        return ""
    if life.gone:
        return "left before"
    main = lives[(*who[:2], 0)]
    if kind == STRUCK:
        return _strike(plan, life, row, value)
    if plan.steps["branch"][row] == EFFECT:
        return "" if kind == CHANGE else "does what comes of no risk and no expiry"
    if kind == STOPPED and who[2] == 0:
        idle, life.asked, life.active = life.asked < 0 and life.active < 0, -1, -1
        return "is stopped at nothing" if idle or not life.interrupted else ""
    life.interrupted = False
    due = _passing(plan, main, life.due, row)
    fault = "" if row == due else f"{plan.names['steps'][due]} is what comes next for them"
    if kind == BEGIN and value == IN_KEPT and plan.steps["kind"][row] == STAY and resource in _wanted(plan, row):
        life.unit = resource
    fault = _TAKE[kind](plan, life, kind, row, resource) or fault
    fault = _branches(plan, lives, who, kind, row, value) or fault
    if who[2] == 0 and not fault and unit != life.unit:
        fault = f"is in {plan.names['resources'][unit]}, but should be in {plan.names['resources'][life.unit]}"
    if who[2] and not fault and unit != main.unit:
        fault = f"is in {plan.names['resources'][unit]}, but their main line in {plan.names['resources'][main.unit]}"
    life.unit, life.due = unit, _due(plan, kind, row, value)
    return fault


def _strike(plan: Plan, life: _Life, row: int, risk: int) -> str:
    """A risk that interrupts leads elsewhere; it must be one of the step that it is said to be of."""
    step = plan.steps[row]
    if plan.risks["interrupts"][risk]:
        life.due, life.interrupted = int(plan.risks["then"][risk]), True
    return "" if 0 <= risk - step["risks"] < step["risk_count"] else "is struck by what is no risk of this step"


def _passing(plan: Plan, main: _Life, due: int, row: int) -> int:
    """The row due once what leaves no line is passed: releases (a lapse is told of the person), joins whose branch is
    not under way, and reserves and transfers, where whoever has a place there already asks for nothing."""
    while due not in (row, -1):
        kind, target = plan.steps["kind"][due], int(plan.steps["target"][due])
        if kind not in (RESERVE, TRANSFER, RELEASE) and (kind != MEET or target + 1 in main.branches):
            break
        due = int(plan.steps["next"][due])
    return due


def _branches(plan: Plan, lives: dict[Who, _Life], who: Who, kind: int, row: int, value: int) -> str:
    """Branches begin once, end at their end, are met only then, and are all over when the person leaves."""
    main, step = lives[(*who[:2], 0)], plan.steps[row]
    if kind == PART and value:
        again = value in main.branches
        main.branches.add(value)
        lives[(*who[:2], value)] = _Life(main.unit, int(plan.options[step["first"]]))
        return "begins a branch that is under way" if again else ""
    if kind == PART:
        return "" if int(step["target"]) + 1 in main.branches else "does not begin a branch that is not under way"
    if kind in (FINISHED, STOPPED):
        main.branches.discard(who[2])
        return "" if who[2] else "ends as if it were a branch"
    if kind == BEGIN and step["kind"] == MEET and int(step["target"]) + 1 not in main.branches:
        return "waits for a branch that is not under way"
    if kind == END and step["kind"] == MEET and int(step["target"]) + 1 in main.branches:
        return "stops waiting for a branch that is under way"
    if kind == DEPART and main.branches:
        return "leaves with a branch under way"
    return ""


def _due(plan: Plan, kind: int, row: int, value: int) -> int:
    """The row of the line's next entry: the same while they wait or are busy."""
    step = plan.steps[row]
    if kind == CHOSE:
        return int(plan.options[step["first"] + value])
    if kind == DEPART:
        return int(plan.options[step["first"]]) if step["kind"] == RETURN else -1
    if kind == GIVE_UP:
        return int(step["impatient"])
    if kind == TURN_AWAY:
        return int(step["turned_away"])
    if step["kind"] == SEARCH and kind in (END, ACTED):
        return _after_search(plan, row, value) if kind == ACTED else row
    return int(step["next"]) if kind in (END, CHANGE, MARKED, PART, ACTED) else row


def _after_search(plan: Plan, row: int, act: int) -> int:
    """After an act of a search that is over: another act of it, or what follows its outcome."""
    step = plan.steps[row]
    outcome = act - int(plan.searches["act"][step["target"]]) - 2
    return int(plan.options[step["first"] + outcome]) if outcome >= 0 else row


def _wanted(plan: Plan, row: int) -> list[int]:
    step = plan.steps[row]
    return plan.wanted[step["first"] : step["first"] + step["count"]].tolist()  # type: ignore[no-any-return]


def _busy(life: _Life) -> str:
    return "is waiting for something else" if life.asked >= 0 else "is busy" if life.active >= 0 else ""


def _join(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    fault = _busy(life) or (
        "" if plan.steps["kind"][row] in (STAY, TASK, RESERVE, PAY, TRANSFER) else "asks for nothing at this step"
    )
    life.asked = row
    return fault


def _jump(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    return "" if life.asked == row else "changes its level without having asked"


def _begin(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    step = plan.steps["kind"][row]
    asked, life.asked = life.asked, -1
    busy, life.active = life.active >= 0, row
    if busy:
        return "begins before the last has ended"
    if asked >= 0:
        if asked != row or resource not in _wanted(plan, row):
            return "begins what was not asked for"
        if step == STAY:
            life.unit = resource
        return ""
    in_place = step == STAY and life.unit in _wanted(plan, row)
    return "" if step in (WAIT, MEET, SEARCH, TRANSFER) or in_place else "begins without having asked"


def _end(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    fault = "" if life.active == row else "ends what is not under way"
    life.active = -1
    return fault


def _go_without(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    fault = "" if life.asked == row else "stops waiting without having asked"
    life.asked = -1
    return fault


def _at_once(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    life.gone = kind in (DEPART, FINISHED)
    return _busy(life)


def _amount(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    if plan.steps["amount"][row] < 0:
        return "asks for an amount where none is said"
    return "" if life.asked in (-1, row) and life.active < 0 else "asks for an amount of something else"


def _stop(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    idle, life.gone = life.asked < 0 and life.active < 0, True
    return "is stopped at nothing" if idle else ""


def _taper(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    return "" if life.active == row and plan.steps["taper_count"][row] else "comes down to less, but not in such a stay"


def _hand(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    return "" if life.active == row and plan.steps["kind"][row] == TASK else "has a worker without a task"


_TAKE = {
    JOIN: _join, JUMP: _jump, BEGIN: _begin, END: _end, GIVE_UP: _go_without, TURN_AWAY: _go_without, CHOSE: _at_once,
    CHANGE: _at_once, MARKED: _at_once, DEPART: _at_once, PART: _at_once, FINISHED: _at_once, STOPPED: _stop,
    ACTED: _at_once,
    AMOUNT: _amount,
    TAPERED: _taper,
    HAND: _hand,
}  # fmt: skip
