"""What is told while work goes on, where nobody sits at a terminal: on standard error, no more than every tenth."""

from __future__ import annotations

import json
import re

import pytest

from flowsim.experiment import patience
from tests.cli.conftest import Call


@pytest.mark.parametrize("command", [["run", "-n", "40"], ["compare", "-p", "more-beds:+2", "-n", "20"]])
def test_every_tenth_is_told_on_standard_error_only(
    call: Call, small: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0)
    result = call(command[0], small, *command[1:], "--engine", "reference", "--json")
    json.loads(result.stdout)
    shares = [int(found) for found in re.findall(r": \d+ of 40 \((\d+) %\)", result.stderr)]
    assert len(shares) == 11
    assert shares == sorted(shares)
    assert shares[-1] == 100


def test_work_that_is_done_in_a_moment_is_not_told(call: Call, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 600)
    assert " of 4 (" not in call("run", small, "-n", "4", "--engine", "reference", "--json").stderr
