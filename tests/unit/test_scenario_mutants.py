"""Whatever is done to a valid scenario: it is read, or refused with problems that each have a line, and soon."""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flowsim.cli.app import app
from flowsim.errors import Problem, ScenarioError
from flowsim.experiment.face import check
from flowsim.plan.compile import compile_plan
from flowsim.scenario.faults import CODES
from flowsim.scenario.reading import shipped_names
from flowsim.scenario.scenario import Scenario, load
from tests.engines.generator import several
from tests.shipped import northmoor
from tests.unit.effort import at_most
from tests.unit.mutants import mutant

MOST_CALLS = 20_000_000
"""In which any mutant is read, checked, compiled and explained (of northmoor two million, of a small place 120,000)."""

FEW, MORE, MANY = 12, 150, int(os.environ.get("FLOWSIM_MUTANTS", "20000"))


@cache
def documents() -> list[dict[str, Any]]:
    """What is mutated: shipped scenarios of one file, and random ones over the whole language.

    Each is compiled once, so that no mutant has to wait for what is loaded at first use.
    """
    shipped = [load(name).document for name in shipped_names() if name not in ("northmoor", "winter")]
    found = [*shipped, *several(15)]
    for document in found:
        compile_plan(Scenario.from_document(document))
    return found


def judged(file: Path) -> tuple[bool, bool]:
    """Whether a file was read, and compiled; fails if anything but the documented error escapes, or work has no end."""
    with at_most(MOST_CALLS):
        return _judged(file)


def _judged(file: Path) -> tuple[bool, bool]:
    read = compiled = False
    refusals: list[Problem] = []
    try:
        scenario = load(file)
        read = True
        compile_plan(scenario)
        compiled = True
    except ScenarioError as error:
        refusals = error.problems
    assert compiled or refusals
    for problem in refusals:
        assert problem.code in CODES or read, problem
        assert problem.message, problem
        assert len(str(problem)) < 2_000
        assert problem.code != "bad-value", f"{problem}: a fault without words of its own"
        assert read or (problem.file == str(file) and problem.line > 0), problem
    if read:
        assert check(scenario) or compiled
    return read, compiled


def hunt(file: Path, number: int, seed: int) -> list[tuple[bool, bool]]:
    """So many mutants, one after another; the text of one that fails stays in the file."""
    chance, found = random.Random(seed), []
    for _ in range(number):
        file.write_text(mutant(chance.choice(documents()), chance), encoding="utf-8")
        found.append(judged(file))
    return found


@pytest.mark.parametrize("number", [FEW, pytest.param(MORE, marks=pytest.mark.statistical)])
def test_mutants_are_read_or_refused(tmp_path: Path, number: int) -> None:
    """Some of each, so that what is behind the reading is tested too."""
    found = hunt(tmp_path / "mutant.yaml", number, 20)
    assert sum(not read for read, _ in found) > number / 4
    assert sum(compiled for _, compiled in found) > number / 10


@pytest.mark.statistical
def test_mutants_of_the_great_scenario(tmp_path: Path) -> None:
    chance, great, file = random.Random(21), northmoor().document, tmp_path / "mutant.yaml"
    for _ in range(10):
        file.write_text(mutant(great, chance), encoding="utf-8")
        judged(file)


@pytest.mark.parametrize("number", [10, pytest.param(60, marks=pytest.mark.statistical)])
def test_the_command_line_gives_no_traceback(tmp_path: Path, number: int) -> None:
    chance, file = random.Random(22), tmp_path / "mutant.yaml"
    codes = set()
    for _ in range(number):
        file.write_text(mutant(chance.choice(documents()), chance), encoding="utf-8")
        for command in ("check", "explain"):
            result = CliRunner().invoke(app, [command, str(file)])
            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
            assert result.exit_code in (0, 3), result.output
            codes.add(result.exit_code)
    assert codes == {0, 3}


@pytest.mark.thousands
def test_many_mutants(tmp_path: Path) -> None:
    assert len(hunt(tmp_path / "mutant.yaml", MANY, 23)) == MANY
