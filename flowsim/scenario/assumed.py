"""Edits of numbers with a title each and where they come from: the assumptions of a view, and uncertain numbers.

They are the edits of policies, but only ``set``, ``scale`` and ``add``: what a place is taken to be, not what should be
done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from flowsim.errors import Problem
from flowsim.scenario.changes import Change
from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.messages import faults_of, meant
from flowsim.scenario.names import is_name, listed, nearest
from flowsim.scenario.policies import value_lines
from flowsim.scenario.policy_frame import EDITS
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.positions import Path, Positions
from flowsim.scenario.shapes import keys_at

NUMBERS = ("set", "scale", "add")
"""The edits that change numbers."""

NOTES = ("title", "source", "assumed")
"""What is said of an edit beside what it does."""

WORDS = ("title", "note", "description")
"""What is read by people only."""


@dataclass(frozen=True, slots=True)
class Wording:
    """In which words edits of one kind of file are refused.

    Attributes:
        kind: of file, before the codes of its problems: ``view``.
        file: one such file, with its article: ``a view``.
        entry: one of its edits, with its article: ``an assumption``.
        without: keys that its edits do not have, though those of policies do.
    """

    kind: str
    file: str
    entry: str
    without: tuple[str, ...] = ()


def known_from(raw: Mapping[str, Any]) -> str:
    """The source of an edit, or that it is assumed; empty if nothing is said.

    >>> known_from({"source": "a count"}), known_from({"assumed": "a guess"}), known_from({"assumed": True})
    ('a count', 'assumed: a guess', 'assumed')
    """
    source, assumed = raw.get("source"), raw.get("assumed")
    if isinstance(source, str):
        return source
    return f"assumed: {assumed}" if isinstance(assumed, str) else "assumed" if assumed is True else ""


def name_faults(name: Any, key: str, says: Wording) -> Iterator[Fault]:
    """What is wrong with the name of a file."""
    if isinstance(name, str) and not is_name(name):
        yield Fault("bad-name", (key,), f"the name of {says.file} is letters, digits and '-'", name)


def edit_faults(raw: Any, path: Path, says: Wording) -> Iterator[Fault]:
    """What is wrong with one edit as written, but for its value and whether it fits a scenario."""
    words = list(raw) if isinstance(raw, dict) else []
    verb = verb_of(raw)
    expected = ", ".join(NUMBERS)
    if not verb:
        hint = next(filter(None, (nearest(str(word), NUMBERS) for word in words)), "")
        yield Fault(
            "unknown-edit", path, f"this is not an edit of {says.file}", quoted(raw), f"one of {expected}", hint
        )
        return
    if verb not in NUMBERS:
        message, hint = f"{says.file} changes numbers, not steps", "what should be done is a policy"
        yield Fault(f"{says.kind}-edit", path, message, verb, f"one of {expected}", hint)
    unknown = list(_unknown_keys(raw, path, verb, says))
    yield from unknown
    misspelt = {meant(fault) for fault in unknown}
    if not isinstance(raw.get("title"), str) and "title" not in misspelt:
        yield Fault(f"{says.kind}-title", path, f"{says.entry} has a title", expected="title: ..., in words")
    if not known_from(raw) and not misspelt & {"source", "assumed"}:
        message = f"{says.entry} has a source, or says that it is assumed"
        yield Fault(f"{says.kind}-source", path, message, expected="source: ..., or assumed: why")
    if verb in NUMBERS and not unknown:
        yield from _misshapen(raw, path, verb)


def verb_of(raw: Any) -> str:
    """The word that says what an edit does; empty if it has none."""
    return next((word for word in EDITS if isinstance(raw, dict) and word in raw), "")


def _unknown_keys(raw: Mapping[str, Any], path: Path, verb: str, says: Wording) -> Iterator[Fault]:
    """The keys that neither the edit of a policy has nor one of this kind."""
    keys = [key for key in keys_at((), root=EDITS[verb]) if key not in says.without]
    known = list(dict.fromkeys([*keys, *NOTES]))
    for key in raw:
        if key not in known:
            message = f"'{key}' is not a key here"
            yield Fault("unknown-key", (*path, key), message, key, listed(known), nearest(key, known), at_key=True)


def _misshapen(raw: Mapping[str, Any], path: Path, verb: str) -> Iterator[Fault]:
    """What the edit of a policy itself would be refused for."""
    try:
        EDITS[verb].model_validate(without_notes(raw))
    except ValidationError as error:
        yield from (replace(fault, path=(*path, *fault.path)) for fault in faults_of(error, EDITS[verb]))


def without_notes(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What an edit does, as the edit of a policy."""
    return {key: value for key, value in raw.items() if key not in NOTES}


def as_policy(
    name: str, title: str, definition: str, edits: Sequence[Mapping[str, Any]], positions: Positions
) -> Policy:
    """Edits as those of a policy, which can be resolved and composed.

    Raises:
        ScenarioError: with every problem found in them.
    """
    document = {
        "flowsim": 1,
        "policy": name,
        "title": title,
        "definition": definition,
        **dict.fromkeys(("helps", "harms", "costs"), "-"),
        "evidence": {"text": "-", "source": "-"},
        "edits": [without_notes(raw) for raw in edits],
    }
    return Policy.from_document(document, positions)


def words_only(changes: Sequence[Change]) -> bool:
    """Whether nothing is changed but what is read by people only."""
    return all(change.address[-1] in WORDS for change in changes)


def idle(document: dict[str, Any], changes: list[Change]) -> bool:
    """Whether what comes out is what stands there already."""
    return not any(value_lines(document, changes))


def reworded(problem: Problem, says: Wording) -> Problem:
    """A problem of a policy as one of another kind of file."""
    message = problem.message.replace("policy '", f"{says.kind} '", 1)
    return replace(problem, message=message.replace("': a policy edits", f"': {says.file} edits", 1))
