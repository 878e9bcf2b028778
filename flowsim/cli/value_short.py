"""What ``flowsim value`` says first: of each figure what one more is shown to help or to harm, and what that costs.

Of a figure that is not among the foremost, or is better neither high nor low, it is said what lowers and raises it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flowsim.cli.output import number
from flowsim.cli.short_answer import first_named
from flowsim.cli.words import scale, title, value
from flowsim.experiment.comparison import HIGHER, LOWER
from flowsim.experiment.foremost import EITHER, FOREMOST, MORE
from flowsim.results.measures import MEASURES
from flowsim.scenario.additions import MONEY, THOUSAND
from flowsim.scenario.called import Called

if TYPE_CHECKING:
    from flowsim.experiment.arms import Key
    from flowsim.experiment.value import Value

SAID = 6
"""So many additions are named that help, and as many that harm (or that lower the figure, and that raise it)."""

COUNTED = ("people", "beds", "places", "workers")
"""Units of which there are fewer; of others there is less."""

SHORT = "In short: what one more is shown to change, for the same people"


def short(result: Value, rows: Sequence[dict[str, Any]], called: Called) -> Iterator[tuple[str, list[str]]]:
    """Each figure in words, with a line for what helps, one for what harms, and one for how many are not shown.

    Args:
        result: what one more frees.
        rows: its rows.
        called: what the place calls things.
    """
    for key in result.freed:
        own = [row for row in rows if (row["measure"], row["of"]) == (key.measure, key.of)]
        if own:
            yield title(MEASURES[key.measure], key.of, called=called), list(_lines(key, own, called))


def _lines(key: Key, rows: Sequence[dict[str, Any]], called: Called) -> Iterator[str]:
    helps = next((first.helps for first in FOREMOST if first.measure == key.measure), EITHER)
    words = ("lowers", "raises") if helps == EITHER else ("helps", "harms")
    for word, shows in zip(words, (HIGHER, LOWER) if helps == MORE else (LOWER, HIGHER), strict=True):
        if found := [_said(row, called) for row in rows if row["shows"] == shows]:
            yield f"{word}: {first_named(found, SAID)}"
    others = sum(row["shows"] not in (LOWER, HIGHER) for row in rows)
    nothing = "no difference is shown" if helps == EITHER else "neither help nor harm is shown"
    if others == len(rows):
        yield nothing
    elif others:
        yield f"{nothing} of {others} of {len(rows)}"


def _said(row: dict[str, Any], called: Called) -> str:
    """By how much one more makes the figure lower or higher, in words and without a sign, and what one costs."""
    measure = MEASURES[row["measure"]]
    size = value(measure, abs(row["freed"]), row["half_width"], beside=row["baseline"])
    unit = scale(measure)[1].replace("%", "% points")
    less = "fewer" if unit in COUNTED else "less"
    changes = " ".join([called.part(row["name"]), size, *filter(None, [unit]), less if row["freed"] > 0 else "more"])
    if row["one"] == MONEY:
        return f"{changes} for £{THOUSAND:,} more a year"
    costs = f"costs £{number(row['price'], 0)} a year" if row["price"] > 0 else "no cost is given"
    return f"{changes} for one more {row['one']} ({costs})"
