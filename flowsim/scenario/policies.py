"""Policies by name: the shipped ones, applying them to a scenario, and saying what they change in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from flowsim.errors import FlowsimError, GivenValueError, Problem, ScenarioError, UsageError
from flowsim.scenario import paths
from flowsim.scenario.alternatives import neither
from flowsim.scenario.asked import assigned, named, parted, together
from flowsim.scenario.changes import Change, conflicts
from flowsim.scenario.charges import applied
from flowsim.scenario.check_workforce import AS_WRITTEN
from flowsim.scenario.compose import combined, compose
from flowsim.scenario.faults import quoted
from flowsim.scenario.names import listed
from flowsim.scenario.policy_model import REACH, Policy
from flowsim.scenario.positions import Path
from flowsim.scenario.reading import SUFFIXES, shipped_folder
from flowsim.scenario.resolving import resolve
from flowsim.scenario.selectors import value_at
from flowsim.scenario.sizes import far_outside, large, passed_over, without_staff

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario

FOLDER = "policies"
"""The folder of policies beside the shipped scenarios, or inside a scenario's own folder."""

AnyPolicy = Policy | str | os.PathLike[str]
"""A policy object, its name with or without values (``more-beds:+20``), or the path of its file."""


def policy_files(scenario: Scenario | None = None) -> dict[str, FilePath]:
    """The file of every policy that can be named: shipped, and of the scenario's own, which come first."""
    folders = [shipped_folder() / FOLDER, *(_own_folders(scenario) if scenario is not None else ())]
    files = (file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir()))
    return {file.stem: file for file in files if file.suffix in SUFFIXES}


def own_files(scenario: Scenario) -> list[FilePath]:
    """The files of the policies that stand beside a scenario and are not shipped for all."""
    folders = [folder for folder in _own_folders(scenario) if folder.is_dir()]
    shipped = (shipped_folder() / FOLDER).resolve()
    return [
        file
        for folder in folders
        if folder.resolve() != shipped
        for file in sorted(folder.iterdir())
        if file.suffix in SUFFIXES
    ]


def registry(scenario: Scenario | None = None) -> dict[str, Policy]:
    """Every policy that can be named, by name.

    Raises:
        ScenarioError: a policy file has problems.
    """
    policies = [Policy.read(file) for file in policy_files(scenario).values()]
    return {policy.name: policy for policy in sorted(policies, key=lambda policy: policy.name)}


def _own_folders(scenario: Scenario) -> Iterator[FilePath]:
    files = {spot.file for spot in scenario.positions.values.values() if spot.file}
    yield from sorted({FilePath(file).parent / FOLDER for file in files})


def find(spec: AnyPolicy, scenario: Scenario | None = None) -> Policy:
    """A policy from its name, with values if wanted, or from its file.

    ``more-beds``; ``more-beds:+20`` for the first parameter; ``more-beds:places=20`` and, with commas, more.
    ``uptake``, ``from`` and ``ramp`` take the place of the file's: ``discharge-to-assess:uptake=50 %,from=2026-01-01``.

    Raises:
        UsageError: there is no such policy or parameter.
        GivenValueError: a value is none that it can take.
        ScenarioError: its file has problems.
    """
    if isinstance(spec, Policy):
        return spec
    if not isinstance(spec, str | os.PathLike):
        raise UsageError(f"a policy is given by its name, its file or as an object, and {quoted(spec)} is none")
    target, values = parted(os.fspath(spec))
    policy = Policy.read(named(target, policy_files(scenario)))
    return _given(policy, dict(assigned(policy, values)), os.fspath(spec))


def _given(policy: Policy, values: dict[str, Any], spec: str) -> Policy:
    """The policy with values that were given with its name, in the words of ``spec``; its own file is sound."""
    reach = {word: value for word, value in values.items() if word in REACH and word not in policy.values}
    own = {word: value for word, value in values.items() if word not in reach}
    wrong: list[Problem] = []
    for change, given in ((Policy.with_reach, reach), (Policy.with_values, own)):
        try:
            policy = change(policy, given) if given else policy
        except ScenarioError as error:
            wrong += [replace(problem, path=spec, file="", line=0, column=0) for problem in error.problems]
    if wrong:
        raise GivenValueError(wrong)
    return policy


