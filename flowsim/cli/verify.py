"""``flowsim verify``: the rules that every run keeps, checked on a person's own."""

from __future__ import annotations

from collections.abc import Iterator
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
from flowsim.cli.output import console, indented, print_json, progress, say, table, warn
from flowsim.cli.running import PART_FAILED, doubts
from flowsim.cli.words import changed

if TYPE_CHECKING:
    from flowsim.experiment.verification import Verdict, Verification

SHOWN = 3
"""Breaches of one rule that are printed; ``--json`` has ten a replication."""

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

    The checks use no engine: they read every event again with the rules in hand, draw every random number again and
    count every figure again. Each rule is said with how much there was to look at. Exit code 4 if one is broken.
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
    say("Every event was read again and what must be true of it checked, without the engine.")
    say()
    table(("What must be true", "Looked at", "How many", ""), list(_rows(answer)), left=2)
    broken = [verdict for verdict in answer.verdicts if not verdict.holds]
    for verdict in broken:
        if verdict.breaches:
            _print_breaches(verdict)
    if any(not verdict.breaches for verdict in broken):
        say("Not told: rules that cannot be looked at while what happens to people makes no sense.")
    say(_answer(answer, len(broken)))


def _rows(answer: Verification) -> Iterator[tuple[str, ...]]:
    """A row a rule, under the heading of what it is about."""
    about = ""
    for verdict in answer.verdicts:
        rule = verdict.rule
        if rule.about != about:
            about = rule.about
            yield (about,)
        many = f"{verdict.looked_at:,}" if verdict.looked_at else "none"
        yield rule.sentence, rule.of, many, _shown(verdict)


def _shown(verdict: Verdict) -> str:
    if verdict.breaches:
        return "BROKEN"
    if verdict.unread:
        return "NOT TOLD"
    return "holds" if verdict.looked_at else ""


def _print_breaches(verdict: Verdict) -> None:
    """What a rule that does not hold looks like: what should be, and the first times that it was not."""
    many = len(verdict.breaches)
    say(f"Broken: {verdict.rule.sentence} ({verdict.rule.name}, {'once' if many == 1 else f'{many} times at least'})")
    for number, breach in verdict.breaches[:SHOWN]:
        say(indented(f"replication {number}: {breach.sentence}", 4, console().width))
    if many > SHOWN:
        say(f"    and {many - SHOWN} more, see --json")


def _answer(answer: Verification, broken: int) -> str:
    if broken:
        return (
            f"{broken} of {len(answer.verdicts)} rules do not hold, or could not be told. That is a fault of flowsim,"
            " not of the scenario: do not use the figures of this run, and report it with the scenario, the seed and"
            " the options."
        )
    empty = sum(not verdict.looked_at for verdict in answer.verdicts)
    beside = f"; for {empty} more there was nothing to look at in this run" if empty else ""
    return f"All {len(answer.verdicts) - empty} rules hold{beside}."
