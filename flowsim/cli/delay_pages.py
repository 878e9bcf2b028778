"""Pages of ``flowsim run`` about delay: in the words of a list of reasons, and what people waited for in the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flowsim.cli.output import say, table, with_half_width

if TYPE_CHECKING:
    from flowsim.experiment.delays import Attributed, Delay
    from flowsim.experiment.replications import RunResult

LEAST = 0.01
"""Delayed bed days a day below which a line is left off the page; all are in the JSON."""


@dataclass(frozen=True)
class DelayPage:
    """One page: its name in the JSON, its records there, and how it is shown."""

    name: str
    records: Callable[[RunResult], list[dict[str, Any]]]
    show: Callable[[RunResult], None]


def delay_pages(reasons: str | None, waited_for: bool) -> list[DelayPage]:
    """The pages that were asked for.

    Raises:
        UsageError: there is no such list of reasons.
    """
    pages = []
    if reasons is not None:
        from flowsim.scenario.vocabularies import vocabulary

        name = vocabulary(reasons).name
        pages.append(
            DelayPage("reasons", lambda result: [row._asdict() for row in _delays(result, name)], _shows_reasons(name))
        )
    if waited_for:
        pages.append(
            DelayPage("waited_for", lambda result: [row._asdict() for row in _attributed(result)], _show_waited_for)
        )
    return pages


def _delays(result: RunResult, name: str) -> list[Delay]:
    from flowsim.experiment.delays import delays

    return delays(result.rows, name)


def _attributed(result: RunResult) -> list[Attributed]:
    from flowsim.experiment.delays import attributed

    return attributed(result.rows, result.arm.plan)


def _shows_reasons(name: str) -> Callable[[RunResult], None]:
    def show(result: RunResult) -> None:
        from flowsim.scenario.vocabularies import vocabulary

        listed, rows = vocabulary(name), [row for row in _delays(result, name) if row.mean >= LEAST]
        say(f"Delayed bed days a day by reason: {listed.title}")
        codes = [row for row in rows if row.by == "code"]
        columns = ("Code", "Reason", *(["May be attributed to"] if listed.attributes else []))
        lines = [(row.name, row.title, *([row.permitted] if listed.attributes else []), _days(row)) for row in codes]
        table((*columns, "Mean ± half-width"), lines, words="Reason", left=len(columns))
        for by, heading in (("group", "Group"), ("body", "Attributed to")):
            if there := [row for row in rows if row.by == by]:
                table((heading, "Mean ± half-width"), [(row.name, _days(row)) for row in there])
        say(f"Several reasons may stand under one code; flowsim reasons --in {name} shows which, and what is doubtful.")

    return show


def _show_waited_for(result: RunResult) -> None:
    from flowsim.scenario.called import Called

    called = Called(result.arm.scenario.place)
    rows = _attributed(result)
    say("Delayed bed days a day by what people waited for")
    first = {row.waited_for: row for row in rows if row.link == "first"}
    ends = [row for row in rows if row.link == "last" and max(row.mean, first[row.waited_for].mean) >= LEAST]
    lines = [
        (called.of("what is waited for", row.waited_for), row.kind, _days(first[row.waited_for]), _days(row))
        for row in ends
    ]
    table(("Waited for", "", "At the first link", "Through the chain"), lines, left=2)
    say(f"In all {_total(first.values())} at the first link, {_total(ends)} through the chain.")
    onward = [row for row in rows if row.link == "passed on" and row.mean >= LEAST]
    if onward:
        say()
        table(
            ("People wait for", "where people wait for", "Days passed on"),
            [
                (*(called.of("what is waited for", name) for name in (row.where, row.waited_for)), _days(row))
                for row in onward
            ],
            left=2,
        )
    say(f"Lines of less than {LEAST} a day are left off; --json has all.")
    say("Days of people who wait for a unit go on as the people in it wait, in proportion to their means.")
    say("'time' passes at a wait, search or transfer of that reason; 'stay' is a stay of their own, under way.")


def _total(rows: Sequence[Attributed] | Any) -> str:
    return f"{sum(row.mean for row in rows):.2f}"


def _days(row: Delay | Attributed) -> str:
    return with_half_width(row.mean, row.half_width)
