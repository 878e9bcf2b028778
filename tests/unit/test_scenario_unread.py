"""A file of a folder that cannot be read: what is wrong in the others is told in the same go, and nothing else.

Valid scenarios are written with one file a section, and one of the files is broken: only that may be told. Then a fault
is planted in another file: of what is told of it alone everything must be told that no other file could change, and
nothing besides. The oracle is the person who broke the file, and the same fault in the folder that can be read.
"""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flowsim.errors import ScenarioError
from flowsim.scenario.scenario import load
from tests.engines.generator import several
from tests.unit.mutants import at
from tests.unit.test_scenario_every_fault import documents, fault, near

LOCAL = (
    "bad-duration", "bad-rate", "bad-share", "bad-count", "bad-money", "bad-number", "bad-name",
    "not-text", "not-a-list", "not-a-mapping", "not-a-whole-number", "unknown-key", "unknown-word", "unknown-step",
)  # fmt: skip
"""Faults that no other file can mend."""

BREAKS = ('\n"never closed: {', "\n\tx: 1", "\na: b: c", "\n- x", "\n\udcff")
Told = set[tuple[str, int, str]]


def written(folder: Path, document: dict[str, Any], broken: str = "", how: str = "") -> Path:
    """A folder with one file a section; one of them with something that cannot be read at its end."""
    folder.mkdir(exist_ok=True)
    for section, content in document.items():
        text = json.dumps({"flowsim": 1, section: content}, indent=1, ensure_ascii=False)
        text += how if section == broken else ""
        (folder / f"{section}.yaml").write_text(text, encoding="utf-8", errors="surrogateescape")
    return folder


def told(folder: Path) -> Told:
    """File, line and code of every problem."""
    try:
        return {(Path(one.file).name, one.line, one.code) for one in load(folder).warnings}
    except ScenarioError as error:
        return {(Path(one.file).name, one.line, one.code) for one in error.problems}


def sections(document: dict[str, Any]) -> dict[str, Any]:
    return {section: content for section, content in document.items() if section != "flowsim"}


@cache
def few() -> list[dict[str, Any]]:
    """One shipped scenario and two random ones over the whole language, of a few hundred lines together."""
    return [load("tutorial").document, *several(2)]


@pytest.mark.parametrize("share", [3, pytest.param(1, marks=pytest.mark.statistical)])
def test_nothing_follows_from_a_file_that_cannot_be_read(tmp_path: Path, share: int) -> None:
    for number, document in enumerate(map(sections, few() if share > 1 else documents())):
        folder = written(tmp_path / str(number), document)
        whole = told(folder)
        for place, section in list(enumerate(document))[number % share :: share]:
            how = BREAKS[(place + number) % len(BREAKS)]
            found = told(written(folder, document, section, how)) - whole
            assert [file for file, *_ in found] == [f"{section}.yaml"], (number, section, how, found)
            assert {code for *_, code in found} < {"bad-yaml", "not-text-file"}
            written(folder, document)


@pytest.mark.parametrize("cases", [8, pytest.param(200, marks=pytest.mark.statistical)])
def test_what_is_wrong_elsewhere_is_told_too(tmp_path: Path, cases: int) -> None:
    chance = random.Random(7)
    many = 0
    of = few() if cases < 20 else documents()
    for _ in range(cases):
        document = sections(chance.choice(of))
        path, what, new = fault(document, near(document, (), chance), chance)
        if what == "key" or len(path) < 2:
            continue
        changed = json.loads(json.dumps(document))
        at(changed, path[:-1])[path[-1]] = new
        broken = chance.choice([section for section in document if section != path[0]])
        alone = told(written(tmp_path / "alone", changed))
        found = told(written(tmp_path / "both", changed, broken, chance.choice(BREAKS)))
        for folder in ("alone", "both"):
            for file in (tmp_path / folder).iterdir():
                file.unlink()
        rest = {one for one in found if one[0] != f"{broken}.yaml"}
        assert rest <= alone, (path, new, broken)
        expected = {one for one in alone if one[2] in LOCAL and one[0] != f"{broken}.yaml"}
        assert expected <= rest, (path, new, broken)
        assert len(found) == len(rest) + 1
        many += bool(expected)
    assert many > cases / 4


