"""The Scottish codes of delayed discharge, in three categories."""

from __future__ import annotations

from flowsim.scenario.vocabularies.vocabulary import Code, Row, Vocabulary

_OWN_HOME = "Awaiting completion of arrangements - in order to live in their own home – awaiting"
_ASSESSED = (
    "post-hospital social care assessment (including transfer to another area team). Social care includes home care and"
    " social work OT"
)
_HIGH_LEVEL = "Awaiting place availability in Specialist Facility for high level"
_NO_INTERIM = "where the Facility is not currently available and an interim option is not appropriate"

_LIST = {
    "health and social care reasons": (
        ("11A", f"Awaiting commencement of {_ASSESSED}"),
        ("11B", f"Awaiting completion of {_ASSESSED}"),
        ("23C", "Non-availability of statutory funding to purchase Care Home Place"),
        ("23D", "Non-availability of statutory funding to purchase any Other Care Package"),
        ("24A", "Awaiting place availability in Local Authority Residential Home"),
        ("24B", "Awaiting place availability in Independent Residential Home"),
        ("24C", "Awaiting place availability in Nursing Home"),
        ("24D", "Awaiting place availability in Specialist Residential Facility for younger age groups (<65)"),
        ("24E", "Awaiting place availability in Specialist Residential Facility for older age groups (65+)"),
        ("24F", "Awaiting place availability in care home (EMI/Dementia bed required)"),
        ("27A", "Awaiting place availability in an Intermediate Care facility"),
        ("25A", "Awaiting completion of arrangements for Care Home placement"),
        ("25D", f"{_OWN_HOME} social support (non-availability of services)"),
        ("25E", f"{_OWN_HOME} procurement/delivery of equipment/adaptations fitted"),
        ("25F", "Awaiting completion of arrangements - Re-housing provision (including sheltered housing and homeless"
                " patients)"),
        ("44", "Awaiting availability of transport"),
    ),
    "patient, carer and family reasons": (
        ("51", "Legal issues (including intervention by patient's lawyer) - e.g. informed consent and/or adult"
               " protection issues"),
        ("52", "Financial and personal assets problem - e.g. confirming financial assessment"),
        ("61", "Internal family dispute issues (including dispute between patient and carer)"),
        ("67", "Disagreement between patient/carer/family and health and social care"),
        ("71", "Patient exercising statutory right of choice"),
        ("72", "Patient does not qualify for care"),
        ("73", "Family/relatives arranging care"),
        ("74", "Other patient/carer/family-related reason"),
    ),
    "code 9 complex reasons": (
        ("24DX", f"{_HIGH_LEVEL} younger age groups (<65) {_NO_INTERIM}"),
        ("24EX", f"{_HIGH_LEVEL} older age groups (65+) {_NO_INTERIM}"),
        ("25X", "Awaiting completion of complex care arrangements - in order to live in their own home"),
        ("26X", "Care Home/facility closed"),
        ("46X", "Ward closed – patient well but cannot be discharged due to closure"),
        ("51X", "Adults with Incapacity Act"),
        ("71X", "Patient exercising statutory right of choice – interim placement is not possible or reasonable"),
    ),
}  # fmt: skip

_NONE = "the Scottish list has no such delay: it begins when clinicians agree that the person is ready"
_HEALTH = "the Scottish codes name social support only"
_WHICH_HOME = "24A, 24C and 24F are of other homes; the English reason does not tell them apart"

_ROWS = {
    "therapy-review": Row("", _NONE),
    "medical-review": Row("", _NONE),
    "formal-decision": Row("", _NONE),
    "hub-referral": Row("11A"),
    "medicines-and-letter": Row("", _NONE),
    "transport": Row("44"),
    "infection-control": Row("46X", "the English reason is wider than a closed ward"),
    "hub-confirmation": Row("11B"),
    "hub-referrals-sent": Row("11A", "referrals may follow the assessment"),
    "funding-eligibility": Row("23D", "23C where it is for a care home"),
    "p1-rehab-arrangements": Row("25D", _HEALTH),
    "p1-social-care-arrangements": Row("25D"),
    "p1-health-arrangements": Row("25D", _HEALTH),
    "p2-arrangements": Row("27A"),
    "p3-arrangements": Row("25A"),
    "out-of-area": Row("", "the Scottish list has no such delay"),
    "end-of-life-arrangements": Row("25D", _HEALTH),
    "choice-discussions": Row("71", "choices on care at home are no statutory right"),
    "self-funded-arrangements": Row("73"),
    "provider-further-action": Row("25A", "25D where the provider cares at home"),
    "homeless-housing-arrangements": Row("25F"),
    "no-recourse": Row("72", "25F where what is lacking is a home"),
    "p1-rehab-capacity": Row("25D", _HEALTH),
    "p1-social-care-capacity": Row("25D"),
    "p1-health-capacity": Row("25D", _HEALTH),
    "p2-bed-capacity": Row("27A"),
    "p3-home-capacity": Row("24B", _WHICH_HOME),
    "care-restart": Row("25D"),
    "equipment": Row("25E"),
    "end-of-life-capacity": Row("25D", _HEALTH),
    "housing-capacity": Row("25F"),
    "housing-adaptations": Row("25E"),
    "mental-health-bed": Row("24D", "24E from 65 on; a bed of the NHS is a transfer and no delayed discharge"),
    "mental-capacity": Row("51X", "51 where it is a matter of consent"),
    "safeguarding": Row("51"),
    "family-concerns": Row("67", "61 where the family disputes among itself"),
    "destination-readiness": Row("25F", "25E or 73 where the home is there and not ready"),
}

SCOTLAND = Vocabulary(
    "scotland",
    "Delayed discharge, Scotland",
    "Codes: Delayed Discharge Definitions Manual, ISD Scotland, 1 July 2016; titles as a public program that prepares "
    "these figures has them; categories: Public Health Scotland, March 2024, with codes sorted as that program does "
    "(26X and 46X by their X). Code 100, places that are being moved elsewhere, is left out. The mapping is ours.",
    {name: Code(name, title, group) for group, rows in _LIST.items() for name, title in rows},
    _ROWS,
)
"""Codes by their category; the list names no body, so that of the reason stands."""
