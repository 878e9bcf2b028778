"""Reading, checking, editing and writing a place. ``Scenario`` and ``load`` are what others need first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario, load

__all__ = ["Scenario", "load"]


def __getattr__(name: str) -> Any:
    """Import what reads files only when it is asked for: most rooms need only the typed models."""
    if name in __all__:
        from flowsim.scenario import scenario

        return getattr(scenario, name)
    raise AttributeError(f"module 'flowsim.scenario' has no attribute '{name}'")
