"""Finding and reading scenarios: one file, a folder of files, or a shipped name, to one tree with positions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from flowsim.errors import Problem, ScenarioError, UsageError
from flowsim.scenario import census_file
from flowsim.scenario.built_on import WORD, spots, together
from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.kinds import FileKind, gathered, mistaken
from flowsim.scenario.names import listed, nearest, nearest_name
from flowsim.scenario.place import LANGUAGE_VERSION, Place
from flowsim.scenario.positions import Path, Positions, Spot
from flowsim.scenario.series import take_in
from flowsim.scenario.several import below, instead_of_one, several
from flowsim.scenario.tree import LIMITS, Limits, Tree, parse
from flowsim.scenario.unread import Unread

SUFFIXES = (".yaml", ".yml")
NOT_SCENARIOS = ("policies", "views", "futures")
"""Folders beside the shipped scenarios, or inside a scenario, that hold something else."""


@dataclass
class Source:
    """What was read, before any of it is checked against the language.

    Attributes:
        name: the file's or folder's own name, without suffix.
        document: sections as written; empty when nothing could be read.
        positions: where each entry stands.
        faults: what is wrong so far.
        unread: what could not be read, so that not everything can be said of the rest.
    """

    name: str
    document: dict[str, Any] = field(default_factory=dict)
    positions: Positions = field(default_factory=Positions)
    faults: list[Fault] = field(default_factory=list)
    unread: Unread = field(default_factory=Unread)

    @property
    def complete(self) -> bool:
        """Whether all of it could be read."""
        return not self.unread


def read(target: str | os.PathLike[str], limits: Limits = LIMITS, kind: FileKind = "scenario") -> Source:
    """Read a scenario from a file, a folder (its ``*.yaml``, section by section) or a shipped name.

    What it builds on (:mod:`flowsim.scenario.built_on`) is read with it. A policy, view or file of futures is read
    alike; of a file of another ``kind`` than is asked for nothing else is said.

    Raises:
        ScenarioError: there is no such scenario. What is wrong inside is in :attr:`Source.faults`.
    """
    where = locate(target)
    return _built_on(_read(where, limits, kind), where.parent, limits)


def _read(where: FilePath, limits: Limits, kind: FileKind = "scenario") -> Source:
    """What a file or folder says by itself."""
    if not where.is_dir():
        return _with_series(_merged(where.stem, [(where, _tree(where, limits))], kind), where.parent)
    files, faults = _files(where, limits)
    trees = [(file, _tree(file, limits)) for file in files]
    if kind == "scenario" and (fault := instead_of_one(where, trees)):
        return Source(where.name, faults=[*faults, fault], unread=Unread([None], base=True))
    source = _merged(where.name, trees, kind)
    source.faults[:0] = faults
    if faults or not files:
        source.unread.texts.append(None)
    if not files and not faults:
        source.faults.append(_fault("empty-file", str(where), "the folder holds no .yaml file", below(where)))
    return _with_series(source, where)


def scenarios_in(target: str | os.PathLike[str], limits: Limits = LIMITS) -> list[FilePath]:
    """The scenarios of a folder that holds several, a file each; empty for what is one scenario.

    Raises:
        ScenarioError: there is no such folder.
    """
    where = locate(target)
    files = _files(where, limits)[0] if where.is_dir() else []
    return several([(file, _tree(file, limits)) for file in files])


def _built_on(source: Source, folder: FilePath, limits: Limits) -> Source:
    """The same on top of the scenario that it builds on, if it names one."""
    if WORD not in source.document:
        return _misspelt(source)
    name = source.document.pop(WORD)
    where, fault = _base(name, folder)
    if where is None:
        return _without_base(source, fault)
    base = _read(where, limits)
    if WORD in base.document:
        message = f"{quoted(name)} itself builds on another scenario"
        expected = "a scenario that stands by itself"
        return _without_base(source, replace(fault, message=message, expected=expected, hint=""))
    positions = spots(base.positions, source.positions, source.document)
    faults = [*base.faults, *source.faults]
    unread = Unread(base.unread.texts + source.unread.texts, base=source.unread.base or bool(base.unread))
    return Source(source.name, together(base.document, source.document), positions, faults, unread)


def _misspelt(source: Source) -> Source:
    """A scenario that names none to build on, unless the word for that is misspelt."""
    words = [key for key in source.document if key not in Place.model_fields]
    word = next((key for key in words if nearest_name(key, (*Place.model_fields, WORD)) == WORD), "")
    if not word:
        return source
    del source.document[word]
    message = f"'{word}' is not a key here"
    return _without_base(source, Fault("unknown-key", (word,), message, word, WORD, nearest(word, [WORD]), at_key=True))


def _without_base(source: Source, fault: Fault) -> Source:
    """A scenario of which little more can be said, because there is nothing to build on."""
    source.faults.append(fault)
    source.unread.base = True
    return source


def _base(name: Any, folder: FilePath) -> tuple[FilePath | None, Fault]:
    """Where the scenario is that another one names: shipped, or beside it; and what to say if it is not."""
    names = shipped_names()
    message = "a scenario builds on a shipped one, or on a file or folder beside it"
    fault = Fault("builds-on", (WORD,), message, quoted(name), listed(names), nearest(str(name), names))
    if not isinstance(name, str):
        return None, fault
    beside = folder / name
    if name == FilePath(name).name != "" and _exists(beside) and _stays_in(beside, folder.resolve()):
        return beside, fault
    return (locate(name), fault) if name in names else (None, fault)


def _with_series(source: Source, folder: FilePath) -> Source:
    """The same with the series, and the census, of CSV files beside it."""
    source.faults += take_in(source.document, folder, source.positions)
    source.faults += census_file.take_in(source.document, folder, source.positions, source.complete)
    return source


def locate(target: str | os.PathLike[str]) -> FilePath:
    """The file or folder that a path or a shipped name means. What exists as a path comes first.

    Raises:
        UsageError: this is neither.
        ScenarioError: neither is there; the problem names the nearest shipped scenario.
    """
    if not isinstance(target, str | os.PathLike):
        raise UsageError(f"a scenario is given by its name, its file or its folder, and {quoted(target)} is none")
    path, word = FilePath(target), os.fspath(target)
    if word and _exists(path):
        return path
    if word in shipped_names():
        folder = shipped_folder() / word
        return folder if folder.is_dir() else folder.with_name(f"{folder.name}.yaml")
    names = shipped_names()
    problem = Problem(
        code="no-such-scenario",
        message=f"there is no file, folder or shipped scenario {quoted(word)}",
        expected="a path, or one of " + ", ".join(names) if names else "a path",
        hint=_likely(path) if word else "no name was given; for all files of this folder write .",
    )
    raise ScenarioError([problem])


def _likely(path: FilePath) -> str:
    """What was probably meant by a path at which nothing is."""
    if os.path.islink(path):
        return f"it is a link to {quoted(os.fspath(path.readlink()))}, and nothing is there"
    beside = next((f"{path}{suffix}" for suffix in SUFFIXES if _exists(FilePath(f"{path}{suffix}"))), "")
    return f"did you mean {quoted(beside)}?" if beside else nearest(os.fspath(path), shipped_names())


def shipped_folder() -> FilePath:
    """Where the shipped scenarios are: inside the installed package, or at the top of a checkout."""
    package = FilePath(__file__).resolve().parent.parent
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def shipped_names() -> list[str]:
    """The names that :func:`flowsim.load` knows: ``tutorial``, ``northmoor``, ``validation/case-c-1`` ..."""
    return sorted(_names(shipped_folder(), ""))


def _names(folder: FilePath, prefix: str) -> Iterator[str]:
    """A file is a scenario, and so is a folder of files; only ``validation`` is a folder of scenarios."""
    for entry in sorted(folder.iterdir()) if folder.is_dir() else []:
        if entry.suffix in SUFFIXES and entry.is_file():
            yield prefix + entry.stem
        elif entry.is_dir() and entry.name not in NOT_SCENARIOS:
            if prefix == "" and entry.name == "validation":
                yield from _names(entry, f"{entry.name}/")
            elif any(file.suffix in SUFFIXES for file in entry.iterdir()):
                yield prefix + entry.name


def _exists(path: FilePath) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _files(folder: FilePath, limits: Limits) -> tuple[list[FilePath], list[Fault]]:
    files = sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES and not file.is_dir())
    if len(files) > limits.files:
        return [], [_fault("too-large", str(folder), f"the folder has more than {limits.files} files")]
    root, message = folder.resolve(), "this file is a link out of the folder"
    outside = [file for file in files if not _stays_in(file, root)]
    faults = [_fault("outside-folder", str(file), message, "copy the file into the folder") for file in outside]
    return [file for file in files if file not in outside], faults


def _stays_in(file: FilePath, root: FilePath) -> bool:
    try:
        return file.resolve().is_relative_to(root)
    except RuntimeError:  # a link that leads back to itself: it is refused when it cannot be opened
        return True


def _tree(file: FilePath, limits: Limits) -> Tree:
    try:
        if not file.is_file():
            return Tree(faults=[_fault("unreadable", str(file), "this is not a plain file")])
        with file.open("rb") as stream:
            raw = stream.read(limits.size + 1)
    except OSError as error:
        return Tree(faults=[_fault("unreadable", str(file), f"cannot be opened: {error.strerror}")])
    return parse(raw, str(file), limits, must_hold="flowsim")


def _fault(code: str, file: str, message: str, hint: str = "") -> Fault:
    return Fault(code, (), message, hint=hint, spot=Spot(file))


def _merged(name: str, trees: list[tuple[FilePath, Tree]], kind: FileKind) -> Source:
    source = Source(name, {"flowsim": LANGUAGE_VERSION})
    strays: list[Fault] = []
    for file, tree in trees:
        stray = mistaken(tree.data, kind, str(file), tree.positions) if tree.complete else None
        if stray:
            strays.append(stray)
            continue
        source.faults += tree.faults
        if not tree.complete or not isinstance(tree.data, dict):
            source.faults += [_not_a_mapping(tree)] if tree.complete else []
            source.unread.texts.append(tree.text)
            continue
        source.faults += _version_faults(file.name, tree)
        source.faults += _put_in(source, tree)
        source.positions.update(tree.positions)
    return _beside_strays(source, strays, len(trees), kind)


def _beside_strays(source: Source, strays: list[Fault], files: int, kind: FileKind) -> Source:
    """The same with what is said of files of another kind; if there are no others, nothing else can be said."""
    if strays and len(strays) == files:
        source.unread.texts.append(None)
        source.unread.base = True
    if len(strays) == files > 1 and kind == "scenario":
        folder = str(FilePath(strays[0].spot.file).parent) if strays[0].spot else ""
        strays = [_fault(strays[0].code, folder, gathered(strays), strays[0].hint)]
    source.faults += strays
    return source


def _not_a_mapping(tree: Tree) -> Fault:
    spot = tree.positions.of(())
    message = "a scenario is a mapping of sections"
    return Fault("not-a-mapping", (), message, quoted(tree.data), "flowsim: 1, name: ..., run: ...", spot=spot)


def _version_faults(file: str, tree: Tree) -> list[Fault]:
    version = tree.data.pop("flowsim", None)
    if version is None:
        spot = tree.positions.keys.get(("flowsim",)) or Spot(tree.positions.of(()).file, 1, 1)
        message = "the version of the language is missing"
        return [Fault("no-version", ("flowsim",), message, expected="the line flowsim: 1 in every file", spot=spot)]
    if version != LANGUAGE_VERSION or isinstance(version, bool):
        message = "this version of the language is not known"
        spot = tree.positions.of(("flowsim",))
        return [Fault("wrong-version", ("flowsim",), message, quoted(version), "flowsim: 1", spot=spot)]
    return []


def _put_in(source: Source, tree: Tree) -> list[Fault]:
    """Add a file's sections to the document; a key that another file has too is a fault that names both."""
    faults = []
    for section, content in tree.data.items():
        here = source.document.get(section)
        if section not in source.document:
            source.document[section] = content
        elif isinstance(content, dict) and isinstance(here, dict):
            faults += [_twice(source, tree, (section, key)) for key in content if key in here]
            source.document[section] = here | {key: value for key, value in content.items() if key not in here}
        else:
            faults.append(_twice(source, tree, (section,)))
    return faults


def _twice(source: Source, tree: Tree, path: Path) -> Fault:
    first, second = source.positions.of(path, key=True), tree.positions.of(path, key=True)
    message = f"'{path[-1]}' is written in two files"
    hint = f"it stands in {first.file}, line {first.line} already"
    return Fault("duplicate-key", path, message, hint=hint, at_key=True, spot=second)
