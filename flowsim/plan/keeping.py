"""How long a place is kept, and who pays for it, as numbers of the plan."""

from __future__ import annotations

from flowsim.plan import tables
from flowsim.scenario.keeping import PAYERS, Keep
from flowsim.scenario.steps import Reserve


def kept(keep: Keep | Reserve) -> tuple[int, int]:
    """How long a place is kept, and the number of who pays."""
    limit = tables.UNLIMITED if keep.limit is None else round(keep.limit.value)
    return limit, -1 if keep.payer is None else PAYERS.index(keep.payer)
