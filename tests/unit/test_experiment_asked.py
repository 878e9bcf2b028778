"""What Python asks for by a wrong name, or by something of another sort, ends in an error of flowsim's own.

A name that is a slip of the pen away from one that there is is told with that one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import flowsim as fs
from flowsim.errors import FlowsimError, ScenarioError, UsageError
from flowsim.experiment.comparison import Comparison
from flowsim.experiment.differing import differ
from flowsim.experiment.futures import futures
from flowsim.experiment.replications import RunResult
from flowsim.scenario.uncertain import outlooks
from flowsim.scenario.views import views

TUTORIAL = fs.load("tutorial")
FEW: dict[str, Any] = {"replications": 2, "seed": 1, "engine": "reference"}
SHORT = TUTORIAL.with_values({"run.window": "30 d", "run.warm_up": "0 d"})


@cache
def compared() -> Comparison:
    return fs.compare(SHORT, "more-homes:+1", **FEW)


@cache
def ran() -> RunResult:
    return fs.run(SHORT, **FEW)


NEAR: list[tuple[Callable[[], Any], str]] = [
    (lambda: fs.load("tutorail"), "did you mean 'tutorial'?"),
    (lambda: fs.load("tutorial", {"units.wrad.places": 3}), "did you mean 'ward'?"),
    (lambda: TUTORIAL.with_policies("more-bedz"), "did you mean 'more-beds'?"),
    (lambda: fs.compare(SHORT, ["more-homes:+1", "more-bedz"], **FEW), "did you mean 'more-beds'?"),
    (lambda: fs.run(SHORT, **{**FEW, "engine": "refrence"}), "did you mean 'reference'?"),
    (lambda: fs.run(SHORT, level="peple", **FEW), "did you mean 'people'?"),
    (lambda: fs.value(SHORT, only="wrad", **FEW), "did you mean 'ward'?"),
    (lambda: fs.value(SHORT, "ocupancy", **FEW), "did you mean 'occupancy'?"),
    (lambda: fs.value(SHORT, "waiting-for-place:wrad", purchases=0, **FEW), "did you mean 'ward'?"),
    (lambda: compared().people("emergancy-3"), "did you mean 'emergency'?"),
    (lambda: compared().pairs_needed("ocupancy", 0.1, of="ward"), "did you mean 'occupancy'?"),
    (lambda: compared().pairs_needed("occupancy", 0.1, of="wrad"), "did you mean 'ward'?"),
    (lambda: compared().pairs_needed("occupancy", 0.1, "ward", policy="more-hmes:+1"), "did you mean 'more-homes:+1'?"),
    (lambda: ran().delays("enland"), "did you mean 'england'?"),
    (lambda: differ(SHORT, "more-bedz", views(TUTORIAL), **FEW), "did you mean 'more-beds'?"),
    (lambda: futures(SHORT, "more-bedz", **FEW), "did you mean 'more-beds'?"),
    (lambda: futures(SHORT, "more-beds:+1", measure="ocupancy", **FEW), "did you mean 'occupancy'?"),
    (lambda: fs.Unit(plaices=3), "did you mean 'places'?"),
    (lambda: fs.Stay(stay="ward", tmie="5 d"), "did you mean 'time'?"),
    (lambda: fs.Exponential(exponential={"maen": "5 d"}), "did you mean 'mean'?"),
    (lambda: fs.Scenario(name="x", run={"window": "1 d"}, unitz={}), "did you mean 'units'?"),
]


@pytest.mark.parametrize(("ask", "hint"), NEAR, ids=range(len(NEAR)))
def test_a_wrong_name_is_told_with_the_nearest(ask: Callable[[], Any], hint: str) -> None:
    with pytest.raises(FlowsimError) as caught:
        ask()
    assert hint in str(caught.value)


STRANGE = (None, 3, -1, 1.5, True, "", "nope", [], ["nope"], [3], {"a": 1}, {3: 1}, object(), b"x", float("nan"))
"""Things of many sorts, of which a function takes few; None and the like stand for what is not said."""

ASKED: dict[str, Callable[[Any], Any]] = {
    "load": fs.load,
    "load with values": lambda one: fs.load("tutorial", one),
    "check": fs.check,
    "explain": fs.explain,
    "run": lambda one: fs.run(one, **FEW),
    "compare": lambda one: fs.compare(one, "more-homes:+1", **FEW),
    "value": lambda one: fs.value(one, **FEW),
    "differ": lambda one: differ(one, "more-homes:+1", views(TUTORIAL), **FEW),
    "differ without views": lambda one: differ(SHORT, "more-homes:+1", one, **FEW),
    "views": views,
    "futures": lambda one: futures(one, "more-homes:+1", futures=2, **FEW),
    "futures under policies": lambda one: futures(SHORT, one, futures=2, **FEW),
    "futures of what is uncertain": lambda one: futures(SHORT, "more-homes:+1", one, futures=2, **FEW),
    "futures of a measure": lambda one: futures(SHORT, "more-homes:+1", measure=one, futures=2, **FEW),
    "how many futures": lambda one: futures(SHORT, "more-homes:+1", futures=one, **FEW),
    "good enough": lambda one: futures(SHORT, "more-homes:+1", good_enough=one, futures=2, **FEW),
    "what is uncertain": outlooks,
    "reasons": fs.reasons,
    "with_policies": TUTORIAL.with_policies,
    "with_values": TUTORIAL.with_values,
    "compared policies": lambda one: fs.compare(SHORT, one, **FEW),
    "value of a measure": lambda one: fs.value(SHORT, one, purchases=0, **FEW),
    "a person": lambda one: compared().people(one),
    "a person's replication": lambda one: compared().people("emergency-1", one),
    "pairs for a measure": lambda one: compared().pairs_needed(one, 1.0),
    "pairs for a half-width": lambda one: compared().pairs_needed("occupancy", one, of="ward"),
    "pairs for a unit": lambda one: compared().pairs_needed("occupancy", 0.1, of=one),
    "pairs for a group": lambda one: compared().pairs_needed("occupancy", 0.1, of="ward", group=one),
    "pairs for a policy": lambda one: compared().pairs_needed("occupancy", 0.1, of="ward", policy=one),
    "reasons of a list": lambda one: ran().delays(one),
    "a unit": lambda one: fs.Unit(places=one),
    "units": lambda one: fs.Scenario(name="x", run={"window": "1 d"}, units=one),
    **{f"run: {word}": (lambda one, word=word: fs.run(SHORT, **{**FEW, word: one})) for word in [*FEW, "level"]},
    **{
        f"compare: {word}": (lambda one, word=word: fs.compare(SHORT, "more-homes:+1", **{**FEW, word: one}))
        for word in FEW
    },
    **{
        f"value: {word}": (lambda one, word=word: fs.value(SHORT, **{"purchases": 0, **FEW, word: one}))
        for word in ("only", "step", "refill", "purchases", "budget", *FEW)
    },
}  # fmt: skip


@pytest.mark.parametrize("what", ASKED)
def test_what_is_of_no_use_is_an_error_of_use_or_of_the_scenario(what: str) -> None:
    """Whatever is not taken is refused on purpose: anything else that is raised fails this test by itself."""
    refused = 0
    for one in STRANGE:
        try:
            ASKED[what](one)
        except (UsageError, ScenarioError):
            refused += 1
    assert refused >= 6 or what == "check"


def test_of_a_group_it_is_told_what_there_is_of_the_figure_that_was_asked_for() -> None:
    """Other figures are known by age; a group that is written rightly is not proposed anew."""
    document = {**SHORT.document, "attributes": {"age": {"shares": {"old": 0.5, "young": 0.5}}}, "groups": ["age"]}
    found = fs.compare(fs.Scenario.from_document(document), "more-homes:+1", **FEW)
    with pytest.raises(UsageError) as caught:
        found.pairs_needed("occupancy", 0.1, of="ward", group="age.old")
    assert str(caught.value).endswith("'occupancy' for 'ward' and age.old here; there are those of everyone")
    with pytest.raises(UsageError, match=r"did you mean 'age\.old'\?"):
        found.pairs_needed("nights-in-hospital", 0.1, group="age.odl")
    with pytest.raises(UsageError, match=r"there are those of everyone, age\.old or age\.young"):
        found.pairs_needed("nights-in-hospital", 0.1, group="quite another")


def test_a_scenario_that_was_not_read_says_how() -> None:
    with pytest.raises(UsageError, match=r"not 'tutorial'; read it first: flowsim\.load\('tutorial'\)"):
        fs.run("tutorial")  # type: ignore[arg-type]


def test_a_person_before_the_first_is_nobody() -> None:
    with pytest.raises(UsageError, match="no stream of arrivals"):
        compared().people(-1)


def test_all_that_is_wrong_with_an_object_is_told() -> None:
    with pytest.raises(ScenarioError) as caught:
        fs.Task(taks="hub", work="2 moons")  # type: ignore[call-arg]
    assert [problem.path for problem in caught.value.problems] == ["Task: work", "Task: taks"]
