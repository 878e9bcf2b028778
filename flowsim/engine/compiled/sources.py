"""Sources: when the next person of a stream or a list arrives, and who is next of those in place at the start."""

import numpy as np

from flowsim.engine.clock import NEVER
from flowsim.engine.compiled.events import AT_ONCE, ENDS, cancel, order_of, put, rest_of
from flowsim.engine.compiled.layout import ZERO, Program, State
from flowsim.plan.tables import LISTED
from flowsim.random.functions import log
from flowsim.random.jit import kernel
from flowsim.random.samplers import ticks
from flowsim.random.streams import uniform
from flowsim.units import DAY


@kernel
def schedule_arrival(program: Program, state: State, source: int) -> None:
    """Find when the next person of a stream, or of a list of instants, arrives."""
    record, stream = program.sources[source], state.sources[source]
    index, time = ZERO, NEVER
    if record["kind"] == LISTED:
        if stream["cell"] < record["count"]:
            one = program.listed[record["first"] + stream["cell"]]
            index, time = one["index"], one["time"]
            stream["levels"] = one["levels"]
            stream["cell"] += 1
    else:
        index = stream["index"] + 1
        u = uniform(program.seed, program.replication, record["code"], index, record["purpose"], ZERO)
        stream["total"] += -log(u)
        instant = inverse_intensity(program, state, source, stream["total"])
        if instant < program.horizon:
            time = np.int64(ticks(instant))
    stream["index"] = index
    put(state.timers, source, time, rest_of(ENDS, order_of(source, index)), -1 - source)


@kernel
def is_kept(program: Program, source: int, index: int, now: int) -> bool:
    """Whether a person comes at all: a cut drops people one by one, so that those kept are the same as uncut."""
    record = program.sources[source]
    retention = record["retention"]
    if record["days"] > 0:
        retention = program.keeping[record["day"] + now // DAY]
    if retention >= 1.0:
        return True
    u = uniform(program.seed, program.replication, record["code"], index, record["retention_purpose"], ZERO)
    return u < retention


@kernel
def inverse_intensity(program: Program, state: State, source: int, total: float) -> float:
    """The instant at which a stream's expected number of arrivals reaches `total`; infinity past the last cell."""
    record, stream = program.sources[source], state.sources[source]
    if record["cell"] == 0:
        return total / record["rate"] if record["rate"] > 0.0 else np.inf
    first, cell = np.int64(record["first"]), stream["cell"]
    while cell < record["count"] and program.intensity[first + cell] < total:
        cell += 1
    stream["cell"] = cell
    if cell == record["count"]:
        return np.inf
    before = program.intensity[first + cell - 1] if cell > 0 else 0.0
    return (cell + (total - before) / (program.intensity[first + cell] - before)) * record["cell"]


@kernel
def schedule_fill(program: Program, state: State, source: int, index: int) -> None:
    """The next person of a source who is in place at the start."""
    state.sources[source]["index"] = index
    if index < program.sources[source]["people"]:
        put(state.timers, source, ZERO, rest_of(AT_ONCE, order_of(source, index)), -1 - source)
    else:
        cancel(state.timers, source)


@kernel
def way_in_place(program: Program, source: int, u: float) -> int:
    """The first way to be in place whose cumulative share is above a number in (0, 1), which that of the last is."""
    record = program.sources[source]
    low = np.int64(record["first"])
    high = low + record["count"] - 1
    while low < high:
        middle = (low + high) // 2
        if program.fill[middle]["cumulative"] <= u:
            low = middle + 1
        else:
            high = middle
    return low
