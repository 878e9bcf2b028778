"""One replication as the measures see it: plan, tallies and place, with the look-ups that several need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from flowsim.engine.output import Tallies
from flowsim.plan.tables import PAY, RESERVE, STAY, TASK, TRANSFER, Plan
from flowsim.plan.workers import FIRST_SITTING
from flowsim.results.attribution import Attribution
from flowsim.scenario.efforts import Effort, efforts
from flowsim.scenario.place import Place
from flowsim.scenario.reasons import UNRECORDED, Reason, reason_registry
from flowsim.units import DAY, HOUR


@dataclass(frozen=True)
class Scope:
    """Something that units or teams are reported by: one of them, or all of a setting or kind.

    Attributes:
        label: ``ward``, ``setting: hospital``, ``kind: nursing``.
        rows: rows of resources.
    """

    label: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Sight:
    """Plan, tallies and, where there is one, their place (for settings, kinds, costs and its own reasons).

    Without a place, values by setting other than hospital, by kind, and money are left out.
    """

    plan: Plan
    tallies: Tallies
    place: Place | None = None

    @cached_property
    def efforts(self) -> dict[tuple[str, str, str], Effort]:
        """What each thing takes that is counted or asked after: what, its name, by whom; empty without a place."""
        return {act: effort for _, act, effort in efforts(self.place)} if self.place else {}

    @cached_property
    def days(self) -> float:
        """Length of the window in days."""
        return (self.plan.window_to - self.plan.window_from) / DAY

    @cached_property
    def midnights(self) -> slice:
        """The midnights in (window_from, window_to], as columns of ``occupied`` and ``ready``."""
        return slice(self.plan.window_from // DAY, self.plan.window_to // DAY)

    @cached_property
    def whole_days(self) -> slice:
        """The dates that lie whole in the window, as entries of ``discharged``."""
        return slice(-(-self.plan.window_from // DAY), self.plan.window_to // DAY)

    @cached_property
    def hospital(self) -> np.ndarray:
        """[R] whether each resource is a hospital unit."""
        return self.plan.resources["hospital"] == 1

    @cached_property
    def hospital_units(self) -> np.ndarray:
        """Rows of the hospital units."""
        return np.flatnonzero(self.hospital[: self.plan.units])

    @cached_property
    def step(self) -> np.ndarray:
        """[W] the plan's row of each wait-state."""
        return self.plan.steps[self.plan.states["row"]]

    @cached_property
    def asked(self) -> np.ndarray:
        """[N] the first resource that each step row asks for; -1 where it asks for none."""
        steps = self.plan.steps
        asked = np.full(len(steps), -1)
        some = steps["count"] > 0
        requests = some & ((steps["kind"] <= TASK) | np.isin(steps["kind"], (RESERVE, PAY, TRANSFER)))
        asked[requests] = self.plan.wanted[steps["first"][requests]]
        return asked

    @cached_property
    def waiting_for(self) -> np.ndarray:
        """[W] the first resource that a waiting state waits for; -1 for states in which nobody waits."""
        waits = self.plan.states["active"] == 0
        return np.where(waits, self.asked[self.plan.states["row"]], -1)

    @cached_property
    def occupied_ticks(self) -> np.ndarray:
        """[R] person-ticks in each unit in the window."""
        return self._by_resource(self.plan.states["unit"], self.tallies.ticks)

    @cached_property
    def held(self) -> np.ndarray:
        """[U] place-ticks in each unit in the window: people, or what they have where amounts are counted."""
        return np.asarray(self.tallies.held.sum(axis=1))

    @cached_property
    def waiting_ticks(self) -> np.ndarray:
        """[R] ticks of waiting for each resource in the window, under the first of a list, branches included."""
        beside = self.step["branch"] >= 0  # a person who waits for a branch; its own wait is counted below
        main = self._by_resource(np.where(beside, -1, self.waiting_for), self.tallies.ticks)
        return main + self._by_resource(self.asked, self.tallies.beside[:, 0])

    @cached_property
    def allocation_ticks(self) -> np.ndarray:
        """[R] ticks in the window of waiting for a worker who takes on a case, branches included."""
        first = (self.step["sitting"] == FIRST_SITTING) & (self.step["branch"] < 0)
        waiting = np.where(first, self.waiting_for, -1)
        beside = np.where(self.plan.steps["sitting"] == FIRST_SITTING, self.asked, -1)
        return self._by_resource(waiting, self.tallies.ticks) + self._by_resource(beside, self.tallies.beside[:, 0])

    @cached_property
    def outlying_ticks(self) -> np.ndarray:
        """[R] person-ticks of stays in a unit that is not the first of their list, in the window."""
        states, steps = self.plan.states, self.step
        stays = (states["active"] == 1) & (steps["kind"] == STAY) & (steps["count"] > 1)
        outlying = stays & (states["unit"] != self.asked[states["row"]])
        return self._by_resource(np.where(outlying, states["unit"], -1), self.tallies.ticks)

    @cached_property
    def beyond_stay_ticks(self) -> np.ndarray:
        """[R] person-ticks in each unit of people who are in no stay, in the window."""
        states = self.plan.states
        stays = (states["active"] == 1) & (self.step["kind"] == STAY)
        return self._by_resource(np.where(stays, -1, states["unit"]), self.tallies.ticks)

    @cached_property
    def gave_up(self) -> np.ndarray:
        """[R] requests whose patience ran out, under the first of a list."""
        return self._by_resource(self.asked, self.tallies.gave_up)

    @cached_property
    def turned_away(self) -> np.ndarray:
        """[R] requests turned away, under the first of a list."""
        return self._by_resource(self.asked, self.tallies.turned_away)

    @cached_property
    def begun(self) -> np.ndarray:
        """[R] tasks begun by each team in the window; 0 for units and funds."""
        tasks = self.plan.steps["kind"] == TASK
        return self._by_resource(np.where(tasks, self.asked, -1), self.tallies.granted)

    def _by_resource(self, rows: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """[R] whole amounts summed by resource; rows of -1 are left out."""
        total = np.zeros(len(self.plan.resources), np.int64)
        np.add.at(total, rows[rows >= 0], amounts[rows >= 0])
        return total

    @cached_property
    def declared(self) -> np.ndarray:
        """[W] states of people in hospital who are declared ready for discharge."""
        states = self.plan.states
        return (states["declared"] == 1) & self.hospital[states["unit"]]

    @cached_property
    def in_hospital(self) -> np.ndarray:
        """[W] states of people in hospital."""
        return self.hospital[self.plan.states["unit"]]

    @cached_property
    def ready_by_day(self) -> np.ndarray:
        """People with no criteria to reside at each midnight of the window."""
        return self.tallies.ready[self.hospital_units, self.midnights].sum(axis=0)

    @cached_property
    def attribution(self) -> Attribution:
        """Delayed bed days by what is waited for, through the chain."""
        return Attribution(self)

    @cached_property
    def midnights_by_reason(self) -> np.ndarray:
        """[reasons, nights] person-midnights of people declared ready in hospital, by columns of ``midnights``."""
        states, midnights = self.plan.states[self.declared], self.tallies.midnights[self.declared]
        total = np.zeros((len(self.plan.names["reasons"]), midnights.shape[1]), np.int64)
        np.add.at(total, states["reason"], midnights)
        return total

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The record of each reason of the plan; a name that the registry lacks has no group and no body."""
        registry = reason_registry(self.place)
        unknown = UNRECORDED
        return tuple(
            registry.get(name, Reason(name, name, unknown.group, unknown.body)) for name in self.plan.names["reasons"]
        )

    @cached_property
    def groups(self) -> tuple[tuple[int, str], ...]:
        """Column and label of every group, everyone first."""
        return tuple(enumerate(("everyone", *self.plan.names["groups"][1:])))

    @cached_property
    def units(self) -> tuple[Scope, ...]:
        """Every unit with places or hours, then all of each setting, then all of each kind."""
        rows = [row for row in range(1, self.plan.units) if row not in self.budgets]
        settings = {row: self._setting(row) for row in rows}
        place = self.place.units if self.place else {}
        kinds = {row: place[self.name(row)].kind for row in rows if self.name(row) in place}
        return (
            *(Scope(self.name(row), (row,)) for row in rows),
            *_scopes("setting", settings),
            *_scopes("kind", kinds),
        )

    @cached_property
    def budgets(self) -> tuple[int, ...]:
        """Rows of the weekly budgets among the resources."""
        return tuple(np.flatnonzero(self.plan.resources["money"]).tolist())

    @cached_property
    def teams(self) -> tuple[Scope, ...]:
        """Every team, then all of each kind."""
        rows = range(self.plan.units, self.plan.first_fund)
        place = self.place.teams if self.place else {}
        kinds = {row: place[self.name(row)].kind for row in rows if self.name(row) in place}
        return (*(Scope(self.name(row), (row,)) for row in rows), *_scopes("kind", kinds))

    @cached_property
    def funds(self) -> tuple[int, ...]:
        """Rows of the funds among the resources."""
        return tuple(range(self.plan.first_fund, len(self.plan.resources)))

    @cached_property
    def day_cost(self) -> dict[int, int]:
        """Pence a day of each unit for which a cost is given."""
        place = self.place.units if self.place else {}
        named = ((row, place.get(self.name(row))) for row in range(self.plan.units))
        return {
            row: round(unit.day_cost.value) for row, unit in named if unit is not None and unit.day_cost is not None
        }

    @cached_property
    def week_cost(self) -> dict[int, float]:
        """Pence a week of one place, or one quantum of care, in each unit for which a weekly cost is given."""
        place = self.place.units if self.place else {}
        named = ((row, place.get(self.name(row))) for row in range(self.plan.units))
        return {
            row: unit.week_cost.value * (unit.grain / HOUR if unit.grain else 1.0)
            for row, unit in named
            if unit is not None and unit.week_cost is not None
        }

    @cached_property
    def hour_cost(self) -> dict[int, int]:
        """Pence an hour of each team for which a cost is given."""
        place = self.place.teams if self.place else {}
        named = ((row, place.get(self.name(row))) for row in range(self.plan.units, self.plan.first_fund))
        return {
            row: round(team.hour_cost.value) for row, team in named if team is not None and team.hour_cost is not None
        }

    def name(self, resource: int) -> str:
        """Name of a unit, team or fund as the scenario has it."""
        return self.plan.names["resources"][resource]

    def _setting(self, row: int) -> str | None:
        if self.place and self.name(row) in self.place.units:
            return self.place.units[self.name(row)].setting
        return "hospital" if self.hospital[row] else None


def _scopes(what: str, labels: dict[int, str | None]) -> tuple[Scope, ...]:
    names = sorted({label for label in labels.values() if label})
    return tuple(
        Scope(f"{what}: {name}", tuple(row for row, label in labels.items() if label == name)) for name in names
    )
