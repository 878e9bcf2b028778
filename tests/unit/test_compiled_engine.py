"""The compiled engine as a whole: it needs no particular room, says why it stops, and is compiled a few times."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flowsim.engine import compiled, reference
from flowsim.engine.compiled import engine, kernel, programs
from flowsim.engine.compiled.frame import pack, unpacked
from flowsim.engine.compiled.layout import LEFT_OUT, OPTIONAL
from flowsim.engine.compiled.programs import packed_program
from flowsim.engine.limits import MOST_PRESENT
from flowsim.engine.output import LOG, MEASURES, PEOPLE, Replication
from flowsim.engine.stop import Stop
from flowsim.errors import ReplicationError
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import CHOOSE, LEAVE, MARK, SET, STAY, TASK, WAIT, Plan
from flowsim.results.difference import first_difference
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.steps import STEP_KINDS

CROWDED: dict[str, Any] = {
    "flowsim": 1,
    "name": "crowded",
    "run": {"warm_up": "5 d", "window": "40 d", "start": "filled"},
    "units": {
        "ward": {"places": 20, "setting": "hospital"},
        "rehab": {"places": 6, "setting": "rehabilitation"},
        "home": {"places": 25, "setting": "care-home"},
    },
    "teams": {"assessors": {"headcount": 2, "hours": {"mon-fri": "09:00-17:00"}}},
    "attributes": {"age": {"shares": {"young": 0.4, "old": 0.6}}},
    "groups": ["age"],
    "arrivals": {
        "emergency": {"rate": "9 per day", "pathway": "main"},
        "other": {"rate": "2 per day", "pathway": "direct"},
    },
    "pathways": {
        "main": [
            {
                "stay": "ward",
                "time": {"exponential": {"mean": "2 d"}},
                "patience": {"time": {"exponential": {"mean": "20 d"}}, "then": [{"leave": "gone"}]},
            },
            {"mark": "discharge-ready"},
            {
                "task": "assessors",
                "work": {"exponential": {"mean": "2 h"}},
                "priority": {"by": "age", "old": 3, "young": 40},
            },
            {"stay": ["rehab", "home"], "time": {"gamma": {"mean": "4 d", "sd": "2 d"}}},
            {"stay": "home", "time": {"exponential": {"mean": "5 d"}}},
            {"leave": "left"},
        ],
        "direct": [
            {"stay": "home", "time": {"exponential": {"mean": "3 d"}}, "queue_limit": {"length": 5}},
            {"stay": "ward", "time": {"exponential": {"mean": "1 d"}}},
            {"leave": "left"},
        ],
    },
}


ONE_WAY: dict[str, Any] = CROWDED | {"pathways": CROWDED["pathways"] | {"direct": CROWDED["pathways"]["direct"][::2]}}
"""The same place, but nobody goes from the home to the ward: no rings, and nothing else that is optional."""

AGAIN = {"share": "50 %", "after": {"exponential": {"mean": "9 d"}}, "to": "direct"}
COMING_BACK: dict[str, Any] = CROWDED | {
    "pathways": {
        **CROWDED["pathways"],
        "direct": [{"stay": "home", "time": "2 d"}, {"leave": "left", "returns": AGAIN}],
    }
}
"""The same place with people who come back, for which there is no code where that is left out."""


@pytest.fixture(scope="module")
def crowded() -> Plan:
    return compile_plan(Scenario.from_document(CROWDED))


@pytest.fixture(scope="module")
def whole(crowded: Plan) -> Replication:
    return compiled.replicate(crowded, 3, 1, LOG)


# Room


@pytest.mark.parametrize(
    "room",
    [
        {"_FIRST_PEOPLE": 1},
        {"_FIRST_TIMERS": 1},
        {"_LOG_LINES": 64, "_PEOPLE_ROWS": 1},
        {"_FIRST_PEOPLE": 3, "_FIRST_TIMERS": 1, "_LOG_LINES": 40, "_PEOPLE_ROWS": 7},
    ],
    ids=["people", "timers", "outputs", "all"],
)
def test_a_run_is_the_same_whatever_room_it_begins_with(
    crowded: Plan, whole: Replication, room: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in room.items():
        monkeypatch.setattr(engine, name, value)
    assert not first_difference(crowded, whole, compiled.replicate(crowded, 3, 1, LOG))


RING = 40


def ring_of_risks(others: int) -> dict[str, Any]:
    """In each of RING wards of one bed somebody waits for the next ward, where they will be at risk; others wait."""
    pathways: dict[str, Any] = {"idle": [{"wait": "300 h"}, {"leave": "left"}]}
    for n in range(RING):
        risks = {"fall": {"rate": "0.1 per day", "then": [{"leave": "fell"}]}}
        pathways[f"p{n}"] = [
            {"name": "first", "stay": f"ward{n}", "time": "10 h" if n == RING - 1 else "5 h"},
            {"name": "next", "stay": f"ward{(n + 1) % RING}", "time": "50 h", "risks": risks},
            {"leave": "left"},
        ]
    arrivals: dict[str, Any] = {f"a{n}": {"at": ["0 h"], "pathway": f"p{n}"} for n in range(RING)}
    arrivals["others"] = {"at": ["7 h"] * others, "pathway": "idle"}
    return {
        "flowsim": 1,
        "name": "ring",
        "run": {"window": "28 d"},
        "units": {f"ward{n}": {"places": 1, "setting": "hospital"} for n in range(RING)},
        "arrivals": arrivals,
        "pathways": pathways,
    }


@pytest.mark.parametrize("others", [145, 155, 165])
def test_a_ring_has_room_for_two_timers_each_the_end_of_a_stay_and_a_risk(others: int) -> None:
    plan = compile_plan(Scenario.from_document(ring_of_risks(others)))
    found = compiled.replicate(plan, 1, 0, LOG)
    assert found.tallies.totals[6] == RING
    assert not first_difference(plan, reference.replicate(plan, 1, 0, LOG), found)


def test_a_happening_with_more_lines_than_the_log_has_room_for_loses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[dict[str, Any]] = [{"mark": f"m{number}"} for number in range(50)]
    document = {
        "flowsim": 1,
        "name": "marks",
        "run": {"window": "2 d"},
        "arrivals": {"people": {"rate": "5 per day", "pathway": "main"}},
        "pathways": {"main": [*steps, {"leave": "left"}]},
    }
    plan = compile_plan(Scenario.from_document(document))
    roomy = compiled.replicate(plan, 1, 0, LOG)
    monkeypatch.setattr(engine, "_LOG_LINES", 8)
    assert roomy.log is not None
    assert len(roomy.log) == 52 * roomy.tallies.totals[0]
    assert not first_difference(plan, roomy, compiled.replicate(plan, 1, 0, LOG))


def test_output_levels_give_the_same_tallies_and_people(crowded: Plan, whole: Replication) -> None:
    people = compiled.replicate(crowded, 3, 1, PEOPLE)
    measures = compiled.replicate(crowded, 3, 1, MEASURES)
    assert measures.people is measures.log is people.log is None
    for field in fields(whole.tallies):
        expected = getattr(whole.tallies, field.name)
        assert np.array_equal(getattr(measures.tallies, field.name), expected), field.name
        assert np.array_equal(getattr(people.tallies, field.name), expected), field.name
    assert whole.people is not None
    assert people.people is not None
    for field in fields(whole.people):
        assert np.array_equal(getattr(people.people, field.name), getattr(whole.people, field.name)), field.name


def test_room_grows_with_people_present_not_with_people_served() -> None:
    """A hundred times as long a run of a stable ward needs the same tables."""
    sizes = []
    for days in (100, 10_000):
        document = {
            "flowsim": 1,
            "name": "long",
            "run": {"window": f"{days} d"},
            "units": {"ward": {"places": 30, "setting": "hospital"}},
            "arrivals": {"people": {"rate": "4 per day", "pathway": "main"}},
            "pathways": {"main": [{"stay": "ward", "time": {"exponential": {"mean": "5 d"}}}, {"leave": "left"}]},
        }
        run = engine._Run(compile_plan(Scenario.from_document(document)), 1, 0, MEASURES, 0)
        assert run.finished(Stop())
        sizes.append({name: getattr(run.state, name).nbytes for name in run.state._fields})
    assert sizes[0] == sizes[1]


# What stops a run


def test_too_many_present_names_when_and_where(crowded: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_PRESENT", 60)
    monkeypatch.setattr(engine, "_FIRST_PEOPLE", 8)
    with pytest.raises(ReplicationError, match=r"replication 4 was stopped at 2024-04-\d\d .* more than 60 people"):
        compiled.replicate(crowded, 3, 4)


# A compilation for programs without anything optional, and others for those with it

compiled_only = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="asks what was compiled")

PLAIN = (STAY, TASK, WAIT, CHOOSE, SET, MARK, LEAVE)
"""The kinds of step that every program may have."""


def with_everything(plan: Plan) -> Any:
    """The program of a plan, for the code that leaves nothing out."""
    return pack(unpacked(packed_program(plan, 5, 2, LOG, MOST_PRESENT)))


def leaves_out(plan: Plan) -> frozenset[str]:
    return programs._absent(unpacked(packed_program(plan, 5, 2, LOG, MOST_PRESENT)))


def is_plain(plan: Plan) -> bool:
    return leaves_out(plan) == OPTIONAL


def machine_code() -> dict[int, bytes]:
    """What is kept of :func:`kernel.run` on the disk: by how many names each compilation does without."""
    file = kernel.run._cache._cache_file  # type: ignore[attr-defined]
    kept = {signature[0]: file._data_path(name) for (signature, *_), name in file._load_index().items()}
    return {len(program.noughts) + len(program.empty): Path(path).read_bytes() for program, path in kept.items()}


@pytest.fixture(scope="module")
def every_compilation(whole: Replication) -> None:
    for plan in (load("tutorial"), Scenario.from_document(CROWDED), Scenario.from_document(COMING_BACK)):
        compiled.replicate(compile_plan(plan), 1, 0)


in_either_suite = pytest.mark.parametrize("suite", ["fast", pytest.param("slower", marks=pytest.mark.statistical)])
"""The code for places between those that need little and those that need all is made in the slower suites only."""


@compiled_only
@in_either_suite
def test_few_compilations_serve_every_scenario(suite: str, every_compilation: None) -> None:
    """As many as there are sets of what is left out, each kept once."""
    assert [len(names) for names in LEFT_OUT] == [len(OPTIONAL), len(OPTIONAL) - 2, 0]
    assert {len(names) for names in programs.LEFT_OUT} <= set(machine_code()) <= {len(names) for names in LEFT_OUT}
    assert len(programs.LEFT_OUT) == (2 if suite == "fast" else 3)
    assert len(kernel.run.signatures) <= len(LEFT_OUT)  # type: ignore[attr-defined]


@compiled_only
@in_either_suite
@pytest.mark.parametrize(
    ("kernel_name", "in_code"),
    [
        ("strike", [False, False, True]),
        ("begin_branch", [False, False, True]),
        ("set_out", [False, False, True]),
        ("be_found", [False, False, True]),
        ("first_from", [False, True, True]),
    ],
)
def test_what_a_program_does_without_is_not_in_its_machine_code(
    kernel_name: str, in_code: list[bool], suite: str, every_compilation: None
) -> None:
    """Functions that are called have their names there; those of risks, branches, ways, a census, and rings."""
    code = machine_code()
    expected = {names: there for names, there in zip(LEFT_OUT, in_code, strict=True) if names in programs.LEFT_OUT}
    assert {names: kernel_name.encode() in code[len(names)] for names in programs.LEFT_OUT} == expected


@pytest.mark.parametrize("name", ["one way", pytest.param("crowded", marks=pytest.mark.statistical), "tutorial"])
def test_the_code_with_everything_gives_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    days = {"run.warm_up": "0 d", "run.window": "4 d", "run.follow_up": "0 d"}
    documents = {"one way": ONE_WAY, "crowded": CROWDED}
    plan = compile_plan(Scenario.from_document(documents[name]) if name in documents else load(name).with_values(days))
    assert is_plain(plan) == (name != "crowded")
    assert leaves_out(plan)
    left_out = compiled.replicate(plan, 5, 2, LOG)
    monkeypatch.setattr(engine, "packed_program", lambda *_: with_everything(plan))
    assert not first_difference(plan, left_out, compiled.replicate(plan, 5, 2, LOG))


FURTHER: dict[str, Any] = {
    "pay": {"pay": "purse", "amount": "£5"},
    "message": {"message": "letter", "takes": "1 h"},
    "search": {"search": "home", "answer": "1 h", "accepts": 0.5},
    "reserve": {"reserve": "home"},
    "release": {"release": "home"},
    "count": {"count": "visit"},
    "declare": {"declare": "ready"},
    "meanwhile": {"meanwhile": "planning", "do": [{"wait": "1 h"}]},
}
"""A step of every kind that is not plain (a branch is joined by the end of the pathway)."""


def test_further_kinds_are_all_that_are_not_plain() -> None:
    assert {*FURTHER, "join", "do"} == STEP_KINDS.keys() - {"stay", "task", "wait", "choose", "set", "mark", "leave"}


@pytest.mark.parametrize("kind", [kind for kind in FURTHER if kind != "declare"])
def test_a_program_with_a_further_kind_of_step_is_not_plain(kind: str) -> None:
    document = ONE_WAY | {
        "funds": {"purse": {"opening": "£5"}},
        "units": {"home": {"places": 1}},
        "arrivals": {"emergency": {"rate": "9 per day", "pathway": "main"}},
        "pathways": {"main": [FURTHER[kind], {"leave": "left"}]},
    }
    plan = compile_plan(Scenario.from_document(document))
    assert not set(plan.steps["kind"].tolist()) <= set(PLAIN)
    assert not is_plain(plan)


def run_python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@compiled_only
def test_kernels_count_no_references() -> None:
    """numba's private option `_nrt` is what keeps reference counts out of the loop: a factor of two to three."""
    code = """
import os, tempfile
os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp()
from flowsim.engine.compiled import events, layout
nodes = events.empty_timers(4)
events.cancel(nodes, layout.ZERO)
print(sum("NRT_incref" in text for text in events.cancel.inspect_llvm().values()))
"""
    assert run_python(code) == "0\n"


