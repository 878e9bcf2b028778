"""Options that several commands share, and how what was typed becomes values."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.errors import UsageError

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario


class Engine(StrEnum):
    """The engines: both give the same events; one is fast, the other readable."""

    compiled = "compiled"
    reference = "reference"


ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A shipped scenario's name, a YAML file or a folder.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change one number, such as units.ward.places=30. Repeatable."),
]
PolicyOption = Annotated[
    list[str] | None,
    typer.Option("--policy", "-p", metavar="POLICY", help="A policy such as more-beds:+20; a+b for both. Repeatable."),
]
ReplicationsOption = Annotated[
    int | None, typer.Option("--replications", "-n", metavar="N", help="How many replications.")
]
PairsOption = Annotated[
    int | None,
    typer.Option("--replications", "-n", metavar="N", help="How many pairs; default: the scenario's own, else 50."),
]
SeedOption = Annotated[int | None, typer.Option("--seed", metavar="N", help="Seed of all random numbers.")]
EngineOption = Annotated[Engine, typer.Option("--engine", help="The fast engine or the readable one (SimPy).")]
ThreadsOption = Annotated[
    int | None, typer.Option("--threads", metavar="N", help="Threads of the compiled engine; default: every processor.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Only JSON on standard output.")]
CsvOption = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the figures to a CSV file.")]
AllOption = Annotated[bool, typer.Option("--all", help="Every measure, not only the headline ones.")]
MoreOption = Annotated[bool, typer.Option("--more", help="All headline measures, not only those that stand first.")]
StepsOption = Annotated[bool, typer.Option("--all", help="Every step of the pathways too, not only units and teams.")]
ByOption = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="ATTRIBUTE", help="Measures by this attribute of people too. Repeatable."),
]
EquityOption = Annotated[bool, typer.Option("--equity", help="Gaps and ratios between groups of people.")]


def share(text: object) -> float:
    """A share as it was typed, as a fraction of one.

    >>> share("0.5"), share("50 %"), share("50%")
    (0.5, 0.5, 0.5)

    Raises:
        typer.BadParameter: this is no share.
    """
    from flowsim.scenario.quantities import figure
    from flowsim.scenario.tree import scalar

    typed = str(text).strip()
    try:
        return figure("share", scalar(typed)).value
    except ValueError as error:  # of a number that is no share it has a hint
        hint = (getattr(error, "context", None) or {}).get("hint", "")
        raise typer.BadParameter(
            f"{typed!r} is no share between 0 and 1; write it as 0.5 or as 50 %" + (f" ({hint})" if hint else "")
        ) from None


def values(assignments: list[str] | None) -> dict[str, str]:
    """``["a.b=3", "a.c=6 d"]`` as paths and the text of their values.

    >>> values(["units.ward.places=30", "run.window=90 d"])
    {'units.ward.places': '30', 'run.window': '90 d'}

    Raises:
        UsageError: an assignment without ``=`` or without a path, or one path twice.
    """
    found: dict[str, str] = {}
    for assignment in assignments or []:
        path, equals, text = (part.strip() for part in assignment.partition("="))
        if not equals or not path:
            raise UsageError(f"--set needs PATH=VALUE, such as units.ward.places=30, not {assignment!r}")
        if path in found:
            raise UsageError(f"--set {path} is given twice")
        found[path] = text
    return found


def read(
    target: str,
    assignments: list[str] | None = None,
    policies: list[str] | None = None,
    by: list[str] | None = None,
) -> Scenario:
    """The scenario as asked for on the command line: read, changed by ``--set`` and ``--by``, then by policies.

    Raises:
        ScenarioError, UsageError: it cannot be used.
    """
    from flowsim.scenario.scenario import load

    scenario = _grouped(load(target, values(assignments)), by)
    return scenario.with_policies(*split(policies)) if policies else scenario


def _grouped(scenario: Scenario, by: list[str] | None) -> Scenario:
    """The same scenario, whose people are grouped by these attributes besides its own groups."""
    from flowsim.scenario.names import listed, nearest

    if not by:
        return scenario
    attributes, groups = scenario.place.attributes, list(scenario.place.groups)
    for name in by:
        if name not in attributes:
            hint = nearest(name, attributes)
            known = f"the attributes are {listed(attributes)}" if attributes else "people have no attributes here"
            raise UsageError(f"--by {name}: there is no such attribute; {hint or known}")
        groups += [] if name in groups else [name]
    grouped = scenario.with_document({**scenario.document, "groups": groups}, [("groups",)])
    grouped.by = tuple(dict.fromkeys(by))
    return grouped


def split(policies: list[str]) -> list[str]:
    """Policies one by one, those joined by ``+`` too."""
    from flowsim.experiment.comparison import parts

    return [part for spec in policies for part in parts(spec)]
