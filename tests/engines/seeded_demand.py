"""Faults in who comes, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from flowsim.engine.reference import sources
from tests.exact.tracing import place, unit

Patch = Callable[[pytest.MonkeyPatch], None]


def young_and_old() -> dict[str, Any]:
    """Recorded people, who come with their age: the old stay longer."""
    pathway = [{"stay": "ward", "time": {"by": "age", "young": "2 h", "else": "9 h"}}, {"leave": "home"}]
    ages = {"age": {"shares": {"young": 0.4, "old": 0.3, "oldest": 0.3}}}
    document = place({}, {"main": pathway}, units={"ward": unit(20)}, attributes=ages)
    document["run"]["start_date"] = "2024-02-26"
    return document | {"arrivals": {"recorded": {"file": "tests/engines/people-by-age.csv", "pathway": "main"}}}


def shares_of_the_first_day(patch: pytest.MonkeyPatch) -> None:
    def is_kept(world: Any, source: Any, index: int) -> bool:
        return right(world, replace(source, keeping=source.keeping[:1] * len(source.keeping)), index)

    right = sources.is_kept
    patch.setattr(sources, "is_kept", is_kept)


def people_of_lists_renumbered(patch: pytest.MonkeyPatch) -> None:
    def listed(world: Any, source: Any) -> Iterator[Any]:
        for index, one in enumerate(source.listed):
            yield from sources.arrive(world, source, index, one.time, one.codes)

    patch.setitem(sources.PROCESSES, sources.LISTED, listed)


def levels_of_lists_ignored(patch: pytest.MonkeyPatch) -> None:
    def listed(world: Any, source: Any) -> Iterator[Any]:
        for one in source.listed:
            yield from sources.arrive(world, source, one.index, one.time)

    patch.setitem(sources.PROCESSES, sources.LISTED, listed)
