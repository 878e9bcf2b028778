"""Starting up: nothing numerical is loaded before a command needs it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

import flowsim
from flowsim.engine import reference
from flowsim.experiment import patience

NUMERICAL = {"numpy", "pandas", "scipy", "numba", "simpy", "pyarrow", "matplotlib"}


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after this code."""
    report = "import sys; print('|'.join({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split("|"))


def test_help_and_version_load_nothing_numerical() -> None:
    code = """
import sys
from flowsim.cli import main
for arguments in ("--help", "--version", "run --help", "policies show --help"):
    sys.argv = ["flowsim", *arguments.split()]
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


def test_check_loads_nothing_that_only_a_run_needs() -> None:
    code = """
import sys
sys.argv = ["flowsim", "check", "tutorial"]
from flowsim.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""
    assert not modules_after(code) & {"pandas", "simpy", "pyarrow", "matplotlib"}  # loads need numba: own functions


@pytest.mark.parametrize(("seconds", "said"), [(0.5, f"{patience.COMPILING}\n"), (0.0, "")])
@pytest.mark.parametrize("road", ["run", "compare"])
def test_an_engine_that_takes_long_to_be_made_ready_says_why(
    small: str,
    road: str,
    seconds: float,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.1 if said else 60)
    monkeypatch.setattr(reference, "prepare", lambda plan: time.sleep(seconds))
    threads = threading.active_count()
    place = flowsim.load(small)
    if road == "run":
        flowsim.run(place, replications=1, engine="reference")
    else:
        flowsim.compare(place, "more-beds:+2", replications=2, engine="reference")
    assert capsys.readouterr() == ("", said)
    assert threading.active_count() == threads
