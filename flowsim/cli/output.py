"""What the person at the terminal sees: tables, numbers with their half-widths, problems, progress."""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from textwrap import TextWrapper, fill
from typing import TYPE_CHECKING, Any
from unicodedata import category

from flowsim.errors import FlowsimError, Problem, ScenarioError
from flowsim.experiment import patience

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 160
"""Columns of a table that goes into a file or another program."""

PROSE_WIDTH = 100
"""Columns of running text that goes there, and of indented text however wide the terminal."""

MOST = 9
"""Digits after the point at most."""

ROUNDING = 1e-9
"""A half-width that is no more than this share of its value is what rounding leaves of none."""


def console(stderr: bool = False, piped: int = PIPED_WIDTH) -> Console:
    """A plain console: what users wrote is never taken for markup. Of a file or another program it has the width
    ``piped``."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else piped
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False, soft_wrap=False)


def visible(text: str) -> str:
    """Text with what cannot be seen written out, so that no title and no file's name can steer the terminal.

    >>> visible("ward \\x1b[31mred"), visible("two\\nlines")
    ('ward \\\\x1b[31mred', 'two\\nlines')
    """
    if text.isprintable():
        return text
    return "".join(_written_out(character) for character in text)


def _written_out(character: str) -> str:
    if character in "\n\t" or category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
        return character
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def say(text: str = "") -> None:
    """A line of the answer, on standard output."""
    console(piped=PROSE_WIDTH).print(visible(text))


def note(text: str) -> None:
    """A remark beside the answer, on standard error."""
    console(stderr=True, piped=PROSE_WIDTH).print(visible(text))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], words: str | None = None, left: int = 1) -> None:
    """Print a table whose first ``left`` columns are words and the others numbers.

    Nothing is ever cut: only the column ``words`` (by its heading; default: the first) wraps, between words. A row of
    one cell is a heading over the rows that follow.
    """
    from rich import box
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False)
    for place, heading in enumerate(headings):
        wraps = heading == words if words else place == 0
        grid.add_column(
            heading, justify="left" if place < left else "right", no_wrap=not wraps, overflow="fold", vertical="top"
        )
    for row in rows:
        if len(row) == 1 and len(headings) > 1 and grid.row_count:
            grid.add_row()
        grid.add_row(*map(visible, row), style="bold" if len(row) == 1 < len(headings) else None)
    console().print(grid)
    console().print()


def entries(items: Sequence[tuple[str, str]]) -> None:
    """Print a list of names, each with its text indented below."""
    shown = console()
    for name, text in items:
        shown.print(visible(name), style="bold")
        shown.print(indented(visible(text), 4, shown.width))


def indented(text: str, by: int, width: int) -> str:
    """Text broken into lines of at most ``width`` columns (and never more than people like to read), each indented.

    Names such as ``more-homes`` stay whole.

    >>> indented("people wait for a place", 2, 22), indented("here under more-homes:+1", 2, 22)
    ('  people wait for a\\n  place', '  here under\\n  more-homes:+1')
    """
    space = " " * by
    whole = text.replace(" ± ", "\xa0±\xa0")  # no line ends between a number and its half-width
    columns = min(max(width, by + 20), PROSE_WIDTH)
    lines = fill(whole, columns, initial_indent=space, subsequent_indent=space, break_on_hyphens=False)
    return lines.replace("\xa0±\xa0", " ± ")


def print_json(payload: Any) -> None:
    """One JSON document on standard output; what is not a finite number becomes null."""
    sys.stdout.write(json.dumps(_plain(payload), indent=2, allow_nan=False) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def decimals(size: float, digits: int) -> int:
    """Digits after the point that show so many significant ones of a number of this size; below 0 for thousands.

    >>> decimals(5.63, 2), decimals(0.0123, 2), decimals(19_144, 2)
    (1, 3, -3)
    """
    if not math.isfinite(size) or size == 0:
        return 0
    return min(digits - 1 - math.floor(math.log10(abs(size))), MOST)


def number(value: float, places: int, sign: bool = False) -> str:
    """A number rounded to so many digits after the point, never a negative nought.

    >>> number(-0.004, 2), number(1234.5, 1), number(3, 1, sign=True), number(19144, -3)
    ('0.00', '1,234.5', '+3.0', '19,000')
    """
    if not math.isfinite(value):
        return "-"
    rounded = round(value, places) + 0.0
    return f"{rounded:{'+' if sign and rounded else ''},.{max(places, 0)}f}"


def with_half_width(
    value: float, half_width: float, sign: bool = False, beside: float | None = None, most: int | None = None
) -> str:
    """A mean and the half-width of its 95 % interval, to two digits of the half-width.

    A difference that stands ``beside`` its baseline has no more digits than four of the baseline, and nothing has more
    than ``most`` of its own, unless its half-width would vanish.

    >>> with_half_width(734.218, 5.63), with_half_width(-4.2, 1.8, sign=True), with_half_width(3.0, float("nan"))
    ('734.2 ± 5.6', '-4.2 ± 1.8', '3.000 ± ?')
    >>> with_half_width(0.0001, 0.0051, True, beside=3.12)
    '0.000 ± 0.005'
    >>> with_half_width(1.8e-12, 1.1e-12), with_half_width(0.0, float("nan"))
    ('0 ± 0', '0 ± ?')
    >>> with_half_width(1.0959, 0, True, most=3), with_half_width(274.52, 4.6, most=3)
    ('+1.10 ± 0', '275 ± 5')
    """
    if not math.isfinite(value):
        return "-"
    if math.isfinite(half_width) and max(abs(value), half_width) < 0.5 * 10.0**-MOST:  # what rounding leaves of none
        return "0 ± 0"
    if not math.isfinite(half_width) or half_width <= ROUNDING * abs(value):
        places = max(decimals(value, most or 4), 0)
        return f"{number(value, places, sign)} ± {'0' if math.isfinite(half_width) else '?'}"
    places = decimals(half_width, 2)
    if beside is not None and beside:
        places = min(places, max(decimals(beside, 4), decimals(half_width, 1)))
    if most is not None and value:
        places = min(places, max(decimals(value, most), decimals(half_width, 1)))
    places = min(places, 0) if half_width >= 1000 else max(places, 0)
    return f"{number(value, places, sign)} ± {number(half_width, places)}"


def problem_report(error: FlowsimError) -> None:
    """Print an error for people, on standard error: every problem, then how many there are."""
    if not isinstance(error, ScenarioError):
        sys.stderr.write(hanging(visible(f"error: {error}"), 4, stderr=True) + "\n")
        return
    for problem in error.problems:
        print_problem(problem)
    count = sum(problem.severity == "error" for problem in error.problems)
    note(f"{count} problem{'' if count == 1 else 's'}")


def print_problem(problem: Problem) -> None:
    """One problem: where and what on the first line, then what was found and what was expected."""
    spot = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    where = f"{spot}: " if spot else ""
    parts = (("at", problem.path), ("found", problem.found), ("expected", problem.expected), ("hint", problem.hint))
    texts = [("", f"{where}{problem.severity}: {problem.message} [{problem.code}]")]
    texts += [(f"    {word:<9}", text) for word, text in parts if text]
    for before, text in texts:
        sys.stderr.write(hanging(visible(before + text), max(len(before), 4), stderr=True) + "\n")


def hanging(text: str, by: int, stderr: bool = False) -> str:
    """Text broken at spaces to the width of prose; of each of its lines all but the first are indented."""
    width = max(console(stderr, PROSE_WIDTH).width, by + 20)
    lines = TextWrapper(
        width, subsequent_indent=" " * by, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
    )
    return "\n".join(map(lines.fill, text.split("\n")))


def warn(problems: Sequence[Problem]) -> None:
    """Print warnings on standard error."""
    for problem in problems:
        print_problem(problem)


def interrupted() -> None:
    """Say that Ctrl-C was heard."""
    sys.stderr.write("interrupted\n")


class _Told:
    """A line for every tenth of the work that is done, from when it has taken longer than a moment."""

    def __init__(self, what: str) -> None:
        self.what, self.begun, self.tenths = what, time.monotonic(), -1

    def __call__(self, done: int, total: int) -> None:
        """Tell, if another tenth is done."""
        tenths = 10 * done // max(total, 1)
        if tenths < self.tenths:
            self.tenths = -1  # another round of work
        if tenths > self.tenths and time.monotonic() - self.begun >= patience.SECONDS:
            self.tenths = tenths
            sys.stderr.write(visible(f"{self.what}: {done} of {total} ({100 * done // max(total, 1)} %)") + "\n")
            sys.stderr.flush()


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """On standard error a progress bar while it is a terminal; else a line for every tenth, if it takes its time."""
    if sys.stderr.isatty():
        with _bar(what) as report:
            yield report
        return
    with patience.patience(f"{what}: under way"):
        yield _Told(what)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar from the first that is reported, or once the work takes longer than a moment: a mistake that is found at
    once is told without one."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console(stderr=True), transient=True)
    task = bar.add_task(visible(what), total=None)

    def report(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        bar.start()

    late = threading.Timer(patience.SECONDS, bar.start)
    late.daemon = True
    late.start()
    try:
        yield report
    finally:
        late.cancel()
        late.join()
        bar.stop()
