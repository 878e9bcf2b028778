"""The registry of rules is that of the checks."""

from __future__ import annotations

import ast
from pathlib import Path

from flowsim.results import checks, invariants
from flowsim.results.looked_at import in_a_place, in_a_run
from flowsim.results.rules import RULES
from tests.exact.tracing import place, run, unit

SOURCES = [*Path(checks.__file__).parent.glob("*.py"), Path(invariants.__file__)]


def called() -> set[str]:
    """The names under which the checks report breaches, read from their source."""
    found = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0]
            if name in ("Broken", "broken", "_say") and isinstance(first, ast.Constant):
                found.add(str(first.value))
    return found


def test_every_rule_has_its_record_and_every_record_its_rule() -> None:
    assert called() == set(RULES)
    assert all(rule.name == name and rule.sentence.endswith(".") for name, rule in RULES.items())


def test_it_is_counted_what_each_rule_is_looked_at_on() -> None:
    """Three ask for one bed: a has it to 5 and keeps it half an hour for a team; b, who came at 1, has no patience left
    at 5 and asks for the team at once; c, who came at 2, has the bed from 5.5 to 10.5, and then the team."""
    hub = {"task": "hub", "work": "30 min"}
    pathway = [{"stay": "ward", "time": "5 h", "patience": {"time": "4 h"}}, hub, {"leave": "home"}]
    document = place(
        {"a": 0, "b": 1, "c": 2}, {"main": pathway}, units={"ward": unit(1)}, teams={"hub": {"headcount": 1}}
    )
    plan, replication = run(document, "reference")
    there, found = in_a_place(plan), in_a_run(plan, replication)
    assert set(there) | set(found) == set(RULES)
    assert not set(there) & set(found)
    assert (there["place-time"], there["hours"], there["funds"], there["groups"]) == (1, 1, 0, 0)
    assert there["little"] == 2, "the unit and the team"
    assert (found["story"], found["flow"]) == (3, 3)
    assert (found["order"], found["patience"], found["working-hours"]) == (3 + 3, 3, 3)
    assert (found["length"], found["capacity"], found["midnights"]) == (2 + 3, 2 + 3, 28)
    assert (found["ring"], found["condition"], found["risk"]) == (0, 0, 0), "who asks for a team changes no place"
