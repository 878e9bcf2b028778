"""A scenario made, loaded, edited and written: the same place whichever way it comes about."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowsim.errors import ScenarioError
from flowsim.scenario import Scenario, check, load
from flowsim.scenario.distributions import DistributionBy, Exponential, Gamma, MeanOnly, Moments
from flowsim.scenario.names import step_name
from flowsim.scenario.place import Place, Team, Unit
from flowsim.scenario.quantities import figure
from flowsim.scenario.steps import Leave, Mark, Set, Stay, Task
from flowsim.scenario.tree import parse
from flowsim.scenario.writing import to_yaml
from flowsim.units import DAY, HOUR
from tests.shipped import LESSER

SECTIONS: dict[str, Any] = {
    "name": "clinic",
    "run": {"window": "1 y", "start_date": "2024-04-01"},
    "units": {"ward": {"places": 10, "setting": "hospital"}},
    "teams": {"hub": {"headcount": 2, "hours": {"mon-fri": "09:00-17:00"}}},
    "attributes": {"age": {"shares": {"young": 0.4, "old": 0.6}}},
    "arrivals": {"emergency": {"rate": "1.5 per day", "pathway": "main"}},
    "pathways": {
        "main": [
            {"stay": "ward", "time": {"by": "age", "old": {"exponential": {"mean": "5 d"}}, "else": "2 d"}},
            {"mark": "discharge-ready"},
            {"name": "assessment", "task": "hub", "work": {"gamma": {"mean": "2 h", "sd": "1 h"}}},
            {"choose": [{"share": "12 %", "do": [{"leave": "care-home"}]}, {"do": [{"leave": "home"}]}]},
        ]
    },
}


def objects() -> dict[str, Any]:
    """The same sections with flowsim's own objects for some of the mappings."""
    old = Exponential(exponential=MeanOnly(mean="5 d"))
    work = Gamma(gamma=Moments(mean="2 h", sd="1 h"))
    steps = [
        Stay(stay="ward", time=DistributionBy(**{"by": "age", "old": old, "else": "2 d"})),
        Mark(mark="discharge-ready"),
        Task(name="assessment", task="hub", work=work),
        SECTIONS["pathways"]["main"][3],
    ]
    return SECTIONS | {
        "run": {"window": "1 y", "start_date": datetime.date(2024, 4, 1)},
        "units": {"ward": Unit(places=np.int64(10), setting="hospital")},
        "teams": {"hub": Team(headcount=2, hours={"mon-fri": "09:00-17:00"})},
        "pathways": {"main": tuple(steps)},
    }


def test_objects_and_mappings_give_one_place() -> None:
    assert Scenario(**objects()) == Scenario(**SECTIONS)
    assert Scenario(**objects()).document == Scenario(**SECTIONS).document


def test_from_document_needs_the_version() -> None:
    assert Scenario.from_document({"flowsim": 1, **SECTIONS}) == Scenario(**SECTIONS)
    with pytest.raises(ScenarioError, match="'flowsim' is missing"):
        Scenario.from_document(SECTIONS)
    with pytest.raises(ScenarioError, match="this version of the language is not known"):
        Scenario.from_document({"flowsim": 2, **SECTIONS})


@pytest.mark.parametrize("name", LESSER)
def test_what_is_written_reads_as_an_equal_place(name: str, tmp_path: Path) -> None:
    scenario = load(name)
    text = scenario.to_yaml(tmp_path / "again.yaml")
    assert (tmp_path / "again.yaml").read_text(encoding="utf-8") == text
    again = load(tmp_path / "again.yaml")
    assert again == scenario
    assert again.document == scenario.document
    assert again.to_yaml() == text


ODD_TEXTS = ["1", "true", "null", "~", "", "08:30", "1e3", "0x1F", ".5", "yes", "- a", "a: b", "#", "&a", "*a", "!t"]
ODD_TEXTS += ["=", "<<", "£345", "'", '"', " x ", "%", "@", "`", "---", "...", "? a", "|", ">", "0o7", "1.", "+1"]
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=12),
    st.sampled_from(ODD_TEXTS),
)  # fmt: skip
KEYS = st.text("abcXYZ0189-_+", min_size=1, max_size=8)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4))
def test_any_plain_tree_is_written_so_that_it_reads_the_same(tree: dict[str, Any]) -> None:
    read = parse(to_yaml(tree).encode())
    assert not read.faults
    assert read.data == tree
    assert repr(read.data) == repr(tree)


@pytest.mark.parametrize(
    "words", ["one\ntwo", "one\n\ntwo\n", "\none", " one\ntwo", "one \ntwo", "one\ntwo\n\n", "a: b\n- c\n# d", "\n"]
)
def test_texts_of_several_lines_keep_them(words: str) -> None:
    document = {"description": words, "list": [words, {"note": words}]}
    assert parse(to_yaml(document).encode()).data == document


def test_values_are_set_by_path_and_steps_by_name() -> None:
    scenario = Scenario(**SECTIONS)
    edited = scenario.with_values(
        {
            "units.ward.places": 20,
            "pathways.main.assessment.work": "{exponential: {mean: 3 h}}",
            "pathways.main.leave-home.leave": "own-home",
            "pathways.main.choose.choose[0].share": "0.25",
            "run.seed": "7",
            "teams.hub.hours": "null",
        }
    )
    place = edited.place
    assert place.units["ward"].places.value == 20
    assert place.pathways["main"][2].work.exponential.mean.value == 3 * HOUR
    assert place.pathways["main"][3].choose[1].do[0].leave == "own-home"
    assert place.pathways["main"][3].choose[0].share.value == 0.25
    assert (place.run.seed, place.teams["hub"].hours) == (7, None)
    assert scenario.place.units["ward"].places.value == 10


