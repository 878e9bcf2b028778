"""Funds by hand: money that runs dry and fills, the last of it, instalments at the instant of something else."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine.output import AMOUNT
from flowsim.results.invariants import check_invariants
from flowsim.results.measures import measure
from flowsim.scenario.policies import apply_to_document
from tests.exact.tracing import ENGINES, place, run, trace, unit
from tests.unit.policy_cases import policy

pytestmark = pytest.mark.parametrize("engine", list(ENGINES))

LEAVE = {"leave": "home"}
PAID = [{"pay": "council", "amount": "£100"}, LEAVE]


def with_fund(people: dict[str, Any], pathways: dict[str, Any], **fund: Any) -> dict[str, Any]:
    """A document with one fund, the council's."""
    return place(people, pathways, funds={"council": fund})


def test_a_fund_that_runs_dry_and_fills(engine: str) -> None:
    """£250 at the start: a and b are paid £100 at 1 and 2, c at 3 finds £50. £120 comes every 10 h: £170 at 10, c has
    100 of it; d at 11 finds 70, and is paid at 20 out of 190. 90 are left, and 63 instalments more come by 28 days
    (672 h: at 30, 40 ... 670, which is 65 at 20 + 10 n, n = 1 to 65): 90 + 65 x 120 = £7,890."""
    regular = {"amount": "£120", "every": "10 h"}
    document = with_fund({"a": 1, "b": 2, "c": 3, "d": 11}, {"main": PAID}, opening="£250", instalments=regular)
    assert trace(document, engine) == [
        "1 a begins pay-council", "1 a ends pay-council", "1 a leaves leave-home", "2 b begins pay-council",
        "2 b ends pay-council", "2 b leaves leave-home", "10 c begins pay-council", "10 c ends pay-council",
        "10 c leaves leave-home", "20 d begins pay-council", "20 d ends pay-council", "20 d leaves leave-home",
    ]  # fmt: skip
    _, replication = run(document, engine)
    tallies = replication.tallies
    assert tallies.balance.tolist() == [789_000]
    assert tallies.paid.tolist() == [[40_000]]
    assert tallies.paid_by_day.tolist() == [[40_000] + [0] * 28]


def test_what_a_fund_paid_in_measures(engine: str) -> None:
    """a is paid £60.01 at 0, out of £100; the next pound a week comes at 7 days. b asks for £45 at 0 too and waits for
    the sixth instalment, which never comes in these 28 days: the balance is 39.99 at 6 midnights, 40.99 at 7 (the
    instalment at the end of day 7 comes after its midnight), and so on: at day 28 the last of 3. So midnights 1 to 7
    have 39.99, 8 to 14 40.99, 15 to 21 41.99, 22 to 28 42.99: on average 41.49. What came in: £3 in 28 days."""
    ways = {
        "first": [{"pay": "council", "amount": "£60.01"}, {"leave": "home"}],
        "then": [{"stay": "ward"}, {"pay": "council", "amount": "£45"}, {"leave": "home"}],
    }
    document = with_fund(
        {"a": (0, "first", {}), "b": (0, "then", {})}, ways, opening="£100", instalments={"amount": 1, "every": "1 wk"}
    ) | {"units": {"ward": unit(1)}}
    plan, replication = run(document, engine)
    found = {value.measure: value.value for value in measure(plan, replication.tallies) if value.of == "council"}
    assert found["paid-from-fund"] == pytest.approx(60.01 / 28)
    assert found["fund-instalments"] == pytest.approx(3 / 28)
    assert found["fund-balance"] == pytest.approx(41.49)
    assert found["fund-left"] == pytest.approx(42.99)
    assert found["queue-for-fund"] == pytest.approx(1)
    assert found["wait-for-fund"] == 0


