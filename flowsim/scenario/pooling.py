"""One instead of several: units or funds of which people may have any, and teams that become one with one queue."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flowsim.scenario import edit, paths
from flowsim.scenario.names import listed
from flowsim.scenario.positions import Path
from flowsim.scenario.selectors import employers_of
from flowsim.scenario.whereabouts import names_in

ASKS = {"units": ("stay", "reserve"), "funds": ("pay",)}
"""The fields of steps by which units, or funds, are asked for."""

ALIKE = ("hours", "caseload", "vacancies", "absent", "sickness", "hour_cost", "payer", "miles_per_hour")
"""What teams that become one must have alike."""

OVER_TIME = ("shifts", "dated", "away")
"""What none of them may have: other workers at other times."""


def pooled(document: Mapping[str, Any], section: str, names: Sequence[str]) -> Iterator[tuple[Path, Any]]:
    """For each step that asks for one of these units or funds: the address of its choice, and the new choice.

    The step's own come first, in its order, then the others in the order of the document.
    """
    for pathway in document.get("pathways") or {}:
        for address, step in paths.steps(document, pathway):
            for field in ASKS[section]:
                asked = step.get(field)
                if set(names_in(asked)) & set(names):
                    yield (*address, field), opened(asked, names)


def opened(asked: Any, names: Sequence[str]) -> Any:
    """One name, a list, or either by attribute, with the others of a group behind those that belong to it.

    >>> opened({"by": "town", "a": "home-a", "else": "home-b"}, ["home-a", "home-b"])
    {'by': 'town', 'a': ['home-a', 'home-b'], 'else': ['home-b', 'home-a']}
    >>> opened("ward", ["home-a", "home-b"])
    'ward'
    """
    if isinstance(asked, Mapping):
        return {key: branch if key == "by" else opened(branch, names) for key, branch in asked.items()}
    own = [asked] if isinstance(asked, str) else list(asked)
    return [*own, *(name for name in names if name not in own)] if set(own) & set(names) else asked


def team_of(document: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The team that comes of several: the words of the first, and the workers of all.

    Raises:
        ValueError: they differ in what a team can have only one of, such as an employer, or their workers change over
            time.
    """
    teams = [document["teams"][name] for name in names]
    for word in ALIKE:
        if any(team.get(word) != teams[0].get(word) for team in teams):
            raise ValueError(f"{listed(names)} differ in '{word}', so they cannot be one team")
    by = [employers_of(document, name) for name in names]
    if any(one != by[0] for one in by):
        staffed = [f"{name} by {listed(sorted(one)) or 'nobody'}" for name, one in zip(names, by, strict=True)]
        raise ValueError(
            f"{listed(names)} are staffed by different employers ({', '.join(staffed)}), so they cannot be one team"
        )
    if over_time := [word for word in OVER_TIME if any(word in team for team in teams)]:
        raise ValueError(
            f"the workers of {listed(names)} change over time ({over_time[0]}), so they cannot be one team"
        )
    workers = sum(edit.whole(team["headcount"]) for team in teams)
    note = f"the workers of {' and '.join(names)}"
    head = teams[0]["headcount"]
    kept = {key: value for key, value in teams[0].items() if key not in ("headcount", "title", "note")}
    said = {**head, "value": workers} if isinstance(head, Mapping) else workers
    return {"title": note, "headcount": said, **copy.deepcopy(kept)}


def merged(document: Mapping[str, Any], names: Sequence[str], name: str) -> dict[str, Any]:
    """The document with one team instead of several, under whose name all of their work is done."""
    result = {**document, "teams": {}}
    for team, entry in document["teams"].items():
        if team not in names:
            result["teams"][team] = entry
        elif team == names[0]:
            result["teams"][name] = team_of(document, names)
    gone = set(names)
    for section in ("pathways", "units"):
        if section in document:
            result[section] = _renamed(document[section], gone, name)
    if document.get("workforce"):
        result["workforce"] = _staffed_as_one(document["workforce"], gone, name)
    return result


def _staffed_as_one(workforce: Mapping[str, Any], gone: set[str], name: str) -> dict[str, Any]:
    """The workforce with the name of the one team in what an employer staffs, once."""
    result = copy.deepcopy(dict(workforce))
    for employer in (result.get("employers") or {}).values():
        if staffed := employer.get("staffs"):
            employer["staffs"] = list(dict.fromkeys(name if one in gone else one for one in staffed))
    return result


_TEAM_WORDS = ("task", "team", "of", "full")
"""Words behind which the name of a team can stand."""


def _renamed(tree: Any, gone: set[str], name: str, word: str = "") -> Any:
    """A part of the document with the names of teams replaced where names of teams stand."""
    if isinstance(tree, Mapping):
        kept = word if word in _TEAM_WORDS and "by" in tree else ""
        return {key: _renamed(branch, gone, name, kept or str(key)) for key, branch in tree.items()}
    if isinstance(tree, list):
        new = [_renamed(item, gone, name, word) for item in tree]
        if word not in _TEAM_WORDS or new == tree:
            return new
        once = list(dict.fromkeys(new))
        return once[0] if len(once) == 1 else once
    return name if word in _TEAM_WORDS and isinstance(tree, str) and tree in gone else tree
