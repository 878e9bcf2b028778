"""The page that ``flowsim value`` prints: what one more frees, its saving split, and an order of buying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import Any

from flowsim.cli.output import console, indented, number, say, table, with_half_width
from flowsim.cli.value_short import SHORT, short
from flowsim.cli.wide_table import wide_table
from flowsim.cli.words import changed, scale, title, value
from flowsim.experiment.comparison import LOWER, NOT_SHOWN, UNCHANGED
from flowsim.experiment.ranking import MONEY as MONEY_RANKED
from flowsim.experiment.savings import BY, HARMS, Price, Saving, SavingKind
from flowsim.experiment.value import Value
from flowsim.results.measures import MEASURES
from flowsim.scenario.additions import CARE, MONEY, THOUSAND, Addition, more_of
from flowsim.scenario.called import Called

ROOM, WIDE, NARROW = 100, 24, 14
"""On a page with this room names may be wide and it is said who pays; else names are broken at a hyphen."""

HEADING_WIDTH = 18
"""A figure's name wider than this is broken over lines above its column."""

LEGEND = (
    "Freed: the figure as it is less the figure with one more (a place, a worker, an hour of care a week, a thousand "
    "pounds a year), for the same people; below 0 where it becomes more. Each is the difference of the whole step "
    "divided by the step. ± is the half-width of a 95 % interval, widened so "
    "that all of a column hold at once. In brackets: the interval includes zero, nothing shown. =: the same in every "
    "pair. £ a year: what one costs by the costs of the scenario, a place as if it were always used; -: it gives none."
)
STAFFED = (
    "{names}: an employer of the place staffs {them}, and what is added comes here as if its staff were there from one "
    "day to the next, and rises or falls with the rest as staff does. In the place more posts would draw this staff "
    "over months, some of it from other employers; a policy can add posts (more-home-care, reablement)."
)
SPLIT = (
    "For one more. It is assumed that others take {refill:.0f} % of the freed beds (--refill): these are capacity, not "
    "cash; {rest}. Cost moved is what each pays more for places and care that people have; "
    "where the added place itself is paid for by its use, that is in it, so do not add it to its price. ± is the "
    "half-width of a 95 % interval of that figure alone."
)
CLOSED, NO_CASH = "the rest are closed, and what they cost is cash", "none is closed, so no cash is released"
RANKED = (
    "Each by itself, beside the place as it is: what is shown to free any and has a cost, by the first figure. ± holds "
    "for all additions at once. Behind the first: how much less than the first it frees for the same money, for the "
    "same people; its ± holds for every two of the list at once, whichever is first. In brackets: the interval "
    "includes zero, so which of the two to buy first is not known. The first is what looked largest, so it leans high, "
    "and so does how far the others are behind. Prices are taken as they are. The money buys whole steps only in "
    "thought: the next step of the same may free less."
)
NO_COSTS = (
    "The scenario gives no cost of anything that could be bought, so there is no order of buying. Costs are written as "
    "day_cost or week_cost of units and hour_cost of teams."
)
SUGGESTS = (
    "The order suggests, it does not decide: it goes by the first figure and by pounds alone. What is bought is what "
    "looked largest, so its figure leans high; only what the scenario gives a cost of can be in it."
)


Table = tuple[list[str], list[list[str]]]
"""Headings, and rows of cells."""


def heading(result: Value, changes: Sequence[str] = ()) -> str:
    """What was looked at, how often."""
    settings = result.comparison.settings
    name = changed(result.comparison.arms[0].scenario.name, changes)
    done = max(result.comparison.pairs.values(), default=0)
    return f"{name}: what one more frees, {done} pairs, seed {settings.seed}"


def show(result: Value, all: bool = False, changes: Sequence[str] = ()) -> None:
    """Print what one more frees; savings only of what is shown to free any, unless ``all``."""
    say(heading(result, changes) + "\n")
    rows = list(result.rows())
    called = Called(result.comparison.arms[0].scenario.place)
    _short(result, rows, called)
    _freed(result, rows, called)
    say(legend(result, called))
    say()
    _ranking(result, rows, called)
    _split(result, rows, all, called)
    _order(result, called)


def legend(result: Value, called: Called) -> str:
    """What the figures mean, and which additions come without the staff that an employer would need for them."""
    staffed = [one.name for one in result.additions if result.employer_of(one)]
    names = ", ".join(called.part(name) for name in dict.fromkeys(staffed))
    more = STAFFED.format(names=names[:1].upper() + names[1:], them="them" if len(staffed) > 1 else "it")
    return f"{LEGEND} {more}" if staffed else LEGEND


def _short(result: Value, rows: Sequence[dict[str, Any]], called: Called) -> None:
    say(indented(SHORT, 0, console().width) + "\n")
    for figure, lines in short(result, rows, called):
        say(figure)
        for line in lines:
            say(indented(line, 2, console().width))
    say()


def _freed(result: Value, rows: Sequence[dict[str, Any]], called: Called) -> None:
    wide = console().width >= ROOM
    headings, cells = freed_table(result, rows, called, wide)
    broken = [[fill(row[0], WIDE if wide else NARROW), *row[1:]] for row in cells]
    wide_table([fill(text, HEADING_WIDTH) for text in headings], broken, fixed=2)


def _payer(price: Price | None, called: Called) -> str:
    if price is None:
        return "-"
    if price.payer.startswith(BY):
        return f"depends on {called.attribute(price.payer.removeprefix(BY))}"
    return price.payer or "not said"


