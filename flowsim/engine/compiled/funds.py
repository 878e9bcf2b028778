"""Funds: what is paid from them, and what is left."""

import numpy as np

from flowsim.engine.compiled.layout import Program, Results, State
from flowsim.engine.compiled.queues import take
from flowsim.engine.compiled.tallies import count_in_groups
from flowsim.random.jit import kernel
from flowsim.units import DAY


@kernel
def pay(program: Program, state: State, results: Results, p: int, resource: int, now: int) -> None:
    """A fund pays what line p asks for, for good; it counts under each group of the person."""
    amount, fund = state.people[p]["wants"], resource - program.first_fund
    take(state, resource, amount)
    results.paid_by_day[fund, now // DAY] += amount
    count_in_groups(program, state, results.paid, fund, p, amount, now)


@kernel
def close_funds(program: Program, state: State, results: Results) -> None:
    """The run is over: what is left in each fund."""
    for fund in range(len(results.balance)):
        results.balance[fund] = np.int64(state.resources[program.first_fund + fund]["room"])
