"""``flowsim check``: every problem of a scenario in one go, then what is doubtful."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from flowsim.cli.options import JsonOption, PolicyOption, ScenarioArgument, SetOption, read
from flowsim.cli.output import print_json, problem_report, say, warn
from flowsim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario


def check(
    scenario: ScenarioArgument, set: SetOption = None, policy: PolicyOption = None, json: JsonOption = False
) -> None:
    """Say everything that is wrong with a scenario, with file, line and column; warn of what is doubtful.

    Exit code 3 if anything is wrong; warnings leave it at 0.
    """
    try:
        found, doubts = _sound(scenario, set, policy)
    except ScenarioError as error:
        if json:
            print_json({"sound": False, "problems": [asdict(problem) for problem in error.problems]})
        else:
            problem_report(error)
        raise typer.Exit(error.exit_code) from None
    if json:
        print_json({"sound": True, "problems": [asdict(problem) for problem in doubts]})
        return
    warn(doubts)
    say(_summary(found, len(doubts)))


def _sound(target: str, values: list[str] | None, policies: list[str] | None) -> tuple[Scenario, list[Problem]]:
    from flowsim.plan.explain import explain

    found = read(target, values, policies)
    return found, [*found.warnings, *explain(found).doubts]


def _summary(scenario: Scenario, doubts: int) -> str:
    place = scenario.place
    counts = (
        (len(place.units), "unit", "units"),
        (len(place.teams), "team", "teams"),
        *([(len(place.funds), "fund", "funds")] if place.funds else []),
        (len(place.attributes), "attribute", "attributes"),
        (len(place.arrivals), "stream of arrivals", "streams of arrivals"),
        (len(place.pathways), "pathway", "pathways"),
    )
    parts = [f"{count} {one if count == 1 else many}" for count, one, many in counts]
    said = "no warnings" if not doubts else f"{doubts} warning{'' if doubts == 1 else 's'}"
    return f"{scenario.name} is sound: {', '.join(parts)}; {said}."
