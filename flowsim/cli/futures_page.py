"""The page that ``flowsim futures`` prints: what is uncertain, regret, where it is large, what else each changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flowsim.cli.comparison_page import heading
from flowsim.cli.output import console, decimals, indented, number, say, table
from flowsim.cli.payers_page import CHARGES, COSTS, WHOSE
from flowsim.cli.wide_table import wide_table
from flowsim.cli.words import changed, name, scale, title, titles, value
from flowsim.experiment.arms import Key
from flowsim.experiment.comparison import BASELINE, HIGHER, LOWER, NOT_SHOWN, UNCHANGED
from flowsim.experiment.foremost import LESS, MORE, foremost
from flowsim.experiment.over_futures import Futures
from flowsim.experiment.regret import ENOUGH_FUTURES
from flowsim.plan.left_out import AT_LEAST, AT_MOST, EITHER_WAY
from flowsim.results.measures import MEASURES
from flowsim.results.registry import EVERYONE
from flowsim.scenario.called import Called, small

REGRET = "Regret is how far the figure lies behind whichever of these has {most} of it in the same future."
GIVEN = "What a policy's own file gives a range is drawn too, unless it is given its value, as in -p more-beds:+20."
LEGEND = (
    "± is the half-width of a 95 % interval of the mean over futures. Whichever has {most} in a future has it partly "
    "by chance, which makes regret too large. Without chance: the same where that one is chosen by other replications "
    "than those that are compared; this is, if anything, too small, and of policies that are all the same it is 0 on "
    "average. So on average the truth lies between the two. Largest: the largest regret in any future. Good enough: "
    "in what share of futures regret is at most {limit}. Shown behind: in how many futures another one is shown to "
    "have {better}, by intervals that hold for all of them; chance alone shows that of some in one future of twenty. "
    "Largest, good enough and the rank correlations below are of regret with chance in it, which makes the largest of "
    "many too large most of all, and good enough too seldom."
)
WHERE = (
    "Rank correlations of regret with what was drawn; only those that chance alone would show less than one time in "
    "twenty, with all that were looked at counted."
)
OVERLOADED = (
    "While that lasts people wait ever longer for these, unless they give up or are held up earlier, so what is "
    "counted in such a future goes by how long the run is. Loads are those that flowsim explain would show there, of "
    "the mean of the run or with the staff of its last week, whichever is more."
)
BOUNDS = {AT_LEAST: ", or more", AT_MOST: ", or less", EITHER_WAY: ", or less or more"}
"""What a load may be with what flows leave out."""
NAMED = 6
"""So many of what is overloaded are named, and how many more there are."""

HARMS = (
    "Differences are policy less baseline for the same people, the mean over futures; ± is the half-width of a 95 % "
    "interval over futures{together}. In brackets: the interval includes zero, no difference shown. =: the same in "
    "every future. Below each, in how many of the futures it is lower or higher. Helps: whether less or more of it "
    "does. By chance, one figure in twenty misses a true value, so some may be named here that are neither helped nor "
    "harmed. --json has every headline figure."
)
TOGETHER = ", widened so that all policies' intervals of a figure hold at once"


def show(result: Futures, changes: Sequence[str] = ()) -> None:
    """Print what is uncertain, then the regret of each policy, then where it is large and what else each changes."""
    called = Called(result.scenario.place)
    figure = title(MEASURES[result.key.measure], result.key.of, called=called)
    say(f"{changed(result.scenario.name, changes)}: {figure}, {result.counts}\n")
    most = "least" if result.helps == LESS else "most"
    say(REGRET.format(most=most))
    say("\nWhat is uncertain: anything in a range, or any of several values, all equally likely\n")
    for line, depth in _uncertain(result):
        say(indented(line, depth, console().width))
    if any(":" in one.path for one in result.uncertain):
        say(f"\n{GIVEN}")
    say()
    headings = ["Policy", "Mean", "Regret", "Without\nchance", "Largest", "Good\nenough", "Shown\nbehind"]
    table(headings, list(_cells(result)))
    limit = _plain(result, result.good_enough) + ("" if result.limit is not None else ", 5 % of the baseline's mean")
    say(LEGEND.format(most=most, limit=limit, better="less" if result.helps == LESS else "more"))
    for line, depth in _overloaded(result, called):
        say(indented(line, depth, console().width))
    say("\nIn which future regret is largest\n")
    for line, depth in _largest(result):
        say(indented(line, depth, console().width))
    say("\nWhere each falls short\n")
    for line, depth in _falls_short(result):
        say(indented(line, depth, console().width))
    _show_harms(result, called)
    say("\nflowsim policies show NAME SCENARIO says what each policy is, what it changes there, and its evidence.")


def _uncertain(result: Futures) -> Iterator[tuple[str, int]]:
    """Each uncertain number, with its range and where that comes from."""
    for one in result.uncertain:
        yield f"{one.title}: {one.words()}", 2
        yield one.source, 6


def _cells(result: Futures) -> Iterator[list[str]]:
    measure = MEASURES[result.key.measure]
    for row in result.rows():
        yield [
            row["policy"],
            value(measure, row["mean"], row["mean_half_width"]),
            value(measure, row["regret"], row["regret_half_width"], beside=row["mean"]),
            value(measure, row["without_chance"], row["without_chance_half_width"], beside=row["mean"]),
            _plain(result, row["largest"]),
            f"{100 * row['good_enough']:.0f} %",
            f"{row['behind']} of {row['futures']}",
        ]


def _plain(result: Futures, size: float) -> str:
    """A size in the measure's unit as it is shown, without an interval, to three digits."""
    times, unit = scale(MEASURES[result.key.measure])
    text = number(size * times, max(decimals(size * times, 3), 0))
    return f"{text} %" if unit == "%" else text


