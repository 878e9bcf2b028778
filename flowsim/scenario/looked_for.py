"""Free words that flowsim itself looks for in a place: what it finds by each, and what is missing without it.

Shipped policies find steps, units and teams by the words in brackets of their paths (``steps[stage=assessment]``),
risks by name, and people by attribute and level; measures and stories know a few words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from flowsim.scenario.check_names import DIED
from flowsim.scenario.efforts import COUNTED
from flowsim.scenario.leaving import DECLARED
from flowsim.scenario.reading import shipped_folder
from flowsim.scenario.reasons import GROUPS
from flowsim.scenario.tree import parse

STAGE, UNIT, TEAM, EMPLOYER, RISK = "stage", "kind of unit", "kind of team", "kind of employer", "risk"
MARK, OUTCOME, DOER, GROUP, ATTRIBUTE = "mark", "outcome", "word for who does it", "group of reasons", "attribute"
THING = "word for what is counted"
"""What a word is for; the level of an attribute is :func:`level_of` it."""

TREATMENT = "treatment"
"""The stage of stays in hospital, and of waits in the bed of a stay that has no time of its own, that are treatment."""

FAMILY = "family"
"""The word in ``by`` that stands for families and carers."""

FIRST_SEEN = ("assessment", "brokerage")
"""Kinds of team whose queues are among the figures that are shown first."""

_SORTS = {
    ("steps", "stage"): STAGE, ("units", "kind"): UNIT, ("teams", "kind"): TEAM, ("employers", "kind"): EMPLOYER,
    ("steps", COUNTED): THING,
}  # fmt: skip
_SELECTOR = re.compile(r"(\w+)\[([^\[\]]*=[^\[\]]*)\]")
_RISK = re.compile(r"\.risks\.([\w-]+)")
_SHOWN = 3
"""So many policies are named in a sentence."""


def level_of(attribute: str) -> str:
    """What a level of an attribute is a word for."""
    return f"level of {attribute}"


@cache
def looked_for() -> Mapping[str, Mapping[str, str]]:
    """The words of each sort, and of each what is missing from the results where it is written otherwise.

    >>> looked_for()["mark"]["discharge-ready"]
    'who passes it is in no figure of delay'
    """
    found: dict[str, dict[str, list[str]]] = {}
    for sort, word, missing in _known_here():
        found.setdefault(sort, {}).setdefault(word, []).append(missing)
    policies: dict[tuple[str, str], list[str]] = {}
    for file in sorted((shipped_folder() / "policies").glob("*.yaml")):
        for sort, word in dict.fromkeys(_of_policy(file.read_text(encoding="utf-8"))):
            policies.setdefault((sort, word), []).append(file.stem)
    for (sort, word), names in policies.items():
        found.setdefault(sort, {}).setdefault(word, []).append(f"{_named(names)} not find it")
    return {sort: {word: ", and ".join(missing) for word, missing in words.items()} for sort, words in found.items()}


def _known_here() -> Iterator[tuple[str, str, str]]:
    """The words that measures, pages and stories know."""
    yield MARK, DECLARED["ready"], "who passes it is in no figure of delay"
    yield MARK, DECLARED["not-ready"], "who passes it is counted as delayed from then on too"
    yield OUTCOME, DIED, "who dies so is counted as discharged"
    yield DOER, FAMILY, "it is in no figure of contacts, hours and miles of families"
    yield STAGE, TREATMENT, "stories do not say when treatment is over"
    for kind in FIRST_SEEN:
        yield TEAM, kind, "the queue for it is not among the figures that are shown first"
    for group in GROUPS:
        yield GROUP, group, "its delayed days are not in those of that group"


def _of_policy(text: str) -> Iterator[tuple[str, str]]:
    """The free words that a policy looks for, by what they are for; from its text, since a place is checked often."""
    for section, conditions in _SELECTOR.findall(text):
        for field, _, words in (item.strip().partition("=") for item in conditions.split(",")):
            if sort := _SORTS.get((section, field)):
                yield from ((sort, word.strip()) for word in words.split("|"))
    yield from ((RISK, name) for name in _RISK.findall(text))
    people = re.search(r"^for:.*(\n[ ]+.*)*$", text, re.MULTILINE)
    for attribute, levels in parse(people[0].encode(), "").data["for"].items() if people else ():
        yield ATTRIBUTE, attribute
        yield from ((level_of(attribute), level) for level in ([levels] if isinstance(levels, str) else levels))


def _named(policies: list[str]) -> str:
    """Policies as the subject of a sentence: ``the policies a, b and 2 others do``.

    >>> _named(["surge"]), _named(["a", "b", "c", "d", "e"])
    ('the policy surge does', 'the policies a, b, c and 2 others do')
    """
    if len(policies) == 1:
        return f"the policy {policies[0]} does"
    more = len(policies) - _SHOWN
    last = f"{more} other{'s' if more > 1 else ''}" if more > 0 else policies[-1]
    return f"the policies {', '.join(policies[: min(_SHOWN, len(policies) - 1)])} and {last} do"
