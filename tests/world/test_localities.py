"""``localities`` beside the figures that it was fitted to; and that the smaller places say where numbers come from."""

from __future__ import annotations

import pytest

from flowsim.experiment.replications import run
from flowsim.scenario.scenario import load
from tests.world.test_northmoor import MEASURED, figures

EXEMPT = (
    "by_hour",
    "by_weekday",
    "by_month",
    "truncate",
    "priority",
    ".attributes",
    "fallback",
    "by_day",
    ".since",
    "patience-runs-out.times",
)
"""Profiles and bounds; shares of attributes, whose note is the attribute's."""


@pytest.mark.parametrize("name", ["one-hundred", "localities", "winter"])
def test_every_number_says_where_it_comes_from(name: str) -> None:
    place = load(name).place
    bare = [path for path, figure in figures(place) if not figure.source and not figure.assumed]
    assert [path for path in bare if not any(word in path for word in (*EXEMPT, *MEASURED))] == []
    assert all(attribute.note or name != "localities" for attribute in place.attributes.values())  # for its shares


def test_every_reason_has_a_scottish_code() -> None:
    place = load("localities").place
    assert all(
        name.upper().removeprefix("CODE-") == (reason.title or "").split()[0] for name, reason in place.reasons.items()
    )


@pytest.mark.statistical
def test_people_delayed_are_those_of_scotland() -> None:
    """1,943 a day of 5.45 million are 53 of 150,000; 1,354, 64 and 526 of them by group (Public Health Scotland,
    September 2024 to August 2025). Fitted, so it is no evidence; a sixth either way."""
    table = run(load("localities"), replications=20).measures
    mean = table[table["group"] == "everyone"].set_index(["measure", "of"])["mean"]
    assert mean["no-criteria-to-reside", ""] == pytest.approx(53, rel=1 / 6)
    groups = mean["delayed-bed-days-by-reason-group"]
    share = groups / groups.sum()
    assert share["health and social care reasons"] == pytest.approx(1354 / 1943, abs=0.06)
    assert share["patient, family and carer reasons"] == pytest.approx(64 / 1943, abs=0.02)
    assert share["code 9 complex"] == pytest.approx(526 / 1943, abs=0.06)
