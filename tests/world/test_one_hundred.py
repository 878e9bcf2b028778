"""``one-hundred`` goes as the story is told: to and fro for three and a half weeks, and who pays, week by week."""

from __future__ import annotations

from itertools import pairwise

import pytest

from flowsim.engine import compiled
from flowsim.engine.output import AMOUNT, JOIN, LOG, MARKED
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import PAY, Plan
from flowsim.report.story import story as tell
from flowsim.report.story import worlds
from flowsim.scenario.scenario import load
from flowsim.units import DAY

FEE, USUAL = 104_200, 84_000
"""Pence a week: the home's fee, and what the council usually pays."""

Told = list[tuple[int, str, int]]
"""Her marks and payments, in order: the tick, the name of the mark or of the fund, the pence of a payment."""


@pytest.fixture(scope="module")
def stories() -> list[Told]:
    plan = compile_plan(load("one-hundred"))
    return [told(plan, number) for number in range(40)]


def told(plan: Plan, number: int) -> Told:
    log = compiled.replicate(plan, 100, number, LOG).log
    assert log is not None
    marks, funds, kinds = plan.names["marks"], plan.names["resources"], plan.steps["kind"]
    story: Told = []
    asked = {}
    for line in log[log["source"] == plan.names["sources"].index("she")]:
        if line["kind"] == MARKED:
            story.append((int(line["time"]), marks[line["value"]], 0))
        elif line["kind"] == JOIN:
            asked[line["row"]] = funds[line["resource"]]
        elif line["kind"] == AMOUNT and kinds[line["row"]] == PAY:
            story.append((int(line["time"]), asked[line["row"]], int(line["value"])))
    return story


def when(story: Told, name: str) -> int | None:
    return next((time for time, what, _ in story if what == name), None)


def test_three_and_a_half_weeks(stories: list[Told]) -> None:
    spans = [
        (enough - ill) / DAY
        for story in stories
        if (ill := when(story, "taken-ill")) is not None and (enough := when(story, "had-enough")) is not None
    ]
    assert len(spans) > 30
    assert 21 < sum(spans) / len(spans) < 28


def test_the_council_answers_when_the_daughters_have_found_a_home(stories: list[Told]) -> None:
    """In most runs; in the others it had answered, and they did not wait for its social worker."""
    moved = [story for story in stories if when(story, "moved-in") is not None]
    late = [story for story in moved if (when(story, "call-answered") or 0) > (when(story, "moved-in") or 0)]
    assert len(moved) / 2 < len(late) < len(moved)


def test_every_week_is_paid_once(stories: list[Told]) -> None:
    """From moving in on, once a week, the whole fee: by the family, or the council, or both."""
    for story in stories:
        weeks: dict[int, int] = {}
        for time, what, pence in story:
            if what in ("family", "council"):
                weeks[time] = weeks.get(time, 0) + pence
        assert set(weeks.values()) <= {FEE}
        ordered = sorted(weeks)
        assert {later - earlier for earlier, later in pairwise(ordered)} <= {7 * DAY}


def test_the_council_pays_back_what_the_family_paid(stories: list[Told]) -> None:
    """Up to the weeks of the four that the decision falls in, and never for the weeks after it."""
    upheld = 0
    for story in stories:
        back = sum(pence for _, what, pence in story if what == "paid-back")
        settled = when(story, "decided")
        if not back or settled is None:
            continue
        upheld += 1
        before = [pence for time, what, pence in story if what == "family" and time < settled]
        rate = FEE if back % (4 * FEE) == 0 else USUAL
        assert 0 <= back - rate * len(before) <= 3 * rate
    assert upheld > 15


def test_with_a_hub_the_family_carries_fewer_messages() -> None:
    """The same woman, taken ill at the same instant: what is lost under the hub is lost as it is, and more."""
    plain, hub = worlds(load("one-hundred"), ["hub-and-liaison"])
    who = plain.plan.names["sources"].index("she"), 0
    one, other = tell(plain, who), tell(hub, who)
    assert one.moments[0] == other.moments[0]
    for fact in ("messages lost", "times somebody asked after one"):
        assert other.facts[fact] < one.facts[fact]
