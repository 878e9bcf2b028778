"""Hours, days, durations and files as many write them: each is refused with how the same is written here."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.scenario import Scenario, load

PLACE = """flowsim: 1
name: house
run: {window: 30 d}
units:
  ward: {places: 10, setting: hospital}
teams:
  hub: {headcount: 1, hours: {mon-fri: 09:00-17:00}}
arrivals:
  all: {rate: 1 per day, pathway: main}
pathways:
  main:
    - {stay: ward, time: 1 d}
    - {task: hub, work: 1 h}
"""


def only_problem(folder: Path, old: str = "", new: str = "", encoding: str = "utf-8") -> Problem:
    assert old in PLACE
    (folder / "place.yaml").write_bytes(PLACE.replace(old, new, 1).encode(encoding))
    with pytest.raises(ScenarioError) as caught:
        load(folder / "place.yaml")
    [problem] = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        ("9-17", "09:00-17:00"), ("9am-5pm", "09:00-17:00"), ("9.30 am - 12 pm", "09:30-12:00"),
        ("0900-1700", "09:00-17:00"), ("09:00 to 17:00", "09:00-17:00"), ("09:00–17:00", "09:00-17:00"),
        ("10pm until 6am", "22:00-06:00"), ("12am-8am", "00:00-08:00"), ("09.00-17.00", "09:00-17:00"),
        ("9-12", "09:00-12:00"), ("22-6", "22:00-06:00"), ("9-5pm", "09:00-17:00"),
        ("10pm-6", "22:00-06:00"), ("9am-5", "09:00-17:00"), ("10-6am", "22:00-06:00"), ("12pm-6", "12:00-18:00"),
        ("6pm - 12", "18:00-00:00"), ("11.30pm to 7.15", "23:30-07:15"),
    ],
)  # fmt: skip
def test_hours_are_told_with_how_they_are_written(tmp_path: Path, hours: str, written: str) -> None:
    problem = only_problem(tmp_path, "09:00-17:00", f"'{hours}'")
    assert (problem.code, problem.hint) == ("bad-hours", f"write {written}")
    assert load_with(written)


def load_with(hours: str) -> Scenario:
    return load("tutorial", {"teams.social-work.hours": f"{{mon-fri: '{hours}'}}"})


@pytest.mark.parametrize("hours", ["9-25", "13pm-5pm", "nine to five", "9am", "09:00-17:99", ""])
def test_hours_that_mean_nothing_have_no_such_hint(tmp_path: Path, hours: str) -> None:
    assert not only_problem(tmp_path, "09:00-17:00", f"'{hours}'").hint.startswith("write 0")


@pytest.mark.parametrize("hours", ["9-5", "9 to 5", "8-6", "08.30-5", "1pm-5", "12-12", "5pm-5", "9.00 - 5.00"])
def test_hours_that_may_be_of_either_half_of_the_day_have_no_hint(tmp_path: Path, hours: str) -> None:
    assert only_problem(tmp_path, "09:00-17:00", f"'{hours}'").hint == ""


@pytest.mark.parametrize("hours", ["foo-foo", "24:00-", "24:00-25:00", "9am-30:00", "06:00-30:00", "22:00-30:99"])
def test_no_hint_leads_to_hours_that_cannot_be_read_either(tmp_path: Path, hours: str) -> None:
    assert only_problem(tmp_path, "09:00-17:00", f"'{hours}'").hint == ""


@pytest.mark.parametrize(
    ("hours", "hint"),
    [
        ("09:00-09:00", "a whole day is written 00:00-24:00"), ("24:00-00:00", "a whole day is written 00:00-24:00"),
        ("24:00-06:00", "write 00:00-06:00 on the next day"),
        ("22:00-30:00", "over midnight write 22:00-06:00; the hours belong to the day they begin on"),
    ],
)  # fmt: skip
def test_hours_round_the_clock_and_over_midnight_are_told(tmp_path: Path, hours: str, hint: str) -> None:
    assert only_problem(tmp_path, "09:00-17:00", f"'{hours}'").hint == hint


@pytest.mark.parametrize(
    ("days", "hint"),
    [
        ("Monday-Friday", "write mon-fri"), ("Mondays to Thurs", "write mon-thu"), ("weekdays", "write mon-fri"),
        ("Weekends", "write sat,sun"), ("sat and sun", "write sat,sun"), ("every day", "write daily"),
        ("monday", "write mon"), ("mon-mon", "write mon, or daily for the whole week"), ("mon-fry", ""), ("x", ""),
    ],
)  # fmt: skip
def test_days_are_told_with_how_they_are_written(tmp_path: Path, days: str, hint: str) -> None:
    problem = only_problem(tmp_path, "mon-fri", days)
    assert (problem.code, problem.hint, problem.found) == ("bad-hours", hint, days)


@pytest.mark.parametrize(
    ("time", "hint"),
    [
        ("1 h 30 min", "write it in one unit: 90 min"), ("6h30", "write it in one unit: 390 min"),
        ("2 hours and 5 minutes", "write it in one unit: 125 min"), ("1,5 d", "write a point, not a comma: 1.5 d"),
        ("2 months", "months differ in length; write days or weeks, such as 61 d"), ("1,5 dd", ""),
        ("9" * 400 + " months", ""), ("9" * 5000 + " h 30", ""),
        ("0.01 months", "months differ in length; write days or weeks"),
    ],
)  # fmt: skip
def test_durations_are_told_with_how_they_are_written(tmp_path: Path, time: str, hint: str) -> None:
    problem = only_problem(tmp_path, "30 d", f"'{time}'")
    assert (problem.code, problem.hint) == ("bad-duration", hint)


@pytest.mark.parametrize(
    ("places", "hint"),
    [
        ("'10'", "write it without quotes: 10"), ("'-5'", "write it without quotes and without the minus: 5"),
        ("-5", "write it without the minus: 5"), ("'2.5'", ""), ("'-2.5'", ""),
    ],
)  # fmt: skip
def test_a_count_in_quotes_is_told_with_one_that_can_be_read(tmp_path: Path, places: str, hint: str) -> None:
    problem = only_problem(tmp_path, "places: 10", f"places: {places}")
    assert (problem.code, problem.hint) == ("bad-count", hint)


@pytest.mark.parametrize(("old", "new"), [("places: 10", "places: 1,000"), ("headcount: 1", "headcount: 1,5")])
def test_a_comma_in_a_number_within_braces_is_told(tmp_path: Path, old: str, new: str) -> None:
    problem = only_problem(tmp_path, old, new)
    assert problem.code == "unknown-key"
    assert problem.hint == "a comma in braces begins another key; write numbers without commas, such as 1000 or 1.5"


def test_a_comma_in_a_duration_within_braces_is_told(tmp_path: Path) -> None:
    (tmp_path / "place.yaml").write_text(PLACE.replace("30 d", "1,5 d"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "place.yaml")
    hints = {problem.code: problem.hint for problem in caught.value.problems}
    assert hints["unknown-key"].startswith("a comma in braces begins another key")


@pytest.mark.parametrize("line", ["1: 2", "1st: ", "2024-25: {}"])
def test_other_keys_that_begin_with_a_digit_are_no_numbers_with_a_comma(tmp_path: Path, line: str) -> None:
    problem = only_problem(tmp_path, "teams:", f"{line}\nteams:")
    assert (problem.code, problem.hint) == ("unknown-key", "")


@pytest.mark.parametrize(("encoding", "says"), [("utf-16", "UTF-16"), ("latin-1", "Windows or Latin-1")])
def test_a_file_in_another_encoding_is_to_be_saved_anew(tmp_path: Path, encoding: str, says: str) -> None:
    problem = only_problem(tmp_path, "name: house", "name: house  # café", encoding)
    assert problem.code == "not-text-file"
    assert says in problem.hint
    assert "save it anew as UTF-8" in problem.hint


def test_a_tab_after_a_colon_is_told_as_a_tab(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, "ward: {", "ward:\t{")
    assert (problem.line, problem.found, problem.expected) == (5, "a tab", "a space")
