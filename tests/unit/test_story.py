"""One person's story: a trace worked by hand, told word by word; the same person beside; picks; the page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flowsim.errors import UsageError
from flowsim.report.story import WAITED, Story, World, as_plain, story, worlds
from flowsim.report.story_alike import alike, table_of
from flowsim.report.story_beside import facts, rows, stretch, under
from flowsim.report.story_page import page
from flowsim.report.story_picks import by_name, delays, gained, moves, picked
from flowsim.report.story_words import instant
from flowsim.scenario.scenario import Scenario, load

PLACE: dict[str, Any] = {
    "flowsim": 1,
    "name": "small",
    "run": {"start_date": "2024-04-01", "window": "30 d"},
    "calendars": {"office": {"mon-fri": "09:00-17:00"}},
    "attributes": {"age": {"shares": {"old": 1}, "title": "Age <b>"}},
    "units": {
        "ward": {"places": 5, "setting": "hospital", "title": "Ward <7> & co"},
        "nursing-home": {"places": 1, "setting": "care-home"},
    },
    "teams": {"social-work": {"headcount": 1, "hours": "office", "title": "the council's social workers"}},
    "funds": {"council": {"opening": "£5000", "title": "The council"}},
    "arrivals": {
        "first": {"at": ["0 h"], "pathway": "resident"},
        "emergency": {"at": ["10 h", "11 h"], "pathway": "main"},
    },
    "pathways": {
        "resident": [{"stay": "nursing-home", "time": "10 d"}, {"leave": "died"}],
        "main": [
            {"name": "treatment", "stay": "ward", "time": "4 d"},
            {"declare": "ready"},
            {"name": "referral", "message": "referral", "takes": "2 h", "lost": 0},
            {"name": "assessment", "task": "social-work", "work": "3 h"},
            {"name": "fee", "pay": "council", "amount": "£1042"},
            {"name": "room", "stay": "nursing-home", "time": "3 d", "reason": "p3-home-capacity"},
            {"leave": "home"},
        ],
    },
}
TOLD = """Monday 1 April, 10:00. Comes to Ward <7> & co.
Friday 5 April, 10:00. Treatment is over. Ready for discharge. A message goes out: referral.
Friday 5 April, 12:00. Taken up by the council's social workers: assessment.
Friday 5 April, 15:00. Done: assessment. The council pays £1,042. Waits for nursing home.
Thursday 11 April, 00:00. Comes to nursing home, after waiting 5 days 9 hours (awaiting ...).
Sunday 14 April, 00:00. Leaves: home."""


@pytest.fixture(scope="module")
def world() -> World:
    return worlds(Scenario.from_document(PLACE))[0]


def lines(told: Story) -> list[str]:
    return [f"{instant(moment.when)}. {moment.text}" for moment in told.moments]


def test_a_trace_worked_by_hand(world: World) -> None:
    """In at 10:00 on Monday 1 April; four days; two hours for the message; the social worker is free at 12:00 on
    Friday and works three hours; the home's one place is taken until its resident dies after ten days, at midnight."""
    told = lines(story(world, by_name(world, "emergency-0")))
    wanted = TOLD.splitlines()
    assert [line.partition(", after")[0] for line in told] == [line.partition(", after")[0] for line in wanted]
    assert "after waiting 5 days 9 hours (" in told[4]


def test_a_task_with_a_reason_is_told_in_the_words_of_the_reason() -> None:
    """The social worker is free at once: nothing is waited for, and the step's own name is not told."""
    task = {"name": "sw-1", "task": "social-work", "work": "3 h", "reason": "hub-confirmation"}
    place = {
        **PLACE,
        "pathways": {**PLACE["pathways"], "main": [*PLACE["pathways"]["main"][:3], task, {"leave": "home"}]},
    }
    world = worlds(Scenario.from_document(place))[0]
    told = " ".join(lines(story(world, by_name(world, "emergency-0"))))
    about = "confirmation of immediate care needs and pathway"
    assert f"Taken up by the council's social workers, for {about}." in told
    assert f"The work for {about} is done." in told
    assert "sw" not in told


