"""A policy as a file says it: what it changes, for whom, and what is known of it.

```yaml
flowsim: 1
policy: more-beds
title: More hospital beds
definition: Adds staffed beds, shared over the hospital's units in proportion to their size.
helps: ...        # in words; a policy is never called the best
harms: ...
costs: ...        # in words
charges:          # in pounds: once, or for each year, person reached, worker or place added
  - {amount: £126000, per: place, body: NHS, source: ...}
evidence: {text: ..., source: ...}
needs: ...        # in words: what a place must have for it
for: {age: [75-84, 85+]}  # whom it is for, by attributes; without it everybody
uptake: 1.0       # the share of them whom it reaches, drawn once a person
from: 2025-06-01  # or a time after the start of the window; without it from the start of the run
ramp: 90 d        # how long it takes from then until the whole share is reached
parameters:
  places: {value: 20, range: [5, 50], assumed: true, title: Beds added}
edits:
  - {add: {parameter: places}, to: "units[setting=hospital].places"}
```

Each edit does one thing. Paths are those of :mod:`flowsim.scenario.selectors`.

| edit | what it does |
| --- | --- |
| ``set: value`` ``in: path`` | puts a value; a unit, team, calendar or pathway that is not there yet is added |
| ``scale: factor`` ``of: path`` | multiplies a number, or the times of a distribution |
| ``add: amount`` ``to: path`` | adds; several counts share the amount in proportion, unless ``each: true`` |
| ``insert: [steps]`` and a place | puts steps ``before`` or ``after`` steps, or ``first_in`` or ``last_in`` a pathway |
| ``skip: path`` | leaves steps out |
| ``replace: path`` ``with: [steps]`` | puts other steps in the place of one; the first inherits its random draws |
| ``move: path`` and a place | takes steps away and does them ``before``, ``after``, ``into`` or ``beside`` another |
| ``shift: 5 %`` ``of: path`` ``from:`` ``to:`` | more people one way of a choice, fewer another, told by the stay |
| ``spread: path`` | hours of teams, steps or units over seven days: as many a week, or (``added: 1``) working days |
| ``pool: path`` | units, or funds: whoever asks for one may have any, their own first |
| ``merge: path`` ``as: name`` | teams: one with the workers of all, and one queue |

``next-stay`` as the place of a move is the first stay outside hospital that the person comes to: ``after`` it does
the step when that stay ends; ``into`` does it on arrival there, before the stay's own time begins; ``beside`` does
it while the person stays there, and who stays less long waits for it.
``{parameter: name}`` stands for a parameter's value, anywhere in an edit.

A wait until a calendar opens has no length: ``scale`` passes it over beside others that have.
A policy that only moves money has charges and no edits.
An edit with ``optional: true`` is passed over where its path finds nothing. A policy none of whose edits finds
anything is refused, and says what it ``needs``.

``uptake: {share: 60 %, by: unit}`` draws once for each unit: the one that the edited step asks for, if it is a stay,
and else the one where the person is. ``by: team`` is the team whose task is edited; ``by: town`` (an attribute) draws
once for each level. Whom a policy reaches is decided at the first of its steps that a person comes to, by uptake and
ramp at that instant, and holds for all its other steps. Places, teams, staff and arrivals are there for all, without
uptake; places, headcounts, rates of arrivals, and posts, turnover, moves and joiners of the workforce may change
``from`` a date on, all at once.

``units[employer=none]`` are those that no employer of the workforce staffs; what others have comes by its posts:
``workforce.employers[staffs=home-care].posts`` are those of who staffs units or teams of that kind (or name).
``same_staff: true`` says that the staff who are there give what a policy adds; else places, hours or workers that an
employer staffs and that come without posts are doubted.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from flowsim.scenario.instants import Instant
from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Duration, Figure, Share

NEXT_STAY = "next-stay"
"""The place of a move that means: the first stay outside hospital that the person comes to."""

CODES: dict[str, str] = {
    "not-a-policy": "A policy's file, name or edits are not as they should be.",
    "unknown-edit": "An edit of a policy does none of the things that an edit can do.",
    "no-anchor": "An edit that puts steps somewhere does not say where, or says it twice.",
    "unknown-parameter": "There is no such parameter of the policy.",
    "bad-path": "This is not a path.",
    "bad-edit": "An edit cannot be done to what stands there.",
    "nothing-selected": "A selector fits nothing in this scenario.",
    "policy-uptake": "A policy that reaches a share of people edits something that is there for all.",
    "policy-date": "A policy with a date edits something that is the same for the whole run.",
    "no-source": "A cost of a policy has no source and does not say that it is assumed.",
    "policy-charge": "A cost of a policy is for something that the policy does not have here.",
    "policy-conflict": "Two edits cannot both be done.",
    "policy-idle": "A policy, its places or posts, or a size that is given to it, come to no change in this scenario.",
    "policy-large": "A policy's usual size adds more than there is in this scenario.",
    "policy-staff": "A policy changes places or hours that an employer staffs, and not the employer's posts.",
    "policy-step-name": "Two steps of one pathway would have the same name.",
}
"""Every code that a problem of a policy can carry besides those of a scenario, with its meaning."""


class Evidence(Node):
    """What is known of a policy's effect, and from where; ``assumption`` as the source if nobody measured it."""

    text: str
    source: str


