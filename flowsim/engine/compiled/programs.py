"""The plan as the kernel reads it: made once a plan, and told which replication to run."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from flowsim.engine.compiled import layout
from flowsim.engine.compiled.frame import pack, with_numbers
from flowsim.engine.compiled.layout import LEFT_OUT, Program
from flowsim.plan.tables import PAY, RESERVE, TABLES, TASK, TRANSFER, Plan

_RUN = ("seed", "replication", "level", "most_present")
_MADE = ("risk_width", "expiring", "striking", "holds")


def packed_program(plan: Plan, seed: int, replication: int, level: int, most_present: int) -> Any:
    """The plan's tables and which replication to run, packed for a kernel.

    A seed of 64 bits becomes the signed number of the same bits.
    """
    signed: Any = np.uint64(seed).view(np.int64)
    return with_numbers(_packed(plan), seed=signed, replication=replication, level=level, most_present=most_present)


@lru_cache(maxsize=16)
def _packed(plan: Plan) -> Any:
    """The program but for the replication; kept, since to make it takes as long as a short run."""
    taken = {name: getattr(plan, name) for name in Program._fields if name not in _RUN + _MADE}
    program = Program(**{k: _wide(k, v) for k, v in taken.items()}, **_made(plan), **dict.fromkeys(_RUN, 0))
    return pack(program, _absent(program))


def _absent(program: Program) -> frozenset[str]:
    """What the code for a program leaves out."""
    return next(names for names in LEFT_OUT if not any(_uses(getattr(program, name)) for name in names))


def _uses(part: int | np.ndarray) -> bool:
    """Whether there is anything of a number or table."""
    return bool(part if isinstance(part, int) else len(part))


def _made(plan: Plan) -> dict[str, int]:
    """What the kernel asks of a whole plan at every turn."""
    risk_width = int(plan.steps["risk_count"].max(initial=0))
    expiring = len(plan.attributes) if len(plan.expiries) else 0
    return {
        "risk_width": risk_width,
        "expiring": expiring,
        "striking": risk_width + expiring,
        "holds": int(plan.keeps or plan.resources["turnaround"].any()),
    }


@lru_cache(maxsize=16)
def least_room(plan: Plan) -> dict[str, int]:
    """The room that one happening can need.

    It can bring one person with their branches, for each line one request, two timers (the end of a stay, and risks)
    for each person of a ring or five for each line of one person, and two kept places, or one
    for each person of a ring.
    """
    requests = (plan.steps["kind"] <= TASK) | np.isin(plan.steps["kind"], (RESERVE, PAY, TRANSFER))
    lines, made = 1 + plan.branches, _made(plan)
    widest = int(plan.steps["count"][requests].max(initial=1))
    return {
        "least_people": lines,
        "least_leaves": (1 + (made["risk_width"] > 0)) * plan.units + 5 * lines + 2,
        "least_requests": widest * lines,
        "least_holds": (2 + plan.units) * made["holds"],
    }


def forget() -> None:
    """Keep nothing of the plans that were run: of a large one it is some 70 MB."""
    _packed.cache_clear()
    least_room.cache_clear()


def _wide(name: str, value: np.ndarray | int) -> np.ndarray | int:
    """A table or number of the plan as :class:`Program` has it."""
    if not isinstance(value, np.ndarray):
        return int(value)
    if name in ("distributions", "children", "fill_levels"):
        return value
    if name in TABLES:
        return value.astype(layout.wide(name))
    return np.ascontiguousarray(value, np.float64 if value.dtype.kind == "f" else np.int64)
