"""Places, workers and queues: capacity, who is granted what and when, limits, rings, nobody lost."""

from __future__ import annotations

from bisect import insort
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from flowsim.engine.output import (
    AMOUNT,
    ARRIVE,
    BEGIN,
    DEPART,
    END,
    GIVE_UP,
    HAND,
    JOIN,
    JUMP,
    STOPPED,
    TURN_AWAY,
    Replication,
)
from flowsim.plan.tables import COMMUNITY_UNIT, PAY, STAY, TASK, TO_A_PLACE, Plan
from flowsim.results.caseloads import InHand
from flowsim.results.checks.broken import Broken, person, when
from flowsim.results.clock import clocks, resource_clocks
from flowsim.results.escalations import open_places
from flowsim.results.found import asked_before
from flowsim.results.held import BY_RING, IN_KEPT, Held
from flowsim.results.levels import at
from flowsim.results.redraw import Draws

Key = tuple[int, int, int, int, int]
"""Order of a queue: level, since, source, index, slot."""

Who = tuple[int, int, int]
"""A line of a person: source, index, slot; slot 0 stands for the person."""


@dataclass(frozen=True, slots=True)
class _Request:
    key: Key
    row: int
    wanted: tuple[int, ...]
    held: int
    amount: int = 1
    of_one: bool = True

    @property
    def who(self) -> Who:
        return self.key[2:]


