"""Objects made in Python as the plain tree that a file would hold."""

from __future__ import annotations

import datetime
import numbers
from typing import Any

from pydantic import BaseModel

from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.tree import LIMITS


def plain(value: Any, faults: list[Fault], path: Path = ()) -> Any:
    """A tree of dict, list, str, int, float, bool and None; what cannot become one is a fault, and None.

    Args:
        value: models, mappings, sequences, scalars (numpy's too), dates.
        faults: where faults are added.
        path: where the value stands.
    """
    if len(path) > LIMITS.depth:
        faults.append(Fault("too-deep", path, f"more than {LIMITS.depth} lists and mappings inside each other"))
        return None
    match value:
        case None | bool() | str():
            return value
        case Figure():
            return plain(value.written, faults, path)
        case BaseModel():
            return _of_model(value, faults, path)
        case dict():
            return {str(key): plain(item, faults, (*path, str(key))) for key, item in value.items()}
        case list() | tuple():
            return [plain(item, faults, (*path, index)) for index, item in enumerate(value)]
        case datetime.date():
            return value.isoformat()
        case numbers.Integral():
            return int(value)
        case numbers.Real():
            return _finite(float(value), faults, path)
    faults.append(
        Fault(
            "not-plain",
            path,
            "this cannot stand in a scenario",
            quoted(value),
            "text, a number, a list or a mapping",
        )
    )
    return None


def _finite(value: float, faults: list[Fault], path: Path) -> float | None:
    if value - value == 0.0:
        return value
    faults.append(Fault("not-finite", path, "a number must be finite", repr(value)))
    return None


def _of_model(model: BaseModel, faults: list[Fault], path: Path) -> dict[str, Any]:
    """The fields that were set, under the names that a file uses, and the levels of a choice by attribute."""
    fields = type(model).model_fields
    named = {name: fields[name].alias or name for name in fields if name in model.model_fields_set}
    tree = {key: plain(getattr(model, name), faults, (*path, key)) for name, key in named.items()}
    extra = model.__pydantic_extra__ or {}
    return {**tree, **{level: plain(item, faults, (*path, level)) for level, item in extra.items()}}
