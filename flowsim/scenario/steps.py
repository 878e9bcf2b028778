"""The steps of a pathway, as a scenario writes them. The key that names the step is the step's kind."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from flowsim.scenario.conditions import Texts, When
from flowsim.scenario.counting import Count
from flowsim.scenario.distributions import Distribution, NumberBy, NumberTree, ShareTree
from flowsim.scenario.instants import Instant
from flowsim.scenario.keeping import Keep, Payer
from flowsim.scenario.leaving import Declare, Leave
from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Duration, Number, Rate
from flowsim.scenario.release import Release
from flowsim.scenario.step import NameTree, Step
from flowsim.scenario.sums import Sum
from flowsim.scenario.taper import Taper
from flowsim.scenario.waits import Message, Wait


class Priority(Node):
    """A priority that changes while somebody waits: ``{level: 32, after: {3 d: 16, 7 d: 4}}``.

    Attributes:
        level: 0 to 63 on joining; the smaller goes first; default 32.
        after: the level from each stated wait on.
    """

    level: NumberTree | None = None
    after: dict[str, NumberTree] = Field(min_length=1)


def _priority_kind(raw: Any) -> str:
    jumps = isinstance(raw, Priority) or (isinstance(raw, dict) and ("after" in raw or "level" in raw))
    by = "by" in raw if isinstance(raw, dict) else hasattr(raw, "by")
    return "<jumps>" if jumps and not by else "<by>" if by else "<number>"


class Patience(Node):
    """How long a person waits for a place or a worker, and what happens then.

    When ``time`` has passed the steps of ``then`` are taken instead of this step, and after them (unless they
    leave) the next step; without ``then`` the next step at once.

    Attributes:
        time: how long a person waits at most.
        then: the name of a pathway, or steps.
    """

    time: Distribution
    then: Steps | None = None


class QueueLimit(Node):
    """How many may wait at one time, and what happens to one who would be more.

    The steps of ``then`` are taken instead of this step, and after them (unless they leave) the next step;
    without ``then`` the next step at once. ``length: 0`` lets nobody wait.

    Attributes:
        length: how many may wait ahead.
        then: the name of a pathway, or steps.
    """

    length: int = Field(ge=0, strict=True)
    then: Steps | None = None


class Risk(Node):
    """Something that can happen to a person at a rate: death, decline, recovery, a crisis at home.

    On a stay it can happen from when the stay begins until the place is left (or another stay with risks begins),
    through tasks, waits and delay; on a wait, while that lasts. All risks of a person compete.

    Attributes:
        rate: how often, such as ``0.5 per week``.
        times: a factor of the rate, for example by attribute.
        by_day: factors of the rate for a person declared ready, by whole days (of 24 hours) since then: the first for
            the first day, the last for all that follow.
        during: only while the person is declared ``ready``, or only while ``not-ready``; without it always.
        then: the name of a pathway, or steps: what the person is at is broken off, they keep their place, take these
            steps and after them (unless they leave) go on behind the step that has the risk.
        set: attributes that change, as in the step ``set``; the person goes on with what they are at.
    """

    rate: Rate
    times: NumberTree | None = None
    by_day: list[Number] | None = Field(None, min_length=1)
    during: Literal["ready", "not-ready"] | None = None
    then: Steps | None = None
    set: dict[str, Shares] | None = Field(None, min_length=1)


class Request(Step):
    """What a step that asks for a place or a worker may carry.

    Attributes:
        priority: 0 to 63; the smaller goes first; default 32. It may change after stated waits: see :class:`Priority`.
        patience: see :class:`Patience`.
        queue_limit: how many may wait at one time, and what happens to one who would be more.
        reason: the delay reason booked while waiting.
    """

    priority: (
        Annotated[
            Annotated[Number, Tag("<number>")] | Annotated[NumberBy, Tag("<by>")] | Annotated[Priority, Tag("<jumps>")],
            Discriminator(_priority_kind),
        ]
        | None
    ) = None
    patience: Patience | None = None
    queue_limit: QueueLimit | None = None
    reason: str | None = None


class Fails(Node):
    """A placement that fails after a while: the person stays so long, and no longer.

    The steps of ``then`` are taken, such as a new search, and after them (unless they leave) the next step.

    Attributes:
        share: the chance that the placement fails; drawn once a visit.
        after: how long one that fails lasts, instead of ``time``.
        then: the name of a pathway, or steps.
    """

    share: ShareTree
    after: Distribution
    then: Steps | None = None


class Stay(Request):
    """Get a place in a unit (or the first free of a list), then stay for ``time``.

    Attributes:
        stay: the unit, or units in order of choice.
        time: how long the person stays; without it the next step comes at once.
        clock: the clock on which the time runs; without it the clock on the wall.
        amount: hours of care a week, in units counted in hours; rounded to the unit's own quantum, at least one.
        transfer: how long the way there takes, by the clock; meanwhile the person stays where they are, and both places
            are taken. Who is in the unit already goes nowhere. If it is interrupted the place is given back,
            also one that ``keep`` or a ``reserve`` had kept before.
        keep: keep the place that is left, so that coming back to it takes no queue.
        taper: less care in steps during the stay; what is freed goes to the next who wait.
        fails: how often it fails, after what time, and what then; see :class:`Fails`.
        risks: what can happen while the place is held, by name; see Risk.
    """

    stay: NameTree
    time: Distribution | None = None
    clock: str | None = None
    risks: dict[str, Risk] | None = None
    amount: Distribution | None = None
    transfer: Distribution | None = None
    keep: Keep | None = None
    taper: list[Taper] | None = Field(None, min_length=1)
    fails: Fails | None = None


class Reserve(Request):
    """Ask for a place ahead of moving: it waits like a stay's request, and what is granted is kept for the person.

    A stay in that unit then takes no queue. Who is in one of these units, or has a place kept there, asks for nothing.
    With ``patience: {time: 0}`` it is reserved at once or not at all. Of a weekly budget it takes so much a week.

    Attributes:
        reserve: the unit, or units in order of choice.
        amount: hours of care a week, in units counted in hours.
        weekly: pounds a week, of a weekly budget; what is drawn is rounded to whole pounds, and is at least one.
        limit: how long it is kept (``for``); without it until it is used or given back (:class:`Release`), or the
            person leaves the model.
        payer: who pays meanwhile; without it whoever pays for the unit.
    """

    reserve: NameTree
    amount: Distribution | None = None
    weekly: Sum | None = None
    limit: Duration | None = Field(None, alias="for")
    payer: Payer | None = None


class Task(Request):
    """One worker of a team does ``work`` (working time) while the person keeps their place.

    A list of teams is a meeting: one worker of each, at one time. It begins when all of them are open and have somebody
    free; until then it holds nobody, and others may go before.

    With ``sittings`` the work is a case: it is allocated to one worker, who holds all of them and has it in hand until
    the last is over. In between the worker is free for others. ``patience`` is for each wait, for a worker or for that
    worker; a ``queue_limit`` for the first.

    Attributes:
        task: the team, or the teams of a meeting.
        work: how long the work takes, in the team's working time; in a meeting in the time when all teams work. With
            ``sittings``: each of them.
        travel: the way there and back, in the same time: the worker is busy for so much longer.
        sittings: in how many sittings the work is done, all by the same worker.
        between: the time from the end of a sitting until the next is asked for, by the clock on the wall.
    """

    task: NameTree
    work: Distribution
    travel: Distribution | None = None
    sittings: int | None = Field(None, ge=1, le=100, strict=True)
    between: Distribution | None = None


class Pay(Request):
    """Take a sum from a fund for good; while the fund does not have it, wait in its queue for the next instalment.

    Attributes:
        pay: the fund, or funds in order of choice: the first that can pay the whole sum does.
        amount: the sum; what is drawn is rounded to whole pence, and is at least one.
    """

    pay: NameTree
    amount: Sum


class Fallback(Node):
    """When a search has found nobody, and what happens then.

    The steps of ``then`` are taken, and after them (unless they leave) the next step; without ``then`` the next step.

    Attributes:
        approaches: after so many providers have refused; 100 if not said.
        time: after this time, counted from the first approach.
        then: the name of a pathway, or steps.
    """

    approaches: int | None = Field(None, ge=1, le=1000, strict=True)
    time: Duration | None = None
    then: Steps | None = None


class Search(Step):
    """Approach providers one after another, or some at once, until one accepts.

    Whenever one refuses the next is approached. The person goes on when one accepts, or when there is nobody left.

    Attributes:
        search: what is looked for, a word such as ``nursing-home``.
        answer: how long a provider takes to answer.
        hours: the calendar whose open hours count; without it the clock's.
        accepts: the chance that a provider accepts.
        at_once: how many are asked at one time.
        fallback: when nobody has been found, and what then; see :class:`Fallback`.
        reason: the delay reason booked meanwhile.
        risks: what can happen meanwhile, by name; see Risk.
    """

    search: str
    answer: Distribution
    hours: str | None = None
    accepts: ShareTree
    at_once: int = Field(1, ge=1, le=64, strict=True)
    fallback: Fallback | None = None
    reason: str | None = None


class Option(Node):
    """One way to go: by ``share``, or ``when`` something holds; with neither, the rest.

    Attributes:
        share: the share of people who go this way.
        when: what must hold for people to go this way; see :class:`When`.
        do: the name of a pathway, or steps; without it nothing is done.
    """

    share: ShareTree | None = None
    when: When | None = None
    do: Steps | None = None


class Uptake(Node):
    """For whom, and from when, a policy's choice goes its first way. Policies write this; see their ``uptake``.

    The choice is decided at the first of the policy's steps that a person comes to, and holds for all others.

    Attributes:
        by: who decides with one draw: each ``person``, ``unit`` or ``team``, or each level of an attribute.
        of: by unit: the unit that the edited step asks for, without it the one where the person is. By team: the team.
        start: the date, or the time after the start of the window, before which nobody is reached (``from``).
        ramp: how long it takes from then until the whole share is reached, in a straight line.
    """

    by: str = "person"
    of: NameTree | None = None
    start: Instant | None = Field(None, alias="from")
    ramp: Duration | None = None


class Choose(Step):
    """Go one of several ways: all by share (one uniform, in written order), or all by condition (first match).

    Attributes:
        choose: the options.
        uptake: of a policy's own choice, whose ``key`` begins with ``policy.``: see :class:`Uptake`.
    """

    choose: list[Option] = Field(min_length=1)
    uptake: Uptake | None = None


class ShareTable(BaseModel):
    """Shares of levels by attribute: ``{by: age, young: {a: 0.9, b: 0.1}, old: {a: 0.5, b: 0.5}}``.

    Attributes:
        by: the attribute.
        otherwise: what holds for levels that are not listed (``else``).
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    by: str
    otherwise: Shares | None = Field(None, alias="else")
    __pydantic_extra__: dict[str, Shares]


