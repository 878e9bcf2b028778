"""Paying: a request to a fund, which is granted when the fund has the whole sum, and takes it for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowsim.engine.reference.views import StepView

if TYPE_CHECKING:
    from flowsim.engine.reference.line import Line, Walk


def pay(line: Line, step: StepView) -> Walk:
    """Wait until a fund can pay; the person then goes on at that instant."""
    occurrence = line.person.visit(step)
    amount = line.amount(step, occurrence)
    answer = yield from line.ask(step, occurrence, amount)
    if answer.resource is None:
        return line.go_without(step, answer)
    line.dispatcher.take(answer.resource, amount)
    line.ledger.pay(line.person, answer.resource, amount)
    line.begin(step, answer.resource)
    yield line.until(line.env.now)
    line.end(step, line.person.unit)
    return step.next
