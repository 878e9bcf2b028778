"""What policies would change in one scenario, as data, and which pairs of changes cannot both be done.

- Setting something conflicts with setting, scaling or adding to the same thing or a part of it.
- Skipping, replacing or moving a step conflicts with any other edit of that step or of a step inside it; but what is
  moved may have its values set, scaled or added to, for everybody or for some: values are edited first, then steps
  move.
- Putting steps beside a step that lies inside a skipped, replaced or moved one is refused; beside the very step
  is allowed, since the place where it stood stays.
- Two policies cannot make one team of the same teams; what else is done to these teams is done before.
- Moving steps into or beside a stay conflicts with skipping, replacing or moving that stay, and with changing its unit,
  priority or reason for some people only.

Scaling and adding commute: the value is what stands there, times all factors, plus all amounts. The same holds
within one policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from flowsim.errors import Problem
from flowsim.scenario import paths
from flowsim.scenario.policy_model import INTO, Policy
from flowsim.scenario.positions import Path

Kind = Literal["set", "scale", "add", "skip", "replace", "take", "put", "unmoved", "merge"]
Where = Literal["", "before", "after", "into", "beside", "first", "last"]

STRUCTURAL = ("skip", "replace", "take")
ENTRANCE = ("stay", "priority", "reason")
_DOES = {
    "set": "sets it",
    "scale": "scales it",
    "add": "adds to it",
    "skip": "skips it",
    "replace": "replaces it",
    "take": "moves it",
    "put": "puts steps there",
    "merge": "makes one team of it and others",
}


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One thing that one edit does at one address.

    Attributes:
        policy, edit: whose it is; the number of the edit, from 0.
        kind: ``set``, ``scale``, ``add`` a value; ``skip`` or ``replace`` a step; ``take`` it away and ``put``
            steps somewhere (a move is both); ``unmoved`` is a step that cannot be moved and stays where it is;
            ``merge`` makes a team part of another.
        address: of the value, the step, or (``first``, ``last``) the list of steps.
        value: the value, factor or amount; the steps that are put; the address of a step that is moved; the name
            of the team that comes of several.
        where: of ``put``: beside, into, or at an end.
        copy: of a moved step that goes to several places of one pathway: which one, from 1.
    """

    policy: Policy
    edit: int
    kind: Kind
    address: Path
    value: Any = None
    where: Where = ""
    copy: int = 0


def conflicts(document: Mapping[str, Any], changes: Sequence[Change]) -> list[Problem]:
    """One problem for each pair of changes that cannot both be done; it names both policies and what they edit."""
    found: dict[tuple[Any, ...], Problem] = {}
    for one, other in combinations(changes, 2):
        if _clash(one, other) or _clash(other, one):
            problem = _conflict(document, one, other)
            found.setdefault((one.policy.name, one.edit, other.policy.name, other.edit), problem)
    return list(found.values())


def _clash(one: Change, other: Change) -> bool:
    """Whether ``one`` leaves no room for ``other``."""
    inside = other.address[: len(one.address)] == one.address
    deeper = inside and len(other.address) > len(one.address)
    if one.kind == "set":
        around = one.address[: len(other.address)] == other.address
        return (inside and other.kind != "unmoved") or (around and other.kind in ("scale", "add"))
    if one.kind == "merge":
        return other.kind == "merge" and one.address == other.address
    if one.kind == "put" and one.where in INTO:
        entrance = deeper and other.address[len(one.address)] in ENTRANCE
        differs = entrance and other.kind != "put" and other.policy.partial
        return differs or (other.kind in STRUCTURAL and one.address == other.address)
    if one.kind not in STRUCTURAL or not inside:
        return False
    if other.kind == "put":
        return deeper
    value = other.kind in ("set", "scale", "add") and (deeper or one.policy is other.policy)
    return other.kind != "unmoved" and not (one.kind == "take" and value)


def _conflict(document: Mapping[str, Any], one: Change, other: Change) -> Problem:
    shared = min(one.address, other.address, key=len)
    where = paths.words(document, shared)
    first, second = one.policy.name, other.policy.name
    who = f"policy '{first}' contradicts itself" if one.policy is other.policy else f"'{first}' and '{second}' conflict"
    says = f"{who} over {where}: one {_DOES[one.kind]}, the other {_DOES[other.kind]}"
    if one.policy is not other.policy:
        says = f"policies {who} over {where}: '{first}' {_DOES[one.kind]}, '{second}' {_DOES[other.kind]}"
    return Problem("policy-conflict", says, path=where, hint="use one of them, or compare them one by one")
