"""Rules about the workforce: employers, markets and units that exist, posts for the staff, flows that balance."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from flowsim.scenario.capacity import instant
from flowsim.scenario.check_capacity import MOST_DRAWN
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.place import COMMUNITY, Run, Team
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, rule
from flowsim.scenario.selectors import NOBODY
from flowsim.scenario.staffing import staff_weeks
from flowsim.scenario.workforce import Employer, EmployerChange, Market, Workforce
from flowsim.units import WEEK, YEAR

MOST_POSTS = 10
"""Posts are at most so many times the staff: a unit has no more than so many times what is written."""

DRIFT = 0.05
"""Staff that changes by more than this part in the run as written is doubted."""

STAFF_DRIFTS = "staff-drifts"

AS_WRITTEN = (STAFF_DRIFTS, "nobody-comes", "after-the-run")
"""Codes of doubts of a place as written: policies take no part in them."""

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
    if found:
        return
    yield from _idle_markets(path, workforce)
    if not known.place.policies:
        yield from _too_late(known.place.run, path, workforce)
        yield from _drifts(known, path, workforce)


def _dates(path: Path, workforce: Workforce) -> Iterator[Fault]:
    """Dates that cannot be read or are one instant, and those from which nothing is otherwise."""
    for where, one in _dated(path, workforce):
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


def _dated(path: Path, workforce: Workforce) -> Iterator[tuple[Path, Employer | Market]]:
    """Every employer and market, with where its changes by date stand."""
    for name, employer in workforce.employers.items():
        yield (*path, "employers", name, "dated"), employer
    for name, market in workforce.markets.items():
        yield (*path, "markets", name, "dated"), market


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
    others = [other for other in known.names["employer"] if other != name]
    for to in terms.moves:
        where = (*path, "moves", to)
        if to == name:
            message = "nobody moves from an employer to itself: who changes posts there has not left"
            yield Fault("bad-move", where, message, to, listed(others) or "another employer", at_key=True)
        elif to not in others:
            hint = nearest(to, others) or known.is_a(to)
            expected = listed(others) or "another employer, and there is none"
            yield Fault("unknown-employer", where, f"there is no employer '{to}'", to, expected, hint, at_key=True)
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


def _idle_markets(path: Path, workforce: Workforce) -> Iterator[Fault]:
    """Labour markets from which nobody recruits, so that whoever would come from there does not."""
    used = {employer.market for employer in workforce.employers.values()}
    for name in workforce.markets:
        if name not in used:
            message, hint = f"no employer recruits from '{name}', so nobody comes from it", f"market: {name}"
            where = (*path, "markets", name)
            yield Fault("idle-market", where, message, hint=hint, at_key=True, severity="warning")


def _too_late(run: Run, path: Path, workforce: Workforce) -> Iterator[Fault]:
    """Changes by date that begin after the last week of the run has begun."""
    weeks = -(-_horizon(run) // WEEK)
    last = datetime.datetime.combine(run.start_date, datetime.time()) + datetime.timedelta(weeks=max(weeks, 1) - 1)
    for where, one in _dated(path, workforce):
        for text in one.dated or {}:
            if instant(text) > last:
                message = f"the run ends before this counts: its last week begins on {last.date()}"
                hint = "a change counts from the first week that begins on its date or later"
                yield Fault("after-the-run", (*where, text), message, text, "", hint, at_key=True, severity="warning")


def _nobody_comes(workforce: Workforce, name: str) -> bool:
    """Whether staff leave an employer and nobody can ever come to it: it has no market, and no other one has moves."""
    employer = workforce.employers[name]
    later = [change.turnover for change in (employer.dated or {}).values() if change.turnover is not None]
    if employer.market is not None or not employer.staff.value:
        return False
    if not any(turnover.value for turnover in (employer.turnover, *later)):
        return False
    others = [one for other, one in workforce.employers.items() if other != name]
    moves = [one.moves for one in others]
    moves += [change.moves for one in others for change in (one.dated or {}).values()]
    return not any(name in to and to[name].value for to in moves)


def _horizon(run: Run) -> int:
    return sum(round(part.value) for part in (run.warm_up, run.window, run.follow_up))


def _drifts(known: Known, path: Path, workforce: Workforce) -> Iterator[Fault]:
    """Employers whose staff does not stay as it is, and of whom nobody says why."""
    run = known.place.run
    weeks = staff_weeks(workforce, run.start_date, _horizon(run))
    for name, employer in workforce.employers.items():
        if employer.drifts is None and _nobody_comes(workforce, name):
            message = f"staff of '{name}' leave, and nobody can come to it: it can only become smaller"
            hint = "give it a market, or moves of another employer to it, or say why with 'drifts'"
            where = (*path, "employers", name)
            yield Fault("nobody-comes", where, message, hint=hint, at_key=True, severity="warning")
            continue
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
