"""What a planner looks at first, out of a hundred headline figures: of hospital, council, families and people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flowsim.experiment.arms import Key
from flowsim.experiment.headline import HOSPITAL, KIND, SETTING
from flowsim.results.registry import ALL

LESS, MORE, EITHER = "less", "more", ""
"""What helps: less of it or more; neither is said to of what is in between, such as occupancy, nor of means and shares
over those who stay, which rise where people of few nights are kept out."""

IN_HOSPITAL, OUTSIDE, STAFF = "Hospital", "Council and care outside hospital", "Staff of employers"
FAMILIES, PEOPLE = "Families", "People"
ANY = "*"
"""Of whatever the figure is reported for."""

AT_A_GLANCE = 40
"""No more headline figures than these stand on the page all."""


class Foremost(NamedTuple):
    """A figure that is shown first.

    Attributes:
        whose: the heading that it stands under.
        measure: its name.
        of: what it is of; :data:`ANY` for all; ``setting: ``, ``kind: `` for all of these.
        helps: :data:`LESS`, :data:`MORE` or :data:`EITHER`.
    """

    whose: str
    measure: str
    of: str
    helps: str


FOREMOST = (
    Foremost(IN_HOSPITAL, "no-criteria-to-reside", ALL, LESS),
    Foremost(IN_HOSPITAL, "delayed-days-per-supported-discharge", ALL, LESS),
    Foremost(IN_HOSPITAL, "delayed-days-per-discharge", ALL, LESS),
    Foremost(IN_HOSPITAL, "in-hospital-21-nights-or-more", ALL, EITHER),
    Foremost(IN_HOSPITAL, "delayed-bed-days-by-reason-group", ANY, LESS),
    Foremost(IN_HOSPITAL, "people-waiting", "outside for a hospital place", LESS),
    Foremost(IN_HOSPITAL, "wait-for-place", HOSPITAL, LESS),
    Foremost(IN_HOSPITAL, "occupancy", HOSPITAL, EITHER),
    Foremost(IN_HOSPITAL, "cost-of-delayed-bed-days", ALL, LESS),
    Foremost(OUTSIDE, "people-waiting", f"{SETTING}home", LESS),
    Foremost(OUTSIDE, "wait-for-place", f"{SETTING}care-home", LESS),
    Foremost(OUTSIDE, "wait-for-place", f"{SETTING}rehabilitation", LESS),
    Foremost(OUTSIDE, "wait-for-team", f"{KIND}assessment", LESS),
    Foremost(OUTSIDE, "wait-for-team", f"{KIND}brokerage", LESS),
    Foremost(OUTSIDE, "fallbacks", ALL, LESS),
    Foremost(OUTSIDE, "occupancy", f"{SETTING}care-home", EITHER),
    Foremost(STAFF, "staff-in-post", ANY, EITHER),
    Foremost(FAMILIES, "family-contacts", ALL, LESS),
    Foremost(FAMILIES, "family-hours", ALL, LESS),
    Foremost(PEOPLE, "days-where-they-want-to-be", ANY, MORE),
    Foremost(PEOPLE, "days-at-home", ANY, MORE),
    Foremost(PEOPLE, "nights-in-hospital", ALL, EITHER),
    Foremost(PEOPLE, "readmitted-within-30-days", ALL, LESS),
    Foremost(PEOPLE, "deaths-while-waiting", ALL, LESS),
)
"""In the order of the page; costs by body have a table of their own. By the measures that a whole system is judged by:
delay over all people, what people want, who waits elsewhere instead, and what families do."""


def helping(measure: str) -> str:
    """Whether less or more of a measure helps; :data:`EITHER` also of one that is not among the foremost.

    >>> helping("no-criteria-to-reside"), helping("days-at-home"), helping("occupancy"), helping("discharges")
    ('less', 'more', '', '')
    """
    return next((first.helps for first in FOREMOST if first.measure == measure), EITHER)


def foremost(keys: Sequence[Key]) -> Iterator[tuple[int, Foremost]]:
    """Places in ``keys`` of the foremost figures, each with what is known of it, in the order of the page.

    >>> from flowsim.results.registry import EVERYONE
    >>> keys = [Key("discharges", "", EVERYONE), Key("no-criteria-to-reside", "", EVERYONE)]
    >>> [(place, first.whose) for place, first in foremost(keys)]
    [(1, 'Hospital')]
    """
    for first in FOREMOST:
        for place, key in enumerate(keys):
            if key.measure == first.measure and first.of in (ANY, key.of):
                yield place, first


def at_a_glance(keys: Sequence[Key], page: Sequence[int], most: int | None = None) -> dict[str, list[int]] | None:
    """Places in ``keys`` of what is shown first, by heading.

    Args:
        keys: what there are values of.
        page: places of the headline figures; only these are shown.
        most: so many headline figures are few enough to stand there all; default: :data:`AT_A_GLANCE`.

    Returns:
        Nothing where the headline figures are few enough, or none of them is among the foremost.
    """
    groups: dict[str, list[int]] = {}
    for place, first in foremost(keys):
        if place in page:
            groups.setdefault(first.whose, []).append(place)
    return groups if groups and len(page) > (AT_A_GLANCE if most is None else most) else None
