"""What is uncertain about a place: a folder ``futures`` beside it, with one file or more.

```yaml
flowsim: 1
futures: demand
title: How many come, and how long it takes
uncertain:
  - title: emergencies beside those of the year
    scale: {from: 0.97, to: 1.10} # anywhere between, all equally likely
    of: arrivals.emergency.rate
    source: months of last year
  - title: work of an assessment
    set: {from: 3 h, to: 6 h}
    in: pathways.main.assessment.work
    assumed: estimates of the social worker and of the council
  - title: rooms that are closed
    add: {from: -1, to: 0} # whole numbers where the place has whole numbers
    to: units.care-home.places
    assumed: true
  - title: social workers at work
    set: {one-of: [1, 2]} # all equally likely
    in: teams.social-work.headcount
    assumed: true
```

The edits are those of policies, but only ``set``, ``scale`` and ``add``, with a range or several values in the place of
the value. Each has a title of its own and a source or ``assumed``. Paths are those of ``--set``, or find parts by what
they say, such as ``units[setting=hospital].places``. A scenario that is a folder has its futures in ``futures`` there;
one of a single file ``place.yaml`` in ``futures/place`` beside it. A folder that is named after a file of the scenario
comes first: where ``futures/place`` is there, files in ``futures`` itself are not read, and without it they are, for a
single file too. ``flowsim futures`` draws all of them at once, many times, with every ``range`` of a parameter of the
policies that it compares, unless the parameter is given its value, as in ``more-beds:+20``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from flowsim.errors import Problem, ScenarioError, UsageError
from flowsim.scenario.amounts import short
from flowsim.scenario.arguments import scenario_of
from flowsim.scenario.assumed import (
    NUMBERS,
    Wording,
    as_policy,
    edit_faults,
    known_from,
    name_faults,
    reworded,
    verb_of,
)
from flowsim.scenario.axes import Axis, axis_faults, axis_of
from flowsim.scenario.beside import files_in, folders_beside, none_in, read_each
from flowsim.scenario.changes import Change
from flowsim.scenario.compose import compose
from flowsim.scenario.faults import Fault, merged
from flowsim.scenario.messages import faults_of
from flowsim.scenario.node import Node
from flowsim.scenario.positions import Positions
from flowsim.scenario.reading import read
from flowsim.scenario.resolving import resolve

if TYPE_CHECKING:
    from flowsim.scenario.policy_model import Policy
    from flowsim.scenario.scenario import Scenario

FOLDER = "futures"
SAYS = Wording("futures", "a future", "an uncertain number", without=("optional",))

CODES: dict[str, str] = {
    "futures-edit": "An edit of a future changes steps, not numbers.",
    "futures-title": "An uncertain number has no title.",
    "futures-source": "An uncertain number has no source and does not say that it is assumed.",
    "futures-value": "An uncertain number has neither a range nor several values.",
    "futures-no-number": "A range of something that is no number.",
    "futures-units": "The ends of a range are of two sorts.",
    "futures-range": "A range ends below where it begins.",
    "futures-nothing": "There is only one value, so nothing is uncertain.",
    "futures-twice": "Two uncertain numbers have one title.",
    "futures-idle": "An uncertain number is what the scenario says already, whatever it is.",
    "futures-words": "An uncertain number changes words, which nobody simulates.",
    "futures-conflict": "Two uncertain numbers are of one number, and cannot both be.",
    "futures-end": "With an uncertain number at one of its ends, what comes out is no scenario.",
}
"""Every code that a problem of futures can carry besides those of a policy and a scenario, with its meaning."""

_DOES = {"set": "{}", "scale": "times {}", "add": "{} added"}
"""How an edit takes its value, in words."""


class OutlookFrame(Node):
    """The file of futures, its edits still as written."""

    flowsim: Literal[1]
    futures: str
    title: str
    uncertain: list[Any] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One uncertain number.

    Attributes:
        title: what it is, in words; no two that are drawn together have one title.
        source: where its range comes from, or that it is assumed.
        axis: what it may be.
        verb: what is done with its value: ``set``, ``scale`` or ``add``.
        path: what of the place it is of, or ``policy:parameter``.
    """

    title: str
    source: str
    axis: Axis
    verb: str
    path: str

    def words(self) -> str:
        """What it may be, in words: ``times 0.97 to 1.1``."""
        return _DOES[self.verb].format(self.axis.words())

    def value_words(self, value: Any) -> str:
        """One of its values in words, with few digits: ``times 1.05``."""
        return _DOES[self.verb].format(short(value))


