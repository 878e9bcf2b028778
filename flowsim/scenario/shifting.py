"""More people one way of a choice and fewer another: ways are told by the stage of the first stay that they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flowsim.scenario.check_names import DIED

REST = "rest"
"""The way of those for whom no share is written."""


def way_to(document: Mapping[str, Any], step: Mapping[str, Any], stage: str) -> int | None:
    """The number of the option of a choice by share that leads to a stay of a stage; None if not exactly one does.

    >>> step = {"choose": [{"share": 0.2, "do": [{"stay": "own", "stage": "home-care"}]}, {"do": []}]}
    >>> way_to({}, step, "home-care"), way_to({}, step, "rest"), way_to({}, step, "reablement")
    (0, 1, None)
    >>> way_to({}, {"choose": [{"share": 0.2, "do": "home"}, {"do": [{"leave": "died"}]}]}, "rest") is None
    True
    """
    options = step.get("choose")
    if not isinstance(options, list) or any("when" in option for option in options):
        return None
    if stage == REST:
        rest = [number for number, option in enumerate(options) if "share" not in option]
        found = [number for number in rest if not _is_death(options[number].get("do"))]
    else:
        found = [number for number, option in enumerate(options) if first_stay(document, option.get("do")) == stage]
    return found[0] if len(found) == 1 else None


def _is_death(steps: Any) -> bool:
    """Whether a way is nothing but death: no policy sends people there."""
    return bool(steps) and not isinstance(steps, str) and steps[0].get("leave") == DIED


def first_stay(document: Mapping[str, Any], steps: Any, within: Iterable[str] = ()) -> str:
    """The stage of the first stay of a pathway, or of a list of steps, in written order; empty if there is none.

    >>> first_stay({"pathways": {"home": [{"stay": "own", "stage": "home-care"}]}}, [{"wait": "1 h"}, {"do": "home"}])
    'home-care'
    """
    if isinstance(steps, str):
        if steps in within:
            return ""
        return first_stay(document, (document.get("pathways") or {}).get(steps), (*within, steps))
    for step in steps or []:
        if "stay" in step:
            return str(step.get("stage") or "")
        branches = [option.get("do") for option in step.get("choose") or []] if "choose" in step else [step.get("do")]
        found = next((lead for branch in branches if (lead := first_stay(document, branch, within))), "")
        if found:
            return found
    return ""