def find_all(specs: Iterable[AnyPolicy], scenario: Scenario | None = None) -> list[Policy]:
    """Several policies, each as :func:`find` finds it.

    Raises:
        UsageError, ScenarioError: with what is wrong with any of them, not just the first.
    """
    found: list[Policy] = []
    wrong: list[FlowsimError] = []
    for spec in specs:
        try:
            found.append(find(spec, scenario))
        except FlowsimError as error:
            wrong.append(error)
    if wrong:
        raise together(wrong) from None
    return found


def find_fitting(specs: Iterable[AnyPolicy], scenario: Scenario) -> list[Policy]:
    """Several policies, as :func:`find_all` finds them, each of which can be done in the scenario by itself.

    Raises:
        UsageError, ScenarioError: with what is wrong with any of them, or what the scenario lacks for any.
    """
    base = scenario.unedited if scenario.unedited is not None and scenario.policies else scenario
    found = find_all(dict.fromkeys(specs), scenario)
    wrong: list[FlowsimError] = []
    for policy in found:
        try:
            changes_of(base.document, [policy])
        except FlowsimError as error:
            wrong.append(error)
    if wrong:
        raise together(wrong)
    return found


def apply(scenario: Scenario, policies: Iterable[AnyPolicy]) -> Scenario:
    """The scenario under policies. Their order does not matter: they are done in order of name.

    A scenario that is under policies already gets them and the new ones together, done anew on what it was without.

    Raises:
        UsageError: a policy is unknown, or given twice; or values were set after policies, so that there is nothing
            to do them anew on.
        ScenarioError: a policy does not fit the scenario, two conflict, or what comes out is not a scenario.
    """
    from flowsim.scenario.scenario import Scenario

    base = scenario.unedited if scenario.policies else scenario
    if base is None:
        raise UsageError(
            f"values were set after {' and '.join(policy.name for policy in scenario.policies)}, so no policy can be "
            "added; set values first, then give the policies: with_values(...).with_policies(...)"
        )
    chosen = _in_order([*scenario.policies, *find_all(policies, base)])
    document = apply_to_document(base.document, chosen)
    try:
        edited = Scenario.from_document(document)
    except ScenarioError as error:
        names = " and ".join(policy.name for policy in chosen)
        under = [replace(problem, message=f"under {names}: {problem.message}") for problem in error.problems]
        raise ScenarioError(under) from None
    edited.policies, edited.unedited = tuple(chosen), base
    edited.values, edited.by = base.values, base.by
    edited.warnings = (*_as_written(edited, base), *ill_sized(base.document, chosen))
    return edited


def _as_written(edited: Scenario, base: Scenario) -> Iterator[Problem]:
    """The warnings of a scenario under policies; those of the run as written are of the scenario without them."""
    yield from (one for one in edited.warnings if one.code not in AS_WRITTEN)
    yield from (one for one in base.warnings if one.code in AS_WRITTEN)


def ill_sized(document: dict[str, Any], chosen: Iterable[Policy]) -> Iterator[Problem]:
    """A warning for each policy that comes to no change, or whose size is out of proportion.

    A usual size is so against what is there, one that was given against the range that the policy's file gives.

    One that comes to no change may be too small for a whole place or worker.
    """
    for policy in chosen:
        changes, wrong = resolve(document, policy)
        if wrong:
            continue  # told as errors
        yield from large(document, policy, changes)
        yield from without_staff(document, policy, changes)
        yield from neither(policy, changes)
        yield from passed_over(document, policy, changes)
        yield from far_outside(policy)
        if policy.edits and not any(True for lines in (value_lines, _step_lines) for _ in lines(document, changes)):
            message = f"the policy '{policy.name}' comes to no change here"
            hint = "places and workers are whole: a small amount can come to none" if policy.values else ""
            yield Problem("policy-idle", message, f"policies.{policy.name}", hint=hint, severity="warning")


def apply_to_document(document: dict[str, Any], policies: Iterable[Policy]) -> dict[str, Any]:
    """The document of a scenario under policies.

    Raises:
        UsageError: a policy is given twice, or an uptake to one that has none (:class:`GivenValueError`).
        ScenarioError: with every problem, as for :func:`apply`.
    """
    ordered = _in_order(policies)
    changes = changes_of(document, ordered)
    result = compose(document, changes)
    costly = {policy.name: _costs(document, policy, changes) for policy in ordered if policy.charges}
    return {**result, "policies": {**(document.get("policies") or {}), **costly}} if costly else result


