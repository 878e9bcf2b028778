"""Rules about what is counted: names, that somebody does what takes time, and one word for one thing."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario.check_names import bad_name
from flowsim.scenario.counting import Count
from flowsim.scenario.efforts import Effort, efforts
from flowsim.scenario.faults import Fault
from flowsim.scenario.place import Place, Team
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule


@rule(Count)
def counts(known: Known, path: Path, step: Count) -> Iterator[Fault]:
    """The name of what is counted, and of who does it; what takes time or travel is done by somebody."""
    yield from bad_name(step.count, (*path, "count"))
    if step.by is not None:
        yield from bad_name(step.by, (*path, "by"))
    if step.miles is not None and step.miles.value < 0:
        yield Fault("out-of-range", (*path, "miles"), "nobody travels less than nought miles", str(step.miles.value))
    for word in ("effort", "miles"):
        if getattr(step, word) is not None and step.by is None:
            message = f"'{word}' needs 'by': who spends it"
            yield Fault("effort-of-nobody", (*path, word), message, expected="by: family", at_key=True)


@rule(Place)
def same_effort(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """What has one name and is done by the same people takes the same time and way wherever it is done."""
    first: dict[tuple[str, str, str], Effort] = {}
    for where, act, effort in efforts(place):
        if first.setdefault(act, effort) != effort:
            what, name, by = act
            message = f"the {what} '{name}' by '{by}' takes another effort elsewhere: give one of them another name"
            yield Fault("two-efforts", where, message)


@rule(Team)
def speed(known: Known, path: Path, team: Team) -> Iterator[Fault]:
    """Workers who travel get on."""
    if team.miles_per_hour is not None and team.miles_per_hour.value <= 0:
        message = "workers who travel get on by more than nought miles an hour"
        yield Fault("out-of-range", (*path, "miles_per_hour"), message, str(team.miles_per_hour.value), "above 0")
