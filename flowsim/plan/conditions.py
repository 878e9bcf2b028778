"""Conditions on the state become rows of the table of tests, and words for people."""

from __future__ import annotations

import numpy as np

from flowsim.plan import tables
from flowsim.plan.numbering import Numbering
from flowsim.scenario.conditions import Occupancy, QueueLength, Since, Test, Waited, When
from flowsim.scenario.quantities import Figure

NO_LEAST, NO_MOST = -1.0, 1e300
"""Bounds that everything lies between."""

NOTHING = Figure(0.0, 0)


class Tests:
    """Collects the tests of one plan; the same test is one row.

    Attributes:
        labels: the tests in words, by row.
    """

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.labels: list[str] = []
        self._rows: dict[tuple[int, int, float, float], int] = {}

    def of(self, when: When) -> list[int]:
        """The rows of all that a condition asks about the state."""
        tests = [self._test(test) for test in when.tests]
        full = [self._row(tables.FULL, self._resource(name), f"{name} full", NOTHING) for name in when.filled]
        return tests + full

    def table(self) -> np.ndarray:
        """The table of tests."""
        return np.array(list(self._rows), tables.dtype("tests"))

    @property
    def remember_waits(self) -> int:
        """1 if any test looks at how long a request took."""
        return int(any(kind == tables.WAITED for kind, *_ in self._rows))

    def _test(self, test: Test) -> int:
        bounds = (test.over, test.under)
        match test:
            case Waited():
                return self._row(tables.WAITED, -1, f"waited{_words(*bounds)}", *bounds)
            case Since():
                mark = self.numbering.marks[test.mark]
                return self._row(tables.SINCE, mark, f"since {test.mark}{_words(*bounds)}", *bounds)
            case QueueLength():
                return self._row(tables.QUEUE, self._resource(test.of), f"queue of {test.of}{_words(*bounds)}", *bounds)
            case Occupancy():
                words = f"occupancy of {test.of}{_words(*bounds)}"
                return self._row(tables.OCCUPANCY, self._resource(test.of), words, *bounds)
        raise AssertionError(f"a test of unknown kind: {test!r}")

    def _row(self, kind: int, target: int, label: str, over: Figure | None = None, under: Figure | None = None) -> int:
        bounds = (NO_LEAST if over is None else over.value, NO_MOST if under is None else under.value)
        row = self._rows.setdefault((kind, target, *bounds), len(self._rows))
        self.labels += [label] if row == len(self.labels) else []
        return row

    def _resource(self, name: str) -> int:
        """The unit of this name, or else the team."""
        return self.numbering.resources[name] if name in self.numbering.resources else self.numbering.team(name)


def _words(over: Figure | None, under: Figure | None) -> str:
    return "".join(f" {word} {_written(bound)}" for word, bound in (("over", over), ("under", under)) if bound)


def _written(bound: Figure) -> str:
    """A bound as it stands in the scenario, without its notes."""
    return str(bound.written["value"] if isinstance(bound.written, dict) else bound.written)


def hold_at_first(plan: tables.Plan) -> np.ndarray:
    """[tests] whether each holds where nobody waits, nothing is taken and no time has passed since any mark."""
    return (plan.tests["kind"] != tables.FULL) & (plan.tests["over"] < 0)
