"""Who is on the way in a ring of transfers, as the log tells of it: each comes to the place that the next is in."""

from __future__ import annotations

Who = tuple[int, int]


class Movers:
    """Kept up to date by whoever reads the log."""

    def __init__(self) -> None:
        self._givers: dict[Who, tuple[Who, int]] = {}
        self._rings = 0
        self._ring: list[Who] = []
        self._first = 0

    def set_out(self, who: Who, here: int, there: int) -> None:
        """A move of a ring, which ends with the move into the unit where it began: each has the place of the next."""
        if not self._ring:
            self._first = here
        self._ring.append(who)
        if there == self._first:
            self._rings += 1
            for mover, giver in zip(self._ring, [*self._ring[1:], self._ring[0]], strict=True):
                self._givers[mover] = giver, self._rings
            self._ring = []

    def leave(self, who: Who) -> None:
        """Somebody is there, or was broken off, if they were on the way in a ring at all."""
        self._givers.pop(who, None)

    def giver_of(self, who: Who) -> Who | None:
        """Who is still in the place that somebody in a ring is to have."""
        giver, ring = self._givers.get(who, (None, 0))
        return giver if giver is not None and self._givers.get(giver, (None, 0))[1] == ring else None

    def taker_of(self, who: Who) -> Who | None:
        """Who in a ring is to have the place that somebody is still in."""
        return next((taker for taker in self._givers if self.giver_of(taker) == who), None)

    def chain(self, who: Who) -> list[Who]:
        """Somebody in a ring, who is in the place that they come to, and so on; nobody if they are in no ring."""
        found: list[Who] = []
        mover: Who | None = who if who in self._givers else None
        while mover is not None and mover not in found:
            found.append(mover)
            mover = self.giver_of(mover)
        return found
