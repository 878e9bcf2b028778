"""A batch file: scenarios, settings and policies, every combination of which is run by one command.

```yaml
flowsim: 1
batch: beds-and-homes
scenarios: [tutorial, mine.yaml]      # shipped names, or files and folders as seen from this file
settings:                             # every combination of these values ...
  units.ward.places: [10, 12]
  units.care-home.places: [4, 6]
listed:                               # ... with each of these sets of values
  - {arrivals.emergency.rate: 1.5 per day}
  - {arrivals.emergency.rate: 1.8 per day, run.warm_up: 2 y}
policies:                             # each is run, beside the scenario without policies
  - more-homes:+2
  - more-homes:+2+more-assessors      # both together
  - {policy: discharge-to-assess, uptake: [50 %, 100 %], from: 1 y, ramp: 90 d}
  - {policy: more-beds, with: {places: [1, 2, 4]}}
  - {combinations: [more-beds:+1, more-homes:+2]}    # each alone, and together
baseline: no-policy                   # what differences are taken from; without it there are none
measures: headline                    # or all, or a list of names (flowsim measures)
replications: 50
seed: 1
```

Only ``flowsim``, ``batch`` and ``scenarios`` are needed. A value is written as ``--set`` writes it, a policy as
``--policy`` does. Every scenario is run with every setting under every policy, all with the same random numbers.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, islice, product
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, ValidationError

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.faults import Fault, merged, quoted
from flowsim.scenario.kinds import mistaken
from flowsim.scenario.messages import faults_of
from flowsim.scenario.names import is_name, listed, nearest, nearest_name
from flowsim.scenario.node import Node
from flowsim.scenario.policy_model import REACH
from flowsim.scenario.positions import Path, Positions
from flowsim.scenario.tree import parse

NO_POLICY = "no-policy"
"""The scenario as it is, among the policies."""

HEADLINE, EVERY = "headline", "all"
"""Words for measures instead of a list of names."""

_POLICY_FILE = re.compile(r"(.*?\.ya?ml)(.*)", re.DOTALL)

_EMPTY: dict[str, Any] = {"scenarios": "", "policies": "", "listed": {}, "measures": ""}
"""What stands for an item that cannot be read, while the others are looked at."""

MOST_POLICIES, MOST_SETTINGS = 1_000, 1_000
"""So many combinations at most; beyond that a file is more likely a mistake."""


class PolicyLists(Node):
    """One policy with lists of what it may be given: every combination is run.

    Attributes:
        policy: its name, or its file.
        values: its parameters (``with``), each a value or a list of values.
        uptake: the share that it reaches, or a list of shares.
        start: a date or a time after the start of the window (``from``), or a list.
        ramp: how long until the whole share is reached, or a list.
    """

    policy: str
    values: dict[str, Any] = Field(default_factory=dict, alias="with")
    uptake: Any = None
    start: Any = Field(None, alias="from")
    ramp: Any = None


class Combinations(Node):
    """Policies of which every combination is run: each alone, each two together, and so on to all.

    Attributes:
        combinations: the policies, as ``--policy`` writes them.
    """

    combinations: list[str] = Field(min_length=2, max_length=10)


def _kind(raw: Any) -> str:
    if not isinstance(raw, Mapping):
        return "<text>"
    words = [nearest_name(str(key), ("policy", "combinations")) for key in raw]
    return "<combinations>" if "combinations" in words else "<lists>"


Entry = Annotated[
    Annotated[str, Tag("<text>")]
    | Annotated[PolicyLists, Tag("<lists>")]
    | Annotated[Combinations, Tag("<combinations>")],
    Discriminator(_kind),
]
"""What may stand in the list of policies."""

Measures = Annotated[
    Annotated[Literal["headline", "all"], Tag("<word>")] | Annotated[list[str], Tag("<names>")],
    Discriminator(lambda raw: "<names>" if isinstance(raw, list) else "<word>"),
]
"""A word for many measures, or a list of names."""


class BatchFile(Node):
    """A batch: scenarios with settings under policies, every combination run by one command.

    Attributes:
        flowsim: the version of the language.
        batch: a name for the batch.
        scenarios: shipped names, or files and folders as seen from the batch file.
        settings: values by path, as ``--set`` gives them, each a list; every combination is run.
        listed: sets of values by path; each is run with every combination of ``settings``.
        policies: as ``--policy`` writes them, or with lists, or every combination of several.
        baseline: ``no-policy`` or one of the policies; paired differences are taken from it.
        measures: ``headline``, ``all`` or a list of names.
        replications: of every combination; 50 if not said.
        seed: of all random numbers; the first scenario's own if not said.
    """

    flowsim: Literal[1]
    batch: str
    scenarios: list[str] = Field(min_length=1)
    settings: dict[str, list[Any]] = Field(default_factory=dict)
    listed: list[dict[str, Any]] = Field(default_factory=list)
    policies: list[Entry] = Field(default_factory=list)
    baseline: str | None = None
    measures: Measures = "headline"
    replications: int | None = Field(None, ge=1, le=65_536)
    seed: int | None = Field(None, ge=0, lt=2**64)


@dataclass(frozen=True, slots=True)
class Setting:
    """One set of values by path, and where in the file they stand."""

    values: Mapping[str, Any]
    paths: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class BatchDocument:
    """A batch file that was read; no scenario and no policy was looked at yet.

    Attributes:
        frame: its words.
        file: where it was read.
        positions: where each part stands.
        settings: every set of values, at least an empty one.
        policies: each policy or combination, as ``--policy`` writes it, with the path of its entry.
        problems: what is wrong so far.
    """

    frame: BatchFile
    file: FilePath
    positions: Positions
    settings: tuple[Setting, ...] = ()
    policies: Mapping[str, Path] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def target(self, scenario: str) -> str:
        """A scenario of the file as it can be loaded: beside the file if it is there, else as it is written."""
        beside = self.file.parent / scenario
        return os.fspath(beside) if scenario and _is_there(beside) else scenario

    def policy(self, spec: str) -> str:
        """One policy as it can be found: a file beside this one by its whole path, a name as it is."""
        file = _POLICY_FILE.fullmatch(spec)
        beside = self.file.parent / file[1] if file else None
        return f"{beside}{file[2]}" if file and beside and _is_there(beside) else spec

    def problem(self, path: Path, code: str, message: str, expected: str = "") -> Problem:
        """A problem at a place of the file."""
        return Fault(code, path, message, expected=expected).problem({}, self.positions)


def read_batch(path: str | os.PathLike[str]) -> BatchDocument:
    """Read a batch file. What is wrong in its words is in ``problems``, so that more can be looked at.

    Raises:
        ScenarioError: nothing more can be said: with every problem found so far.
    """
    file = FilePath(path)
    try:
        raw = file.read_bytes()
    except OSError as error:
        message = f"cannot be opened: {error.strerror}"
        raise ScenarioError([Problem("unreadable", message, file=str(file))]) from None
    tree = parse(raw, str(file), must_hold="flowsim")
    faults, document = list(tree.faults), tree.data
    if tree.complete and not isinstance(document, dict):
        faults.append(Fault("not-a-mapping", (), "a batch is a mapping of words", quoted(document), "batch: ..."))
    other = mistaken(document, "batch", str(file), tree.positions) if tree.complete else None
    if other:
        raise ScenarioError([other.problem(document, tree.positions)])
    frame = _frame(document, faults) if tree.complete and isinstance(document, dict) else None
    found = BatchDocument(frame, file, tree.positions) if frame else None
    if found and frame:
        faults += _of_meaning(frame)
        found = replace(
            found, settings=tuple(islice(_settings(frame), MOST_SETTINGS + 1)), policies=_policies(frame, faults)
        )
        faults += _of_size(found)
    problems = tuple(fault.problem(document, tree.positions) for fault in merged(faults))
    if found is None:
        raise ScenarioError(list(problems))
    return replace(found, problems=problems)


def _frame(document: dict[str, Any], faults: list[Fault]) -> BatchFile | None:
    """The typed file, if need be without what is wrong in it; None if nothing is left of it."""
    document = _rest(document, [fault for fault in faults if fault.code != "duplicate-key"])
    try:
        return BatchFile.model_validate(document)
    except ValidationError as error:
        found = faults_of(error, BatchFile)
        faults += found
    try:
        return BatchFile.model_validate(_rest(document, found))
    except ValidationError:
        return None


def _rest(document: dict[str, Any], faults: list[Fault]) -> dict[str, Any]:
    """The document without what is wrong: an item of a list becomes an empty one, so that the others stay in place."""
    rest = copy.deepcopy(document)
    for fault in faults:
        word, further = str((*fault.path, "")[0]), fault.path[1:]
        if word in _EMPTY and further and isinstance(rest.get(word), list) and isinstance(further[0], int):
            rest[word][further[0]] = copy.copy(_EMPTY[word])
        elif word == "settings" and further and isinstance(rest.get(word), dict):
            rest[word].pop(further[0], None)
        elif word == "batch":
            rest[word] = "unnamed"
        elif word == "flowsim":
            rest[word] = 1
        else:
            rest.pop(word, None)
    return rest


def _of_size(found: BatchDocument) -> Iterator[Fault]:
    sizes = (("settings", len(found.settings), MOST_SETTINGS), ("policies", len(found.policies), MOST_POLICIES))
    for where, many, most in sizes:
        if many > most:
            message = f"{where} come to more than {most:,} combinations"
            yield Fault("too-large", (where,), message, expected=f"{most:,} at most")


def _of_meaning(frame: BatchFile) -> Iterator[Fault]:
    if not is_name(frame.batch):
        yield Fault("bad-name", ("batch",), "a batch's name is letters, digits and '-'", quoted(frame.batch))
    for number, name in enumerate(frame.scenarios):
        if name and name in frame.scenarios[:number]:
            yield Fault("duplicate-name", ("scenarios", number), f"the scenario '{name}' is named twice", name)
    for path, values in frame.settings.items():
        if not values:
            yield Fault("wrong-length", ("settings", path), "this list has no values", expected="a list of values")
    for number, row in enumerate(frame.listed):
        for path in row:
            if path in frame.settings:
                yield Fault("duplicate-key", ("listed", number, path), f"'{path}' stands among the settings too", path)


def _settings(frame: BatchFile) -> Iterator[Setting]:
    """Every combination of values with every listed set."""
    paths = list(frame.settings)
    rows = list(enumerate(frame.listed)) or [(0, dict[str, Any]())]
    for chosen in product(*(range(len(frame.settings[path])) for path in paths)):
        for number, row in rows:
            where: dict[str, Path] = {path: ("settings", path, at) for path, at in zip(paths, chosen, strict=True)}
            where |= {path: ("listed", number, path) for path in row}
            values = {path: frame.settings[path][at] for path, at in zip(paths, chosen, strict=True)}
            yield Setting({**values, **row}, where)


def _policies(frame: BatchFile, faults: list[Fault]) -> dict[str, Path]:
    """Every policy or combination in the words of ``--policy``; and whether the baseline is one of them."""
    found: dict[str, Path] = {}
    for number, entry in enumerate(frame.policies):
        path: Path = ("policies", number)
        for spec in _specs(entry, path, faults):
            if spec in found or spec == NO_POLICY:
                what = "is always run" if spec == NO_POLICY else "is named twice"
                faults.append(Fault("duplicate-name", path, f"'{spec}' {what}", spec))
            found.setdefault(spec, path)
    named, known = frame.baseline, (NO_POLICY, *found)
    if named is not None and named not in known:
        message = "the baseline is none of the policies"
        faults.append(Fault("unknown-word", ("baseline",), message, named, listed(known), nearest(named, known)))
    return found


def _specs(entry: str | PolicyLists | Combinations, path: Path, faults: list[Fault]) -> Iterator[str]:
    if isinstance(entry, str):
        yield from filter(None, [entry])
    elif isinstance(entry, Combinations):
        sizes = range(1, len(entry.combinations) + 1)
        yield from ("+".join(chosen) for size in sizes for chosen in combinations(entry.combinations, size))
    else:
        reach = {word: getattr(entry, "start" if word == "from" else word) for word in REACH}
        given = {**entry.values, **{word: value for word, value in reach.items() if value is not None}}
        lists = {key: value if isinstance(value, list) else [value] for key, value in given.items()}
        for key, values in lists.items():
            faults += [_unsayable(value, (*path, *_where(key))) for value in values if _not_plain(value)]
        sayable = [[value for value in values if not _not_plain(value)] for values in lists.values()]
        for chosen in islice(product(*sayable), MOST_POLICIES + 1):
            said = ",".join(f"{key}={value}" for key, value in zip(lists, chosen, strict=True))
            yield f"{entry.policy}:{said}" if said else entry.policy


def _is_there(file: FilePath) -> bool:
    """Whether there is such a file; what can be no file's name, as one too long, is none."""
    return os.path.exists(file)


def _where(key: str) -> Path:
    return (key,) if key in REACH else ("with", key)


def _not_plain(value: Any) -> bool:
    return isinstance(value, list | dict) or value is None or any(sign in str(value)[1:] for sign in ",+")


def _unsayable(value: Any, path: Path) -> Fault:
    message = "a policy is given plain values: numbers, shares, times, dates"
    return Fault("bad-value", path, message, quoted(value), hint="write a policy file of your own for anything else")


def schema() -> dict[str, Any]:
    """The JSON Schema of batch files."""
    from flowsim.scenario.schema import DIALECT, schema_of_model

    title = "flowsim batch, version 1"
    return {"$schema": DIALECT, "$id": "flowsim-batch-1", **schema_of_model(BatchFile), "title": title}
