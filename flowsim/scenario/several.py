"""A folder in the place of a scenario that holds several of them, each in a file of its own, or none at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any

from flowsim.scenario.built_on import WORD
from flowsim.scenario.faults import Fault
from flowsim.scenario.kinds import another
from flowsim.scenario.names import listed
from flowsim.scenario.positions import Spot
from flowsim.scenario.tree import Tree

PLACE = "place"
"""The name of a file that says that its folder is one scenario."""

Trees = Sequence[tuple[FilePath, Tree]]


def several(trees: Trees) -> list[FilePath]:
    """The files of a folder that are each a scenario; empty unless there are several and no file ``place.yaml``.

    A file that cannot be read is among them, so that it is told of too; policies, views, futures, batches and parts
    are not.
    """
    whole = _whole(trees)
    if len(whole) < 2 or _place(trees):
        return []
    return [file for file, tree in trees if file in whole or not (tree.complete or _is_no_scenario(tree))]


def instead_of_one(folder: FilePath, trees: Trees) -> Fault | None:
    """What to say, once, of a folder that is not one scenario because there are several in it, or none."""
    if files := several(trees):
        message = f"the folder holds {len(files)} scenarios, each in a file of its own, and one is needed here"
        hint = f"give one of them, such as {files[0]}; flowsim check looks at each"
        there = listed(file.name for file in files)
        return Fault("several-scenarios", (), message, expected=there, hint=hint, spot=Spot(str(folder)))
    place = _place(trees)
    if place and (others := [file for file in _whole(trees) if file.stem != PLACE]):
        return _beside_the_place(place, others)
    if len(trees) > 1 and all(_is_no_scenario(tree) for _, tree in trees):
        message = f"none of the {len(trees)} .yaml files of the folder is a scenario"
        return Fault(
            "empty-file", (), message, expected="the line flowsim: 1 in every file", spot=Spot(str(folder)),
            hint=below(folder),
        )  # fmt: skip
    return None


def _beside_the_place(place: FilePath, others: list[FilePath]) -> Fault:
    are = "is a scenario too, with" if len(others) == 1 else "are scenarios too, each with"
    many = f"{len(others)} other {'file' if len(others) == 1 else 'files'}"
    message = f"{place.name} makes the folder one scenario, and {many} {are} its own 'name'"
    hint = f"give one file, such as {others[0]}; or put them, or {place.name} and its parts, in another folder"
    found = ", ".join(file.name for file in others)
    return Fault("duplicate-key", (), message, found, hint=hint, spot=Spot(str(place.parent)))


def _place(trees: Trees) -> FilePath | None:
    """The file that makes its folder one scenario."""
    return next((file for file, _ in trees if file.stem == PLACE), None)


def _whole(trees: Trees) -> list[FilePath]:
    return [file for file, tree in trees if tree.complete and _is_whole(tree.data)]


def below(folder: FilePath) -> str:
    """A hint with the folders of a folder that hold YAML files, one of which may be meant; empty if there are none."""
    inside = sorted({str(file.parent) for file in folder.glob("*/*.yaml") if not file.parent.name.startswith(".")})
    return f"there are such files in {listed(inside)}" if inside else ""


def _is_whole(data: Any) -> bool:
    """Whether a file says all that a scenario must say of itself, or what it builds on."""
    named = isinstance(data, dict) and isinstance(data.get("name"), str) and another(data, "scenario") is None
    return named and ("run" in data or WORD in data)


def _is_no_scenario(tree: Tree) -> bool:
    """Whether a file was not even parsed, as it does not say that it is flowsim's."""
    return not tree.complete and [fault.code for fault in tree.faults] == ["no-version"]