def test_treatment_beside_planning_is_over_when_its_own_wait_is_and_not_when_the_bed_is_taken() -> None:
    """From 10:00 on three days of treatment, and beside them a referral of two hours: nothing is over on Monday."""
    treated = [{"name": "days", "wait": "3 d", "stage": "treatment"}, {"mark": "discharge-ready"}]
    main = [
        {"name": "bed", "stay": "ward", "time": 0},
        {"meanwhile": "treatment", "do": treated},
        {"name": "referral", "wait": "2 h", "stage": "hub-referral"},
        {"join": "treatment"},
        {"name": "treated-again", "wait": "1 d", "stage": "treatment"},
        {"leave": "home"},
    ]
    place = {**PLACE, "pathways": {**PLACE["pathways"], "main": main}}
    here = worlds(Scenario.from_document(place))[0]
    told = lines(story(here, by_name(here, "emergency-0")))
    assert told == [
        "Monday 1 April, 10:00. Comes to Ward <7> & co. Waits: referral.",
        "Thursday 4 April, 10:00. Treatment is over. Ready for discharge.",
        "Thursday 4 April, 10:00. Is treated.",
        "Friday 5 April, 10:00. Treatment is over. Leaves: home.",
    ]


def test_a_clause_in_a_title_ends_before_the_verb() -> None:
    """As in a title of ``one-hundred``; a comma within brackets is none of a clause."""
    for title, said in (
        ("the council, for weeks past", "The council, for weeks past, pays £1,042."),
        ("the council (a, b)", "The council (a, b) pays £1,042."),
    ):
        place = {**PLACE, "funds": {"council": {**PLACE["funds"]["council"], "title": title}}}
        here = worlds(Scenario.from_document(place))[0]
        assert said in " ".join(lines(story(here, by_name(here, "emergency-0"))))


def test_what_a_line_says_is_told_though_another_pays_at_that_instant() -> None:
    """Payment and message are of one instant, as is what stands between them in the log."""
    pay = [{"name": "fee", "pay": "council", "amount": "£10"}]
    main = [
        {"name": "bed", "stay": "ward", "time": "1 d"},
        {"meanwhile": "fees", "do": pay},
        {"name": "call", "message": "referral", "takes": "2 h", "lost": 0},
        {"leave": "home"},
    ]
    place = {**PLACE, "pathways": {**PLACE["pathways"], "main": main}}
    here = worlds(Scenario.from_document(place))[0]
    told = lines(story(here, by_name(here, "emergency-0")))
    assert told[1:3] == [
        "Tuesday 2 April, 10:00. Treatment is over. A message goes out: referral.",
        "Tuesday 2 April, 10:00. The council pays £10.",
    ]


def test_payments_at_once_are_told_with_what_they_come_to() -> None:
    pay = [{"name": f"fee-{number}", "pay": "council", "amount": "£1042"} for number in range(3)]
    place = {**PLACE, "pathways": {**PLACE["pathways"], "main": [*pay, {"leave": "home"}]}}
    here = worlds(Scenario.from_document(place))[0]
    [told] = lines(story(here, by_name(here, "emergency-0")))
    assert "The council pays £1,042, 3 times at once, £3,126 in all." in told


def test_nobody_is_taken_up_by_social_workers_for_a_social_worker() -> None:
    """A place's own reason may say whom one waits for: what is done is told by the step."""
    queue = {"title": "Waiting for a social worker", "body": "social care", "group": "interface process"}
    task = {"name": "assessed", "task": "social-work", "work": "3 h", "reason": "queue"}
    main = [*PLACE["pathways"]["main"][:3], task, {"leave": "home"}]
    place = {**PLACE, "reasons": {"queue": queue}, "pathways": {**PLACE["pathways"], "main": main}}
    here = worlds(Scenario.from_document(place))[0]
    told = " ".join(lines(story(here, by_name(here, "emergency-0"))))
    assert "Taken up by the council's social workers: assessed." in told
    assert "Done: assessed." in told


