"""Faults in following people, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.followed import HOME, LEFT
from flowsim.engine.reference import following, ledger
from tests.exact.tracing import place, unit

Patch = Callable[[pytest.MonkeyPatch], None]


def there_and_back() -> dict[str, Any]:
    """Ward, care home, ward, away and back in the ward, where the person dies; followed from discharges and marks."""
    steps: list[dict[str, Any]] = [
        {"mark": "seen"}, {"stay": "ward", "time": "9 h"}, {"stay": "oak", "time": "9 h"}, {"set": {"wants": "home"}},
        {"stay": "ward", "time": "9 h", "name": "again"}, {"mark": "seen", "name": "anew"},
        {"leave": "home", "returns": {"to": "last", "after": "9 h"}},
    ]  # fmt: skip
    last = [
        {"stay": "ward", "time": "9 h"}, {"stay": "oak", "time": "9 h"},
        {"stay": "ward", "time": "9 h", "name": "end"}, {"leave": "died"},
    ]  # fmt: skip
    follow = {
        "on": {"after": "seen", "for": ["60 h", "12 h"], "wish": "wants"},
        "out": {"after": "discharge", "for": ["20 h", "90 h", "27 d"], "usual": "wants"},
    }
    return place({"a": [1, 600, 655]}, {"main": steps, "last": last}, follow=follow, groups=["wants"],
                 units={"ward": unit(2), "oak": unit(2, "care-home")},
                 attributes={"wants": {"shares": {"care-home": 1.0, "home": 0.0}}})  # fmt: skip


def who_is_away_is_still_there(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(following, "LEFT", HOME)


def the_dead_have_left(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(following, "DEAD", LEFT)


def each_return_counts(patch: pytest.MonkeyPatch) -> None:
    def count(self: following.Follows, person: Any, now: int, back: bool) -> None:
        for followed in self.people.get(person, {}).values():
            followed.back = False
        right(self, person, now, back)

    right = following.Follows._count_move
    patch.setattr(following.Follows, "_count_move", count)


def a_mark_made_again_begins_anew(patch: pytest.MonkeyPatch) -> None:
    def begin(self: following.Follows, person: Any, mark: int, columns: list[int], now: int) -> None:
        self.book(person, now)
        self.people.pop(person, None)
        right(self, person, mark, columns, now)

    right = following.Follows.begin
    patch.setattr(following.Follows, "begin", begin)


def no_discharge_begins_anything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger, "DISCHARGE", 99)
    patch.setattr(following, "DISCHARGE", 99)


def nobody_is_booked_on_coming_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(following.Follows, "come_back", lambda self, person, now: self._away.pop(person, None))


def nobody_is_booked_at_the_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(following.Follows, "close", lambda self: None)


def deaths_are_of_no_state(patch: pytest.MonkeyPatch) -> None:
    def depart(self: ledger.Ledger, person: Any, returns: bool) -> None:
        person.state = None
        right(self, person, returns)

    right = ledger.Ledger.depart
    patch.setattr(ledger.Ledger, "depart", depart)


FAULTS: tuple[Patch, ...] = (
    who_is_away_is_still_there, the_dead_have_left, each_return_counts, a_mark_made_again_begins_anew,
    no_discharge_begins_anything, nobody_is_booked_on_coming_back, nobody_is_booked_at_the_end, deaths_are_of_no_state,
)  # fmt: skip
