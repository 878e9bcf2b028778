"""Random policies on random scenarios: every form of edit, uptake by everything, dates and ramps, several at once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from flowsim.errors import ScenarioError
from flowsim.scenario import paths
from flowsim.scenario.names import step_kind
from flowsim.scenario.policies import apply_to_document
from flowsim.scenario.policy_model import INTO, Policy
from flowsim.scenario.pooling import ALIKE, OVER_TIME
from flowsim.scenario.scenario import Scenario
from flowsim.scenario.whereabouts import certain_stay

Document = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

TIMES = {"stay": "time", "task": "work", "wait": "wait"}
STARTS = (None, None, "0 d", "1 d", "30 h", "2024-03-01", "2025-01-01", "2025-06-08")
RAMPS = (None, None, "1 d", "60 h", "0 d")
NUMBERS = ("units.*.places", "teams.*.headcount", "arrivals.*.rate")
FOR_ALL = ("merge", "teams.*.hours")
SETTINGS = ("hospital", "rehabilitation", "care-home", "home")
NEW_PLACE = {"places": 2, "setting": "rehabilitation"}


def under_policies(draw: Draw, document: Document) -> Document:
    """The document under those of one to three random policies that can be done together; as it was if none can."""
    chosen: list[Policy] = []
    result = document
    for name in "abc"[: draw(st.integers(1, 3))]:
        try:
            tried = [*chosen, drawn_policy(draw, f"policy-{name}", document)]
            result = _sound(apply_to_document(document, tried))
        except ScenarioError:
            continue
        chosen = tried
    return result


def _sound(document: Document) -> Document:
    Scenario.from_document(document)
    return document


def drawn_policy(draw: Draw, name: str, document: Document) -> Policy:
    words = dict.fromkeys(("title", "definition", "helps", "harms", "costs"), "words")
    frame = {"flowsim": 1, "policy": name, **words, "evidence": {"text": "none", "source": "assumption"}}
    reach = _reach(draw, document)
    word = "task" if "'team'" in str(reach) else "stay" if "'unit'" in str(reach) and draw(st.booleans()) else ""
    edits = [_edit(draw, document, word) for _ in range(1 if word else draw(st.integers(1, 3)))]
    frame["edits"] = [edit for edit in edits if edit is not None] or [{"set": NEW_PLACE, "in": "units.new-place"}]
    if any(word in str(frame["edits"]) for word in NUMBERS):
        reach = {"from": draw(st.sampled_from(STARTS))}
    if any(word in str(frame["edits"]) for word in FOR_ALL):
        reach = {}
    return Policy.from_document(frame | reach)


def _reach(draw: Draw, document: Document) -> Document:
    by = draw(st.sampled_from(["person", "person", "unit", "unit", "team", "team", *document.get("attributes", {})]))
    share = draw(st.sampled_from([0.5, "60 %", 0.9, 1, 0]))
    reach = {"from": draw(st.sampled_from(STARTS)), "ramp": draw(st.sampled_from(RAMPS))}
    said = {key: value for key, value in reach.items() if value is not None}
    return {"uptake": share if by == "person" else {"share": share, "by": by}, **said}


def _edit(draw: Draw, document: Document, word: str) -> Document | None:
    """One edit of a random step (with this word, where asked for), or of a number; None if that step is not for it."""
    every = [(path, step) for name in document["pathways"] for path, step in paths.steps(document, name)]
    here = [(path, step) for path, step in every if word in step or not word] or every
    path, step = draw(st.sampled_from(here))
    kind = step_kind(step)
    way = f"pathways.{path[1]}.{step['name']}"
    form = draw(st.integers(2 if word == "stay" else 0, 13))
    if form == 0:
        return {"add": draw(st.sampled_from([1, 2])), "to": draw(st.sampled_from(NUMBERS[:2])), "each": True}
    if form == 1:
        return {"scale": draw(st.sampled_from([0.5, 1.5])), "of": NUMBERS[2]}
    if form <= 3:
        return {"scale": draw(st.sampled_from([0.5, 2])), "of": f"{way}.{TIMES[kind]}"} if kind in TIMES else None
    if form == 4:
        return {"skip": way}
    new = {"name": f"new-{draw(st.integers(1, 9))}", "wait": draw(st.sampled_from(["1 h", "7 h"]))}
    if form == 5:
        return {"replace": way, "with": [new]}
    other_path, other = draw(st.sampled_from(here))
    if form == 8:
        return {"pool": draw(st.sampled_from(["units", "units", *(f"units[setting={name}]" for name in SETTINGS)]))}
    if form == 9:
        return _merge(document)
    if form == 10:
        hours = draw(st.sampled_from(["teams.*.hours", f"{way}.hours"]))
        return {"spread": hours, "added": draw(st.sampled_from([0, 0.5, 1])), "optional": True}
    anchor = {draw(st.sampled_from(["before", "after"])): f"pathways.{other_path[1]}.{other['name']}"}
    if form == 11:
        return {"move": way, **anchor}
    if form == 6:
        ends = [{"first_in": f"pathways.{path[1]}"}, {"last_in": f"pathways.{path[1]}"}]
        return {"insert": [new], **draw(st.sampled_from([anchor, *ends]))}
    stays = [f"pathways.{path[1]}.{step['name']}" for path, step in every if certain_stay(step)]
    return {"move": way, **({draw(st.sampled_from(INTO)): draw(st.sampled_from(stays))} if stays else anchor)}


def _merge(document: Document) -> Document | None:
    """Two teams that differ in their workers alone are made one; None if there are none such."""
    teams = (document.get("teams") or {}).items()
    for (one, first), (other, second) in combinations(teams, 2):
        if all(first.get(word) == second.get(word) for word in (*ALIKE, *OVER_TIME)):
            return {"merge": f"teams[name={one}|{other}]", "as": "merged"}
    return None
