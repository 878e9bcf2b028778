"""Reading: what scalars mean, folders, shipped names, links, and where things stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flowsim.errors import ScenarioError
from flowsim.scenario.positions import Spot
from flowsim.scenario.reading import locate, read, scenarios_in, shipped_names
from flowsim.scenario.scenario import load
from flowsim.scenario.tree import Limits, parse, scalar

SMALL = "flowsim: 1\nname: small\nrun: {window: 1 y}\n"


def problems(target: Path) -> list[tuple[str, str, int]]:
    with pytest.raises(ScenarioError) as caught:
        load(target)
    return [(problem.code, Path(problem.file).name, problem.line) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # YAML 1.2.2, section 10.3.2, the core schema: examples of the tag resolution table
        ("null", None), ("Null", None), ("~", None), ("", None),
        ("true", True), ("True", True), ("FALSE", False),
        ("0", 0), ("0o7", 7), ("0x3A", 58), ("-19", -19),
        ("0.", 0.0), ("-0.0", -0.0), (".5", 0.5), ("+12e03", 12000.0), ("-2E+05", -200000.0),
        # what YAML 1.1 took for something else
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("08:30", "08:30"), ("1:30:00", "1:30:00"),
        ("2024-04-01", "2024-04-01"), ("1_000", "1_000"), ("0b11", "0b11"), ("017", 17), ("12 %", "12 %"),
    ],
)  # fmt: skip
def test_scalars_mean_what_yaml_1_2_says(text: str, value: Any) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


def test_quoted_scalars_are_text() -> None:
    assert parse(b"{a: '1', b: \"true\", c: null}").data == {"a": "1", "b": "true", "c": None}


def test_keys_are_text_as_written() -> None:
    assert list(parse(b"{85: 1, true: 2, 1.50: 3}").data) == ["85", "true", "1.50"]


def test_positions_of_keys_values_and_what_is_missing() -> None:
    positions = parse(b"units:\n  ward: {places: 10}\nlist:\n  - a\n  - b: 1\n", "f.yaml").positions
    assert positions.of(("units", "ward", "places")) == Spot("f.yaml", 2, 18)
    assert positions.of(("units", "ward", "places"), key=True) == Spot("f.yaml", 2, 10)
    assert positions.of(("units", "ward", "setting")) == Spot("f.yaml", 2, 3)
    assert positions.of(("units",)) == Spot("f.yaml", 1, 1)
    assert positions.of(("list", 1, "b")) == Spot("f.yaml", 5, 8)
    assert positions.of(("nothing",)) == Spot("f.yaml", 1, 1)


TWICE = b"flowsim: 1\nunits:\n  ward: {places: 10, places: 4}\nlist:\n  - a\n  - {b: [1]}\n"


def test_what_one_caller_changes_the_next_does_not_get() -> None:
    """The same bytes are read once; whatever is done to what came of them, all that is said of them stays as it was."""
    first, untouched = parse(TWICE, "f.yaml"), parse(TWICE, "f.yaml")
    said = repr(untouched)
    first.data["units"]["ward"]["places"] = 99
    first.data["list"][1]["b"].append(2)
    first.data["list"].append("c")
    del first.data["flowsim"]
    first.positions.keys.clear()
    first.positions.values.clear()
    first.positions.edited |= {("units",)}
    first.faults.clear()
    first.complete, first.text = False, None
    assert [fault.code for fault in untouched.faults] == ["duplicate-key"]
    assert untouched.data == {"flowsim": 1, "units": {"ward": {"places": 10}}, "list": ["a", {"b": [1]}]}
    assert repr(untouched) == said
    assert repr(parse(TWICE, "f.yaml")) == said


def test_the_same_bytes_under_another_name_or_other_limits_are_read_anew() -> None:
    named, limited = parse(TWICE, "g.yaml"), parse(TWICE, "f.yaml", Limits(nodes=4))
    assert parse(TWICE, "f.yaml").positions.of(("list",)).file == "f.yaml"
    assert {spot.file for spot in named.positions.values.values()} == {"g.yaml"}
    assert (named.complete, limited.complete) == (True, False)
    assert not parse(TWICE, "f.yaml", must_hold="policy").complete


def test_a_folder_is_its_files_section_by_section(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL + "units:\n  ward: {places: 10}\n")
    (tmp_path / "b.yaml").write_text("flowsim: 1\nunits:\n  home: {places: 4}\nteams:\n  hub: {headcount: 2}\n")
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "c.yaml").write_text("not: a scenario\n")
    place = load(tmp_path).place
    assert (list(place.units), list(place.teams)) == (["ward", "home"], ["hub"])


def test_the_same_key_in_two_files_names_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL + "units:\n  ward: {places: 10}\n")
    (tmp_path / "b.yaml").write_text("flowsim: 1\nunits:\n  home: {places: 4}\n  ward: {places: 4}\nname: other\n")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path)
    first, second = caught.value.problems
    assert (first.code, first.path, first.line) == ("duplicate-key", "units.ward", 4)
    assert f"{tmp_path / 'a.yaml'}, line 5" in first.hint
    assert (second.path, second.line) == ("name", 5)
    assert f"{tmp_path / 'a.yaml'}, line 2" in second.hint


def test_every_file_of_a_folder_needs_the_version(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL)
    (tmp_path / "b.yaml").write_text("units:\n  home: {places: 4}\n")
    assert problems(tmp_path) == [("no-version", "b.yaml", 1)]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(SMALL)
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "a.yaml").symlink_to(tmp_path / "secret.yaml")
    assert problems(folder) == [("outside-folder", "a.yaml", 0)]


def test_an_empty_folder_and_a_dangling_link(tmp_path: Path) -> None:
    assert [code for code, _, _ in problems(tmp_path)] == ["empty-file"]
    (tmp_path / "a.yaml").symlink_to(tmp_path / "nothing.yaml")
    assert [code for code, _, _ in problems(tmp_path)] == ["unreadable"]


ONE = "flowsim: 1\nname: {}\nrun: {{window: 30 d}}\nunits: {{ward: {{places: 2}}}}\n"


def test_a_folder_of_several_scenarios_is_told_once_with_all_of_them(tmp_path: Path) -> None:
    """A policy, a batch and a part are none of them; what cannot be read may be one."""
    for name in ("north", "south"):
        (tmp_path / f"{name}.yaml").write_text(ONE.format(name))
    (tmp_path / "builds.yaml").write_text("flowsim: 1\nname: builds\nbuilds_on: tutorial\n")
    (tmp_path / "broken.yaml").write_text("flowsim: 1\nunits: {\n")
    (tmp_path / "more.yaml").write_text("flowsim: 1\npolicy: more\nedits: []\n")
    (tmp_path / "part.yaml").write_text("flowsim: 1\nteams: {hub: {headcount: 1}}\n")
    (tmp_path / "other.yaml").write_text("kind: Deployment\n")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path)
    [problem] = caught.value.problems
    assert (problem.code, problem.file) == ("several-scenarios", str(tmp_path))
    assert problem.expected == "broken.yaml, builds.yaml, north.yaml or south.yaml"
    assert str(tmp_path / "broken.yaml") in problem.hint
    assert [file.name for file in scenarios_in(tmp_path)] == ["broken.yaml", "builds.yaml", "north.yaml", "south.yaml"]


def test_a_folder_with_a_file_of_the_place_is_one_scenario(tmp_path: Path) -> None:
    (tmp_path / "place.yaml").write_text(ONE.format("place"))
    (tmp_path / "copy.yaml").write_text(ONE.format("copy"))
    assert scenarios_in(tmp_path) == []
    assert {code for code, _, _ in problems(tmp_path)} == {"duplicate-key"}


def test_scenarios_beside_a_file_of_the_place_are_told_once_by_name(tmp_path: Path) -> None:
    """A part of the place, a policy and what is not flowsim's are none of them."""
    for name in ("place", "north", "south"):
        (tmp_path / f"{name}.yaml").write_text(ONE.format(name))
    (tmp_path / "builds.yaml").write_text("flowsim: 1\nname: builds\nbuilds_on: tutorial\n")
    (tmp_path / "part.yaml").write_text("flowsim: 1\nteams: {hub: {headcount: 1}}\n")
    (tmp_path / "more.yaml").write_text("flowsim: 1\npolicy: more\nedits: []\n")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path)
    [problem] = caught.value.problems
    assert problem.file == str(tmp_path)
    assert problem.message == (
        "place.yaml makes the folder one scenario, and 3 other files are scenarios too, each with its own 'name'"
    )
    assert problem.found == "builds.yaml, north.yaml, south.yaml"
    assert problem.hint.startswith(f"give one file, such as {tmp_path / 'builds.yaml'}; or put them, or place.yaml ")
    for other in ("north", "south"):
        (tmp_path / f"{other}.yaml").unlink()
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path)
    assert "and 1 other file is a scenario too, with its own 'name'" in caught.value.problems[0].message