def test_what_it_came_to(world: World) -> None:
    """Ready at 10:00 on the 5th and moved at midnight of the 11th: 5 d 14 h of delay, 9 d 14 h in hospital."""
    facts = story(world, by_name(world, "emergency-0")).facts
    assert facts["days delayed in hospital"] == pytest.approx(5 + 14 / 24)
    assert facts["days in hospital"] == pytest.approx(9 + 14 / 24)
    assert facts["moves"] == 1


def test_the_same_person_under_a_policy() -> None:
    """With a second place the first waits for none: it is the same until 15:00 on Friday, and then the move.

    The second is seen to on Friday from 15:00 and on Monday until 10:00, and moves when the first leaves, on Monday at
    15:00, not on Sunday the 14th at midnight: both wait 5 days and 9 hours less, and the first to come is picked.
    """
    plain, more = worlds(Scenario.from_document(PLACE), ["more-homes:+1"])
    one, other = (story(world, by_name(plain, "emergency-0")) for world in (plain, more))
    assert lines(one)[:3] == lines(other)[:3]
    assert lines(other)[3].endswith("The council pays £1,042. Comes to nursing home.")
    assert other.facts["days delayed in hospital"] == pytest.approx(5 / 24)
    assert picked([plain, more], "helped-most").who == by_name(plain, "emergency-0")
    assert gained([plain, more]) == {by_name(plain, f"emergency-{number}"): 5.375 for number in (0, 1)}


