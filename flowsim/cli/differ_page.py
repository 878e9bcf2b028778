"""The page that ``flowsim differ`` prints: the policies in every view, then what changes the decision and what not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flowsim.cli.comparison_page import heading
from flowsim.cli.output import console, indented, say, table
from flowsim.cli.words import changed, title, value
from flowsim.experiment.comparison import BASELINE, NOT_SHOWN, UNCHANGED
from flowsim.experiment.differing import CHANGES, SAME, UNCLEAR, Change, Disagreements
from flowsim.results.measures import MEASURES
from flowsim.scenario.called import Called

LEGEND = (
    "Differences are policy less baseline as that partner sees the place, for the same people. ± is the half-width of "
    "a 95 % interval, widened so that all of a row, policies beside each other too, hold at once. In brackets: the "
    "interval includes zero, no difference shown. =: the same in every pair."
)
DECISION = (
    "The decision is what is shown of every two: each policy beside the baseline, and policies beside each other. A "
    "disagreement changes it where something else is shown and the difference is shown to be another one. Where only "
    "the first holds it is unclear, and more pairs may tell."
)
HEADINGS = {CHANGES: "change the decision", UNCLEAR: "may change it: unclear with so many pairs", SAME: "do not"}


def show(result: Disagreements, changes: Sequence[str] = ()) -> None:
    """Print the table of all views, then which disagreements change the decision."""
    first = result.worlds[0].comparison
    done = min(min(world.comparison.pairs.values()) for world in result.worlds)
    name = changed(first.arms[0].scenario.name, changes)
    called = Called(first.arms[0].scenario.place)
    figure = title(MEASURES[result.key.measure], result.key.of, called=called)
    say(f"{name}: {figure}, {done} pairs, seed {first.settings.seed}\n")
    headings = ["As seen by", BASELINE, *map(heading, result.policies), "Decision"]
    table(headings, list(_cells(result)))
    say(LEGEND)
    say()
    say(f"Lowest first, as written: {_order(result, 0)}.")
    say(DECISION)
    for decision, what in HEADINGS.items():
        lines = list(_disagreements(result, decision))
        say(f"\nDisagreements that {what}" + ("" if lines else ": none"))
        for line, depth in lines:
            say(indented(line, depth, console().width))


def _cells(result: Disagreements) -> Iterator[list[str]]:
    """A row a world, under its partner."""
    rows = list(result.rows())
    partner = ""
    for number, world in enumerate(result.worlds):
        if world.title != partner:
            partner = world.title
            yield [partner]
        own = rows[number * len(result.policies) : (number + 1) * len(result.policies)]
        words = "as written" if not world.view else world.assumption or "all of this"
        decision = result.decision(number) if number else ""
        baseline = value(MEASURES[result.key.measure], own[0]["baseline"], float("nan")).split(" ±")[0]
        yield [words, baseline, *map(_difference, own), decision]


def _difference(row: dict[str, object]) -> str:
    if row["shows"] == UNCHANGED:
        return "="
    measure = MEASURES[str(row["measure"])]
    numbers = [float(str(row[name])) for name in ("difference", "half_width", "baseline")]
    text = value(measure, numbers[0], numbers[1], sign=True, beside=numbers[2])
    return f"({text})" if row["shows"] == NOT_SHOWN else text


def _order(result: Disagreements, world: int) -> str:
    """The arms from lowest to highest: ``<`` where a difference is shown, ``~`` where it is not."""
    text = ""
    for name, apart in result.order(world):
        text += f" {'<' if apart else '~'} {name}" if text else name
    return text


def _disagreements(result: Disagreements, decision: str) -> Iterator[tuple[str, int]]:
    """Lines, each with by how much it is indented."""
    for number, world in list(enumerate(result.worlds))[1:]:
        changes = result.changes(number)
        if result.decision(number) != decision:
            continue
        yield (
            f"{world.title}: {world.assumption or 'all of this together'}"
            + (f" ({world.source})" if world.source else ""),
            2,
        )
        yield from ((_said(one), 6) for one in changes)
        if changes:
            yield f"lowest first: {_order(result, number)}", 6


def _said(change: Change) -> str:
    beside = "" if change.beside == BASELINE else f" beside {change.beside}"
    how = change.how if change.clear else f"{change.how}; but the two differences are not shown to differ"
    return f"{change.policy}{beside}: {change.written} as written, {change.here} here ({how})"