def changes_of(document: dict[str, Any], policies: Sequence[Policy]) -> list[Change]:
    """What policies change in a scenario.

    Raises:
        GivenValueError: all that is wrong is an uptake that was given to one that has none.
        ScenarioError: with every problem: one does not fit the scenario, or two conflict.
    """
    changes: list[Change] = []
    problems: list[Problem] = []
    for policy in policies:
        found, wrong = resolve(document, policy)
        changes += found
        problems += wrong
    problems += conflicts(document, changes)
    if problems:
        given = any(("uptake",) in policy.positions.edited for policy in policies)
        kind = GivenValueError if given and all(one.code == "policy-uptake" for one in problems) else ScenarioError
        raise kind(problems)
    return changes


def _costs(document: dict[str, Any], policy: Policy, changes: list[Change]) -> dict[str, Any]:
    """What the section ``policies`` says of a policy: the workers and places that it adds are counted by itself."""
    own = [change for change in changes if change.policy is policy and change.kind != "merge"]
    return applied(policy, document, compose(document, own), [change.address for change in own])


def _in_order(policies: Iterable[Policy]) -> list[Policy]:
    ordered = sorted(policies, key=lambda policy: policy.name)
    for one, other in pairwise(ordered):
        if one.name == other.name:
            raise UsageError(f"policy '{one.name}' is given twice")
    return ordered


def describe(policy: AnyPolicy, scenario: Scenario) -> str:
    """What a policy changes in this scenario, a line a change: ``units.ward.places: 800 -> 820``.

    Raises:
        UsageError, ScenarioError: as for :func:`apply`.
    """
    found = find(policy, scenario)
    changes = changes_of(scenario.document, [found])
    people = f" (for {found.uptake:.4g} of people)" if found.uptake < 1 else ""
    people += f" (people with {whom(found)})" if found.frame.people else ""
    lines = [*value_lines(scenario.document, changes), *_step_lines(scenario.document, changes)]
    return "\n".join(f"{line}{people}" for line in lines)


def whom(policy: Policy) -> str:
    """Whom a policy is for, in words: ``age 75-84 or 85+``."""
    levels = {key: [said] if isinstance(said, str) else said for key, said in policy.frame.people.items()}
    return " and ".join(f"{attribute} {listed(said)}" for attribute, said in levels.items())


def value_lines(document: dict[str, Any], changes: list[Change]) -> Iterator[str]:
    """The values that changes come to another of, a line each: ``units.ward.places: 800 -> 820``."""
    by_address: dict[Path, list[Change]] = {}
    for change in changes:
        if change.kind in ("set", "scale", "add"):
            by_address.setdefault(change.address, []).append(change)
    for address, own in by_address.items():
        old = value_at(document, address)
        if old is None and address[-1] == "factor":
            old = 1
        new = combined(old, own, address)
        before, after = _short(old), _short(new)
        if old != new and before != after:
            yield f"{paths.words(document, address)}: {before} -> {after}"


def _short(value: Any) -> str:
    """A value in a line: a number with notes as the number, a distribution as its words."""
    if value is None:
        return "nothing"
    if isinstance(value, dict) and "value" in value:
        return str(value["value"])
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_short(item)}" for key, item in value.items()) + "}"
    return str(value)


def _step_lines(document: dict[str, Any], changes: list[Change]) -> Iterator[str]:
    for change in changes:
        step = paths.words(document, change.address)
        match change.kind:
            case "skip":
                yield f"{step}: skipped"
            case "replace":
                yield f"{step}: replaced by {_names(change.value)}"
            case "unmoved":
                yield f"{step}: stays where it is; no stay outside hospital follows that everybody comes to"
            case "take":
                there = [put for put in changes if put.kind == "put" and put.value == change.address]
                yield f"{step}: moved {'; '.join(_place(document, put) for put in there)}"
            case "merge":
                yield f"{step}: part of one team, {change.value}"
            case "put" if isinstance(change.value, list):
                yield f"{_names(change.value)}: inserted {_place(document, change)}"


def _place(document: dict[str, Any], change: Change) -> str:
    says = {"into": "to the arrival at", "beside": "beside", "first": "to the start of", "last": "to the end of"}
    return f"{says.get(change.where, change.where)} {paths.words(document, change.address)}"


def _names(steps: list[dict[str, Any]]) -> str:
    return ", ".join(paths.step_name(step) for step in steps)
