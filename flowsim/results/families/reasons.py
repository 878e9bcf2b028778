"""Why people wait in hospital: delayed bed days by reason, group of reasons, body and discharge pathway."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flowsim.results.registry import DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight
from flowsim.scenario.reasons import UNRECORDED, Reason

_ALL_STAYS, _LONG_STAYS = 0, 1
NOBODY = "nobody named"
"""The label of delay that is attributed to nobody."""


def _midnights(sight: Sight, column: int) -> list[tuple[Reason, int]]:
    """Each reason of the plan with its person-midnights of people declared ready in hospital."""
    return list(zip(sight.reasons, sight.midnights_by_reason[:, column].tolist(), strict=True))


def delayed_days(sight: Sight) -> list[tuple[Reason, int]]:
    """Each reason of the plan with its person-midnights of people in hospital who are declared ready."""
    return _midnights(sight, _ALL_STAYS)


def _totals(sight: Sight, column: int, label: Callable[[Reason], str]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for reason, count in _midnights(sight, column):
        if label(reason):
            totals[label(reason)] = totals.get(label(reason), 0) + count
    return totals


def _per_day(label: Callable[[Reason], str]) -> Callable[[Sight], Iterator[Reading]]:
    def read(sight: Sight) -> Iterator[Reading]:
        days = sight.midnights.stop - sight.midnights.start
        for name, count in _totals(sight, _ALL_STAYS, label).items():
            yield Reading(name, EVERYONE, ratio(count, days))

    return read


def _share(
    label: Callable[[Reason], str], column: int, of: Callable[[Reason], bool]
) -> Callable[[Sight], Iterator[Reading]]:
    def read(sight: Sight) -> Iterator[Reading]:
        whole = sum(count for reason, count in _midnights(sight, column) if of(reason))
        for name, count in _totals(sight, column, lambda reason: label(reason) if of(reason) else "").items():
            yield Reading(name, EVERYONE, ratio(count, whole))

    return read


def _recorded(reason: Reason) -> bool:
    return reason.group != UNRECORDED.group


def _name(reason: Reason) -> str:
    return reason.name


def _group(reason: Reason) -> str:
    return reason.group


def _body(reason: Reason) -> str:
    return reason.body or NOBODY


def _pathway(reason: Reason) -> str:
    return reason.pathway


MEASURES = (
    Measure(
        "delayed-bed-days-by-reason",
        "People in hospital at midnight who are declared ready, a day, by the reason booked for what they wait for.",
        "per day",
        "both",
        "delay",
        DETAIL,
        "reason",
        _per_day(_name),
    ),
    Measure(
        "delayed-bed-days-by-reason-group",
        "People in hospital at midnight who are declared ready, a day, by group of reasons.",
        "per day",
        "both",
        "delay",
        HEADLINE,
        "reason group",
        _per_day(_group),
    ),
    Measure(
        "delayed-bed-days-by-body",
        "People in hospital at midnight who are declared ready, a day, by the body to which this project "
        "(not the return) attributes the reason.",
        "per day",
        "both",
        "delay",
        DETAIL,
        "body",
        _per_day(_body),
    ),
    Measure(
        "long-stay-reason-group-share",
        "Of people in hospital at midnight for 7 nights or more who are declared ready with a reason "
        "recorded: share of each group of reasons.",
        "1",
        "both",
        "delay",
        DETAIL,
        "reason group",
        _share(_group, _LONG_STAYS, _recorded),
    ),
    Measure(
        "long-stay-pathway-share",
        "Of people in hospital at midnight for 7 nights or more who are declared ready with a reason "
        "recorded: share of reasons whose official text names that one pathway.",
        "1",
        "both",
        "delay",
        DETAIL,
        "pathway",
        _share(_pathway, _LONG_STAYS, _recorded),
    ),
    Measure(
        "long-stay-body-share",
        "Of people in hospital at midnight for 7 nights or more who are declared ready with a reason "
        "recorded: share of each body.",
        "1",
        "both",
        "delay",
        DETAIL,
        "body",
        _share(_body, _LONG_STAYS, _recorded),
    ),
)
"""Measures of the reasons of delay."""
