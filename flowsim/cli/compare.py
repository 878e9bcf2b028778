"""``flowsim compare``: what policies change, for the same people, with the half-width of every difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli.options import (
    AllOption,
    CsvOption,
    Engine,
    EngineOption,
    JsonOption,
    ReplicationsOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    read,
)
from flowsim.cli.output import console, note, print_json, say, table, warn
from flowsim.cli.running import carried_out, ended
from flowsim.cli.words import title, value

if TYPE_CHECKING:
    from flowsim.experiment.comparison import Comparison

PoliciesOption = Annotated[
    list[str],
    typer.Option("--policy", "-p", metavar="POLICY", help="A policy such as more-beds:+20; a+b is both. Repeatable."),
]

WORDS_WIDTH = 40
"""Widest column of measures in words; longer ones wrap."""

GAP = 2
"""Columns between two columns of a table."""

LEGEND = (
    "Differences are policy less baseline, for the same people; ± is the half-width of a 95 % t interval. "
    "In brackets: the interval includes zero, no difference shown. =: the same in every pair."
)


def compare(
    scenario: ScenarioArgument,
    policy: PoliciesOption,
    set: SetOption = None,
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    all: AllOption = False,
    json: JsonOption = False,
    csv: CsvOption = None,
) -> None:
    """Compare policies with the scenario as it is: paired differences for the same people, with 95 % intervals.

    -n is the number of pairs; default: the scenario's own number, else 50.
    """
    found = read(scenario, set)
    warn(found.warnings)
    from flowsim.experiment.comparison import compare as compare_policies

    result = carried_out(
        engine.value,
        f"{found.name} under {len(policy) + 1} policies",
        lambda report: compare_policies(found, policy, replications, seed, engine.value, threads, report),
    )
    if csv and result.keys:
        from flowsim.cli.files import write_csv

        write_csv(result.table(all=True), csv)
        note(f"differences written to {csv}")
    if json:
        print_json(result.to_dict(all))
    elif result.keys:
        _print(result, all)
    ended(result)


def _print(result: Comparison, all: bool) -> None:
    settings, name = result.settings, result.arms[0].scenario.name
    say(f"{name}: {settings.replications} pairs, seed {settings.seed}, {settings.engine} engine\n")
    cells = _cells(result, all)
    for policies in _blocks(cells, result.policies):
        columns = ["Measure", "baseline", *policies]
        table(columns, [[row[column] for column in columns] for row in cells])
    say(LEGEND + ("" if all else " --all shows every measure.") + "\n")
    for line in _on_pairs(result):
        say(line)
    for policy in result.policies:
        say()
        for line in _in_words(result, policy):
            say(line)


def _cells(result: Comparison, all: bool) -> list[dict[str, str]]:
    from flowsim.experiment.headline import shown
    from flowsim.results.measures import MEASURES

    rows = []
    for place in shown(result.keys, all):
        key = result.keys[place]
        measure = MEASURES[key.measure]
        first = result.statistics[result.policies[0]]
        row = {
            "Measure": title(measure, key.of, key.group),
            "baseline": value(measure, first.baseline[place], first.baseline_half_width[place]),
        }
        for policy in result.policies:
            row[policy] = _difference(result, policy, place)
        rows.append(row)
    return rows


def _difference(result: Comparison, policy: str, place: int) -> str:
    from flowsim.experiment.comparison import NOT_SHOWN, UNCHANGED, verdict
    from flowsim.results.measures import MEASURES

    found = result.statistics[policy]
    difference, half_width = float(found.difference[place]), float(found.half_width[place])
    text = value(MEASURES[result.keys[place].measure], difference, half_width, sign=True)
    shows = verdict(difference, half_width)
    return "=" if shows == UNCHANGED else f"({text})" if shows == NOT_SHOWN else text


def _blocks(cells: Sequence[dict[str, str]], policies: Sequence[str]) -> Iterator[list[str]]:
    """Policies, as many at a time as stand beside each other on the terminal."""

    def width(column: str) -> int:
        return max(len(column), *(len(row[column]) for row in cells)) + GAP if cells else len(column) + GAP

    room = console().width - min(width("Measure"), WORDS_WIDTH) - width("baseline")
    block: list[str] = []
    for policy in policies:
        if block and sum(map(width, block)) + width(policy) > room:
            yield block
            block = []
        block.append(policy)
    yield block


def _on_pairs(result: Comparison) -> Iterator[str]:
    """How many pairs there are and what pairing saved, for the first headline measure."""
    from flowsim.experiment.headline import shown
    from flowsim.results.measures import MEASURES

    counts = set(result.pairs.values())
    pairs = f"{counts.pop()} pairs" if len(counts) == 1 else ", ".join(f"{n} pairs for {p}" for p, n in result.pairs.items())
    place = next(iter(_telling(result, shown(result.keys))), None)
    if place is None:
        yield f"{pairs}."
        return
    name = title(MEASURES[result.keys[place].measure], result.keys[place].of)
    saved = "; ".join(
        f"{policy} {found.variance_reduction[place]:.1f} (correlation {found.correlation[place]:.2f})"
        for policy, found in result.statistics.items()
    )
    yield f"{pairs}. How many times more unpaired replications the same half-width would take, {name}: {saved}."


def _telling(result: Comparison, places: Sequence[int]) -> Iterator[int]:
    """Headline values of which every policy changes something, delay before all else."""
    import numpy as np

    from flowsim.results.measures import MEASURES

    order = sorted(places, key=lambda place: MEASURES[result.keys[place].measure].family != "delay")
    for place in order:
        if all(np.isfinite(found.variance_reduction[place]) for found in result.statistics.values()):
            yield place


def _in_words(result: Comparison, policy: str) -> Iterator[str]:
    """What the figures show of a policy, then what its file says it helps, harms and costs."""
    from flowsim.experiment.comparison import HIGHER, LOWER, NOT_SHOWN, parts, verdict
    from flowsim.experiment.headline import shown
    from flowsim.results.measures import MEASURES
    from flowsim.scenario.policies import find

    found = result.statistics[policy]
    shows: dict[str, list[str]] = {}
    for place in shown(result.keys):
        key = result.keys[place]
        word = verdict(float(found.difference[place]), float(found.half_width[place]))
        shows.setdefault(word, []).append(title(MEASURES[key.measure], key.of).split(" (")[0].lower())
    yield policy
    for word in (LOWER, HIGHER):
        if word in shows:
            yield f"  {word}: {'; '.join(shows[word])}"
    if NOT_SHOWN in shows:
        yield f"  {NOT_SHOWN} in {len(shows[NOT_SHOWN])} of {len(shown(result.keys))} headline figures"
    for spec in parts(policy):
        frame = find(spec).frame
        yield f"  {frame.title}: {frame.definition}"
        yield f"    helps: {frame.helps}"
        yield f"    harms: {frame.harms}"
        yield f"    costs: {frame.costs}"
