"""A table of more columns than stand beside each other on the terminal: several, one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flowsim.cli.output import console, table

WORDS_WIDTH = 28
"""Narrowest column for words in the first column; what is left of the terminal is theirs too."""

HEADING_WIDTH = 15
"""A heading wider than this is broken over lines above its column."""

GAP = 2
"""Columns between two columns of a table."""

_PARTS = re.compile(r"(?<=:)(?! )|(?<=,)(?![ \d])|(?<=[:,] )|(?<=\+)(?!\d)")
_PIECES = re.compile(r"(?<= )|(?<=\D-)|(?<=-)(?=\D)")

Row = Sequence[str]


def wide_table(headings: Row, rows: Sequence[Row], fixed: int = 1) -> None:
    """Print a table; what does not fit beside its first ``fixed`` columns stands in further tables below.

    A row of one cell is a heading over the rows that follow.
    """
    full = [row for row in rows if len(row) > 1]
    widths = [_width([heading, *(row[place] for row in full)]) for place, heading in enumerate(headings)]
    room = console().width - min(widths[0], WORDS_WIDTH) - GAP - sum(widths[1:fixed])
    for places in _blocks(widths, fixed, room):
        chosen = [*range(fixed), *places]
        table(
            [headings[place] for place in chosen],
            [row if len(row) == 1 else [row[place] for place in chosen] for row in rows],
        )


def _width(cells: Sequence[str]) -> int:
    return max(len(line) for cell in cells for line in cell.split("\n")) + GAP


def _blocks(widths: Sequence[int], fixed: int, room: int) -> Iterator[list[int]]:
    """Places of columns, as many at a time as have room beside each other, at least one."""
    block: list[int] = []
    for place in range(fixed, len(widths)):
        if block and sum(widths[other] for other in block) + widths[place] > room:
            yield block
            block = []
        block.append(place)
    yield block


def broken(name: str, width: int = HEADING_WIDTH) -> str:
    """A heading over several lines: broken after a colon, comma or plus first, then after a hyphen or at a space.

    No date, range of years or signed number is broken.

    >>> broken("discharge-to-assess"), broken("No criteria to reside (people)")
    ('discharge-to-\\nassess', 'No criteria to\\nreside (people)')
    >>> broken("more-assessors:from=2026-01-01,ramp=90 d"), broken("more-beds:+20")
    ('more-assessors:\\nfrom=2026-01-01,\\nramp=90 d', 'more-beds:+20')
    """
    lines = [""]
    for part in _PARTS.split(name):
        for piece in [part] if len(part.rstrip()) <= width else _PIECES.split(part):
            if lines[-1] and len(lines[-1]) + len(piece.rstrip()) > width:
                lines.append("")
            lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)
