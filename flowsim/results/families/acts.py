"""What is done about people and counted: messages and chases, approaches to providers, placements that fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from flowsim.plan import acts
from flowsim.results.registry import ALL, DETAIL, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight
from flowsim.scenario.efforts import CHASE, COUNTED
from flowsim.scenario.looked_for import FAMILY


def number(sight: Sight, what: str, column: int) -> int:
    """How often something was done in the window, for one group."""
    return sum(int(sight.tallies.acts[row, column]) for row, act in enumerate(acts_of(sight)) if act[0] == what)


def acts_of(sight: Sight) -> list[list[str]]:
    """The acts of the plan: what, of what name, by whom."""
    return [[*label.split(":"), ""][:3] for label in sight.plan.names["acts"]]


def _daily(what: str) -> Callable[[Sight], Iterator[Reading]]:
    """How often something is done a day, in all and by name; nothing where nobody can do it."""

    def read(sight: Sight) -> Iterator[Reading]:
        yield from _told(sight, lambda act: act[1] if act[0] == what else "")

    return read


def _told(sight: Sight, name: Callable[[list[str]], str]) -> Iterator[Reading]:
    known = acts_of(sight)
    names = sorted({name(act) for act in known} - {""})
    for column, group in sight.groups if names else ():
        totals: Counter[str] = Counter()
        for row, act in enumerate(known):
            totals[name(act)] += int(sight.tallies.acts[row, column])
        yield Reading(ALL, group, ratio(sum(totals[one] for one in names), sight.days))
        for one in names:
            yield Reading(one, group, ratio(totals[one], sight.days))


def _chases(sight: Sight) -> Iterator[Reading]:
    yield from _told(sight, lambda act: act[2] if act[0] == CHASE else "")


def _family_contacts(sight: Sight) -> Iterator[Reading]:
    rows = [row for row, act in enumerate(acts_of(sight)) if act[2] == FAMILY and act[0] in (CHASE, COUNTED)]
    for column, group in sight.groups if rows else ():
        yield Reading(ALL, group, ratio(sight.tallies.acts[rows, column].sum(), sight.days))


def _per(what: str, over: str) -> Callable[[Sight], Iterator[Reading]]:
    """How often something was done for each time that something else was."""

    def read(sight: Sight) -> Iterator[Reading]:
        for column, group in sight.groups if any(act[0] == over for act in acts_of(sight)) else ():
            yield Reading(ALL, group, ratio(number(sight, what, column), number(sight, over, column)))

    return read


def measure(name: str, definition: str, unit: str, body: str, level: str, per: str, read: object) -> Measure:
    """A measure of this family."""
    return Measure(name, definition, unit, body, "acts", level, per, read)  # type: ignore[arg-type]


MEASURES = (
    measure(
        "messages", "Messages sent, a day; one that is sent again counts again.", "per day", "both", DETAIL,
        "place, message and group", _daily(acts.MESSAGE),
    ),
    measure(
        "messages-lost", "Messages lost, a day.", "per day", "both", DETAIL, "place, message and group",
        _daily(acts.LOST),
    ),
    measure(
        "messages-lost-share", "Messages lost, as a share of messages sent in the window.", "1", "both", DETAIL,
        "place and group", _per(acts.LOST, acts.MESSAGE),
    ),
    measure(
        "chases", "Times that somebody had to ask after a message, a day, by who asks.", "per day", "both", HEADLINE,
        "place, who asks and group", _chases,
    ),
    measure(
        "family-contacts",
        "Times that a family had to ask after a message, or did something that the scenario counts, a day: chases and "
        "counts by ``family``.",
        "per day", "family", HEADLINE, "place and group", _family_contacts,
    ),
    measure(
        "approaches", "Times that a provider was asked to take somebody, a day; counted when the search is over.",
        "per day", "social care", DETAIL, "place, search and group", _daily(acts.APPROACH),
    ),
    measure(
        "refusals", "Times that a provider refused, a day; counted when the search is over.", "per day", "provider",
        DETAIL, "place, search and group", _daily(acts.REFUSAL),
    ),
    measure(
        "acceptances", "Searches in which a provider accepted, a day.", "per day", "provider", DETAIL,
        "place, search and group", _daily(acts.ACCEPTANCE),
    ),
    measure(
        "fallbacks", "Searches in which nobody was found, a day.", "per day", "social care", HEADLINE,
        "place, search and group", _daily(acts.FALLBACK),
    ),
    measure(
        "approaches-per-placement", "Approaches for each search in which a provider accepted.", "1", "social care",
        HEADLINE, "place and group", _per(acts.APPROACH, acts.ACCEPTANCE),
    ),
    measure(
        "failed-placements", "Stays that ended because the placement failed, a day, by unit.", "per day", "provider",
        HEADLINE, "place, unit and group", _daily(acts.FAILURE),
    ),
)  # fmt: skip
"""Measures of acts."""
