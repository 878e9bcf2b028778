"""What is wrong with the files that stand beside a scenario: its own policies, its views, and its futures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario import policies, uncertain, views
from flowsim.scenario.beside import files_in, folders_beside, twice
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.uncertain import Outlook
from flowsim.scenario.views import View

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario


def problems_beside(scenario: Scenario) -> list[Problem]:
    """Every problem of the files themselves, with file and line, and two files of one kind with one name.

    Whether what they say fits the scenario is looked at by the commands that use them. Of a scenario under policies
    they are those of the place as written.
    """
    place = scenario.unedited or scenario
    kinds: tuple[tuple[list[FilePath], Callable[[FilePath], Any], str], ...] = (
        (policies.own_files(place), Policy.read, "policy"),
        (_files(place, views.FOLDER), View.read, "view"),
        (_files(place, uncertain.FOLDER), Outlook.read, "futures"),
    )
    return [problem for files, reader, kind in kinds for problem in _problems(files, reader, kind)]


def _files(scenario: Scenario, name: str) -> list[FilePath]:
    return files_in(folder for folder in folders_beside(scenario, name) if folder.is_dir())


def _problems(files: list[FilePath], reader: Callable[[FilePath], Any], kind: str) -> Iterator[Problem]:
    found = []
    for file in files:
        try:
            found.append((file, reader(file)))
        except ScenarioError as error:
            yield from error.problems
    for file, said in twice(found, kind):
        yield Problem("duplicate-name", said, file=str(file))
    yield from uncertain.titles_twice([one for _, one in found if isinstance(one, Outlook)])
