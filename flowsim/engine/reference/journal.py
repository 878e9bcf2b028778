"""What is written down besides the tallies, by output level: people, and the event log."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import numpy as np

from flowsim.engine.output import LOG, LOG_DTYPE, PEOPLE, People
from flowsim.engine.reference.environment import KeyedEnvironment

if TYPE_CHECKING:
    from flowsim.engine.reference.person import Person


class Journal:
    """The log in the order in which things happen, and everybody who ever came."""

    def __init__(self, env: KeyedEnvironment, level: int) -> None:
        self.env, self.level = env, level
        self._people: list[Person] = []
        self._lines: list[tuple[int, ...]] = []

    def enrol(self, person: Person) -> None:
        """A person who comes is remembered, if people are asked for."""
        if self.level >= PEOPLE:
            self._people.append(person)

    def end_spell(self, person: Person) -> None:
        """A person comes back: what was true of the spell before is kept beside them as they are from now on."""
        if self.level >= PEOPLE:
            ended = copy(person)
            ended.codes = person.codes.copy()
            self._people.append(ended)

    def note(self, person: Person, kind: int, row: int, resource: int, value: int, slot: int = 0) -> None:
        """Write a line, if a log is asked for; see :data:`flowsim.engine.output.LOG_DTYPE`."""
        if self.level >= LOG:
            who = (person.source.row, person.index)
            self._lines.append((self.env.now, *who, kind, row, person.unit.row, resource, value, slot))

    def log(self) -> np.ndarray | None:
        """The event log, if asked for."""
        return np.array(self._lines, LOG_DTYPE) if self.level >= LOG else None

    def people(self, attributes: int, marks: int) -> People | None:
        """A row a person, in order of (source, index), if asked for."""
        if self.level < PEOPLE:
            return None
        people = sorted(self._people, key=lambda person: (person.source.row, person.index, person.spell))
        size = len(people)
        return People(
            source=np.array([person.source.row for person in people], np.int32),
            index=np.array([person.index for person in people], np.int64),
            spell=np.array([person.spell for person in people], np.int64),
            arrived=np.array([person.arrived for person in people], np.int64),
            left=np.array([person.left for person in people], np.int64),
            outcome=np.array([person.outcome for person in people], np.int32),
            unit=np.array([person.unit.row for person in people], np.int32),
            codes=np.array([person.codes for person in people], np.int32).reshape(size, attributes),
            marks=np.array([person.marks for person in people], np.int64).reshape(size, marks),
            admitted=np.array([person.admitted for person in people], np.int64),
            ready=np.array([person.ready for person in people], np.int64),
            discharged=np.array([person.discharged for person in people], np.int64),
        )
