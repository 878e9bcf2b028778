"""No message without its file: every sentence that a check can say is said of some file in ``tests/bad``.

The sentences are read from the source of the checks: the texts given to a fault, to the parsers' errors and to the
records of distributions, with their blanks as wildcards. So a new message without a file is noticed at once.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import flowsim
from tests.unit.test_scenario_bad import FILES, told_of

PACKAGE = Path(flowsim.__file__).parent
POLICIES = (
    "policies",
    "dated",
    "policy_frame",
    "policy_model",
    "compose",
    "changes",
    "edit",
    "resolving",
    "selectors",
    "pooling",
    "spreading",
    "shifting",
)
"""Modules that speak of policies, not of scenarios; see ``test_policies_files``."""
OTHER_FILES = ("batch_file", "views", "assumed", "amounts", "axes", "uncertain", "uncertain_fit", "ranged")
"""Modules that read files of other kinds; faults in these: ``test_batch_file``, ``test_experiment_differing`` and
``test_scenario_uncertain``."""

SOURCES = [
    *(path for path in sorted((PACKAGE / "scenario").glob("*.py")) if path.stem not in (*POLICIES, *OTHER_FILES)),
    PACKAGE / "units.py",
    PACKAGE / "random" / "distributions.py",
]
SPEAKERS = {"Fault": 2, "_wrong": 1, "add": 2, "stop": 1, "ValueError": 0, "PydanticCustomError": 1, "_fault": 2}
"""What is called with a message, and the place of the message among its arguments."""

ELSEWHERE = {
    "a run starts between 1900 and 2199": "said as 'this is not a date that a run can start on'",
    "this cannot stand in a scenario": "only a value made in Python; test_scenario_scenario",
    " is written in two files": "test_scenario_reading",
    "the folder ": "test_scenario_reading",
    "this file is a link out of the folder": "test_scenario_reading",
    "this is not a plain file": "test_scenario_reading",
    "cannot be opened": "test_scenario_reading",
    "the file has more than ": "test_scenario_limits, with smaller limits",
    "the file is larger than ": "test_scenario_csv_files, with smaller limits",
    "the table has more than ": "test_scenario_csv_files, with smaller limits",
    "a series has at most ": "test_scenario_series",
    "a file can be named only in": "test_scenario_series",
    "a scenario that is not read from a file cannot name one for its census": "test_scenario_series",
    " problems; the rest of the file is not read": "test_scenario_limits",
}
"""Parts of sentences that a single small file cannot show, and where they are shown."""


def sentences() -> dict[str, str]:
    """Every sentence as a pattern, with the module that says it."""
    return {pattern: path.stem for path in SOURCES for pattern in _patterns(ast.parse(path.read_text("utf-8")))}


def _patterns(module: ast.Module) -> Iterator[str]:
    for function in ast.walk(module):
        if not isinstance(function, ast.FunctionDef | ast.Module):
            continue
        named: dict[str, list[ast.expr]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                yield from _said(node, named)


def _said(call: ast.Call, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name not in SPEAKERS or len(call.args) <= SPEAKERS[name]:
        return
    message = call.args[SPEAKERS[name]]
    for text in named.get(message.id, []) if isinstance(message, ast.Name) else [message]:
        yield from _pattern(text)


def _pattern(text: ast.expr) -> Iterator[str]:
    if isinstance(text, ast.IfExp):
        yield from _pattern(text.body)
        yield from _pattern(text.orelse)
    elif isinstance(text, ast.Constant) and isinstance(text.value, str) and " " in text.value:
        yield re.escape(text.value)
    elif isinstance(text, ast.JoinedStr):
        parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in text.values]
        if any(isinstance(part, ast.Constant) and " " in str(part.value) for part in text.values):
            yield "".join(parts)


def test_every_sentence_is_said_of_some_file() -> None:
    said = "\n".join(problem.message.replace("\n", " ") for file in FILES for problem in told_of(file))
    unsaid = {
        pattern: module
        for pattern, module in sentences().items()
        if not re.search(pattern, said) and not any(re.escape(start) in pattern for start in ELSEWHERE)
    }
    assert unsaid == {}


def test_sentences_are_found() -> None:
    """A handful that are known to be there, of each kind of speaker."""
    found = set(sentences())
    assert re.escape("a duration needs a unit") in found
    assert re.escape("a range is a list of two numbers") in found
    assert "a\\ name\\ cannot\\ .*" in found
    assert len(found) > 80
