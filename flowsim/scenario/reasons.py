"""The delay reasons: the 37 of the English acute discharge return, one record each, and a place's own.

Titles and groups are those of the return in force since June 2024 (NHS England, acute daily discharge
situation report), spelled as published with its dashes and question marks (its non-breaking spaces are plain
here). The return does not say which body a delay belongs to: ``body`` is an assumption of this project, and
``why`` gives its ground. It leans on the attribution that the older return of delayed transfers of care
permitted (NHS England definitions, 2018): medical work, therapy and intermediate care to the NHS, homes and
care at home to councils, funding and equipment to both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowsim.scenario.place import Place
    from flowsim.scenario.place import Reason as Own

GROUPS = (
    "hospital process",
    "care transfer hub process",
    "interface process",
    "capacity",
    "wellbeing concerns",
)
"""The groups of the English return, in its order."""

BODIES = ("NHS", "social care", "both", "family", "provider")
"""Whom a delay can be attributed to."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person waits.

    Attributes:
        name: short and stable; what a step's ``reason`` says.
        title: the official text, as published; a place's own reasons have their own.
        group: one of :data:`GROUPS`; ``not recorded``; a place's own reasons may have another.
        body: one of :data:`BODIES`, or empty where nobody is named.
        pathway: ``P0`` to ``P3`` if the official text names exactly one discharge pathway, else empty; of a place's own
            reason that of the official one as which it is counted.
        why: the ground for ``body``.
        codes: pairs of a list of reasons and the code under which a place's own reason is counted there.
    """

    name: str
    title: str
    group: str
    body: str
    pathway: str = ""
    why: str = ""
    codes: tuple[tuple[str, str], ...] = ()


_WARD = "done by the hospital's own staff"
_JOINT = "hubs are staffed and led by the NHS and councils together"
_COUNCIL = "the council arranges care at home for all whom it funds"
_HEALTH = "a health service, commissioned by the NHS"
_INTERMEDIATE = "rehabilitation is the NHS's and reablement the council's; the return counts them together"
_BEDS = "the older return gave beds of intermediate care to the NHS"
_FAST_TRACK = "fast-track continuing healthcare is decided and paid by the NHS"
_HOUSING = "the duty to house lies with the council; housing is not a body of its own here"

# Name, body, official title, ground for the body. Group and pathway stand in the title.
_ROWS = (
    ("therapy-review", "NHS",
     "Hospital process – Awaiting therapy review of need for supported discharge",
     _WARD),
    ("medical-review", "NHS",
     "Hospital process - Awaiting medical review of need for supported discharge",
     _WARD),
    ("formal-decision", "NHS",
     "Hospital process – Awaiting formal decision to discharge (inc diagnostic test results)",
     _WARD),
    ("hub-referral", "NHS",
     "Hospital process – Awaiting referral to care transfer hub for supported discharge",
     "the ward refers"),
    ("medicines-and-letter", "NHS",
     "Hospital process – Awaiting medicines to take home, discharge letter or other discharge"
     " documentation",
     _WARD),
    ("transport", "NHS",
     "Hospital process – Awaiting patient transport services",
     "patient transport is commissioned by the NHS"),
    ("infection-control", "NHS",
     "Hospital process – Remaining in hospital due to infection prevention and control restrictions",
     "the hospital's own rule"),
    ("hub-confirmation", "both",
     "Care transfer hub process – Waiting for confirmation of immediate care needs and pathway",
     _JOINT),
    ("hub-referrals-sent", "both",
     "Care transfer hub process– Awaiting necessary referrals by care transfer hub",
     _JOINT),
    ("funding-eligibility", "both",
     "Care transfer hub process – Awaiting confirmation of funding eligibility",
     "the NHS decides on continuing healthcare, the council on the rest"),
    ("p1-rehab-arrangements", "both",
     "Interface process – Home based rehabilitation, reablement or recovery service arrangements"
     " still underway (Pathway 1)",
     _INTERMEDIATE),
    ("p1-social-care-arrangements", "social care",
     "Interface process – Other home-based social care service arrangements still underway (Pathway 1)",
     _COUNCIL),
    ("p1-health-arrangements", "NHS",
     "Interface process – Other home-based community health service arrangements still underway"
     " (Pathway 1)",
     _HEALTH),
    ("p2-arrangements", "NHS",
     "Interface process – Bed-based rehabilitation, reablement or recovery service arrangements"
     " still underway (Pathway 2)",
     _BEDS),
    ("p3-arrangements", "social care",
     "Interface process – Residential/nursing home care arrangements still underway (Pathway 3)",
     "of entries to homes councils fund twice as many as the NHS; self-funders stand apart"),
    ("out-of-area", "both",
     "Interface process – Out of area discharge arrangements requested but not completed",
     "another area's hospital, council or both have to answer"),
    ("end-of-life-arrangements", "NHS",
     "Interface process – End of life care inc Fast-Track CHC arrangement still underway?(Pathway 1 or 3)",
     _FAST_TRACK),
    ("choice-discussions", "family",
     "Interface process – Patient/family/carer choice discussions on package still underway",
     "the older return's 'patient or family choice'"),
    ("self-funded-arrangements", "family",
     "Interface process – Self-funded care package arrangements still underway",
     "the family arranges what it pays for"),
    ("provider-further-action", "provider",
     "Interface process – Further action requested by agreed provider",
     "the provider asks"),
    ("homeless-housing-arrangements", "social care",
     "Interface process – Housing provision arrangement for homelessness still underway (Pathway 0 or 1)",
     _HOUSING),
    ("no-recourse", "social care",
     "Interface process – Homeless with no recourse to public funds?",
     "what duty remains is the council's"),
    ("p1-rehab-capacity", "both",
     "Capacity – Home-based rehabilitation, reablement or recovery services not yet available (Pathway 1)",
     _INTERMEDIATE),
    ("p1-social-care-capacity", "social care",
     "Capacity – Other home-based social care service not yet available (Pathway 1)",
     _COUNCIL),
    ("p1-health-capacity", "NHS",
     "Capacity – Other home-based community health services not yet available (Pathway 1)",
     _HEALTH),
    ("p2-bed-capacity", "NHS",
     "Capacity – Bed-based rehabilitation, reablement or recovery services not yet available (Pathway 2)",
     _BEDS),
    ("p3-home-capacity", "social care",
     "Capacity – Residential/nursing home care not yet available (Pathway 3)",
     "the council has to see to a sufficient care market (Care Act 2014, section 5)"),
    ("care-restart", "social care",
     "Capacity – Awaiting restart of existing social care arrangements (Pathway 0)",
     _COUNCIL),
    ("equipment", "both",
     "Capacity – Equipment and associated training not yet delivered (Pathway 1-3)",
     "equipment stores are shared by the NHS and councils"),
    ("end-of-life-capacity", "NHS",
     "Capacity – End of life care inc Fast-Track CHC not yet available (Pathway 1 or 3)",
     _FAST_TRACK),
    ("housing-capacity", "social care",
     "Capacity – Housing provision not yet available (Pathway 0 or 1)",
     _HOUSING),
    ("housing-adaptations", "social care",
     "Capacity – Housing adaptations not yet completed (Pathway 1 or 3)",
     "adaptations are paid by the council's disabled facilities grant"),
    ("mental-health-bed", "NHS",
     "Capacity – Mental health admitted patient care not yet available (Pathway 2)",
     _HEALTH),
    ("mental-capacity", "both",
     "Wellbeing concerns – Awaiting determination of mental capacity",
     "whoever proposes the decision assesses capacity for it"),
    ("safeguarding", "social care",
     "Wellbeing concerns – Ongoing safeguarding concern",
     "the council makes enquiries (Care Act 2014, section 42)"),
    ("family-concerns", "family",
     "Wellbeing concerns – Patient /family/carer concerns over discharge readiness",
     "the person or the family raises them"),
    ("destination-readiness", "both",
     "Wellbeing concerns - Issues with discharge destination readiness",
     "keys, heating, cleaning: whoever can help does"),
)  # fmt: skip


def _official(name: str, body: str, title: str, why: str) -> Reason:
    group = next(group for group in GROUPS if title.lower().startswith(group))
    pathway = re.search(r"\(Pathway (\d)\)", title)
    return Reason(name, title, group, body, f"P{pathway[1]}" if pathway else "", why)


OFFICIAL: dict[str, Reason] = {row[0]: _official(*row) for row in _ROWS}
"""The 37 official reasons by name, in the order of the return's groups."""