def _shares_kind(raw: Any) -> str:
    if isinstance(raw, str):
        return "<level>"
    by = raw.get("by") if isinstance(raw, dict) else getattr(raw, "by", None)
    return "<by>" if isinstance(by, str) else "<shares>"


Shares = Annotated[
    Annotated[str, Tag("<level>")]
    | Annotated[dict[str, ShareTree], Tag("<shares>")]
    | Annotated[ShareTable, Tag("<by>")],
    Discriminator(_shares_kind),
]
"""One level; shares of levels; or either by attribute."""


class Expires(Node):
    """When what has been set goes out of date, and what it is then: an assessment that must be done again.

    It happens wherever the person is, unless the attribute has been set again by then. Who has left the model and comes
    back finds out of date what would have been by then.

    Attributes:
        after: how long after the step.
        set: attributes that change then, the step's own among them.
    """

    after: Distribution
    set: dict[str, Shares] = Field(min_length=1)


class Set(Step):
    """Change attributes: to a level, or drawn by shares.

    Order is part of the scenario: several attributes are changed one after another as written, so that shares by an
    attribute that stands before see its new level. Levels are drawn in the order of the attribute's own shares, in
    whatever order they stand here.

    Attributes:
        set: each attribute with its new level, or the shares of its levels.
        expires: when the one attribute that is set goes out of date; see :class:`Expires`.
    """

    set: dict[str, Shares] = Field(min_length=1)
    expires: Expires | None = None


