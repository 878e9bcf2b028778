"""A scenario under policies: all their changes done at once, on a copy of the document.

The pathways are rebuilt list by list. Each step is looked up by its address in the scenario without policies, so no
edit shifts what another one means. A change that reaches only a share of people stands behind a hidden choice,
whose key (``policy.<name>``) makes it one decision a person and policy: all edits of a policy agree. Names stay unique,
since the branch that is edited gets ``-with-<policy>`` behind its steps' names; their ``key`` keeps their draws.
"""

from __future__ import annotations

import copy
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario import dated, edit, paths, pooling, uptake
from flowsim.scenario.changes import ENTRANCE, STRUCTURAL, Change
from flowsim.scenario.check_uptake import POLICY_KEY
from flowsim.scenario.faults import quoted
from flowsim.scenario.names import may_draw, step_name
from flowsim.scenario.policy_model import INTO, Policy
from flowsim.scenario.positions import Path
from flowsim.scenario.selectors import value_at
from flowsim.scenario.steps import THEN

Steps = list[dict[str, Any]]
Decided = Mapping[str, bool]
"""Policies by name of which it is decided, on the way to a step, whether they reach the person."""

NOBODY: Decided = MappingProxyType({})


def compose(document: dict[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """The document with all changes done. They must not conflict, and come in order of policy name.

    Raises:
        ScenarioError: a value cannot be scaled or added to so, or two steps of a pathway would have the same name.
    """
    composer = _Composer(document, changes)
    result = composer.result()
    problems = composer.problems or _same_names(document, result, changes)
    if problems:
        raise ScenarioError(problems)
    return result


class _Composer:
    def __init__(self, document: dict[str, Any], changes: Sequence[Change]) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.fields: dict[Path, list[Change]] = defaultdict(list)
        self.structural: dict[Path, list[Change]] = defaultdict(list)
        self.puts: dict[tuple[Path, str], list[Change]] = defaultdict(list)
        self.merges: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.numbers: Counter[str] = Counter()
        for change in changes:
            if change.kind in ("set", "scale", "add"):
                self.fields[edit.step_of(change.address) or ()].append(change)
            elif change.kind in STRUCTURAL:
                self.structural[change.address].append(change)
            elif change.kind == "put":
                self.puts[change.address, change.where].append(change)
            elif change.kind == "merge":
                self.merges[change.policy.name, change.value].append(str(change.address[1]))

    def result(self) -> dict[str, Any]:
        """The whole document, edited."""
        result = copy.deepcopy(self.document)
        for pathway, steps in (self.document.get("pathways") or {}).items():
            result["pathways"][pathway] = self.steps(steps, ("pathways", pathway))
        result = self.edited(result, (), self.fields[()])
        for (policy, name), teams in self.merges.items():
            result = self.merged(result, policy, name, teams)
        return result

    def merged(self, document: dict[str, Any], policy: str, name: str, teams: list[str]) -> dict[str, Any]:
        """The document with one team instead of several, after all else is done to them."""
        try:
            return pooling.merged(document, teams, name)
        except ValueError as error:
            says = f"{error} (policy {policy})"
            self.problems.append(Problem("bad-edit", says, path=f"teams.{teams[0]}"))
            return document

    # lists of steps

    def steps(self, steps: Iterable[Mapping[str, Any]], path: Path, decided: Decided = NOBODY) -> Steps:
        """A list of steps with everything that happens in it, for people of whom some uptake is decided."""
        inner = [new for index, step in enumerate(steps) for new in self.around(step, (*path, index), decided)]
        return [*self.put(path, "first", decided), *inner, *self.put(path, "last", decided)]

    def around(self, step: Mapping[str, Any], path: Path, decided: Decided) -> Steps:
        before = [step for where in ("before", *INTO) for step in self.put(path, where, decided)]
        return [*before, *self.step(step, path, decided), *self.joins(path), *self.put(path, "after", decided)]

    def put(self, path: Path, where: str, decided: Decided) -> Steps:
        """The steps that policies put at one place, in order of policy name, each behind its uptake."""
        changes = self.puts.get((path, where), [])
        new: Steps = []
        for policy in _policies(changes):
            if decided.get(policy.name) is False:
                continue
            own = [change for change in changes if change.policy is policy]
            steps = [step for change in own for step in self.new_steps(change, decided)]
            if where == "beside":
                steps = [{"meanwhile": policy.name, "name": f"beside-{step_name(self.at(path))}", "do": steps}]
            if where in INTO:
                steps = [self.arrival(path, policy), *steps]
            sure = not policy.partial or policy.name in decided
            new += steps if sure else self.choice(own[0], steps, [])
        return new

    def new_steps(self, change: Change, decided: Decided) -> Steps:
        return self.moved(change, decided) if isinstance(change.value, tuple) else copy.deepcopy(change.value)

    def moved(self, change: Change, decided: Decided) -> Steps:
        """A step that was taken from elsewhere, for people whom its policy reaches; it draws as it did there.

        Other policies that change its values for some people only are decided where it is done now.
        """
        source, policy = change.value, change.policy
        step = _renamed(self.at(source), str(source[1]), f"-{change.copy}" if change.copy > 1 else "")
        names = [] if policy.certain else [policy.name]
        return self.variants(step, source, self.fields.get(source, []), {**decided, policy.name: True}, names)

    def at(self, path: Path) -> Any:
        return value_at(self.document, path)

    def joins(self, path: Path) -> Steps:
        """Behind a stay, a wait for what is done beside it: nobody waits for what was not begun."""
        policies = _policies(self.puts.get((path, "beside"), []))
        name = f"join-{step_name(self.at(path))}" if policies else ""
        return [{"join": policy.name, "name": f"{name}-{policy.name}"} for policy in policies]

    def arrival(self, path: Path, policy: Policy) -> dict[str, Any]:
        """Getting the place, without the stay's own time: the stay itself then asks for nothing."""
        stay = self.at(path)
        changes = [change for where in INTO for change in self.puts.get((path, where), [])]
        order = _policies(changes).index(policy) + 1
        name = f"arrive-{step_name(stay)}" + (f"-{order}" if order > 1 else "")
        kept = {key: value for key, value in stay.items() if key not in ("time", "key", "note")}
        alike = [c for c in self.fields.get(path, []) if c.address[len(path)] in ENTRANCE and not c.policy.partial]
        return self.edited({**copy.deepcopy(kept), "name": name}, path, alike)  # type: ignore[no-any-return]

    # one step

    def step(self, step: Mapping[str, Any], path: Path, decided: Decided) -> Steps:
        """What stands in the place of a step: with policies that reach some people only, a choice of variants."""
        return self.variants(step, path, [*self.structural.get(path, []), *self.fields.get(path, [])], decided, [])

    def variants(
        self, step: Mapping[str, Any], path: Path, changes: list[Change], decided: Decided, names: list[str]
    ) -> Steps:
        """The variants of a step behind every uptake that is open. Who takes it away comes first: the others then
        are not asked where it no longer stands."""
        away = {change.policy for change in changes if change.kind in STRUCTURAL}
        open_ = [p for p in _policies(changes) if p.partial and p.name not in decided]
        return self.split(step, path, changes, sorted(open_, key=lambda p: p not in away), decided, names)

    def split(
        self,
        step: Mapping[str, Any],
        path: Path,
        changes: list[Change],
        open_: list[Policy],
        decided: Decided,
        names: list[str],
    ) -> Steps:
        """A choice for each policy whose uptake is open, one inside the other; ``names`` are those that reach."""
        if not open_ or _gone(changes, decided):
            return self.outcome(step, path, changes, decided, names)
        policy, *rest = open_
        with_ = names if policy.certain else [*names, policy.name]
        reached = self.split(step, path, changes, rest, {**decided, policy.name: True}, with_)
        others: Steps = []
        if not policy.certain:
            others = self.split(step, path, changes, rest, {**decided, policy.name: False}, names)
        first = next(change for change in changes if change.policy is policy)
        return self.choice(first, reached, others)

    def outcome(
        self, step: Mapping[str, Any], path: Path, changes: list[Change], decided: Decided, names: list[str]
    ) -> Steps:
        """The step for people of whom every uptake is decided."""
        done = [change for change in changes if decided.get(change.policy.name, True)]
        structural = next((change for change in done if change.kind in STRUCTURAL), None)
        if structural is None:
            new = self.variant(step, path, done, decided)
            return [_renamed(new, str(path[1]), _with(names)) if names else new]
        return _replacing(structural.value, step, str(path[1]), names) if structural.kind == "replace" else []

    def variant(self, step: Mapping[str, Any], path: Path, changes: list[Change], decided: Decided) -> dict[str, Any]:
        """A step with the steps inside it rebuilt and its own values edited."""
        new = copy.deepcopy(dict(step))
        for number, option in enumerate(new.get("choose") or []):
            self.nest(option, "do", (*path, "choose", number, "do"), decided)
        for key in THEN:
            if key in new:
                self.nest(new[key], "then", (*path, key, "then"), decided)
        for name, risk in paths.risks_of(new).items():
            self.nest(risk, "then", (*path, "risks", name, "then"), decided)
        if "meanwhile" in new:
            self.nest(new, "do", (*path, "do"), decided)
        return self.edited(new, path, changes)

    def nest(self, owner: dict[str, Any], key: str, path: Path, decided: Decided) -> None:
        """Steps inside a step; a pathway's name becomes a call if steps are put beside it."""
        inner = owner.get(key)
        if isinstance(inner, list):
            owner[key] = self.steps(inner, path, decided)
        elif (path, "first") in self.puts or (path, "last") in self.puts:
            owner[key] = self.steps(self.call(inner, path), path, decided)

    def call(self, pathway: str | None, path: Path) -> Steps:
        """A call instead of a pathway's name; its own name says from which branch of which step."""
        if pathway is None:
            return []
        step = edit.step_of(path)
        assert step is not None, "only a step has steps inside it"
        branch = [str(part + 1) for part in path[len(step) :] if isinstance(part, int)]
        name = "-".join([step_name(value_at(self.document, step)), *(branch or ["then"])])
        return [{"do": pathway, "name": name}]

    def edited(self, tree: Any, path: Path, changes: Iterable[Change]) -> Any:
        """A part of the document with values set, scaled and added to."""
        by_address: dict[Path, list[Change]] = defaultdict(list)
        for change in changes:
            if change.kind in ("set", "scale", "add"):
                by_address[change.address].append(change)
        for address in sorted(by_address, key=len):
            self.edit(tree, address[len(path) :], address, by_address[address])
        return tree

    def edit(self, tree: Any, inside: Path, address: Path, changes: list[Change]) -> None:
        owner = tree
        for key in inside[:-1]:
            owner = owner.setdefault(key, {}) if isinstance(owner, dict) else owner[key]
        old = value_at(tree, inside)
        try:
            by_date = dated.may_be_dated(address) and any(change.policy.dated for change in changes)
            if by_date and address[0] == "workforce":
                dated.put_staff(self.document, tree, address, changes, lambda own: combined(old, own, address))
            elif by_date:
                dated.put(self.document, owner, str(inside[-1]), changes, lambda own: combined(old, own, address))
            else:
                owner[inside[-1]] = combined(old, changes, address)
                if address[0] == "workforce":
                    dated.put_on(tree, address, lambda later: combined(later, changes, address))
        except ValueError as error:
            where = paths.words(self.document, address)
            by = " and ".join(sorted({change.policy.name for change in changes}))
            self.problems.append(Problem("bad-edit", f"{error} (policy {by})", path=where, found=quoted(old)))

    def choice(self, change: Change, reached: Steps, others: Steps) -> Steps:
        """A hidden choice between what happens to people whom a change's policy reaches, and to the others."""
        policy = change.policy
        self.numbers[policy.name] += 1
        name = f"uptake-{policy.name}-{self.numbers[policy.name]}"
        options = [{"share": policy.share, "do": reached}, {"do": others}]
        choice = {"choose": options, "name": name, "key": f"{POLICY_KEY}{policy.name}"}
        said = uptake.words(self.document, change)
        return [{**choice, "uptake": said} if said else choice]


def combined(old: Any, changes: Iterable[Change], address: Path) -> Any:
    """What is set, or else what stands there, times all factors, plus all amounts.

    Raises:
        ValueError: the value cannot be scaled or added to so.
    """
    kind = edit.kind_of(address)
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for change in changes:
        by_kind[change.kind].append(change.value)
    value = copy.deepcopy(by_kind["set"][0]) if by_kind["set"] else old
    if value is None and address[-1] == "factor":
        value = 1
    if by_kind["scale"]:
        value = edit.scaled(value, math.prod(by_kind["scale"]), kind)
    for amount in by_kind["add"]:
        value = edit.shifted(value, amount, kind)
    return value


def _policies(changes: Iterable[Change]) -> list[Policy]:
    """The policies of some changes, by name."""
    return sorted({change.policy for change in changes}, key=lambda policy: policy.name)


def _gone(changes: Iterable[Change], decided: Decided) -> bool:
    """Whether the step is skipped, replaced or moved for these people, whatever else is open."""
    return any(c.kind in STRUCTURAL and decided.get(c.policy.name, not c.policy.partial) for c in changes)


def _with(names: Sequence[str]) -> str:
    return f"-with-{'-and-'.join(sorted(names))}"


def _keyed(step: Mapping[str, Any], pathway: str) -> dict[str, Any]:
    """A step whose draws, if it has any, keep their key whatever it is called, wherever it stands."""
    if not may_draw(step):
        return dict(step)
    return {**step, "key": step.get("key") or f"{pathway}.{step_name(step)}"}


def _renamed(step: Mapping[str, Any], pathway: str, suffix: str) -> dict[str, Any]:
    """A step and those inside it under other names, with the same draws. Hidden choices have their own numbers."""
    new = dict(step)
    if not str(step.get("key", "")).startswith(POLICY_KEY):
        new = {**_keyed(step, pathway), "name": step_name(step) + suffix}
    if "choose" in new:
        new["choose"] = [_inner(option, "do", pathway, suffix) for option in new["choose"]]
    for key in THEN:
        if key in new:
            new[key] = _inner(new[key], "then", pathway, suffix)
    if "risks" in new:
        new["risks"] = {name: _inner(risk, "then", pathway, suffix) for name, risk in new["risks"].items()}
    return _inner(new, "do", pathway, suffix)


def _inner(owner: Mapping[str, Any], key: str, pathway: str, suffix: str) -> dict[str, Any]:
    steps = owner.get(key)
    return (
        {**owner, key: [_renamed(step, pathway, suffix) for step in steps]} if isinstance(steps, list) else dict(owner)
    )


def _replacing(steps: Steps, old: Mapping[str, Any], pathway: str, names: list[str]) -> Steps:
    """Steps in the place of another: the first that draws and has no key of its own inherits the draws."""
    new = copy.deepcopy(steps)
    heir = next((step for step in new if "key" not in step and may_draw(step)), None)
    if heir is not None:
        heir["key"] = old.get("key") or f"{pathway}.{step_name(old)}"
    if names:
        new = [_renamed(step, pathway, _with(names)) if step_name(step) == step_name(old) else step for step in new]
    return new


def _same_names(document: Mapping[str, Any], result: dict[str, Any], changes: Sequence[Change]) -> list[Problem]:
    """Steps of one pathway that would have the same name, where they did not before."""
    problems = []
    for pathway in result.get("pathways") or {}:
        before = Counter(step_name(step) for _, step in paths.steps(document, pathway))
        after = Counter(step_name(step) for _, step in paths.steps(result, pathway))
        for name, times in after.items():
            if times > max(before[name], 1):
                problems.append(_same_name(pathway, name, changes))
    return problems


def _same_name(pathway: str, name: str, changes: Sequence[Change]) -> Problem:
    putting = {change.policy.name for change in changes if change.kind in ("put", "replace")}
    message = f"two steps of this pathway would be called '{name}' under {' and '.join(sorted(putting))}"
    return Problem(
        "policy-step-name", message, path=f"pathways.{pathway}.{name}", hint="give the new step another name"
    )
