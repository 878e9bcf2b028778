"""One person's journey in plain words, from the event log; the same person under other policies beside it.

A story is for planning, not for decisions about a person: it says what one simulated person met, no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from flowsim.engine.output import (
    ACTED,
    AMOUNT,
    ARRIVE,
    BEGIN,
    CHOSE,
    DEPART,
    JOIN,
    LOG_DTYPE,
    MARKED,
    Replication,
)
from flowsim.errors import UsageError
from flowsim.experiment.comparison import BASELINE, parts
from flowsim.experiment.replications import run
from flowsim.plan.acts import LOST
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import PAY, Plan
from flowsim.report.story_waits import bed_waits
from flowsim.report.story_words import SENTENCES, Happening, Words, day, pounds, sentence
from flowsim.results.persons import Who
from flowsim.scenario.called import small
from flowsim.scenario.efforts import CHASE
from flowsim.scenario.policies import find_all
from flowsim.scenario.reading import SUFFIXES
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY

PURPOSE = "For planning, not for decisions about a person: one simulated person, in one of many ways it could go."

WAITED = "days waited for a hospital bed"
"""What is told of the time in which somebody asked for a place in hospital and was not in it yet, wherever that was."""

IN_HOSPITAL, DELAYED = "days in hospital", "days delayed in hospital"
MESSAGES, ASKED = "messages lost", "times somebody asked after one"

Told = tuple[int, int, str, int | None]
"""Ticks, slot, words (none where nothing is told after all), and the pence of a payment."""

AWAY = -1
"""The unit of somebody who has left."""


@dataclass(frozen=True)
class Moment:
    """What happened at one instant, in sentences; ``beside`` if it was not the person's main line."""

    when: datetime
    text: str
    beside: bool = False


@dataclass(frozen=True)
class Span:
    """A stretch of time in one place: its name, its setting (community, hospital ...), begin and end."""

    place: str
    setting: str
    begin: datetime
    end: datetime


@dataclass(frozen=True)
class Story:
    """One person in one world.

    Attributes:
        world: the policy, or ``baseline``.
        title: the policy as people call it; empty for the baseline.
        person: ``stream-number``, as in the table of events.
        who: attributes at the end, in words.
        moments: in order of time.
        spans: where the person was.
        delays: from ready to the end of each hospital stay, of those that have ended.
        facts: days waited for a bed, in hospital and delayed, lost messages, how often somebody asked, moves.
        happens: those of the facts that can come to anything in this world.
    """

    world: str
    person: str
    who: str
    moments: tuple[Moment, ...]
    spans: tuple[Span, ...]
    delays: tuple[tuple[datetime, datetime], ...]
    facts: dict[str, float]
    title: str = ""
    happens: frozenset[str] = frozenset()


@dataclass(frozen=True)
class World:
    """One replication of the scenario under one policy, with its log; its name, and its title for people."""

    name: str
    title: str
    scenario: Scenario
    plan: Plan
    replication: Replication


def worlds(scenario: Scenario, policies: Sequence[str] = (), seed: int | None = None) -> list[World]:
    """The first replication of the scenario as it is, and under each policy (``a+b``: both), for the same people.

    Raises:
        UsageError: there is no such policy.
        ScenarioError: a policy does not fit.
    """
    find_all((part for spec in policies for part in parts(spec)), scenario)  # all that is wrong with them in one go
    arms = [(BASELINE, scenario), *((spec, scenario.with_policies(*parts(spec))) for spec in policies)]
    return [_world(_named(name, changed), changed, seed) for name, changed in arms]


def _named(spec: str, scenario: Scenario) -> str:
    """What a world is called: as it was asked for, but a policy given by its file by its name."""
    return "+".join(policy.name for policy in scenario.policies) if spec.endswith(SUFFIXES) else spec


def _titled(name: str, scenario: Scenario) -> str:
    """The titles of a world's policies, each with what was given for it."""
    asked = dict(part.partition(":")[::2] for part in parts(name))
    given = {policy: f" ({size})" for policy, size in asked.items() if size}
    first, *others = (f"{policy.frame.title}{given.get(policy.name, '')}" for policy in scenario.policies)
    return " and ".join([first, *map(small, others)])


def _world(name: str, scenario: Scenario, seed: int | None) -> World:
    kept: list[Replication] = []
    run(scenario, 1, seed, level="log", threads=1, consume=lambda plan, replication: kept.append(replication))
    title = "" if name == BASELINE else _titled(name, scenario)
    return World(name, title, scenario, compile_plan(scenario), kept[0])


