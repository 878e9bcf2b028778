"""Acts: what is done about a person and counted."""

from flowsim.engine.compiled.layout import NONE, Journal, Program, Results, State
from flowsim.engine.compiled.tallies import ACTED, column, columns, in_window, log
from flowsim.random.jit import kernel


@kernel
def count_act(
    program: Program, state: State, results: Results, journal: Journal, p: int, row: int, act: int, now: int
) -> None:
    """Count an act of line p, which is at this row, under each group of the person."""
    if in_window(program, now):
        for attribute in range(-1, columns(program)):
            group = column(program, state, state.people[p]["main"], attribute)
            if group >= 0:
                results.acts[act, group] += 1
    log(program, state, journal, now, p, ACTED, row, NONE, act)
