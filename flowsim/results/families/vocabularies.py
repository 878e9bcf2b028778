"""Delayed bed days by reason, group and body as other lists of reasons have them (``scenario/vocabularies``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flowsim.results.families.reasons import NOBODY, delayed_days
from flowsim.results.registry import DETAIL, EVERYONE, Measure, Reading, ratio
from flowsim.results.sight import Sight
from flowsim.scenario.vocabularies import VOCABULARIES
from flowsim.scenario.vocabularies.vocabulary import Booked, Vocabulary

BY: dict[str, Callable[[Booked], str]] = {
    "code": lambda booked: booked.code.name,
    "group": lambda booked: booked.code.group,
    "body": lambda booked: booked.body or NOBODY,
}
"""By what delayed days are counted in a list."""


def measure_name(vocabulary: str, by: str) -> str:
    """Name of the measure of one list: by code, group or body.

    >>> measure_name("dtoc", "code")
    'delayed-bed-days-by-dtoc-code'
    """
    return f"delayed-bed-days-by-{vocabulary}-{by}"


def _read(vocabulary: Vocabulary, label: Callable[[Booked], str]) -> Callable[[Sight], Iterator[Reading]]:
    def read(sight: Sight) -> Iterator[Reading]:
        nights, totals = sight.midnights.stop - sight.midnights.start, dict[str, int]()
        for reason, count in delayed_days(sight):
            name = label(vocabulary.booked(reason))
            totals[name] = totals.get(name, 0) + count
        yield from (Reading(name, EVERYONE, ratio(count, nights)) for name, count in totals.items() if name)

    return read


def _measures(vocabulary: Vocabulary) -> Iterator[Measure]:
    for by, label in BY.items():
        if by != "group" or vocabulary.groups:
            definition = (
                f"People in hospital at midnight who are declared ready, a day, by {by} in the list "
                f"'{vocabulary.name}' ({vocabulary.title})."
            )
            name, read = measure_name(vocabulary.name, by), _read(vocabulary, label)
            yield Measure(name, definition, "per day", "both", "delay", DETAIL, by, read)


MEASURES = tuple(found for vocabulary in VOCABULARIES.values() for found in _measures(vocabulary))
"""Three measures a list; two where it has no groups."""