def test_picks(world: World) -> None:
    """The second comes an hour later, is seen at 15:00 and gets the place that the first leaves on the 14th."""
    second = by_name(world, "emergency-1")
    assert delays(world)[second] == pytest.approx(8 + 13 / 24)
    assert picked([world], "longest-delay").who == second
    assert moves(world) == {by_name(world, "emergency-0"): 1, second: 1}
    assert by_name(world, "0") == by_name(world, "first-0")
    group = alike([world], "age=old")
    assert (group.worlds[0].people, group.middle) == (2, by_name(world, "emergency-0"))
    assert group.worlds[0].delay[2] == pytest.approx((5 + 14 / 24 + 8 + 13 / 24) / 2)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda world: by_name(world, "emergency"), "is a number, or a name such as"),
        (lambda world: by_name(world, "emergancy-1"), "no stream of arrivals 'emergancy'"),
        (lambda world: by_name(world, "77"), "there are 3 people"),
        (lambda world: story(world, by_name(world, "emergency-9")), "there is nobody emergency-9"),
        (lambda world: picked([world], "luckiest"), "--pick is one of"),
        (lambda world: picked([world], "helped-most"), "asked of a policy"),
        (lambda world: alike([world], "age=young"), "nobody can be like 'age=young': age is .*old"),
        (lambda world: alike([world], "old, age=odl"), "did you mean 'age=old'"),
        (
            lambda world: alike([world], "height"),
            "'height'\n--like takes levels, alone or as ATTRIBUTE=LEVEL:\n  age: ",
        ),
        (lambda world: alike([world], "height, tall"), "'height'(.|\n)*'tall'$"),
    ],
)
def test_what_cannot_be_told_is_said(world: World, ask: Any, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        ask(world)


def test_the_page_escapes_and_needs_nothing_else(world: World) -> None:
    told = story(world, by_name(world, "emergency-0"))
    text = page([told, told], "x <script>")
    assert "<7>" not in text
    assert "<b>" not in text
    assert "Ward &lt;7&gt; &amp; co" in text
    assert "<script" not in text
    assert "http" not in text
    widths = [float(width) for width in re.findall(r'<span style="left:[\d.]+%;width:([\d.]+)%', text)]
    assert sum(widths) == pytest.approx(200, abs=0.1)


def test_the_group_stands_on_the_page_before_its_person(crowd: World) -> None:
    """Everybody waits one day of two in the ward: each percentile is 1.0 days."""
    group = alike([crowd], "85+")
    told = story(crowd, group.middle)
    text = page([told], "x", replace(group, like="85+ <i>"))
    assert f"People like this (85+ &lt;i&gt;): {group.worlds[0].people} who came" in text
    shares = "".join(f"<th>{share}th</th>" for share in (10, 25, 50, 75, 90))
    assert f"<th>Percentile</th>{shares}</tr>" in text
    assert f'<th scope="row">days from ready to discharge</th>{"<td>1.0</td>" * 5}' in text
    nights = "".join(f"<td>{value:.0f}</td>" for value in group.worlds[0].nights)
    assert f'<th scope="row">nights in hospital</th>{nights}' in text
    assert text.index("People like this") < text.index("One from the middle of them:") < text.index('class="key"')
    assert "People like this" not in page([told], "x")


def test_the_page_is_drawn_until_a_while_after_the_last_move(world: World) -> None:
    """The move is at midnight of the 11th, 9 d 14 h after the arrival; .15 of that more is drawn, and the stay of three
    days goes on longer. Ready from 4 d on: the last 5 d 14 h of those 9 d 14 h."""
    told = story(world, by_name(world, "emergency-0"))
    drawn = stretch([told])
    assert (drawn.end - drawn.begin) / timedelta(days=1) == pytest.approx(1.15 * (9 + 14 / 24))
    assert drawn.cut
    assert [when.day for when in drawn.dates()] == [2, 4, 6, 8, 10, 12]
    begin, length = re.findall(r'class="delay" style="left:([\d.]+)%;width:([\d.]+)%', page([told], "x"))[0]
    assert float(begin) == pytest.approx(100 * 4 / (1.15 * (9 + 14 / 24)), abs=0.01)
    assert float(length) == pytest.approx(100 * (5 + 14 / 24) / (1.15 * (9 + 14 / 24)), abs=0.01)


def test_what_is_the_same_in_both_worlds_is_told_once() -> None:
    """Until 15:00 on Friday 5 April nothing differs: three instants; then the move is at once, or after five days."""
    both = worlds(Scenario.from_document(PLACE), ["more-homes:+1"])
    told = [story(world, by_name(both[0], "emergency-0")) for world in both]
    found = rows(told)
    assert [row.same for row in found] == [True, True, True, False, False, False, False]
    assert [row.texts.index("") if "" in row.texts else None for row in found[3:]] == [None, 0, 1, 1]
    assert page(told, "x").count('colspan="2"') == 3


def test_what_cannot_happen_in_a_place_is_not_told() -> None:
    """In the tutorial nobody sends a message, and without its ward there is no hospital."""
    told = worlds(load("tutorial"), ["more-homes:+1", "more-beds:+2+more-homes:+1"])
    stories = [story(world, by_name(told[0], "emergency-3")) for world in told]
    hospital = [WAITED, "days in hospital", "days delayed in hospital"]
    assert [row[0] for row in facts(stories)] == [*hospital, "moves"]
    assert {*stories[0].facts} > {*hospital}, "JSON has them all"
    assert [under(one.title) for one in stories] == [
        "as it is",
        "under more care-home places (+1)",
        "under more hospital beds (+2) and more care-home places (+1)",
    ]
    home = {"units": {"ward": {"places": 2, "setting": "care-home"}}, "run": {"window": "9 d"}, "flowsim": 1}
    home |= {"arrivals": {"a": {"at": ["1 h"], "pathway": "b"}}, "pathways": {"b": [{"stay": "ward", "time": "2 d"}]}}
    home["pathways"]["b"].append({"leave": "home"})
    (alone,) = worlds(Scenario.from_document(home | {"name": "no-hospital"}))
    assert [row[0] for row in facts([story(alone, by_name(alone, "a-0"))])] == ["moves"]


def test_as_plain_values(world: World) -> None:
    plain = as_plain(story(world, by_name(world, "emergency-0")))
    assert plain["moments"][0] == {"at": "2024-04-01T10:00:00", "text": "Comes to Ward <7> & co.", "beside": False}
    assert [span["place"] for span in plain["spans"]] == ["Ward <7> & co", "nursing home"]


PEOPLE = {
    "age": {"shares": {"under-85": 0.5, "85+": 0.5}},
    "dementia": {"shares": {"yes": 0.5, "no": 0.5}},
    "lives": {"shares": {"alone": 0.5, "with-others": 0.5}},
    "help": {"shares": {"yes": 0.5, "no": 0.5}},
}


@pytest.fixture(scope="module")
def crowd() -> World:
    """Forty who come one a day and wait a day for nobody; the same levels in two attributes."""
    place = {
        **PLACE,
        "attributes": PEOPLE,
        "run": {"start_date": "2024-04-01", "window": "60 d"},
        "units": {"ward": {"places": 50, "setting": "hospital"}},
        "teams": {},
        "funds": {},
        "arrivals": {"emergency": {"at": [f"{day} d" for day in range(40)], "pathway": "main"}},
        "pathways": {
            "main": [{"stay": "ward", "time": "4 d"}, {"declare": "ready"}, {"wait": "1 d"}, {"leave": "home"}]
        },
    }
    return worlds(Scenario.from_document(place))[0]


@pytest.mark.parametrize(
    "asked",
    [
        "age=85+, dementia=yes, lives=alone",
        "85+, dementia, lives alone",
        "85+,Dementia,  alone",
        "dementia yes, lives=Alone, age 85+",
    ],
)
def test_likeness_in_words(crowd: World, asked: str) -> None:
    """Counted from the codes that people left with: 85+ is the second level, yes and alone are the first."""
    people = crowd.replication.people
    assert people is not None
    columns = [crowd.plan.names["attributes"].index(name) for name in ("age", "dementia", "lives")]
    wanted = sum(codes == [1, 0, 0] for codes in people.codes[:, columns].tolist())
    group = alike([crowd], asked)
    assert 0 < group.worlds[0].people == wanted
    assert group.worlds[0].delay == (1,) * 5


EVERY = """--like takes levels, alone or as ATTRIBUTE=LEVEL:
  age: under-85 or 85+
  dementia: yes or no
  lives: alone or with-others
  help: yes or no"""


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("dementia=maybe", ["nobody can be like 'dementia=maybe': dementia is yes or no"]),
        (
            "lives=alnoe",
            ["nobody can be like 'lives=alnoe': lives is alone or with-others; did you mean 'lives=alone'?"],
        ),
        ("under-58", ["nobody can be like 'under-58': age is under-85 or 85+; did you mean 'under-85'?"]),
        ("tall", ["nobody can be like 'tall'", EVERY]),
        (
            "tall, 85+, helpp=x, rich",
            [
                "nobody can be like 'tall'",
                EVERY,
                "nobody can be like 'helpp=x': help is yes or no",
                "nobody can be like 'rich'",
            ],
        ),
    ],
)
def test_levels_that_there_are_are_listed_and_all_that_is_wrong_is_told(
    crowd: World, asked: str, says: list[str]
) -> None:
    with pytest.raises(UsageError) as caught:
        alike([crowd], asked)
    told = str(caught.value)
    for line in says:
        assert line in told
    assert len(told.splitlines()) == sum(len(line.splitlines()) for line in says)


