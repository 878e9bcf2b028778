"""Messages written out: sent, lost or under way, chased, sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowsim.plan.acts import LOST, MESSAGE
from flowsim.scenario.efforts import CHASE
from flowsim.scenario.waits import Chase, Message

if TYPE_CHECKING:
    from flowsim.plan.program import Program


def message(program: Program, step: Message, name: str, after: int) -> int:
    """The first row of a message: it is sent, and comes, or is lost until somebody chases it and it is sent again."""
    base = step.key or name
    comes = program.pause(name, after, step.takes, f"{base}:takes", step.hours, step.reason)
    sent = program.act(name, comes, MESSAGE, step.message)
    if step.lost is not None and step.chased is not None:
        lost = _lost(program, step, step.chased, name, sent)
        program.go_on(sent, program.split(name, step.lost, lost, comes, f"{base}:lost", "lost or not"))
    return sent


def _lost(program: Program, step: Message, chase: Chase, name: str, sent: int) -> int:
    """The first row of a message that is lost: nothing comes, somebody asks, it is sent again."""
    again = program.act(name, sent, CHASE, step.message, chase.by)
    purpose = f"{step.key or name}:chase"
    missing = program.pause(name, again, chase.after, purpose, chase.hours, step.reason, "lost")
    return program.act(name, missing, LOST, step.message)
