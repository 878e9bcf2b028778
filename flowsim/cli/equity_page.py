"""Gaps and ratios between groups of people: of a run (``run --equity``), and what policies do to them (``compare``)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flowsim.cli.delay_pages import DelayPage
from flowsim.cli.output import say, table, with_half_width
from flowsim.cli.words import amount, title, value
from flowsim.errors import UsageError

if TYPE_CHECKING:
    from flowsim.experiment.comparison import Comparison
    from flowsim.experiment.equity import Change, Gap
    from flowsim.experiment.replications import RunResult
    from flowsim.scenario.called import Called
    from flowsim.scenario.scenario import Scenario


REFERENCE = "reference"
"""What stands for the gap and the ratio of the group beside which the others stand."""


def has_groups(scenario: Scenario) -> None:
    """Nothing, if results of this scenario come by group.

    Raises:
        UsageError: they do not; the message says how they would.
    """
    if not scenario.place.groups:
        raise UsageError("--equity compares groups of people; name the attributes first, such as groups: [age]")


def pages(asked: bool, all: bool) -> list[DelayPage]:
    """The page, if it was asked for; with ``all``, every measure and not only the headline ones."""
    return [DelayPage("equity", _records, lambda result: _show(result, all))] if asked else []


def _records(result: RunResult) -> list[dict[str, Any]]:
    return [gap._asdict() for gap in result.gaps]


def _show(result: RunResult, all: bool) -> None:
    from flowsim.results.measures import MEASURES
    from flowsim.results.registry import HEADLINE
    from flowsim.scenario.called import Called

    called = Called(result.arm.scenario.place)
    found = [gap for gap in result.gaps if gap.n and (all or MEASURES[gap.measure].level == HEADLINE)]
    for attribute in dict.fromkeys(gap.attribute for gap in found):
        own = [gap for gap in found if gap.attribute == attribute]
        say(f"By {called.attribute(attribute)}: each group beside {called.level(attribute, own[0].reference)}")
        _table(result, own, called)
    if not all:
        say("Headline measures; --all shows every measure that is about people and comes by group.")
    say("Gap is the group's value minus that of the reference group, ratio the one over the other;")
    say("± is the half-width of a 95 % t interval over replications, of each by itself, not of all together.")
    say("A gap may come from differing needs: it is where to ask, not an answer.")


def _table(result: RunResult, found: Sequence[Gap], called: Called) -> None:
    from flowsim.results.measures import MEASURES

    means = {(row.measure, row.of, row.group): row for row in result.rows}
    rows: list[tuple[str, ...]] = []
    for (measure, of), own in groupby(found, lambda gap: (gap.measure, gap.of)):
        about, gaps = title(MEASURES[measure], of, called=called), list(own)
        attribute, reference = gaps[0].attribute, gaps[0].reference
        mean = means[measure, of, f"{attribute}.{reference}"]
        written = value(MEASURES[measure], mean.mean, mean.half_width)
        rows.append((about, called.level(attribute, reference), written, REFERENCE, REFERENCE))
        rows += [(about, *_beside(gap, called)) for gap in gaps]
    table(("Measure", "Group", "Value", "Gap", "Ratio"), rows, left=2)


def _beside(gap: Gap, called: Called) -> tuple[str, ...]:
    """The cells of a group that stands beside the reference group."""
    from flowsim.results.measures import MEASURES

    return (
        called.level(gap.attribute, gap.group),
        value(MEASURES[gap.measure], gap.value, gap.value_half_width),
        value(MEASURES[gap.measure], gap.gap, gap.gap_half_width, sign=True, beside=gap.reference_value),
        with_half_width(gap.ratio, gap.ratio_half_width),
    )


def show_changes(result: Comparison, all: bool) -> None:
    """What each policy of a comparison does to the gaps; only to those of headline measures unless ``all``."""
    from flowsim.results.measures import MEASURES
    from flowsim.results.registry import HEADLINE
    from flowsim.scenario.called import Called

    called = Called(result.arms[0].scenario.place)
    found = [
        change for change in result.changes if change.pairs and (all or MEASURES[change.measure].level == HEADLINE)
    ]
    for policy, attribute in dict.fromkeys((change.policy, change.attribute) for change in found):
        own = [change for change in found if (change.policy, change.attribute) == (policy, attribute)]
        beside = called.level(attribute, own[0].reference)
        say(f"\nGaps by {called.attribute(attribute)}, each group beside {beside}, without and with {policy}")
        _table_of_changes(own, called)
    say("Change is the gap under the policy less that without it, for the same people; ± is the half-width of a 95 %")
    say("interval, of each by itself. In brackets: it includes zero, no change shown. =: the same in every pair.")


def _table_of_changes(found: Sequence[Change], called: Called) -> None:
    from flowsim.results.measures import MEASURES

    rows = [
        (
            title(MEASURES[change.measure], change.of, called=called),
            called.level(change.attribute, change.group),
            value(MEASURES[change.measure], change.gap, change.gap_half_width, sign=True),
            value(MEASURES[change.measure], change.gap_under, change.gap_under_half_width, sign=True),
            _change(change),
            *(amount(ratio) for ratio in (change.ratio, change.ratio_under)),
        )
        for change in found
    ]
    table(("Measure", "Group", "Gap", "With", "Change", "Ratio", "With"), rows, left=2)


def _change(change: Change) -> str:
    from flowsim.experiment.comparison import NOT_SHOWN, UNCHANGED, verdict
    from flowsim.results.measures import MEASURES

    shows = verdict(change.change, change.change_half_width)
    text = value(MEASURES[change.measure], change.change, change.change_half_width, sign=True, beside=change.gap)
    return "=" if shows == UNCHANGED else f"({text})" if shows == NOT_SHOWN else text