def test_levels_of_several_attributes_are_asked_about(crowd: World) -> None:
    assert sum(alike([crowd], asked).worlds[0].people for asked in ("no dementia", "dementia")) == 40
    with pytest.raises(UsageError, match="'yes' may be dementia=yes or help=yes: say which"):
        alike([crowd], "85+, yes")


@pytest.mark.parametrize(
    ("pick", "says"),
    [
        ("longest-delay", "was delayed longer: 8.5 days from ready to discharge in the last stay, as it is."),
        ("most-moves", "moved more often: 1 time to another unit, as it is; 1 other as much, and this one came first."),
        ("helped-most", "was helped more by more care-home places (+1): delayed 5.4 days less in the last stay "
                        "(5.6 days without it, 5 hours with it); 1 other as much, and this one came first."),
    ],
)  # fmt: skip
def test_a_sentence_says_why_a_person_is_picked(pick: str, says: str) -> None:
    """The numbers are those of the two tests before."""
    both = worlds(Scenario.from_document(PLACE), ["more-homes:+1"])
    chosen = picked(both, pick)
    assert chosen.why == f"Picked because nobody who came in the window {says}"
    assert f'<p class="why">{chosen.why}</p>' in page([story(both[0], chosen.who)], "x", why=chosen.why)
    assert 'class="why"' not in page([story(both[0], chosen.who)], "x")


