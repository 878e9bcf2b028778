"""Where a person can be at each step, and which stay outside hospital comes next.

Both are read off a scenario as written, without running it: a policy such as discharge to assess means "what is done
while the person is still in hospital", and a step does not say so itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flowsim.scenario.names import step_kind
from flowsim.scenario.paths import risks_of
from flowsim.scenario.place import COMMUNITY
from flowsim.scenario.positions import Path
from flowsim.scenario.steps import THEN

DEFAULT_SETTING = "home"
"""The setting of a unit that does not say one, and of the community."""

HOSPITAL = "hospital"

Settings = dict[Path, set[str]]


def settings(document: Mapping[str, Any]) -> Settings:
    """For each step (by address) that somebody can reach, the settings in which the person can be as it begins.

    >>> ward = {"stay": "ward", "time": "1 d"}
    >>> document = {"units": {"ward": {"places": 1, "setting": "hospital"}},
    ...             "arrivals": {"all": {"rate": "1 per day", "pathway": "main"}},
    ...             "pathways": {"main": [ward, {"task": "team", "work": "1 h"}]}}
    >>> settings(document)
    {('pathways', 'main', 0): {'home'}, ('pathways', 'main', 1): {'hospital'}}
    """
    walk = _Walk(document)
    return walk.run()


def unit_settings(document: Mapping[str, Any], units: Any) -> set[str]:
    """The settings of the units that a ``stay`` names: one, a list, or either by attribute."""
    known = document.get("units") or {}
    entries = [known.get(name) if name != COMMUNITY else None for name in names_in(units)]
    return {(entry or {}).get("setting") or DEFAULT_SETTING for entry in entries}


def names_in(tree: Any) -> Iterator[str]:
    """Every name in one name, a list of names, or either by attribute.

    >>> list(names_in({"by": "age", "old": ["a", "b"], "else": "c"}))
    ['a', 'b', 'c']
    """
    if isinstance(tree, Mapping):
        for key, branch in tree.items():
            if key != "by":
                yield from names_in(branch)
    elif isinstance(tree, list | tuple):
        for branch in tree:
            yield from names_in(branch)
    elif tree is not None:
        yield str(tree)


@dataclass
class _Walk:
    """Follows the pathways round until nothing new is found; the sets only grow, so it ends."""

    document: Mapping[str, Any]
    at: Settings = field(default_factory=dict)
    entry: dict[str, set[str]] = field(default_factory=dict)
    exit: dict[str, set[str]] = field(default_factory=dict)

    def run(self) -> Settings:
        for stream in (self.document.get("arrivals") or {}).values():
            self.entry.setdefault(str(stream.get("pathway")), set()).add(DEFAULT_SETTING)
        before = -1
        while before != (before := self.size()):
            for pathway, steps in (self.document.get("pathways") or {}).items():
                here = self.entry.get(pathway)
                if here:
                    self.exit.setdefault(pathway, set()).update(self.through(steps, ("pathways", pathway), set(here)))
        return self.at

    def size(self) -> int:
        return sum(len(found) for table in (self.at, self.entry, self.exit) for found in table.values())

    def through(self, steps: Any, path: Path, here: set[str]) -> set[str]:
        """The settings after a list of steps, or after a called pathway."""
        if isinstance(steps, str):
            self.entry.setdefault(steps, set()).update(here)
            return set(self.exit.get(steps, ()))
        for index, step in enumerate(steps or []):
            if not here:
                break
            self.at.setdefault((*path, index), set()).update(here)
            here = self.after(step, (*path, index), here)
        return here

    def after(self, step: Mapping[str, Any], path: Path, here: set[str]) -> set[str]:
        kind = step_kind(step)
        match kind:
            case "stay":
                there = unit_settings(self.document, step["stay"])
            case "choose":
                ways = enumerate(step["choose"])
                there = {s for n, way in ways for s in self.through(way.get("do"), (*path, "choose", n, "do"), here)}
            case "leave":
                there = set()
                if isinstance(step.get("returns"), Mapping):
                    self.entry.setdefault(str(step["returns"].get("to")), set()).add(DEFAULT_SETTING)
            case "do":
                there = self.through(step["do"], path, here)
            case "meanwhile":
                self.through(step.get("do"), (*path, "do"), here)
                there = set(here)
            case _:
                there = set(here)
        for key in THEN:
            if key in step:
                there = there | self.through(step[key].get("then"), (*path, key, "then"), here)
        if risks_of(step):
            inside = there if kind == "stay" else here
            for name, risk in risks_of(step).items():
                there = there | self.through(risk.get("then"), (*path, "risks", name, "then"), set(inside))
        return there | here if "share" in step or "when" in step else there


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a moved step goes.

    Attributes:
        address: of a stay (``where`` is ``stay``), of a call behind which the step is kept (``after``), or of
            the list of steps at whose beginning or end it is kept (``first``, ``last``).
    """

    address: Path
    where: Literal["stay", "after", "first", "last"]


