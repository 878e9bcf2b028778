"""The generator draws the whole language: nothing that a scenario can say is missing from the equality test."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from flowsim.engine.output import EVENT_KINDS
from flowsim.scenario.census import Found
from flowsim.scenario.conditions import STATE_WORDS
from flowsim.scenario.distributions import LEAVES
from flowsim.scenario.place import Arrivals, Run, Team, Unit
from flowsim.scenario.steps import STEP_KINDS
from tests.engines import drawn_census
from tests.engines.corpus import Case, cases, documents, more, more_documents
from tests.engines.coverage import cover
from tests.engines.generator import Document, combinations, features

NOT_BEHAVIOUR = {"name", "note", "title", "stage"}

TOLD_ONLY = {"kind", "hour_cost", "payer", "miles_per_hour"}
"""Of a team: what measures and policies read."""


def test_every_option_of_every_step_is_drawn() -> None:
    """Only options that move nothing are left out: names and words for the reader."""
    counts = Counter(word for document in documents() for word in features(document))
    wanted = {
        kind if field == kind else f"{kind}.{model.model_fields[field].alias or field}"
        for kind, model in STEP_KINDS.items()
        for field in model.model_fields
        if field not in NOT_BEHAVIOUR
    } - {f"leave.{field}" for field in ("key", "share", "when")}
    wanted |= {f"arrivals.{field}" for field in Arrivals.model_fields if field not in NOT_BEHAVIOUR}
    wanted |= {
        "start.empty",
        "start.filled",
        "start.shares",
        "team.hours",
        "team.always",
        "intervals",
        "groups",
        "intervals.within",
    }
    wanted |= {
        f"unit.{field}"
        for field in Unit.model_fields
        if field not in NOT_BEHAVIOUR | {"kind", "day_cost", "week_cost", "serves"}
    }
    wanted |= {f"team.{field}" for field in Team.model_fields if field not in NOT_BEHAVIOUR | TOLD_ONLY}
    wanted |= {"start.census", *(f"census.{kind}" for kind in drawn_census.LASTING)}
    wanted |= {f"census.{field.alias or name}" for name, field in Found.model_fields.items()}
    wanted |= {"wait.wait.until", "wait.wait.if_open", "hours.holidays", "hours.except"}
    wanted |= {"stay.list", "choose.uptake", "stay.stay.by", "stay.patience.then", "stay.queue_limit.then"}
    wanted |= {"wait.wait.by", "wait.wait.times", "stay.share.by"}
    wanted |= {f"{kind}.priority.{word}" for kind in ("stay", "task") for word in ("after", "level", "by")}
    wanted |= {f"when.{word}" for word in STATE_WORDS}
    wanted |= {"choose.uptake", "uptake by person", "uptake by unit", "uptake by unit where the person is"}
    wanted |= {"uptake by team", "uptake by attribute", "uptake.from", "uptake.ramp"}
    assert not {word for word in wanted if counts[word] == 0}
    assert not {name for name in (*LEAVES, "truncate") if not any(word.endswith(f".{name}") for word in counts)}
    assert Run.model_fields.keys() - {"replications", "seed"} <= {
        "start_date", "start", "warm_up", "window", "follow_up",
    }  # fmt: skip


def test_no_word_of_the_language_is_never_drawn() -> None:
    """Under every model that declares it, without a list kept by hand; the table of all: tests/engines/coverage.py."""
    assert cover(documents()).never == []


def test_words_are_counted_alone_and_in_pairs() -> None:
    """Two documents by hand: both have a run's window, one a run's start, so the pair stands together once."""
    short: dict[str, Any] = {"flowsim": 1, "name": "x", "run": {"window": "1 d"}}
    found = cover([short, short | {"run": {"window": "1 d", "start": "empty"}}])
    assert (found.words["Run.window"], found.words["Run.start"], found.words["Stay.stay"]) == (2, 1, 0)
    assert found.pairs["Run.start", "Run.window"] == 1
    assert "Stay.stay" in found.never
    assert "Run.window" not in found.never


def test_words_are_drawn_in_combination() -> None:
    combined(documents(), at_least=3)


@pytest.mark.statistical
def test_words_are_drawn_in_combination_again_and_again() -> None:
    combined(more_documents(), at_least=4)


def combined(among: list[Document], at_least: int) -> None:
    counts = Counter(word for document in among for word in combinations(document))
    wanted = {
        "by inside by", "pathways by inside by", "attributes by inside by", "arrivals by inside by", "by with times",
        "mixture with times", "mixture of by", "choose.share by", "set by table", "set of several",
        "hours of several keys", "shared key", "team named like a unit", "at with factor",
    }  # fmt: skip
    assert not {word for word in wanted if counts[word] < at_least}, counts


def test_every_kind_of_event_happens() -> None:
    """In the runs, not only in the words: every kind of line in a log, rings of two and more, people passed over by
    them, whole days of delay, people in place at the start."""
    happening(cases(), at_least=3)


@pytest.mark.statistical
def test_every_kind_of_event_happens_again_and_again() -> None:
    happening(more(), at_least=4)


def happening(among: list[Case], at_least: int) -> None:
    seen: Counter[str] = Counter()
    for plan, _, replication in among:
        assert replication.log is not None
        _, _, _, _, _, rings, moved, passed_over = replication.tallies.totals
        seen.update(EVENT_KINDS[kind] for kind in set(replication.log["kind"].tolist()))
        seen["ring"] += rings > 0
        seen["ring of three or more"] += moved > 2 * rings
        seen["passed over"] += passed_over > 0
        seen["delay of days"] += replication.tallies.delay[0, 1:].any()
        seen["in place at the start"] += bool((plan.sources["people"] > 0).any())
    wanted = {*EVENT_KINDS, "ring", "ring of three or more", "passed over", "delay of days", "in place at the start"}
    assert not {word for word in wanted if seen[word] < at_least}, seen