def test_two_people_for_the_last_money(engine: str) -> None:
    """a and b ask at 5 for £100 of £150: a, the first by source, is paid; b at 24 out of 50 + 60."""
    document = with_fund(
        {"b": 5, "a": 5}, {"main": PAID}, opening="£150", instalments=[{"at": "2024-04-02", "amount": "£60"}]
    )
    assert trace(document, engine) == [
        "5 a begins pay-council", "5 a ends pay-council", "5 a leaves leave-home",
        "24 b begins pay-council", "24 b ends pay-council", "24 b leaves leave-home",
    ]  # fmt: skip


def test_an_instalment_at_the_instant_at_which_patience_ends(engine: str) -> None:
    """a asks at 1 and waits 4 h at most; the money comes at 5, before that. b, after a, is without at 6."""
    pathway = [{"pay": "council", "amount": "£100", "patience": {"time": "4 h"}}, {"leave": "home"}]
    document = with_fund({"a": 1, "b": 2}, {"main": pathway}, instalments=[{"at": "5 h", "amount": "£100"}])
    assert trace(document, engine) == [
        "5 a begins pay-council", "5 a ends pay-council", "5 a leaves leave-home",
        "6 b gives up pay-council", "6 b leaves leave-home",
    ]  # fmt: skip


@pytest.mark.parametrize("overtaking", [False, True])
def test_overtaking(engine: str, overtaking: bool) -> None:
    """a wants £100 and b £30 of £50. b waits behind a until £60 come at 10 and go to a (110 - 100 = 10), then until 20;
    with overtaking b is paid at 2, and a, for whom 20 + 60 is too little at 10, at 20."""
    ways = {"a": PAID, "b": [{"name": "pay-council", "pay": "council", "amount": "£30"}, {"leave": "home"}]}
    document = with_fund(
        {"a": (1, "a", {}), "b": (2, "b", {})},
        ways,
        opening="£50",
        instalments={"amount": "£60", "every": "10 h"},
        overtaking=overtaking,
    )
    times = {"a": 20, "b": 2} if overtaking else {"a": 10, "b": 20}
    assert trace(document, engine) == [
        f"{time} {who} {what}"
        for who, time in sorted(times.items(), key=lambda one: one[1])
        for what in ("begins pay-council", "ends pay-council", "leaves leave-home")
    ]


def test_the_first_fund_of_a_list_that_has_enough(engine: str) -> None:
    """The council has £50 and the NHS £100: a, who may have either, is paid by the NHS; b by the council when it
    fills, at 12. Together they have paid 200."""
    pathway = [{"pay": ["council", "NHS"], "amount": "£100"}, {"leave": "home"}]
    document = place({"a": 1, "b": 2}, {"main": pathway})
    document["funds"] = {
        "council": {"opening": "£50", "instalments": [{"at": "12 h", "amount": "£50"}]},
        "NHS": {"opening": "£100"},
    }
    plan, replication = run(document, engine)
    assert plan.names["resources"][plan.first_fund :] == ("NHS", "council")
    assert replication.tallies.paid[:, 0].tolist() == [10_000, 10_000]
    assert trace(document, engine)[3] == "12 b begins pay-council"


def test_a_person_stays_in_bed_while_the_fund_is_empty(engine: str) -> None:
    """a is on the only bed from 0, ready at 4, and paid for at 20: 16 h that wait for the fund. b has the bed then."""
    pathway = [{"stay": "ward", "time": "4 h"}, {"mark": "discharge-ready"}, *PAID]
    document = with_fund({"a": 0, "b": 1}, {"main": pathway}, instalments=[{"at": "20 h", "amount": "£200"}])
    document["units"] = {"ward": unit(1)}
    assert trace(document, engine) == [
        "0 a begins ward", "4 a ends ward", "20 a begins pay-council", "20 a ends pay-council",
        "20 a leaves leave-home", "20 b begins ward", "24 b ends ward", "24 b begins pay-council",
        "24 b ends pay-council",
        "24 b leaves leave-home",
    ]  # fmt: skip


