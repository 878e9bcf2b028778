"""Tapers: amounts fall when and to what the step says."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.engine.output import BEGIN, TAPERED, Replication
from flowsim.plan.tables import Plan
from flowsim.results.checks.broken import Broken, person, when
from flowsim.results.found import began_before
from flowsim.results.held import Held


def check_tapers(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rule ``taper``: each comes at its time after the stay began, and leaves the lesser of what is said and had."""
    assert replication.log is not None
    if not len(plan.tapers):
        return
    held = Held(plan)
    before = began_before(plan)
    began: dict[tuple[int, int], tuple[int, int]] = {}
    for now, source, index, kind, row, unit, resource, value, slot in replication.log.tolist():
        who = (source, index)
        if kind == BEGIN and slot == 0:
            since = before.pop(who, now)
            tapers = plan.tapers["after"][plan.steps["tapers"][row] :][: plan.steps["taper_count"][row]]
            been = int((since + tapers <= now).sum()) if since < now else 0  # by the start of the run
            began[who] = since, int(plan.steps["tapers"][row]) + been
        elif kind == TAPERED:
            since, number = began[who]
            after, amount = plan.tapers[number].tolist()
            if now != since + after or value != min(amount, held.has[who]):
                sentence = f"{person(plan, *who)} came down to {value}, not to at most {amount} at {since + after}"
                yield Broken("taper", now, f"{when(plan, now)}: {sentence}")
            began[who] = since, number + 1
        held.read(now, who, kind, row, unit, resource, value)
