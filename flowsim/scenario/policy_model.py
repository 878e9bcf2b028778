"""A policy that can be applied: its file read, every problem in it found, its parameters put in."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from flowsim import units
from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.charges import Charge
from flowsim.scenario.faults import Fault, merged, quoted
from flowsim.scenario.messages import faults_of
from flowsim.scenario.names import is_name, listed, nearest
from flowsim.scenario.node import Node
from flowsim.scenario.paths import words
from flowsim.scenario.place import Place
from flowsim.scenario.policy_frame import (
    ANCHORS,
    EDITS,
    NEXT_STAY,
    Anchored,
    Edit,
    InsertEdit,
    MoveEdit,
    PolicyFrame,
    ReplaceEdit,
    UptakeFrame,
    When,
)
from flowsim.scenario.positions import Path, Positions
from flowsim.scenario.reading import read, shipped_folder

INTO = ("into", "beside")
NEXT = ("after", *INTO)
NO_EDITS = ("missing-key", "'edits' is missing")
_NOBODY = "a policy of charges alone edits nothing that could reach a share of people; change its charges instead"
REACH = ("uptake", "from", "ramp")
"""Words of a policy file that may be given when the policy is used, as its parameters may."""

NOT_THERE = ("nothing-selected", "unknown-path")
"""Codes of problems that a scenario has nothing of what an edit looks for; an optional edit is then passed over."""


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A policy that can be applied: read, checked, its parameters put in.

    Attributes:
        frame: the words of the file.
        edits: what it does, in written order.
        uptake: the share that it reaches in the end, 0 to 1.
        by: the share of what: ``person``, ``unit``, ``team``, or the levels of an attribute by its name.
        start, ramp: from when, and how long until the whole share is reached, as written; None where not said.
        charges: what it costs, as written, its parameters put in; see :class:`flowsim.scenario.charges.Charge`.
        values: the parameters' values in use.
        document: the policy as a plain tree.
        positions: where each part stands in its file.
    """

    frame: PolicyFrame
    edits: tuple[Edit, ...]
    uptake: float
    values: Mapping[str, Any]
    document: Mapping[str, Any]
    positions: Positions = field(default_factory=Positions)
    by: str = "person"
    start: Any = None
    ramp: Any = None
    charges: tuple[Mapping[str, Any], ...] = ()

    @property
    def partial(self) -> bool:
        """Whether it must be decided for each person: not all are reached, or not always, or they are counted."""
        return not self.certain or self.counted

    @property
    def certain(self) -> bool:
        """Whether it reaches everybody from the start."""
        return self.uptake == 1 and not self.dated and not self.frame.people

    @property
    def share(self) -> Any:
        """The share that it reaches, as a step says it: that of the people whom it is for, and none of the others."""
        share: Any = self.uptake
        for attribute, levels in reversed(self.frame.people.items()):
            share = {
                "by": attribute,
                **dict.fromkeys([levels] if isinstance(levels, str) else levels, share),
                "else": 0,
            }
        return share

    @property
    def counted(self) -> bool:
        """Whether it costs something for each person reached."""
        return any(charge["per"] == "person" for charge in self.charges)

    @property
    def dated(self) -> bool:
        """Whether it is not in force for the whole run from the start."""
        return self.start is not None or self.ramp is not None

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.frame.policy

    def problem(self, edit: int, problem: Problem) -> Problem:
        """A problem that an edit has in a scenario, at the line of the edit; its path becomes part of what it says.

        Nobody looks into the file of a shipped policy to mend it: of that, only what the scenario lacks is told.
        """
        verb = "looking for" if problem.code in NOT_THERE else "at"
        where = f", {verb} {problem.path}" if problem.path else ""
        if self.shipped and problem.code in NOT_THERE:
            where, found = "", problem.found if problem.code == "nothing-selected" else ""
            problem = replace(problem, expected="", found=found)
        message = f"policy '{self.name}'{self._as_given()}: {problem.message}{where}"
        return self.at(replace(problem, message=message), ("edits", edit))

    def at(self, problem: Problem, path: Path) -> Problem:
        """A problem at its place in the policy's file; of a shipped policy, which is sound, at the policy by name."""
        if self.shipped:
            return replace(problem, path=f"policies.{self.name}")
        spot = self.positions.of(path)
        return replace(problem, path=words({}, path), file=spot.file, line=spot.line, column=spot.column)

    @property
    def shipped(self) -> bool:
        """Whether its file is one of those that come with flowsim, beside the shipped scenarios."""
        file = self.positions.of(()).file
        return bool(file) and shipped_folder() in FilePath(file).parents

    def _as_given(self) -> str:
        """The values that the file does not have, in words: `` with places=2.5``; empty if there are none."""
        own = {name: parameter.value for name, parameter in self.frame.parameters.items()}
        given = [f"{name}={value}" for name, value in self.values.items() if value != own.get(name)]
        return f" with {', '.join(given)}" if given else ""

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Policy:
        """Read a policy file.

        Raises:
            ScenarioError: with every problem found in it.
        """
        source = read(path, kind="policy")
        if source.faults:
            raise ScenarioError([fault.problem(source.document, source.positions) for fault in source.faults])
        return cls.from_document(source.document, source.positions)

    @classmethod
    def from_document(
        cls,
        document: Mapping[str, Any],
        positions: Positions | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Policy:
        """A policy from a plain tree, with ``values`` instead of its own for some parameters.

        Raises:
            ScenarioError: with every problem found in it.
        """
        reader = _Reader(document, values or {})
        policy = reader.policy(positions or Positions())
        if reader.faults or policy is None:
            spots = positions or Positions()
            raise ScenarioError([fault.problem(document, spots) for fault in merged(reader.faults)])
        return policy

    def with_values(self, values: Mapping[str, Any]) -> Policy:
        """The same policy with other parameters.

        Raises:
            ScenarioError: there is no such parameter, or its value does not fit.
        """
        return Policy.from_document(self.document, self.positions, {**self.values, **values})

    def with_reach(self, reach: Mapping[str, Any]) -> Policy:
        """The same policy with another ``uptake`` (decided by the same), ``from`` or ``ramp``: those of :data:`REACH`.

        Raises:
            ScenarioError: a value does not fit.
        """
        document, positions = dict(self.document), self.positions
        for word, value in reach.items():
            written = document.get(word)
            decided = isinstance(written, Mapping) and "by" in written
            document[word] = {**written, "share": value} if written is not None and decided else value
            positions = positions.with_edit((word,))
        return Policy.from_document(document, positions, self.values)


class _Reader:
    """Reads one policy; what is wrong is collected in ``faults``."""

    def __init__(self, document: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        self.document, self.given = document, values
        self.faults: list[Fault] = []
        self.values: dict[str, Any] = {}

    def policy(self, positions: Positions) -> Policy | None:
        frame = self.checked(PolicyFrame, self.document, ())
        if not isinstance(frame, PolicyFrame):
            self.edits_alone()
            return None
        if not is_name(frame.policy):
            self.add("bad-name", ("policy",), "a policy's name is letters, digits and '-'", frame.policy)
        self.values = {name: parameter.value for name, parameter in frame.parameters.items()}
        self.take_values()
        uptake, by = self.uptake(frame)
        start, ramp = self.filled(frame.start, ("from",)), self.filled(frame.ramp, ("ramp",))
        self.checked(When, {"from": start, "ramp": ramp}, ())
        charges = [self.charge(raw, ("charges", number)) for number, raw in enumerate(frame.charges)]
        if not frame.edits and not frame.charges:
            code, says = ("wrong-length", "the list has too few items") if "edits" in self.document else NO_EDITS
            self.add(code, ("edits",), says, expected="at least one edit, or charges alone")
        if not frame.edits and (uptake != 1 or ramp is not None):
            word = "uptake" if uptake != 1 else "ramp"
            self.add("policy-uptake", (word,), _NOBODY, self.document[word], "no uptake and no ramp")
        edits = [self.edit(raw, ("edits", number)) for number, raw in enumerate(frame.edits)]
        kept = tuple(edit for edit in edits if edit is not None)
        return Policy(frame, kept, uptake, self.values, self.document, positions, by, start, ramp, tuple(charges))

    def edits_alone(self) -> None:
        """Look at the edits of a file whose own words are wrong, so that everything is told in one go."""
        parameters, edits = self.document.get("parameters", {}), self.document.get("edits")
        if isinstance(parameters, Mapping) and isinstance(edits, list):
            self.values = {name: one.get("value", 1) for name, one in parameters.items() if isinstance(one, Mapping)}
            for number, raw in enumerate(edits):
                self.edit(raw, ("edits", number))

    def take_values(self) -> None:
        for name, value in self.given.items():
            if name in self.values:
                self.values[name] = value
            else:
                message = f"policy '{self.document['policy']}' has no parameter '{name}'"
                known = listed(self.values) or "no parameters"
                hint = nearest(name, self.values)
                self.faults.append(Fault("unknown-parameter", ("parameters",), message, name, known, hint))

    def uptake(self, frame: PolicyFrame) -> tuple[float, str]:
        """The share that is reached, and by whom that is decided."""
        written = self.filled(frame.uptake, ("uptake",))
        if isinstance(written, dict) and "value" not in written:
            uptake = self.checked(UptakeFrame, written, ("uptake",))
            return (uptake.share.value, uptake.by) if isinstance(uptake, UptakeFrame) else (1.0, "person")
        try:
            return units.parse_share(written.get("value") if isinstance(written, dict) else written), "person"
        except ValueError as error:
            self.add("bad-share", ("uptake",), str(error), written, units.EXPECTED["share"])
            return 1.0, "person"

    def charge(self, raw: Any, path: Path) -> Mapping[str, Any]:
        """One cost, as written; each has a source or says that it is assumed."""
        written = self.filled(raw, path)
        charge = self.checked(Charge, written, path)
        if isinstance(charge, Charge) and not charge.known_from:
            self.add("no-source", path, "a cost has a source, or says that it is assumed", expected="source: ...")
        return written if isinstance(charge, Charge) else {"per": ""}

    def edit(self, raw: Any, path: Path) -> Edit | None:
        verb = next((word for word in EDITS if isinstance(raw, dict) and word in raw), None)
        if verb is None:
            words = list(raw) if isinstance(raw, dict) else []
            hint = next(filter(None, (nearest(word, EDITS) for word in words)), "")
            expected = "one of " + ", ".join(EDITS)
            self.faults.append(Fault("unknown-edit", path, "this is not an edit", quoted(raw), expected, hint))
            return None
        edit = self.checked(EDITS[verb], self.filled(raw, path), path)
        if isinstance(edit, Anchored):
            self.anchor(edit, path)
        if isinstance(edit, InsertEdit | ReplaceEdit):
            key, steps = ("insert", edit.insert) if isinstance(edit, InsertEdit) else ("with", edit.steps)
            self.steps(steps, (*path, key))
        return edit  # type: ignore[return-value]

    def anchor(self, edit: Anchored, path: Path) -> None:
        allowed = [where for where in ANCHORS if where not in INTO or isinstance(edit, MoveEdit)]
        given = edit.anchors()
        if len(given) != 1 or given[0][0] not in allowed:
            found = ", ".join(where for where, _ in given) or "no place"
            self.add("no-anchor", path, "say in one way where the steps go", found, listed(allowed))
        elif given[0][1] == NEXT_STAY and (given[0][0] not in NEXT or not isinstance(edit, MoveEdit)):
            self.add("no-anchor", path, "'next-stay' is a place that steps move after, into or beside", given[0][0])

    def steps(self, steps: list[Any], path: Path) -> None:
        """Check steps as a pathway's; what is wrong is reported where they stand in the policy."""
        place = {"flowsim": 1, "name": "x", "run": {"window": "1 d"}, "pathways": {"x": steps}}
        try:
            Place.model_validate(place)
        except ValidationError as error:
            self.faults += [replace(fault, path=(*path, *fault.path[2:])) for fault in faults_of(error)]

    def filled(self, raw: Any, path: Path) -> Any:
        """A part of the file with the parameters put in."""
        if isinstance(raw, dict) and set(raw) == {"parameter"}:
            name = str(raw["parameter"])
            if name not in self.values:
                hint = nearest(name, self.values)
                self.add(
                    "unknown-parameter",
                    path,
                    f"there is no parameter '{name}'",
                    name,
                    listed(self.values),
                    hint,
                )
            return copy.deepcopy(self.values.get(name, 1))
        if isinstance(raw, dict):
            return {key: self.filled(value, (*path, key)) for key, value in raw.items()}
        if isinstance(raw, list):
            return [self.filled(value, (*path, number)) for number, value in enumerate(raw)]
        return raw

    def checked(self, model: type[Node], raw: Any, path: Path) -> Node | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            self.faults += [replace(fault, path=(*path, *fault.path)) for fault in faults_of(error, model)]
            return None

    def add(self, code: str, path: Path, message: str, found: Any = "", expected: str = "", hint: str = "") -> None:
        shown = found if isinstance(found, str) else quoted(found)
        self.faults.append(Fault(code, path, message, shown, expected, hint))
