"""The official delay reasons against the published table and its published sums."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from flowsim.errors import UsageError
from flowsim.scenario.place import Place
from flowsim.scenario.reasons import BODIES, GROUPS, OFFICIAL, reason_registry
from flowsim.scenario.vocabularies import DTOC, VOCABULARIES, WALES, vocabulary
from flowsim.scenario.vocabularies.vocabulary import NO_REASON
from tests.shipped import northmoor

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
    assert len(registry) == len(reason_registry()) + 1
    assert reason_registry()["equipment"].body == "both"


WELSH = PUBLISHED.with_name("wales_delay_reasons_2023-04_2025-03.csv")


def test_welsh_titles_are_the_published_ones() -> None:
    if not WELSH.exists():
        pytest.skip(f"the published table {WELSH.name} is not here")
    with WELSH.open(encoding="utf-8", newline="") as file:
        published = {row["delay_reason"] for row in csv.DictReader(file)}
    assert {code.title for code in WALES.codes.values()} == published
    assert len(WALES.codes) == 57
    assert len(WALES.groups) == 10


def test_dtoc_codes_permit_what_the_guidance_permits() -> None:
    """Definitions and guidance, November 2018: C and I the NHS only; D(i), G and H not both; the others any."""
    permitted = {name: len(code.bodies) for name, code in DTOC.codes.items()}
    assert permitted == {"A": 3, "B": 3, "C": 1, "D(i)": 2, "D(ii)": 3, "E": 3, "F": 3, "G": 2, "H": 2, "I": 1, "O": 3}
    assert all(code.bodies[0] == "NHS" for code in DTOC.codes.values())


@pytest.mark.parametrize("name", ["dtoc", "wales", "scotland"])
def test_each_of_the_37_has_a_code_that_exists_and_a_body_that_it_permits(name: str) -> None:
    listed = VOCABULARIES[name]
    assert set(listed.rows) == set(OFFICIAL)
    assert {row.code for row in listed.rows.values()} - {""} <= set(listed.codes)
    assert all(row.doubt for row in listed.rows.values() if not row.code)
    for reason in OFFICIAL.values():
        booked = listed.booked(reason)
        assert not booked.code.bodies or booked.body in booked.code.bodies


def test_bodies_in_the_older_return() -> None:
    """Housing is the NHS's there, whoever owes it; choice is never the family's."""
    bodies = {name: DTOC.booked(OFFICIAL[name])[:2] for name in ("no-recourse", "family-concerns", "equipment")}
    assert {name: (code.name, body) for name, (code, body) in bodies.items()} == {
        "no-recourse": ("I", "NHS"), "family-concerns": ("G", "NHS"), "equipment": ("F", "both"),
    }  # fmt: skip


def test_a_places_own_reason_has_the_codes_that_it_names_and_those_of_its_english_reason() -> None:
    own = {
        "key-safe": {
            "title": "No key safe",
            "body": "social care",
            "codes": {"england": "equipment", "wales": "telecare"},
        },
        "snow": {"title": "The pass is closed"},
        "equipment": {"title": "Equipment", "body": "NHS"},
    }
    place = Place.model_validate({"flowsim": 1, "name": "x", "run": {"window": "1 d"}, "reasons": own})
    registry = reason_registry(place)
    codes = {name: [one.booked(registry[name]).code.name for one in VOCABULARIES.values()] for name in own}
    assert codes["key-safe"] == ["equipment", "F", "telecare", "25E"]
    assert codes["snow"] == ["not-listed"] * 4
    assert codes["equipment"] == ["equipment", "F", "health-equipment", "25E"]
    assert DTOC.booked(registry["equipment"]).body == "NHS"
    assert DTOC.booked(registry["unrecorded"])[:2] == (NO_REASON, "")


def test_an_unknown_list_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="no list of reasons 'wale'; did you mean 'wales'"):
        vocabulary("wale")


def test_a_place_s_own_reason_has_the_pathway_of_the_one_it_is_counted_as() -> None:
    reasons = reason_registry(northmoor().place)
    kinds = ("residential", "residential-dementia", "nursing", "nursing-dementia")
    own = [reasons[f"{kind}-place"] for kind in kinds]
    assert [(reason.pathway, reason.group, reason.body) for reason in own] == [("P3", "capacity", "social care")] * 4
    assert [dict(reason.codes)["dtoc"] for reason in own] == ["D(i)", "D(i)", "D(ii)", "D(ii)"]
