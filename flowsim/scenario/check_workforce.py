"""Rules about the workforce: employers, markets and units that exist, posts for the staff, flows that balance."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from flowsim.scenario.capacity import instant
from flowsim.scenario.check_capacity import MOST_DRAWN
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.place import COMMUNITY, Team
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, rule
from flowsim.scenario.selectors import NOBODY
from flowsim.scenario.staffing import staff_weeks
from flowsim.scenario.workforce import Employer, EmployerChange, Workforce
from flowsim.units import WEEK, YEAR

MOST_POSTS = 10
"""Posts are at most so many times the staff: a unit has no more than so many times what is written."""

DRIFT = 0.05
"""Staff that changes by more than this part in the run as written is doubted."""

STAFF_DRIFTS = "staff-drifts"
"""The code of that doubt: it is of a place as written, so policies take no part in it."""

_INSTANT = "a date such as 2026-01-12, or a date and time such as 2026-01-12 14:00"


@rule(Workforce)
def workforce(known: Known, path: Path, workforce: Workforce) -> Iterator[Fault]:
    """Every employer and market by itself, then whether the flows keep the staff that is written."""
    found = [
        *_dates(path, workforce),
        *_staffed_twice(path, workforce),
        *(
            fault
            for name, employer in workforce.employers.items()
            for fault in _employer(known, (*path, "employers", name), name, employer)
        ),
    ]
    yield from found
    if not found and not known.place.policies:
        yield from _drifts(known, path, workforce)


def _dates(path: Path, workforce: Workforce) -> Iterator[Fault]:
    """Dates that cannot be read or are one instant, and those from which nothing is otherwise."""
    sections: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("employers", workforce.employers),
        ("markets", workforce.markets),
    )
    series = [((*path, section, name, "dated"), one) for section, found in sections for name, one in found.items()]
    for where, one in series:
        seen: dict[datetime.datetime, str] = {}
        for text, change in (one.dated or {}).items():
            try:
                when = instant(text)
            except ValueError as error:
                yield Fault("bad-date", (*where, text), str(error), text, _INSTANT, at_key=True)
            else:
                if when in seen:
                    message = f"this instant stands here twice, as '{seen[when]}' too"
                    yield Fault("bad-date", (*where, text), message, text, "each instant once", at_key=True)
                seen.setdefault(when, text)
            if not change.model_fields_set:
                expected = listed(type(change).model_fields)
                yield Fault("no-change", (*where, text), "nothing is otherwise from this date on", expected=expected)


def _staffed_twice(path: Path, workforce: Workforce) -> Iterator[Fault]:
    """What two employers staff, or one twice."""
    by: dict[str, str] = {}
    for employer, said in workforce.employers.items():
        for number, name in enumerate(said.staffs):
            if name in by:
                message = f"'{name}' is staffed already, by '{by[name]}'"
                yield Fault("duplicate-name", (*path, "employers", employer, "staffs", number), message, name)
            by.setdefault(name, employer)


def _employer(known: Known, path: Path, name: str, employer: Employer) -> Iterator[Fault]:
    if name == NOBODY:
        message = f"policies write '{NOBODY}' for the employer of what nobody staffs, so none is called that"
        yield Fault("reserved-name", path, message, name, "another name", at_key=True)
    for number, staffed in enumerate(employer.staffs):
        yield from _staffs(known, (*path, "staffs", number), staffed, employer)
    if employer.market is not None:
        yield from known.unknown("market", employer.market, (*path, "market"))
    if employer.staffs and employer.staff.value == 0:
        message = "what it staffs is what its staff at the start gives, and there is nobody"
        yield Fault("out-of-range", (*path, "staff"), message, "0", "1 or more")
    if employer.posts.value < employer.staff.value:
        message = "staff at the start are in posts, and there are fewer"
        yield Fault("out-of-range", (*path, "posts"), message, str(employer.posts.written), _at_least(employer.staff))
    yield from _terms(known, path, name, employer, employer)
    moves = dict(employer.moves)
    for text, change in sorted((employer.dated or {}).items()):
        where = (*path, "dated", text)
        yield from _terms(known, where, name, employer, change)
        moves |= change.moves
        if sum(share.value for share in moves.values()) > 1 + 1e-9 and change.moves:
            yield _too_many_move((*where, "moves"), moves)


def _terms(
    known: Known, path: Path, name: str, employer: Employer, terms: Employer | EmployerChange
) -> Iterator[Fault]:
    """Posts and moves, as written or from a date on."""
    if terms.posts is not None and terms.posts.value > MOST_POSTS * employer.staff.value > 0:
        message = f"posts are at most {MOST_POSTS} times the staff at the start"
        expected = f"at most {MOST_POSTS * employer.staff.value:,.0f}"
        yield Fault("out-of-range", (*path, "posts"), message, str(terms.posts.written), expected)
    for to in terms.moves:
        yield from known.unknown("employer", to, (*path, "moves", to), at_key=True)
        if to == name:
            message = "nobody moves from an employer to itself: who changes posts there has not left"
            yield Fault("bad-move", (*path, "moves", to), message, to, "another employer", at_key=True)
    if terms is employer and sum(share.value for share in employer.moves.values()) > 1 + 1e-9:
        yield _too_many_move((*path, "moves"), employer.moves)


def _too_many_move(path: Path, moves: Mapping[str, Figure]) -> Fault:
    total = f"{sum(share.value for share in moves.values()):.4g}"
    return Fault("bad-move", path, "more than all who leave would move to other employers", total, "at most 1 in all")


def _at_least(figure: Figure) -> str:
    return f"{figure.value:,.0f} or more"


def _staffs(known: Known, path: Path, name: str, employer: Employer) -> Iterator[Fault]:
    """A unit or team that there is, and whose places can go by staff."""
    place = known.place
    if name == COMMUNITY:
        yield Fault("community-limit", path, "the community has no limit, so nobody staffs it")
    elif name not in place.units and name not in place.teams:
        names = [*place.units, *place.teams]
        hint = nearest(name, names) or known.is_a(name)
        yield Fault("unknown-resource", path, f"there is no unit or team '{name}'", name, listed(names), hint)
    elif name in place.units and place.units[name].weekly_budget is not None:
        yield Fault("places-or-hours", path, "this unit counts pounds a week, which nobody staffs", name)
    elif name in place.teams and employer.staff.value:
        yield from _sick(path, place.teams[name], employer)


def _sick(path: Path, team: Team, employer: Employer) -> Iterator[Fault]:
    """Teams of whom some are off sick, which may grow beyond what can be drawn."""
    series = team.dated.values() if isinstance(team.dated, dict) else ()
    counts = [count.value for count in (team.headcount, *(team.shifts or {}).values(), *series) if count is not None]
    posts = [employer.posts, *(change.posts for change in (employer.dated or {}).values() if change.posts is not None)]
    most = max(counts, default=0) * max(count.value for count in posts) / employer.staff.value
    if team.sickness and max(counts, default=0) <= MOST_DRAWN < most:
        message = f"with all posts filled more than {MOST_DRAWN:,} workers could be off sick, too many to draw"
        yield Fault("out-of-range", path, message, f"{most:,.0f} workers", "a smaller team, or fewer posts")


def _drifts(known: Known, path: Path, workforce: Workforce) -> Iterator[Fault]:
    """Employers whose staff does not stay as it is, and of whom nobody says why."""
    run = known.place.run
    horizon = sum(round(part.value) for part in (run.warm_up, run.window, run.follow_up))
    weeks = staff_weeks(workforce, run.start_date, horizon)
    for name, employer in workforce.employers.items():
        start = employer.staff.value
        course = [week[name].staff for week in weeks] + [week[name].staff_after for week in weeks[-1:]]
        far = max(course, key=lambda staff: abs(staff - start), default=start)
        if employer.drifts is None and abs(far - start) > DRIFT * start:
            way = "falls" if far < start else "rises"
            first = weeks[0][name]
            come = (first.moved_in + first.joined) * YEAR / WEEK
            gone = (first.left + first.moved_on) * YEAR / WEEK
            message = f"the staff of '{name}' {way} from {start:,.0f} to {far:,.0f} in the run as written"
            hint = (
                f"at first {gone:.3g} a year leave and {come:.3g} come: let them be alike, or say why it {way} with "
                "'drifts'"
            )
            where = (*path, "employers", name, "staff")
            yield Fault(STAFF_DRIFTS, where, message, hint=hint, severity="warning")
