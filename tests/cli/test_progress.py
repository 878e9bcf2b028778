"""What is told while work goes on, where nobody sits at a terminal: on standard error, no more than every tenth."""

from __future__ import annotations

import io
import json
import re
import time

import pytest

from flowsim.cli.output import progress
from flowsim.errors import UsageError
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


class Terminal(io.StringIO):
    """Standard error where somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("reports", [0, 2])
def test_no_bar_is_left_beside_a_mistake(monkeypatch: pytest.MonkeyPatch, reports: int) -> None:
    """One that is found before anything is done is told without a bar; else the bar is taken away first."""
    monkeypatch.setattr("sys.stderr", screen := Terminal())
    monkeypatch.setenv("TERM", "xterm")

    def work() -> None:
        with progress("work") as report:
            for done in range(reports):
                report(done, 2)
            raise UsageError("wrong")

    with pytest.raises(UsageError):
        work()
    said = screen.getvalue()
    assert ("work" in said) == (reports > 0)
    assert "/?" not in said
    assert said.endswith("\x1b[2K" if reports else "")


def test_a_bar_is_drawn_though_nothing_is_reported_if_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", screen := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(patience, "SECONDS", 0)
    with progress("work"):
        latest = time.monotonic() + 60
        while "work" not in screen.getvalue() and time.monotonic() < latest:
            time.sleep(0.01)
        assert "work" in screen.getvalue()
