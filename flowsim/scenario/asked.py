"""A policy as it is asked for: ``more-beds:+20``, by name or by file, with values for its parameters."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from flowsim import units
from flowsim.errors import FlowsimError, GivenValueError, ScenarioError, UsageError
from flowsim.scenario.dated import may_be_dated
from flowsim.scenario.edit import plain
from flowsim.scenario.faults import quoted
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.policy_frame import Edit, MergeEdit, SpreadEdit
from flowsim.scenario.policy_model import REACH, Policy
from flowsim.scenario.tree import scalar

_FILE = re.compile(r"(.*\.ya?ml)(?::(.*))?", re.DOTALL)
_FIELD = re.compile(r"(\w+)(?:\[[^]]*\]|\.[^.\[]+)\.(.+)")
"""A path to a field of the entries of a section: the section, and the field."""

_WORKFORCE = "workforce."
"""How a path to an employer or a labour market begins."""

_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")


class UnknownPolicy(UsageError):
    """No policy has a name that was given; ``says`` leaves out the names that there are."""

    def __init__(self, name: str, files: Mapping[str, FilePath]) -> None:
        hint = nearest(name, files)
        self.says = f"there is no policy {quoted(name)}{'; ' + hint if hint else ''}"
        self.known = f"there are {listed(files, 60)}"
        super().__init__(f"{self.says}; {self.known}")


def together(errors: Sequence[FlowsimError]) -> FlowsimError:
    """What is wrong with several policies as one error, each thing on a line; the names that there are come once."""
    if len(errors) == 1:
        return errors[0]
    if all(isinstance(error, ScenarioError) for error in errors):
        kind = ScenarioError if any(type(error) is ScenarioError for error in errors) else GivenValueError
        return kind([problem for error in errors for problem in error.problems])  # type: ignore[attr-defined]
    lines = [error.says if isinstance(error, UnknownPolicy) else str(error) for error in errors]
    known = [error.known for error in errors if isinstance(error, UnknownPolicy)]
    return UsageError("\n".join(dict.fromkeys([*lines, *known])))


def parted(spec: str) -> tuple[str, str]:
    """Name or file, and the values behind the colon.

    >>> parted("more-beds:+20"), parted("mine.yaml")
    (('more-beds', '+20'), ('mine.yaml', ''))
    """
    file = _FILE.fullmatch(spec)
    if file:
        return file[1], file[2] or ""
    name, _, values = spec.partition(":")
    return name.strip(), values.strip()


def named(name: str, files: Mapping[str, FilePath]) -> FilePath:
    """The file of a policy, which may be named by its path too.

    Raises:
        UnknownPolicy: no policy has this name.
        UsageError: there is no name, or no such file.
    """
    if not name:
        raise UsageError("a policy has no name here: write one such as more-beds:+20, or a+b for both together")
    if not _FILE.fullmatch(name):
        if name in files:
            return files[name]
        raise UnknownPolicy(name, files)
    if not os.path.exists(name):  # a path would raise of a name that is too long
        hint = nearest(FilePath(name).stem, files)
        raise UsageError(f"there is no file {quoted(name)}; {hint or 'flowsim policies lists the policies by name'}")
    return FilePath(name)


def assigned(policy: Policy, values: str) -> Iterator[tuple[str, Any]]:
    """Each value that a policy is given, with the word that it is for.

    Raises:
        UsageError: the policy has no such word, one is given twice, or a value is none.
    """
    thousands = _THOUSANDS.search(values)
    hint = f"; write numbers without commas: {thousands[0].replace(',', '')}" if thousands else ""
    seen: set[str] = set()
    _commas_between(policy, values)
    for item in filter(None, (item.strip() for item in values.split(","))):
        key, value = _assignment(policy, item)
        if key in seen:
            raise UsageError(f"policy '{policy.name}' is given '{key}' twice, in {quoted(values)}{hint}")
        seen.add(key)
        yield key, value


def _commas_between(policy: Policy, values: str) -> None:
    """Nothing, if no word that the policy may be given stands behind another value without a comma."""
    words = "|".join(map(re.escape, (*policy.values, *REACH)))
    found = re.search(rf"(?<=[^\s,:;])\s*([:;]|\s)\s*(?=(?:{words})\s*=)", values)
    if found:
        sign = {":": "a colon", ";": "a semicolon"}.get(found[1], "a space")
        meant = f"{policy.name}:{values[: found.start()]},{values[found.end() :]}"
        raise UsageError(f"a comma, not {sign}, stands between values: {meant}")


def reached_by(policy: Policy) -> tuple[str, ...]:
    """The words of :data:`REACH` that a policy can be given.

    Whoever edits what is there for all has no uptake, and a date only where that may change over time; charges alone
    reach no share of people, at once or over a ramp.

    >>> from flowsim.scenario.policies import find
    >>> reached_by(find("home-first")), reached_by(find("more-beds"))
    (('uptake', 'from', 'ramp'), ('from', 'ramp'))
    """
    if not policy.edits:
        return ("from",)
    for_all = [address for address in map(_of_the_place, policy.edits) if address]
    dated = [word for word in REACH if word != "uptake"] if all(map(may_be_dated, for_all)) else []
    return tuple(dated) if for_all else REACH


def _of_the_place(edit: Edit) -> tuple[str, ...]:
    """An address such as those of the places, teams, staff or arrivals that an edit is of; empty if it is of steps."""
    if isinstance(edit, MergeEdit):
        return ("teams", "")
    path = edit.spread if isinstance(edit, SpreadEdit) else getattr(edit, "path", "")
    if path.startswith(_WORKFORCE) and (found := _FIELD.fullmatch(path.removeprefix(_WORKFORCE))):
        return ("workforce", found[1], "", *found[2].split("."))
    found = _FIELD.fullmatch(path)
    return (found[1], "", found[2]) if found and found[1] not in ("steps", "pathways") else ()


def _assignment(policy: Policy, item: str) -> tuple[str, Any]:
    known = list(policy.values)
    key, equals, text = (part.strip() for part in item.partition("="))
    if not equals:
        key, text = known[0] if known else "", item
    if key not in (*known, *REACH):
        words = listed(reached_by(policy))
        has = (listed(known) or "no parameters") + (f", beside {words}" if words else "")
        raise UsageError(f"policy '{policy.name}' has {has}, so it cannot take {quoted(item)}")
    try:
        value = scalar(text)
    except ValueError:
        raise UsageError(f"{quoted(item)} is not a value for policy '{policy.name}'") from None
    usual = plain(policy.values.get(key))
    if _is_amount(usual) and not _is_amount(value):
        message = f"{quoted(text)} is not a value for '{key}' of policy '{policy.name}'; write one such as {usual}"
        raise UsageError(message)
    return key, value


def _is_amount(value: Any) -> bool:
    """Whether this is a number, share, time, rate or sum, with or without a sign."""
    if not isinstance(value, str):
        return isinstance(value, int | float) and not isinstance(value, bool)
    for parse in units.PARSERS.values():
        try:
            parse(value.strip().lstrip("+-").strip())
        except ValueError:
            continue
        return True
    return False