def test_the_compiled_engine_needs_no_tables_simpy_or_yaml() -> None:
    code = """
import sys
import flowsim.engine.compiled
print([name for name in ("pandas", "simpy", "pydantic", "ruamel.yaml", "flowsim.engine.reference")
       if name in sys.modules])
"""
    assert run_python(code) == "[]\n"


PLAIN = """
import json, sys
from tests.unit.test_compiled_engine import digest
print(*digest(json.loads(sys.stdin.read())))
"""


def digest(document: dict[str, Any]) -> tuple[int, str]:
    """How many lines the log of a replication has, and the SHA-256 of all that it gives."""
    found = compiled.replicate(compile_plan(Scenario.from_document(document)), 2**64 - 1, 65_535, LOG)
    assert found.log is not None
    bits = hashlib.sha256(found.log.tobytes())
    for part in (found.tallies, found.people):
        for field in fields(part):
            bits.update(getattr(part, field.name).tobytes())
    return len(found.log), bits.hexdigest()


def test_with_the_compiler_off_the_result_is_the_same_bytes() -> None:
    document = CROWDED | {"run": {"window": "12 d", "start": "filled"}}
    plain = subprocess.run(
        [sys.executable, "-c", PLAIN],
        input=json.dumps(document),
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    lines, bits = digest(document)
    assert plain == [str(lines), bits]
    assert lines > 500
