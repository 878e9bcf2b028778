"""Loops of steps: which of them lead to each other."""

from __future__ import annotations


def components(exits_of: list[list[int]]) -> list[int]:
    """Strongly connected component of each row, by the number of one of its rows (Tarjan 1972, without recursion).

    Args:
        exits_of: for each row those that it leads to.

    >>> components([[1], [0, 2], []])
    [0, 0, 2]
    """
    count = len(exits_of)
    index, low, component = [-1] * count, [0] * count, [-1] * count
    path: list[int] = []
    clock = 0
    for root in range(count):
        if index[root] >= 0:
            continue
        work = [(root, iter(exits_of[root]))]
        index[root] = low[root] = clock = clock + 1
        path.append(root)
        while work:
            node, exits = work[-1]
            for other in exits:
                if index[other] < 0:
                    index[other] = low[other] = clock = clock + 1
                    path.append(other)
                    work.append((other, iter(exits_of[other])))
                    break
                if component[other] < 0:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    while component[node] < 0:
                        component[path.pop()] = node
    return component


def in_turn(exits_of: list[list[int]]) -> list[list[int]]:
    """The rows by component, each component before those that it leads to; rows are in an order that only loops break.

    >>> in_turn([[1], [0, 2], []])
    [[0, 1], [2]]
    """
    groups: dict[int, list[int]] = {}
    for row, component in enumerate(components(exits_of)):
        groups.setdefault(component, []).append(row)
    return list(groups.values())
