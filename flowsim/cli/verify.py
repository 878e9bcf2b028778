"""``flowsim verify``: the rules that every run keeps, checked on a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli.options import (
    Engine,
    EngineOption,
    JsonOption,
    PolicyOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    read,
)
from flowsim.cli.output import print_json, progress, say, table, warn
from flowsim.cli.running import PART_FAILED, doubts
from flowsim.cli.words import changed

if TYPE_CHECKING:
    from flowsim.experiment.verification import Verdict, Verification

SHOWN = 3
"""Breaches of one rule that are printed; ``--json`` has them all."""

FewOption = Annotated[
    int, typer.Option("--replications", "-n", metavar="N", help="How many replications; each keeps its whole log.")
]


def verify(
    scenario: ScenarioArgument,
    set: SetOption = None,
    policy: PolicyOption = None,
    replications: FewOption = 1,
    seed: SeedOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    json: JsonOption = False,
) -> None:
    """Check on a scenario's own run that every rule holds: nobody is lost, no place taken twice, nobody passed over.

    The checks use no engine: they read the event log again with the rules in hand, draw every random number again and
    recount every tally. Exit code 4 if a rule is broken.
    """
    found = read(scenario, set, policy)
    warn(doubts(found))
    from flowsim.experiment.verification import verify as verified

    with progress(found.name) as report:
        answer = verified(found, replications, seed, engine.value, threads, report)
    if json:
        print_json(answer.to_dict())
    else:
        _print(answer, changed(found.name, [*(policy or []), *(set or [])]))
    if not answer.holds:
        raise typer.Exit(PART_FAILED)


def _print(answer: Verification, name: str) -> None:
    settings = answer.result.settings
    many = f"{settings.replications} replication{'' if settings.replications == 1 else 's'}"
    size = f"{answer.people:,} people, {answer.events:,} events"
    say(f"{name}: {many} of the {settings.engine} engine, seed {settings.seed}: {size}")
    table(("Rule", "What holds", ""), [_row(verdict) for verdict in answer.verdicts], words="What holds", left=2)
    for verdict in answer.verdicts:
        for number, breach in verdict.breaches[:SHOWN]:
            say(f"{verdict.rule.name}, replication {number}: {breach.sentence}")
        if len(verdict.breaches) > SHOWN:
            say(f"{verdict.rule.name}: and {len(verdict.breaches) - SHOWN} more")
    broken = sum(not verdict.holds for verdict in answer.verdicts)
    say(f"{broken} rules do not hold, or could not be looked at." if broken else "Every rule holds.")


def _row(verdict: Verdict) -> tuple[str, str, str]:
    times = len(verdict.breaches)
    shown = (
        f"BROKEN {times} times" if times > 1 else "BROKEN" if times else "not looked at" if verdict.unread else "holds"
    )
    return verdict.rule.name, verdict.rule.sentence, shown
