"""Each person's lines make a life: they arrive once, are in one state at a time, move only when granted, leave once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flowsim.engine.output import (
    ARRIVE,
    BEGIN,
    CHANGE,
    CHOSE,
    DEPART,
    END,
    EVENT_KINDS,
    GIVE_UP,
    JOIN,
    JUMP,
    MARKED,
    TURN_AWAY,
    Replication,
)
from flowsim.plan.tables import FILLED, STAY, TASK, WAIT, Plan
from flowsim.results.checks.broken import Broken, person, when


@dataclass(slots=True)
class _Life:
    """Where a story stands: the unit, the row that is due, and the row asked for or under way; -1 is none."""

    unit: int
    due: int
    asked: int = -1
    active: int = -1
    gone: bool = False


def check_story(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rules ``time`` (within the run, never backwards), ``story`` (each person's lines make a life along their
    pathway) and ``nobody-lost`` (between two instants everybody present waits or is busy)."""
    assert replication.log is not None
    lives: dict[tuple[int, int], _Life] = {}
    idle: set[tuple[int, int]] = set()
    before = 0
    for time, source, index, kind, row, unit, resource, value in replication.log.tolist():
        who = (source, index)
        if not before <= time < plan.horizon:
            yield Broken("time", time, f"{when(plan, time)} follows {when(plan, before)} or lies outside the run")
        if time != before:
            yield from _lost(plan, before, idle)
        before = max(before, time)
        fault = _next(plan, lives, who, kind, row, unit, resource, value)
        if fault:
            what = f"{EVENT_KINDS[kind]} at {plan.names['steps'][row]}"
            yield Broken("story", time, f"{when(plan, time)}, {person(plan, *who)}, {what}: {fault}")
        life = lives[who]
        (idle.discard if life.gone or life.asked >= 0 or life.active >= 0 else idle.add)(who)
    yield from _lost(plan, before, idle)


def _lost(plan: Plan, now: int, idle: set[tuple[int, int]]) -> Iterator[Broken]:
    for who in sorted(idle):
        yield Broken("nobody-lost", now, f"{when(plan, now)}: {person(plan, *who)} neither waits nor is busy")
    idle.clear()


def _next(
    plan: Plan,
    lives: dict[tuple[int, int], _Life],
    who: tuple[int, int],
    kind: int,
    row: int,
    unit: int,
    resource: int,
    value: int,
) -> str:
    """Takes in one line of a story; says what is wrong with it, or nothing."""
    life = lives.get(who)
    if kind == ARRIVE:
        lives[who] = _Life(unit, row)
        filled = plan.sources["kind"][who[0]] == FILLED
        return "arrives twice" if life else "" if unit == 0 or filled else "arrives in a place that nobody granted"
    if life is None:
        lives[who] = _Life(unit, row)
        return "never arrived"
    if life.gone:
        return "left before"
    fault = "" if row == life.due else f"{plan.names['steps'][life.due]} is what comes next for them"
    fault = _TAKE[kind](plan, life, kind, row, resource) or fault
    if not fault and unit != life.unit:
        fault = f"is in {plan.names['resources'][unit]}, but should be in {plan.names['resources'][life.unit]}"
    life.unit, life.due = unit, _due(plan, kind, row, value)
    return fault


def _due(plan: Plan, kind: int, row: int, value: int) -> int:
    """The row of the person's next line: the same while they wait or are busy."""
    step = plan.steps[row]
    if kind == CHOSE:
        return int(plan.options[step["first"] + value])
    if kind == GIVE_UP:
        return int(step["impatient"])
    if kind == TURN_AWAY:
        return int(step["turned_away"])
    return int(step["next"]) if kind in (END, CHANGE, MARKED) else row


def _wanted(plan: Plan, row: int) -> list[int]:
    step = plan.steps[row]
    return plan.wanted[step["first"] : step["first"] + step["count"]].tolist()  # type: ignore[no-any-return]


def _busy(life: _Life) -> str:
    return "is waiting for something else" if life.asked >= 0 else "is busy" if life.active >= 0 else ""


def _join(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    fault = _busy(life) or ("" if plan.steps["kind"][row] in (STAY, TASK) else "asks for nothing at this step")
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
    return "" if step == WAIT or in_place else "begins without having asked"


def _end(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    fault = "" if life.active == row else "ends what is not under way"
    life.active = -1
    return fault


def _go_without(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    fault = "" if life.asked == row else "stops waiting without having asked"
    life.asked = -1
    return fault


def _at_once(plan: Plan, life: _Life, kind: int, row: int, resource: int) -> str:
    life.gone = kind == DEPART
    return _busy(life)


_TAKE = {
    JOIN: _join, JUMP: _jump, BEGIN: _begin, END: _end, GIVE_UP: _go_without, TURN_AWAY: _go_without, CHOSE: _at_once,
    CHANGE: _at_once, MARKED: _at_once, DEPART: _at_once,
}  # fmt: skip