def freed_table(result: Value, rows: Sequence[dict[str, Any]], called: Called, wide: bool = True) -> Table:
    """A row an addition, a column a measure; who pays where there is room for it."""
    keys = [key for key in result.freed if key in result.keys]
    figures = (title(MEASURES[key.measure], key.of, called=called) for key in keys)
    headings = ["One more", "Step", *figures, "£ a year", *(["Paid by"] if wide else [])]
    cells = []
    for addition, price in zip(result.additions, result.prices, strict=True):
        own = [_cell(row) for row in rows if row["addition"] == addition.label]
        payer = [_payer(price, called)] if wide else []
        pounds = number(price.pounds, 0) if price else "-"
        cells.append([called.part(addition.name), _step(addition), *own, pounds, *payer])
    return headings, cells


def _step(addition: Addition) -> str:
    """How much was added, short: ``+2 places``, ``+20 h a week``, ``+£3,000 a year``."""
    if addition.one == MONEY:
        return f"+£{addition.amount * THOUSAND:,} a year"
    if addition.one == CARE:
        return f"+{addition.amount:,} h a week"
    return f"+{addition.amount:,} {addition.one}{'s' if addition.amount > 1 else ''}"


def _cell(row: dict[str, Any]) -> str:
    if row["shows"] == UNCHANGED:
        return "="
    text = value(MEASURES[row["measure"]], row["freed"], row["half_width"], beside=row["baseline"])
    return f"({text})" if row["shows"] == NOT_SHOWN else text


def _ranking(result: Value, rows: Sequence[dict[str, Any]], called: Called) -> None:
    """What the same money frees, most first, and what is not in that order though it frees some."""
    headings, cells = ranking_table(result, called)
    if cells:
        table([fill(text, 2 * HEADING_WIDTH) for text in headings], cells)
        say(RANKED)
    firsts = first_rows(result, rows)
    dear = [called.part(row["name"]) for row in firsts if row["shows"] == LOWER and not row["price"] > 0]
    if dear:
        say(f"Shown to free some, but without a cost in the scenario, so in no order: {'; '.join(dear)}.")
    if cells or dear:
        say()


def ranking_table(result: Value, called: Called) -> Table:
    """A row an addition that is shown to free any and has a cost, most for the same money first."""
    measure = MEASURES[result.freed[0].measure]
    cells = []
    for number_of, one in enumerate(result.ranking, 1):
        behind = value(measure, one.behind, one.behind_half_width) if number_of > 1 else ""
        cells.append(
            [
                f"{number_of}. {more_of(called.part(one.addition.name), one.addition.one)}",
                value(measure, one.freed, one.half_width),
                behind if one.told_apart or not behind else f"({behind})",
            ]
        )
    figure = title(measure, result.freed[0].of, called=called)
    return [f"£{MONEY_RANKED:,} a year frees: {figure}", "Frees", "Behind the first"], cells


def first_rows(result: Value, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the first measure."""
    return [row for row in rows if _first(result, row)]


def _first(result: Value, row: dict[str, Any]) -> bool:
    return (row["measure"], row["of"]) == (result.freed[0].measure, result.freed[0].of)


def _split(result: Value, rows: Sequence[dict[str, Any]], all: bool, called: Called) -> None:
    """What each saving is made of."""
    frees = {row["addition"] for row in rows if row["shows"] == LOWER and _first(result, row)}
    cells: list[list[str]] = []
    for addition in result.additions:
        if all or addition.label in frees:
            more = f"£{THOUSAND:,} more a year" if addition.one == MONEY else f"one more {addition.one}"
            cells += [[f"{called.part(addition.name)}: {more}"], *_made_of(result, addition.label, all, called)]
    if cells:
        table(["Saving", "Amount", "Unit"], cells)
        say(SPLIT.format(refill=100 * result.refill, rest=CLOSED if result.refill < 1 else NO_CASH))
    else:
        say("Nothing is shown to free any, so no saving is split; --all splits all.")
    for line in result.without():
        say(f"Not known: {line}.")
    say()


def _made_of(result: Value, label: str, all: bool, called: Called) -> Iterator[list[str]]:
    """Rows of the savings of one addition: what is exactly nought is left out, and unless ``all`` harms not shown."""
    own = [one for one in result.savings if one.addition == label and (one.amount or one.half_width)]
    unshown = [one for one in own if one.kind is SavingKind.HARM and abs(one.amount) <= one.half_width and not all]
    for one in sorted(own, key=lambda one: one.kind.place):
        if one not in unshown:
            beside = f"{one.kind.value}: {_what(one, called)}"
            yield [beside, with_half_width(one.amount, one.half_width, sign=True), one.unit]
    if unshown:
        yield [f"{SavingKind.HARM.value}: not shown of {len(unshown)} more (--all)", "", ""]


def _what(saving: Saving, called: Called) -> str:
    """What is saved, in the words of the place: a harm is named by its risk and step."""
    return called.of(MEASURES[HARMS].per, saving.what) if saving.kind is SavingKind.HARM else saving.what


def _order(result: Value, called: Called) -> None:
    if not (result.order or result.ended):
        return
    if not any(result.prices):
        say(indented(NO_COSTS, 0, console().width))
        return
    say("An order of buying")
    for line in purchases(result, called):
        say(indented(line, 2, console().width))
    say(indented(f"It ends there: {result.ended or 'interrupted'}.", 2, console().width))
    say(SUGGESTS)


def purchases(result: Value, called: Called) -> Iterator[str]:
    """Each purchase in words."""
    measure = MEASURES[result.freed[0].measure]
    times, unit = scale(measure)
    for place, one in enumerate(result.order, 1):
        freed = with_half_width(one.freed * times, one.half_width * times)
        bought = one.addition.words(called.part(one.addition.name))
        price = "" if one.addition.one == MONEY else f", £{number(one.price, 0)} a year"
        yield (f"{place}. {bought}{price}: frees {freed} {unit} (£{number(one.spent, 0)} a year in all)")
