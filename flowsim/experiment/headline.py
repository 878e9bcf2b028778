"""Which values are shown first, and in what order: a page that a planner reads, out of hundreds that a run gives."""

from __future__ import annotations

from collections.abc import Sequence

from flowsim.experiment.arms import Key
from flowsim.results.families.money import NOBODY
from flowsim.results.measures import MEASURES
from flowsim.results.registry import ALL, EVERYONE, HEADLINE

SETTING, KIND = "setting: ", "kind: "
HOSPITAL, HOME, EMERGENCY = SETTING + "hospital", SETTING + "home", SETTING + "emergency"
PAYER, BODY = "payer: ", "body: "

_BODY_OF = {"council": "social care", HOSPITAL: "NHS", EMERGENCY: "NHS", NOBODY: ""}
"""Whose a figure is by what it is of, where that is another word than a body's name."""

FAMILIES = (
    "delay", "stays", "waiting", "follow-up", "beds", "teams", "workforce", "funds", "budgets", "intervals",
    "providers", "acts", "counts", "money", "flows", "rings",
)  # fmt: skip
"""The order of the page: people's delays first."""

ASIDE = ("queue-for-team", "delayed-days-per-overnight-discharge")
"""Headline measures that another one on the page says in nearly the same way."""


def headline(key: Key, kinds: bool = False) -> bool:
    """Whether a value is on the page: of a headline measure, for everyone, and of more than one unit or source.

    Places are shown by setting, since a unit is always in one (those at home only among all values), and numbers of
    people for hospitals only; teams by kind where the scenario has ``kinds`` of teams, else one by one.
    """
    measure = MEASURES[key.measure]
    if key.group != EVERYONE or measure.level != HEADLINE or measure.name in ASIDE:
        return False
    if measure.family == "beds":
        return key.of == HOSPITAL or (key.of.startswith(SETTING) and key.of != HOME and measure.unit != "people")
    if measure.family in ("teams", "providers"):
        return key.of.startswith(KIND) or not kinds
    if key.of.startswith((PAYER, BODY)):
        return True
    in_all = measure.family in ("acts", "flows", "money") or measure.name == "deaths-while-waiting"
    return not in_all or key.of == ALL


def body_of(key: Key) -> str:
    """Whose a value is: the payer's or body's that it is of, else the measure's; a hospital's beds are the NHS's.

    >>> body_of(Key("cost-of-placements", "payer: council", EVERYONE)), body_of(Key("occupancy", HOSPITAL, EVERYONE))
    ('social care', 'NHS')
    >>> body_of(Key("nights-in-hospital", "", EVERYONE)), body_of(Key("utilisation", "hub", EVERYONE))
    ('NHS', '')
    >>> body_of(Key("cost-by-body", f"body: {NOBODY}", EVERYONE)), body_of(Key("staff-in-post", "council", EVERYONE))
    ('', '')
    """
    if MEASURES[key.measure].family == "workforce":
        return ""  # an employer may have the name of a body
    who = key.of.removeprefix(PAYER).removeprefix(BODY)
    if who != key.of:
        return _BODY_OF.get(who, who)
    return MEASURES[key.measure].body or _BODY_OF.get(key.of, "")


def shown(keys: Sequence[Key], all: bool = False) -> tuple[int, ...]:
    """Places in ``keys`` of the values of the page, in its order; or of all values, in their own."""
    if all:
        return tuple(range(len(keys)))
    kinds = any(key.of.startswith(KIND) and MEASURES[key.measure].family == "teams" for key in keys)
    page = (place for place, key in enumerate(keys) if headline(key, kinds))
    return tuple(sorted(page, key=lambda place: FAMILIES.index(MEASURES[keys[place].measure].family)))
