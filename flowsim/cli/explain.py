"""``flowsim explain``: what a scenario became, and what its flows ask of every unit and team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from flowsim.cli.options import CsvOption, JsonOption, PolicyOption, ScenarioArgument, SetOption, StepsOption, read
from flowsim.cli.output import console, indented, note, print_json, say, table, warn
from flowsim.cli.words import amount
from flowsim.units import format_duration

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.plan.explain import EmployerLine, Explanation, FundLine, StepLine, TeamLine, UnitLine


KINDS = {
    "test": "condition",
    "join": "wait for the steps beside",
    "end of branch": "end of the steps beside",
    "act": "event",
}
"""Kinds of step that a pathway has under other words."""

BOUNDS = {
    "at least": ("at least {}", "more may come by it, or people may stay longer."),
    "at most": ("at most {}", "deaths and whatever else may end a stay early are left out, so it may be less."),
    "less or more": (
        "{} ?",
        "deaths and whatever else may end a stay early are left out, and so is who comes or stays longer because of it:"
        " it may be less or more, by half where many come so; a run says how full it gets.",
    ),
    "unknown": (
        "-",
        "not worked out, as only what may happen to people on the way (a risk, or something that goes out of date)"
        " leads there.",
    ),
}
"""How figures of each bound are written, and what is said of it."""


EMPLOYERS = (
    "All are expected numbers, of the first week of the run and, where they are others then, of the last. People leave "
    "the place, move on to other employers here, move in from these, and join: how many a year, at that week's rate.\n"
)
STAFFED = (
    "Places and workers from ... to ... are the most with the staff of the first week of the run and of its last. "
    "Loads are those of the mean of the run; at the end: with the staff of the last week, all else as in the mean.\n"
)


def explain(
    scenario: ScenarioArgument,
    set: SetOption = None,
    policy: PolicyOption = None,
    all: StepsOption = False,
    json: JsonOption = False,
    csv: CsvOption = None,
) -> None:
    """Show what a scenario became: the load of every unit, team and fund from the flows through its pathways.

    The mean content is what Little's law gives if nobody waited. Of employers it shows staff, empty posts and who
    leaves, moves and joins a year, from the first week of the run to the last. --all shows every step of the pathways
    too; --csv writes the units, teams, funds and employers.
    """
    from flowsim.plan.explain import explain as explanation_of

    found = read(scenario, set, policy)
    explanation = explanation_of(found)
    explanation = replace(explanation, doubts=(*found.warnings, *explanation.doubts))
    if csv:
        from flowsim.cli.files import write_csv

        write_csv(_frame(explanation), csv)
        note(f"written to {csv}")
    if json:
        print_json(asdict(explanation))
        return
    warn(explanation.doubts)
    _print(explanation, all)


def _print(explanation: Explanation, steps: bool) -> None:
    say(f"{explanation.title}: {_sizes(explanation)}\nidentity {explanation.digest[:16]}\n")
    headings = ("Unit", "Setting", "Places", "Asked for\na day", "Mean\ncontent", "Load")
    table(headings, [_unit(line) for line in explanation.units], left=2)
    if explanation.teams:
        headings = ("Team", "Workers", "Hours\na week", "Tasks\na day", "Hours of\nwork a day", "Load")
        table(headings, [_team(line) for line in explanation.teams])
    if explanation.funds:
        money = ("Fund", "Pounds in\nthe run", "Payments\na day", "Pounds asked\na day", "Load")
        table(money, [_fund(line) for line in explanation.funds])
    if explanation.employers:
        flows = ("Leave the\nplace", "Move on", "Move in", "Join")
        table(("Employer", "Staff", "Empty\nposts", *flows), [_employer(line) for line in explanation.employers])
        say(EMPLOYERS)
    lines: tuple[UnitLine | TeamLine, ...] = (*explanation.units, *explanation.teams)
    if any(line.staffed or line.load_at_end is not None for line in lines):
        say(STAFFED)
    if explanation.left_out:
        _say_what_is_left_out(explanation)
    if steps:
        headings = ("Step", "Kind", "Asks for", "Row", "Mean\ntime", "People\na day")
        table(headings, [_step(line) for line in explanation.steps], words="Asks for", left=3)


def _say_what_is_left_out(explanation: Explanation) -> None:
    """What the loads leave out, then what each word before a number means, or a dash in its place."""
    *others, last = explanation.left_out
    say(f"The loads leave out {', '.join(others)}{' and ' if others else ''}{last}.")
    lines: tuple[UnitLine | TeamLine | FundLine, ...] = (*explanation.units, *explanation.teams, *explanation.funds)
    said = {line.bound for line in lines}
    for bound in (bound for bound in BOUNDS if bound in said):
        written, meaning = BOUNDS[bound]
        say(indented(f"{written.format('').strip()}: {meaning}", 2, console().width))
    say()


def _marked(line: UnitLine | TeamLine | FundLine, figure: str) -> str:
    """A figure as it is written where flows leave something out."""
    return BOUNDS[line.bound][0].format(figure) if line.bound else figure


def _sizes(explanation: Explanation) -> str:
    """How much there is of each thing that a planner knows; the community is not among the units."""
    counts = (
        (len(explanation.units) - 1, "unit"),
        (len(explanation.teams), "team"),
        (len(explanation.funds), "fund"),
        (len(explanation.employers), "employer"),
        (explanation.sizes["attributes"], "attribute"),
        (len(explanation.steps), "step"),
    )
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count)


def _unit(line: UnitLine) -> list[str]:
    there = line.staffed or (() if line.places is None else (line.places,))
    places = "\nto ".join(f"{one:g} h" if line.in_hours else str(one) for one in there) or "no limit"
    if line.in_pounds and line.places is not None:
        places = f"£{line.places:,.0f} a week"
    return [
        line.name, line.setting, places, amount(line.asked_per_day), _marked(line, amount(line.content)),
        _loads(line) if line.places is not None else "-",
    ]  # fmt: skip


def _team(line: TeamLine) -> list[str]:
    work = _marked(line, amount(line.work_hours_per_day))
    workers = "\nto ".join(map(str, line.staffed or (line.headcount,)))
    return [
        line.name.removeprefix("team:"), workers, amount(line.hours_per_week), amount(line.tasks_per_day), work,
        _loads(line),
    ]  # fmt: skip


def _loads(line: UnitLine | TeamLine) -> str:
    """The load in the mean of the run, and that with the staff at its end where it is another one."""
    now = _load(line.load)
    then = now if line.load_at_end is None else _load(line.load_at_end)
    return _marked(line, now) + (f"\n{_marked(line, then)} at the end" if then != now else "")


def _fund(line: FundLine) -> list[str]:
    return [
        line.name,
        f"{line.money:,.0f}",
        amount(line.payments_per_day),
        _marked(line, amount(line.asked_per_day)),
        _marked(line, _load(line.load)),
    ]


def _employer(line: EmployerLine) -> list[str]:
    """One employer: each number, or from what to what it goes in the run."""
    pairs = (line.staff, line.empty, line.leave, line.move_on, line.move_in, line.join)
    return [line.name, *(_from_to(*pair) for pair in pairs)]


def _from_to(first: float, last: float) -> str:
    """A number at the start and at the end of the run, once where they are alike.

    >>> _from_to(1200, 1200.0000001), _from_to(1200, 1187.4)
    ('1,200', '1,200\\nto 1,187')
    """
    before, after = (f"{one:,.0f}" if max(first, last) >= 100 else f"{one:,.1f}" for one in (first, last))
    return before if before == after else f"{before}\nto {after}"


def _step(line: StepLine) -> list[str]:
    asks = ", ".join(name.removeprefix("team:") for name in line.asks_for)
    mean = format_duration(line.mean_time) if line.mean_time == line.mean_time else "-"
    return [line.name, KINDS.get(line.kind, line.kind), asks, str(line.row), mean, amount(line.per_day)]


def _load(share: float) -> str:
    return "-" if share != share else f"{share:.2f}"


def _frame(explanation: Explanation) -> pd.DataFrame:
    """A row a unit, team, fund and employer; what is of the first week of the run and of the last is two columns."""
    import pandas as pd

    lines: tuple[tuple[str, Sequence[UnitLine | TeamLine | FundLine | EmployerLine]], ...] = (
        ("unit", explanation.units),
        ("team", explanation.teams),
        ("fund", explanation.funds),
        ("employer", explanation.employers),
    )
    parts = [pd.DataFrame([_record(line) for line in own]).assign(what=what) for what, own in lines if own]
    return pd.concat(parts, ignore_index=True)


def _record(line: UnitLine | TeamLine | FundLine | EmployerLine) -> dict[str, Any]:
    """A line as plain values."""
    found: dict[str, Any] = {}
    for name, held in asdict(line).items():
        if isinstance(held, tuple) or name == "staffed":
            found |= dict(zip((f"{name}_first", f"{name}_last"), held or (None, None), strict=True))
        else:
            found[name] = held
    return found | {"name": line.name.removeprefix("team:")}
