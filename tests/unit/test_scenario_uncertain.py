"""Files of futures: what is refused of them and where, what is drawn, and which ranges of policies are drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from flowsim import units
from flowsim.errors import ScenarioError, UsageError
from flowsim.scenario.amounts import amount
from flowsim.scenario.axes import OneOf, Range, range_of
from flowsim.scenario.ranged import ranged
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.uncertain import CODES, Outlook, drawn, outlooks
from flowsim.scenario.uncertain_fit import fitted

WARD = """\
flowsim: 1
name: ward
run: {window: 60 d}
units:
  ward: {places: 40, setting: hospital, title: The ward}
  home: {places: 5, setting: care-home}
arrivals:
  all: {rate: 4 per day, pathway: main}
pathways:
  main:
    - stay: ward
      time: {exponential: {mean: 1 d}}
      priority: 16
    - wait: 0 h
      name: nothing
    - stay: home
      share: 10 %
      time: 2 d
    - leave: home
"""
HEAD = """\
flowsim: 1
futures: demand
title: How many come
uncertain:
"""
COME = "- {title: how many come, scale: {from: 0.9, to: 1.2}, of: arrivals.all.rate, assumed: true}\n"


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    """The file of the ward, with a folder for futures beside it."""
    file = tmp_path / "ward.yaml"
    file.write_text(WARD, encoding="utf-8")
    (tmp_path / "futures" / "ward").mkdir(parents=True)
    return file


def written(ward: Path, text: str, name: str = "demand") -> Path:
    file = ward.parent / "futures" / "ward" / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def number(title: str, edit: str, note: str = "assumed: true") -> str:
    return f"- {{title: {title}, {edit}, {note}}}\n"


def axis(ward: Path, edit: str) -> Range | OneOf:
    written(ward, HEAD + number("x", edit))
    scenario = load(ward)
    return fitted(scenario, outlooks(scenario))[0].uncertain[0].axis


PLACES, RATE = "in: units.ward.places", "of: arrivals.all.rate"
BAD = [
    ("- {skip: pathways.main.ward, title: x, assumed: true}\n", 5, "futures-edit", "set, scale, add"),
    ("- {scales: {from: 1, to: 2}, title: x, assumed: true}\n", 5, "unknown-edit", "did you mean 'scale'"),
    ("- {scale: {from: 1, to: 2}, of: arrivals.all.rate, assumed: true}\n", 5, "futures-title", "has a title"),
    ("- {scale: {from: 1, to: 2}, of: arrivals.all.rate, title: x}\n", 5, "futures-source", "source: ..."),
    (COME + "- {title: x, scale: {from: 1, to: 2}, assumed: true}\n", 6, "missing-key", "'of' is missing"),
    (COME + number("x", "scale: {from: 1, to: 2}, off: a"), 6, "unknown-key", "did you mean 'of'"),
    (COME + number("x", f"scale: {{from: 1, to: 2}}, {RATE}, optional: true"), 6, "unknown-key", "'optional'"),
    (COME + number("x", f"scale: 1.1, {RATE}"), 6, "futures-value", "{from: 0.9, to: 1.1}"),
    (COME + number("x", f"scale: {{form: 1, till: 2}}, {RATE}"), 6, "futures-value", "did you mean 'from'"),
    (COME + number("x", f"scale: {{from: 1, too: 2}}, {RATE}"), 6, "unknown-key", "did you mean 'to'"),
    (COME + number("x", f"scale: {{from: 1}}, {RATE}"), 6, "missing-key", "'to' is missing"),
    (COME + number("x", f"scale: {{one-of: 3}}, {RATE}"), 6, "not-a-list", "in a list"),
    (COME + number("x", f"scale: {{one-of: [3]}}, {RATE}"), 6, "futures-nothing", "nothing is uncertain"),
    (COME + number("x", f"scale: {{one-of: [3, 3]}}, {RATE}"), 6, "futures-nothing", "twice"),
    (COME + number("x", f"scale: {{from: 2, to: 2.0}}, {RATE}"), 6, "futures-nothing", "nothing is uncertain"),
    (COME + number("x", f"scale: {{from: 2, to: 1}}, {RATE}"), 6, "futures-range", "from 2 to 1"),
    (COME + number("x", f"set: {{from: low, to: 40}}, {PLACES}"), 6, "futures-no-number", "one-of"),
    (COME + number("x", f"set: {{from: 3 h, to: 4}}, {PLACES}"), 6, "futures-units", "a duration, the other a number"),
    (COME + COME, 6, "futures-twice", "title of its own; the other is in line 5"),
    (COME + number("x", "set: {from: 3, to: 4}, in: units.wrad.places"), 6, "unknown-path", "did you mean 'ward'"),
    (COME + number("x", "set: {from: 3, to: 4}, in: run.seed"), 6, "bad-edit", "a future edits the place"),
    (COME + number("x", "scale: {from: 3, to: 4}, of: pathways.main.nothing.wait"), 6, "futures-idle", "leave it out"),
    (COME + number("x", "set: {one-of: [A, B]}, in: units.ward.title"), 6, "futures-words", "words only"),
    (COME + number("x", "set: {from: 3 per day, to: 5 per day}, in: arrivals.all.rate"), 6, "futures-conflict", "how"),
    (COME + number("x", "set: {one-of: [4, many]}, in: units.ward.places"), 6, "futures-end", "'x' many this is no"),
    (COME + number("x", "scale: {from: 1, to: 12}, of: pathways.main.home.share"), 6, "bad-edit", "cannot exceed 1"),
    (COME + number("x", f"add: {{from: -50, to: 0}}, to: {PLACES[4:]}"), 6, "bad-edit", "cannot be negative"),
    (COME + number("x", f"scale: {{from: -5 %, to: 90 %}}, {PLACES.replace('in', 'of')}"), 6, "bad-edit", "write 0.95"),
    (
        COME + number("x", f"scale: {{from: 95 %, to: 105 %}}, {PLACES.replace('in', 'of')}"),
        6,
        "bad-edit",
        "write 1.05",
    ),
    (COME + number("x", "set: {from: -5 %, to: 5 %}, in: pathways.main.home.share"), 6, "futures-end", "write add: {"),
    (COME + number("x", f"set: {{from: true, to: 3}}, {PLACES}"), 6, "futures-no-number", "found true"),
    (COME + number("x", f"set: [1, true, null], {PLACES}"), 6, "futures-value", "found [1, true, null]"),
    (COME + number("x", f"set: {{one-of: {{a: null}}}}, {PLACES}"), 6, "not-a-list", "found {a: null}"),
    (
        COME + "- {sett: {from: 1, to: null}, title: x}\n",
        6,
        "unknown-edit",
        "found {sett: {from: 1, to: null}, title: x}",
    ),
    (COME + number("x", f"set: {{one-of: [true, 3]}}, {PLACES}"), 6, "futures-end", "with 'x' true this is no"),
    (COME + number("x", f"set: {{one-of: [[null], 3]}}, {PLACES}"), 6, "futures-end", "with 'x' [null] this is no"),
]


@pytest.mark.parametrize(("text", "line", "code", "words"), BAD)
def test_an_uncertain_number_that_cannot_be_is_refused_at_its_line(
    ward: Path, text: str, line: int, code: str, words: str
) -> None:
    file = written(ward, HEAD + text)
    scenario = load(ward)
    with pytest.raises(ScenarioError) as error:
        fitted(scenario, outlooks(scenario))
    [found] = error.value.problems
    assert (found.file, found.line, found.code) == (str(file), line, code), found
    assert words in str(found)


def test_every_code_of_futures_has_a_bad_file() -> None:
    assert set(CODES) <= {code for _, _, code, _ in BAD}


def test_every_problem_of_a_file_is_told_in_one_go(ward: Path) -> None:
    text = COME.replace(", assumed: true", "") + number("x", f"scale: {{from: 2, to: 1}}, {RATE}") + COME
    written(ward, HEAD.replace("title: ", "titel: ") + text)
    with pytest.raises(ScenarioError) as error:
        outlooks(load(ward))
    found = [(one.line, one.code) for one in error.value.problems]
    assert found == [(3, "unknown-key"), (5, "futures-source"), (6, "futures-range"), (7, "futures-twice")]


def test_every_number_that_does_not_fit_is_told_at_both_ends_and_in_every_file(ward: Path) -> None:
    both = "scale: {from: 11, to: 12}, of: pathways.main.home.share"
    written(ward, HEAD + COME.replace("all.rate", "al.rate") + number("more go", both))
    written(ward, HEAD.replace("demand", "other") + number("places", "set: {from: 1.5, to: 2.5}, " + PLACES), "other")
    scenario = load(ward)
    with pytest.raises(ScenarioError) as error:
        fitted(scenario, outlooks(scenario))
    told = [(Path(one.file).name, one.line, one.message) for one in error.value.problems]
    assert [(name, line) for name, line, _ in told] == [
        *[("demand.yaml", 5)],
        *[("demand.yaml", 6)] * 2,
        *[("other.yaml", 5)] * 2,
    ]
    assert ["1.1" in told[1][2], "1.2" in told[2][2], "1.5" in told[3][2], "2.5" in told[4][2]] == [True] * 4


def test_what_finds_nothing_is_told_at_its_own_path_in_the_file(ward: Path) -> None:
    lost = [number(title, f"scale: {{from: 1, to: 2}}, of: units.{unit}.places") for title, unit in ("ab", "cd")]
    written(ward, HEAD + COME + lost[0] + COME.replace("how many", "others who").replace("rate", "factor") + lost[1])
    scenario = load(ward)
    with pytest.raises(ScenarioError) as error:
        fitted(scenario, outlooks(scenario))
    told = {(one.line, one.path.partition(".")[0]) for one in error.value.problems}
    assert {(6, "uncertain[1]"), (8, "uncertain[3]")} <= told, told
    assert not any("edits" in path for _, path in told)


def test_titles_and_names_stand_once_in_all_files(ward: Path) -> None:
    written(ward, HEAD + COME)
    written(ward, HEAD.replace("demand", "other") + COME, "other")
    with pytest.raises(ScenarioError) as error:
        outlooks(load(ward))
    [found] = error.value.problems
    assert (Path(found.file).name, found.line, found.code) == ("other.yaml", 5, "futures-twice")
    written(ward, HEAD + number("x", f"scale: {{from: 1, to: 2}}, {RATE}"), "other")
    with pytest.raises(UsageError, match=r"two files are the futures 'demand', .*\.yaml and .*\.yaml"):
        outlooks(load(ward))


def test_futures_are_looked_for_beside_the_place_and_are_no_part_of_it(ward: Path) -> None:
    assert outlooks(load(ward)) == []
    written(ward, HEAD + COME)
    assert [one.name for one in outlooks(load(ward))] == ["demand"]
    with pytest.raises(UsageError, match=r"no \.yaml file in"):
        outlooks(load(ward), ward.parent / "nowhere")
    folder = ward.parent / "place"
    (folder / "futures").mkdir(parents=True)
    (folder / "ward.yaml").write_text(WARD, encoding="utf-8")
    (folder / "futures" / "demand.yaml").write_text(HEAD + COME, encoding="utf-8")
    whole = load(folder)
    assert "uncertain" not in whole.document
    assert [one.name for one in outlooks(whole)] == ["demand"]
    assert outlooks(Scenario.from_document(whole.document)) == []


def test_a_folder_of_the_places_own_comes_before_that_of_all(ward: Path) -> None:
    """Of one file: ``futures/ward`` where it is there, else ``futures``; of a folder likewise, by any of its files."""
    (ward.parent / "futures" / "all.yaml").write_text(HEAD.replace("demand", "all") + COME, encoding="utf-8")
    own = written(ward, HEAD + COME)
    assert [one.name for one in outlooks(load(ward))] == ["demand"]
    own.unlink()
    assert outlooks(load(ward)) == []
    own.parent.rmdir()
    assert [one.name for one in outlooks(load(ward))] == ["all"]
    folder = ward.parent / "place"
    (folder / "futures" / "ward").mkdir(parents=True)
    (folder / "ward.yaml").write_text(WARD, encoding="utf-8")
    for file in ("all.yaml", "ward/demand.yaml"):
        (folder / "futures" / file).write_text(HEAD.replace("demand", Path(file).stem) + COME, encoding="utf-8")
    assert [one.name for one in outlooks(load(folder))] == ["demand"]


def test_each_stratum_of_an_axis_has_its_share() -> None:
    shares = (np.arange(1200) + 0.5) / 1200
    whole = [Range(-2, 1, whole=True).at(share) for share in shares]
    assert {value: whole.count(value) for value in whole} == {-2: 300, -1: 300, 0: 300, 1: 300}
    chosen = [OneOf(("a", "b", "c")).at(share) for share in shares]
    assert {value: chosen.count(value) for value in chosen} == {"a": 400, "b": 400, "c": 400}
    between = [Range("30 min", "2 h").at(share) for share in shares]
    hours = np.array([amount(value).size / units.HOUR for value in between])
    assert np.allclose(hours, 0.5 + 1.5 * shares, atol=1e-4)
    assert all(value.endswith(" h") for value in between)


def test_whole_numbers_where_the_place_takes_whole_numbers(ward: Path) -> None:
    assert axis(ward, "add: {from: -6, to: 0}, to: units.ward.places") == Range(-6, 0, whole=True)
    assert axis(ward, f"set: {{from: 30, to: 50}}, {PLACES}") == Range(30, 50, whole=True)
    assert axis(ward, "set: {from: 3, to: 30}, in: pathways.main.ward.priority") == Range(3, 30, whole=True)
    assert axis(ward, "scale: {from: 1, to: 2}, of: units.ward.places") == Range(1, 2)
    assert axis(ward, "set: {from: 0, to: 1}, in: pathways.main.home.share") == Range(0, 1)
    assert axis(ward, "set: {from: 2 d, to: 3 d}, in: pathways.main.home.time") == Range("2 d", "3 d")


def test_how_far_up_a_value_stands() -> None:
    assert [Range("3 h", "1 d").rank(value) for value in ("6 h", "0.5 d")] == [6 * units.HOUR, 12 * units.HOUR]
    assert [OneOf((4, 2, 3)).rank(value) for value in (4, 2, 3)] == [4, 2, 3]
    assert [OneOf(("far", "near")).rank(value) for value in ("near", "far")] == [1, 0]


def test_what_is_drawn_is_set_and_nothing_else(ward: Path) -> None:
    written(ward, HEAD + COME + number("open", f"add: {{from: -6, to: 0}}, to: {PLACES[4:]}"))
    written(
        ward,
        HEAD.replace("demand", "stay") + number("stay", "set: {one-of: [1 d, 3 d]}, in: pathways.main.home.time"),
        "stay",
    )
    scenario = load(ward)
    found = outlooks(scenario)
    place = drawn(scenario, found, {"how many come": 1.1, "open": -2, "stay": "3 d"})
    assert place.document["arrivals"]["all"]["factor"] == 1.1  # of the same people, not others
    assert place.document["units"]["ward"]["places"] == 38
    assert place.document["pathways"]["main"][2]["time"] == "3 d"
    assert place.document["units"]["home"] == scenario.document["units"]["home"]
    assert place.positions.of(("units", "home")).file == str(ward)
    alone = drawn(scenario, found, {"open": -2})
    assert alone.document["arrivals"] == scenario.document["arrivals"]
    assert drawn(scenario, found, {}) is scenario


def test_a_source_or_why_it_is_assumed_is_kept(ward: Path) -> None:
    notes = ("source: a count", "assumed: a guess", "assumed: true")
    lines = [number(f"x{place}", f"scale: {{from: 1, to: 2}}, {RATE}", note) for place, note in enumerate(notes)]
    found = Outlook.read(written(ward, HEAD + "".join(lines)))
    assert [one.source for one in found.uncertain] == ["a count", "assumed: a guess", "assumed"]
    assert [one.words() for one in found.uncertain] == ["times 1 to 2"] * 3


POLICY = """\
flowsim: 1
policy: mine
title: x
definition: x
helps: x
harms: x
costs: x
evidence: {text: x, source: x}
parameters:
  places: {value: 2, range: [0, 6], assumed: a guess, title: places added}
  share: {value: 0.5, range: [0, 1], source: a study}
  steps: {value: {7 d: 20}, range: [{7 d: 20}, {28 d: 20}], assumed: true}
  unused: {value: 1, range: [0, 2], assumed: true}
  fixed: {value: 1, assumed: true}
