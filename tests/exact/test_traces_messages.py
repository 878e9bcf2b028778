"""Traces worked by hand: messages that come, are lost and are chased. Hours count from Monday 00:00."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from flowsim.engine.output import ACTED
from flowsim.plan.purposes import purpose_code
from flowsim.plan.tables import Plan
from flowsim.random.streams import uniform
from flowsim.results.measures import MEASURES
from flowsim.results.sight import Sight
from flowsim.units import HOUR
from tests.exact.tracing import place, run, trace

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

PEOPLE = 40


def sent(**options: Any) -> dict[str, Any]:
    """Forty people who come at 1 and send a referral, which takes 2 h."""
    step = {"message": "referral", "takes": "2 h", **options}
    return place({"a": [1] * PEOPLE}, {"main": [step, {"leave": "home"}]}, calendars={"office": {"mon-fri": "09:00-17:00"}})  # fmt: skip  # noqa: E501


def losses(plan: Plan) -> list[int]:
    """How often each person's message is lost where half are: uniforms under one half until the first that is not."""
    code, purpose = int(plan.sources["code"][0]), purpose_code("main.message-referral:lost")
    seed = np.int64(1)
    return [
        next(n for n in range(99) if uniform(seed, 0, code, index, purpose, n) >= 0.5) for index in range(PEOPLE)
    ]  # fmt: skip


def acts(document: dict[str, Any], engine: str, who: int) -> list[str]:
    """What is counted about one person: ``hours act``."""
    plan, replication = run(document, engine)
    assert replication.log is not None
    lines = [event for event in replication.log if event["kind"] == ACTED and event["index"] == who]
    return [f"{event['time'] / HOUR:g} {plan.names['acts'][event['value']]}" for event in lines]


def test_a_message_takes_time(engine: str) -> None:
    """Sent at 1, there at 3."""
    lines = [line for line in trace(sent(), engine) if " a1 " in line]
    assert lines == ["1 a1 begins message-referral", "3 a1 ends message-referral", "3 a1 leaves leave-home"]


def test_a_message_lost_twice(engine: str) -> None:
    """Sent at 1 and lost; the family asks 5 h later, at 6: sent and lost again; at 11 they ask again; sent at 11, there
    at 13."""
    document = sent(lost="50 %", chased={"after": "5 h", "by": "family"})
    plan, _ = run(document, engine)
    who = losses(plan).index(2)
    assert acts(document, engine, who) == [
        "1 message:referral", "1 lost:referral", "6 chase:referral:family", "6 message:referral", "6 lost:referral",
        "11 chase:referral:family", "11 message:referral",
    ]  # fmt: skip
    assert [line for line in trace(document, engine) if f" a{who} " in line] == [
        f"1 a{who} begins message-referral (lost)", f"6 a{who} ends message-referral (lost)",
        f"6 a{who} begins message-referral (lost)", f"11 a{who} ends message-referral (lost)",
        f"11 a{who} begins message-referral", f"13 a{who} ends message-referral", f"13 a{who} leaves leave-home",
    ]  # fmt: skip


def test_a_message_and_its_chase_in_office_hours(engine: str) -> None:
    """Lost at 1 (Monday 01:00); 5 office hours end at 14; sent again then: 2 office hours end at 16."""
    document = sent(lost="50 %", chased={"after": "5 h", "by": "ward", "hours": "office"}, hours="office")
    plan, _ = run(document, engine)
    who = losses(plan).index(1)
    assert acts(document, engine, who)[-2:] == ["14 chase:referral:ward", "14 message:referral"]
    assert [line for line in trace(document, engine) if f" a{who} " in line][-1] == f"16 a{who} leaves leave-home"


def test_measures_count_every_loss_and_chase(engine: str) -> None:
    """Whoever is lost n times sends n + 1 messages and is chased n times; the window has 28 days."""
    plan, replication = run(sent(lost="50 %", chased={"after": "5 h", "by": "family"}), engine)
    lost = sum(losses(plan))
    sight = Sight(plan, replication.tallies)
    found = {name: next(iter(MEASURES[name].read(sight))).value for name in (
        "messages", "messages-lost", "messages-lost-share", "chases", "family-contacts")}  # fmt: skip
    assert found == pytest.approx({
        "messages": (PEOPLE + lost) / 28, "messages-lost": lost / 28, "messages-lost-share": lost / (PEOPLE + lost),
        "chases": lost / 28, "family-contacts": lost / 28,
    })  # fmt: skip
