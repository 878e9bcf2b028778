"""Files that stand in a folder beside a scenario and are no part of it: what partners assume, what is uncertain."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Protocol, TypeVar

from flowsim.errors import ScenarioError, UsageError
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.reading import SUFFIXES

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario


class Named(Protocol):
    """What a file becomes has a name."""

    @property
    def name(self) -> str:
        """The name that the file says."""


Made = TypeVar("Made", bound=Named)


def folders_beside(scenario: Scenario, name: str) -> list[FilePath]:
    """Where such files may stand: in a folder of the scenario's own file, or of its whole folder.

    A scenario that is a folder has them in ``name`` there, one of a single file ``place.yaml`` in ``name/place``
    beside it. A folder named after a file comes first: where one is there, ``name`` itself is not looked into. None
    for a scenario that is not read from files.
    """
    files = sorted({FilePath(spot.file) for spot in scenario.positions.values.values() if spot.file})
    own = [folder for file in files if (folder := file.parent / name / file.stem).is_dir()]
    return own or list(dict.fromkeys(file.parent / name for file in files))


def files_in(folders: Iterable[str | os.PathLike[str]]) -> list[FilePath]:
    """The YAML files of folders, in order; those that are not there have none.

    Raises:
        UsageError: one of them is a file.
    """
    given = list(map(FilePath, folders))
    for file in (folder for folder in given if folder.is_file()):
        raise UsageError(f"a folder is wanted here, and {file} is a file; give the folder that it is in")
    return [file for folder in given if folder.is_dir() for file in _sorted(folder)]


def none_in(folders: Iterable[str | os.PathLike[str]]) -> str:
    """Why folders hold no such file, in words: there is none in them, or no such folder; with what may be meant."""
    return " and ".join(map(_none_in, map(FilePath, folders)))


def _none_in(folder: FilePath) -> str:
    if folder.is_dir():
        return f"no .yaml file in {folder}"
    there = _with_files(folder.parent)
    named = nearest(folder.name, there) or (there and f"folders with .yaml files in {folder.parent}: {listed(there)}")
    return f"no .yaml file in {folder}: there is no such folder" + (f"; {named}" if named else "")


def _with_files(parent: FilePath) -> list[str]:
    """The folders in one that hold YAML files; none where it, or one of them, may not be looked into."""
    try:
        folders = [one for one in parent.iterdir() if one.is_dir() and not one.name.startswith(".")]
        return sorted(one.name for one in folders if any(_sorted(one)))
    except OSError:
        return []


def _sorted(folder: FilePath) -> Iterator[FilePath]:
    return (file for file in sorted(folder.iterdir()) if file.suffix in SUFFIXES)


def read_each(files: Iterable[FilePath], reader: Callable[[FilePath], Made], kind: str) -> list[Made]:
    """What each file becomes.

    Raises:
        ScenarioError: with every problem of every file.
        UsageError: two have the same name; ``kind`` says what they are.
    """
    found: list[tuple[FilePath, Made]] = []
    problems = []
    for file in files:
        try:
            found.append((file, reader(file)))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    for _, says in twice(found, kind):
        raise UsageError(f"{says}; give one another name")
    return [one for _, one in found]


def twice(found: Iterable[tuple[FilePath, Named]], kind: str) -> Iterator[tuple[FilePath, str]]:
    """Files that have the name of one before them, each with that in words; ``kind`` says what they are."""
    first: dict[str, FilePath] = {}
    for file, one in found:
        if one.name in first:
            yield file, f"two files are the {kind} '{one.name}', {first[one.name]} and {file}"
        first.setdefault(one.name, file)
