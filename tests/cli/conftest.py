"""A small scenario with one of everything that the command line shows, and a way to call it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flowsim.cli.app import app

SMALL = """\
flowsim: 1
name: small
run: {window: 30 d, replications: 3, seed: 5}
units:
  ward: {places: 6, setting: hospital}
  nursing-home: {places: 12, setting: care-home}
teams:
  social-workers: {headcount: 1, kind: assessment, hours: {mon-fri: "09:00-17:00"}}
arrivals:
  emergency: {rate: 1 per day, pathway: main}
pathways:
  main:
    - stay: ward
      time: {exponential: {mean: 4 d}}
    - mark: discharge-ready
    - task: social-workers
      work: {exponential: {mean: 3 h}}
      share: 0.5
    - choose:
        - share: 0.3
          do: care-home
        - do: []
    - leave: home
  care-home:
    - stay: nursing-home
      time: {exponential: {mean: 20 d}}
"""

Call = Callable[..., Result]


@pytest.fixture
def small(tmp_path: Path) -> str:
    """Path of the small scenario."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return str(path)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the command line at a given width; standard output and error are kept apart."""

    def call(*arguments: str, width: int = 100) -> Result:
        monkeypatch.setenv("COLUMNS", str(width))
        result = CliRunner().invoke(app, list(arguments))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call
