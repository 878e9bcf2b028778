"""Acts: what is done about a person and counted."""

from flowsim.engine.compiled.layout import NONE, ONE, Journal, Program, Results, State
from flowsim.engine.compiled.tallies import ACTED, count_in_groups, log
from flowsim.random.jit import kernel


@kernel
def count_act(
    program: Program, state: State, results: Results, journal: Journal, p: int, row: int, act: int, now: int
) -> None:
    """Count an act of line p, which is at this row, under each group of the person."""
    count_in_groups(program, state, results.acts, act, p, ONE, now)
    log(program, state, journal, now, p, ACTED, row, NONE, act)
