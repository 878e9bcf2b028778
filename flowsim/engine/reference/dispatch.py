"""Queues for places and workers, and the one rule that says who is granted what.

Nothing is granted when a request joins or a place becomes free: that only makes a turn due, in phase
GRANTS of the same instant, when everybody who ends or arrives at that instant has had their say. A turn
makes one grant; if there is none to make, it turns one ring round; if it did either, the next turn is
due.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import simpy

from flowsim.engine.output import JUMP
from flowsim.engine.reference.caseloads import Caseloads
from flowsim.engine.reference.environment import ENDS, GRANTS, LIMITS, PATIENCE, START, KeyedEnvironment, Moment
from flowsim.engine.reference.keeping import IN_KEPT
from flowsim.engine.reference.ledger import Ledger
from flowsim.engine.reference.limits import Guard
from flowsim.engine.reference.rings import find_ring
from flowsim.engine.reference.views import Model, ResourceView, StepView
from flowsim.plan.tables import COMMUNITY_UNIT

if TYPE_CHECKING:
    from flowsim.engine.reference.line import Line
    from flowsim.engine.reference.person import Person


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: what was granted, perhaps by a ring; None: out of patience or turned away.

    `kept`: nothing was granted, but a place in the unit is kept for the person by now. Of a ring: `longest` is the
    longest transfer, `giver` who has the place, `taker` who is to have the person's own, `ring` its number.
    """

    resource: ResourceView | None
    by_ring: bool = False
    turned_away: bool = False
    kept: bool = False
    longest: int = 0
    giver: Person | None = None
    taker: Person | None = None
    ring: int = -1

    @property
    def how(self) -> int:
        """How the person comes to the place, as in the log."""
        return IN_KEPT if self.kept else int(self.by_ring)


@dataclass(eq=False, slots=True)
class Request:
    """A line that waits for one of the resources that a step wants; its process has yielded `answer`.

    `amount` is how much is asked for; `more` is the unit held, where what is asked for is more of it;
    `transfer` works out how long the way there takes.
    """

    line: Line
    step: StepView
    level: int
    since: int
    answer: simpy.Event
    withdrawn: bool = False
    amount: int = 1
    more: ResourceView | None = None
    transfer: Callable[[], int] = int

    @property
    def wanted(self) -> tuple[int, ...]:
        """The rows of the resources asked for: of all that the step wants, or more of the unit that is held."""
        return self.step.wanted if self.more is None else (self.more.row,)

    @property
    def of_one(self) -> bool:
        """Whether one place is asked for by somebody who holds one, and gives it up: only these make rings."""
        alone = self.amount == self.person.amount == 1 and self.more is None
        return alone and self.step.keep is None

    @property
    def person(self) -> Person:
        """Who waits."""
        return self.line.person

    @property
    def waiting(self) -> bool:
        """Whether it has been neither answered nor withdrawn yet."""
        return not (self.answer.triggered or self.withdrawn)

    @property
    def joined(self) -> tuple[int, int, int, int]:
        """The order of joining."""
        return (self.since, *self.line.order)

    @property
    def turn(self) -> tuple[int, int, int, int, int]:
        """The order of granting: lesser levels first, then the order of joining."""
        return (self.level, *self.joined)


