"""Figures by an attribute of people (``run --by``): those that are looked at first, a column for each of its levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowsim.cli.output import say, table
from flowsim.cli.words import title, value

if TYPE_CHECKING:
    from flowsim.experiment.replications import RunResult
    from flowsim.scenario.called import Called


def show(result: RunResult) -> None:
    """A table for each attribute that was asked for, of the foremost figures that come by group."""
    from flowsim.scenario.called import Called

    called = Called(result.arm.scenario.place)
    for attribute in result.arm.scenario.by:
        levels = [name for name in result.arm.plan.names["levels"] if name.partition(".")[0] == attribute]
        say(f"\nBy {called.attribute(attribute)}")
        heads = [called.level(attribute, level.partition(".")[2]) for level in levels]
        table(("Measure", *heads), _rows(result, levels, called))
        say("Of figures that are about people; --csv has the others that come by group.")


def _rows(result: RunResult, levels: list[str], called: Called) -> list[tuple[str, ...]]:
    from flowsim.experiment.foremost import FOREMOST
    from flowsim.results.measures import MEASURES

    found = {(row.measure, row.of, row.group): row for row in result.rows if row.n}
    wanted = {first.measure for first in FOREMOST}
    kinds = dict.fromkeys((measure, of) for measure, of, group in found if measure in wanted and group in levels)
    order = [first.measure for first in FOREMOST]
    rows = []
    for measure, of in sorted(kinds, key=lambda kind: order.index(kind[0])):
        own = [found.get((measure, of, level)) for level in levels]
        if not any(row and row.mean for row in own):  # nothing to say of anybody
            continue
        cells = [value(MEASURES[measure], row.mean, row.half_width) if row else "" for row in own]
        rows.append((title(MEASURES[measure], of, called=called), *cells))
    return rows
