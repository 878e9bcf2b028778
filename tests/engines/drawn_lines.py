"""What is drawn of a person's lines: branches beside the main one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]

BRANCH_KINDS = ("meanwhile", "join")


class Branches:
    """The part of the generator's writer that draws branches; what it asks of the rest is declared here."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    step: Callable[[int, int], Document]
    beside: bool
    branches: list[str]
    teams: list[str]
    named: Callable[[Document], Document]
    attributes: list[str]
    pathways: list[str]
    share: Callable[[], Any]
    tree: Callable[..., Document]
    then: Callable[[int, int], Document]
    change: Callable[[str], Any]
    _set: Callable[[int, int], Document]

    def risks(self, index: int, depth: int) -> Document:
        """Now and then a risk or two of a stay or wait of the main line."""
        if self.beside or depth > 1 or self.draw(st.integers(0, 3)):
            return {}
        return {"risks": {name: self.risk(index, depth) for name in ("fall", "death")[: self.draw(st.integers(1, 2))]}}

    def risk(self, index: int, depth: int) -> Document:
        """At a rate, by attribute and by day of delay; it interrupts or changes an attribute."""
        risk: Document = {"rate": self.draw(st.sampled_from(["1 per day", "0.2 per hour", "3 per week", 0]))}
        if self.attributes and self.draw(st.booleans()):
            risk["times"] = self.tree(lambda: self.draw(st.sampled_from([0, 0.5, 3])))
        if self.draw(st.integers(0, 2)) == 0:
            risk["by_day"] = self.draw(st.sampled_from([[1, 2, 4], [0, 3], [0.5]]))
        if self.draw(st.integers(0, 2)) == 0:
            risk["during"] = self.draw(st.sampled_from(["ready", "not-ready"]))
        if self.attributes and self.draw(st.booleans()):
            return risk | {"set": self._set(index, depth)["set"]}
        return risk | {"then": [], **self.then(index, depth)}

    def returns(self, outcome: str) -> Document:
        """Now and then those who leave come back, some or all of them."""
        if outcome == "died" or self.draw(st.integers(0, 2)):
            return {}
        after = self.draw(st.sampled_from(["3 h", "20 h", {"exponential": {"mean": "2 d"}}]))
        returns: Document = {"to": self.draw(st.sampled_from(self.pathways)), "after": after}
        if self.draw(st.booleans()):
            returns["share"] = self.share()
        return {"returns": returns}

    def expires(self, names: list[str]) -> Document:
        """Now and then the one attribute that is set goes out of date, after a time that may be drawn, or be none."""
        if len(names) > 1 or self.draw(st.booleans()):
            return {}
        after = self.draw(st.sampled_from(["4 h", "30 h", "0 h", {"exponential": {"mean": "8 h"}}]))
        others = [name for name in self.attributes if name != names[0] and self.draw(st.integers(0, 3)) == 0]
        return {"expires": {"after": after, "set": {name: self.change(name) for name in [*names, *others]}}}

    def _declare(self, index: int, depth: int) -> Document:
        """Ready, or not after all; at a board round or at once."""
        step: Document = {"declare": self.draw(st.sampled_from(["ready", "ready", "not-ready"]))}
        if self.draw(st.booleans()):
            step["at"] = self.draw(st.sampled_from(["office", "clinic"]))
        if self.draw(st.integers(0, 3)) == 0:
            step["reason"] = "hub-confirmation"
        return step

    def _meanwhile(self, index: int, depth: int) -> Document:
        """A new branch with a step or two, or once more one that there is."""
        again = self.draw(st.integers(0, 3)) == 0 and self.branches
        if not again:
            self.branches.append(f"b{len(self.branches)}")
        self.beside = True
        kind = "task" if self.teams and self.draw(st.booleans()) else "wait"
        steps = [self.named(getattr(self, f"_{kind}")(index, depth + 1))]
        steps += [self.step(index, depth + 1) for _ in range(self.draw(st.integers(0, 2)))]
        self.beside = False
        return {"meanwhile": self.draw(st.sampled_from(self.branches)) if again else self.branches[-1], "do": steps}

    def _join(self, index: int, depth: int) -> Document:
        """Wait for one branch or for several, if there is any; else begin one."""
        if not self.branches:
            return self._meanwhile(index, depth)
        if self.draw(st.integers(0, 2)) == 0:
            return {"join": list(self.draw(st.permutations(self.branches)))[: self.draw(st.integers(1, 3))]}
        return {"join": self.draw(st.sampled_from(self.branches))}
