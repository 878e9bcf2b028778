"""Every problem in one go: what is told of each of several faults alone is told of all of them together, and no more.

Faults are planted into valid scenarios: a name that nothing has, a value that is none of its kind, a key that is
misspelt; two or three, often in the same step, calendar or unit. The oracle is the scenario with one of them at a time.
"""

from __future__ import annotations

import copy
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path as FilePath
from typing import Any

import pytest

from flowsim.errors import ScenarioError
from flowsim.scenario.reading import shipped_names
from flowsim.scenario.scenario import load
from tests.engines.generator import several
from tests.unit.mutants import Path, at, places

Fault = tuple[Path, str, Any]
"""Where it is planted; whether there is a new ``value`` or ``key``; and that."""

Told = tuple[int, str]
"""The line of a problem, and its code."""

FEW, MORE, MANY = 15, 400, int(os.environ.get("FLOWSIM_MUTANTS", "20000")) // 10

BAD_VALUES = ("4 beds", "6", "-1 d", "5 dd", "1,5 d", "120 %", "£x", "9-5", "enland", 6, -3, 0.5, True, None, [], {})
JUDGED_TOGETHER = ("shares-sum", "bad-distribution", "unknown-level", "uncovered-level", "no-hours")


@cache
def documents() -> list[dict[str, Any]]:
    """Small shipped scenarios of one file, and random ones over the whole language that need no other file."""
    shipped = [load(name).document for name in shipped_names() if name not in ("northmoor", "winter")]
    return [*shipped, *(one for one in several(6) if "'file'" not in str(one))]


def planted(document: dict[str, Any], faults: list[Fault]) -> str:
    """A file with the faults in it; its lines are those of the document whatever is planted."""
    changed = copy.deepcopy(document)
    for path, what, new in sorted(faults, key=lambda fault: -len(fault[0])):
        holder = at(changed, path[:-1])
        if what == "value":
            holder[path[-1]] = new
        else:
            renamed = {new if key == path[-1] else key: value for key, value in holder.items()}
            holder.clear()
            holder.update(renamed)
    return json.dumps(changed, indent=1, ensure_ascii=False)


def told(file: FilePath, text: str) -> set[Told]:
    """The errors of a file."""
    file.write_text(text, encoding="utf-8")
    try:
        load(file)
    except ScenarioError as error:
        return {(one.line, one.code) for one in error.problems if one.severity == "error"}
    return set()


def fault(document: dict[str, Any], path: Path, chance: random.Random) -> Fault:
    """A fault at a leaf, or in the key of an entry."""
    old = at(document, path)
    if isinstance(path[-1], str) and chance.random() < 0.25:
        return path, "key", path[-1][:-2] + path[-1][-1:] + "x"
    if isinstance(old, str) and not old[:1].isdigit() and chance.random() < 0.6:
        return path, "value", old + "x"
    return path, "value", copy.deepcopy(chance.choice(BAD_VALUES))


def near(document: dict[str, Any], path: Path, chance: random.Random) -> Path:
    """Another leaf: half of the time in the same step or entry."""
    leaves = [other for other in places(document) if not isinstance(at(document, other), dict | list)]
    leaves = [other for other in leaves if other[0] not in ("flowsim", "parameters")]
    for length in (4, 3, 2) if chance.random() < 0.7 else ():
        same = [other for other in leaves if other[:length] == path[:length] and other != path]
        if same:
            return chance.choice(same)
    return chance.choice(leaves)


def cases(number: int, seed: int) -> Iterator[tuple[dict[str, Any], list[Fault]]]:
    chance = random.Random(seed)
    for _ in range(number):
        document = chance.choice(documents())
        paths = [near(document, (), chance)]
        for _ in range(chance.choice((1, 1, 2))):
            paths.append(near(document, paths[0], chance))
        yield document, [fault(document, path, chance) for path in dict.fromkeys(paths)]


def missed(file: FilePath, document: dict[str, Any], faults: list[Fault]) -> tuple[set[Told], set[Told]]:
    """What is told of a fault alone and not of all together; and what is told only of all together."""
    alone = [told(file, planted(document, [one])) for one in faults]
    together = told(file, planted(document, faults))
    expected = {one for found in alone for one in found}
    return {one for one in expected - together if not hidden(one, faults)}, together - expected


