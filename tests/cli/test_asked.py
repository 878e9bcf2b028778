"""What is asked for on the command line: all that is wrong with policies is told in one go, and all stands in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import flowsim
from tests.cli.conftest import Call

ASKED = ("--set", "units.ward.places=12", "--set", "run.window=30 d", "--by", "age", "-n", "2", "--json")


@pytest.mark.parametrize(
    "command", [["run"], ["compare"], ["value"], ["differ"], ["futures"], ["story", "--pick", "longest-delay"]]
)
def test_all_wrong_policies_are_told_in_one_go(call: Call, command: list[str]) -> None:
    wrong = ("-p", "more-bedz:+1", "-p", "more-homes:x=1", "-p", "surge+discharge-to-asess")
    found = call(*command, "tutorial", *wrong, width=1000)
    assert found.exit_code == 2
    assert found.stderr.splitlines()[:3] == [
        "error: there is no policy 'more-bedz'; did you mean 'more-beds'?",
        "policy 'more-homes' has places, beside from or ramp, so it cannot take 'x=1'",
        "there is no policy 'discharge-to-asess'; did you mean 'discharge-to-assess'?",
    ]
    assert found.stderr.count("there are carer-support, ") == 1


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["explain"],
        ["run"],
        ["compare"],
        ["value"],
        ["differ"],
        ["futures"],
        ["story", "--person", "1"],
        ["verify"],
    ],
)
def test_a_value_that_the_policy_cannot_take_is_a_mistake_of_use(call: Call, command: list[str]) -> None:
    """Exit code 2, as for a wrong name: the policy's file is sound, and so is the scenario."""
    wrong = "discharge-to-assess:uptake=2,from=soon"
    found = call(*command, "tutorial", "-p", wrong, width=1000)
    assert found.exit_code == 2
    assert "a share lies between 0 and 1" in found.stderr
    assert "this is not a date" in found.stderr
    assert found.stderr.count(f"at       {wrong}") == 2
    assert call("policies", "show", wrong, "tutorial").exit_code == 2
    for_all = call(*command, "tutorial", "-p", "more-beds:+1,uptake=50 %", width=1000)
    assert for_all.exit_code == 2
    assert "there for all" in for_all.stderr
    assert call("policies", "show", "more-beds:uptake=50 %", "tutorial").exit_code == 2
    both = call(*command, "tutorial", "-p", "discharge-to-assess:uptake=2", "-p", "more-bedz", width=1000)
    assert both.exit_code == 2
    assert "discharge-to-assess:uptake=2: a share" in both.stderr
    assert "did you mean 'more-beds'?" in both.stderr


@pytest.mark.parametrize("command", [["run"], ["compare", "-p", "more-homes:+1"]])
def test_json_says_what_was_set_and_by_what_was_measured(call: Call, small: str, command: list[str]) -> None:
    with Path(small).open("a", encoding="utf-8") as file:
        file.write("attributes: {age: {shares: {young: 0.5, old: 0.5}}}\n")
    made = json.loads(call(*command, small, *ASKED, "--engine", "reference").stdout)["provenance"]
    assert made["set"] == {"units.ward.places": 12, "run.window": "30 d"}
    assert made["by"] == ["age"]
    again = flowsim.load(small, made["set"])
    assert again.with_policies("more-homes:+1").with_values({"run.window": "9 d"}).values == {
        "units.ward.places": 12,
        "run.window": "9 d",
    }


RING = """\
flowsim: 1
name: ring
run: {{window: 30 d}}
units:
{units}
arrivals:
  a: {{rate: 1 per day, pathway: round}}
pathways:
  round:
{steps}
    - stay: unit-0
      name: again
      time: 1 d
"""


@pytest.mark.parametrize(("count", "told"), [(3, "the first, unit 1 and unit 2"), (9, "unit 5 and 3 more units")])
def test_a_warning_is_wrapped_and_names_some_units_by_title(call: Call, tmp_path: Path, count: int, told: str) -> None:
    """Nine units in a ring are not all named, and the lines after the first are indented."""
    file = tmp_path / "ring.yaml"
    title = ", title: the first"
    units = "\n".join(f"  unit-{n}: {{places: 9, setting: hospital{title if n == 0 else ''}}}" for n in range(count))
    steps = "\n".join(f"    - {{stay: unit-{n}, time: 1 d}}" for n in range(count))
    file.write_text(RING.format(units=units, steps=steps), encoding="utf-8")
    said = call("check", str(file), width=60).stderr
    ring = said[said.index("warning: people in the first") : said.index("[ring]")]
    assert f"{told} can wait for each other" in " ".join(ring.split())
    assert all(line.startswith("    ") and len(line) <= 60 for line in ring.splitlines()[1:])


def test_a_list_of_what_is_expected_hangs_below_its_word(call: Call, small: str) -> None:
    said = call("run", small, "--set", "units.ward.plces=3", width=60).stderr.splitlines()
    at = next(number for number, line in enumerate(said) if line.startswith("    expected "))
    assert said[at + 1].startswith(" " * 13)
    assert said[at + 1].strip()