def _overloaded(result: Futures, called: Called) -> Iterator[tuple[str, int]]:
    """Of what more is asked than there is, in how many futures, under which arms."""
    by_path: dict[str, list[dict[str, Any]]] = {}
    for row in result.rows_overloaded():
        by_path.setdefault(row["path"], []).append(row)
    unknown = {arm: many for arm, many in result.loads_not_known().items() if many}
    if not by_path and not unknown:
        return
    yield "", 0
    yield "Where more is asked than there is", 0
    yield "", 0
    for path, own in list(by_path.items())[:NAMED]:
        yield f"{called.part(path.partition('.')[2])}: {_how_often(result, own)}", 2
    if len(by_path) > NAMED:
        yield f"and {len(by_path) - NAMED} more (--json)", 2
    if by_path:
        yield OVERLOADED, 2
    if unknown:
        where = ", ".join(f"{arm} in {many}" for arm, many in unknown.items())
        yield f"Not known, since too much decides which way people go: {where} of {len(result.futures)} futures", 2


def _how_often(result: Futures, rows: Sequence[dict[str, Any]]) -> str:
    """In how many futures under which arm, and with what load."""
    many = {row["policy"]: row["overloaded"] for row in rows}
    unknown = result.loads_not_known()
    known = [arm for arm in result.arms if unknown[arm] < len(result.futures)]
    counts = [many.get(arm, 0) for arm in known]
    if len(set(counts)) == 1 and known == list(result.arms):
        often = f"in {counts[0]} of {len(result.futures)} futures under each"
    else:
        each = (f"{arm} in {count or 'none'}" for arm, count in zip(known, counts, strict=True))
        often = f"{', '.join(each)} of {len(result.futures)} futures"
    most = max(rows, key=lambda row: (row["load"] == row["load"], row["load"]))
    if most["load"] != most["load"]:
        return often
    return f"{often} (load up to {most['load']:.2f}{BOUNDS.get(most['bound'], '')})"


def _largest(result: Futures) -> Iterator[tuple[str, int]]:
    """For each arm the future in which its regret is largest, and what was drawn there; arms of one future together."""
    rows = [row for row in result.rows() if row["largest"] > 0]
    for future in result.futures:
        own = [row for row in rows if row["largest_in"] == future.number]
        if own:
            regrets = ", ".join(f"{row['policy']} {_plain(result, row['largest'])}" for row in own)
            yield f"future {future.number}: {regrets}", 2
            there = (f"{one.title}: {one.value_words(future.drawn[one.title])}" for one in result.uncertain)
            yield "; ".join(there), 6


def _falls_short(result: Futures) -> Iterator[tuple[str, int]]:
    found = list(result.rows_falls_short())
    if len(result.futures) < ENOUGH_FUTURES:
        yield f"With fewer than {ENOUGH_FUTURES} futures nothing can be said of this.", 2
        return
    for arm in result.arms:
        own = [row for row in found if row["policy"] == arm]
        yield arm + ("" if own else ": its regret is not shown to go together with anything that is uncertain"), 2
        for row in own:
            sign = f"rank correlation {row['correlation']:+.2f}"
            yield f"most where '{row['uncertain']}' is {row['where']}, towards {row['towards']} ({sign})", 6
    if found:
        yield WHERE, 2


