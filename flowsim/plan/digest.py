"""The identity of a plan: SHA-256 over every table, field by field, in the order of the registry."""

from __future__ import annotations

import hashlib

import numpy as np

from flowsim.plan.tables import ARRAYS, TABLES, Plan

SCALARS = (
    "horizon", "window_from", "window_to", "weekday", "units", "marks", "outcomes", "counters", "groups",
    "ready_mark", "withdrawn_mark", "branches", "returns", "died", "rings", "travels", "meetings", "acts", "amounts",
    "keeps", "policies", "remembers_waits", "start_date",
)  # fmt: skip
"""The plan's single values, in the order in which they are hashed. The title is not part of the identity."""


def digest(plan: Plan) -> str:
    """Hexadecimal SHA-256 of a plan: equal for equal tables and names, on any machine."""
    sha = hashlib.sha256(b"flowsim plan 1\n")
    for name in (*TABLES, *ARRAYS):
        array = getattr(plan, name)
        for field in array.dtype.names or ("",):
            if field != "mean":  # a note for people: no engine reads it
                _add(sha, f"{name}.{field}", array[field] if field else array)
    for name in SCALARS:
        sha.update(f"{name}={getattr(plan, name)}\n".encode())
    for name, labels in sorted(plan.names.items()):
        sha.update(f"{name}={'|'.join(labels)}\n".encode())
    return sha.hexdigest()


def _add(sha: hashlib._Hash, name: str, array: np.ndarray) -> None:
    little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
    sha.update(f"{name} {little.dtype.str} {little.shape}\n".encode())
    sha.update(little.tobytes())
