"""Rings: people who wait for each other's places, each for the one the next person holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def find_ring(edges: Iterable[tuple[int, int]]) -> list[int] | None:
    """The ring to turn round, as its units in order from the least; None if there is no ring.

    An edge (a, b) means that somebody in unit a waits for unit b. The shortest ring is taken; among the
    shortest the one whose least unit is least; then the lexicographically least.

    >>> find_ring([(1, 2), (2, 3), (3, 1), (3, 2)])
    [2, 3]
    >>> find_ring([(1, 2), (2, 3)]) is None
    True
    """
    wanted: dict[int, list[int]] = {}
    for held, unit in sorted(set(edges)):
        wanted.setdefault(held, []).append(unit)
    rings = (_shortest_from(least, wanted) for least in wanted)  # least units in ascending order
    return min((ring for ring in rings if ring), key=len, default=None)  # the first of the shortest


def _shortest_from(least: int, wanted: Mapping[int, Sequence[int]]) -> list[int] | None:
    """The shortest ring through `least` over units that are not less; the lexicographically least of them.

    Paths are extended breadth first and each unit is reached once, by the first path to it. Because a
    unit's neighbours come in ascending order, paths of one length come in lexicographic order, so the
    first is the least.
    """
    paths = [[least]]
    reached = {least}
    for path in paths:
        for unit in wanted.get(path[-1], ()):
            if unit == least:
                return path
            if unit > least and unit not in reached:
                reached.add(unit)
                paths.append([*path, unit])
    return None
