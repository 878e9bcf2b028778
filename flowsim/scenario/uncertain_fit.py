"""Whether uncertain numbers fit a scenario, looked at before anything is run: each alone, at both of its ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.assumed import idle, words_only
from flowsim.scenario.axes import Axis, Range
from flowsim.scenario.changes import Change, conflicts
from flowsim.scenario.edit import kind_of
from flowsim.scenario.uncertain import Outlook, Uncertain, drawn

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario


def fitted(scenario: Scenario, found: Sequence[Outlook]) -> list[Outlook]:
    """The same, each range of whole numbers where the scenario takes whole numbers, when all of them fit it.

    Raises:
        ScenarioError: with every number that finds nothing in the scenario, changes nothing of it, is of what another
            one sets, or with which at one of its ends what comes out is no scenario.
    """
    problems: list[Problem] = []
    fit = []
    for outlook in found:
        numbers = []
        for one in outlook.uncertain:
            try:
                numbers.append(_fitted(scenario, outlook, one))
            except ScenarioError as error:
                problems += error.problems
        fit.append(replace(outlook, uncertain=tuple(numbers)))
    problems = problems or list(_conflicts(scenario, found))
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return fit


def _fitted(scenario: Scenario, outlook: Outlook, one: Uncertain) -> Uncertain:
    """One number; of whole numbers where a half between them is none for the scenario."""
    found: dict[Any, list[Change]] = {}
    problems: list[Problem] = []
    for end in one.axis.ends():
        try:
            found[str(end)] = outlook.changes(scenario.document, {one.title: end})
        except ScenarioError as error:
            problems += error.problems
    problems = problems or list(_irrelevant(scenario, outlook, one, found))
    problems = problems or [
        outlook.problem(one.title, _at_an_end(one, end, problem))
        for end in one.axis.ends()
        for problem in _not_valid(scenario, outlook, {one.title: end})
    ]
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return replace(one, axis=_whole(scenario, outlook, one, next(iter(found.values()))))


def _irrelevant(
    scenario: Scenario, outlook: Outlook, one: Uncertain, found: Mapping[Any, list[Change]]
) -> Iterator[Problem]:
    """Of a number that comes to no change of what is simulated."""
    hint = "leave it out: it makes no future another one"
    if all(words_only(changes) for changes in found.values()):
        yield outlook.problem(one.title, Problem("futures-words", "this changes words only", hint=hint))
    elif all(idle(scenario.document, changes) for changes in found.values()):
        message = "whatever this is, the scenario stays as it is"
        yield outlook.problem(one.title, Problem("futures-idle", message, hint=hint))


def _not_valid(scenario: Scenario, outlook: Outlook, values: Mapping[str, Any]) -> list[Problem]:
    try:
        drawn(scenario, [outlook], values)
    except ScenarioError as error:
        return [problem for problem in error.problems if problem.severity == "error"]
    return []


def _at_an_end(one: Uncertain, end: Any, problem: Problem) -> Problem:
    where = f", at {problem.path}" if problem.path else ""
    message = f"with '{one.title}' {one.value_words(end)} this is no scenario: {problem.message}{where}"
    hint = problem.hint
    if one.verb == "set" and isinstance(one.axis, Range) and one.axis.rank(end) < 0:
        hint = f"set takes the number itself; for less or more than stands there write add: {{...}}, to: {one.path}"
    return replace(problem, code="futures-end", message=message, hint=hint)


def _whole(scenario: Scenario, outlook: Outlook, one: Uncertain, changes: Sequence[Change]) -> Axis:
    """The axis, of whole numbers where both ends are and what stands there takes no others."""
    if not isinstance(one.axis, Range) or not one.axis.integral:
        return one.axis
    counts = one.verb != "scale" and any(kind_of(change.address) == "count" for change in changes)
    return replace(one.axis, whole=counts or not _takes(scenario, outlook, one, one.axis))


def _takes(scenario: Scenario, outlook: Outlook, one: Uncertain, axis: Range) -> bool:
    """Whether a half beside a whole number can stand there too."""
    try:
        drawn(scenario, [outlook], {one.title: axis.ends()[0] + 0.5})
    except ScenarioError:
        return False
    return True


def _conflicts(scenario: Scenario, found: Sequence[Outlook]) -> Iterator[Problem]:
    """Of every two numbers of which one sets what the other changes."""
    changes = [
        (outlook, one, outlook.changes(scenario.document, {one.title: one.axis.ends()[0]}))
        for outlook in found
        for one in outlook.uncertain
    ]
    for (_, first, some), (outlook, second, others) in combinations(changes, 2):
        for problem in conflicts(scenario.document, [*some, *others])[:1]:
            message = f"'{first.title}' and '{second.title}' are both of {problem.path}, and one of them sets it"
            yield outlook.problem(second.title, Problem("futures-conflict", message, hint="leave out one of them"))
