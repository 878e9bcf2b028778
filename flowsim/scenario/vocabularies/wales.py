"""The Welsh list of reasons for pathway of care delays: 57 reasons in ten groups."""

from __future__ import annotations

from flowsim.scenario.vocabularies.vocabulary import Code, Row, Vocabulary

# By group: short name of ours, title as published (spelling and abbreviations too).
_LIST = {
    "assessment": (
        ("social-care-assessment", "Awaiting completion of assessment by social care"),
        ("nursing-assessment", "Awaiting completion of assessment Nursing"),
        ("joint-assessment", "Awaiting joint assessment"),
        ("social-worker-allocation", "Awaiting Social worker allocation"),
        ("chc-assessment", "Awaiting Continuing Healthcare (CHC) Assessment"),
        ("ahp-assessment", "Awaiting completion of assessment AHP"),
        ("psychiatry-assessment", "Awaiting completion of assessment Psychiatry"),
        ("medical-assessment", "Awaiting completion of assessment Medical"),
        ("pharmacy-assessment", "Awaiting completion of assessment Pharmacy"),
        ("language-of-choice", "Assessment through the language of choice"),
    ),
    "transfer related": (("transport", "Awaiting hospital arranged transport"),),
    "funding": (
        ("funding-fnc-chc", "Awaiting funding decision FNC/CHC"),
        ("funding-decision", "Awaiting funding decision"),
        ("joint-funding", "Awaiting joint funding decision"),
        ("financial-assessment", "Patient / family refusing to participate in financial assessment"),
    ),
    "home adaptation/equipment": (
        ("health-equipment", "Awaiting health completion of assessment/provision for equipment"),
        ("social-care-equipment", "Awaiting social care completion of assessment/provision for equipment"),
        ("adaptations", "Awaiting completion of adaptations (DFG's)"),
        ("telecare", "Awaiting provision of telecare and /or telehealth equipment"),
        ("medicines-management", "Awaiting provision of medicines management dispensing equipment/support"),
    ),
    "home care": (
        ("new-home-care", "Awaiting start of new home care package"),
        ("restart-home-care", "Awaiting restart of previous home care package"),
        ("integrated-community", "Awaiting integrated health /social care community provision"),
        ("chc-package", "Awaiting CHC new package of care"),
        ("community-health", "Awaiting community based health provision D/N CPN"),
        ("self-funded-home-care", "Awaiting Domiciliary care package self-funding"),
        ("palliative-package", "Awaiting palliative care POC"),
    ),
    "step down to recover and assess": (
        ("reablement", "Awaiting reablement care package"),
        ("intermediate-bed", "Awaiting transfer to intermediate care bedded facility"),
        ("community-resource", "Awaiting Community Resource capacity"),
    ),
    "disagreements/legislation": (
        ("refusing-next-stage", "Patient / family refusing to move to next stage of care/ discharge"),
        ("mental-capacity", "Mental Capacity"),
        ("choice", "Patient / family choice related issues"),
        ("court-of-protection", "Court of Protection delays"),
        ("mental-capacity-or-court", "Mental Capacity / Court of Protection delays"),
        ("safeguarding", "Safeguarding issues impacting discharge arrangements"),
        ("agency-disputes", "Disputes between agencies"),
        ("legal-representation", "Intervention by patient's legal representation"),
        ("chc-dispute", "Patient/ family dispute CHC outcome"),
    ),
    "care home placement arrangements": (
        ("residential-availability", "Awaiting RH availability"),
        ("placement-arrangements", "Awaiting completion of arrangements prior to placement"),
        ("nursing-availability", "Awaiting NH availability"),
        ("emi-nursing-availability", "Awaiting EMI nursing availability"),
        ("emi-residential-availability", "Awaiting EMI residential availability"),
        ("nursing-manager", "Awaiting Nursing care home manager to visit and assess (Standard 3 residential)"),
        ("residential-manager", "Awaiting Residential care home manager to visit and assess (Standard 3 residential)"),
        ("self-funded-home", "Awaiting nursing/residential home self-funding"),
        ("palliative-home", "Awaiting palliative care home"),
        ("return-to-home", "Awaiting return to existing care home placement"),
    ),
    "NHS bed related": (
        ("specialist-bed", "Awaiting specialist bed availability"),
        ("mental-health-bed", "Awaiting Mental Health bed"),
        ("learning-disability-bed", "Awaiting Learning Disability bed"),
        ("palliative-bed", "Awaiting palliative care specialist bed"),
        ("acute-bed", "Awaiting acute bed"),
    ),
    "housing related": (
        ("no-suitable-abode", "No suitable abode"),
        ("homeless", "Homeless"),
        ("supported-living", "Awaiting extra care/supported living availability"),
    ),
}  # fmt: skip

