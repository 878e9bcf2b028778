"""A random census: people at stays and tasks of the pathways to which arrivals come, since some hours ago."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from flowsim.errors import ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.scenario.names import step_name
from flowsim.scenario.scenario import Scenario

Document = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

AGO = ("0 h", "1 h", "2 h", "5 h", "30 h", "3 d")


def census(draw: Draw, document: Document, levels: dict[str, tuple[str, ...]]) -> Document | None:
    """The start of a run, or None if this document has no room or no step for anybody."""
    places = {name: unit.get("places", 0) for name, unit in document["units"].items()}
    found = []
    for name in sorted({source["pathway"] for source in document["arrivals"].values()}):
        for step in document["pathways"][name]:
            if draw(st.integers(1, 4)) > 1 and (one := _found(draw, document, step, places)):
                found.append({"step": f"{name}.{step_name(step)}", **one, **_levels(draw, document, levels)})
    start = {"census": found}
    tried = document | {"run": document["run"] | {"start": start}}
    try:
        compile_plan(Scenario.from_document(tried))
    except ScenarioError:
        return None
    return start if found else None


def _found(draw: Draw, document: Document, step: Document, places: dict[str, int]) -> Document | None:
    where = step.get("stay")
    names = [where] if isinstance(where, str) else where
    if ("task" not in step and not isinstance(names, list)) or "amount" in step:
        return None
    waiting = "task" in step or draw(st.integers(1, 3)) == 1
    units = ["community", *document["units"]] if waiting else list(names or ())
    unit = draw(st.sampled_from([name for name in units if not waiting or name not in (names or ())] or ["nowhere"]))
    people = 2 if places.get(unit, 0) > 1 and draw(st.booleans()) else 1
    if unit != "community" and places.get(unit, 0) < people:
        return None
    places[unit] = places.get(unit, people) - people
    one: Document = {"unit": unit, "for": draw(st.sampled_from(AGO)), "people": people}
    if "task" not in step:
        one["waiting"] = waiting
    if document["units"].get(unit, {}).get("setting") == "hospital":
        one |= {key: draw(st.sampled_from(AGO)) for key in ("ready", "admitted") if draw(st.booleans())}
    return one


def _levels(draw: Draw, document: Document, levels: dict[str, tuple[str, ...]]) -> Document:
    names = [name for name in document["attributes"] if draw(st.integers(1, 3)) == 1]
    return {"set": {name: levels[name][0] for name in names}} if names else {}
