"""The page of ``flowsim run --equity``: gaps and ratios between groups of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flowsim.cli.delay_pages import DelayPage
from flowsim.cli.output import say, table, with_half_width
from flowsim.cli.words import title, value
from flowsim.errors import UsageError

if TYPE_CHECKING:
    from flowsim.experiment.equity import Gap
    from flowsim.experiment.replications import RunResult
    from flowsim.scenario.scenario import Scenario


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

    found = [gap for gap in result.gaps if gap.n and (all or MEASURES[gap.measure].level == HEADLINE)]
    for attribute in dict.fromkeys(gap.attribute for gap in found):
        own = [gap for gap in found if gap.attribute == attribute]
        say(f"By {attribute}: each group beside {own[0].reference}")
        _table(own)
    if not all:
        say("Headline measures; --all shows every measure that is about people and comes by group.")
    say("Gap is the group's value minus that of the group it stands beside, ratio the one over the other;")
    say("± is the half-width of a 95 % t interval over replications, of each by itself, not of all together.")
    say("A gap may come from differing needs: it is where to ask, not an answer.")


def _table(found: Sequence[Gap]) -> None:
    from flowsim.results.measures import MEASURES

    rows = [
        (
            title(MEASURES[gap.measure], gap.of),
            gap.group,
            value(MEASURES[gap.measure], gap.value, gap.value_half_width),
            value(MEASURES[gap.measure], gap.gap, gap.gap_half_width, sign=True, beside=gap.reference_value),
            with_half_width(gap.ratio, gap.ratio_half_width),
        )
        for gap in found
    ]
    table(("Measure", "Group", "Value", "Gap", "Ratio"), rows, left=2)
