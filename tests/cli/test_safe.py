"""What is printed cannot steer a terminal, and what is written cannot be run by a spreadsheet program."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from flowsim.cli.files import FORMULA_STARTS, append, harmless
from flowsim.cli.output import entries, note, say, table, visible
from flowsim.scenario.names import is_name
from tests.cli.conftest import SMALL, Call

STEERING = ("\x1b[31m", "\x07", "\x08", "\x9b2J", "\u202e", "\u2066", "\u200b", "\udcff", "\r", "\x00")
"""Colours, bell, backspace, clearing the screen, writing backwards, nothing at all, half a character."""


@pytest.mark.parametrize("odd", STEERING, ids=ascii)
def test_nothing_that_is_printed_steers_the_terminal(odd: str, capsys: pytest.CaptureFixture[str]) -> None:
    say(f"a{odd}b")
    note(f"a{odd}b")
    table(("Heading",), [(f"a{odd}b",)])
    entries([(f"a{odd}b", f"c{odd}d")])
    captured = capsys.readouterr()
    for printed in (captured.out, captured.err):
        assert odd not in printed.replace("\r\n", "\n")
        assert "a\\" in printed


def test_what_can_be_seen_is_left_as_it_is() -> None:
    for text in ("ward", "Überprüfung – 85+ £3 ½", "病棟", "two\nlines\tand a tab", "🏥"):
        assert visible(text) == text


def test_the_name_of_a_file_does_not_steer_the_terminal(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "small\x1b[31m.yaml"
    file.write_text(SMALL.replace("places: 6", "places: six"), encoding="utf-8")
    for command in ("check", "run", "explain", "verify"):
        result = call(command, str(file))
        assert result.exit_code == 3
        assert "\x1b" not in result.output
        assert "small\\x1b[31m.yaml:5:18" in result.output


def test_the_name_of_a_file_that_is_no_text_is_said_all_the_same(call: Call) -> None:
    result = call("check", "no-such-\udcff.yaml")
    assert result.exit_code == 3
    assert "there is no file, folder or shipped scenario" in result.output


@pytest.mark.parametrize("start", FORMULA_STARTS, ids=ascii)
def test_no_formula_leaves_in_a_file(start: str) -> None:
    """Neither from a name, which cannot begin so, nor from free text, at whatever place of a table."""
    formula = f"{start}HYPERLINK(1)"
    assert not is_name(formula)
    stream = io.StringIO()
    append(pd.DataFrame({formula: [formula, f" {formula}", "ward"], "number": [-1.5, 2, 3]}), stream, header=True)
    heading, *rows = list(csv.reader(io.StringIO(stream.getvalue())))
    assert heading[0] == f"'{formula}"
    assert [row[0] for row in rows] == [f"'{formula}", f"' {formula}", "ward"]
    assert [row[1] for row in rows] == ["-1.5", "2.0", "3.0"]


def test_every_text_of_the_files_of_a_run_is_harmless(call: Call, small: str, tmp_path: Path) -> None:
    files = {option: tmp_path / f"{option}.csv" for option in ("csv", "people", "events")}
    options = [word for option, file in files.items() for word in (f"--{option}", str(file))]
    assert call("run", small, "-n", "1", "--engine", "reference", *options).exit_code == 0
    for file in files.values():
        cells = [cell for row in csv.reader(file.open(encoding="utf-8", newline="")) for cell in row]
        texts = [cell for cell in cells if not cell.replace(".", "").replace("e", "").lstrip("-").isdigit()]
        assert texts
        assert all(harmless(text) == text for text in texts)
