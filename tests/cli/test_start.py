"""Starting up: nothing numerical is loaded before a command needs it."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

import flowsim
from flowsim.cli import output

NUMERICAL = {"numpy", "pandas", "scipy", "numba", "simpy", "pyarrow", "matplotlib"}


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after this code."""
    report = "import sys; print('|'.join({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split("|"))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"], ["policies", "show", "--help"]])
def test_help_and_version_load_nothing_numerical(arguments: list[str]) -> None:
    code = f"""
import sys
sys.argv = ["flowsim", *{arguments!r}]
from flowsim.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
"""
    assert not modules_after(code) & NUMERICAL


def test_importing_flowsim_loads_nothing_but_itself() -> None:
    assert not modules_after("import flowsim; dir(flowsim)") & (NUMERICAL | {"typer", "rich"})


def test_the_test_can_fail() -> None:
    assert modules_after("import flowsim; flowsim.run") & NUMERICAL


def test_python_m_flowsim_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "flowsim", "--version"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert done.stdout == f"flowsim {flowsim.__version__}\n"
    assert not done.stderr


@pytest.mark.parametrize(("seconds", "said"), [(0.5, "compiling\n"), (0.0, "")])
def test_a_start_that_takes_long_says_why(
    seconds: float, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "COMPILE_SECONDS", 0.1)
    with output.patience("compiling"):
        time.sleep(seconds)
    assert capsys.readouterr() == ("", said)