class Mark(Step):
    """Name this instant, so that measures can be taken between marks. ``discharge-ready`` declares ready, and
    ``ready-withdrawn`` withdraws it: short for :class:`Declare`.

    Attributes:
        mark: the name of the instant.
    """

    mark: str


class Do(Step):
    """Run another pathway, then go on here.

    Attributes:
        do: the pathway.
    """

    do: str


class Meanwhile(Step):
    """Run steps beside the main ones, such as discharge planning beside treatment: a branch with a name.

    The steps beside may be tasks, reserves, releases, payments, waits, messages, searches, choices, changes of
    attributes, marks, declarations and calls. Who comes by again while the branch is under way starts no second one.
    What is unfinished when the person leaves is stopped.

    Attributes:
        meanwhile: the name of the branch, by which ``join`` waits for it.
        do: the name of a pathway, or steps.
    """

    meanwhile: str
    do: Steps


class Join(Step):
    """Wait for steps that run beside; one that is finished, or was never begun, is not waited for.

    Meanwhile the person counts as waiting for what the first unfinished of them, in written order, waits for.

    Attributes:
        join: the name of a branch, or several.
    """

    join: Texts


THEN = ("patience", "queue_limit", "fails", "fallback")
"""The parts of steps that say, with ``then``, what else may happen."""

