"""Acts: what is done about a person and counted, such as messages sent and chased."""

from __future__ import annotations

MESSAGE, LOST = "message", "lost"
"""What can be done: a message sent, one lost. One chased, and what a step counts, have their names in the scenario's
``efforts``."""

SEARCH_ACTS = APPROACH, REFUSAL, ACCEPTANCE, FALLBACK = ("approach", "refusal", "acceptance", "fallback")
"""What can be done in a search, in the order of their numbers."""

FAILURE = "failure"
"""A placement that failed."""


class Acts:
    """Numbers the acts of one plan, in the order in which pathways come to them.

    Attributes:
        labels: ``what:name``, with ``:by whom`` where somebody does it, by number.
    """

    def __init__(self) -> None:
        self.labels: list[str] = []

    def number(self, what: str, name: str, by: str = "") -> int:
        """The number of an act."""
        label = f"{what}:{name}:{by}" if by else f"{what}:{name}"
        if label not in self.labels:
            self.labels.append(label)
        return self.labels.index(label)
