"""The codes of the older English return of delayed transfers of care (until 2020), with permitted attribution."""

from __future__ import annotations

from flowsim.scenario.vocabularies.vocabulary import Code, Row, Vocabulary

_NHS, _EITHER, _ANY = ("NHS",), ("NHS", "social care"), ("NHS", "social care", "both")

_CODES = (
    Code("A", "Awaiting completion of assessment", bodies=_ANY),
    Code("B", "Awaiting public funding", bodies=_ANY),
    Code(
        "C",
        "Awaiting further non-acute (incl. community and mental health) NHS care, intermediate care, rehabilitation",
        bodies=_NHS,
    ),
    Code("D(i)", "Awaiting residential home placement or availability", bodies=_EITHER),
    Code("D(ii)", "Awaiting nursing home placement or availability", bodies=_ANY),
    Code("E", "Awaiting care package in own home", bodies=_ANY),
    Code("F", "Awaiting community equipment and adaptations", bodies=_ANY),
    Code("G", "Patient or family choice", bodies=_EITHER),
    Code("H", "Disputes", bodies=_EITHER),
    Code("I", "Housing - patients not covered by NHS and Community Care Act / Care Act", bodies=_NHS),
    Code("O", "Other", bodies=_ANY),
)

_EARLY = "the older return counted nobody before clinicians and the team had decided that the person may leave"
_NO_OWN = "the older return has no code of its own for this"
_REABLEMENT = "reablement that a council provides would be E, for social care"
_WHICH_HOME = "D(ii) where the home is a nursing home; the newer reason does not tell the two apart"

_ROWS = {
    "therapy-review": Row("A", _EARLY),
    "medical-review": Row("A", _EARLY),
    "formal-decision": Row("O", _EARLY),
    "hub-referral": Row("A", "a referral comes before an assessment"),
    "medicines-and-letter": Row("O", _NO_OWN),
    "transport": Row("O", _NO_OWN),
    "infection-control": Row("O", _NO_OWN),
    "hub-confirmation": Row("A"),
    "hub-referrals-sent": Row("A", "a referral follows an assessment or comes before the next"),
    "funding-eligibility": Row("B"),
    "p1-rehab-arrangements": Row("C", _REABLEMENT),
    "p1-social-care-arrangements": Row("E"),
    "p1-health-arrangements": Row("C", "care at home that the NHS pays could be E, for the NHS"),
    "p2-arrangements": Row("C"),
    "p3-arrangements": Row("D(i)", _WHICH_HOME),
    "out-of-area": Row("O", _NO_OWN),
    "end-of-life-arrangements": Row("E", "in a nursing home it would be D(ii), before a decision on funding B"),
    "choice-discussions": Row("G", "for the NHS where no council is involved", "social care"),
    "self-funded-arrangements": Row("E", "in a home it would be D; G where the family puts it off", "NHS"),
    "provider-further-action": Row("D(i)", "E where the provider cares at home; A if a home assesses", "social care"),
    "homeless-housing-arrangements": Row("I"),
    "no-recourse": Row("I"),
    "p1-rehab-capacity": Row("C", _REABLEMENT),
    "p1-social-care-capacity": Row("E"),
    "p1-health-capacity": Row("C", "care at home that the NHS pays could be E, for the NHS"),
    "p2-bed-capacity": Row("C"),
    "p3-home-capacity": Row("D(i)", _WHICH_HOME),
    "care-restart": Row("E"),
    "equipment": Row("F"),
    "end-of-life-capacity": Row("E", "in a nursing home it would be D(ii)"),
    "housing-capacity": Row("I", "supported housing that a council owes could be O, for social care"),
    "housing-adaptations": Row("F"),
    "mental-health-bed": Row("C"),
    "mental-capacity": Row("A", "O where a court decides"),
    "safeguarding": Row("O", _NO_OWN),
    "family-concerns": Row("G", "H where they dispute the decision to discharge", "NHS"),
    "destination-readiness": Row("O", _NO_OWN),
}

DTOC = Vocabulary(
    "dtoc",
    "Delayed transfers of care, England, until 2020",
    "Titles: publications of the older return and a trust's answer to a freedom of information request; permitted "
    "attribution: Monthly Delayed Transfer of Care Sitreps, Definitions and Guidance, NHS England, November 2018, as "
    "quoted. What the definition of a delay was, in the doubts, is from memory. The mapping is this project's.",
    {code.name: code for code in _CODES},
    _ROWS,
)
"""Codes A to I and O; a code may be attributed to the NHS, social care or both, as far as it permits."""
