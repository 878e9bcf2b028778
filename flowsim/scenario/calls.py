"""Which pathway calls which: every call of a place, its rings of calls, and how deep calls lead inside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.steps import THEN, Choose, Do, Meanwhile, Step


@dataclass(frozen=True, slots=True)
class Call:
    """One pathway calling another.

    Attributes:
        caller, called: the two pathways.
        path: where the call stands.
        last: whether nothing in the caller comes after it.
        depth: how many steps of the caller the call stands inside, its own step included.
    """

    caller: str
    called: str
    path: Path
    last: bool
    depth: int


@dataclass(frozen=True)
class CallGraph:
    """The calls of one place, gathered once. Everything asked of it takes time in proportion to their number.

    Attributes:
        names: the pathways, in written order.
        calls: every call to a pathway that there is, in written order.
    """

    names: tuple[str, ...]
    calls: tuple[Call, ...]

    @classmethod
    def of(cls, place: Place) -> CallGraph:
        """The calls of a place; those of pathways that do not exist are another fault and left out."""
        found = (
            call for name, steps in place.pathways.items() for call in _calls(name, steps, ("pathways", name), True, 0)
        )
        return cls(tuple(place.pathways), tuple(call for call in found if call.called in place.pathways))

    @cached_property
    def following(self) -> dict[str, list[str]]:
        """What each pathway calls."""
        after: dict[str, list[str]] = {name: [] for name in self.names}
        for call in self.calls:
            after[call.caller].append(call.called)
        return after

    @cached_property
    def groups(self) -> list[list[str]]:
        """Pathways that lead to each other, in written order; a group comes after all that it leads to."""
        order = {name: place for place, name in enumerate(self.names)}
        return [sorted(group, key=order.__getitem__) for group in _strong(self.following)]

    @cached_property
    def group_of(self) -> dict[str, int]:
        """The number of each pathway's group."""
        return {name: number for number, group in enumerate(self.groups) for name in group}

    def within(self, call: Call) -> bool:
        """Whether a call leads back to its caller."""
        return self.group_of[call.caller] == self.group_of[call.called]

    def reach(self, starts: Iterable[str]) -> set[str]:
        """The pathways that can be come to from some, themselves included."""
        found = set(starts)
        stack = list(found)
        while stack:
            new = set(self.following.get(stack.pop(), ())) - found
            found |= new
            stack += new
        return found

    def depths(self) -> dict[str, int]:
        """How many steps can stand inside each other where a pathway and all that it calls are written out in place.

        Within a ring of pathways this is an upper bound: each is taken to be come to once, by its deepest call.
        """
        calls: list[list[Call]] = [[] for _ in self.groups]
        for call in self.calls:
            calls[self.group_of[call.caller]].append(call)
        depth: list[int] = []
        for own in calls:
            deepest: dict[str, int] = {}
            for call in own:
                if self.within(call) and call.called != call.caller:
                    deepest[call.caller] = max(call.depth, deepest.get(call.caller, 0))
            onward = [call.depth + depth[self.group_of[call.called]] for call in own if not self.within(call)]
            depth.append(sum(deepest.values()) + max(onward, default=0))
        return {name: depth[number] for name, number in self.group_of.items()}


def _calls(caller: str, steps: Any, path: Path, last: bool, depth: int) -> Iterator[Call]:
    if isinstance(steps, str):
        yield Call(caller, steps, path, last, depth)
        return
    for number, step in enumerate(steps or []):
        ends, here = last and number == len(steps) - 1, (*path, number)
        if isinstance(step, Do):
            yield Call(caller, step.do, (*here, "do"), ends, depth + 1)
        for where, inner in inner_steps(step, here):
            yield from _calls(caller, inner, where, ends, depth + 1)


def inner_steps(step: Step, path: Path) -> Iterator[tuple[Path, Any]]:
    """The steps, or name of a pathway, written inside a step, each with where it stands."""
    if isinstance(step, Choose):
        for number, option in enumerate(step.choose):
            yield (*path, "choose", number, "do"), option.do
    for key in THEN:
        part = vars(step).get(key)
        if part is not None:
            yield (*path, key, "then"), part.then
    for name, risk in (vars(step).get("risks") or {}).items():
        yield (*path, "risks", name, "then"), risk.then
    if isinstance(step, Meanwhile):
        yield (*path, "do"), step.do


def _strong(following: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """The strongly connected components, each after those that it leads to (Tarjan 1972, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: list[str] = []
    done: set[str] = set()
    for root in following:
        walk = [] if root in index else [(root, iter(following[root]))]
        while walk:
            node, rest = walk[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                open_.append(node)
            onward = next((other for other in rest if other not in done), None)
            if onward is None:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == index[node]:
                    group = [open_.pop()]
                    while group[-1] != node:
                        group.append(open_.pop())
                    done.update(group)
                    yield group
            elif onward in index:
                low[node] = min(low[node], index[onward])
            else:
                walk.append((onward, iter(following[onward])))