@pytest.mark.parametrize(
    ("path", "value", "code", "hint"),
    [
        ("units.wrad.places", 20, "unknown-path", "did you mean 'ward'?"),
        ("unit.ward.places", 20, "unknown-path", "did you mean 'units'?"),
        ("pathways.mian.ward.time", 20, "unknown-path", "did you mean 'main'?"),
        ("pathways.main.assesment.work", "1 h", "unknown-path", "did you mean 'assessment'?"),
        ("pathways.main.choose.choose[9].share", 0.1, "unknown-path", ""),
        ("units.ward.plces", 20, "unknown-key", "did you mean 'places'?"),
        ("unit", 20, "unknown-path", "did you mean 'units'?"),
        ("", 20, "unknown-path", ""),
        ("units.ward.places", "ten", "bad-count", ""),
        ("units.ward.places", "[1", "bad-yaml", ""),
        ("units.ward.places", ".nan", "not-finite", ""),
        ("units.ward.places", float("inf"), "not-finite", ""),
        ("units.ward.places", object(), "not-plain", ""),
    ],
)
def test_a_value_that_cannot_be_set(path: str, value: Any, code: str, hint: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario(**SECTIONS).with_values({path: value})
    assert (caught.value.problems[0].code, caught.value.problems[0].hint) == (code, hint)


def test_all_values_that_cannot_be_set_are_named_in_one_go() -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario(**SECTIONS).with_values({"units.wrad.places": 1, "teams.hbu.headcount": 1, "run.seed": 3})
    assert [problem.path for problem in caught.value.problems] == ["units.wrad.places", "teams.hbu.headcount"]


def test_a_set_value_stands_in_no_line() -> None:
    with pytest.raises(ScenarioError) as caught:
        load("tutorial", {"units.ward.places": -1})
    [problem] = caught.value.problems
    assert (problem.path, problem.file, problem.line) == ("units.ward.places", "", 0)


def test_python_objects_that_cannot_be_written() -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario(**(SECTIONS | {"parameters": {"f": print, "n": float("nan")}}))
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [
        ("not-plain", "parameters.f"),
        ("not-finite", "parameters.n"),
    ]
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ScenarioError, match="more than 50 lists"):
        Scenario(**(SECTIONS | {"parameters": {"f": endless}}))


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ({"stay": "ward"}, "ward"),
        ({"stay": ["ward", "other"]}, "ward"),
        ({"stay": {"by": "age", "old": "a", "young": "b"}}, "stay"),
        ({"task": "hub"}, "hub"),
        ({"task": {"by": "age", "else": "hub"}}, "task"),
        ({"mark": "ready"}, "mark-ready"),
        ({"leave": "home"}, "leave-home"),
        ({"do": "main"}, "do-main"),
        ({"wait": "1 d"}, "wait"),
        ({"choose": [{}]}, "choose"),
        ({"set": {"age": "old"}}, "set-age"),
        ({"set": {"age": "old", "sex": "f"}}, "set-age-sex"),
        ({"name": "mine", "stay": "ward"}, "mine"),
        ({}, ""),
        ({"stay": 3}, "stay"),
    ],
)
def test_default_names_of_steps(step: dict[str, Any], name: str) -> None:
    assert step_name(step) == name


def test_typed_steps_are_named_like_written_ones() -> None:
    steps = [Stay(stay="ward"), Task(task="hub", work="1 h"), Mark(mark="r"), Leave(leave="home"), Set(set={"a": "b"})]
    assert [step_name(step) for step in steps] == ["ward", "hub", "mark-r", "leave-home", "set-a"]


def test_check_of_a_place_has_paths_without_lines() -> None:
    document = {"flowsim": 1, **SECTIONS, "groups": ["aeg"]}
    [problem] = check.problems(Place.model_validate(document))
    assert (problem.code, problem.path, problem.line) == ("unknown-attribute", "groups[0]", 0)


def test_notes_of_a_number_are_kept() -> None:
    found = figure("duration", {"value": "5 d", "source": "survey", "range": ["4 d", "6 d"], "assumed": "yes"})
    assert (found.value, found.low, found.high) == (5 * DAY, 4 * DAY, 6 * DAY)
    assert (found.source, found.assumed) == ("survey", "yes")


def test_warnings_are_kept_and_do_not_refuse() -> None:
    pathways = SECTIONS["pathways"] | {"other": [{"leave": "home"}]}
    [warning] = Scenario(**(SECTIONS | {"pathways": pathways})).warnings
    assert (warning.code, warning.severity) == ("unreachable-pathway", "warning")


@pytest.mark.parametrize(
    ("step", "warned"),
    [
        ({"do": "other"}, True),
        ({"do": "other", "share": 0.5}, False),
        ({"mark": "m", "when": {"age": "old"}}, True),
        ({"leave": "home"}, True),
        ({"choose": [{"when": {"age": "old"}, "do": "other"}, {}]}, True),
        ({"choose": [{"when": {"age": "old"}, "do": "other"}, {}], "share": 0.5}, False),
        ({"choose": [{"share": 0.5, "do": "other"}, {}]}, False),
        ({"wait": "1 d"}, False),
        ({"set": {"age": "old"}}, False),
    ],
)
def test_a_key_on_a_step_that_draws_nothing_is_warned_of(step: dict[str, Any], warned: bool) -> None:
    pathways = {"main": [{**step, "key": "kept"}], "other": [{"leave": "home"}]}
    called = {"second": {"rate": "1 per day", "pathway": "other"}}
    scenario = Scenario(**(SECTIONS | {"pathways": pathways, "arrivals": SECTIONS["arrivals"] | called}))
    assert [warning.code for warning in scenario.warnings] == ["key-unused"] * warned
