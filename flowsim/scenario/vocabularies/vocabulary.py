"""What a list of delay reasons is: its codes, and under which of them each reason of ours is counted.

Several reasons may be counted under one code, never one under several. Every row of a mapping is this project's reading
of the titles; no official one is known. A row that could be read otherwise says why (``doubt``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flowsim.scenario.reasons import UNRECORDED, Reason


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list.

    Attributes:
        name: the list's own code; where it has none, a short name of ours.
        title: as published, or as its source has it (see the list's ``source``).
        group: in which the list counts it; empty where the list has no groups.
        bodies: to whom the list permits a delay to be attributed; empty where it says nothing of that.
    """

    name: str
    title: str
    group: str = ""
    bodies: tuple[str, ...] = ()


NO_CODE = Code("not-listed", "Not in this list", "not in this list")
"""What is counted under no code of a list."""

NO_REASON = Code(UNRECORDED.name, UNRECORDED.title, UNRECORDED.group)
"""The code of a wait that names no reason."""


class Row(NamedTuple):
    """Where one of the 37 reasons is counted.

    Attributes:
        code: name of a code; empty where the list has no such delay.
        doubt: how it could be read otherwise; empty where nothing speaks against it.
        body: whom the delay is attributed to where the code does not permit the reason's own body.
    """

    code: str
    doubt: str = ""
    body: str = ""


class Booked(NamedTuple):
    """A reason in the words of a list: its code, the body that it is attributed to there, and what is doubtful."""

    code: Code
    body: str
    doubt: str


@dataclass(frozen=True)
class Vocabulary:
    """A list of delay reasons.

    Attributes:
        name: what ``--reasons`` says.
        title: of the list.
        source: where its codes, titles, groups and bodies come from, and what of them is ours.
        codes: by name, in the list's order.
        rows: for each of the 37 reasons of the English return, its code here.
    """

    name: str
    title: str
    source: str
    codes: Mapping[str, Code]
    rows: Mapping[str, Row]

    @property
    def groups(self) -> tuple[str, ...]:
        """The list's groups in its order; none where it has none."""
        return tuple(dict.fromkeys(code.group for code in self.codes.values() if code.group))

    @property
    def attributes(self) -> bool:
        """Whether the list itself says to whom a delay may be attributed."""
        return any(code.bodies for code in self.codes.values())

    def booked(self, reason: Reason) -> Booked:
        """A reason in the words of this list.

        A place's own reason is counted under the code that its ``codes`` name for this list, else under that of the
        English reason they name; an own reason under an official name as the official one.
        """
        if reason.name == UNRECORDED.name:
            return Booked(NO_REASON, "", "")
        own = dict(reason.codes)
        english = own.get("england", reason.name)
        row = Row(own[self.name]) if self.name in own else self.rows.get(english, Row("", "the place gives no code"))
        code = self.codes.get(row.code, NO_CODE)
        return Booked(code, self._body(reason, code, row), row.doubt)

    def _body(self, reason: Reason, code: Code, row: Row) -> str:
        """The reason's own body if the code permits it, else the row's, else the first that is permitted."""
        if not code.bodies or reason.body in code.bodies:
            return reason.body
        return row.body or code.bodies[0]