def story(world: World, who: Who) -> Story:
    """The journey of one person in one world.

    Raises:
        UsageError: there is no such person in it.
    """
    log = world.replication.log
    assert log is not None
    own = log[(log["source"] == who[0]) & (log["index"] == who[1])]
    name = f"{world.plan.names['sources'][who[0]]}-{who[1]}"
    if not len(own):
        raise UsageError(f"there is nobody {name} in the world '{world.name}'")
    teller = _Teller(world)
    lines = own.tolist()
    for line in lines:
        teller.tell(dict(zip(LOG_DTYPE.names or (), line, strict=True)))
    facts = {WAITED: sum(bed_waits(world.plan, lines)) / DAY, **teller.facts()}
    told = teller.moments(), teller.places(), teller.delays(), facts
    return Story(world.name, name, _attributes(world, who), *told, world.title, _happens(world, facts))


def _happens(world: World, facts: Iterable[str]) -> frozenset[str]:
    """Those facts that can come to anything: of hospital where there is one, of messages where there are any."""
    hospital = bool(world.plan.resources["hospital"].any())
    acts = {act.partition(":")[0] for act in world.plan.names["acts"]}
    needs = {IN_HOSPITAL: hospital, DELAYED: hospital, WAITED: hospital, MESSAGES: LOST in acts, ASKED: CHASE in acts}
    return frozenset(fact for fact in facts if needs.get(fact, True))


