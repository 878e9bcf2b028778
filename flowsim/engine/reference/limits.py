"""Guards against runs that would never end: they stop with a message that names the instant and the step."""

from __future__ import annotations

from datetime import datetime, timedelta

from flowsim.engine.limits import (
    APPROACHES_REACHED,
    MOST_AT_ONE_INSTANT,
    MOST_PRESENT,
    OCCURRENCES,
    SPELLS,
    SPELLS_REACHED,
    VISITS_A_SPELL,
    VISITS_REACHED,
    said,
)
from flowsim.engine.reference.environment import KeyedEnvironment
from flowsim.engine.reference.views import StepView
from flowsim.errors import ReplicationError
from flowsim.plan.tables import Plan


class Guard:
    """Counts happenings: of the run, for the tallies; of the present instant, to stop a run that spins."""

    def __init__(self, env: KeyedEnvironment, plan: Plan, replication: int) -> None:
        self.env, self.plan, self.replication = env, plan, replication
        self.happenings = 0
        self._instant = -1
        self._happenings_now = self._steps_now = 0

    def happening(self, step: StepView) -> None:
        """Count an end, arrival, grant, ring, patience that has run out or look at a limit.

        Raises:
            ReplicationError: there are too many at this instant.
        """
        self._see_instant()
        self.happenings += 1
        self._happenings_now += 1
        if self._happenings_now > MOST_AT_ONE_INSTANT:
            self._stop(f"more than {MOST_AT_ONE_INSTANT:,} happenings at this one instant", step)

    def in_place(self) -> None:
        """Count a person in place at the start; however many they are, the run does not spin."""
        self.happenings += 1

    def step(self, step: StepView) -> None:
        """Count a step that somebody comes to.

        Raises:
            ReplicationError: people have run through too many at this instant.
        """
        self._see_instant()
        self._steps_now += 1
        if self._steps_now > MOST_AT_ONE_INSTANT:
            self._stop(f"more than {MOST_AT_ONE_INSTANT:,} steps run through at this one instant", step)

    def present(self, people: int, step: StepView) -> None:
        """Look at how many people are present.

        Raises:
            ReplicationError: there are too many.
        """
        if people > MOST_PRESENT:
            self._stop(f"more than {MOST_PRESENT:,} people are present", step)

    def visit(self, visits: int, counter: int) -> None:
        """Look at how often a person has been at a step, or has had a risk, in this spell, before this time.

        Raises:
            ReplicationError: there is no random number left for this visit.
        """
        if visits >= VISITS_A_SPELL:
            raise self._stopped(said(self.plan, VISITS_REACHED, counter))

    def spell(self, spell: int, row: int) -> None:
        """Look at how often a person has come before.

        Raises:
            ReplicationError: there are no random numbers left for this spell.
        """
        if spell >= SPELLS:
            raise self._stopped(said(self.plan, SPELLS_REACHED, row))

    def search(self, occurrence: int, most: int, row: int) -> None:
        """Look at whether there are random numbers for a search of at most so many approaches.

        Raises:
            ReplicationError: there are not.
        """
        if (occurrence + 1) * most > OCCURRENCES:
            raise self._stopped(said(self.plan, APPROACHES_REACHED, row))

    def _see_instant(self) -> None:
        if self.env.now != self._instant:
            self._instant = self.env.now
            self._happenings_now = self._steps_now = 0

    def _stop(self, what: str, step: StepView) -> None:
        raise self._stopped(f"{what}, the last at step '{step.name}'")

    def _stopped(self, what: str) -> ReplicationError:
        when = datetime.fromisoformat(self.plan.start_date) + timedelta(milliseconds=self.env.now)
        return ReplicationError(f"replication {self.replication} was stopped at {when:%Y-%m-%d %H:%M:%S}: {what}")
