"""The reference engine: the model in SimPy, written to be read.

This package is the definition of what flowsim simulates; the compiled engine must give the same event
log, tick for tick. Read it in this order:

1. `environment` -- SimPy with a total order of one instant
2. `views` -- the plan, with names
3. `person`, `line` -- what is true of a person; the processes that walk for them, and **how to add a step**
   (`stopping`: how they end before their time; `risks`: what can happen to them)
4. `dispatch`, `rings` -- queues, and who is granted what
5. `sources` -- where people come from
6. `ledger`, `journal` -- what is counted and written down
7. `engine` -- one replication
"""

from flowsim.engine.reference.engine import forget, prepare, replicate

__all__ = ["forget", "prepare", "replicate"]
