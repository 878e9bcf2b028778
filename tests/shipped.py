"""The shipped scenarios that tests go through one by one, and the great one, read once."""

from __future__ import annotations

from functools import cache

import pytest

from flowsim.scenario.reading import shipped_names
from flowsim.scenario.scenario import Scenario, load

SHIPPED = [pytest.param(name, marks=pytest.mark.statistical) if name == "winter" else name for name in shipped_names()]
"""All of them; ``winter``, which is `northmoor` but for a few lines, in the slower suite only."""

GREAT = ("northmoor", "winter")
LESSER = [pytest.param(name, marks=pytest.mark.statistical) if name in GREAT else name for name in shipped_names()]
"""All of them, both great ones in the slower suite only: for what takes seconds of these and asks the same of each."""


@cache
def northmoor() -> Scenario:
    """As it is shipped; nobody changes what is shared."""
    return load("northmoor")
