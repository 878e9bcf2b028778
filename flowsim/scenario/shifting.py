"""More people one way of a choice and fewer another: ways are told by the stage of the first stay that they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flowsim.scenario.names import listed


def way_to(document: Mapping[str, Any], step: Mapping[str, Any], stage: str) -> int:
    """The number of the option of a choice whose first stay is of a stage.

    Raises:
        ValueError: the step is no choice by share, or no option of it, or several, lead to such a stay.
    """
    options = step.get("choose")
    if not isinstance(options, list) or any("when" in option for option in options):
        raise ValueError("this is not a choice by share, so nobody can be shifted in it")
    leads = [first_stay(document, option.get("do")) for option in options]
    found = [number for number, lead in enumerate(leads) if lead == stage]
    if len(found) != 1:
        says = "no way of this choice leads" if not found else "several ways of this choice lead"
        raise ValueError(
            f"{says} to a stay of stage '{stage}'; they lead to {listed([lead or 'none' for lead in leads])}"
        )
    return found[0]


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
