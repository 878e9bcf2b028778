"""A scenario that builds on another: ``builds_on: northmoor``, and only what is different there.

Sections are taken together name by name, and an entry that both have key by key: each key that is written replaces
what the other has there, as a whole. So ``arrivals: {emergency: {shocks: [...]}}`` keeps rate and pathway and changes
the shocks, and a pathway that is written replaces the pathway. Nothing can be left out of a place in this way.
"""

from __future__ import annotations

from typing import Any

from flowsim.scenario.positions import Path, Positions

WORD = "builds_on"
"""The key of a file, beside the sections, that names the scenario it builds on."""


def together(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The document of ``base`` with everything that ``own`` writes in its place.

    >>> base = {"name": "a", "arrivals": {"emergency": {"rate": "2 per day", "pathway": "main"}}}
    >>> together(base, {"name": "b", "arrivals": {"emergency": {"rate": "3 per day"}}})
    {'name': 'b', 'arrivals': {'emergency': {'rate': '3 per day', 'pathway': 'main'}}}
    """
    return _merged(base, own, ())


def spots(base: Positions, own: Positions, written: dict[str, Any]) -> Positions:
    """Where each entry of :func:`together` stands: in the file that wrote it."""
    result = Positions(dict(own.keys), dict(own.values))
    kept = Positions(
        {path: spot for path, spot in base.keys.items() if not _replaced(path, written)},
        {path: spot for path, spot in base.values.items() if not _replaced(path, written)},
    )
    result.update(kept)
    return result


def _merged(base: Any, own: Any, path: Path) -> Any:
    if not (_opened(path) and isinstance(base, dict) and isinstance(own, dict)):
        return own
    changed = {key: _merged(base[key], value, (*path, key)) if key in base else value for key, value in own.items()}
    return base | changed


def _opened(path: Path) -> bool:
    """Whether mappings at this path are taken together: the whole, sections, entries; of the run itself only."""
    return len(path) < 3 and not (len(path) == 2 and path[0] == "run")


def _replaced(path: Path, written: Any) -> bool:
    """Whether what stands at a path of the base gives way to what is written."""
    for depth, part in enumerate(path):
        if not (_opened(path[:depth]) and isinstance(written, dict)):
            return True
        if part not in written:
            return False
        written = written[part]
    return not isinstance(written, dict) or not _opened(path)
