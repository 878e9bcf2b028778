"""Opening hours: windows worked out by hand, in hours from Monday 00:00."""

from __future__ import annotations

import pytest

from flowsim.scenario import calendars
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