@pytest.mark.parametrize("name", ["northmoor", "tutorial", "one-hundred"])
def test_one_scenario_is_not_several(name: str) -> None:
    assert scenarios_in(name) == []


def test_a_folder_without_a_scenario_is_told_once_and_what_may_be_meant(tmp_path: Path) -> None:
    below = tmp_path / "places"
    below.mkdir()
    (below / "north.yaml").write_text(ONE.format("north"))
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path)
    [problem] = caught.value.problems
    assert (problem.code, problem.hint) == ("empty-file", f"there are such files in {below}")
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("kind: Deployment\n")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path)
    [problem] = caught.value.problems
    assert "none of the 2 .yaml files" in problem.message


def test_a_link_that_leads_back_to_itself_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "a.yaml")
    assert [code for code, _, _ in problems(tmp_path)] == ["unreadable"]


def test_what_is_not_a_plain_file_is_not_opened() -> None:
    assert [code for code, _, _ in problems(Path("/dev/zero"))] == ["unreadable"]


@pytest.mark.parametrize("target", ["tutorail", "validation/../tutorial", "no/such/file.yaml", "a\0b", "x" * 5000])
def test_what_is_not_there(target: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        locate(target)
    [problem] = caught.value.problems
    assert problem.code == "no-such-scenario"
    assert ("did you mean 'tutorial'?" in problem.hint) == (target == "tutorail")


def test_every_shipped_scenario_loads_without_a_warning() -> None:
    assert {"tutorial", "validation/case-c-lost-15", "validation/case-c-waiting-4"} <= set(shipped_names())
    for name in shipped_names():
        assert not load(name).warnings, name


def test_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(file).name == "small"


def test_reading_does_not_check_meaning(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text("flowsim: 1\nanything: [goes]\n")
    source = read(file)
    assert (source.name, source.document, source.faults) == ("odd", {"flowsim": 1, "anything": ["goes"]}, [])