def test_one_fund_instead_of_two_by_a_policy(engine: str) -> None:
    """The council has nothing until 48, when £100 come; the NHS has £40. a needs £100 at 1 of the council, b £30 of the
    NHS at 2, so that a waits until 48. A policy gives the NHS, which pays for all from then on, what the council has,
    and it has £40 + £90 at the start: a is paid at 1, and of the £30 that are left b at 2."""
    ways = {"a": [{**PAID[0], "name": "care"}, LEAVE], "b": [{"name": "care", "pay": "NHS", "amount": "£30"}, LEAVE]}
    comes = [{"at": "48 h", "amount": "£100"}]
    document = with_fund({"a": (1, "a", {}), "b": (2, "b", {})}, ways, instalments=comes)
    document["funds"]["NHS"] = {"opening": "£40"}
    assert trace(document, engine)[0] == "2 b begins care"
    assert trace(document, engine)[3] == "48 a begins care"
    edits = (
        {"set": "NHS", "in": "pathways.a.care.pay"},
        {"add": 90, "to": "funds.NHS.opening"},
        {"set": comes, "in": "funds.NHS.instalments"},
    )
    pooled = apply_to_document(document, [policy("pooled", *edits)])
    assert trace(pooled, engine) == [
        "1 a begins care", "1 a ends care", "1 a leaves leave-home",
        "2 b begins care", "2 b ends care", "2 b leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(pooled, engine)
    assert dict(zip(plan.names["resources"][plan.first_fund :], replication.tallies.balance.tolist(), strict=True)) == {
        "NHS": 10_000,
        "council": 10_000,
    }


def test_a_council_that_pays_for_some_of_those_reached(engine: str) -> None:
    """Under a policy that reaches all from hour 24 on, b at 30 is paid by the NHS; a at 1 waits for the council."""
    document = with_fund({"a": 1, "b": 30}, {"main": [{**PAID[0], "name": "care"}, LEAVE]}, opening=0)
    document["funds"]["NHS"] = {"opening": "£400"}
    edit = {"set": "NHS", "in": "pathways.main.care.pay"}
    pooled = apply_to_document(document, [policy("pooled", edit, start="2024-04-02")])
    assert trace(pooled, engine)[0].startswith("30 b begins care")
    assert len(trace(pooled, engine)) == 3


def test_who_comes_first_in_the_queue_of_the_first_fund_of_a_list(engine: str) -> None:
    """The council has £50, for which b waits, who needs £100. c needs £30 at 2 and goes before b: the council is the
    first of c's list and pays, though the NHS has money that nobody waits for. b is paid at 48, out of 20 + 100."""
    urgent = {"name": "care", "pay": ["council", "NHS"], "amount": "£30", "priority": 1}
    ways = {"b": [{**PAID[0], "name": "care"}, LEAVE], "c": [urgent, LEAVE]}
    comes = [{"at": "48 h", "amount": "£100"}]
    document = with_fund({"b": (1, "b", {}), "c": (2, "c", {})}, ways, opening="£50", instalments=comes)
    document["funds"]["NHS"] = {"opening": "£400"}
    assert [line for line in trace(document, engine) if "begins" in line] == ["2 c begins care", "48 b begins care"]
    assert run(document, engine)[1].tallies.balance.tolist() == [40_000, 2_000]


def test_a_drawn_sum_is_paid_up_to_what_a_log_can_say(engine: str) -> None:
    """Gamma with mean £9,000,000 and cv 3 is more than £21,474,836.47 for one in ten: those are paid 2^31 - 1 pence.
    The fund has so much for each of the forty, so that nobody waits."""
    much = [{"pay": "council", "amount": {"gamma": {"mean": "£9000000", "cv": 3}}}, LEAVE]
    document = with_fund({"a": list(range(40))}, {"main": much}, opening="£900000000")
    plan, replication = run(document, engine)
    asked = replication.log["value"][replication.log["kind"] == AMOUNT]
    assert len(asked) == 40
    assert asked.max() == 2**31 - 1
    assert check_invariants(plan, replication) == []
