"""Pages about delay: in a list of reasons, and what people waited for."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Call

SHORT = ("-n", "1", "--engine", "reference", "--set", "run.window=30 d")


@pytest.fixture
def named(small: str) -> str:
    """The small scenario, with reasons."""
    with open(small, encoding="utf-8") as file:
        text = file.read()
    text = text.replace("      share: 0.5\n", "      share: 0.5\n      reason: hub-confirmation\n")
    text = text.replace("stay: nursing-home\n", "stay: nursing-home\n      reason: p3-home-capacity\n")
    with open(small, "w", encoding="utf-8") as file:
        file.write(text)
    return small


def test_delay_in_a_list_of_reasons_by_code_and_body(call: Call, named: str) -> None:
    text = call("run", named, *SHORT, "--reasons", "dtoc", width=120).stdout
    assert "Awaiting completion of assessment" in text
    assert "NHS, social care, both" in text
    assert "Attributed to" in text
    rows = json.loads(call("run", named, *SHORT, "--reasons", "wales", "--json").stdout)["reasons"]
    assert {row["by"] for row in rows} == {"code", "group", "body"}
    codes = {row["name"]: (row["title"], row["group"]) for row in rows if row["by"] == "code"}
    assert codes["joint-assessment"] == ("Awaiting joint assessment", "assessment")


def test_what_people_waited_for_adds_up(call: Call, named: str) -> None:
    text = call("run", named, *SHORT, "--waited-for", width=120).stdout
    assert "At the first link" in text
    answer = json.loads(call("run", named, *SHORT, "--waited-for", "--json").stdout)
    totals = {
        link: sum(row["mean"] for row in answer["waited_for"] if row["link"] == link)
        for link in ("first", "last", "unit")
    }
    delayed = next(row["mean"] for row in answer["measures"] if row["measure"] == "no-criteria-to-reside")
    assert delayed > 0
    assert list(totals.values()) == pytest.approx([delayed] * 3)
    assert {row["kind"] for row in answer["waited_for"]} <= {"unit", "team", "fund", "time", "stay"}


def test_other_lists_of_reasons_are_shown_with_what_is_doubtful(call: Call, named: str) -> None:
    text = call("reasons", "--in", "scotland", width=100).stdout
    assert "24B  Awaiting place availability in Independent Residential Home" in text
    assert "p3-home-capacity (social care)  ? 24A, 24C and 24F are of other homes" in text
    found = json.loads(call("reasons", named, "--in", "dtoc", "--json").stdout)
    assert found["name"] == "dtoc"
    assert [code["name"] for code in found["codes"]][:3] == ["A", "B", "C"]
    assert {"reason": "no-recourse", "code": "I", "body": "NHS", "doubt": ""} in found["rows"]


def test_a_list_that_does_not_exist_and_two_pages_at_once(call: Call, named: str) -> None:
    wrong = call("run", named, "--reasons", "dtok")
    assert wrong.exit_code == 2
    assert "did you mean 'dtoc'?" in wrong.stderr
    both = call("run", "northmoor", "--published", "--waited-for")
    assert both.exit_code == 2
    assert "--published is a page of its own" in both.stderr
