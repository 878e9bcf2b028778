"""Stories of one person beside each other: the sentences in rows by instant, and the stretch of time that is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flowsim.report.story import Story
from flowsim.scenario.called import small

SHORTEST = timedelta(days=7)
MARGIN = 0.15
"""How much is drawn after the last move, as a share of the time until then."""

STEPS = (1, 2, 7, 14, 28, 91, 182, 364)
"""Days between the dates that are written under a timeline; the first that gives no more than :data:`DATES`."""

DATES = 9


@dataclass(frozen=True)
class Row:
    """One instant, and what happens then in each story: empty where nothing does."""

    when: datetime
    beside: bool
    texts: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the same happens in all."""
        return len(frozenset(self.texts)) == 1


@dataclass(frozen=True)
class Stretch:
    """The time that is drawn: until a while after the last move in any story, since years in one place say little."""

    begin: datetime
    end: datetime
    last: datetime

    def share(self, when: datetime) -> float:
        """Where an instant lies in it, 0 to 1; what lies outside is at its edge."""
        return min(max((when - self.begin) / (self.end - self.begin), 0.0), 1.0)

    @property
    def cut(self) -> bool:
        """Whether the stories go on after it."""
        return self.last > self.end

    def dates(self) -> Iterator[datetime]:
        """Midnights to write under it, evenly spaced."""
        days = (self.end - self.begin) / timedelta(days=1)
        step = timedelta(days=next((step for step in STEPS if days / step <= DATES), 364))
        when = self.begin.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        while when < self.end:
            yield when
            when += step


def rows(stories: Sequence[Story]) -> list[Row]:
    """Every instant at which something happens in any of the stories, in order.

    What is beside a person's main line has a row of its own, after that of the line.
    """
    said = [{(moment.when, moment.beside): moment.text for moment in told.moments} for told in stories]
    instants = sorted({key for texts in said for key in texts})
    return [Row(when, beside, tuple(texts.get((when, beside), "") for texts in said)) for when, beside in instants]


def stretch(stories: Sequence[Story]) -> Stretch:
    """What of the time is drawn, the same for all stories."""
    spans = [told.spans for told in stories if told.spans]
    instants = [moment.when for told in stories for moment in told.moments]
    begin = min([own[0].begin for own in spans] or instants)
    last = max([own[-1].end for own in spans] or instants)
    moved = max([own[-1].begin for own in spans] or instants)
    end = min(last, begin + max((1 + MARGIN) * (moved - begin), SHORTEST))
    return Stretch(begin, max(end, begin + timedelta(seconds=1)), last)


def heading(told: Story) -> str:
    """The world of a story, for people."""
    return under(told.title)


def under(title: str) -> str:
    """A world for people, by the title of its policies; of none, the baseline.

    >>> under(""), under("More hospital beds (+20)")
    ('as it is', 'under more hospital beds (+20)')
    """
    return f"under {small(title)}" if title else "as it is"


def facts(stories: Sequence[Story]) -> list[tuple[str, ...]]:
    """What it came to, a row a fact: in words, then the number of each story. What can happen in none is left out."""
    possible = frozenset[str]().union(*(told.happens for told in stories))
    return [(fact, *(figure(told.facts[fact]) for told in stories)) for fact in stories[0].facts if fact in possible]


def who(stories: Sequence[Story]) -> list[str]:
    """What is said of the person at the end: once, or for each world where it is not the same."""
    said = list(dict.fromkeys(told.who for told in stories))
    if len(said) > 1:
        return [f"{heading(told)}, at the end: {told.who}" for told in stories]
    return [f"At the end: {text}" for text in said if text]


def figure(value: float) -> str:
    """A number of what it came to.

    >>> figure(15.3496), figure(9), figure(0.02)
    ('15.3', '9', '0.0')
    """
    return f"{value:.1f}" if isinstance(value, float) else str(value)
