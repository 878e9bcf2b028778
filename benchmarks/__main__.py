"""``python -m benchmarks``: speed, memory and starts, taken in one interleaved run; kept as JSON with the machine.

python -m benchmarks                   everything (about half an hour)
python -m benchmarks --quick           a fast look at everything
python -m benchmarks peers options     these sections only
python -m benchmarks base              nanoseconds a happening of the workloads without options
python -m benchmarks --readme          write the kept figures of the newest whole run into the README
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import bars, base, batches, before, growth, memory, options, starts, threads
from benchmarks.effort import FULL, QUICK, Effort
from benchmarks.keeping import keep, write_readme
from benchmarks.peers import compare


class Section(NamedTuple):
    """One kind of figures."""

    title: str
    measure: Callable[[Effort], Sequence[Any]]
    show: Callable[[Any], str]


SECTIONS = {
    "peers": Section("Beside other simulators", compare.measure, compare.show),
    "options": Section("What each option costs", options.measure, options.show),
    "growth": Section("Growth", growth.measure, growth.show),
    "threads": Section("Threads", threads.measure, threads.show),
    "batches": Section("A whole comparison", batches.measure, batches.show),
    "starts": Section("Starts", starts.measure, starts.show),
    "memory": Section("Memory", memory.measure, memory.show),
    "base": Section("Without options", base.measure, base.show),
}
USUAL = [name for name in SECTIONS if name != "base"]


def main() -> None:
    """Measure what is asked for, print it, keep it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}")
    parser.add_argument("--quick", action="store_true", help="a fast look; nothing is kept")
    parser.add_argument("--rounds", type=int, help=f"interleaved rounds ({FULL.rounds})")
    parser.add_argument("--readme", action="store_true", help="only write the newest kept figures into the README")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="only the workloads without options, in both")
    asked = parser.parse_args()
    if unknown := set(asked.sections) - set(SECTIONS):
        parser.error(f"there is no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    if asked.readme:
        write_readme()
        return
    effort = QUICK if asked.quick else FULL
    if asked.rounds is not None:
        effort = replace(effort, rounds=asked.rounds)
    if asked.before:
        print(before.show(before.measure(asked.before, effort)))
        return
    found, tables = _measured(asked.sections or USUAL, effort)
    if not asked.sections and not asked.quick:
        print(f"kept in {keep(found, tables, effort)}")


def _measured(names: Sequence[str], effort: Effort) -> tuple[dict[str, Sequence[Any]], dict[str, str]]:
    """The rows of each section and their tables, printed as they come; the bars last."""
    found: dict[str, Sequence[Any]] = {}
    tables: dict[str, str] = {}
    for name in names:
        section = SECTIONS[name]
        found[name] = section.measure(effort)
        tables[name] = section.show(found[name])
        print(f"\n{section.title}\n\n{tables[name]}", flush=True)
        if name == "peers":
            for reason in compare.absent():
                print(f"not run: {reason}")
    whole = list(names) == USUAL
    found["bars"] = [bar for bar in bars.measure(found) if whole or bar.found]
    if found["bars"]:
        tables["bars"] = bars.show(found["bars"])
        print(f"\nWhat is asked for\n\n{tables['bars']}")
    return found, tables


if __name__ == "__main__":
    main()
