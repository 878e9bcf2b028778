"""The JSON Schema: committed, current, valid, and never stricter than the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from flowsim.scenario import schema
from flowsim.scenario.quantities import EXAMPLES, figure
from flowsim.scenario.scenario import load
from tests.shipped import LESSER

MADE = schema.schema()

WRITTEN: dict[str, list[Any]] = {
    "duration": ["2.5 h", "30min", "1e3 s", ".5 d", "+3 d", "1_000 ms", " 2 wk ", 0, 0.0],
    "rate": ["70 per day", "1.5/h", "3 a week", "2 each hour", ".5 an hour", 0],
    "share": ["12 %", "100%", 0, 1, 0.12, ".5 %"],
    "count": [0, 800, 10.0],
    "number": [1.4, -2, 1e9],
    "money": ["£345", "-£3.50", "345 GBP", "3 pounds", 12, 3.5],
}
WRONG: dict[str, list[Any]] = {
    "duration": ["5", 5, "d", "five days", "-1 d"],
    "rate": ["70", 70, "per day", "70 day"],
    "share": ["12", 1.2, -0.1, "a %"],
    "count": [10.5, -1, "10"],
    "number": ["1.4"],
    "money": ["345 euros", "£"],
}


def test_the_committed_schema_is_current() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.text(), "run: python -m flowsim.scenario.schema"


def test_every_key_has_a_description() -> None:
    for name, model in {**MADE["$defs"], "Place": MADE}.items():
        for key, said in model.get("properties", {}).items():
            assert said.get("description") or name in EXAMPLES, f"{name}.{key}"
    assert MADE["$defs"]["Stay"]["properties"]["stay"]["description"] == "the unit, or units in order of choice."
    assert "Attributes:" not in json.dumps(MADE)


@pytest.mark.parametrize("kind", WRITTEN)
def test_quantities_agree_with_the_reader(kind: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(MADE["$defs"][kind])
    for raw in WRITTEN[kind]:
        figure(kind, raw)
        assert validator.is_valid(raw), raw
        assert validator.is_valid({"value": raw, "source": "survey", "assumed": True}), raw
    for raw in WRONG[kind]:
        assert not validator.is_valid(raw), raw
        with pytest.raises(PydanticCustomError):
            figure(kind, raw)


def test_the_schema_is_one() -> None:
    pytest.importorskip("jsonschema").Draft202012Validator.check_schema(MADE)


@pytest.mark.parametrize("name", LESSER)
def test_shipped_scenarios_are_valid(name: str) -> None:
    validator = pytest.importorskip("jsonschema").Draft202012Validator(MADE)
    assert next(validator.iter_errors(load(name).document), None) is None


SHAPE = {
    "unknown-key",
    "missing-key",
    "not-a-list",
    "not-a-mapping",
    "not-text",
    "unknown-step",
    "unknown-distribution",
}


def test_faults_of_shape_are_faults_of_the_schema_too() -> None:
    """Files of the corpus whose shape is wrong; ``name: 12`` and the like included."""
    jsonschema = pytest.importorskip("jsonschema")
    from flowsim.scenario.reading import read
    from tests.unit.test_scenario_bad import FILES, expected

    validator, seen = jsonschema.Draft202012Validator(MADE), 0
    for file in (file for file in FILES if expected(file)["code"] in SHAPE):
        source = read(file)
        if source.complete:
            seen += 1
            assert not validator.is_valid(source.document), file.name
    assert seen > 15


def test_the_schema_travels_with_the_package() -> None:
    assert schema.FILE.parent == Path(schema.__file__).parent