class Parameter(Node):
    """A number of a policy that may be given when it is used. The range is for sensitivity; it is not a limit."""

    value: Any
    range: list[Any] | None = Field(None, min_length=2, max_length=2)
    source: str | None = None
    assumed: bool | str = False
    title: str | None = None


class PolicyFrame(Node):
    """The policy file, its edits still as written."""

    flowsim: Literal[1]
    policy: str
    title: str
    definition: str
    helps: str
    harms: str
    costs: str
    charges: list[Any] = Field(default_factory=list)
    evidence: Evidence
    uptake: Any = 1
    start: Any = Field(None, alias="from")
    ramp: Any = None
    needs: str | None = None
    people: dict[str, str | list[str]] = Field(default_factory=dict, alias="for")
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    same_staff: bool = False
    edits: list[Any] = Field(default_factory=list)


class UptakeFrame(Node):
    """An uptake with who decides: each ``person``, ``unit`` or ``team``, or each level of an attribute."""

    share: Share = Field(default_factory=lambda: Figure(1.0, 1))
    by: str = "person"


class When(Node):
    """From when a policy is in force, and how long it takes to reach its whole share."""

    start: Instant | None = Field(None, alias="from")
    ramp: Duration | None = None


class AnyEdit(Node):
    """What every edit may say: that it is passed over where its path finds nothing."""

    optional: bool = False


class SetEdit(AnyEdit):
    """Put a value."""

    set: Any
    path: str = Field(alias="in")


class ScaleEdit(AnyEdit):
    """Multiply a number, or the times of a distribution."""

    scale: Any
    path: str = Field(alias="of")


class AddEdit(AnyEdit):
    """Add an amount: shared over what the path finds, or to ``each``."""

    add: Any
    path: str = Field(alias="to")
    each: bool = False


class Anchored(AnyEdit):
    """Says where steps are put; exactly one of these."""

    before: str | None = None
    after: str | None = None
    into: str | None = None
    beside: str | None = None
    first_in: str | None = None
    last_in: str | None = None

    def anchors(self) -> list[tuple[str, str]]:
        """The places that are given, as (where, path)."""
        given = [(where, getattr(self, where)) for where in ANCHORS]
        return [(where, path) for where, path in given if path is not None]


class InsertEdit(Anchored):
    """Put new steps somewhere."""

    insert: list[Any] = Field(min_length=1)


class SkipEdit(AnyEdit):
    """Leave steps out."""

    skip: str


class ReplaceEdit(AnyEdit):
    """Put other steps in the place of one."""

    replace: str
    steps: list[Any] = Field(alias="with", min_length=1)


class MoveEdit(Anchored):
    """Take steps away and do them elsewhere."""

    move: str


class ShiftEdit(AnyEdit):
    """Let more people go one way of a choice and fewer another, each named by the stage of the stay it leads to."""

    shift: Any
    path: str = Field(alias="of")
    source: str = Field(alias="from")
    target: str = Field(alias="to")


class SpreadEdit(AnyEdit):
    """Open on all seven days: for the same hours a week, or with ``added`` of the way to a working day's hours each.

    ``far`` is how far the days are made alike: 1 all of it, 0 not at all.
    """

    spread: str
    added: Share = Field(default_factory=lambda: Figure(0.0, 0))
    far: Share = Field(default_factory=lambda: Figure(1.0, 1))


class PoolEdit(AnyEdit):
    """Let whoever asks for one of some units, or funds, have any of them."""

    pool: str


class MergeEdit(AnyEdit):
    """Make one team of several."""

    merge: str
    name: str = Field(alias="as")


Edit = (
    SetEdit | ScaleEdit | AddEdit | InsertEdit | SkipEdit | ReplaceEdit | MoveEdit
    | ShiftEdit | SpreadEdit | PoolEdit | MergeEdit
)  # fmt: skip

ANCHORS = ("before", "after", "into", "beside", "first_in", "last_in")
EDITS: dict[str, type[Edit]] = {
    "set": SetEdit,
    "scale": ScaleEdit,
    "add": AddEdit,
    "insert": InsertEdit,
    "skip": SkipEdit,
    "replace": ReplaceEdit,
    "move": MoveEdit,
    "shift": ShiftEdit,
    "spread": SpreadEdit,
    "pool": PoolEdit,
    "merge": MergeEdit,
}
"""The edits of the language; the key is the word that a policy writes."""
