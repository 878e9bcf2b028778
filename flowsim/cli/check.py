"""``flowsim check``: every problem of a scenario in one go, then what is doubtful."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import typer

from flowsim.cli.options import JsonOption, PolicyOption, ScenarioArgument, SetOption, read
from flowsim.cli.output import note, print_json, problem_report, say, warn
from flowsim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario


SEVERAL = "several-scenarios"
"""The code of the problem of a folder that is not one scenario since there are several in it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out for one scenario: a line about it if it is sound, and its problems or doubts."""

    line: str
    problems: list[Problem]
    exit_code: int = 0

    def as_json(self) -> dict[str, Any]:
        """It in JSON."""
        return {"sound": not self.exit_code, "problems": [asdict(problem) for problem in self.problems]}


def check(
    scenario: ScenarioArgument, set: SetOption = None, policy: PolicyOption = None, json: JsonOption = False
) -> None:
    """Say everything that is wrong with a scenario, with file, line and column; warn of what is doubtful.

    Its own policies, views and futures, in the folders of these names beside it, are read too once the scenario itself
    is sound; whether they fit it is looked at where they are used.

    Of a folder that holds several scenarios, a file each and no place.yaml, each is looked at.

    Exit code 3 if anything is wrong; warnings leave it at 0.
    """
    verdict = _verdict(scenario, set, policy)
    if [problem.code for problem in verdict.problems] == [SEVERAL]:
        _check_each(scenario, set, policy, json)
        return
    if json:
        print_json(verdict.as_json())
    else:
        _show(verdict)
    raise typer.Exit(verdict.exit_code)


def _check_each(folder: str, values: list[str] | None, policies: list[str] | None, json: bool) -> None:
    """Look at each scenario of a folder, under a heading of its own."""
    from flowsim.scenario.names import listed
    from flowsim.scenario.reading import scenarios_in

    found: dict[str, Verdict] = {}
    for file in map(str, scenarios_in(folder)):
        found[file] = _verdict(file, values, policies)
        if not json:
            note(f"{file}:")
            _show(found[file])
    wrong = [file for file, verdict in found.items() if verdict.exit_code]
    if json:
        each = [{"file": file, **verdict.as_json()} for file, verdict in found.items()]
        print_json({"sound": not wrong, "scenarios": each})
    else:
        say(
            f"{len(found) - len(wrong)} of {len(found)} scenarios are sound"
            + (f"; not {listed(wrong)}" if wrong else "")
        )
    raise typer.Exit(max(verdict.exit_code for verdict in found.values()))


def _verdict(target: str, values: list[str] | None, policies: list[str] | None) -> Verdict:
    from flowsim.scenario.files_beside import problems_beside

    try:
        found, doubts = _sound(target, values, policies)
    except ScenarioError as error:
        return Verdict("", error.problems, error.exit_code)
    if beside := problems_beside(found):
        return Verdict("", [*doubts, *beside], ScenarioError.exit_code)
    return Verdict(_summary(found, len(doubts)), doubts)


def _show(verdict: Verdict) -> None:
    if verdict.exit_code:
        problem_report(ScenarioError(verdict.problems))
    else:
        warn(verdict.problems)
        say(verdict.line)


def _sound(target: str, values: list[str] | None, policies: list[str] | None) -> tuple[Scenario, list[Problem]]:
    from flowsim.plan.explain import explain

    found = read(target, values, policies)
    return found, [*found.warnings, *explain(found).doubts]


def _summary(scenario: Scenario, doubts: int) -> str:
    place = scenario.place
    employers = place.workforce.employers if place.workforce else {}
    counts = (
        (len(place.units), "unit", "units"),
        (len(place.teams), "team", "teams"),
        *([(len(place.funds), "fund", "funds")] if place.funds else []),
        *([(len(employers), "employer", "employers")] if employers else []),
        (len(place.attributes), "attribute", "attributes"),
        (len(place.arrivals), "stream of arrivals", "streams of arrivals"),
        (len(place.pathways), "pathway", "pathways"),
    )
    parts = [f"{count} {one if count == 1 else many}" for count, one, many in counts]
    said = "no warnings" if not doubts else f"{doubts} warning{'' if doubts == 1 else 's'}"
    return f"{scenario.name} is sound: {', '.join(parts)}; {said}."
