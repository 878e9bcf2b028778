"""The compiled engine: an interpreter of plans in machine code, equal to the reference engine tick for tick.

Read it in this order:

1. `layout` -- what is kept in memory
2. `events`, `queues` -- what happens next, and who waits
3. `kernel` -- the loop, and what happens; function names are those of the reference engine
4. `ring`, `tallies` -- rings, and what is counted
5. `programs` -- the plan as kernels read it, and what its code can leave out; `room` -- when a run has to be left
6. `engine` -- one replication: room for it, and what comes out
"""

from flowsim.engine.compiled.engine import prepare, replicate
from flowsim.engine.compiled.programs import forget

__all__ = ["forget", "prepare", "replicate"]