def test_who_is_harmed_most_where_nobody_is_came_nearest_to_it() -> None:
    both = worlds(Scenario.from_document(PLACE), ["more-homes:+1"])
    says = (
        "Nobody who came in the window was delayed longer in hospital under more care-home places (+1); picked is who "
        "came nearest"
    )
    assert picked(both, "harmed-most").why.startswith(says)
    assert picked(both[::-1], "harmed-most").why.startswith("Picked because nobody who came in the window was harmed")


def test_the_same_group_stands_in_both_worlds() -> None:
    """Without the policy they are delayed 5 d 14 h and 8 d 13 h, with it 5 h and 3 d 4 h: 5 d 9 h less, both."""
    both = worlds(Scenario.from_document(PLACE), ["more-homes:+1"])
    group = alike(both, "old")
    assert [one.world for one in group.worlds] == ["baseline", "more-homes:+1"]
    middle, less = [one.delay[2] for one in group.worlds], 5 + 9 / 24
    assert middle == pytest.approx([(5 + 14 / 24 + 8 + 13 / 24) / 2, (5 + 14 / 24 + 8 + 13 / 24) / 2 - less])
    told = table_of(group)
    assert told.sentences[1] == "Under more care-home places (+1), 2 of the same people were."
    assert [row[0] for row in told.rows[:3]] == [
        "days from ready to discharge",
        "as it is",
        "under more care-home places (+1)",
    ]
    assert told.rows[2][3] == f"{middle[1]:.1f}"
    text = page([story(world, group.middle) for world in both], "x", group)
    assert 'colspan="6">days from ready to discharge</th>' in text
    assert f'<th scope="row">under more care-home places (+1)</th><td>{group.worlds[1].delay[0]:.1f}</td>' in text


def waiting(*before: dict[str, Any]) -> World:
    """One who comes at 10:00 while the ward's one place is taken for another two days by who came at midnight."""
    ward = {"stay": "ward", "time": "58 h"}
    place = {
        **PLACE,
        "units": {
            "ward": {"places": 1, "setting": "hospital"},
            "ed": {"places": 5, "setting": "emergency"},
            "other": {"places": 1, "setting": "hospital"},
        },
        "teams": {},
        "funds": {},
        "pathways": {
            "resident": [ward, {"leave": "home"}],
            "main": [*before, ward, {"declare": "ready"}, {"wait": "1 d"}, {"leave": "home"}],
        },
        "arrivals": {**PLACE["arrivals"], "emergency": {"at": ["10 h"], "pathway": "main"}},
    }
    return worlds(Scenario.from_document(place))[0]


@pytest.mark.parametrize(
    ("before", "days"),
    [
        ((), 2.0),
        (({"stay": "ed", "time": "12 h"},), 1.5),
        (({"stay": "other", "time": "12 h"},), 0.0),
        (
            (
                {"name": "asked", "stay": "ward", "time": "1 h", "patience": {"time": "6 h"}},
                {"name": "pause", "wait": "1 d"},
            ),
            1.0,
        ),
        (({"stay": "other", "time": "1 h"}, {"stay": "ed", "time": "1 h"}), 46 / 24),
    ],
    ids=["at home", "in the emergency department", "in another hospital bed", "after giving up", "between two stays"],
)
def test_days_waited_for_a_hospital_bed_outside_hospital(before: tuple[dict[str, Any], ...], days: float) -> None:
    """The place is free after 58 hours, 48 after the arrival; what is waited in another hospital bed is not counted."""
    here = waiting(*before)
    who = by_name(here, "emergency-0")
    assert story(here, who).facts[WAITED] == pytest.approx(days)
    assert alike([here], "old").worlds[0].waited == pytest.approx([days] * 5)