OTHER_WAITS: dict[str, Reason] = {
    name: Reason(name, title, "delays no discharge", body, "", "no delayed discharge, so in no return")
    for name, title, body in (
        ("hospital-bed", "Awaiting a hospital bed, for admission or transfer", "NHS"),
        ("community-assessment", "Outside hospital, awaiting assessment or a decision", "both"),
        ("community-care", "Outside hospital, awaiting care or a place", "both"),
    )
}
"""Reasons of this project's own for waits that delay nobody's discharge."""

UNRECORDED = Reason("unrecorded", "No reason given", "not recorded", "", "", "the step names no reason")
"""The reason booked where a step that makes a person wait names none."""


def reason_registry(place: Place | None = None) -> dict[str, Reason]:
    """Every reason that ``place`` may name: the official ones, of other waits, ``unrecorded``, the place's own.

    A place's own reason under an official name replaces it: so a place can attribute a delay otherwise.

    >>> registry = reason_registry()
    >>> len(registry), registry["p2-bed-capacity"].body, registry["p2-bed-capacity"].pathway
    (41, 'NHS', 'P2')
    """
    own = place.reasons.items() if place is not None else ()
    named = {name: _own(name, reason) for name, reason in own}
    return OFFICIAL | OTHER_WAITS | {UNRECORDED.name: UNRECORDED} | named


def _own(name: str, reason: Own) -> Reason:
    codes = reason.codes.model_dump(exclude_none=True) if reason.codes else {}
    counted_as = OFFICIAL.get(codes.get("england", ""))
    pathway = counted_as.pathway if counted_as else ""
    return Reason(name, reason.title, reason.group, reason.body, pathway, "the place says so", tuple(codes.items()))