def _show_harms(result: Futures, called: Called) -> None:
    """Print what each policy helps, harms and costs besides, by whose the figures are."""
    say("\nWhat each helps, harms and costs besides\n")
    by_policy = [[row for row in result.rows_harms() if row["policy"] == policy] for policy in result.policies]
    groups = _groups(by_policy)
    if not groups:
        say("None of the figures that matter first is another one under any policy.")
        return
    places = [place for own in groups.values() for place in own]
    for policy, rows in zip(result.policies, by_policy, strict=True):
        for line, depth in (*_in_short(policy, [rows[place] for place in places], called), *_costs(rows)):
            say(indented(line, depth, console().width))
    say()
    figures = [by_policy[0][place] for place in places]
    words = titles([(MEASURES[row["measure"]], row["of"], EVERYONE) for row in figures], called)
    named = dict(zip(places, words, strict=True))
    lines: list[list[str]] = []
    for whose, own in groups.items():
        lines.append([whose])
        for place in own:
            first = by_policy[0][place]
            baseline = value(MEASURES[first["measure"]], first["baseline"], float("nan")).split(" ±")[0]
            cells = [_difference(rows[place]) for rows in by_policy]
            lines.append([named[place], first["helps"], baseline, *cells])
    wide_table(["Measure", "Helps", BASELINE, *map(heading, result.policies)], lines, fixed=3)
    say(HARMS.format(together=TOGETHER if len(result.policies) > 1 else ""))


def _in_short(policy: str, rows: Sequence[dict[str, Any]], called: Called) -> Iterator[tuple[str, int]]:
    """What a policy is shown to help and to harm of the figures that stand first."""
    worse = {LESS: HIGHER, MORE: LOWER}
    shown = [row for row in rows if row["helps"] in worse and row["shows"] in (HIGHER, LOWER)]
    yield policy, 2
    for word, harmful in (("helps", False), ("harms", True)):
        own = [row for row in shown if (row["shows"] == worse[row["helps"]]) == harmful]
        names = [small(name(MEASURES[row["measure"]], row["of"], called=called)) for row in own]
        yield f"{word}: {'; '.join(names) or 'nothing is shown'}", 6


def _costs(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, int]]:
    """Who pays more and who less under a policy, for places and staff, and for the policy itself."""
    shown = [row for row in rows if row["measure"] in (COSTS, CHARGES) and row["of"] in WHOSE and row["of"]]
    for word, verdict in (("costs", HIGHER), ("saves", LOWER)):
        own = [_paid(row) for row in shown if row["shows"] == verdict]
        if own:
            yield f"{word}: {'; '.join(own)}", 6


def _paid(row: dict[str, Any]) -> str:
    measure = MEASURES[row["measure"]]
    text = value(measure, row["difference"], row["half_width_together"], sign=True, beside=row["baseline"])
    what = ", the policy itself" if row["measure"] == CHARGES else ", places and staff"
    return f"{WHOSE[row['of']]} {text} {scale(measure)[1]}{what}"


def _groups(by_policy: Sequence[Sequence[dict[str, Any]]]) -> dict[str, list[int]]:
    """Places among the figures of those that stand first and are another one under some policy, by heading."""
    figures = [Key(row["measure"], row["of"], EVERYONE) for row in by_policy[0]]
    found: dict[str, list[int]] = {}
    for place, first in foremost(figures):
        if any(rows[place]["shows"] != UNCHANGED for rows in by_policy):
            found.setdefault(first.whose, []).append(place)
    return found


def _difference(row: dict[str, Any]) -> str:
    if row["shows"] == UNCHANGED:
        return "="
    measure = MEASURES[row["measure"]]
    text = value(measure, row["difference"], row["half_width_together"], sign=True, beside=row["baseline"])
    if not row["futures"]:
        return text
    share, word = (row["lower"], "lower") if row["lower"] >= row["higher"] else (row["higher"], "higher")
    counted = f"{round(share * row['futures'])} of {row['futures']} {word}"
    return f"({text})\n{counted}" if row["shows"] == NOT_SHOWN else f"{text}\n{counted}"