def hidden(problem: Told, faults: list[Fault]) -> bool:
    """Whether a problem can only be judged by other parts of the same mapping, in which there are two faults.

    Shares are not added up if one of them is none; levels belong to an attribute; without ``by`` it is no table at all.
    A step without a name is called by its other words: two of a pathway are called alike only while these are right.
    Where people of a census are is only asked in pathways without a fault.
    """
    holders = Counter(
        path[:length] for path, *_ in faults for length in range(4 if path[0] == "pathways" else 3, len(path))
    )
    tables = [path[:-1] for path, what, _ in faults if what == "key" and path[-1] == "by"]
    judged = problem[1] in JUDGED_TOGETHER and max(holders.values(), default=0) > 1
    beside = Counter(path[:2] for path, *_ in faults)
    unnamed = any(beside[path[:2]] > 1 for path, *_ in faults if path[-1] == "name")
    called = unnamed and problem[1] == "duplicate-step"
    return judged or called or problem[1] == "bad-census" or any(holders[table] > 1 for table in tables)


def hunt(file: FilePath, number: int, seed: int) -> int:
    """So many scenarios with several faults; how many of them had more than one problem."""
    many = 0
    for document, faults in cases(number, seed):
        assert missed(file, document, faults) == (set(), set()), [faults, document.get("name")]
        many += len(told(file, planted(document, faults))) > 1
    return many


@pytest.mark.parametrize("number", [FEW, pytest.param(MORE, marks=pytest.mark.statistical)])
def test_what_is_told_of_each_fault_alone_is_told_of_all_and_no_more(tmp_path: FilePath, number: int) -> None:
    assert hunt(tmp_path / "several.yaml", number, 31) > number / 2


@pytest.mark.thousands
def test_of_many(tmp_path: FilePath) -> None:
    assert hunt(tmp_path / "several.yaml", MANY, 32) > MANY / 2


HOUSE = """flowsim: 1
name: house
run: {window: 30 d}
units:
  ward: {places: 10, kind: acute, setting: hospital}
  money: {weekly_budget: £2000}
teams:
  social-work: {headcount: 2, hours: office}
funds:
  purse: {opening: £20000}
calendars:
  office: {mon-fri: 09:00-17:00, holidays: england}
attributes:
  age: {shares: {young: 40 %, old: 60 %}}
arrivals:
  emergency: {rate: 1 per day, pathway: main, set: {age: {old: 1}}}
pathways:
  main:
    - {stay: ward, time: {exponential: {mean: 5 d}}, priority: {by: age, young: 1, old: 2}}
    - {task: social-work, work: 6 h, reason: equipment, stage: assessment}
    - {search: nursing-home, answer: 1 d, accepts: 50 %, hours: office}
    - {message: referral, takes: 2 h, hours: office}
    - {pay: purse, amount: £50}
    - {count: visit, by: family, effort: 1 h}
    - {set: {age: old}}
    - {mark: ready}
    - {meanwhile: tests, do: [{wait: 1 d}, {mark: tested}]}
    - {join: tests}
    - declare: ready
    - {leave: home}
intervals:
  stay: {from: ready, to: discharge-ready, within: [4 h]}
"""

