"""Places, workers, staff and arrivals that policies change from a date on: the series, or shocks, that they then have.

Such a change is there for all, and all at once: uptake is refused, and a ramp has no part in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flowsim.scenario import edit
from flowsim.scenario.changes import Change
from flowsim.scenario.edit import owner_of
from flowsim.scenario.instants import ticks_of
from flowsim.scenario.place import Run
from flowsim.scenario.policy_frame import When
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.positions import Path
from flowsim.scenario.selectors import value_at
from flowsim.units import DAY, HOUR, MINUTE, parse_duration

Values = Callable[[Sequence[Change]], Any]
"""From some of the changes at one address to the value that comes of them."""

COUNTS = (("units", "places"), ("units", "weekly_hours"), ("teams", "headcount"))
ARRIVALS = (("arrivals", "rate"), ("arrivals", "factor"))
"""The sections and fields that a policy may change from a date on."""

FLOWS = (("employers", "posts"), ("employers", "turnover"), ("employers", "moves"),
         ("markets", "joiners"), ("markets", "per_empty_post"))  # fmt: skip
"""The sections and fields of the workforce that a policy may change from a date on."""

OVER_TIME = ("by_week", "dated", "shifts")
"""Fields of a unit or team that change its places or workers over time already."""


def may_be_dated(address: Path) -> bool:
    """Whether what stands at an address may change from a date on.

    >>> may_be_dated(("units", "ward", "places")), may_be_dated(("units", "ward", "setting"))
    (True, False)
    """
    if address[0] == "workforce":
        return len(address) == (5 if address[3:4] == ("moves",) else 4) and (address[1], address[3]) in FLOWS
    return len(address) == 3 and (address[0], address[2]) in (*COUNTS, *ARRIVALS)


def start_of(document: Mapping[str, Any], policy: Policy) -> int:
    """The tick from which a policy is in force; 0 for one that is from the start."""
    when = When.model_validate({"from": policy.start})
    if when.start is None:
        return 0
    run = Run.model_validate(document["run"])
    return max(0, ticks_of(when.start, run.start_date, round(run.warm_up.value)))


def put(
    document: Mapping[str, Any], owner: dict[str, Any], field: str, changes: Sequence[Change], value: Values
) -> None:
    """Write what changes do to one field of a unit, a team or arrivals, from their policies' dates on.

    Args:
        document: the scenario without policies.
        owner: the unit, team or arrivals, which is changed.
        field: ``places``, ``weekly_hours``, ``headcount`` or (of arrivals) ``factor``.
        changes: what policies change there.
        value: what comes of some of these changes.

    Raises:
        ValueError: arrivals that begin from nought, or change at another time than midnight.
    """
    run = Run.model_validate(document["run"])
    first, later, from_the_start = _by_date(document, changes, value)
    if from_the_start:
        owner[field] = first
    if not later:
        return
    if field != "factor":
        owner["dated"] = {_written(run.start_date, tick): _counted(field, number) for tick, number in later.items()}
        return
    last = run.start_date + datetime.timedelta(milliseconds=run.warm_up.value + run.window.value + run.follow_up.value)
    owner["shocks"] = [*(owner.get("shocks") or []), *_shocks(run.start_date, last, first, later)]


def put_staff(
    document: Mapping[str, Any], tree: dict[str, Any], address: Path, changes: Sequence[Change], value: Values
) -> None:
    """Write what changes do to one field of an employer or market, from their policies' dates on.

    Args:
        document: the scenario without policies.
        tree: the scenario that is changed.
        address: of the field: ``posts``, ``turnover``, one of ``moves``, ``joiners`` or ``per_empty_post``.
        changes: what policies change there.
        value: what comes of some of these changes.
    """
    owner = value_at(tree, owner_of(address))
    first, later, from_the_start = _by_date(document, changes, value)
    start_date = Run.model_validate(document["run"]).start_date
    if from_the_start:
        _put_in(owner, address[3:], first)
    for tick, number in later.items():
        _put_in(owner, ("dated", _written(start_date, tick), *address[3:]), number)
    if later:
        owner["dated"] = dict(sorted(owner["dated"].items()))


def put_on(tree: dict[str, Any], address: Path, value: Callable[[Any], Any]) -> None:
    """Do what is done to a field of an employer or market to what its series by date says of that field too.

    Without this a later date would take back what policies change from the start on.

    Args:
        tree: the scenario that is changed.
        address: of the field.
        value: from what is written for a date to what comes of the changes.
    """
    series = value_at(tree, (*owner_of(address), "dated"))
    for date in series if isinstance(series, dict) and may_be_dated(address) else ():
        later = (*owner_of(address), "dated", date, *address[3:])
        if (there := value_at(tree, later)) is not None:
            _put_in(tree, later, value(there))


def _put_in(owner: dict[str, Any], fields: Path, value: Any) -> None:
    """Put a value under several keys, one in the other, of which some may not be there yet."""
    for field in fields[:-1]:
        owner = owner.setdefault(str(field), {})
    owner[str(fields[-1])] = value


def _by_date(document: Mapping[str, Any], changes: Sequence[Change], value: Values) -> tuple[Any, dict[int, Any], bool]:
    """The value at the start of the run, those from later ticks on, and whether any change is there from the start."""
    starts = {change.policy.name: start_of(document, change.policy) for change in changes}

    def at(tick: int) -> Any:
        return value([change for change in changes if starts[change.policy.name] <= tick])

    return at(0), {tick: at(tick) for tick in sorted(set(starts.values()) - {0})}, 0 in starts.values()


def _counted(field: str, number: Any) -> Any:
    """A number as a series by date has it: hours of care are whole hours there.

    >>> _counted("weekly_hours", "103.6 h"), _counted("places", 4)
    (104, 4)
    """
    return round(parse_duration(edit.plain(number)) / HOUR) if field == "weekly_hours" else number


def _shocks(start: datetime.date, last: datetime.date, first: Any, later: Mapping[int, Any]) -> list[dict[str, Any]]:
    """One shock for each stretch between dates, up to the end of the run: its arrivals over those at the start."""
    base = float(edit.plain(1 if first is None else first))
    if base == 0:
        raise ValueError("nobody comes before the date, so there is nothing to multiply from then on")
    if any(tick % DAY for tick in later):
        raise ValueError("arrivals change at midnight: give a date, or whole days after the start of the window")
    days = [start + datetime.timedelta(days=tick // DAY) for tick in later]
    ends = [day - datetime.timedelta(days=1) for day in days[1:]] + [max(last, days[-1])]
    return [
        {"from": day.isoformat(), "to": end.isoformat(), "factor": float(edit.plain(value)) / base}
        for day, end, value in zip(days, ends, later.values(), strict=True)
    ]


def _written(start_date: datetime.date, tick: int) -> str:
    """An instant as a series by date has it; what is not a whole minute is rounded down."""
    date = start_date + datetime.timedelta(days=tick // DAY)
    minutes = tick % DAY // MINUTE
    return f"{date.isoformat()} {minutes // 60:02d}:{minutes % 60:02d}" if minutes else date.isoformat()