PLACE = {
    "run.yaml": "flowsim: 1\nname: house\nrun: {window: 30 d}\n",
    "units.yaml": "flowsim: 1\nunits:\n  ward: {places: 10, setting: hospital}\n",
    "teams.yaml": "flowsim: 1\nteams:\n  hub: {headcount: -1, hours: ofice}\n",
    "people.yaml": "flowsim: 1\narrivals:\n  all: {rate: 1 per dya, pathway: main}\n"
    "pathways:\n  main:\n    - {stay: ward, time: 1 d}\n    - {task: hubb, work: 1 h}\n    - {stay: wrad, time: 5}\n",
}
TOLD = {("teams.yaml", 3, "bad-count"), ("teams.yaml", 3, "unknown-calendar"), ("people.yaml", 3, "bad-rate"),
        ("people.yaml", 7, "unknown-team"), ("people.yaml", 8, "bad-duration")}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text", "more"),
    [
        ("units.yaml", PLACE["units.yaml"] + "  home: {places: 1: 2}\n",
         {("units.yaml", 4, "bad-yaml"), ("people.yaml", 8, "unknown-unit")}),
        ("units.yaml", PLACE["units.yaml"] + "  wrad: {places: 1: 2}\n", {("units.yaml", 4, "bad-yaml")}),
        ("units.yaml", "units: {ward: {places: 10}}\n",
         {("units.yaml", 1, "no-version"), ("people.yaml", 8, "unknown-unit")}),
        ("units.yaml", "\n", {("units.yaml", 1, "empty-file"), ("people.yaml", 6, "unknown-unit"),
                              ("people.yaml", 8, "unknown-unit")}),
        ("units.yaml", "flowsim: 1\nbuilds_on: northmoor\na: b: c\n", {("units.yaml", 3, "bad-yaml")}),
    ],
)  # fmt: skip
def test_a_name_is_told_as_unknown_unless_the_unread_file_may_have_it(
    tmp_path: Path, file: str, text: str, more: Told
) -> None:
    for name, content in {**PLACE, file: text}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    known = {one for one in TOLD if "builds_on" not in text or one[2] not in ("unknown-team", "unknown-calendar")}
    assert told(tmp_path) == known | more


def test_a_file_whose_text_is_not_known_may_have_any_name(tmp_path: Path) -> None:
    for name, content in PLACE.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "units.yaml").unlink()
    (tmp_path / "units.yaml").symlink_to("/nowhere/units.yaml")
    local = {one for one in TOLD if not one[2].startswith("unknown")}
    assert told(tmp_path) == local | {("units.yaml", 0, "outside-folder")}


def test_what_builds_on_a_file_that_cannot_be_read_is_checked_too(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("flowsim: 1\nname: base\nrun: {window: 1 d\n", encoding="utf-8")
    over = tmp_path / "over.yaml"
    text = "flowsim: 1\nname: over\nbuilds_on: base.yaml\nunits: {ward: {places: -1}}\narrivals: {all: {rate: 1}}\n"
    over.write_text(text, encoding="utf-8")
    own = {("over.yaml", 4, "bad-count"), ("over.yaml", 5, "bad-rate")}
    assert told(over) == own | {("base.yaml", 3, "bad-yaml")}
    over.write_text(text.replace("base.yaml", "nothing.yaml"), encoding="utf-8")
    assert told(over) == own | {("over.yaml", 3, "builds-on")}
    over.write_text(text.replace("builds_on", "build_on"), encoding="utf-8")
    assert told(over) == own | {("over.yaml", 3, "unknown-key")}
