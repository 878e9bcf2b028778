"""Where in which file each part of a scenario stands: a path of keys and indices to file, line and column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

Path = tuple[str | int, ...]
"""Keys and indices from the top of a scenario: ``("pathways", "main", 2, "work")``."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file; line and column count from 1, and are 0 for something that stands in no file."""

    file: str = ""
    line: int = 0
    column: int = 0


NOWHERE = Spot()


@dataclass
class Positions:
    """The spots of all keys and values that were read.

    Attributes:
        keys: path of an entry to the spot of its key (a list item has none).
        values: path of an entry to the spot of its value.
        edited: paths whose value was replaced after reading: nothing at or below them stands in a file.
    """

    keys: dict[Path, Spot] = field(default_factory=dict)
    values: dict[Path, Spot] = field(default_factory=dict)
    edited: frozenset[Path] = frozenset()

    def of(self, path: Path, key: bool = False) -> Spot:
        """The spot of the value at ``path`` (or of its key), else of the nearest entry that contains it.

        A container is shown by its key, since its value starts on the next line.
        """
        if any(path[: len(edit)] == edit for edit in self.edited):
            return NOWHERE
        if path in self.values and not key and not self._starts_below_key(path):
            return self.values[path]
        for length in range(len(path), -1, -1):
            head = path[:length]
            spot = self.keys.get(head) or self.values.get(head)
            if spot:
                return spot
        return NOWHERE

    def _starts_below_key(self, path: Path) -> bool:
        return path in self.keys and self.values[path].line > self.keys[path].line

    def with_edit(self, path: Path) -> Positions:
        """The same positions, with the value at ``path`` known to stand in no file."""
        return Positions(self.keys, self.values, self.edited | {path})

    def copy(self) -> Positions:
        """The same, of which nothing changes when the other is changed."""
        return replace(self, keys=dict(self.keys), values=dict(self.values))

    def update(self, other: Positions) -> None:
        """Add the spots of another file; those already known stay."""
        self.keys.update({path: spot for path, spot in other.keys.items() if path not in self.keys})
        self.values.update({path: spot for path, spot in other.values.items() if path not in self.values})
