"""From the edits of a policy to changes at addresses of one scenario.

Every edit is resolved against the scenario as it is without policies, so the order in which policies are named
cannot matter. What cannot be done in this scenario is a problem at the line of the edit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from flowsim import units
from flowsim.errors import Problem, ScenarioError
from flowsim.scenario import edit, paths, pooling, shifting, spreading, uptake, whereabouts
from flowsim.scenario.changes import Change, Kind, Where
from flowsim.scenario.dated import OVER_TIME, may_be_dated
from flowsim.scenario.lacking import NothingFits, advice
from flowsim.scenario.names import listed
from flowsim.scenario.policy_frame import (
    NEXT_STAY,
    AddEdit,
    Anchored,
    InsertEdit,
    MergeEdit,
    MoveEdit,
    PoolEdit,
    ReplaceEdit,
    ScaleEdit,
    SetEdit,
    ShiftEdit,
    SkipEdit,
    SpreadEdit,
)
from flowsim.scenario.policy_model import INTO, NOT_THERE, Policy
from flowsim.scenario.positions import Path
from flowsim.scenario.selectors import select, value_at

OWN_NAME = "{name}"
"""What stands, in a value that is set, for the name of the unit or team that it is set in."""

EDITABLE = ("units", "teams", "funds", "workforce", "calendars", "attributes", "reasons", "arrivals", "pathways")
"""The sections of a scenario that a policy may edit: the place, not how it is run or what is measured."""


def resolve(document: dict[str, Any], policy: Policy) -> tuple[list[Change], list[Problem]]:
    """Everything that a policy would change in a scenario, and what of it cannot be done there, with what it needs."""
    changes, problems = attempt(document, policy)
    if problems and policy.frame.needs:
        *told, last = problems
        needs = f"for the policy '{policy.name}' a place needs {policy.frame.needs}"
        problems = [*told, replace(last, hint="; ".join(filter(None, (last.hint, needs))))]
    return changes, problems


def attempt(document: dict[str, Any], policy: Policy) -> tuple[list[Change], list[Problem]]:
    """Everything that a policy would change in a scenario, and what of it cannot be done there, each thing once."""
    changes: list[Change] = []
    problems = [*uptake.unknown_decider(document, policy), *uptake.unknown_people(document, policy)]
    passed: list[ScenarioError] = []
    for number, edit_ in enumerate(policy.edits):
        try:
            found = list(_without_twice(_Resolver(document, policy, number).changes()))
            for change in found if policy.by == "team" else ():
                uptake.words(document, change)
            changes += [change for change in found if not any(_same(change, other) for other in changes)]
        except ScenarioError as error:
            if edit_.optional and all(problem.code in NOT_THERE for problem in error.problems):
                passed.append(error)
            else:
                problems += [policy.problem(number, problem) for problem in error.problems]
    problems += [_nothing(document, policy, passed)] if policy.edits and not changes and not problems else []
    return changes, list(dict.fromkeys(problems)) or _uncounted(policy, changes)


def _without_twice(changes: list[Change]) -> Iterator[Change]:
    for number, change in enumerate(changes):
        if not any(_same(change, other) for other in changes[:number]):
            yield change


def _same(one: Change, other: Change) -> bool:
    """Whether two edits set the same thing to the same value."""
    return one.kind == other.kind == "set" and one.address == other.address and one.value == other.value


def _nothing(document: dict[str, Any], policy: Policy, passed: list[ScenarioError]) -> Problem:
    """The problem of a policy none of whose edits finds anything here: what nearly fits, and what to write."""
    message = f"policy '{policy.name}' has nothing to change in '{document.get('name', 'this scenario')}'"
    found = dict.fromkeys(near for error in passed for near in _near(error))
    lacks = [error.lack for error in passed if isinstance(error, NothingFits)]
    near = [one for one in lacks if one.there or not found]
    hint = advice([one for one in near if one.there] or near)
    return policy.at(Problem("nothing-selected", message, found="; ".join(found), hint=hint), ("edits",))


def _near(error: ScenarioError) -> Iterator[str]:
    """What an edit that was passed over nearly found: parts with its words, without what it would change in them."""
    if isinstance(error, NothingFits):
        yield from error.lack.near
        return
    for problem in error.problems:  # of a path without conditions, such as steps.risks.crisis, any step would be named
        if problem.code == "nothing-selected" or "[" in problem.path or "." not in problem.path:
            yield problem.message


def _uncounted(policy: Policy, changes: list[Change]) -> list[Problem]:
    """The problem of a cost for each person reached of a policy that does nothing for single people here."""
    if not policy.counted or any(change.address[0] == "pathways" for change in changes):
        return []
    message = (
        f"policy '{policy.name}': it changes no step here, so nobody is counted as reached, yet costs so much each"
    )
    return [policy.at(Problem("policy-charge", message), ("charges",))]


class _Resolver:
    """Resolves one edit of one policy."""

    def __init__(self, document: dict[str, Any], policy: Policy, number: int) -> None:
        self.document, self.policy, self.number = document, policy, number

    def changes(self) -> list[Change]:
        match self.policy.edits[self.number]:
            case SetEdit(set=value, path=path):
                return [self.setting(address, value) for address in self.fields(path, absent=True)]
            case ScaleEdit(scale=factor, path=path):
                return [self.scaling(address, factor) for address in self.lengths(self.fields(path))]
            case AddEdit(add=amount, path=path, each=each):
                return list(self.additions(path, amount, each))
            case SkipEdit(skip=path):
                return [self.change("skip", address) for address in self.steps(path)]
            case ReplaceEdit(replace=path, steps=steps):
                return [self.change("replace", address, steps) for address in self.steps(path)]
            case InsertEdit(insert=steps) as insert:
                return list(self.insertions(insert, steps))
            case MoveEdit(move=path) as move:
                return list(self.moves(move, self.steps(path)))
            case ShiftEdit() as shift:
                return list(self.shifts(shift))
            case SpreadEdit(spread=path) as spread:
                return [change for address in self.fields(path) for change in self.spreads(address, spread)]
            case PoolEdit(pool=path):
                return list(self.pools(path))
            case MergeEdit(merge=path, name=name):
                return list(self.merges(path, name))
        raise AssertionError("an edit of unknown kind")

    def change(self, kind: Kind, address: Path, value: Any = None, where: Where = "", copy: int = 0) -> Change:
        return Change(self.policy, self.number, kind, address, value, where, copy)

    # numbers and other values

    def fields(self, path: str, absent: bool = False) -> tuple[Path, ...]:
        addresses = select(self.document, path, absent).addresses
        for address in addresses:
            self.editable(address)
            there = value_at(self.document, address) is not None
            inside = edit.step_of(address) is not None
            if not inside and (there or len(address) > 2):
                self.for_all(address)
        return addresses

    def lengths(self, addresses: tuple[Path, ...]) -> tuple[Path, ...]:
        """Without waits until a calendar opens, which have no length to scale; there must be others."""
        sized = tuple(address for address in addresses if not _until(value_at(self.document, address)))
        if not sized:
            says = "a wait until a calendar opens has no length to scale"
            raise self.refused("nothing-selected", says, addresses[0])
        return sized

    def for_all(self, address: Path) -> None:
        """Refuse what cannot be done to something that is there for everybody."""
        if self.policy.uptake < 1 or self.policy.frame.people:
            raise self.refused("policy-uptake", _FOR_ALL, address)
        if not self.policy.dated:
            return
        if not may_be_dated(address):
            raise self.refused("policy-date", _ALWAYS, address)
        owner = value_at(self.document, edit.owner_of(address)) or {}
        if any(field in owner for field in OVER_TIME):
            raise self.refused("policy-date", _OVER_TIME, address)

    def editable(self, address: Path) -> None:
        step = edit.step_of(address)
        if address[0] not in EDITABLE:
            raise self.refused("bad-edit", _NOT_THE_PLACE, address, ", ".join(EDITABLE))
        if step == address:
            raise self.refused("bad-edit", "a whole step is edited by replace, skip or move", address)
        if step and len(address) == len(step) + 1 and address[-1] in ("name", "key"):
            raise self.refused("bad-edit", "a policy leaves the names and keys of steps as they are", address)
        if address[0] == "arrivals" and str(address[-1]).startswith("by_"):
            raise self.refused("bad-edit", _NOT_THE_PROFILE, address)

    def setting(self, address: Path, value: Any) -> Change:
        """A value to set; ``{name}`` in it is the name of the unit, team or employer in which it is set.

        A rate is set by the factor on it, so that the same people come; that is why arrivals that there are cannot be
        set as a whole.
        """
        if address[0] == "arrivals" and len(address) == 2 and value_at(self.document, address) is not None:
            raise self.refused("bad-edit", _NOT_THE_ARRIVALS, address, f"in: {'.'.join(map(str, address))}.rate")
        if not _is_rate(address):
            return self.change("set", address, _named(value, str(edit.owner_of(address)[-1])))
        factor = self.tried(address, lambda: units.parse_rate(edit.plain(value)) / self.rate(address))
        return self.change("set", _factor(address), factor)

    def scaling(self, address: Path, factor: Any) -> Change:
        number = self.tried(address, lambda: edit.factor_of(factor))
        if _is_rate(address):
            return self.change("scale", _factor(address), number)
        old = value_at(self.document, address)
        self.tried(address, lambda: edit.scaled(old, number, edit.kind_of(address)))
        return self.change("scale", address, number)

    def additions(self, path: str, amount: Any, each: bool) -> Iterator[Change]:
        found = self.fields(path)
        parts = dict.fromkeys(found, amount) if each else self.tried(found[0], lambda: self.shared(found, amount))
        for address, part in parts.items():
            yield self.adding(address, part)

    def shared(self, addresses: tuple[Path, ...], amount: Any) -> dict[Path, Any]:
        return edit.shares_of(self.document, addresses, amount)

    def adding(self, address: Path, amount: Any) -> Change:
        if _is_rate(address):
            return self.change("add", _factor(address), self.tried(address, lambda: self.relative(address, amount)))
        old = value_at(self.document, address)
        self.tried(address, lambda: edit.shifted(old, amount, edit.kind_of(address)))
        return self.change("add", address, amount)

    def relative(self, address: Path, amount: Any) -> float:
        """An amount of arrivals as a part of the rate that is written."""
        text = str(edit.plain(amount)).strip()
        size = units.parse_rate(text.lstrip("+-").strip()) / self.rate(address)
        return -size if text.startswith("-") else size

    # ways, hours, and one instead of several

    def shifts(self, shift: ShiftEdit) -> Iterator[Change]:
        """Less of one way of a choice and more of another, where it has both."""
        addresses = self.steps(shift.path)
        found = [(address, self.ways(shift, address)) for address in addresses]
        if not any(ways for _, ways in found):
            says = f"no choice here has a way to '{shift.source}' and one to '{shift.target}'"
            raise self.refused("nothing-selected", says, addresses[0])
        for address, ways in found:
            for number, sign in zip(ways, "-+", strict=False):
                share = (*address, "choose", number, "share")
                if value_at(self.document, share) is not None:  # the way that has the rest says no share
                    yield self.adding(share, f"{sign}{edit.plain(shift.shift)}")

    def ways(self, shift: ShiftEdit, address: Path) -> list[int]:
        step = value_at(self.document, address)
        ways = [shifting.way_to(self.document, step, stage) for stage in (shift.source, shift.target)]
        return [way for way in ways if way is not None] if None not in ways else []

    def spreads(self, address: Path, how: SpreadEdit) -> Iterator[Change]:
        """Other hours for their owner; the calendar itself stays, as others may use it."""
        if (address[0], address[-1]) not in spreading.OWNERS:
            raise self.refused(
                "bad-edit", "these are no hours of a team, of a step, or in which a unit admits", address
            )
        written = value_at(self.document, address)
        old = self.tried(address, lambda: spreading.hours_of(self.document, written))
        new = self.tried(address, lambda: spreading.spread(old, how.added.value, how.far.value))
        if new == dict(old):
            return
        if not isinstance(written, str):
            yield self.change("set", address, new)
            return
        name = f"{written}-with-{self.policy.name}"
        yield self.change("set", ("calendars", name), new)
        yield self.change("set", address, name)

    def pools(self, path: str) -> Iterator[Change]:
        section, names = self.entries(path, tuple(pooling.ASKS))
        for address, asked in pooling.pooled(self.document, section, names):
            yield self.change("set", address, asked)

    def merges(self, path: str, name: str) -> Iterator[Change]:
        section, names = self.entries(path, ("teams",))
        first = (section, names[0])
        self.for_all(first)
        if name in self.document[section] and name not in names:
            raise self.refused("bad-edit", f"there is a team '{name}' already", first)
        self.tried(first, lambda: pooling.team_of(self.document, names))
        yield from (self.change("merge", (section, team), name) for team in names)

    def entries(self, path: str, sections: tuple[str, ...]) -> tuple[str, list[str]]:
        """The names of several units, teams or funds that a path finds."""
        addresses = select(self.document, path).addresses
        section = str(addresses[0][0])
        if section not in sections or any(len(address) != 2 for address in addresses):
            raise self.refused("bad-edit", f"these are no {listed(sections)}", addresses[0])
        if len(addresses) < 2:
            raise self.refused("nothing-selected", f"there is only one of them, {addresses[0][1]}", addresses[0])
        return section, [str(address[1]) for address in addresses]

    # arithmetic

    def rate(self, address: Path) -> float:
        rate = units.parse_rate(edit.plain(value_at(self.document, address)))
        if rate == 0:
            raise ValueError("nobody arrives here, so there is nothing to multiply")
        return rate

    def tried(self, address: Path, calculation: Callable[[], Any]) -> Any:
        """The result of some arithmetic, or a problem at the address for which it was done."""
        try:
            return calculation()
        except ValueError as error:
            raise self.refused("bad-edit", str(error), address) from None

    # steps

    def steps(self, path: str) -> list[Path]:
        addresses = select(self.document, path).addresses
        for address in addresses:
            if edit.step_of(address) != address:
                raise self.refused("bad-edit", "this is not a step", address)
        outer = [a for a in addresses if any(a != b and a[: len(b)] == b for b in addresses)]
        return [address for address in addresses if address not in outer]

    def insertions(self, insert: Anchored, steps: list[Any]) -> Iterator[Change]:
        for where, address in self.anchors(insert):
            yield self.change("put", address, steps, where)

    def anchors(self, edit_: Anchored) -> list[tuple[Where, Path]]:
        (where, path), *_ = edit_.anchors()
        if where in ("first_in", "last_in"):
            found = select(self.document, path).addresses
            if any(address[0] != "pathways" or len(address) != 2 for address in found):
                raise self.refused("bad-edit", "this is not a pathway", found[0])
            return [("first" if where == "first_in" else "last", address) for address in found]
        return [(where, address) for address in self.steps(path)]  # type: ignore[misc]

    def moves(self, move: MoveEdit, addresses: list[Path]) -> Iterator[Change]:
        (where, target), *_ = move.anchors()
        if target != NEXT_STAY:
            yield from self.moves_to(self.anchors(move), addresses, target)
            return
        there = {address: whereabouts.next_stays(self.document, address) for address in addresses}
        if not any(there.values()):
            says = "no stay outside hospital follows that everybody comes to, so the step cannot be moved"
            raise self.refused("bad-edit", says, addresses[0])
        side: Where = "after" if where not in INTO else "into" if where == "into" else "beside"
        for address, stays in there.items():
            yield from self.moves_on(address, stays, side) if stays else [self.change("unmoved", address)]

    def moves_on(self, address: Path, stays: list[whereabouts.Destination], where: Where) -> Iterator[Change]:
        yield self.change("take", address)
        copies: Counter[str] = Counter()
        for stay in stays:
            beside: Where = where if stay.where == "stay" else stay.where
            copies[str(stay.address[1])] += 1
            yield self.change("put", stay.address, address, beside, copies[str(stay.address[1])])

    def moves_to(self, anchors: list[tuple[Where, Path]], addresses: list[Path], target: str) -> Iterator[Change]:
        if len(anchors) != 1:
            raise self.refused("bad-edit", f"a move goes to one place, and '{target}' is {len(anchors)}", anchors[0][1])
        where, anchor = anchors[0]
        if where in INTO and not whereabouts.certain_stay(value_at(self.document, anchor)):
            says = "a step is moved into a stay that everybody comes to: no share, when, patience, queue_limit or fails"
            raise self.refused("bad-edit", says, anchor)
        if any(anchor[: len(address)] == address for address in addresses):
            raise self.refused("bad-edit", "a step cannot be moved to where it is itself", anchor)
        for address in addresses:
            yield self.change("take", address)
            yield self.change("put", anchor, address, where)

    def refused(self, code: str, message: str, address: Path, expected: str = "") -> ScenarioError:
        return ScenarioError([Problem(code, message, path=paths.words(self.document, address), expected=expected)])


_FOR_ALL = (
    "places, teams, funds, staff, arrivals and attributes are there for all, so a policy that edits them has no uptake"
)
_ALWAYS = "this is the same for the whole run, so a policy that edits it has no date and no ramp"
_OVER_TIME = "this changes over time already, so a policy with a date cannot change it"
_NOT_THE_PLACE = "a policy edits the place, not how it is run or what is measured"
_NOT_THE_ARRIVALS = "a policy changes arrivals by their rate: to set them as a whole would move everybody's arrival"
_NOT_THE_PROFILE = "a policy changes arrivals by their rate: another profile would move everybody's arrival"


def _named(value: Any, name: str) -> Any:
    """A value with the name of its owner where it says ``{name}``."""
    if isinstance(value, dict):
        return {key: _named(part, name) for key, part in value.items()}
    if isinstance(value, list):
        return [_named(part, name) for part in value]
    return name if value == OWN_NAME else value


def _until(value: Any) -> bool:
    return isinstance(value, dict) and "until" in value


def _is_rate(address: Path) -> bool:
    return address[0] == "arrivals" and len(address) == 3 and address[2] == "rate"


def _factor(address: Path) -> Path:
    return (*address[:-1], "factor")
