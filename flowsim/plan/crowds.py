"""People by combination of attributes: only the combinations that there are, each packed into one number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """People, or people a tick, by combination.

    Attributes:
        at: [K] packed combinations (see :class:`Packing`), each once, in order.
        people: [K] how many have each.
    """

    at: np.ndarray
    people: np.ndarray

    def sum(self) -> float:
        """All of them.

        >>> Crowd(np.array([0, 3]), np.array([1.0, 2.5])).sum()
        3.5
        """
        return float(self.people.sum())

    def times(self, factor: np.ndarray | float) -> Crowd:
        """Multiplied by a factor for each combination; those of whom nobody is left are dropped."""
        people = self.people * factor
        some = people != 0.0
        return Crowd(self.at, people) if some.all() else Crowd(self.at[some], people[some])

    def of(self, at: np.ndarray) -> np.ndarray:
        """[len(at)] how many have each of some packed combinations, which are in order.

        >>> Crowd(np.array([0, 3]), np.array([1.0, 2.5])).of(np.array([1, 3])).tolist()
        [0.0, 2.5]
        """
        found = np.zeros(len(at))
        place = np.searchsorted(at, self.at)
        here = place < len(at)
        here[here] = at[place[here]] == self.at[here]
        found[place[here]] = self.people[here]
        return found


def nobody() -> Crowd:
    """Without anybody."""
    return Crowd(np.zeros(0, np.int64), np.zeros(0))


def gathered(at: np.ndarray, people: np.ndarray) -> Crowd:
    """A crowd of packed combinations in any order, of which several may be the same."""
    if (at[1:] > at[:-1]).all():  # as most are: each once, in order
        return Crowd(at, people)
    order = np.argsort(at, kind="stable")  # of a few crowds one after the other, each in order, this only merges
    at = at[order]
    first = np.concatenate([[True], at[1:] != at[:-1]])
    return Crowd(at[first], np.bincount(np.cumsum(first) - 1, people[order]))


def together(crowds: Sequence[Crowd]) -> Crowd:
    """All of several crowds.

    >>> here = Crowd(np.array([0, 3]), np.array([1.0, 2.0]))
    >>> together([here, Crowd(np.array([1, 3]), np.array([5.0, 0.5]))]).people.tolist()
    [1.0, 5.0, 2.5]
    """
    crowds = [crowd for crowd in crowds if len(crowd.at)]
    if len(crowds) < 2:
        return crowds[0] if crowds else nobody()
    return gathered(np.concatenate([one.at for one in crowds]), np.concatenate([one.people for one in crowds]))


class Packing:
    """How a combination of codes is packed into one number, and back.

    Attributes:
        sizes: [attributes] levels of each; 1 for one that is not followed.
        strides: [attributes] by how much the number rises with each code.
    """

    def __init__(self, sizes: np.ndarray) -> None:
        self.sizes = np.asarray(sizes, np.int64)
        self.strides = np.ones(len(sizes), np.int64)
        for index in range(len(sizes) - 2, -1, -1):
            self.strides[index] = self.strides[index + 1] * self.sizes[index + 1]

    @property
    def combinations(self) -> float:
        """How many combinations there could be."""
        return float(np.prod(self.sizes.astype(float)))

    def codes(self, at: np.ndarray) -> np.ndarray:
        """[K, attributes] the codes of packed combinations.

        >>> Packing(np.array([2, 3])).codes(np.array([0, 2, 4])).tolist()
        [[0, 0], [0, 2], [1, 1]]
        """
        found, rest = np.zeros((len(self.sizes), len(at)), np.int64), at
        for attribute in np.flatnonzero(self.sizes > 1).tolist():  # by one number at a time, which is much faster
            stride = int(self.strides[attribute])
            code = rest // stride
            found[attribute] = code
            rest = rest - code * stride
        return found.T

    def code(self, at: np.ndarray, attribute: int) -> np.ndarray:
        """[K] of packed combinations the code of one attribute.

        >>> Packing(np.array([2, 3])).code(np.array([0, 2, 4]), 1).tolist()
        [0, 2, 1]
        """
        size = int(self.sizes[attribute])
        return at // int(self.strides[attribute]) % size if size > 1 else np.zeros(len(at), np.int64)

    def without(self, at: np.ndarray, attributes: np.ndarray) -> np.ndarray:
        """[K] the same with code 0 of some attributes.

        >>> Packing(np.array([2, 3])).without(np.array([0, 2, 4]), np.array([1])).tolist()
        [0, 0, 3]
        """
        for attribute in attributes.tolist():
            stride, size = int(self.strides[attribute]), int(self.sizes[attribute])
            level = at // stride
            at = at - (level - level // size * size) * stride
        return at

    def spread(self, crowd: Crowd, attribute: int, table: np.ndarray) -> Crowd:
        """A crowd whose code of one attribute is drawn anew by [K, levels] shares."""
        stride = self.strides[attribute]
        base = self.without(crowd.at, np.array([attribute]))
        levels = table.shape[1]
        at = base[:, np.newaxis] + np.arange(levels) * stride
        people = crowd.people[:, np.newaxis] * table
        some = people != 0.0
        return gathered(at[some], people[some])


@dataclass(frozen=True, slots=True, eq=False)
class Combinations:
    """Packed combinations whose codes are worked out for one attribute at a time, since a step reads few of many.

    Attributes:
        packing: how they are packed.
        at: [K] packed.
    """

    packing: Packing
    at: np.ndarray

    def __len__(self) -> int:
        return len(self.at)

    def code(self, attribute: int) -> np.ndarray:
        """[K] the codes of one attribute."""
        return self.packing.code(self.at, attribute)

    def where(self, here: np.ndarray) -> Combinations:
        """Those of which this [K] is true."""
        return Combinations(self.packing, self.at[here])