def test_who_is_in_hospital_again_counts_with_the_stay_that_ended() -> None:
    """Comes at 10:00, waits two days, stays 58 hours and another day: from 3 April, 10:00, to 6 April, 20:00, three
    nights and a delay of a day. Two hours later the same person is in the ward again, for longer than the run."""
    place = {
        **PLACE,
        "units": {"ward": {"places": 1, "setting": "hospital"}},
        "teams": {},
        "funds": {},
        "pathways": {
            "resident": [{"stay": "ward", "time": "58 h"}, {"leave": "home"}],
            "main": [
                {"name": "first", "stay": "ward", "time": "58 h"},
                {"declare": "ready"},
                {"wait": "1 d"},
                {"leave": "home", "returns": {"to": "again", "after": "2 h"}},
            ],
            "again": [{"name": "second", "stay": "ward", "time": "60 d"}, {"leave": "home"}],
        },
        "arrivals": {**PLACE["arrivals"], "emergency": {"at": ["10 h"], "pathway": "main"}},
    }
    told = alike(worlds(Scenario.from_document(place)), "old").worlds[0]
    assert (told.people, told.delay[2], told.nights[2], told.waited[2]) == (1, 1.0, 3.0, 2.0)


def test_who_goes_when_ready_has_no_delay_and_who_dies_is_not_among_the_discharged() -> None:
    ends = {"home": {"leave": "home"}, "died": {"leave": "died"}}
    for end, found in (("home", [0.0]), ("died", [])):
        main = [{"stay": "ward", "time": "1 d"}, {"declare": "ready"}, ends[end]]
        arrivals = {**PLACE["arrivals"], "emergency": {"at": ["10 h"], "pathway": "main"}}
        place = {**PLACE, "arrivals": arrivals, "pathways": {**PLACE["pathways"], "main": main}}
        assert list(delays(worlds(Scenario.from_document(place))[0]).values()) == found


@pytest.mark.parametrize(
    "name", [pytest.param("northmoor", marks=pytest.mark.statistical), "one-hundred", "localities"]
)
def test_shipped_scenarios_have_titles_of_what_is_there(name: str) -> None:
    shipped = load(name)
    assert shipped.place.titles
    assert not [str(problem) for problem in shipped.warnings if problem.code == "title-of-nothing"]


def test_titles_are_told_and_names_without_them() -> None:
    """What a mark, an outcome, a message, who asks, a count, a level and a step are called in the scenario."""
    place = {
        **PLACE,
        "attributes": {
            "age": {"shares": {"old": 1}, "titles": {"old": "eighty and more"}},
            "heard": {"shares": {"no": 1, "yes": 0}, "titles": {"no": "not heard", "yes": "heard"}},
        },
        "titles": {
            "placed": "the family has its answer", "home": "her own house",
            "hand-off": "handed on", "family": "a niece", "referral": "please assess",
        },
        "pathways": {
            **PLACE["pathways"],
            "main": [
                {"name": "treatment", "stay": "ward", "time": "4 d"},
                {"name": "referral", "message": "referral", "takes": "2 h", "lost": 0.99,
                 "chased": {"by": "family", "after": "1 d"}},
                {"count": "hand-off"},
                {"count": "other-hand-off"},
                {"mark": "placed"},
                {"set": {"heard": "yes"}},
                {"leave": "home"},
            ],
        },
    }  # fmt: skip
    world = worlds(Scenario.from_document(place))[0]
    found = story(world, by_name(world, "emergency-0"))
    told = " ".join(lines(found))
    for words in ("A message goes out: please assess.", "Handed on. Other hand off. The family has its answer.",
                  "Heard: heard.", "Leaves: her own house.", "A niece asks after it."):  # fmt: skip
        assert words in told
    assert found.who == "age: eighty and more; heard: heard"


def test_where_people_have_no_attributes_nobody_is_asked_to_be_like_anything() -> None:
    """It would say that levels of nothing are taken."""
    bare = {key: part for key, part in PLACE.items() if key != "attributes"}
    with pytest.raises(UsageError, match="nobody can be like '85\\+': people in this place have no attributes"):
        alike(worlds(Scenario.from_document(bare)), "85+")