class _Scene:
    """Who is where and who waits for what, as the log tells it."""

    def __init__(self, plan: Plan, draws: Draws, log: np.ndarray) -> None:
        self.plan = plan
        self.now = 0
        self.asked_before = asked_before(plan)
        self.levels = open_places(plan, draws, log)
        self.places = [at(steps, 0) for steps in self.levels]
        self.changes = deque(sorted({time for steps in self.levels for time, _ in steps if time > 0}))
        self.clocks = resource_clocks(plan)
        self.kind = plan.steps["kind"].tolist()
        self.limit = plan.steps["limit"].tolist()
        self.taken = [0] * len(self.places)
        self.held = Held(plan, self.taken)
        self.unit_of = self.held.unit
        self.in_hand = InHand(plan)
        self.overtaking = plan.resources["overtaking"].tolist()
        self.at_work: dict[Who, tuple[int, ...]] = {}
        self.calendars = clocks(plan)
        self.requests: dict[Who, _Request] = {}
        self.queues: dict[int, list[Key]] = {}
        self.edges: Counter[tuple[int, int]] = Counter()
        self.arrived = self.left = 0
        self.joined: list[_Request] = []
        self.late: list[_Request] = []
        self.turned_away = False
        self.given: list[int] = []
        changing = len(plan.changes) or len(plan.closures) or len(plan.escalations)
        self.turns_late = bool(changing or (plan.resources["calendar"][: plan.units] >= 0).any())

    def name(self, resource: int) -> str:
        return self.plan.names["resources"][resource]

    def person(self, request: _Request) -> str:
        return person(self.plan, *request.who[:2])

    def broken(self, rule: str, sentence: str) -> Broken:
        return Broken(rule, self.now, f"{when(self.plan, self.now)}: {sentence}")

    def until(self, time: int) -> Iterator[int]:
        """The instants up to a time at which something happens: on the way capacity changes, places get ready."""
        while min(self.changes[0] if self.changes else time, self.held.next_ready()) < time:
            if self.changes and self.changes[0] <= self.held.next_ready():
                yield self.changes.popleft()
            else:
                yield self.held.next_ready()
        yield time

    def go_on(self, time: int) -> None:
        """Now it is then, with the capacities of then."""
        self.now = time
        self.places = [at(steps, time) for steps in self.levels]
        self.held.go_on(time)

    def room(self, resource: int) -> bool:
        return self.taken[resource] < self.places[resource]

    def can_grant(self, resource: int) -> bool:
        return self.room(resource) and self.clocks[resource].is_open(self.now)

    def is_team(self, resource: int) -> bool:
        return self.plan.units <= resource < self.plan.first_fund

    def candidate(self, resource: int) -> Key | None:
        """The request that a unit or fund would be granted to: the first, or with overtaking the first that fits."""
        queue, free = self.queues.get(resource, []), self.places[resource] - self.taken[resource]
        able = queue if self.overtaking[resource] else queue[:1]
        return next((key for key in able if self.requests[key[2:]].amount <= free), None)

    def grantable(self, resource: int) -> Key | None:
        """The same now: of a team, the first task or meeting whose teams are all open and have somebody free."""
        if not self.is_team(resource):
            return self.candidate(resource)
        queue = self.queues.get(resource, [])
        able = (key for key in queue if all(map(self.can_grant, self.requests[key[2:]].wanted)))
        return next((key for key in able if self.has_worker(key)), None)

    def has_worker(self, key: Key) -> bool:
        """Whether a task that waits has somebody to do it, in teams whose workers have cases."""
        request = self.requests[key[2:]]
        return self.in_hand.can_begin(request.who, request.row, self.places[request.wanted[0]])

    def first(self) -> Key | None:
        """The first of all requests that could be granted now."""
        able = [self.grantable(resource) for resource in self.queues if self.can_grant(resource)]
        return min((key for key in able if key is not None), default=None)

    def takes_turns(self, unit: int) -> bool:
        """Whether a ring can move people into a unit: it takes people in, and has none too many."""
        return self.taken[unit] <= self.places[unit] and self.clocks[unit].is_open(self.now)

    def ahead(self, request: _Request) -> int:
        """Requests in the first queue that joined earlier."""
        return sum(other[1:] < request.key[1:] for other in self.queues.get(request.wanted[0], ()))

    def left_waiting(self, resource: int, following: int) -> Key | None:
        """A request that could be granted between now and the next instant at which something happens."""
        if not self.is_team(resource):
            return self.candidate(resource) if self.clocks[resource].worked(self.now, following) > 0 else None
        for key in self.queues.get(resource, []):
            request = self.requests[key[2:]]
            step = self.plan.steps[request.row]
            clock = self.clocks[resource] if len(request.wanted) == 1 else self.calendars[step["calendar"]]
            if all(map(self.room, request.wanted)) and self.has_worker(key) and clock.worked(self.now, following) > 0:
                return key
        return None

    def overfilled(self, resource: int) -> bool:
        """Whether people in place at the start may hold more than there is: in units where amounts are drawn, or at the
        start, where a census finds somebody though fewer places are open than the unit has."""
        if resource >= self.plan.first_fund:
            return False
        found = self.now == 0 and bool((self.plan.census["unit"] == resource).any())
        return found or (bool(self.plan.resources["quantum"][resource]) and bool(len(self.plan.fill)))

    # What a line changes.

    def arrive(self, unit: int) -> None:
        self.arrived += 1
        self.given += [unit] if len(self.levels[unit]) == 1 else []

    def join(self, who: Who, row: int, level: int) -> None:
        step = self.plan.steps[row]
        wanted = tuple(self.plan.wanted[step["first"] : step["first"] + step["count"]].tolist())
        found = who[:2] in self.asked_before
        since = self.asked_before.pop(who[:2], self.now)
        request = _Request((level, since, *who), row, wanted, self.unit_of[who[:2]])
        if self.kind[row] == STAY and request.held in wanted:
            request = replace(request, wanted=(request.held,), of_one=False)
        if self.plan.steps["keep"][row] >= 0:
            request = replace(request, of_one=False)
        self._stand(request)
        if found:
            self.joined.remove(request)  # no limit turns away who is there already

    def ask(self, who: Who, amount: int) -> None:
        """What a request is of: the whole amount, or as much more of the unit held."""
        if who not in self.requests:
            return
        request = self.withdraw(who)
        has = self.held.has[who[:2]]
        more = amount - has if request.wanted == (request.held,) else amount
        asked = replace(request, amount=more, of_one=request.of_one and more == has == 1)
        self._stand(asked)
        self.joined.remove(request if request in self.joined else asked)  # who is found waiting is not in it

    def _stand(self, request: _Request) -> None:
        self.requests[request.who] = request
        self.joined.append(request)
        if self.turned_away:
            self.late.append(request)
        for resource in request.wanted:
            insort(self.queues.setdefault(resource, []), request.key)
        self.edges.update(self._edges(request))

    def jump(self, who: Who, level: int) -> None:
        request = self.requests[who]
        changed = replace(request, key=(level, *request.key[1:]))
        for resource in request.wanted:
            self.queues[resource].remove(request.key)
            insort(self.queues[resource], changed.key)
        self.requests[who] = changed
        self.joined = [changed if one is request else one for one in self.joined]

    def withdraw(self, who: Who) -> _Request:
        request = self.requests.pop(who)
        for resource in request.wanted:
            self.queues[resource].remove(request.key)
        self.edges.subtract(self._edges(request))
        return request

    def begin(self, who: Who, row: int, resource: int) -> None:
        """Take what was granted (a begin that asked for nothing takes nothing)."""
        if who not in self.requests:
            return
        wanted = self.withdraw(who).wanted
        self.given += wanted if self.kind[row] == TASK else [resource]
        if self.kind[row] == TASK:
            for team in wanted:
                self.taken[team] += 1
            self.at_work[who] = wanted
        elif self.kind[row] == PAY:
            self.taken[resource] += self.held.amount_of(who[:2], row)

    def end(self, who: Who) -> None:
        """Free the worker of a task; a request that still waits is withdrawn."""
        if who in self.requests:
            self.withdraw(who)
        for team in self.at_work.pop(who, ()):
            self.taken[team] -= 1

    def depart(self) -> None:
        self.left += 1

    def _edges(self, request: _Request) -> list[tuple[int, int]]:
        if self.kind[request.row] not in TO_A_PLACE or request.held == COMMUNITY_UNIT or not request.of_one:
            return []
        return [(request.held, unit) for unit in request.wanted]


