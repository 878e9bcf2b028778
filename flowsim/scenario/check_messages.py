"""Rules about messages and searches: names, calendars, and that somebody asks after a message that is lost."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario.check_names import bad_name
from flowsim.scenario.faults import Fault
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, rule, walk
from flowsim.scenario.steps import Message, Search
from flowsim.scenario.waits import Chase


@rule(Message)
def messages(known: Known, path: Path, step: Message) -> Iterator[Fault]:
    """The name of a message, its calendar and reason; what can be lost is chased."""
    yield from bad_name(step.message, (*path, "message"))
    yield from _hours_and_reason(known, path, step)
    some = any(isinstance(node, Figure) and node.value > 0 for _, node in walk(step.lost, ()))
    if some and step.chased is None:
        message = "a message that is lost and that nobody chases never comes"
        yield Fault("never-chased", (*path, "lost"), message, expected="chased: {after: ..., by: ...}", at_key=True)


@rule(Chase)
def chases(known: Known, path: Path, chase: Chase) -> Iterator[Fault]:
    """Who chases, and by which calendar."""
    yield from bad_name(chase.by, (*path, "by"))
    if chase.hours is not None:
        yield from known.unknown("calendar", chase.hours, (*path, "hours"))


@rule(Search)
def searches(known: Known, path: Path, step: Search) -> Iterator[Fault]:
    """The name of a search, its calendar and reason; no more are asked at one time than in all."""
    yield from bad_name(step.search, (*path, "search"))
    yield from _hours_and_reason(known, path, step)
    most = step.fallback.approaches if step.fallback else None
    if most is not None and step.at_once > most:
        message = "more providers are asked at one time than in all"
        yield Fault("out-of-range", (*path, "at_once"), message, str(step.at_once), f"at most {most}")


def _hours_and_reason(known: Known, path: Path, step: Message | Search) -> Iterator[Fault]:
    if step.hours is not None:
        yield from known.unknown("calendar", step.hours, (*path, "hours"))
    if step.reason is not None:
        yield from known.unknown("reason", step.reason, (*path, "reason"))
