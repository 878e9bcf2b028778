"""How lines end before their time: branches when the person leaves, and all that somebody is at when a risk interrupts.

Whatever a line can wait for, hold or be at is given back in `break_off`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowsim.engine.output import STOPPED
from flowsim.engine.reference.keeping import turn_back
from flowsim.plan.tables import TRANSFER

if TYPE_CHECKING:
    from flowsim.engine.reference.line import Line
    from flowsim.engine.reference.person import Person


def interrupt(main: Line, row: int) -> None:
    """Break off what the main line and all branches are at; the main line goes on at a row, in the same place."""
    assert main.process is not None
    main.ledger.charge(main.person)
    main.person.shown = main.slot
    break_off(main)
    stop_branches(main.person)
    main.process.interrupt(row)


def stop_branches(person: Person) -> None:
    """Stop the person's branches, whatever they are at, in the order of slots."""
    for slot in sorted(person.branches):
        branch = person.branches.pop(slot)
        assert branch.process is not None
        branch.ledger.charge_beside(branch)
        break_off(branch)
        branch.process.interrupt()


def break_off(line: Line) -> None:
    """End what a line is at: its request is withdrawn, its worker free, the rest of the work undone."""
    assert line.step is not None
    team = None
    if line.request is not None and line.request.waiting:
        line.waited = line.env.now - line.request.since
        line.dispatcher.withdraw(line.request)
    elif line.work is not None:
        teams, clock, end = line.work
        team, line.work = teams[0], None
        for each in teams:
            line.ledger.work(each, clock, line.env.now, end, undone=True)
            line.dispatcher.release(each)
    elif line.step.kind == TRANSFER:
        turn_back(line.person, line.step)
    line.dispatcher.cases.free(line)
    line.dispatcher.close_case(line)
    line.note(STOPPED, line.step.row, -1 if team is None else team.row)
