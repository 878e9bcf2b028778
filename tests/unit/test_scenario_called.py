"""What a place calls what its names stand for: titles where it gives any, else the names without hyphens."""

from __future__ import annotations

import pytest

from flowsim.scenario.called import Called
from flowsim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def called() -> Called:
    text = {
        "flowsim": 1,
        "name": "titled",
        "run": {"start_date": "2024-04-01", "window": "30 d"},
        "units": {
            "ward": {"places": 3, "setting": "hospital", "kind": "acute", "title": "wards for older people"},
            "oak-a": {"places": 1, "kind": "nursing", "setting": "care-home", "title": "nursing homes (a)"},
            "oak-b": {"places": 1, "kind": "nursing", "setting": "care-home", "title": "nursing homes (b)"},
            "step-down": {"places": 1, "kind": "p2-bed", "setting": "rehabilitation"},
        },
        "teams": {"hub": {"headcount": 1, "kind": "assessment"}},
        "attributes": {"age": {"shares": {"old": 1}, "title": "age band", "titles": {"old": "85 and over"}}},
        "arrivals": {"walk-in": {"rate": "1 per day", "pathway": "main", "title": "people who walk in"}},
        "pathways": {
            "main": [
                {"mark": "attended"},
                {"task": "hub", "work": "1 h"},
                {"count": "hand-off"},
                {"stay": "ward", "time": "1 d"},
                {"mark": "left-ward"},
                {"leave": "home"},
            ]
        },
        "intervals": {
            "four-hours": {"from": "attended", "to": "left-ward", "within": ["4 h"], "title": "from coming to leaving"}
        },
        "follow": {"after-ready": {"after": "attended", "for": ["7 d", "30 d"]}},
        "titles": {"hand-off": "handed on to another team"},
    }
    return Called(Scenario.from_document(text).place)


@pytest.mark.parametrize(
    ("per", "label", "words"),
    [
        ("unit, setting and kind", "ward", "wards for older people"),
        ("unit, setting and kind", "step-down", "step down"),
        ("unit, setting and kind", "setting: care-home", "care home"),
        ("unit, setting and kind", "kind: nursing", "all nursing homes"),
        ("unit, setting and kind", "kind: acute", "wards for older people"),
        ("unit, setting and kind", "kind: p2-bed", "all p2 bed"),
        ("team and kind", "kind: assessment", "all assessment teams"),
        ("interval and group", "four-hours", "from coming to leaving"),
        ("threshold", "four-hours: 4 h", "from coming to leaving, 4 hours"),
        ("time of following and group", "after-ready: 30 d", "after ready, 30 days"),
        ("what is counted and group", "hand-off", "handed on to another team"),
        ("place and source", "walk-in", "people who walk in"),
        ("what is waited for", "oak-a > ward", "nursing homes (a) to wards for older people"),
        ("place and payer", "payer: council", "paid by council"),
        ("place, policy and body", "body: NHS", "to NHS"),
        ("place, policy and body", "body: both", "to NHS and social care"),
        ("what is waited for", "stay: oak-a", "nursing homes (a): a stay of their own"),
        ("what is waited for", "time: of-no-list", "of no list"),
        ("weekday", "Monday", "Monday"),
        ("length", "2-3 days", "2-3 days"),
        ("risk and group", "main.living-there:taken-ill", "taken ill (main, living there)"),
        ("risk and group", "main.hand-off:taken-ill", "taken ill (main, handed on to another team)"),
    ],
)
def test_words_of_what_a_value_is_of(called: Called, per: str, label: str, words: str) -> None:
    assert called.of(per, label) == words


def test_words_of_groups(called: Called) -> None:
    assert called.group("age.old") == "age band: 85 and over"
    assert called.group("everyone") == "everyone"
