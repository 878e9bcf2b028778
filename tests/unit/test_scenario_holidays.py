"""Public holidays beside the dates published at https://www.gov.uk/bank-holidays (2023 to 2027), typed in here."""

from __future__ import annotations

import datetime

import pytest

from flowsim.scenario.holidays import easter, holidays

ENGLAND = """
2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26
2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
"""
SCOTLAND = """
2023-01-02 2023-01-03 2023-04-07 2023-05-01 2023-05-08 2023-05-29 2023-08-07 2023-11-30 2023-12-25 2023-12-26
2024-01-01 2024-01-02 2024-03-29 2024-05-06 2024-05-27 2024-08-05 2024-12-02 2024-12-25 2024-12-26
2025-01-01 2025-01-02 2025-04-18 2025-05-05 2025-05-26 2025-08-04 2025-12-01 2025-12-25 2025-12-26
2026-01-01 2026-01-02 2026-04-03 2026-05-04 2026-05-25 2026-06-15 2026-08-03 2026-11-30 2026-12-25 2026-12-28
2027-01-01 2027-01-04 2027-03-26 2027-05-03 2027-05-31 2027-08-02 2027-11-30 2027-12-27 2027-12-28
"""
OLDER = {
    ("england", 2020): "2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28",
    ("england", 2022): "2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 "
    "2022-12-26 2022-12-27",
    ("scotland", 2022): "2022-01-03 2022-01-04 2022-04-15 2022-05-02 2022-06-02 2022-06-03 2022-08-01 2022-09-19 "
    "2022-11-30 2022-12-26 2022-12-27",
}


@pytest.mark.parametrize(("nation", "published"), [("england", ENGLAND), ("wales", ENGLAND), ("scotland", SCOTLAND)])
def test_holidays_are_those_published(nation: str, published: str) -> None:
    found = sorted(date for year in range(2023, 2028) for date in holidays(nation, year))
    assert [date.isoformat() for date in found] == published.split()


@pytest.mark.parametrize(("nation", "year"), OLDER)
def test_years_with_days_proclaimed(nation: str, year: int) -> None:
    assert [date.isoformat() for date in sorted(holidays(nation, year))] == OLDER[nation, year].split()


@pytest.mark.parametrize(
    "sunday", ["1818-03-22", "1943-04-25", "1961-04-02", "2000-04-23", "2011-04-24", "2038-04-25", "2285-03-22"]
)
def test_easter(sunday: str) -> None:
    """The earliest and the latest that there can be, and dates in between (Meeus 1991, chapter 8)."""
    date = datetime.date.fromisoformat(sunday)
    assert easter(date.year) == date
