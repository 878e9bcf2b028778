"""What ``flowsim compare`` prints of policies together beside each alone."""

from __future__ import annotations

import json

from flowsim import compare, load
from flowsim.cli.words import title, value
from flowsim.results.measures import MEASURES
from tests.cli.conftest import Call

ALONE = ("more-beds:+3", "more-homes:+2")
BOTH = "+".join(ALONE)


def _options(*policies: str) -> list[str]:
    return ["tutorial", *(word for policy in policies for word in ("-p", policy)), "-n", "8", "--seed", "2"]


def test_the_figures_of_the_comparison_stand_there(call: Call) -> None:
    answer = call("compare", *_options(*ALONE, BOTH))
    rows = compare(load("tutorial"), [*ALONE, BOTH], 8, 2).interactions()
    row = next(row for row in rows.itertuples() if row.measure == "no-criteria-to-reside")
    measure = MEASURES[row.measure]
    line = next(
        line
        for line in answer.stdout.split("beyond the sum of each alone")[1].splitlines()
        if line.startswith(title(measure, row.of))
    )
    assert value(measure, row.interaction, row.half_width_together, sign=True) in line
    assert value(measure, row.sum_alone, row.sum_alone_half_width, sign=True) in line


def test_nothing_stands_there_without_each_alone(call: Call) -> None:
    assert "beyond the sum" not in call("compare", *_options(ALONE[0], BOTH)).stdout


def test_json_has_them(call: Call) -> None:
    found = json.loads(call("compare", *_options(*ALONE, BOTH), "--json").stdout)["interactions"]
    assert {row["policy"] for row in found} == {BOTH}