def next_stays(document: Mapping[str, Any], address: Path) -> list[Destination]:
    """The first stay outside hospital that everybody who has the step at ``address`` comes to afterwards.

    A stay with a share, a condition, patience or a queue limit is not one that everybody comes to. Where the way
    parts, each branch has its own. If some branches have none, it is the next one behind all of them; if there is none
    there either, people on a branch without one keep the step, at the start of that branch.
    The search goes on behind every call of the step's pathway; people of a call without such a stay behind it,
    or who are not in hospital then, keep the step behind that call. It goes into a pathway that nobody else calls.

    Returns:
        Nothing if there is no such stay, or if not everybody could keep the step: it cannot be moved then.
    """
    search = _Search(document, settings(document))
    found = search.behind(address, ())
    return found if found and any(destination.where == "stay" for destination in found) else []


def certain_stay(step: Mapping[str, Any]) -> bool:
    """Whether a step is a stay to which everybody comes who comes to the step.

    >>> certain_stay({"stay": "home", "time": "9 d"}), certain_stay({"stay": "home", "share": 0.5})
    (True, False)
    """
    return "stay" in step and not any(key in step for key in ("share", "when", *THEN))


@dataclass
class _Search:
    """``None`` as a result means that somebody would lose the step; an empty list that no stay was found."""

    document: Mapping[str, Any]
    settings: Settings

    def behind(self, address: Path, climbed: tuple[str, ...]) -> list[Destination] | None:
        """Search the steps behind one step, then those behind every call of its pathway."""
        pathway, index = str(address[1]), int(address[-1])
        items = _at(self.document, address[:-1])
        found = self.among(items, address[:-1], index + 1)
        left = any(step_kind(step) == "leave" for step in items[index + 1 :])
        if pathway in climbed:
            return None
        if found or left or len(address) != 3:
            return found
        behind = [self.behind_call(call, (*climbed, pathway)) for call in self.calls(pathway)]
        if any(there is None for there in behind):
            return None
        return [destination for there in behind for destination in there or ()]

    def behind_call(self, call: Path, climbed: tuple[str, ...]) -> list[Destination] | None:
        if call[0] == "arrivals" or call[-1] == "to":
            return None
        if not isinstance(call[-1], int):
            return [Destination(call, "last")]
        if _conditional(_at(self.document, call)):
            return None
        if HOSPITAL not in self.settings.get(call, ()):
            return [Destination(call, "after")]
        there = self.behind(call, climbed) or []
        return there if any(d.where == "stay" for d in there) else [Destination(call, "after")]

    def among(self, items: Any, path: Path, start: int = 0) -> list[Destination]:
        for index, step in enumerate(items[start:], start):
            if certain_stay(step) and HOSPITAL not in unit_settings(self.document, step["stay"]):
                return [Destination((*path, index), "stay")]
            if step_kind(step) == "leave" and not _conditional(step):
                return []
            found = self.inside(step, (*path, index))
            if found and all(destination.where == "stay" for destination in found):
                return found
            if found:
                return self.among(items, path, index + 1) or found
        return []

    def inside(self, step: Mapping[str, Any], path: Path) -> list[Destination]:
        """In the branches of a choice, or in a pathway that only this step calls."""
        kind = step_kind(step)
        if _conditional(step) or kind not in ("choose", "do"):
            return []
        return self.branches(step["choose"], path) if kind == "choose" else self.called(step["do"])

    def branches(self, options: list[Mapping[str, Any]], path: Path) -> list[Destination]:
        ways = [(*path, "choose", number, "do") for number in range(len(options))]
        found = [self.way(option.get("do"), way) for option, way in zip(options, ways, strict=True)]
        if not any(found):
            return []
        return [d for way, there in zip(ways, found, strict=True) for d in there or [Destination(way, "first")]]

    def way(self, steps: Any, path: Path) -> list[Destination]:
        return self.called(steps) if isinstance(steps, str) else self.among(steps or [], path)

    def called(self, pathway: str) -> list[Destination]:
        calls = list(self.calls(pathway))
        if len(calls) != 1 or calls[0][1] == pathway:
            return []
        return self.among((self.document.get("pathways") or {}).get(pathway) or [], ("pathways", pathway))

    def calls(self, pathway: str) -> Iterator[Path]:
        """Every place that starts a pathway: arrivals, ``do`` steps, options, patience and limits."""
        for name, stream in (self.document.get("arrivals") or {}).items():
            if stream.get("pathway") == pathway:
                yield ("arrivals", name, "pathway")
        for name, steps in (self.document.get("pathways") or {}).items():
            yield from _calls(steps, ("pathways", name), pathway)


def _calls(steps: Any, path: Path, pathway: str) -> Iterator[Path]:
    if isinstance(steps, str):
        if steps == pathway:
            yield path
        return
    for index, step in enumerate(steps or []):
        here = (*path, index)
        if step_kind(step) == "do" and step["do"] == pathway:
            yield here
        for number, option in enumerate(step.get("choose") or []):
            yield from _calls(option.get("do"), (*here, "choose", number, "do"), pathway)
        for key in THEN:
            yield from _calls((step.get(key) or {}).get("then"), (*here, key, "then"), pathway)
        if isinstance(step.get("returns"), Mapping) and step["returns"].get("to") == pathway:
            yield (*here, "returns", "to")
        for name, risk in risks_of(step).items():
            yield from _calls(risk.get("then"), (*here, "risks", name, "then"), pathway)
        if "meanwhile" in step:
            yield from _calls(step.get("do"), (*here, "do"), pathway)


def _conditional(step: Mapping[str, Any]) -> bool:
    return "share" in step or "when" in step


def _at(document: Any, address: Path) -> Any:
    for key in address:
        document = document[key]
    return document
