"""Opening hours: windows worked out by hand, in hours from Monday 00:00."""

from __future__ import annotations

import datetime

import pytest

from flowsim.scenario import calendars, speeds
from flowsim.scenario.hours import Hours
from flowsim.scenario.quantities import figure
from flowsim.units import HOUR

ALL_DAY = [(0, 168)]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ({"mon": "09:00-17:00"}, [(9, 17)]),
        ({"mon-fri": "09:00-17:00"}, [(9, 17), (33, 41), (57, 65), (81, 89), (105, 113)]),
        ({"sat,sun": "10:00-12:00"}, [(130, 132), (154, 156)]),
        ({"tue": ["13:00-17:00", "09:00-12:00"]}, [(33, 36), (37, 41)]),
        ({"daily": "00:00-24:00"}, ALL_DAY),
        ({"mon-sun": "00:00-24:00"}, ALL_DAY),
        ({"mon": "09:00-12:00", "Mon": "12:00-17:00"}, [(9, 17)]),
        ({"fri": "22:00-06:00"}, [(118, 126)]),
        ({"sun": "22:00-06:00"}, [(0, 6), (166, 168)]),
        ({"sun": "22:00-24:00"}, [(166, 168)]),
        ({"daily": "22:00-06:00"}, [(0, 6), *((22 + 24 * d, 30 + 24 * d) for d in range(6)), (166, 168)]),
        ({"sat-mon": "08:00-09:00"}, [(8, 9), (128, 129), (152, 153)]),
        ({"mon": []}, []),
        ({}, []),
    ],
)
def test_windows(hours: dict[str, str | list[str]], expected: list[tuple[int, int]]) -> None:
    assert calendars.windows(hours) == [(start * HOUR, end * HOUR) for start, end in expected]


@pytest.mark.parametrize(
    "hours",
    [
        {"mon": ["09:00-12:00", "11:59-13:00"]},
        {"mon": "09:00-17:00", "mon-fri": "16:00-18:00"},
        {"mon,mon": "09:00-17:00"},
        {"sun": "22:00-06:00", "mon": "05:00-07:00"},
        {"someday": "09:00-17:00"},
        {"mon-": "09:00-17:00"},
        {"": "09:00-17:00"},
        {"mon": "9-5"},
        {"mon": "24:00-06:00"},
        {"mon": "00:00-00:00"},
        {"mon": "09:60-17:00"},
    ],
)
def test_refused(hours: dict[str, str | list[str]]) -> None:
    with pytest.raises(ValueError, match=r"overlap|names no days|opening|clock|no time"):
        calendars.windows(hours)


def test_the_stretch_that_overlaps_is_named() -> None:
    twice = calendars.overlap({"fri": ["22:00-02:00"], "sat": "01:00-03:00"})
    assert twice == (121 * HOUR, 122 * HOUR)
    assert calendars.clock(twice[0]) == "sat 01:00"


# By date: hours from Monday 22 December 2025, 00:00.


def in_hours(hours: dict[str, object], weeks: int = 2) -> list[tuple[float, float]]:
    found = calendars.dated_windows(Hours.model_validate(hours), datetime.date(2025, 12, 22), weeks)
    return [(start / HOUR, end / HOUR) for start, end in found]


def test_christmas_week() -> None:
    """Thursday 25 and Friday 26 are holidays; Wednesday 24 ends early; Monday 29 is shut; New Year's Day is Thursday
    of the second week (day 10)."""
    hours = {
        "mon-fri": "09:00-17:00",
        "holidays": "england",
        "except": {"2025-12-24": "09:00-12:00", "2025-12-29": "closed"},
    }
    open_days = [(0, 17), (1, 17), (2, 12), (8, 17), (9, 17), (11, 17)]
    assert in_hours(hours) == [(24 * day + 9, 24 * day + end) for day, end in open_days]


def test_a_night_belongs_to_the_date_on_which_it_begins() -> None:
    """The night of Sunday 21 reaches into the first Monday; that of Christmas Eve goes on over Christmas morning."""
    night = {"daily": "22:00-06:00", "holidays": "scotland"}
    assert in_hours(night, 1)[:4] == [(0, 6), (22, 30), (46, 54), (70, 78)]
    assert in_hours(night, 1)[4:] == [(142, 150), (166, 168)]  # 25 and 26 shut; 27 begins at 142; 28 is cut off


def test_an_exception_opens_a_holiday() -> None:
    hours = {"mon": "09:00-10:00", "holidays": "wales", "except": {"2025-12-25 to 2025-12-26": "10:00-11:00"}}
    assert in_hours(hours, 1) == [(9, 10), (82, 83), (106, 107)]


# Speeds by weekday and hour.


def test_stretches_of_a_clock() -> None:
    week = speeds.stretches({"mon-fri": figure("number", 1.0626), "else": {"08:00-20:00": figure("number", 2), "else": figure("number", 0)}})  # fmt: skip  # noqa: E501
    assert week[:2] == [(0, 24 * HOUR, 1063), (24 * HOUR, 48 * HOUR, 1063)]
    assert [(start // HOUR, end // HOUR, speed) for start, end, speed in week[5:8]] == [
        (120, 128, 0), (128, 140, 2000), (140, 144, 0),
    ]  # fmt: skip
