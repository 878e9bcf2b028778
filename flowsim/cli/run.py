"""``flowsim run``: replications of one scenario, and what they measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli import by_page, equity_page
from flowsim.cli.delay_pages import DelayPage, delay_pages
from flowsim.cli.files import GrowingCsv, drawable, usable, write_csv, write_figure
from flowsim.cli.options import (
    AllOption,
    ByOption,
    CsvOption,
    Engine,
    EngineOption,
    EquityOption,
    JsonOption,
    MoreOption,
    PolicyOption,
    ReplicationsOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    read,
)
from flowsim.cli.output import note, print_json, say, table, warn
from flowsim.cli.running import carried_out, doubts, ended, kept
from flowsim.cli.words import changed, titles, value, without_chance
from flowsim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.engine.output import Replication
    from flowsim.experiment.arms import Consume
    from flowsim.experiment.replications import RunResult
    from flowsim.plan.tables import Plan
    from flowsim.report.world import Published

PeopleOption = Annotated[Path | None, typer.Option("--people", metavar="FILE", help="Write the people to a CSV file.")]
PublishedOption = Annotated[
    bool, typer.Option("--published", help="Lay the run beside the published figures that ship with the scenario.")
]
FigureOption = Annotated[
    Path | None,
    typer.Option("--figure", metavar="FILE", help="Draw --published as a picture: a .png, .svg or .pdf file."),
]
ReasonsOption = Annotated[
    str | None,
    typer.Option(
        "--reasons", metavar="LIST", help="Delayed days in a list of reasons: england, dtoc, wales, scotland."
    ),
]
WaitedForOption = Annotated[
    bool, typer.Option("--waited-for", help="What delayed people waited for, followed through the chain.")
]
EventsOption = Annotated[Path | None, typer.Option("--events", metavar="FILE", help="Write the events to a CSV file.")]


def run(
    scenario: ScenarioArgument,
    set: SetOption = None,
    policy: PolicyOption = None,
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    more: MoreOption = False,
    all: AllOption = False,
    json: JsonOption = False,
    csv: CsvOption = None,
    people: PeopleOption = None,
    events: EventsOption = None,
    published: PublishedOption = False,
    figure: FigureOption = None,
    reasons: ReasonsOption = None,
    waited_for: WaitedForOption = False,
    equity: EquityOption = False,
    by: ByOption = None,
) -> None:
    """Run replications of a scenario and show what they measure, with 95 % intervals."""
    usable(csv, people, events, figure)
    drawable(figure)
    if figure and not published:
        raise UsageError("--figure draws what --published lays beside the run; add --published")
    pages = [*delay_pages(reasons, waited_for), *equity_page.pages(equity, all)]
    if pages and published:
        raise UsageError("--published is a page of its own; ask for --reasons, --waited-for or --equity in another run")
    found = read(scenario, set, policy, by)
    if equity:
        equity_page.has_groups(found)
    warn(doubts(found))
    figures = _figures(scenario, set, policy) if published else ()
    from flowsim.experiment.replications import run as run_replications

    level = "log" if events else "people" if people else "measures"
    with ExitStack() as stack:
        tables = {
            name: stack.enter_context(GrowingCsv(path))
            for name, path in (("people", people), ("events", events))
            if path
        }
        result = carried_out(
            found.name,
            lambda report: run_replications(
                found, replications, seed, engine.value, level, threads, report, _feeding(tables) if tables else None
            ),
        )
        _answer(
            result,
            figures,
            pages,
            more,
            all,
            json,
            [*(policy or []), *(set or [])],
        )
        drawn = _draws(result, figures, figure) if figure else iter(())
        written = kept(result, chain(_writes(result, csv, tables), drawn)) if result.keys else True
    ended(result, written)


def _answer(
    result: RunResult,
    figures: tuple[Published, ...],
    pages: Sequence[DelayPage],
    more: bool,
    all: bool,
    json: bool,
    changes: Sequence[str],
) -> None:
    from flowsim.report.world import beside

    frame = beside(result, figures) if figures and result.keys else None
    if json:
        beside_it = {} if frame is None else {"published": frame.to_dict("records")}
        print_json(result.to_dict() | beside_it | {page.name: page.records(result) for page in pages})
    elif frame is not None:
        _print_beside(frame, figures)
    elif pages and result.keys:
        _say_run(result, changes)
        for page in pages:
            page.show(result)
    elif result.keys:
        _print(result, more, all, changes)


def _feeding(tables: dict[str, GrowingCsv]) -> Consume:
    """Write the tables of each replication as it is done: all logs at once would fill the memory."""
    from flowsim.results import tables as made

    def consume(plan: Plan, replication: Replication) -> None:
        for name, file in tables.items():
            file.add(getattr(made, name)(plan, replication))

    return consume


def _writes(
    result: RunResult, csv: Path | None, tables: dict[str, GrowingCsv]
) -> Iterator[tuple[str, Path, Callable[[], None]]]:
    if csv:
        yield "measures", csv, lambda: write_csv(result.measures, csv)
    for name, file in tables.items():
        yield name, file.path, file.keep


def _draws(
    result: RunResult, figures: tuple[Published, ...], path: Path
) -> Iterator[tuple[str, Path, Callable[[], None]]]:
    from flowsim.report.world import beside
    from flowsim.report.world_figure import draw

    title = f"{result.arm.scenario.name} beside published figures, {len(result.done)} replications"
    yield "figure", path, lambda: write_figure(draw(beside(result, figures), figures, title), path)


def _figures(scenario: str, values: list[str] | None, policies: list[str] | None) -> tuple[Published, ...]:
    """The figures to lay beside the run, read first, so that a scenario without any is told so before it runs."""
    from flowsim.report.world import published

    if policies:
        raise UsageError("published figures are laid beside the place as it is: leave out --policy or --published")
    figures = published(scenario)
    if values:
        note(f"laid beside published figures with values changed: {', '.join(values)}")
    return figures


def _print_beside(frame: pd.DataFrame, figures: tuple[Published, ...]) -> None:
    from flowsim.report.world import counts, lines, misses, unsure

    rows = [
        (line.figure, line.published, line.simulated, "hit" if line.hit else "MISS", line.fitted)
        for line in lines(frame, figures)
    ]
    table(("Figure", "Published (range)", "Simulated", "", "Fitted"), rows)
    for line in counts(frame):
        say(f"Fitted {line}.")
    if doubt := unsure(frame):
        say(doubt)
    for line in misses(frame):
        say(f"Missed: {line}")


def _say_run(result: RunResult, changes: Sequence[str]) -> None:
    settings, name = result.settings, changed(result.arm.scenario.name, changes)
    say(f"{name}: {len(result.done)} of {settings.replications} replications, seed {settings.seed}")


def _print(result: RunResult, more: bool, all: bool, changes: Sequence[str]) -> None:
    from flowsim.experiment.foremost import at_a_glance
    from flowsim.experiment.headline import shown
    from flowsim.results.measures import MEASURES

    rows = result.rows  # on the page, only what there is something to say of
    page = [place for place in shown(result.keys, all) if all or (rows[place].n and rows[place].mean)]
    groups = None if all or more else at_a_glance(result.keys, page)
    _say_run(result, changes)
    table(("Measure", "Mean ± half-width", "n"), list(_lines(result, groups or {"": page})))
    legend = "± is the half-width of a 95 % t interval over n replications."
    legend += without_chance(MEASURES[rows[place].measure] for own in (groups or {"": page}).values() for place in own)
    legend += f" --more shows all {len(page)} headline figures." if groups else ""
    say(legend + ("" if all else " --all shows every measure."))
    if result.arm.scenario.by:
        by_page.show(result)


def _lines(result: RunResult, groups: dict[str, list[int]]) -> Iterator[tuple[str, ...]]:
    """A line a figure, those of each group below its heading."""
    from flowsim.results.measures import MEASURES
    from flowsim.scenario.called import Called

    rows = [result.rows[place] for own in groups.values() for place in own]
    words = titles([(MEASURES[row.measure], row.of, row.group) for row in rows], Called(result.arm.scenario.place))
    lines = (
        (text, value(MEASURES[row.measure], row.mean, row.half_width), str(row.n))
        for text, row in zip(words, rows, strict=True)
    )
    for heading, own in groups.items():
        if heading:
            yield (heading,)
        yield from islice(lines, len(own))
