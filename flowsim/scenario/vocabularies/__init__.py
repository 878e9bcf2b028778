"""Lists of delay reasons beside the 37 of the English return, and under which of their codes each reason is counted.

>>> from flowsim.scenario.reasons import OFFICIAL
>>> booked = VOCABULARIES["dtoc"].booked(OFFICIAL["p2-bed-capacity"])
>>> booked.code.name, booked.body
('C', 'NHS')
"""

from __future__ import annotations

from flowsim.scenario.arguments import unknown
from flowsim.scenario.reasons import OFFICIAL
from flowsim.scenario.vocabularies.dtoc import DTOC
from flowsim.scenario.vocabularies.scotland import SCOTLAND
from flowsim.scenario.vocabularies.vocabulary import Code, Row, Vocabulary
from flowsim.scenario.vocabularies.wales import WALES

ENGLAND = Vocabulary(
    "england",
    "Acute discharge situation report, England, since June 2024",
    "Titles and groups as published; the return names no body: those here are this project's.",
    {reason.name: Code(reason.name, reason.title, reason.group) for reason in OFFICIAL.values()},
    {name: Row(name) for name in OFFICIAL},
)
"""The 37 reasons themselves."""

VOCABULARIES = {one.name: one for one in (ENGLAND, DTOC, WALES, SCOTLAND)}
"""Every list by name."""


def vocabulary(name: str) -> Vocabulary:
    """The list of this name.

    Raises:
        UsageError: there is none; the message names those that there are.
    """
    if not isinstance(name, str) or name not in VOCABULARIES:
        raise unknown("list of reasons", name, VOCABULARIES)
    return VOCABULARIES[name]
