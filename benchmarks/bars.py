"""The speed that is asked for: at least, and as an aim; and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import growth, memory, starts, threads
from benchmarks.peers import compare, registry
from benchmarks.tables import table, three
from benchmarks.timing import Spread

MORE, LESS = 1, -1


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing asked for.

    Attributes:
        what: in words.
        least, aim: what is asked for, in ``unit``.
        better: MORE or LESS, which is better.
        unit: behind the numbers.
        found: the spread of the rounds; None if it was not measured.
    """

    what: str
    least: float
    aim: float
    better: int
    unit: str
    found: Spread | None

    def verdict(self) -> str:
        """How the median stands to what is asked for."""
        if self.found is None:
            return "not measured"
        found, least, aim = (self.better * number for number in (self.found.median, self.least, self.aim))
        return "aim met" if found >= aim else "met" if found >= least else "MISSED"


def measure(found: dict[str, Sequence[Any]]) -> list[Bar]:
    """Every bar, from the rows of the sections that were measured."""
    peers, grown = found.get("peers", ()), found.get("growth", ())
    return [
        _peer("compiled engine against SimPy by hand, W2", peers, registry.SIMPY, 80, 130),
        _peer("against Cimba's Python models, W2", peers, registry.CIMBA, 6, 10),
        _peer("against C by hand with the same draws, W2", peers, registry.C, 0.5, 0.9),
        _own_simpy(peers),
        _growth(grown),
        *_memory(found.get("memory", ())),
        *_threads(found.get("threads", ())),
        *_starts(found.get("starts", ())),
    ]


def _peer(what: str, rows: Sequence[compare.Row], peer: str, least: float, aim: float) -> Bar:
    found = next((row.pair.ratio for row in rows if (row.case, row.peer) == ("W2", peer)), None)
    return Bar(what, least, aim, MORE, "x", found)


def _own_simpy(rows: Sequence[compare.Row]) -> Bar:
    found = next((row.pair.ratio for row in rows if row.case == compare.NORTHMOOR), None)
    return Bar("compiled against flowsim's own SimPy engine, northmoor", 100, 200, MORE, "x", found)


def _growth(rows: Sequence[growth.Row]) -> Bar:
    places = [row for row in rows if "northmoor" in row.series]
    what = "a happening in a place of 5 million people against one of 50,000"
    return Bar(what, 2, 1.5, LESS, "x", places[-1].ratio if places else None)


def _memory(rows: Sequence[memory.Row]) -> list[Bar]:
    """Growth over the program itself would magnify nothing much: bars are on the whole process."""
    peaks = {row.case: row.peak for row in rows}

    def times(case: str, other: str) -> Spread | None:
        return Spread.of([peaks[case] / peaks[other]]) if case in peaks and other in peaks else None

    return [
        Bar(f"memory: {memory.MANY_YEARS} against 5", 1.2, 1.05, LESS, "x", times(memory.MANY_YEARS, memory.YEARS)),
        Bar(
            f"memory: {memory.TEN_THOUSAND} against 100",
            1.5,
            1.2,
            LESS,
            "x",
            times(memory.TEN_THOUSAND, memory.HUNDRED),
        ),
    ]


def _threads(rows: Sequence[threads.Row]) -> list[Bar]:
    """Independent replications, which is what is asked for, and a whole run with its start and its measures."""
    ratios = {row.what: row.pair.ratio for row in rows if row.case == compare.NORTHMOOR}
    asked = ((threads.ENGINE, "replications of northmoor"), (threads.WHOLE, f"a run of northmoor with {threads.FEW}"))
    return [Bar(f"two threads against one, {words}", 1.8, 1.95, MORE, "x", ratios.get(what)) for what, words in asked]


def _starts(rows: Sequence[starts.Row]) -> list[Bar]:
    taken = {row.what: row.taken for row in rows}
    asked = ((starts.HELP, 0.4, 0.25), (starts.SECOND, 2.0, 1.2), (starts.FIRST, 20.0, 10.0))
    return [Bar(what, least, aim, LESS, " s", taken.get(what)) for what, least, aim in asked]


def show(bars: Sequence[Bar]) -> str:
    """The bars as a table."""
    heads = ("what", "at least (or at most)", "aim", "found (lowest to highest)", "")
    return table(heads, [_cells(bar) for bar in bars])


def _cells(bar: Bar) -> tuple[str, ...]:
    found = "" if bar.found is None else _spread(bar.found, bar.unit)
    return (bar.what, f"{bar.least:g}{_space(bar.unit)}", f"{bar.aim:g}{_space(bar.unit)}", found, bar.verdict())


def _spread(found: Spread, unit: str) -> str:
    one = f"{three(found.median)}{_space(unit)}"
    return one if found.low == found.high else f"{one} ({three(found.low)} to {three(found.high)})"


def _space(unit: str) -> str:
    return f" {unit.strip()}"
