"""A random census: people at steps of the pathways to which arrivals come, since some hours ago."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from flowsim.errors import ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.scenario.names import step_kind, step_name
from flowsim.scenario.scenario import Scenario

Document = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

AGO = ("0 h", "1 h", "2 h", "5 h", "30 h", "3 d")
HOURS = ("1 h", "2.5 h", "4 h", "7 h")
"""Care a week that somebody has in a unit counted in hours."""

LASTING = ("stay", "task", "reserve", "wait", "search", "declare")
RARE = ("reserve", "search", "declare")


def census(draw: Draw, document: Document, levels: dict[str, tuple[str, ...]]) -> Document | None:
    """The start of a run, or None if this document has no room or no step for anybody."""
    places = {name: unit.get("places", 0) for name, unit in document["units"].items()}
    found: list[Document] = []
    for name in sorted({source["pathway"] for source in document["arrivals"].values()}):
        for step in document["pathways"][name]:
            often = step_kind(step) in RARE or draw(st.integers(1, 4)) > 1
            if often and (one := _found(draw, document, step, places)):
                found.append({"step": f"{name}.{step_name(step)}", **one, **_levels(draw, document, levels)})
    if not _possible(document, found):
        every, found = found, []
        for row in every:
            found += [row] if _possible(document, [*found, row]) else []
    return {"census": found} if found else None


def possible(document: Document) -> Document:
    """A document as policies have left it: without its census if nobody comes any more to where somebody was found."""
    start = document["run"].get("start")
    if isinstance(start, dict) and "census" in start and not _possible(document, start["census"]):
        return document | {"run": {name: value for name, value in document["run"].items() if name != "start"}}
    return document


def words(document: Document) -> set[str]:
    """What the start of a document finds: ``census.wait``, ``census.amount`` ..."""
    start = document["run"].get("start")
    rows = start.get("census", []) if isinstance(start, dict) else []
    kinds = {
        f"{name}.{step_name(step)}": step_kind(step) for name, steps in document["pathways"].items() for step in steps
    }
    return {f"census.{kinds.get(row['step'])}" for row in rows} | {
        f"census.{key}" for row in rows for key in row if row[key]
    }


def _possible(document: Document, found: list[Document]) -> bool:
    """Whether a scenario can start so: not where what is waited for goes by attributes, or hours of care run out."""
    tried = document | {"run": document["run"] | {"start": {"census": found}}}
    try:
        compile_plan(Scenario.from_document(tried))
    except ScenarioError:
        return False
    return True


def _found(draw: Draw, document: Document, step: Document, places: dict[str, int]) -> Document | None:
    kind = step_kind(step)
    where = step.get(kind) if kind in ("stay", "reserve") else None
    names = [where] if isinstance(where, str) else where or []
    if kind not in LASTING or not isinstance(names, list) or (kind == "declare" and "at" not in step):
        return None
    waiting = kind == "stay" and draw(st.integers(1, 3)) == 1
    away = waiting or kind == "reserve"
    there = [name for name, unit in document["units"].items() if "weekly_budget" not in unit]
    units = [name for name in ["community", *there] if not away or name not in names]
    unit = draw(st.sampled_from(names if kind == "stay" and not waiting else units))
    people = 2 if places.get(unit, 0) > 1 and draw(st.booleans()) else 1
    one: Document = {"unit": unit, "for": draw(st.sampled_from(AGO)), "people": people}
    if "weekly_hours" in document["units"].get(unit, {}):
        one |= {"amount": draw(st.sampled_from(HOURS))}
    elif unit != "community" and places.get(unit, 0) < people:
        return None
    places[unit] = places.get(unit, people) - people
    if kind == "stay":
        one["waiting"] = waiting
    if document["units"].get(unit, {}).get("setting") == "hospital":
        one |= {key: draw(st.sampled_from(AGO)) for key in ("ready", "admitted") if draw(st.booleans())}
    return one


def _levels(draw: Draw, document: Document, levels: dict[str, tuple[str, ...]]) -> Document:
    names = [name for name in document["attributes"] if draw(st.integers(1, 3)) == 1]
    return {"set": {name: levels[name][0] for name in names}} if names else {}