def check_queues(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rules ``caseload``, ``capacity``, ``left-waiting``, ``order``, ``queue-limit``, ``ring`` and ``nobody-lost``.

    The log must make a story (see :func:`flowsim.results.checks.story.check_story`).
    """
    assert replication.log is not None
    scene = _Scene(plan, Draws(plan, replication.seed, replication.number), replication.log)
    lines = replication.log.tolist()
    for number, (time, source, index, kind, row, unit, resource, value, slot) in enumerate(lines):
        if time != scene.now:
            for instant in scene.until(time):
                yield from _end_of_instant(scene, instant)
                scene.go_on(instant)
        who = (source, index, slot)
        yield from _before(scene, kind, who, row, resource, value)
        _apply(scene, kind, who, row, unit, resource, value)
        ring_goes_on = number + 1 < len(lines) and lines[number + 1][3] == BEGIN and lines[number + 1][7] == 1
        if not ring_goes_on:
            yield from _after(scene, kind)
    for instant in scene.until(plan.horizon):
        yield from _end_of_instant(scene, instant)
        scene.go_on(instant)


def _apply(scene: _Scene, kind: int, who: Who, row: int, unit: int, resource: int, value: int) -> None:
    scene.held.read(scene.now, who[:2], kind, row, unit, resource, value)
    scene.in_hand.read(scene.now, who, kind, row, resource, value)
    if kind == ARRIVE:
        scene.arrive(unit)
    elif kind == AMOUNT:
        scene.ask(who, value)
    elif kind == JOIN:
        scene.join(who, row, value)
    elif kind == BEGIN:
        scene.begin(who, row, resource)
    elif kind in (END, STOPPED):
        scene.end(who)
    elif kind == JUMP:
        scene.jump(who, value)
    elif kind in (GIVE_UP, TURN_AWAY):
        scene.withdraw(who)
        scene.turned_away = True
    elif kind == DEPART:
        scene.depart()


def _before(scene: _Scene, kind: int, who: Who, row: int, resource: int, by_ring: int) -> Iterator[Broken]:
    """Grants in order, and looks at limits, against the scene as it stands before the line."""
    if kind == HAND and (due := scene.in_hand.due(who, row, scene.places[resource])) != by_ring:
        sentence = f"worker {by_ring} of {scene.name(resource)} began what worker {due} should have (-1: nobody)"
        yield scene.broken("caseload", sentence)
    if kind == BEGIN and by_ring == IN_KEPT and resource not in scene.held.kept[who[:2]]:
        sentence = f"{person(scene.plan, *who[:2])} came back to {scene.name(resource)}, where nothing was kept"
        yield scene.broken("kept", sentence)
    request = scene.requests.get(who)
    if request is None:
        return
    if kind == BEGIN and by_ring == BY_RING:
        yield from _ring_move(scene, request, resource)
    elif kind == BEGIN and by_ring != IN_KEPT:
        yield from _grant(scene, request, resource)
    elif kind == TURN_AWAY and scene.ahead(request) < scene.limit[row]:
        found = f"{scene.person(request)} was turned away with {scene.ahead(request)} ahead of them"
        yield scene.broken("queue-limit", f"{found}, fewer than {scene.limit[row]}")


def _grant(scene: _Scene, request: _Request, resource: int) -> Iterator[Broken]:
    first, who = scene.first(), scene.person(request)
    if first is not None and first < request.key:
        earlier = person(scene.plan, first[2], first[3])
        yield scene.broken("order", f"{who} was given {scene.name(resource)} before {earlier}")
    able = [wanted for wanted in request.wanted if scene.can_grant(wanted) and scene.grantable(wanted) == request.key]
    if able and able[0] != resource:
        wish = scene.name(able[0])
        yield scene.broken("order", f"{who} was given {scene.name(resource)}, though {wish} had room")
    teams = request.wanted if scene.is_team(resource) else (resource,)
    if not all(scene.clocks[team].is_open(scene.now) for team in teams):
        yield scene.broken("working-hours", f"{scene.name(resource)} was given to {who} while closed")


def _ring_move(scene: _Scene, request: _Request, unit: int) -> Iterator[Broken]:
    """Within a ring the places of those who moved before are not room: only the edge is looked at."""
    edge = [
        other.key
        for other in scene.requests.values()
        if other.held == request.held and unit in other.wanted and scene.kind[other.row] in TO_A_PLACE and other.of_one
    ]
    if not scene.clocks[unit].is_open(scene.now):
        yield scene.broken(
            "working-hours", f"{scene.person(request)} moved by a ring to {scene.name(unit)} while closed"
        )
    if min(edge) != request.key:
        sentence = f"{scene.person(request)} moved by a ring, but was not the first to wait for {scene.name(unit)}"
        yield scene.broken("ring", f"{sentence} from where they were")


def _after(scene: _Scene, kind: int) -> Iterator[Broken]:
    """Capacity of what was given, and presence, once a line (or a whole ring) is done.

    Places that were there and are there no longer may be taken; nobody is given one.
    """
    if kind in (BEGIN, ARRIVE):
        for resource in scene.given:
            taken = scene.taken[resource]
            if taken > scene.places[resource] and not scene.overfilled(resource):
                sentence = f"{scene.name(resource)} has {taken} taken of {scene.places[resource]}"
                yield scene.broken("capacity", sentence)
        scene.given.clear()
    present = len(scene.unit_of)
    if scene.arrived != scene.left + present:
        sentence = f"{scene.arrived} arrived, but {scene.left} left and {present} are present"
        yield scene.broken("nobody-lost", sentence)


def _kept_besides(scene: _Scene) -> Iterator[Broken]:
    """Nothing is kept for people where they are, and nobody waits for what is kept for them."""
    for who, kept in scene.held.kept.items():
        if scene.unit_of[who] in kept:
            name = scene.name(scene.unit_of[who])
            sentence = f"{person(scene.plan, *who)} is in {name}, where a place is kept for them besides"
            yield scene.broken("kept", sentence)
        request = scene.requests.get((*who, 0)) if kept else None
        if request is None or scene.kind[request.row] not in TO_A_PLACE or request.held in request.wanted:
            continue
        if any(unit in kept and kept[unit].amount >= request.amount for unit in request.wanted):
            yield scene.broken("kept", f"{person(scene.plan, *who)} waits for a place that is kept for them")


def _end_of_instant(scene: _Scene, following: int) -> Iterator[Broken]:
    """Nothing grantable is left from this instant up to the next at which something happens; no ring stands."""
    if scene.plan.keeps:
        yield from _kept_besides(scene)
    for resource, queue in scene.queues.items():
        key = scene.left_waiting(resource, following) if queue else None
        if key is not None:
            waiting, until = person(scene.plan, key[2], key[3]), when(scene.plan, following)
            sentence = f"{waiting} was left waiting for {scene.name(resource)}, which had room, until {until}"
            yield scene.broken("left-waiting", sentence)
    for request in scene.joined:
        limit = scene.limit[request.row]
        if limit < 0 or scene.requests.get(request.who) is not request:
            continue
        unseen = [one for one in scene.late if one.key[1:] < request.key[1:] and request.wanted[0] in one.wanted]
        ahead = scene.ahead(request) - len(unseen)  # who gave way elsewhere may have come after the look
        if ahead >= limit:
            sentence = f"{scene.person(request)} waits with {ahead} ahead, though the limit is {limit}"
            yield scene.broken("queue-limit", sentence)
    if scene.turns_late or any(scene.kind[request.row] in TO_A_PLACE for request in scene.joined):
        ring = _find_ring({edge for edge, count in scene.edges.items() if count > 0 and scene.takes_turns(edge[1])})
        if ring:
            names = " -> ".join(scene.name(unit) for unit in ring)
            yield scene.broken("ring", f"a ring is left standing, {names}")
    scene.joined.clear()
    scene.late.clear()
    scene.turned_away = False


def _find_ring(edges: set[tuple[int, int]]) -> list[int]:
    """Some ring, if there is one: units from which nothing leads on are taken away until none is left to take."""
    while edges:
        held = {a for a, _ in edges}
        kept = {(a, b) for a, b in edges if b in held}
        if kept == edges:
            return _follow(dict(sorted(edges)))
        edges = kept
    return []


def _follow(onward: dict[int, int]) -> list[int]:
    path = [min(onward)]
    while path[-1] not in path[:-1]:
        path.append(onward[path[-1]])
    return path[path.index(path[-1]) :]
