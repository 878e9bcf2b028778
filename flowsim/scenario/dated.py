"""Places and workers that policies change from a date on: the series by date that a unit or team then has.

Such a change is there for all, and all at once: uptake is refused, and a ramp has no part in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flowsim.scenario.changes import Change
from flowsim.scenario.instants import ticks_of
from flowsim.scenario.place import Run
from flowsim.scenario.policy_frame import When
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.positions import Path
from flowsim.units import DAY, MINUTE

COUNTS = (("units", "places"), ("teams", "headcount"))
"""The sections and fields that a policy may change from a date on."""

OVER_TIME = ("by_week", "dated", "shifts")
"""Fields of a unit or team that change its places or workers over time already."""


def may_be_dated(address: Path) -> bool:
    """Whether what stands at an address may change from a date on.

    >>> may_be_dated(("units", "ward", "places")), may_be_dated(("units", "ward", "setting"))
    (True, False)
    """
    return len(address) == 3 and (address[0], address[2]) in COUNTS


def start_of(document: Mapping[str, Any], policy: Policy) -> int:
    """The tick from which a policy is in force; 0 for one that is from the start."""
    when = When.model_validate({"from": policy.start})
    if when.start is None:
        return 0
    run = Run.model_validate(document["run"])
    return max(0, ticks_of(when.start, run.start_date, round(run.warm_up.value)))


def series(
    document: Mapping[str, Any], changes: Sequence[Change], value: Callable[[Sequence[Change]], Any]
) -> tuple[Any, dict[str, Any]]:
    """The value at the start, and by date the values that hold from then on.

    Args:
        document: the scenario without policies.
        changes: what policies change at one address.
        value: what comes of some of these changes.
    """
    starts = {change.policy.name: start_of(document, change.policy) for change in changes}
    first = Run.model_validate(document["run"]).start_date

    def at(tick: int) -> Any:
        return value([change for change in changes if starts[change.policy.name] <= tick])

    return at(0), {_written(first, tick): at(tick) for tick in sorted(set(starts.values()) - {0})}


def _written(start_date: datetime.date, tick: int) -> str:
    """An instant as a series by date has it; what is not a whole minute is rounded down."""
    date = start_date + datetime.timedelta(days=tick // DAY)
    minutes = tick % DAY // MINUTE
    return f"{date.isoformat()} {minutes // 60:02d}:{minutes % 60:02d}" if minutes else date.isoformat()
