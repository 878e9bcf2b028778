"""How the staff of employers goes, week by week: expected flows between them and their labour markets.

A deterministic stock-and-flow model of staff, as in manpower planning (Bartholomew, Forbes and McClean 1991,
Statistical Techniques for Manpower Planning, chapters 4 and 5): so many leave each week in proportion to the staff,
some of them to empty posts of other employers, and joiners are shared over the posts that stand empty. Nothing is
drawn, so the parts of people that move are means.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flowsim.scenario.capacity import instant
from flowsim.scenario.quantities import Figure
from flowsim.scenario.workforce import EmployerChange, Market, MarketChange, Workforce
from flowsim.units import WEEK, YEAR

Moves = Mapping[tuple[str, str], float]
"""People by the employer that they leave and the one that they go to."""

Change = TypeVar("Change", EmployerChange, MarketChange)


@dataclass(frozen=True, slots=True)
class StaffWeek:
    """One employer in one week of the run.

    Attributes:
        staff, posts: at the start of the week.
        left: who leave in it and go to no other employer here.
        moved_on, moved_in: who go to other employers here, and come from them.
        joined: who come from its labour market.
    """

    staff: float
    posts: float
    left: float
    moved_on: float
    moved_in: float
    joined: float

    @property
    def empty(self) -> float:
        """Posts that stand empty at the start of the week."""
        return max(self.posts - self.staff, 0.0)

    @property
    def staff_after(self) -> float:
        """Staff at the end of the week."""
        return self.staff - self.left - self.moved_on + self.moved_in + self.joined


@dataclass(frozen=True, slots=True)
class _Terms:
    """What is in force in one week: of each employer posts, weekly leaving and moves; of each market weekly joiners."""

    posts: Mapping[str, float]
    leaving: Mapping[str, float]
    moves: Mapping[tuple[str, str], float]
    joiners: Mapping[str, float]
    per_empty_post: Mapping[str, float]


def staff_weeks(workforce: Workforce, start: datetime.date, horizon: int) -> list[dict[str, StaffWeek]]:
    """Every employer in every week of a run that begins at the midnight of a date and lasts ``horizon`` ticks.

    >>> from flowsim.scenario.workforce import Employer, Market
    >>> care = Employer(staff=100, posts=150, turnover="36.5 %", market="care")
    >>> place = Workforce(employers={"care": care}, markets={"care": Market(joiners="0.3 per week")})
    >>> [round(week["care"].staff, 6) for week in staff_weeks(place, datetime.date(2025, 4, 1), 3 * WEEK)]
    [100.0, 99.6, 99.2028]
    """
    staff = {name: employer.staff.value for name, employer in workforce.employers.items()}
    found = []
    for number in range(-(-horizon // WEEK)):
        week = _week(workforce, staff, _terms(workforce, start, number * WEEK))
        staff = {name: one.staff_after for name, one in week.items()}
        found.append(week)
    return found


ROUNDING = 1e-9
"""By how much a staff that stays as it is may be worked out to change, as a part of it."""


def ratios_of(weeks: Sequence[Mapping[str, StaffWeek]], employer: str) -> list[float] | None:
    """How many times the staff of the start an employer has in each week; None where its staff stays, or is nobody."""
    start = weeks[0][employer].staff if weeks else 0.0
    ratios = [week[employer].staff / start for week in weeks if start]
    return ratios if any(abs(ratio - 1) > ROUNDING for ratio in ratios) else None


def _week(workforce: Workforce, staff: Mapping[str, float], terms: _Terms) -> dict[str, StaffWeek]:
    """One week: who leaves, who moves, who joins."""
    leaving = {name: number * terms.leaving[name] for name, number in staff.items()}
    empty = {name: max(terms.posts[name] - number, 0.0) for name, number in staff.items()}
    moved = _moved(leaving, empty, terms.moves)
    moved_in = {name: sum(number for (_, to), number in moved.items() if to == name) for name in staff}
    moved_on = {name: sum(number for (source, _), number in moved.items() if source == name) for name in staff}
    room = {name: max(empty[name] - moved_in[name], 0.0) for name in staff}
    joined = _joined(workforce, empty, room, terms)
    return {
        name: StaffWeek(
            staff[name], terms.posts[name], leaving[name] - moved_on[name], moved_on[name], moved_in[name], joined[name]
        )
        for name in staff
    }


def _moved(leaving: Mapping[str, float], empty: Mapping[str, float], moves: Moves) -> dict[tuple[str, str], float]:
    """Who moves: where more want to come than posts stand empty, as many of each as there is room for."""
    wanted = {(source, to): leaving[source] * share for (source, to), share in moves.items()}
    coming = {name: sum(number for (_, to), number in wanted.items() if to == name) for name in empty}
    fit = {name: min(1.0, empty[name] / number) if number > 0 else 0.0 for name, number in coming.items()}
    return {(source, to): number * fit[to] for (source, to), number in wanted.items()}


def _joined(
    workforce: Workforce, empty: Mapping[str, float], room: Mapping[str, float], terms: _Terms
) -> dict[str, float]:
    """Who joins each employer: its part of the market by empty posts, as far as who moved has left any."""
    found = dict.fromkeys(empty, 0.0)
    for market in workforce.markets:
        own = [name for name, employer in workforce.employers.items() if employer.market == market]
        open_ = sum(empty[name] for name in own)
        coming = terms.joiners[market] + terms.per_empty_post[market] * open_
        for name in own if open_ > 0 else ():
            found[name] = min(coming * empty[name] / open_, room[name])
    return found


def _terms(workforce: Workforce, start: datetime.date, tick: int) -> _Terms:
    """What is in force in the week that begins at a tick: as written, then by date."""
    now = datetime.datetime.combine(start, datetime.time()) + datetime.timedelta(milliseconds=tick)
    posts, leaving, moves = {}, {}, {}
    for name, employer in workforce.employers.items():
        changes = _so_far(employer.dated, now)
        posts[name] = _latest([employer.posts, *(change.posts for change in changes)])
        leaving[name] = _latest([employer.turnover, *(change.turnover for change in changes)]) * WEEK / YEAR
        said = {**employer.moves, **{to: share for change in changes for to, share in change.moves.items()}}
        moves.update({(name, to): share.value for to, share in said.items()})
    joiners, per_post = {}, {}
    for name, market in workforce.markets.items():
        rates: list[Market | MarketChange] = [market, *_so_far(market.dated, now)]
        joiners[name] = _latest([one.joiners for one in rates]) * WEEK
        per_post[name] = _latest([one.per_empty_post for one in rates]) * WEEK
    return _Terms(posts, leaving, moves, joiners, per_post)


def _latest(figures: list[Figure | None]) -> float:
    """The last that is said; nought where none is."""
    return next((figure.value for figure in reversed(figures) if figure is not None), 0.0)


def _so_far(dated: Mapping[str, Change] | None, now: datetime.datetime) -> list[Change]:
    """The changes by date that are in force, in order of their dates."""
    known = {instant(text): change for text, change in (dated or {}).items()}
    return [known[date] for date in sorted(known) if date <= now]
