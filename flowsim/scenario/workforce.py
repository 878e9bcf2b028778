"""The workforce as a scenario writes it: employers with staff and posts, and the labour markets they recruit from."""

from __future__ import annotations

from pydantic import Field

from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Count, Rate, Share


class EmployerChange(Node):
    """What is otherwise at an employer from a date on; what is not said stays as it was.

    Attributes:
        posts: posts that it would fill.
        turnover: the share of its staff who leave in a year.
        moves: of those who leave, the share who go to each other employer; an employer that is not named keeps its own.
    """

    posts: Count | None = None
    turnover: Share | None = None
    moves: dict[str, Share] = Field(default_factory=dict)


class Employer(Node):
    """Who employs the staff of some units and teams: these have more or less as its staff rises or falls.

    Staff are reckoned as expected flows, week by week, with no chance in them: people leave, some of them to another
    employer of the place, others come from a labour market; nobody takes a post that is not empty. What its units and
    teams have as written is what the staff at the start give; later they have as much more or less as there is staff.

    Attributes:
        staffs: the units and teams that it staffs. Places, hours of care or workers go by its staff, rounded to whole
            places, steps of care and workers; what opens under pressure does not. A team's own `vacancies` are taken
            off beside that: write posts that stand empty there or at its employer, as both would count them twice.
        staff: people in post at the start of the run.
        posts: posts that it would fill; those above its staff stand empty. At most ten times the staff.
        turnover: the share of its staff who leave in a year.
        market: the labour market from which it recruits; without it only moves fill its posts.
        moves: of those who leave, the share who go to each other employer here, as far as it has empty posts; the
            others, and who finds none, leave: ``{reablement: 2 %, hospital: 8 %}``.
        dated: what is otherwise from a date on: ``{2025-12-01: {posts: 1200}}``; it counts from the first week of the
            run that begins then or later.
        drifts: why its staff rises or falls in the run as written. Without it ``check`` doubts a change of more than
            5 %, as places and hours change with it.
        kind: what sort of employer it is, in words of the place's own, so that policies can find it.
        title: what people call it; tables show it.
        note: words for the reader of the file.
    """

    staffs: list[str] = Field(default_factory=list)
    staff: Count
    posts: Count
    turnover: Share
    market: str | None = None
    moves: dict[str, Share] = Field(default_factory=dict)
    dated: dict[str, EmployerChange] | None = None
    drifts: str | None = None
    kind: str | None = None
    title: str | None = None
    note: str | None = None


class MarketChange(Node):
    """What is otherwise in a labour market from a date on; what is not said stays as it was.

    Attributes:
        joiners: how many come whatever stands empty.
        per_empty_post: how many more come for each post that stands empty.
    """

    joiners: Rate | None = None
    per_empty_post: Rate | None = None


class Market(Node):
    """A labour market: people who take a post here for the first time, or come from elsewhere.

    They are shared over its employers in proportion to their empty posts, and never more than these. So an employer
    with more posts draws staff from the others of its market.

    Attributes:
        joiners: how many come whatever stands empty, such as 330 per year.
        per_empty_post: how many more come for each post of the market that stands empty, such as 1.2 per year: more
            posts then bring some more people, and not only shares of the same.
        dated: what is otherwise from a date on: ``{2025-12-01: {joiners: 360 per year}}``; it counts from the first
            week of the run that begins then or later.
        title: what people call it; tables show it.
        note: words for the reader of the file.
    """

    joiners: Rate | None = None
    per_empty_post: Rate | None = None
    dated: dict[str, MarketChange] | None = None
    title: str | None = None
    note: str | None = None


class Workforce(Node):
    """Staff as flows between employers that draw on the same labour markets.

    Attributes:
        employers: who employs, by name.
        markets: labour markets, by name.
    """

    employers: dict[str, Employer] = Field(default_factory=dict)
    markets: dict[str, Market] = Field(default_factory=dict)

    def employer_of(self, name: str) -> str | None:
        """The employer that staffs a unit or team; None if nobody is said to."""
        return next((employer for employer, said in self.employers.items() if name in said.staffs), None)