class _Teller:
    """Goes through the log of one person, and remembers what later sentences need."""

    def __init__(self, world: World) -> None:
        self.plan, self.words = world.plan, Words(world.plan, world.scenario.place)
        self.settings = {name: unit.setting for name, unit in world.scenario.place.units.items()}
        self.start = datetime.fromisoformat(self.plan.start_date)
        self.told: list[Told] = []
        self.asked: dict[int, tuple[int, int]] = {}  # by slot: since when, and its place in told
        self.pence: dict[int, int] = {}
        self.begun: dict[int, int] = {}  # by slot: when what they are at began
        self.sent: set[int] = set()  # slots in which something was just sent or asked
        self.stays: list[tuple[int, int]] = []  # since when, in which unit
        self.ready: int | None = None
        self.delayed: list[tuple[int, int]] = []  # from ready until out of hospital
        self.count = {MESSAGES: 0, ASKED: 0}

    def tell(self, line: dict[str, int]) -> None:
        time, slot, kind, row = line["time"], line["slot"], line["kind"], line["row"]
        if kind == AMOUNT:
            self.pence[slot] = line["value"]
        waited, here, silent = 0, self._move(time, line), slot in self.sent
        self.sent.discard(slot)
        if kind == BEGIN and slot in self.asked:
            since, place = self.asked.pop(slot)
            waited = time - since
            if not waited:
                self.told[place] = (since, slot, "", None)  # who waits for no time does not wait
        event = Happening(
            kind,
            row,
            line["unit"],
            line["resource"],
            line["value"],
            waited,
            self.pence.get(slot, 0),
            here,
            slot > 0,
            silent,
            self.begun.get(slot, time) < time,
        )
        if kind == BEGIN:
            self.begun[slot] = time
        words = SENTENCES[kind](self.words, event) if kind in SENTENCES else None
        if kind == JOIN:
            self.asked[slot] = time, len(self.told)
        if kind == ACTED or (kind == CHOSE and silent):
            self.sent.add(slot)
        if words:
            self.told.append(
                (time, slot, words, event.pence if kind == BEGIN and self.words.kinds[row] == PAY else None)
            )

    def _move(self, time: int, line: dict[str, int]) -> bool:
        """Follow where the person is, and what is counted; whether they were in that unit already."""
        kind, value = line["kind"], line["value"]
        here = bool(self.stays) and self.stays[-1][1] == line["unit"]
        if kind in (ARRIVE, BEGIN) and line["slot"] == 0 and not here:
            self._delay_until(time)
            self.stays.append((time, line["unit"]))
        if kind == MARKED and value == self.plan.ready_mark:
            self.ready = time
        if kind == DEPART:
            self._delay_until(time)
            self.stays.append((time, AWAY))
        if kind == ACTED:
            what = self.plan.names["acts"][value].partition(":")[0]
            self.count[MESSAGES] += what == LOST
            self.count[ASKED] += what == CHASE
        return here

    def _delay_until(self, time: int) -> None:
        where = self.stays[-1][1] if self.stays else AWAY
        if self.ready is not None and where != AWAY and self.plan.resources["hospital"][where]:
            self.delayed.append((self.ready, time))
        self.ready = None

    def moments(self) -> tuple[Moment, ...]:
        """The sentences, those of one instant and line together; payments that repeat are told once."""
        found: list[Moment] = []
        for time, slot, words, _ in self._once():
            when, text = self._date(time), sentence(words)
            if found and (found[-1].when, found[-1].beside) == (when, slot > 0):
                if found[-1].text.endswith(text):
                    continue
                found[-1] = replace(found[-1], text=f"{found[-1].text} {text}")
            else:
                found.append(Moment(when, text, slot > 0))
        return tuple(found)

    def _once(self) -> list[Told]:
        result: list[Told] = []
        runs: dict[int, tuple[int, str, int]] = {}  # by slot: place in result, words, how often
        for time, slot, words, pence in filter(lambda told: told[2], self.told):
            place, said, times = runs.get(slot, (0, "", 0))
            if pence is not None and said == words:
                again = f"{words}, {times + 1} times{self._until(result[place][0], time, (times + 1) * pence)}"
                result[place] = (result[place][0], slot, again, pence)
                runs[slot] = place, said, times + 1
                continue
            if pence is not None:
                runs[slot] = len(result), words, 1
            result.append((time, slot, words, pence))
        return result

    def _until(self, since: int, time: int, pence: int) -> str:
        """The day of the last payment, with its year if it is another; on the same day what they come to."""
        first, last = self._date(since), self._date(time)
        if first.date() == last.date():
            return f" {'at once' if since == time else 'that day'}, {pounds(pence)} in all"
        return f" until {day(last)}{'' if first.year == last.year else f' {last.year}'}"

    def places(self) -> tuple[Span, ...]:
        """Where the person was, until they left or the run ended."""
        ends = [time for time, _ in self.stays[1:]] + [self.plan.horizon]
        return tuple(
            Span(self.words.resource(unit), self._setting(unit), self._date(since), self._date(end))
            for (since, unit), end in zip(self.stays, ends, strict=True)
            if end > since and unit != AWAY
        )

    def delays(self) -> tuple[tuple[datetime, datetime], ...]:
        """From ready to the end of each hospital stay."""
        return tuple((self._date(since), self._date(until)) for since, until in self.delayed)

    def facts(self) -> dict[str, float]:
        """What it came to, in numbers."""
        days = sum((span.end - span.begin) / timedelta(days=1) for span in self.places() if span.setting == "hospital")
        delayed = sum(until - since for since, until in self.delayed) / DAY
        waited_outside = any(
            span.setting == "community" for span in self.places()[:1]
        )  # who waits to come in has not moved
        moves = max(len(self.places()) - 1 - waited_outside, 0)
        return {IN_HOSPITAL: days, DELAYED: delayed, **self.count, "moves": moves}

    def _setting(self, unit: int) -> str:
        return str(self.settings.get(self.plan.names["resources"][unit], "community"))

    def _date(self, time: int) -> datetime:
        return self.start + timedelta(milliseconds=time)


def _attributes(world: World, who: Who) -> str:
    people = world.replication.people
    assert people is not None
    row = int(np.flatnonzero((people.source == who[0]) & (people.index == who[1]))[0])
    names = world.plan.names
    words = Words(world.plan, world.scenario.place)
    said = []
    for number, name in enumerate(names["attributes"]):
        levels = [level for level in names["levels"] if level.startswith(f"{name}.")]
        said.append(
            f"{words.attribute(name)}: {words.level(name, levels[people.codes[row, number]].partition('.')[2])}"
        )
    return "; ".join(said)


def as_plain(told: Story) -> dict[str, Any]:
    """A story as plain values."""
    return {
        "world": told.world,
        "title": told.title,
        "person": told.person,
        "who": told.who,
        "facts": told.facts,
        "moments": [{"at": m.when.isoformat(), "text": m.text, "beside": m.beside} for m in told.moments],
        "spans": [
            {"place": s.place, "setting": s.setting, "from": s.begin.isoformat(), "to": s.end.isoformat()}
            for s in told.spans
        ],
        "delays": [{"from": since.isoformat(), "to": until.isoformat()} for since, until in told.delays],
    }
