"""Paths in the words of a scenario: ``pathways.main.assessment.work`` and back to keys and indices.

A step is addressed by its name, wherever in its pathway it stands; other items of lists by ``[n]``, from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.names import is_name, listed, nearest, step_kind, step_name
from flowsim.scenario.positions import Path
from flowsim.scenario.steps import THEN

_TOKEN = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_GAP = re.compile(r"^\.|\.(?=\.|\[|$)")


def steps(document: Any, pathway: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every step of a pathway as written, with its path: those nested in options, patience and limits too."""
    pathways = document.get("pathways") if isinstance(document, dict) else None
    if isinstance(pathways, dict):
        yield from _steps(pathways.get(pathway), ("pathways", pathway))


def _steps(items: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if not isinstance(items, list):
        return
    for index, step in enumerate(items):
        here = (*path, index)
        if not isinstance(step, dict):
            continue
        yield here, step
        options = step.get("choose")
        for number, option in enumerate(options if isinstance(options, list) else []):
            if isinstance(option, dict):
                yield from _steps(option.get("do"), (*here, "choose", number, "do"))
        for key in THEN:
            if isinstance(step.get(key), dict):
                yield from _steps(step[key].get("then"), (*here, key, "then"))
        for name, risk in risks_of(step).items():
            yield from _steps(risk.get("then"), (*here, "risks", name, "then"))
        yield from _steps(step.get("do"), (*here, "do"))


def risks_of(step: Mapping[str, Any]) -> dict[str, Any]:
    """The risks of a step as written, by name; those that are no mappings are another fault."""
    risks = step.get("risks")
    return {name: risk for name, risk in risks.items() if isinstance(risk, dict)} if isinstance(risks, dict) else {}


def words(document: Any, path: Path) -> str:
    """A path as people write it; steps by name where the name is the only one in its pathway.

    >>> document = {"pathways": {"main": [{"stay": "ward", "time": "5 d"}]}}
    >>> words(document, ("pathways", "main", 0, "time"))
    'pathways.main.ward.time'
    """
    head, rest = "", path
    if len(path) > 2 and path[0] == "pathways":
        head, rest = _step_words(document, path)
    for part in rest:
        head += f"[{part}]" if isinstance(part, int) else f".{part}" if head else str(part)
    return head


def _step_words(document: Any, path: Path) -> tuple[str, Path]:
    pathway = str(path[1])
    named = [(where, step_name(step)) for where, step in steps(document, pathway)]
    around = [(where, name) for where, name in named if path[: len(where)] == where]
    for where, name in reversed(around):
        if is_name(name) and [other for _, other in named].count(name) == 1:
            return f"pathways.{pathway}.{name}", path[len(where) :]
    return "", path


def find(document: dict[str, Any], text: str) -> Path:
    """Keys and indices of a path in words. Its last key need not be there yet; all before it must be.

    Raises:
        ScenarioError: with the nearest right name, where the path leads nowhere.
    """
    tokens = [int(index) if index else key for index, key in _TOKEN.findall(text)]
    if not tokens or _TOKEN.sub("", text).strip("."):
        raise _lost(text, text, "a path such as units.ward.places", [])
    if _GAP.search(text):
        message = "a part of this path is missing: there is a dot with nothing before or after it"
        raise ScenarioError([Problem("unknown-path", message, text, expected="a path such as units.ward.places")])
    if len(tokens) > 2 and tokens[0] == "pathways" and isinstance(tokens[2], str):
        tokens = [*_step_path(document, text, tokens), *tokens[3:]]
    node: Any = document
    for depth, token in enumerate(tokens):
        if (isinstance(node, dict) and token in node) or (
            isinstance(node, list) and isinstance(token, int) and token < len(node)
        ):
            node = node[token]
        elif not (isinstance(node, dict) and isinstance(token, str) and depth == len(tokens) - 1 and depth > 0):
            known = list(node) if isinstance(node, dict) else []
            raise _lost(text, str(token), "", known)
    return tuple(tokens)


def _step_path(document: dict[str, Any], text: str, tokens: list[str | int]) -> Path:
    pathways = document.get("pathways") or {}
    if tokens[1] not in pathways:
        raise _lost(text, str(tokens[1]), "", list(pathways))
    named = {step_name(step): path for path, step in steps(document, str(tokens[1]))}
    if tokens[2] not in named:
        raise _lost(text, str(tokens[2]), "the name of a step", list(named))
    return named[str(tokens[2])]


def _lost(text: str, word: str, expected: str, known: list[str]) -> ScenarioError:
    problem = Problem(
        code="unknown-path",
        message=f"there is no '{word}' here",
        path=text,
        found=word,
        expected=expected or listed(known),
        hint=nearest(word, known),
    )
    return ScenarioError([problem])


__all__ = ["find", "step_kind", "step_name", "steps", "words"]
