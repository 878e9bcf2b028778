"""What comes to one person of itself: risks, while they hold a place or wait, by thresholds, and attributes that go out
of date. One timer stands for what comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from flowsim.engine import risks
from flowsim.engine.clock import NEVER
from flowsim.engine.limits import VISITS_A_SPELL
from flowsim.engine.output import STRUCK
from flowsim.engine.reference.environment import HAZARDS, Moment
from flowsim.engine.reference.stopping import interrupt
from flowsim.engine.reference.views import StepView
from flowsim.plan.tables import FINISH, SET, WAIT
from flowsim.random.functions import log
from flowsim.units import DAY

if TYPE_CHECKING:
    from flowsim.engine.reference.person import Person


@dataclass(eq=False, slots=True)
class Running:
    """A risk that runs: its row, the step that has it, and what is left of the threshold."""

    row: int
    step: StepView
    left: float


@dataclass(frozen=True, slots=True)
class Expiry:
    """When an attribute goes out of date, and the first step of what is set then."""

    at: int
    then: int


class Risks:
    """The risks of one person: those of the place first, then those of a wait, each in the order of the plan.

    Beside them what goes out of date, by attribute; that runs on while the person is away.
    """

    def __init__(self, person: Person) -> None:
        self.person, self.env, self.plan = person, person.env, person.model.plan
        self.place: list[Running] = []
        self.wait: list[Running] = []
        self.expiries: dict[int, Expiry] = {}
        self.looked = 0
        self._timer = 0

    # When they run.

    def begin(self, step: StepView, moved: bool) -> None:
        """A stay or wait begins; a stay's risks, or a move, end those of the place before."""
        self.spend()
        if step.kind == WAIT:
            self.wait = self._drawn(step)
        elif step.risks or moved:
            self.place = self._drawn(step)
        self.aim()

    def end_wait(self) -> None:
        """A wait is over, and what ran while it lasted."""
        if self.wait:
            self.spend()
            self.wait = []
            self.aim()

    def clear(self) -> None:
        """The person leaves."""
        self.place, self.wait = [], []
        self._timer += 1

    def _drawn(self, step: StepView) -> list[Running]:
        return [Running(row, step, self._threshold(row)) for row in step.risks]

    def _threshold(self, row: int) -> float:
        person, risk = self.person, self.plan.risks[row]
        person.world.guard.visit(person.visits[risk["visit"]], risk["visit"])
        occurrence = person.spell * VISITS_A_SPELL + person.visits[risk["visit"]]
        person.visits[risk["visit"]] += 1
        return -float(log(person.draws.uniform(person.source.code, person.index, int(risk["purpose"]), occurrence)))

    # What goes out of date.

    def await_expiry(self, step: StepView, occurrence: int) -> None:
        """An attribute has been set: it goes out of date as that step says, and not as it would have."""
        self.expiries.pop(step.target, None)
        if step.expiry is not None:
            at = self.env.now + self.person.draws.duration(step.expiry.time, self.person, occurrence)
            self.expiries[step.target] = Expiry(at, step.expiry.then)

    def catch_up(self) -> None:
        """The person is back: what has gone out of date meanwhile is so at once, the first first."""
        while self.expiries and self.expiries[self._first_expiry()].at <= self.env.now:
            self._expire(self._first_expiry())
        self.aim()

    def _first_expiry(self) -> int:
        """The attribute that goes out of date first, the first of equals."""
        return min(self.expiries, key=lambda attribute: (self.expiries[attribute].at, attribute))

    def _expire(self, attribute: int) -> None:
        person, expiry = self.person, self.expiries.pop(attribute)
        person.world.guard.happening(person.model.steps[expiry.then])
        person.ledger.expire(person, attribute)
        self._take_effect(expiry.then)

    def _take_effect(self, row: int) -> None:
        """Attributes change, and the person goes on with what they are at."""
        person = self.person
        assert person.main is not None
        step = person.model.steps[row]
        while step.kind != FINISH:
            assert step.kind == SET
            person.world.guard.step(step)
            step = person.model.steps[person.main.set(step)]

    # Looks.

    @property
    def running(self) -> list[Running]:
        """All that run."""
        return self.place + self.wait

    def spend(self) -> None:
        """Use up the thresholds since the last look; to be called before anything changes a rate."""
        for one in self.running:
            one.left = float(risks.used_up(one.left, self._rate(one), self.env.now - self.looked))
        self.looked = self.env.now

    def aim(self) -> None:
        """Set the timer for what comes first: an attribute out of date, the least that is left at the present rates, or
        the next day if rates change then."""
        self._timer += 1
        instant, happens = int(NEVER), None
        if self.expiries:
            attribute = self._first_expiry()
            instant, happens = self.expiries[attribute].at, partial(self._expire, attribute)
        for one in self.running:
            at = int(risks.strikes_at(one.left, self._rate(one), self.env.now))
            if at < instant:
                instant, happens = at, partial(self._use_up, one)
        if self.person.declared and any(self.plan.risks[one.row]["count"] > 1 for one in self.running):
            day = int(risks.next_day(self.person.ready, self.env.now))
            if day < instant:
                instant, happens = day, None
        if instant < self.plan.horizon:
            order = (self.person.source.row, self.person.index)
            timer = self._timer
            moment = Moment(self.env, instant, HAZARDS, *order)
            moment.callbacks.append(lambda _: self._look(timer, happens))

    def _rate(self, one: Running) -> float:
        plan, person = self.plan, self.person
        days = (self.looked - person.ready) // DAY if person.declared else 0
        return float(
            risks.rate_of(
                plan.risks, plan.factors, plan.distributions, plan.children, one.row, person.codes,
                int(person.declared), days,
            )
        )  # fmt: skip

    def _look(self, timer: int, happens: Callable[[], None] | None) -> None:
        if timer == self._timer:
            self.spend()
            if happens is not None:
                happens()
            self.aim()

    def _use_up(self, struck: Running) -> None:
        struck.left = self._threshold(struck.row)
        self._strike(struck)

    def _strike(self, struck: Running) -> None:
        """It happens: the main line is interrupted, or attributes change."""
        person, risk = self.person, self.plan.risks[struck.row]
        main = person.main
        assert main is not None
        person.world.guard.happening(struck.step)
        person.ledger.strike(person, struck.row)
        main.note(STRUCK, struck.step.row, value=struck.row)
        if risk["interrupts"]:
            self.wait = []
            interrupt(main, int(risk["then"]))
        else:
            self._take_effect(int(risk["then"]))