STEP_KINDS: dict[str, type[Step]] = {
    "stay": Stay,
    "task": Task,
    "reserve": Reserve,
    "pay": Pay,
    "wait": Wait,
    "message": Message,
    "search": Search,
    "choose": Choose,
    "set": Set,
    "mark": Mark,
    "count": Count,
    "declare": Declare,
    "release": Release,
    "leave": Leave,
    "meanwhile": Meanwhile,
    "join": Join,
    "do": Do,
}
"""The steps of the language; the key is the word that a scenario writes."""


def _step_kind(raw: Any) -> str | None:
    """The tag of the step that a raw value is; None for one that names no step."""
    if isinstance(raw, Step):
        return next(f"<{name}>" for name, cls in STEP_KINDS.items() if isinstance(raw, cls))
    kind = next((name for name in STEP_KINDS if isinstance(raw, dict) and name in raw), "")
    return f"<{kind}>" if kind and not (kind == "do" and _misspells_meanwhile(raw)) else None


def _misspells_meanwhile(raw: dict[str, Any]) -> bool:
    """Whether ``do`` is that of ``meanwhile`` misspelt: beside a word near to it, or steps beside any unknown one."""
    from flowsim.scenario.names import nearest_name  # which knows all kinds of steps

    others = [key for key in map(str, raw) if not nearest_name(key, Do.model_fields)]
    return bool(others) and (isinstance(raw["do"], list) or any(nearest_name(key, ["meanwhile"]) for key in others))


AnyStep = Annotated[
    Annotated[Stay, Tag("<stay>")]
    | Annotated[Task, Tag("<task>")]
    | Annotated[Reserve, Tag("<reserve>")]
    | Annotated[Pay, Tag("<pay>")]
    | Annotated[Wait, Tag("<wait>")]
    | Annotated[Message, Tag("<message>")]
    | Annotated[Search, Tag("<search>")]
    | Annotated[Choose, Tag("<choose>")]
    | Annotated[Set, Tag("<set>")]
    | Annotated[Mark, Tag("<mark>")]
    | Annotated[Count, Tag("<count>")]
    | Annotated[Declare, Tag("<declare>")]
    | Annotated[Release, Tag("<release>")]
    | Annotated[Leave, Tag("<leave>")]
    | Annotated[Meanwhile, Tag("<meanwhile>")]
    | Annotated[Join, Tag("<join>")]
    | Annotated[Do, Tag("<do>")],
    Discriminator(_step_kind, custom_error_type="unknown_step", custom_error_message="this names no step"),
]
"""Any one step."""


def _steps_kind(raw: Any) -> str:
    return "<pathway>" if isinstance(raw, str) else "<steps>"


Steps = Annotated[
    Annotated[str, Tag("<pathway>")] | Annotated[list[AnyStep], Tag("<steps>")],
    Discriminator(_steps_kind),
]
"""What to do: the name of a pathway, or steps written in place."""

for _model in (
    Wait, Risk, ShareTable, Patience, QueueLimit, Fails, Fallback, Search, Request, Stay, Reserve, Task, Pay, Option,
    Uptake, Choose, Set, Meanwhile,
):  # fmt: skip
    _model.model_rebuild()
