"""Cases: work in several sittings by one worker, who has it in hand from the first to the last.

Only teams with such work tell their workers apart; in all others they are a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowsim.engine.output import HAND
from flowsim.engine.reference.ledger import Ledger
from flowsim.engine.reference.views import Model, ResourceView, StepView
from flowsim.plan.workers import FIRST_SITTING, LATER_SITTING, most_workers

if TYPE_CHECKING:
    from flowsim.engine.reference.line import Line


@dataclass(slots=True)
class Worker:
    """One worker of a team: whether at work now, and how many cases they have in hand."""

    number: int
    busy: bool = False
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """What one worker of a team has in hand for a person since when."""

    team: ResourceView
    worker: Worker
    since: int


class Caseloads:
    """The workers of every team that has cases, and the cases that are open, by the line that they are for."""

    def __init__(self, model: Model, ledger: Ledger) -> None:
        self.ledger = ledger
        self.workers: dict[int, list[Worker]] = {}
        self.open: dict[Line, Case] = {}
        self.at_work: dict[Line, Worker] = {}
        most = most_workers(model.plan)
        for team in model.resources:
            if team.caseload:
                self.workers[team.row] = [Worker(number) for number in range(most[team.row])]

    def can_begin(self, line: Line, step: StepView, team: ResourceView, level: int) -> bool:
        """Whether a team that is open and has somebody free has a worker for this task."""
        return not team.caseload or self.worker_for(line, step, team, level) is not None

    def worker_for(self, line: Line, step: StepView, team: ResourceView, level: int) -> Worker | None:
        """The worker who would do a task now.

        Of a later sitting it is the one whose case it is; else the one with the fewest cases in hand of the first
        `level`, for a new case fewer than the caseload.
        """
        if step.sitting == LATER_SITTING:
            own = self.open[line].worker
            return None if own.busy else own
        most = team.caseload if step.sitting == FIRST_SITTING else None
        able = [worker for worker in self.workers[team.row][:level] if not worker.busy]
        able = [worker for worker in able if most is None or worker.cases < most]
        return min(able, key=lambda worker: (worker.cases, worker.number), default=None)

    def begin(self, line: Line, step: StepView, team: ResourceView, level: int) -> None:
        """A task begins: its worker is busy, and has the case in hand if it is a first sitting."""
        if not team.caseload:
            return
        worker = self.worker_for(line, step, team, level)
        assert worker is not None
        if step.sitting == FIRST_SITTING:
            worker.cases += 1
            self.open[line] = Case(team, worker, line.env.now)
        worker.busy, self.at_work[line] = True, worker
        line.note(HAND, step.row, team.row, worker.number)

    def free(self, line: Line) -> None:
        """What the line's worker is at is over."""
        if line in self.at_work:
            self.at_work.pop(line).busy = False

    def close_case(self, line: Line) -> bool:
        """The case of a line, if it has one, is over; whether it had one."""
        case = self.open.pop(line, None)
        if case is None:
            return False
        case.worker.cases -= 1
        self.ledger.case(case.team, case.since, line.env.now)
        return True

    def close(self, horizon: int) -> None:
        """Book what is in hand at the end of the run."""
        for case in self.open.values():
            self.ledger.case(case.team, case.since, horizon)
