"""Which attributes what happens to people depends on: at all, and from each step on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from flowsim.plan import tables
from flowsim.plan.tables import Plan
from flowsim.random.samplers import BY, MIXTURE, SCALED

DRAWN = ("time", "priority", "patience", "amount", "travel")
"""Columns of a step that are rows of distributions."""


def attributes_of(plan: Plan, rows: list[int]) -> set[int]:
    """The attributes on which any of these rows of distributions depends."""
    found: set[int] = set()
    seen: set[int] = set()
    stack = [row for row in rows if row >= 0]
    while stack:
        number = stack.pop()
        if number in seen:
            continue
        seen.add(number)
        row = plan.distributions[number]
        if row["kind"] == BY:
            found.add(int(row["attribute"]))
        if row["kind"] in (BY, MIXTURE, SCALED):
            stack += plan.children[row["first"] : row["first"] + row["count"]].tolist()
    return found


def mattering(plan: Plan) -> np.ndarray:
    """[attributes] whether each decides a way, a time, a priority, a payer, a group or (by shares) another such."""
    found = np.asarray(plan.attributes["column"] >= 0)
    found[plan.steps["target"][plan.steps["kind"] == tables.SET]] = True
    found |= (plan.presets >= 0).any(axis=0)
    levels = [plan.jumps["level"], plan.searches["accept"], plan.risks["times"], plan.resources["payers"]]
    read = np.concatenate([plan.steps[name] for name in DRAWN] + levels)
    found[sorted(attributes_of(plan, read.tolist()))] = True
    for attribute in range(len(plan.attributes) - 1, -1, -1):
        if found[attribute]:
            own = [int(plan.attributes[attribute]["shares"]), *plan.presets[:, attribute].tolist()]
            found[sorted(attributes_of(plan, own))] = True
    return found


def read_later(plan: Plan) -> np.ndarray:
    """[steps, attributes] whether what comes from a step on depends on the code that somebody has there.

    An attribute that is set anew before anything depends on it is not read. Groups of results, and whatever goes out of
    date, depend on the code that people have at any time; who pays for a place, on the code of who is given it.
    """
    always = np.asarray(plan.attributes["column"] >= 0)
    for row in _beside(plan, plan.expiries["then"].tolist()):
        always[sorted(attributes_of(plan, _own(plan, row)))] = True
    always[plan.steps["target"][plan.steps["expiry"] >= 0]] = True
    reads = np.zeros((len(plan.steps), len(plan.attributes)), bool)
    for row in range(len(plan.steps)):
        reads[row, sorted(attributes_of(plan, _own(plan, row)))] = True
    onward = [next_rows(plan, row) for row in range(len(plan.steps))]
    _add_risks(plan, onward, reads)
    return _carried_back(plan, onward, reads | always)


def _carried_back(plan: Plan, onward: list[set[int]], found: np.ndarray) -> np.ndarray:
    """[steps, attributes] what each step reads, or any that it leads to, unless it sets that attribute itself."""
    back: list[list[int]] = [[] for _ in onward]
    for row, others in enumerate(onward):
        for other in others:
            back[other].append(row)
    changed = set(range(len(onward)))
    while changed:
        other = changed.pop()
        for row in back[other]:
            now = found[row] | found[other]
            if plan.steps[row]["kind"] == tables.SET:
                now[int(plan.steps[row]["target"])] = found[row, int(plan.steps[row]["target"])]
            if (now != found[row]).any():
                found[row] = now
                changed.add(row)
    return found


def _own(plan: Plan, row: int) -> list[int]:
    """The rows of distributions that a step itself draws from or looks at."""
    step = plan.steps[row]
    read = [int(step[name]) for name in DRAWN]
    read += plan.jumps["level"][step["jumps"] : step["jumps"] + step["jump_count"]].tolist()
    if step["kind"] == tables.SEARCH:
        read.append(int(plan.searches["accept"][step["target"]]))
    if step["kind"] in (tables.STAY, *tables.KEEPING):
        asked = plan.wanted[step["first"] : step["first"] + step["count"]]
        read += plan.resources["payers"][asked].tolist()
    if step["uptake"] >= 0:
        read += [int(plan.uptakes[name][step["uptake"]]) for name in ("share", "subject")]
    if step["expiry"] >= 0:
        read.append(int(plan.expiries["time"][step["expiry"]]))
    return read


def next_rows(plan: Plan, row: int) -> set[int]:
    """Where a person can go on from a step by themselves: not what a risk leads to."""
    step = plan.steps[row]
    found = {int(step[name]) for name in ("next", "impatient", "turned_away")}
    if step["kind"] in (tables.CHOOSE, tables.TEST, tables.SEARCH, tables.MEANWHILE, tables.RETURN):
        found |= set(plan.options[step["first"] : step["first"] + step["count"]].tolist())
    if step["kind"] in (tables.MEANWHILE, tables.RETURN):
        found.add(int(plan.options[step["first"]]))
    return {other for other in found if other >= 0}


def _add_risks(plan: Plan, onward: list[set[int]], reads: np.ndarray) -> None:
    """Let every step at which a person may be while a risk runs read what decides it, and lead to what follows."""
    ways = [set(there) for there in onward]
    for row in np.flatnonzero(plan.steps["risk_count"]).tolist():
        step = plan.steps[row]
        risks = plan.risks[step["risks"] : step["risks"] + step["risk_count"]]
        read = sorted(attributes_of(plan, risks["times"].tolist()))
        for other in _while_they_run(plan, ways, row):
            onward[other] |= set(risks["then"].tolist())
            reads[other, read] = True


def _while_they_run(plan: Plan, ways: list[set[int]], row: int) -> Iterator[int]:
    """The steps at which a person may be while the risks of one step run."""
    seen, stack = {row}, [row]
    while stack:
        at = stack.pop()
        yield at
        step = plan.steps[at]
        ends = step["kind"] in (tables.LEAVE, tables.RETURN) or (step["kind"] == tables.STAY and step["risk_count"])
        if at == row or not ends:
            stack += sorted(ways[at] - seen)
            seen |= ways[at]


def _beside(plan: Plan, rows: list[int]) -> Iterator[int]:
    """The rows of sets that begin at some rows."""
    for row in rows:
        while row >= 0 and plan.steps[row]["kind"] == tables.SET:
            yield row
            row = int(plan.steps[row]["next"])
