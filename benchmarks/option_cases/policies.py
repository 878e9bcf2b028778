"""Policies: one that changes a number for everybody costs nothing; those that not everybody has, or not at once, do."""

from __future__ import annotations

from typing import Any

from benchmarks.cases import Document
from benchmarks.option_cases.option import option, step
from flowsim.scenario.policies import apply_to_document
from flowsim.scenario.policy_model import Policy

WORK = "pathways.main.assessment.work"


def with_names(document: Document) -> None:
    """The assessment has a name, so that a policy can find it."""
    step(document, 1)["name"] = "assessment"


def _under(document: Document, **reach: Any) -> None:
    """Assessments that take one per cent less, for those whom the policy reaches."""
    words = dict.fromkeys(("title", "definition", "helps", "harms", "costs"), "words")
    frame = {"flowsim": 1, "policy": "quick", **words, "evidence": {"text": "none", "source": "assumption"}}
    policy = Policy.from_document(frame | {"edits": [{"scale": 0.99, "of": WORK}]} | reach)
    document.update(apply_to_document(document, [policy]))


def _for_all(document: Document) -> None:
    _under(document)


def _for_half(document: Document) -> None:
    _under(document, uptake=0.5)


def _for_teams(document: Document) -> None:
    _under(document, uptake={"share": 0.5, "by": "team"})


def _over_a_ramp(document: Document) -> None:
    _under(document, uptake=0.5, ramp="2 y", **{"from": "1 y"})


POLICIES = [
    option("a policy for everybody", _for_all, with_names),
    option("a policy that reaches half of the people", _for_half, with_names),
    option("a policy that reaches half of the teams", _for_teams, with_names),
    option("a policy from a date, over a ramp", _over_a_ramp, with_names),
]