class Dispatcher:
    """Every place, worker and queue. A queue is a list of requests in the order of granting."""

    def __init__(self, env: KeyedEnvironment, model: Model, ledger: Ledger, guard: Guard) -> None:
        self.env, self.model, self.ledger, self.guard = env, model, ledger, guard
        self.taken, self.level = [0] * len(model.resources), [0] * len(model.resources)
        self.queues: list[list[Request]] = [[] for _ in model.resources]
        self._due, self._rings = False, 0
        self.cases = Caseloads(model, ledger)
        for resource in model.resources:
            if not resource.calendar.always_open:
                env.process(self._openings(resource))

    # Places and workers.

    def take(self, resource: ResourceView, amount: int = 1) -> None:
        """Somebody holds one more place or worker, or so much more."""
        self.taken[resource.row] += amount

    def release(self, resource: ResourceView, amount: int = 1) -> None:
        """A place or worker becomes free, or so much."""
        self.taken[resource.row] -= amount
        self._look()

    def vacate(self, unit: ResourceView, amount: int) -> None:
        """Somebody has left a place of a unit: it is free, or free once it has been made ready for the next."""
        if not unit.turnaround or not amount:
            self.release(unit, amount)
            return
        ready = self.env.now + unit.turnaround
        self.ledger.turn(unit, amount, self.env.now, ready)
        Moment(self.env, ready, START).callbacks.append(lambda _: self.release(unit, amount))

    def room(self, resource: ResourceView) -> int:
        """How much is free."""
        return self.level[resource.row] - self.taken[resource.row]

    def can_grant(self, resource: ResourceView) -> bool:
        """Whether it is open and has room."""
        return self.room(resource) > 0 and resource.calendar.is_open(self.env.now)

    def candidate(self, resource: ResourceView) -> Request | None:
        """The request that a resource would be granted to: the first; with overtaking the first that fits.

        A meeting whose other teams are not all free is passed over.
        """
        queue = self.queues[resource.row]
        if not queue or not self.can_grant(resource):
            return None
        if not (resource.is_unit or resource.is_fund):
            return next((request for request in queue if self.all_can(request)), None)
        able = queue if resource.overtaking else queue[:1]
        return next((request for request in able if request.amount <= self.room(resource)), None)

    def begin_task(self, line: Line, step: StepView, team: ResourceView) -> None:
        """Somebody in particular does a task, where a team's workers have cases in hand."""
        self.cases.begin(line, step, team, self.level[team.row])

    def close_case(self, line: Line) -> None:
        """A line needs its worker no longer, who may take on another case."""
        if self.cases.close_case(line):
            self._look()

    def set_level(self, resource: ResourceView, level: int) -> None:
        """So much of a resource is open from now on; nobody is moved, whatever is taken."""
        self.level[resource.row] = level
        self._look()

    def all_can(self, request: Request) -> bool:
        """Whether every team that a task wants, one or those of a meeting, is open and has a worker free for it."""
        line, step, teams = request.line, request.step, [self.model.resources[row] for row in request.wanted]
        return all(
            self.can_grant(team) and self.cases.can_begin(line, step, team, self.level[team.row]) for team in teams
        )

    def _openings(self, resource: ResourceView) -> simpy.events.ProcessGenerator:
        """The process of a calendar: at each opening the queue is due for a look."""
        while True:
            yield Moment(self.env, resource.calendar.next_opening(self.env.now), START)
            self._look()

    # Requests.

    def join(self, request: Request, limit: int | None) -> None:
        """Stand in the queues of all that is wanted; a limit is looked at once, at this instant's end."""
        self._stand(request)
        if limit is not None:
            look = self._moment(request, self.env.now, LIMITS)
            look.callbacks.append(lambda _: self._keep_to_limit(request, limit))
        self._look()

    def _stand(self, request: Request) -> None:
        for row in request.wanted:
            insort(self.queues[row], request, key=lambda waiting: waiting.turn)

    def change_level(self, request: Request, wait: int, level: Callable[[], int]) -> None:
        """Give the request another level if it still waits after that time; it keeps its since."""
        change = self._moment(request, request.since + wait, ENDS)
        change.callbacks.append(lambda _: self._jump(request, level))

    def _jump(self, request: Request, level: Callable[[], int]) -> None:
        if request.waiting:
            self.guard.happening(request.step)
            for row in request.wanted:
                self.queues[row].remove(request)
            request.level = level()
            self._stand(request)
            request.line.note(JUMP, request.step.row, request.step.wanted[0], request.level)
            self._look()

    def be_patient(self, request: Request, patience: int) -> None:
        """Let the request lapse if it still waits after that time."""
        lapse = self._moment(request, max(self.env.now, request.since + patience), PATIENCE)
        lapse.callbacks.append(lambda _: self._give_up(request))

    def _give_up(self, request: Request) -> None:
        if request.waiting:
            self.guard.happening(request.step)
            self._answer(request, Answer(None))
            self._look()

    def _keep_to_limit(self, request: Request, limit: int) -> None:
        """Turn a request away if at least `limit` others joined the first queue before it and still wait."""
        if request.waiting:
            self.guard.happening(request.step)
            ahead = sum(other.joined < request.joined for other in self.queues[request.wanted[0]])
            if ahead >= limit:
                self._answer(request, Answer(None, turned_away=True))
                self._look()

    def withdraw(self, request: Request) -> None:
        """Take a request out of its queues for good."""
        request.withdrawn = True
        for row in request.wanted:
            self.queues[row].remove(request)
        self._look()

    def answer_kept(self, request: Request, unit: ResourceView) -> None:
        """A place in a unit is kept for the person by now, so that nothing has to be granted any more."""
        self._answer(request, Answer(unit, kept=True))

    def _answer(self, request: Request, answer: Answer) -> None:
        """Take the request out of its queues and wake the person, who acts before anything else happens."""
        for row in request.wanted:
            self.queues[row].remove(request)
        request.answer.succeed(answer)

    def _moment(self, request: Request, instant: int, phase: int) -> Moment:
        return Moment(self.env, instant, phase, *request.line.order)

    # Turns.

    def _look(self) -> None:
        """Something changed: see in phase GRANTS of this instant whether anything can be granted."""
        if not self._due:
            self._due = True
            Moment(self.env, self.env.now, GRANTS).callbacks.append(self._take_turn)

    def _take_turn(self, _: simpy.Event) -> None:
        """One grant; without one, one ring. Either may make room for another."""
        self._due = False
        request = self._first()
        if request is not None:
            self._grant(request)
        elif self.model.plan.rings:
            self._turn_ring()

    def _first(self) -> Request | None:
        """The first, in the order of granting, of all requests that could be granted."""
        asked = [resource for resource in self.model.resources if self.queues[resource.row]]
        able = [request for request in map(self.candidate, asked) if request is not None]
        return min(able, key=lambda request: request.turn, default=None)

    def _grant(self, request: Request) -> None:
        """Grant the first of the person's own list that can be granted to this request."""
        wanted = (self.model.resources[row] for row in request.wanted)
        self.guard.happening(request.step)
        self._answer(request, Answer(next(resource for resource in wanted if self.candidate(resource) is request)))
        self._look()

    def _turn_ring(self) -> None:
        """If people wait for each other's units in a ring, the first on each edge moves, all at once."""
        first = self._edges()
        ring = find_ring(first)
        if ring is None:
            return
        moves = [first[edge] for edge in zip(ring, chain(ring[1:], ring[:1]), strict=True)]
        targets = [*ring[1:], ring[0]]
        self.guard.happening(moves[0].step)
        self.ledger.ring(len(moves), sum(map(self._ahead, moves, targets)))
        longest = max(request.transfer() for request in moves)
        self._rings += 1
        movers = [request.person for request in moves]
        around = zip(moves, [*movers[1:], movers[0]], [movers[-1], *movers], targets, strict=False)
        for request, giver, taker, target in around:
            unit = self.model.resources[target]
            self._answer(request, Answer(unit, True, False, False, longest, giver, taker, self._rings))
        self._look()

    def _edges(self) -> dict[tuple[int, int], Request]:
        """The first request on each edge from a unit held to a unit wanted."""
        first: dict[tuple[int, int], Request] = {}
        for wanted in range(self.model.plan.units):
            if not self.queues[wanted] or not self.takes_turns(self.model.resources[wanted]):
                continue
            for request in self.queues[wanted]:
                held = request.person.unit.row
                if held != COMMUNITY_UNIT and request.of_one:
                    first.setdefault((held, wanted), request)
        return first

    def takes_turns(self, unit: ResourceView) -> bool:
        """Whether people can be moved into a unit by a ring: it takes people in now and has none too many."""
        return self.taken[unit.row] <= self.level[unit.row] and unit.calendar.is_open(self.env.now)

    def _ahead(self, request: Request, wanted: int) -> int:
        """How many come before a request in a queue, who are passed over if it moves there by a ring."""
        return self.queues[wanted].index(request)