_EDIT = re.compile(r"edits\[(\d+)\](.*)")


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What one file says is uncertain.

    Attributes:
        name, title: of the file.
        uncertain: number by number.
        edits: each as written.
        positions: where each stands in the file.
    """

    name: str
    title: str
    uncertain: tuple[Uncertain, ...]
    edits: tuple[Mapping[str, Any], ...]
    positions: Positions

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Outlook:
        """Read the file of futures.

        Raises:
            ScenarioError: with every problem found in it.
        """
        source = read(path, kind="futures")
        faults = merged(source.faults, _faults(source.document) if source.complete else ())
        if faults:
            raise ScenarioError([fault.problem(source.document, source.positions) for fault in faults])
        frame = OutlookFrame.model_validate(source.document)
        numbers = tuple(map(_number, frame.uncertain))
        return cls(frame.futures, frame.title, numbers, tuple(frame.uncertain), source.positions)

    def policy(self, values: Mapping[str, Any]) -> Policy:
        """The edits of some of the numbers, by title, with these values, as those of a policy.

        Raises:
            ScenarioError: a value cannot stand in an edit.
        """
        chosen = self._chosen(values)
        edits = [
            {**self.edits[place], self.uncertain[place].verb: values[self.uncertain[place].title]} for place in chosen
        ]
        try:
            return as_policy(self.name, self.title, "-", edits, self._positions(chosen))
        except ScenarioError as error:
            raise ScenarioError([_of_the_file(problem, chosen) for problem in error.problems]) from None

    def _chosen(self, values: Mapping[str, Any]) -> list[int]:
        """Places of the numbers that have a value, by title."""
        return [place for place, one in enumerate(self.uncertain) if one.title in values]

    def _positions(self, chosen: Sequence[int]) -> Positions:
        """Positions of a policy whose edits are the chosen numbers."""

        def moved(spots: Mapping[Any, Any]) -> dict[Any, Any]:
            own = {path: spot for path, spot in spots.items() if path[:1] == ("uncertain",) and len(path) > 1}
            return {
                ("edits", chosen.index(path[1]), *path[2:]): spot for path, spot in own.items() if path[1] in chosen
            }

        return Positions(moved(self.positions.keys), moved(self.positions.values))

    def problem(self, title: str, problem: Problem) -> Problem:
        """A problem of a number by its title, at its line."""
        place = next(place for place, one in enumerate(self.uncertain) if one.title == title)
        spot = self.positions.of(("uncertain", place))
        path = f"uncertain[{place}]"
        return replace(problem, path=path, file=spot.file, line=spot.line, column=spot.column)

    def changes(self, document: dict[str, Any], values: Mapping[str, Any]) -> list[Change]:
        """What some of the numbers, by title, change in a scenario with these values.

        Raises:
            ScenarioError: an edit does not fit the scenario.
        """
        policy = self.policy(values)
        changes, problems = resolve(document, policy)
        if problems:
            chosen = self._chosen(values)
            raise ScenarioError([_of_the_file(reworded(problem, SAYS), chosen) for problem in problems])
        return changes


def _of_the_file(problem: Problem, chosen: Sequence[int]) -> Problem:
    """A problem of the edits of chosen numbers, at the path that the number has in the file."""
    found = _EDIT.match(problem.path)
    return replace(problem, path=f"uncertain[{chosen[int(found[1])]}]{found[2]}") if found else problem


def _number(raw: Mapping[str, Any]) -> Uncertain:
    verb = verb_of(raw)
    path = raw[{"set": "in", "scale": "of", "add": "to"}[verb]]
    return Uncertain(raw["title"], known_from(raw), axis_of(raw[verb]), verb, path)


def _faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the file, but for whether its edits fit a scenario."""
    try:
        OutlookFrame.model_validate(document)
    except ValidationError as error:
        yield from faults_of(error, OutlookFrame)
    yield from name_faults(document.get("futures"), "futures", SAYS)
    written = document.get("uncertain")
    titles: list[Any] = []
    for place, raw in enumerate(written if isinstance(written, list) else ()):
        path = ("uncertain", place)
        yield from edit_faults(raw, path, SAYS)
        if (verb := verb_of(raw)) in NUMBERS:
            yield from axis_faults(raw[verb], (*path, verb))
        title = raw.get("title") if isinstance(raw, Mapping) else None
        if isinstance(title, str) and title in titles:
            message, hint = "another uncertain number has this title", "give each a title of its own"
            other = ("uncertain", titles.index(title))
            yield Fault("futures-twice", (*path, "title"), message, str(title), hint=hint, other=other)
        titles.append(title)


def outlooks(scenario: Scenario, folder: str | os.PathLike[str] | None = None) -> list[Outlook]:
    """What is uncertain, file by file; without a folder by those that stand beside the scenario, if there are any.

    Raises:
        UsageError: a folder is named and holds none, or this is no scenario.
        ScenarioError: with every problem of every file.
    """
    scenario_of(scenario)
    files = files_in(folders_beside(scenario, FOLDER) if folder is None else [folder])
    if not files and folder is not None:
        raise UsageError(f"nothing is said to be uncertain: {none_in([folder])}")
    found = read_each(files, Outlook.read, "futures")
    if same := titles_twice(found):
        raise ScenarioError(same)
    return found


def titles_twice(found: Sequence[Outlook]) -> list[Problem]:
    """Numbers that have the title of one of another file."""
    titles = [(one.title, outlook) for outlook in found for one in outlook.uncertain]
    return [
        outlook.problem(title, Problem("futures-twice", "a number of another file has this title", found=title))
        for place, (title, outlook) in enumerate(titles)
        if title in [other for other, _ in titles[:place]]
    ]


def drawn(scenario: Scenario, found: Sequence[Outlook], values: Mapping[str, Any]) -> Scenario:
    """The scenario with these values of uncertain numbers, by title; the others are as written.

    Raises:
        ScenarioError: what comes out is none.
    """
    document = scenario.document
    ordered = sorted(found, key=lambda outlook: outlook.name)
    own = [outlook for outlook in ordered if any(one.title in values for one in outlook.uncertain)]
    changes = [change for outlook in own for change in outlook.changes(document, values)]
    if not changes:
        return scenario
    return scenario.with_document(compose(document, changes), [change.address for change in changes])