_NONE = "the Welsh list has no such delay: its people are ready for the next stage of care"
_HOME_KIND = "nursing and dementia (EMI) homes have reasons of their own; the English one does not tell them apart"

_ROWS = {
    "therapy-review": Row("ahp-assessment"),
    "medical-review": Row("medical-assessment"),
    "formal-decision": Row("", _NONE),
    "hub-referral": Row("social-worker-allocation", "a referral comes before somebody is allocated"),
    "medicines-and-letter": Row("pharmacy-assessment", "letters and documents have no reason"),
    "transport": Row("transport"),
    "infection-control": Row("", _NONE),
    "hub-confirmation": Row("joint-assessment", "an assessment by nurses or social care alone has its own reason"),
    "hub-referrals-sent": Row("social-worker-allocation", "a referral comes before somebody is allocated"),
    "funding-eligibility": Row("funding-decision", "FNC/CHC and joint funding have reasons of their own"),
    "p1-rehab-arrangements": Row("reablement"),
    "p1-social-care-arrangements": Row("new-home-care", "the Welsh reason is of the start, arranged or not"),
    "p1-health-arrangements": Row("community-health"),
    "p2-arrangements": Row("intermediate-bed"),
    "p3-arrangements": Row("placement-arrangements"),
    "out-of-area": Row("", "the Welsh list has no such delay: 'Disputes between agencies' is near"),
    "end-of-life-arrangements": Row("palliative-package", "in a home: 'Awaiting palliative care home'"),
    "choice-discussions": Row("choice"),
    "self-funded-arrangements": Row("self-funded-home-care", "in a home: 'nursing/residential home self-funding'"),
    "provider-further-action": Row("residential-manager", "the English reason is wider than a visit of a manager"),
    "homeless-housing-arrangements": Row("homeless"),
    "no-recourse": Row("homeless"),
    "p1-rehab-capacity": Row("reablement", "'Awaiting Community Resource capacity' is near"),
    "p1-social-care-capacity": Row("new-home-care"),
    "p1-health-capacity": Row("community-health"),
    "p2-bed-capacity": Row("intermediate-bed"),
    "p3-home-capacity": Row("residential-availability", _HOME_KIND),
    "care-restart": Row("restart-home-care"),
    "equipment": Row("health-equipment", "equipment of social care has its own reason"),
    "end-of-life-capacity": Row("palliative-package", "in a home or specialist bed it has other reasons"),
    "housing-capacity": Row("no-suitable-abode", "'Awaiting extra care/supported living availability' is near"),
    "housing-adaptations": Row("adaptations"),
    "mental-health-bed": Row("mental-health-bed"),
    "mental-capacity": Row("mental-capacity"),
    "safeguarding": Row("safeguarding"),
    "family-concerns": Row("refusing-next-stage", "concerns are less than a refusal; 'choice' is near"),
    "destination-readiness": Row("no-suitable-abode", "the abode may be suitable and not yet ready"),
}

WALES = Vocabulary(
    "wales",
    "Pathway of care delays, Wales",
    "Titles: the reasons of the monthly census, StatsWales, April 2023 to March 2025. Groups: NHS Wales Executive, as "
    "a health board's answer FOI 2023-137 names them; which reason is in which group is read off its title. Short "
    "names and the mapping are this project's.",
    {name: Code(name, title, group) for group, rows in _LIST.items() for name, title in rows},
    _ROWS,
)
"""The 57 reasons; the list names no body, so that of the reason stands."""