edits:
  - {add: {parameter: places}, to: units.ward.places}
  - {scale: {parameter: share}, of: pathways.main.home.share}
  - {scale: {parameter: fixed}, of: pathways.main.home.time}
"""


def test_ranges_of_policies_are_drawn_unless_they_are_given(tmp_path: Path) -> None:
    file, policy = tmp_path / "ward.yaml", tmp_path / "mine.yaml"
    file.write_text(WARD, encoding="utf-8")
    policy.write_text(POLICY, encoding="utf-8")
    scenario = load(file)
    found = ranged(scenario, [str(policy), f"{policy}:+3", f"{policy}:share=0.2"])
    assert [sorted(one.uncertain) for one in found.values()] == [["places", "share"], ["share"], ["places"]]
    whole = found[str(policy)].uncertain
    assert whole["places"].axis == Range(0, 6, whole=True)
    assert whole["share"].axis == Range(0, 1)
    assert [(one.title, one.source, one.path) for one in whole.values()] == [
        ("mine: places added", "assumed: a guess", "mine:places"),
        ("mine: share", "a study", "mine:share"),
    ]
    at = found[f"{policy}:+3"].at({"mine: places added": 6, "mine: share": 0.25}).values
    assert (at["places"], at["share"]) == (3, 0.25)


def test_a_range_of_no_numbers_is_one_of_its_ends() -> None:
    ends = ({"7 d": 16}, {"28 d": 16})
    assert range_of(ends) == OneOf(ends)
    assert range_of(["1 d", 2]) == OneOf(("1 d", 2))
    assert range_of([2, 2]) is None
    assert range_of([3, 2]) is None


def test_a_policy_that_cannot_be_at_an_end_of_its_range_says_how_to_do_without(tmp_path: Path) -> None:
    file, policy = tmp_path / "ward.yaml", tmp_path / "mine.yaml"
    file.write_text(WARD, encoding="utf-8")
    policy.write_text(POLICY.replace("range: [0, 1]", "range: [0, 20]"), encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        ranged(load(file), [str(policy)])
    [found] = error.value.problems
    assert "with 'mine: share' 20 this cannot be done" in found.message
    assert "give it a value: mine:share=..." in found.hint
    with pytest.raises(UsageError, match="did you mean 'more-beds'"):
        ranged(load(file), ["more-bedz"])


def test_shipped_futures_fit_their_place() -> None:
    scenario = load("tutorial")
    found = fitted(scenario, outlooks(scenario))
    ends = [(one, end) for outlook in found for one in outlook.uncertain for end in one.axis.ends()]
    assert len(ends) == 8
    assert all(drawn(scenario, found, {one.title: end}) != scenario for one, end in ends if end not in (0, 1))


def test_ends_of_a_range_with_notes_are_told_without_them(ward: Path) -> None:
    ends = "from: {value: 3, assumed: true}, to: {value: 2, assumed: true}"
    written(ward, HEAD + number("x", f"set: {{{ends}}}, {PLACES}"))
    with pytest.raises(ScenarioError) as error:
        outlooks(load(ward))
    [found] = error.value.problems
    assert (found.code, found.found) == ("futures-range", "from 3 to 2")


def test_a_folder_that_is_not_there_is_told_with_what_may_be_meant(ward: Path) -> None:
    file = written(ward, HEAD + COME)
    scenario, beside = load(ward), file.parent.parent
    for name, words in ((file.parent.name[:-1] + "x", "did you mean"), ("nowhere", "folders with .yaml files in")):
        with pytest.raises(UsageError, match=f"no .yaml file in .*{name}: there is no such folder; {words}") as told:
            outlooks(scenario, beside / name)
        assert file.parent.name in str(told.value)
    with pytest.raises(UsageError, match=r"no .yaml file in .*nothing.here: there is no such folder$"):
        outlooks(scenario, beside / "nothing" / "here")