TOGETHER = [
    ("{mean: 5 d}}, priority: {by: age", "{mean: 4 beds}}, priority: {by: agee", "bad-duration unknown-attribute"),
    ("stay: ward, time: {exponential: {mean: 5 d", "stay: wrad, time: {exponential: {mean: 4 beds",
     "unknown-unit bad-duration"),
    ("task: social-work, work: 6 h, reason: equipment", "task: socail-work, work: 6, reason: equipmnet",
     "unknown-team bad-duration unknown-reason"),
    ("mon-fri: 09:00-17:00, holidays: england", "mon-fri: 9-5, holidays: enland", "bad-hours unknown-word"),
    ("answer: 1 d, accepts: 50 %, hours: office", "answer: 1, accepts: 50, hours: ofice",
     "bad-duration bad-share unknown-calendar"),
    ("message: referral, takes: 2 h, hours: office", "message: a b, taeks: 2, hours: ofice",
     "bad-name unknown-key bad-duration unknown-calendar"),
    ("pay: purse, amount: £50", "pay: prse, amount: 50 d", "unknown-fund bad-money"),
    ("count: visit, by: family, effort: 1 h", "count: a visit, by: the family, effort: 1", "bad-name bad-duration"),
    ("rate: 1 per day, pathway: main, set: {age: {old: 1}}", "rate: 1, pathway: mian, set: {age: {odl: 1}}",
     "bad-rate unknown-pathway unknown-level"),
    ("from: ready, to: discharge-ready, within: [4 h]", "from: raedy, to: discharge-raedy, within: [4]",
     "unknown-mark bad-duration"),
    ("headcount: 2, hours: office", "headcount: two, hours: ofice", "bad-count unknown-calendar"),
    ("stay: ward, time", "stya: wrad, time", "unknown-step unknown-unit"),
    ("meanwhile: tests, do: [{wait: 1 d", "meanwhiel: tests, do: [{wait: 1 dd, kyx: tests",
     "unknown-step bad-duration unknown-key"),
    ("meanwhile: tests, do: [{wait: 1 d}, {mark: tested}]", "do: mian, meanwhiel: tests",
     "unknown-step unknown-pathway"),
    ("join: tests", "join: tsets, name: []", "unknown-branch not-text"),
    ("pay: purse, amount: £50", "pay: purse, amount: {valeu: £50, source: a}, when: {since: {mark: raedy, over: 1 d}}",
     "not-a-sum unknown-mark"),
    ("task: social-work, work: 6 h", "tsak: social-work, wrok: 6 h, queue_limit: {lenght: 0}",
     "unknown-step unknown-key"),
    ("{exponential: {mean: 5 d}}", "{quantiles: {0 %: 2 d, 20 %: 6, 50 %: 3 d, 100 %: 9 d}}", "bad-duration"),
    ("pay: purse, amount: £50", "reserve: prse, weekly: 0.5", "unknown-unit out-of-range"),
    ("pay: purse, amount: £50", "reserve: [money, prse], weekly: £50", "unknown-unit"),
    ("mark: ready", "naem: a, halt: ready", "unknown-step unknown-key"),
    ("count: visit, by: family, effort: 1 h", "do: [{wait: 1 d}], nte: hello", "not-text unknown-key"),
    ("mon-fri: 09:00-17:00, holidays: england", "mon-fri: [], except: {2024-12-31: 6}", "no-hours not-text"),
    ("count: visit, by: family, effort: 1 h",
     "key: policy.a, uptake: {by: unti, of: wrad}, choose: [{share: 0.5, do: []}, {do: []}]",
     "unknown-attribute unknown-unit"),
    ("count: visit, by: family, effort: 1 h",
     "key: policy.a, uptake: {by: nobody, of: ward}, choose: [{share: 0.5, do: []}, {do: []}]",
     "unknown-attribute"),
    ("priority: {by: age, young: 1, old: 2}", "priority: {by: , else: 4 beds}", "not-text bad-number"),
    ("join: tests", "join: tsets, colour: blue", "unknown-branch unknown-key"),
    ("{exponential: {mean: 5 d}}", "{lognormal: {mean: {value: 4 beds, source: a}, median: {value: 6, source: a}}}",
     "bad-duration"),
    ("opening: £20000", "opening: 5 d, instalments: {amount: £1, evry: 1}", "bad-money unknown-key bad-duration"),
]  # fmt: skip
"""What is written instead of what in one line, and the codes of all that is wrong then."""

NOTHING_ELSE = [
    ("mark: ready", "mark: []", "not-text"),
    ("mark: ready", "makr: ready", "unknown-step"),
    ("mark: ready", "wait: 1 d, name: rest, mark: ready", "unknown-key"),
    ("mark: ready", "note: no step, things: [{mark: ready}]", "unknown-step"),
    ("meanwhile: tests", "meanwhile: []", "not-text"),
    ("meanwhile: tests, do", "wait: 1 d, meanwhile: tests, do", "unknown-key"),
    ("meanwhile: tests", "alongside: tests", "unknown-step"),
    ("leave: home", "laeve: home", "unknown-step"),
    ("rate: 1 per day, pathway: main", "rate: 1 per day, pathway: 5", "not-text"),
]
"""The same where a name or a way is lost with what is wrong: of what is called by that name nothing can be said."""


@pytest.mark.parametrize(("right", "wrong", "codes"), [*TOGETHER, *NOTHING_ELSE])
def test_wrong_names_are_told_beside_wrong_values(tmp_path: FilePath, right: str, wrong: str, codes: str) -> None:
    assert told(tmp_path / "right.yaml", HOUSE) == set()
    [line] = [number for number, text in enumerate(HOUSE.split("\n"), start=1) if right in text]
    assert told(tmp_path / "wrong.yaml", HOUSE.replace(right, wrong)) == {(line, code) for code in codes.split()}
