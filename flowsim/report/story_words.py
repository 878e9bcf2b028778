"""What each kind of event is called in a story: one sentence a kind, in the words of the place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flowsim.engine.output import (
    ACTED,
    ARRIVE,
    BEGIN,
    CHANGE,
    DEPART,
    END,
    GIVE_UP,
    JOIN,
    LAPSED,
    MARKED,
    STOPPED,
    STRUCK,
    TAPERED,
    TURN_AWAY,
)
from flowsim.plan.acts import ACCEPTANCE, APPROACH, FAILURE, FALLBACK, LOST, MESSAGE, REFUSAL
from flowsim.plan.tables import PAY, RELEASE, RESERVE, SEARCH, STAY, TASK, TRANSFER, WAIT
from flowsim.scenario.called import Called, closed, plain
from flowsim.scenario.efforts import CHASE, COUNTED
from flowsim.scenario.looked_for import TREATMENT
from flowsim.scenario.reasons import UNRECORDED, reason_registry
from flowsim.units import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from flowsim.plan.tables import Plan
    from flowsim.scenario.place import Place

KEPT = 2
"""The value of a begin in a place that was kept for the person."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the log of one person, with what the teller knows besides.

    Attributes:
        kind, row, unit, resource, value: as in the log.
        waited: ticks since it was asked for; 0 if it came at once.
        pence: what is paid, of a payment.
        here: whether the person is in that unit already.
        beside: whether it is not the person's main line.
        silent: whether what is waited for has just been told, as of a message that has gone out.
        lasted: whether what ends has lasted for any time.
    """

    kind: int
    row: int
    unit: int
    resource: int
    value: int
    waited: int = 0
    pence: int = 0
    here: bool = False
    beside: bool = False
    silent: bool = False
    lasted: bool = True


class Words(Called):
    """The names of one plan in the words of its place."""

    def __init__(self, plan: Plan, place: Place) -> None:
        super().__init__(place)
        self.plan = plan
        self.kinds = plan.steps["kind"].tolist()
        self.reasons = reason_registry(place)

    def resource(self, row: int) -> str:
        """A unit, team or fund."""
        return self.part(self.plan.names["resources"][row])

    def step(self, row: int) -> str:
        """A step, by its own name."""
        return self.named(self.plan.names["steps"][row].partition(".")[2].partition(" (")[0])

    def stage(self, row: int) -> str:
        """What kind of work a step is; empty where it is not said."""
        return self.plan.names["stages"][self.plan.steps["definition"][row]]

    def why(self, row: int) -> str:
        """What is waited for at a step: its delay reason in official words, without group or pathway; else a name."""
        name = self.plan.names["reasons"][self.plan.steps["reason"][row]]
        known = self.reasons.get(name)
        if known is None or known is UNRECORDED:
            return self.step(row)
        title = re.sub(r"^.*? ?[–-] | ?\(Pathway [^)]*\)$", "", known.title)
        return title[:1].lower() + title[1:].replace("(inc ", "(including ").replace(" inc ", " including ")

    def about(self, row: int) -> str | None:
        """What is waited for at a step, without that it is; nothing if its reason does not say it so.

        A place's own reason may name whom one waits for, a social worker, and not for what.
        """
        own = self.plan.names["reasons"][self.plan.steps["reason"][row]] in self.place.reasons
        return None if own or self.why(row) == self.step(row) else bare(self.why(row))

    def change(self, row: int, code: int) -> str:
        """An attribute and its new level."""
        name = self.plan.names["attributes"][self.plan.steps["target"][row]]
        levels = [level for level in self.plan.names["levels"] if level.startswith(f"{name}.")]
        return f"{self.attribute(name)}: {self.level(name, levels[code].partition('.')[2])}"


def bare(why: str) -> str | None:
    """What a delay reason says is awaited; nothing if it says something else.

    >>> bare("awaiting a bed"), bare("home care arrangements still underway"), bare("homeless")
    ('a bed', 'arrangements for home care', None)
    >>> bare("end of life care arrangement still underway?"), bare("end of life care not yet available")
    ('arrangements for end of life care', 'end of life care')
    """
    for pattern, said in _BARE:
        if found := re.fullmatch(pattern, why):
            return found.expand(said)
    return None


_BARE = (
    (r"(?:awaiting|waiting for) (.+)", r"\1"),
    (r"(.+) arrangements? still underway\??", r"arrangements for \1"),
    (r"(.+) not yet available\??", r"\1"),
)
"""The ways in which delay reasons say what is awaited."""


def sentence(words: str) -> str:
    """With a capital and a full stop.

    >>> sentence("comes to the ward")
    'Comes to the ward.'
    """
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


def lasting(ticks: int) -> str:
    """A time as people say it: days and hours, hours and minutes, or minutes.

    >>> lasting(42 * HOUR + 2 * MINUTE), lasting(3 * HOUR + 4 * MINUTE), lasting(59 * MINUTE), lasting(2 * DAY)
    ('1 day 18 hours', '3 hours 4 minutes', '59 minutes', '2 days')
    >>> lasting(DAY - 1), lasting(1)
    ('1 day', '1 minute')
    """
    minutes = max(round(ticks / MINUTE), 1)
    if minutes >= DAY // MINUTE:
        days, hours = divmod(round(ticks / HOUR), DAY // HOUR)
        return _counted((days, "day"), (hours, "hour"))
    hours, minutes = divmod(minutes, HOUR // MINUTE)
    return _counted((hours, "hour"), (minutes, "minute"))


def pounds(pence: int) -> str:
    """An amount of money, with pence only where there are any.

    >>> pounds(416_800), pounds(1_250)
    ('£4,168', '£12.50')
    """
    return f"£{pence / 100:,.2f}".removesuffix(".00")


def day(when: datetime) -> str:
    """A date as people say it.

    >>> day(datetime(2025, 3, 4))
    'Tuesday 4 March'
    """
    return f"{when:%A} {when.day} {when:%B}"


def instant(when: datetime) -> str:
    """A date and time as people say it.

    >>> instant(datetime(2025, 3, 4, 14, 10))
    'Tuesday 4 March, 14:10'
    """
    return f"{day(when)}, {when:%H:%M}"


def _counted(*parts: tuple[int, str]) -> str:
    return " ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in parts if number)


def _waits(why: str) -> str:
    """That somebody waits, and for what; the reasons say it in several ways."""
    awaited = bare(why)
    return f"waits for {awaited}" if awaited is not None else f"waits: {why}"


def _begins(words: Words, event: Happening) -> str | None:
    kind, what = words.kinds[event.row], words.resource(event.resource) if event.resource >= 0 else ""
    after = f", after waiting {lasting(event.waited)}" if event.waited else ""
    about = words.about(event.row)
    if kind == TASK and about is not None:
        return f"taken up by {what}, for {about}{after}"
    if after and words.why(event.row) != words.step(event.row):
        after += f" ({words.why(event.row)})"
    if kind == STAY:
        if event.here:
            return None
        return f"comes to {what}{', where a place was kept' if event.value == KEPT else ''}{after}"
    if kind == TRANSFER:
        return f"on the way to {what}{after}"
    if kind == TASK:
        return f"taken up by {what}: {words.step(event.row)}{after}"
    if kind == PAY:
        return f"{closed(what)} pays {pounds(event.pence)}{after}"
    if kind in (RESERVE, RELEASE):
        return f"a place is kept in {what}{after}" if kind == RESERVE else None
    if kind not in (WAIT, SEARCH) or event.beside or event.silent:
        return None
    return "is treated" if words.stage(event.row) == TREATMENT else _waits(words.why(event.row))


def _of(words: Words, event: Happening, what: str) -> str:
    """What happened at a step, and what the step is for."""
    about = words.about(event.row)
    return f"{closed(what)} for {about}" if about is not None else f"{what}: {words.step(event.row)}"


def _asks(words: Words, event: Happening) -> str:
    return f"waits for {words.resource(event.resource)}"


def _ends(words: Words, event: Happening) -> str | None:
    if words.kinds[event.row] == TASK:
        about = words.about(event.row)
        return f"done: {words.step(event.row)}" if about is None else f"the work for {about} is done"
    if words.kinds[event.row] == WAIT:
        return "treatment is over" if words.stage(event.row) == TREATMENT else None
    treated = words.kinds[event.row] == STAY and words.plan.resources["hospital"][event.unit] and event.lasted
    return "treatment is over" if treated and words.stage(event.row) in ("", TREATMENT) else None


_ACTS = {
    MESSAGE: "a message goes out: {name}",
    LOST: "it is lost",
    CHASE: "{by} asks after it",
    APPROACH: "a provider is asked: {name}",
    REFUSAL: "a provider says no: {name}",
    ACCEPTANCE: "a provider says yes: {name}",
    FALLBACK: "nobody was found: {name}",
    FAILURE: "the placement fails: {name}",
    COUNTED: "{name}",
}


def _acts(words: Words, event: Happening) -> str:
    what, _, rest = words.plan.names["acts"][event.value].partition(":")
    name, _, by = rest.partition(":")
    return _ACTS.get(what, what + ": {name}").format(name=words.named(name), by=_who(words, by))


def _who(words: Words, by: str) -> str:
    """Who does something: the words of the place, or the name with an article."""
    return words.place.titles.get(by) or (f"the {plain(by)}" if by else "somebody")


def _mark(words: Words, event: Happening) -> str:
    name = words.plan.names["marks"][event.value]
    ready = event.value == words.plan.ready_mark and name not in words.place.titles
    return "ready for discharge" if ready else words.named(name)


def _leaves(words: Words, event: Happening) -> str:
    return (
        "dies"
        if event.value == words.plan.died
        else f"leaves: {words.named(words.plan.names['outcomes'][event.value])}"
    )


def _risk(words: Words, event: Happening) -> str:
    return words.named(words.plan.names["risks"][event.value].partition(":")[2])


SENTENCES: dict[int, Callable[[Words, Happening], str | None]] = {
    ARRIVE: lambda words, event: "comes back" if event.value else None,
    JOIN: _asks,
    BEGIN: _begins,
    END: _ends,
    GIVE_UP: lambda words, event: _of(words, event, "has waited long enough"),
    TURN_AWAY: lambda words, event: f"finds too many waiting: {words.step(event.row)}",
    CHANGE: lambda words, event: words.change(event.row, event.value),
    MARKED: _mark,
    DEPART: _leaves,
    STOPPED: lambda words, event: f"broken off: {words.step(event.row)}",
    STRUCK: _risk,
    ACTED: _acts,
    TAPERED: lambda words, event: "less care from now on",
    LAPSED: lambda words, event: f"no longer kept: a place in {words.resource(event.resource)}",
}
"""By kind of event; of other kinds nothing is told. What begins may be told as nothing too (``None``)."""
