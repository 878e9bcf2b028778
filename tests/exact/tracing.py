"""Small scenarios with listed arrivals, and their logs as short lines that can be worked out on paper."""

from __future__ import annotations

from typing import Any

from flowsim.engine import compiled, reference
from flowsim.engine.output import BEGIN, DEPART, END, GIVE_UP, LOG, STOPPED, TURN_AWAY, Replication
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from flowsim.units import HOUR

WORDS = {
    BEGIN: "begins",
    END: "ends",
    GIVE_UP: "gives up",
    TURN_AWAY: "is turned away",
    DEPART: "leaves",
    STOPPED: "stops",
}
ENGINES = {"reference": reference, "compiled": compiled}

Document = dict[str, Any]


def place(arrivals: dict[str, Any], pathways: dict[str, Any], **sections: Any) -> Document:
    """A document that runs four weeks from Monday 1 April 2024. An arrival is hours, or (hours, pathway, extra)."""
    document: Document = {"flowsim": 1, "name": "trace", "run": {"window": "28 d", "start_date": "2024-04-01"}}
    document["arrivals"] = {}
    for name, what in arrivals.items():
        hours, pathway, extra = what if isinstance(what, tuple) else (what, next(iter(pathways)), {})
        times = hours if isinstance(hours, list) else [hours]
        document["arrivals"][name] = {"at": [f"{hour} h" for hour in times], "pathway": pathway, **extra}
    return document | {"pathways": pathways} | sections


def unit(places: int, setting: str = "hospital") -> Document:
    """A unit as written."""
    return {"places": places, "setting": setting}


def run(document: Document, engine: str) -> tuple[Plan, Replication]:
    """Compile and run one replication with its log."""
    plan = compile_plan(Scenario.from_document(document))
    return plan, ENGINES[engine].replicate(plan, 1, 0, LOG)


def trace(document: Document, engine: str) -> list[str]:
    """What happened, a line each: ``hours person does step``; a move by a ring says so."""
    plan, replication = run(document, engine)
    assert replication.log is not None
    lines = []
    for event in replication.log:
        if event["kind"] not in WORDS:
            continue
        step = plan.names["steps"][event["row"]].partition(".")[2] or "completed"
        ring = " by a ring" if event["kind"] == BEGIN and event["value"] == 1 else ""
        who = plan.names["sources"][event["source"]] + (str(event["index"]) if event["index"] else "")
        lines.append(f"{event['time'] / HOUR:g} {who} {WORDS[event['kind']]} {step}{ring}")
    return lines


def measured(plan: Plan, replication: Replication, name: str) -> dict[str, float]:
    """The values of one measure for everyone, by what they are of."""
    found = measure(plan, replication.tallies, None, [name])
    return {value.of: value.value for value in found if value.group == "everyone"}
