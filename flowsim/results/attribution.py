"""What delayed bed days come down to in the end: whom or what people waited for, followed through the chain.

A ward's delayed person waits for a place in a home; the home is full, partly of people who wait there for a panel, and
while they do their places are not free. So part of the ward's delay is the panel's. The other places of the home are
taken by people whose stay is under way: that part ends at the home.

**Links.** Each wait-state says what it waits for: a request, the first unit, team or fund asked for; a task under way,
its team; a stay under way, that stay; anything else (a wait, a search, a transfer), time that passes, by its reason.
Delayed bed days (people in hospital at midnight who are declared ready) enter where these states lead. Days that come
to a unit go on as the people in it do: each of its states passes on, in proportion to its person-ticks in the window,
to what it waits for. What people with a stay under way have ends there, and so does the part of places that are kept
for people elsewhere or made ready for the next. Teams and funds pass nothing on, nor does a unit that nobody is in,
such as a weekly budget. With E the days that enter, and P the shares passed from unit to unit, the days that come by
are C = E + C P, and what ends somewhere is C times the share that ends.

**Assumption.** It is proportional attribution over the means of the window: whoever waits for a unit waits for all of
its occupants alike, as they are in the mean and not as they were while that person waited. A request for one of several
units counts as one for the first, and where a unit was not full (closed, or refused) its people answer for it all the
same. It is an account of what people waited for, not what more of it would free: that is asked by a policy.

**Sum.** Nothing is lost: attributed days add up to the delayed days. Where the people in some units wait for each other
and for nothing else, no share ever ends; it ends at the first of them that it comes to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from flowsim.plan.tables import COMMUNITY_UNIT, STAY, TASK

if TYPE_CHECKING:
    from flowsim.results.sight import Sight

ROUNDING = 1e-12
"""A share below this is none: shares are quotients of whole ticks, and far larger where they are not 0."""


@dataclass(frozen=True)
class Attribution:
    """Delayed bed days of one replication by what is waited for, at the first link and through the chain.

    Nodes are the R resources of the plan, then a node a reason for time that passes, then a node a unit for people
    whose own stay there is under way though they are declared ready.
    """

    sight: Sight

    @cached_property
    def links(self) -> np.ndarray:
        """[W] the node that each wait-state waits for."""
        sight, states = self.sight, self.sight.plan.states
        waits = states["active"] == 0
        served = (states["active"] == 1) & (sight.step["kind"] == TASK)
        asked = np.where(waits | served, sight.asked[states["row"]], -1)
        staying = (states["active"] == 1) & (sight.step["kind"] == STAY)
        passing = len(sight.plan.resources) + states["reason"]
        stays = len(sight.plan.resources) + len(sight.plan.names["reasons"]) + states["unit"]
        return np.where(staying, stays, np.where(asked >= 0, asked, passing))

    @cached_property
    def first(self) -> np.ndarray:
        """[U, nodes] delayed bed days a day of people in each unit, by the node that they wait for themselves."""
        sight = self.sight
        entering = np.zeros((sight.plan.units, self._nodes))
        days, rows = sight.tallies.midnights[:, 0], np.flatnonzero(sight.declared)
        np.add.at(entering, (sight.plan.states["unit"][rows], self.links[rows]), days[rows])
        return entering / max(sight.midnights.stop - sight.midnights.start, 1)

    @cached_property
    def passed(self) -> np.ndarray:
        """[nodes, nodes] the share of what comes to a node that goes on to each; the rest ends there."""
        shares = self._shares
        endless = ~_ends(shares)
        shares[endless] = 0.0  # people who wait for each other only
        return shares

    @cached_property
    def come(self) -> np.ndarray:
        """[U, nodes] delayed bed days a day of people in each unit that come by each node, the first link included."""
        units = self.sight.plan.units  # only these pass anything on
        among, onward = self.passed[:units, :units], self.passed[:units]
        return self.first + np.linalg.solve((np.eye(units) - among).T, self.first[:, :units].T).T @ onward

    @cached_property
    def last(self) -> np.ndarray:
        """[U, nodes] delayed bed days a day of people in each unit by the node at which they end."""
        return self.come * _rest(self.passed)

    @cached_property
    def may_pass(self) -> np.ndarray:
        """[nodes, nodes] whether the plan has a state in which people at a node wait for another."""
        may = np.zeros((self._nodes, self._nodes), bool)
        may[self.sight.plan.states["unit"][self._away], self.links[self._away]] = True
        may[COMMUNITY_UNIT] = False
        return may

    @cached_property
    def may_come(self) -> np.ndarray:
        """[U, nodes] whether, by the plan, delayed bed days of people in a unit can come by a node."""
        may = np.zeros((self.sight.plan.units, self._nodes), bool)
        may[self.sight.plan.states["unit"][self.sight.declared], self.links[self.sight.declared]] = True
        while (more := may | (may @ self.may_pass)).sum() > may.sum():
            may = more
        return may

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each node is called: the unit, team or fund; ``time: reason``; ``stay: unit``.

        A team or fund that has the name of a unit or team is ``team:name`` or ``fund:name``.
        """
        plan = self.sight.plan
        resources, times = plan.names["resources"], (f"time: {reason}" for reason in plan.names["reasons"])
        units, teams = resources[: plan.units], resources[plan.units : plan.first_fund]
        others = (f"team:{name}" if name in units else name for name in teams)
        funds = (f"fund:{name}" if name in (*units, *teams) else name for name in resources[plan.first_fund :])
        return (*units, *others, *funds, *times, *(f"stay: {unit}" for unit in units))

    @property
    def _nodes(self) -> int:
        return len(self.names)

    @property
    def _away(self) -> np.ndarray:
        """[W] states from which days go on: those of people with a stay under way end where they are."""
        return self.links < self._nodes - self.sight.plan.units

    @cached_property
    def _shares(self) -> np.ndarray:
        """[nodes, nodes] shares before those that wait for each other only are looked at."""
        plan, tallies = self.sight.plan, self.sight.tallies
        onward, away = np.zeros((self._nodes, self._nodes)), self._away
        np.add.at(onward, (plan.states["unit"][away], self.links[away]), tallies.ticks[away])
        onward[COMMUNITY_UNIT] = 0.0  # nobody waits for it
        people, held = self.sight.occupied_ticks[: plan.units], self.sight.held[: plan.units]
        empty = tallies.kept.sum(axis=1) + tallies.turned
        of_people = held / np.maximum(held + empty, 1) / np.maximum(people, 1)
        onward[: plan.units] *= of_people[:, None]
        return onward


def _rest(shares: np.ndarray) -> np.ndarray:
    """[nodes] the share of what comes to each node that is not passed on, free of rounding."""
    rest = 1.0 - shares.sum(axis=1)
    return np.where(rest < ROUNDING, 0.0, rest)


def _ends(shares: np.ndarray) -> np.ndarray:
    """[nodes] whether some of what comes to a node ends somewhere in the end."""
    ends = _rest(shares) > 0
    while (more := ends | (shares[:, ends] > 0).any(axis=1)).sum() > ends.sum():
        ends = more
    return ends
