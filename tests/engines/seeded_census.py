"""Faults in what a census finds, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from flowsim.engine.reference import sources

Patch = Callable[[pytest.MonkeyPatch], None]


def _found_with(patch: pytest.MonkeyPatch, **changes: Any) -> None:
    right = sources.be_found
    patch.setattr(sources, "be_found", lambda line, found: right(line, replace(found, **changes)))


def time_spent_forgotten(patch: pytest.MonkeyPatch) -> None:
    _found_with(patch, since=0)


def declarations_forgotten(patch: pytest.MonkeyPatch) -> None:
    _found_with(patch, declared=False)


def admitted_at_the_start(patch: pytest.MonkeyPatch) -> None:
    _found_with(patch, admitted=0)


FAULTS: tuple[Patch, ...] = (time_spent_forgotten, declarations_forgotten, admitted_at_the_start)
