"""Selectors: the paths of a policy, which may mean several parts of a scenario at once.

A path is words with dots between, as everywhere in flowsim; a selector in brackets, or ``*``, takes every entry
that fits. Several conditions in one pair of brackets must all hold; ``[stage=home-visit|home-answer]`` is either.

========================================== ==============================================================
``units.ward.places``                      one number
``units[setting=hospital].places``         the places of every unit whose setting is hospital
``teams.*.headcount``                      of every team
``pathways.p1.assessment.work``            a step by its name, wherever in its pathway it stands
``pathways.p1.steps[stage=assessment]``    the steps of one pathway that fit
``steps[stage=assessment, setting=hospital]`` the steps of all pathways that fit
``workforce.employers[staffs=home-care]``   employers that staff a unit or team of that name or kind
``pathways.p1.way.choose[0].share``        items of other lists by ``[n]``, from 0
========================================== ==============================================================

Units, teams, arrivals and attributes are selected by what is written in them (``setting``, which is ``home`` where
it is not written, ``kind``, ``pathway``). Steps are selected by what is written in them (``stage``, ``reason``,
``task``, ``stay`` and so on), by ``kind`` (the word that names the step), by ``name``, by ``pathway``, and by
``setting``: where the person is, or can be, when the step begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario import paths, whereabouts
from flowsim.scenario.lacking import Candidate, NothingFits, advice, either, lack
from flowsim.scenario.names import listed, nearest, step_kind, step_name
from flowsim.scenario.positions import Path

_TOKEN = re.compile(r"(?:^|\.)([^.\[\]]+)|\[(\d+)\]|\[([^\[\]]*)\]")
_CONDITION = re.compile(r"\s*([A-Za-z_]+)\s*=\s*([^=]+?)\s*")
_ENTRY = {
    "units": "unit",
    "teams": "team",
    "funds": "fund",
    "attributes": "attribute",
    "calendars": "calendar",
    "reasons": "reason",
    "employers": "employer",
    "markets": "labour market",
}

NOBODY = "none"
"""What stands for the employer of a unit or team that no employer staffs: ``units[employer=none]``."""

Conditions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a path, with the conditions in the brackets behind it; an index has a number for a word."""

    word: str | int
    where: Conditions = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a path found: one address for each part of the scenario that it means. ``text`` is the path as written."""

    text: str
    addresses: tuple[Path, ...]


def parse(text: str) -> tuple[Part, ...]:
    """A path as parts.

    >>> parse("units[setting=hospital].places")
    (Part(word='units', where=(('setting', 'hospital'),)), Part(word='places', where=()))

    Raises:
        ScenarioError: this is not a path.
    """
    parts: list[Part] = []
    end = 0
    for match in _TOKEN.finditer(text):
        word, index, conditions = match.groups()
        if match.start() != end or (not parts and not word):
            break
        end = match.end()
        if word is not None:
            parts.append(Part(word.strip()))
        elif index is not None:
            parts.append(Part(int(index)))
        else:
            parts[-1] = Part(parts[-1].word, _conditions(text, conditions))
    if end != len(text) or not parts:
        raise _error("bad-path", text, "this is not a path", "a path such as units[setting=hospital].places")
    return tuple(parts)


def _conditions(text: str, written: str) -> Conditions:
    found = [_CONDITION.fullmatch(item) for item in written.split(",")]
    if not all(found):
        raise _error("bad-path", text, f"'[{written}]' is not a selector", "a selector such as [setting=hospital]")
    return tuple((match[1], match[2]) for match in found if match)


def select(document: dict[str, Any], text: str, absent: bool = False) -> Selection:
    """Everything in a scenario that a path means, in the order of the document.

    Args:
        document: a scenario as a plain tree.
        text: the path.
        absent: whether the last word may name something that is not there yet.

    Raises:
        ScenarioError: nothing fits; the problem says what was looked for and what there is instead.
    """
    parts = list(parse(text))
    if parts[0].word == "steps":
        parts = [Part("pathways"), Part("*"), *parts]
    section = document.get(str(parts[0].word))
    if parts[0].word == "workforce" and section is not None and len(parts) > 1:
        return Selection(text, _of_the_workforce(document, text, parts[1:], absent))
    if section is None and not (absent and len(parts) == 2):
        raise _error(
            "unknown-path",
            text,
            f"the scenario has no '{parts[0].word}'",
            listed(document),
            parts[0].word,
            document,
        )
    heads, rest = _entries(document, text, parts, absent)
    if parts[0].word == "pathways" and rest:
        heads, rest = _steps(document, text, heads, rest)
    addresses = [address for head in heads for address in _descend(document, head, rest, absent)]
    if not addresses:
        raise _no_field(document, text, heads[0], rest)
    return Selection(text, tuple(addresses))


def _of_the_workforce(document: dict[str, Any], text: str, parts: list[Part], absent: bool) -> tuple[Path, ...]:
    """Addresses of employers and markets, or of what they say; these sections stand inside another."""
    workforce = document["workforce"]
    name = str(parts[0].word)
    if not isinstance(workforce, Mapping) or not isinstance(workforce.get(name), Mapping):
        known = list(workforce) if isinstance(workforce, Mapping) else []
        message = f"the workforce has no '{name}'"
        raise _error("unknown-path", text, message, listed(known), name, known)
    heads, rest = _entries(dict(workforce), text, parts, absent, document)
    found = [address for head in heads for address in _descend(document, ("workforce", *head), rest, absent)]
    if not found:
        raise _no_field(document, text, ("workforce", *heads[0]), rest)
    return tuple(found)


def value_at(document: Any, address: Path) -> Any:
    """What stands at an address; ``None`` if nothing does.

    >>> value_at({"units": {"ward": {"places": 4}}}, ("units", "ward", "places"))
    4
    """
    for key in address:
        if isinstance(document, dict):
            document = document.get(key)
        elif isinstance(document, list) and isinstance(key, int) and key < len(document):
            document = document[key]
        else:
            return None
    return document


def _entries(
    document: dict[str, Any], text: str, parts: list[Part], absent: bool, whole: Mapping[str, Any] | None = None
) -> tuple[list[Path], list[Part]]:
    """Addresses of the entries of a section that fit, and what follows of the path.

    Args:
        document: what has the section.
        text, parts, absent: as of :func:`select`.
        whole: the scenario, where the section stands deeper in it.
    """
    whole = document if whole is None else whole
    name = str(parts[0].word)
    section = document.get(name)
    if not isinstance(section, Mapping):
        return [(name,)], parts[1:]
    where, rest = parts[0].where, parts[1:]
    if not where and rest:
        wanted, where, rest = str(rest[0].word), rest[0].where, rest[1:]
        if wanted != "*":
            if wanted not in section and not (absent and not rest):
                raise _error(
                    "unknown-path",
                    text,
                    f"there is no '{wanted}' in {name}",
                    listed(section),
                    wanted,
                    section,
                )
            return [(name, wanted)], rest
    found = [(name, key) for key, entry in section.items() if _fits(whole, entry, key, name, where)]
    if not found:
        there = [
            Candidate(key, f"{name}.{key}", {field: _said(whole, entry, key, name, field) for field, _ in where})
            for key, entry in section.items()
        ]
        raise _nothing(text, _ENTRY.get(name, f"entry of {name}"), where, there)
    return list(found), rest


def _fits(whole: Mapping[str, Any], entry: Any, key: str, section: str, where: Conditions) -> bool:
    return all(either(value, _said(whole, entry, key, section, field)) for field, value in where)


def _said(whole: Mapping[str, Any], entry: Any, key: str, section: str, field: str) -> set[str]:
    if field == "name":
        return {key}
    if field == "employer" and section in ("units", "teams"):
        return employers_of(whole, key) or {NOBODY}
    if (section, field) == ("employers", "staffs") and isinstance(entry, Mapping):
        return _staffed_by(whole, entry)
    said = entry.get(field) if isinstance(entry, Mapping) else None
    if said is None and (section, field) == ("units", "setting"):
        return {whereabouts.DEFAULT_SETTING}
    return set() if said is None else {str(said)}


def employers_of(document: Mapping[str, Any], name: str) -> set[str]:
    """The employers that say they staff a unit or team.

    >>> employers_of({"workforce": {"employers": {"care": {"staffs": ["home"]}}}}, "home")
    {'care'}
    """
    employers = (document.get("workforce") or {}).get("employers") or {}
    return {employer for employer, said in employers.items() if name in said.get("staffs", ())}


def _staffed_by(whole: Mapping[str, Any], employer: Mapping[str, Any]) -> set[str]:
    """The units and teams that an employer says it staffs, by name and by kind."""
    names = {str(name) for name in employer.get("staffs") or ()}
    entries = [entry for part in ("units", "teams") for name, entry in (whole.get(part) or {}).items() if name in names]
    return names | {str(entry["kind"]) for entry in entries if isinstance(entry, Mapping) and entry.get("kind")}


def _steps(document: dict[str, Any], text: str, heads: list[Path], rest: list[Part]) -> tuple[list[Path], list[Part]]:
    word, where = rest[0].word, rest[0].where
    here = [item for head in heads for item in paths.steps(document, str(head[1]))]
    if word in ("steps", "*"):
        settings = whereabouts.settings(document) if any(field == "setting" for field, _ in where) else {}
        said = [{field: _step_said(*one, field, settings) for field, _ in where} for one in here]
        fits = [all(either(value, own[field]) for field, value in where) for own in said]
        found = [address for (address, _), fit in zip(here, fits, strict=True) if fit]
        if not found:
            there = [
                Candidate(step_name(step), f"pathways.{address[1]}.{step_name(step)}", own)
                for (address, step), own in zip(here, said, strict=True)
            ]
            raise _nothing(text, "step", where, there)
    else:
        found = [address for address, step in here if step_name(step) == word]
        if not found:
            known = [step_name(step) for _, step in here]
            raise _error("unknown-path", text, f"there is no step '{word}' here", listed(known), word, known)
    return found, rest[1:]


def _step_said(address: Path, step: Mapping[str, Any], field: str, settings: whereabouts.Settings) -> set[str]:
    if field == "name":
        return {step_name(step)}
    if field == "kind":
        return {step_kind(step)}
    if field == "pathway":
        return {str(address[1])}
    if field == "setting":
        return settings.get(address, set())
    return set(whereabouts.names_in(step.get(field)))


def _descend(document: dict[str, Any], head: Path, rest: list[Part], absent: bool) -> Iterable[Path]:
    words = [part.word for part in rest]
    if "*" in words:
        number = words.index("*")
        there = value_at(document, (*head, *words[:number]))
        for key in there if isinstance(there, Mapping) else ():
            yield from _descend(document, (*head, *words[:number], key), rest[number + 1 :], absent)
        return
    address = (*head, *words)
    parent = value_at(document, address[:-1])
    there = value_at(document, address) is not None
    new = isinstance(address[-1], str) and (isinstance(parent, dict) or (parent is None and len(address) == 2))
    if there or (absent and new):
        yield address


def _nothing(text: str, what: str, where: Conditions, there: Sequence[Candidate]) -> ScenarioError:
    if not where:
        return _error("nothing-selected", text, f"the scenario has no {what}")
    wanted = ", ".join(f"{field}={value.replace('|', ' or ')}" for field, value in where)
    said = {field: sorted(set().union(*(one.said[field] for one in there))) for field, _ in where}
    known = [f"{field} {listed(values) or 'is nowhere said'}" for field, values in said.items()]
    missing = lack(what, where, there)
    problem = Problem(
        "nothing-selected",
        f"no {what} has {wanted}",
        path=text,
        found="; ".join(missing.near),
        expected=f"what there is: {'; '.join(known)}",
        hint=advice([missing]),
    )
    return NothingFits(problem, missing)


def _no_field(document: dict[str, Any], text: str, head: Path, rest: list[Part]) -> ScenarioError:
    owner = value_at(document, head)
    known = [key for key in owner if isinstance(key, str)] if isinstance(owner, Mapping) else []
    field = ".".join(str(part.word) for part in rest)
    message = f"{paths.words(document, head)} has no '{field}'"
    return _error("unknown-path", text, message, listed(known), field, known)


def _error(
    code: str, text: str, message: str, expected: str = "", word: Any = "", known: Iterable[str] = ()
) -> ScenarioError:
    hint = nearest(str(word), known) if word else ""
    problem = Problem(code, message, path=text, found=str(word), expected=expected, hint=hint)
    return ScenarioError([problem])
