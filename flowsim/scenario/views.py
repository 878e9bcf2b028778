"""What each partner assumes about a place: a folder ``views`` beside it, with one file a partner.

```yaml
flowsim: 1
view: council
title: The council
assumes: Assessments take longer than the hospital thinks, and not every room can be had. # in words
edits:
  - title: an assessment takes six hours, not three
    set: 6 h
    in: pathways.main.assessment.work
    assumed: social workers' own estimate # or source: ...
  - title: a tenth more people come
    scale: 1.1
    of: arrivals.emergency.rate
    source: counts of last winter
  - title: one room of the home is never let
    add: -1
    to: units.care-home.places
    assumed: true
```

The edits are those of policies, but only ``set``, ``scale`` and ``add``: partners differ in what they take the place to
be, not in what should be done. Each stands for one assumption, and has a title and a source or ``assumed``. Paths are
those of ``--set``, or find parts by what they say, such as ``units[setting=hospital].places``. A scenario that is a
folder has its views in ``views`` there; one of a single file ``place.yaml`` in ``views/place`` beside it. ``flowsim
differ`` reads them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from flowsim.errors import Problem, ScenarioError, UsageError
from flowsim.scenario.arguments import scenario_of
from flowsim.scenario.assumed import (
    Wording,
    as_policy,
    edit_faults,
    idle,
    known_from,
    name_faults,
    reworded,
    words_only,
)
from flowsim.scenario.beside import files_in, folders_beside, none_in, read_each
from flowsim.scenario.changes import Change, conflicts
from flowsim.scenario.compose import compose
from flowsim.scenario.faults import Fault, merged
from flowsim.scenario.messages import faults_of
from flowsim.scenario.node import Node
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.positions import Positions
from flowsim.scenario.reading import read
from flowsim.scenario.resolving import resolve

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario

FOLDER = "views"
SAYS = Wording("view", "a view", "an assumption")

CODES: dict[str, str] = {
    "view-edit": "An edit of a view changes steps, not numbers.",
    "view-title": "An assumption of a view has no title.",
    "view-source": "An assumption of a view has no source and does not say that it is assumed.",
    "view-idle": "An assumption of a view is what the scenario says already.",
    "view-words": "An assumption of a view changes words, which nobody simulates.",
}
"""Every code that a problem of a view can carry besides those of a policy and a scenario, with its meaning."""


class ViewFrame(Node):
    """The file of a view, its edits still as written."""

    flowsim: Literal[1]
    view: str
    title: str
    assumes: str
    edits: list[Any] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that a partner assumes: its words, where it comes from, and the number of its edit."""

    title: str
    source: str
    edit: int


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What one partner assumes.

    Attributes:
        name, title, assumes: of the partner; what is assumed, in words.
        assumptions: one by one.
        edits: all of them, as the edits of a policy.
    """

    name: str
    title: str
    assumes: str
    assumptions: tuple[Assumption, ...]
    edits: Policy

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> View:
        """Read the file of a view.

        Raises:
            ScenarioError: with every problem found in it.
        """
        source = read(path, kind="view")
        faults = merged(source.faults, _faults(source.document) if source.complete else ())
        if faults:
            raise ScenarioError([fault.problem(source.document, source.positions) for fault in faults])
        return cls._of(ViewFrame.model_validate(source.document), source.positions)

    @classmethod
    def _of(cls, frame: ViewFrame, positions: Positions) -> View:
        assumptions = (Assumption(raw["title"], known_from(raw), number) for number, raw in enumerate(frame.edits))
        policy = as_policy(frame.view, frame.title, frame.assumes, frame.edits, positions)
        return cls(frame.view, frame.title, frame.assumes, tuple(assumptions), policy)

    def on(self, scenario: Scenario, assumption: Assumption | None = None) -> Scenario:
        """The scenario as this partner takes it to be, in all that they assume or in one assumption.

        Raises:
            ScenarioError: an edit does not fit the scenario, changes nothing of it, or what comes out is none.
        """
        document = scenario.document
        changes, problems = resolve(document, self.edits)
        problems = problems or [*conflicts(document, changes), *self._irrelevant(document, changes)]
        if problems:
            raise ScenarioError([reworded(problem, SAYS) for problem in problems])
        own = [change for change in changes if assumption is None or change.edit == assumption.edit]
        try:
            return scenario.with_document(compose(document, own), [change.address for change in own])
        except ScenarioError as error:
            under = f"under the view '{self.name}': "
            raise ScenarioError([replace(one, message=under + one.message) for one in error.problems]) from None

    def _irrelevant(self, document: dict[str, Any], changes: list[Change]) -> Iterator[Problem]:
        """The edits that come to no change of what is simulated."""
        for assumption in self.assumptions:
            own = [change for change in changes if change.edit == assumption.edit]
            if words_only(own):
                problem = Problem("view-words", "this changes words only", hint=_LEAVE_OUT)
            elif idle(document, own):
                problem = Problem("view-idle", "the scenario says this already", hint=_LEAVE_OUT)
            else:
                continue
            yield self.edits.problem(assumption.edit, problem)


_LEAVE_OUT = "leave it out: it is no disagreement"


def _faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the file of a view, but for what is wrong inside its edits."""
    try:
        ViewFrame.model_validate(document)
    except ValidationError as error:
        yield from faults_of(error, ViewFrame)
    yield from name_faults(document.get("view"), "view", SAYS)
    edits = document.get("edits")
    for number, raw in enumerate(edits if isinstance(edits, list) else ()):
        yield from edit_faults(raw, ("edits", number), SAYS)


def views(scenario: Scenario, folder: str | os.PathLike[str] | None = None) -> list[View]:
    """The views of a folder, in order of their files; without a folder those that stand beside the scenario.

    Raises:
        UsageError: there are none, or this is no scenario.
        ScenarioError: with every problem of every file.
    """
    scenario_of(scenario)
    folders = folders_beside(scenario, FOLDER) if folder is None else [folder]
    files = files_in(folders)
    if not files:
        where = " or ".join(map(str, folders)) or "a folder of files"
        why = f"no .yaml file in {where}" if folder is None else none_in([folder])
        raise UsageError(f"there are no views of {scenario.name}: {why}")
    return read_each(files, View.read, "view")
