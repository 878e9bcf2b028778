"""The official delay reasons against the published table and its published sums."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from flowsim.scenario.place import Place
from flowsim.scenario.reasons import BODIES, GROUPS, OFFICIAL, reason_registry

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "england_delay_reasons_mean_2024-06_2025-05.csv"


@pytest.fixture(scope="module")
def published() -> dict[str, float]:
    """Published title to share in per cent."""
    if not PUBLISHED.exists():
        pytest.skip(f"the published table {PUBLISHED.name} is not here")
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["delay_reason"].replace("\u00a0", " "): float(row["share_pct"]) for row in rows}


def test_titles_are_the_published_ones(published: dict[str, float]) -> None:
    assert {reason.title for reason in OFFICIAL.values()} == set(published)


def test_group_shares_are_the_published_ones(published: dict[str, float]) -> None:
    """England, June 2024 to May 2025: 19.4 / 12.7 / 28.8 / 34.0 / 5.2 per cent of people delayed."""
    shares = [sum(published[r.title] for r in OFFICIAL.values() if r.group == group) for group in GROUPS]
    assert shares == pytest.approx([19.4, 12.7, 28.8, 34.0, 5.2], abs=0.06)


def test_pathway_shares_are_the_published_ones(published: dict[str, float]) -> None:
    """England, June 2024 to May 2025: tagged P1 18.3, P2 16.6, P3 15.6 per cent."""
    tagged = [[r.title for r in OFFICIAL.values() if r.pathway == tag] for tag in ("P1", "P2", "P3")]
    shares = [sum(published[title] for title in titles) for titles in tagged]
    assert shares == pytest.approx([18.3, 16.6, 15.6], abs=0.07)


def test_there_are_37_with_short_names_known_bodies_and_grounds() -> None:
    assert len(OFFICIAL) == 37
    for reason in OFFICIAL.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", reason.name)
        assert reason.body in BODIES
        assert reason.group in GROUPS
        assert reason.why


def test_a_place_adds_and_replaces_reasons() -> None:
    own = {"snow": {"title": "The pass is closed"}, "equipment": {"title": "Equipment", "body": "NHS"}}
    place = Place.model_validate({"flowsim": 1, "name": "x", "run": {"window": "1 d"}, "reasons": own})
    registry = reason_registry(place)
    assert registry["snow"].group == "other"
    assert registry["equipment"].body == "NHS"
    assert len(registry) == 39
    assert reason_registry()["equipment"].body == "both"
