"""``flowsim validate``: published and exactly solved cases, run and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli.files import usable, write_csv, write_provenance
from flowsim.cli.options import CsvOption, Engine, EngineOption, JsonOption, ReplicationsOption, ThreadsOption
from flowsim.cli.output import note, number, print_json, progress, say, table, warn, with_half_width
from flowsim.cli.running import PART_FAILED, doubts

if TYPE_CHECKING:
    from flowsim.experiment.both_engines import Agreement
    from flowsim.report.cases import Finding

IMPRECISE = 5

CaseOption = Annotated[
    list[str] | None,
    typer.Option("--case", metavar="CASE", help="Only this case, such as A or case-c-lost-10. Repeatable."),
]
MarkdownOption = Annotated[bool, typer.Option("--markdown", help="The figures as one table in Markdown, nothing else.")]


def validate(
    case: CaseOption = None,
    replications: ReplicationsOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    json: JsonOption = False,
    markdown: MarkdownOption = False,
    csv: CsvOption = None,
) -> None:
    """Run the published and exactly solved cases and lay every figure beside what is known.

    Every case is run at length in one engine, and once in both for as long as its start and two years: that they say
    the same to the last integer is checked too. A miss is a figure whose whole interval lies outside the tolerance, or
    a case in which the engines differ; exit code 4 if there is one, 5 if there is none but some interval is too wide
    to tell.
    """
    usable(csv)
    from flowsim.report import cases

    names = list(dict.fromkeys(name for word in case or [""] for name in cases.scenarios(word)))
    found: list[Finding] = []
    agreed: dict[str, Agreement] = {}
    for name in names:
        own, agreed[name] = _one(name, engine.value, replications, threads)
        found += own
        if not (json or markdown):
            _show(name, own, agreed[name])
    if json:
        print_json({"engine": engine.value, "figures": cases.frame(found).to_dict("records"), **_both(agreed)})
    elif markdown:
        typer.echo(cases.markdown(found, agreed))
    else:
        _sum_up(found, agreed)
    if csv:
        write_csv(cases.frame(found, agreed), csv)
        write_provenance(_provenance(names, engine.value, replications), csv)
        note(f"figures written to {csv}")
    _end({finding.verdict for finding in found}, all(item.alike for item in agreed.values()))


def _one(
    name: str, engine: str, replications: int | None, threads: int | None
) -> tuple[tuple[Finding, ...], Agreement]:
    from flowsim.report.cases import both_engines, findings, place

    warn(doubts(place(name)))
    with progress(name) as report:
        return findings(name, engine, replications, threads, report), both_engines(name)


def _show(name: str, found: tuple[Finding, ...], agreed: Agreement) -> None:
    from flowsim.report.cases import place

    say(f"{name}: {place(name).place.title} ({found[0].expected.source})")
    table(("Figure", "Expected", "Tolerance", "Simulated", ""), [_row(finding) for finding in found])
    say(_in_both(agreed))
    say()


def _in_both(agreed: Agreement) -> str:
    once = f"one run of {agreed.days:,.0f} days"
    if agreed.alike:
        size = f"{agreed.events:,} events of {agreed.people:,} people"
        return f"Both engines alike in {once}: {size}, to the millisecond."
    return f"THE ENGINES DIFFER in {once} (left: compiled, right: reference):\n{agreed.difference}"


def _both(agreed: Mapping[str, Agreement]) -> dict[str, object]:
    return {"both_engines": [{"scenario": name, "alike": item.alike, **asdict(item)} for name, item in agreed.items()]}


def _row(finding: Finding) -> tuple[str, str, str, str, str]:
    known = finding.expected
    shown = finding.verdict if finding.verdict == "hit" else finding.verdict.upper()
    return (
        known.figure,
        f"{number(known.value, known.digits)} {known.kind}",
        f"{known.tolerance:g}",
        with_half_width(finding.mean, finding.half_width),
        shown,
    )


def _sum_up(found: Sequence[Finding], agreed: Mapping[str, Agreement]) -> None:
    hits = sum(finding.verdict == "hit" for finding in found)
    say(f"{hits} of {len(found)} figures hit. ± is the half-width of a 95 % t interval over replications.")
    for finding in found:
        if finding.verdict != "hit":
            say(f"{finding.verdict.capitalize()}: {finding.expected.scenario}, {finding.expected.figure}.")
    say(f"{sum(item.alike for item in agreed.values())} of {len(agreed)} scenarios are the same in both engines.")
    for name, item in agreed.items():
        if not item.alike:
            say(f"Miss: {name}, the engines differ.")


def _provenance(names: Sequence[str], engine: str, replications: int | None) -> dict[str, object]:
    from flowsim import __version__

    return {
        "flowsim": __version__,
        "cases": list(names),
        "engine": engine,
        "replications": replications or "each case's own",
    }


def _end(verdicts: set[str], alike: bool) -> None:
    if "miss" in verdicts or not alike:
        raise typer.Exit(PART_FAILED)
    if "unclear" in verdicts:
        note("some figures need more replications")
        raise typer.Exit(IMPRECISE)
