"""The registry of rules is that of the checks."""

from __future__ import annotations

import ast
from pathlib import Path

from flowsim.results import checks, invariants
from flowsim.results.rules import RULES

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
