"""Random units counted in hours of care, and stays in them, for the generator of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.engines import drawn_capacity

if TYPE_CHECKING:
    from tests.engines.generator import Document, Writer

AMOUNTS = ("1 h", "90 min", "2 h", "3 h", "5 h")


TAPERS = (
    [{"after": "1 h", "amount": "30 min"}],
    [{"after": 0, "amount": "4 h"}, {"after": "1 h", "amount": "1 h"}, {"after": "6 h", "amount": "30 min"}],
)
"""Soon enough, and little enough, that something is given up in most stays."""


def turned(writer: Writer) -> Document:
    """Now and then a turnaround, or a payer, of a unit."""
    draw = writer.draw
    words = {"turnaround": ["1 h", "90 min", "1 d"], "payer": ["council", "NHS", "family"], "week_cost": ["£700"]}
    found = {word: draw(st.sampled_from(some)) for word, some in words.items() if draw(st.integers(1, 4)) == 1}
    if writer.attributes and draw(st.integers(1, 4)) == 1:
        found["payer"] = writer.tree(lambda: draw(st.sampled_from(words["payer"])))
    return found


def kept(writer: Writer) -> Document:
    """Now and then the place that is left for a stay is kept."""
    draw = writer.draw
    if draw(st.integers(1, 3)) > 1:
        return {}
    limit = draw(st.sampled_from([{}, {"for": "3 h"}, {"for": "12 h"}, {"for": 0}]))
    return {"keep": limit | draw(st.sampled_from([{}, {"payer": "family"}, {"payer": "council"}]))}


def moved(writer: Writer) -> Document:
    """In some scenarios the way to most places takes time."""
    draw = writer.draw
    if not writer.transfers or draw(st.integers(1, 3)) == 1:
        return {}
    return {"transfer": draw(st.sampled_from(["1 h", "3 h", 0, writer.time()]))}


def endangered(writer: Writer) -> Document:
    """Where ways take time, now and then a risk that breaks them off, in rings too."""
    draw = writer.draw
    if not writer.transfers or draw(st.booleans()):
        return {}
    then = draw(st.sampled_from([{"leave": "died"}, {"wait": "3 h"}]))
    return {"risks": {"out": {"rate": draw(st.sampled_from(["1 per day", "4 per day"])), "then": [writer.named(then)]}}}


def go_away_and_back(writer: Writer, document: Document) -> None:
    """A stream that goes from a unit to another and comes back, in units of care too, with places kept meanwhile."""
    draw = writer.draw
    there = draw(st.sampled_from([*writer.units, *writer.care]))
    amount = {"amount": draw(st.sampled_from(AMOUNTS)), "taper": TAPERS[0]} if there in writer.care else {}
    more = {"amount": draw(st.sampled_from(AMOUNTS)), "taper": TAPERS[1]} if there in writer.care else {}
    ill = draw(st.sampled_from([name for name in writer.units if name != there]))
    limit = draw(st.sampled_from([{}, {"for": "3 h"}, {"for": "12 h"}]))
    document["pathways"]["away"] = [
        writer.named({"stay": there, "time": writer.time(), **amount}),
        writer.named({"stay": ill, "time": writer.time(), "keep": limit}),
        writer.named({"stay": there, "time": writer.time(), **more, **kept(writer), **moved(writer)}),
        writer.named({"leave": "home"}),
    ]
    document["arrivals"]["away"] = {"rate": "4 per day", "pathway": "away"}


def ask_ahead(writer: Writer, document: Document) -> None:
    """A stream whose branch reserves the place that the main line goes on to, and may wait for itself."""
    draw = writer.draw
    there = draw(st.sampled_from([*writer.units, *writer.care]))
    amounts = [{"amount": draw(st.sampled_from(AMOUNTS))} if there in writer.care else {} for _ in range(2)]
    alike = writer.care if there in writer.care else writer.units
    wanted = draw(st.sampled_from([there, [there, *(name for name in alike if name != there)]]))
    reserve = {"reserve": wanted, **amounts[0], **draw(st.sampled_from([{}, {"for": "5 h"}]))}
    document["pathways"]["ahead"] = [
        writer.named({"meanwhile": "ahead", "do": [writer.named(reserve)]}),
        writer.named({"stay": draw(st.sampled_from(writer.units)), "time": writer.time()}),
        writer.named(
            {
                "stay": there,
                "time": writer.time(),
                **amounts[1],
                **({"taper": TAPERS[0]} if there in writer.care else {}),
                **moved(writer),
                **writer.waiting(len(writer.pathways), 2),
            }
        ),
        writer.named({"leave": "home"}),
    ]
    document["arrivals"]["ahead"] = {"rate": "4 per day", "pathway": "ahead"}


def reservation(writer: Writer) -> Document:
    """A place asked for ahead, in a unit, a list, or by attribute, for some time."""
    draw = writer.draw
    counted = bool(writer.care) and draw(st.booleans())
    names = writer.care if counted else writer.units
    where: Any = draw(st.sampled_from([*names, list(names)]))
    if writer.attributes and draw(st.integers(1, 4)) == 1:
        where = writer.tree(lambda: draw(st.sampled_from(names)))
    step: Document = {"reserve": where} | draw(st.sampled_from([{}, {"for": "5 h"}, {"for": "1 d"}, {"for": 0}]))
    if counted:
        step["amount"] = draw(st.sampled_from(AMOUNTS))
    return step | draw(st.sampled_from([{}, {}, {"payer": "NHS"}]))


def care_units(writer: Writer) -> Document:
    """Units with few hours, so that requests of different sizes wait; all with one quantum."""
    draw = writer.draw
    quantum = draw(st.sampled_from([{}, {"quantum": "1 h"}, {"quantum": "30 min"}]))
    return {
        name: {
            "weekly_hours": draw(st.sampled_from(["5 h", "6 h", "9 h"])),
            "overtaking": draw(st.booleans()),
            "setting": draw(st.sampled_from(["home", "home", "hospital"])),
            **quantum,
            **({"admits": "office"} if draw(st.integers(1, 5)) == 1 else {}),
            **drawn_capacity.hours_of_care(draw),
            **turned(writer),
        }
        for name in writer.care
    }


def care_stay(writer: Writer) -> Document:
    """A stay in one of the care units, in a list of them, or by attribute there or on a ward; amounts may be drawn."""
    draw = writer.draw
    where = draw(st.sampled_from([*writer.care, writer.care]))
    if writer.attributes and draw(st.integers(1, 4)) == 1:
        where = {**writer.tree(lambda: draw(st.sampled_from(writer.care))), "else": draw(st.sampled_from(writer.units))}
    amount = draw(st.sampled_from(AMOUNTS))
    kind = draw(st.integers(0, 3))
    if kind == 1 and writer.attributes:
        amount = writer.tree(lambda: draw(st.sampled_from(AMOUNTS)))
    elif kind == 2:
        amount = draw(st.sampled_from([{"uniform": {"low": "1 h", "high": "5 h"}}, {"exponential": {"mean": "2 h"}}]))
    step: Document = {"stay": where, "amount": amount, **moved(writer)}
    if draw(st.integers(1, 3)) > 1:
        step["taper"] = draw(st.sampled_from(TAPERS))
    return step if draw(st.integers(1, 5)) == 1 else step | {"time": writer.time()}
