"""A fault is a problem that does not yet know its line; and the registry of what can be wrong with a scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flowsim.errors import Problem
from flowsim.scenario import paths
from flowsim.scenario.positions import Path, Positions, Spot
from flowsim.scenario.quoting import LONGEST, cut, quoted

__all__ = ["CODES", "Fault", "merged", "quoted"]

CODES: dict[str, str] = {
    # reading a file
    "no-such-scenario": "There is no file, folder or shipped scenario of this name.",
    "unreadable": "The file cannot be opened.",
    "empty-file": "The file holds no scenario.",
    "several-scenarios": "The folder holds several scenarios where one is needed.",
    "another-kind": "The file is a scenario, policy, view, batch or one of futures where another of these is needed.",
    "not-text-file": "The file is not UTF-8 text.",
    "control-character": "The file holds a character that cannot be seen.",
    "too-large": "The file, one of its lines or its number of parts is beyond the limit.",
    "too-deep": "Lists and mappings stand inside each other beyond the limit.",
    "bad-yaml": "The file is not YAML.",
    "anchor": "Anchors (&) and aliases (*) are not part of the scenario language.",
    "tag": "Tags (!) are not part of the scenario language.",
    "directive": "YAML directives and several documents in one file are not part of the scenario language.",
    "bad-key": "A key is not a plain word.",
    "duplicate-key": "The same key is written twice.",
    "not-finite": "Infinity and not-a-number are not numbers of a scenario.",
    "huge-number": "A whole number is too large.",
    "outside-folder": "A file of a folder leads out of that folder.",
    "builds-on": "There is no such scenario to build on, or it builds on another itself.",
    "no-version": "A file lacks the line flowsim: 1.",
    "wrong-version": "The file is written for another version of the language.",
    # shapes and words
    "missing-key": "A key that is needed is not there.",
    "unknown-key": "A key that the language does not have here.",
    "unknown-word": "A word that is not one of those allowed here.",
    "unknown-step": "A step of a pathway names no kind of step.",
    "unknown-distribution": "A time names no distribution.",
    "not-text": "Text is needed here.",
    "not-a-list": "A list is needed here.",
    "not-a-mapping": "Keys with values are needed here.",
    "not-a-whole-number": "A whole number is needed here.",
    "not-true-or-false": "This is true or false, and nothing else.",
    "not-plain": "A value made in Python is not text, number, list, mapping or one of flowsim's own objects.",
    "out-of-range": "A number lies outside what is allowed.",
    "wrong-length": "A list has too few or too many items.",
    "bad-date": "This is not a date.",
    "bad-duration": "This is not a duration.",
    "bad-rate": "This is not a rate.",
    "bad-share": "This is not a share.",
    "bad-count": "This is not a whole number of at least 0.",
    "bad-number": "This is not a plain number.",
    "bad-growth": "This is not a growth such as 2 % per year.",
    "bad-money": "This is not an amount of money.",
    "bad-value": "This cannot be used here.",
    "bad-notes": "The notes of a number (source, range, assumed) are not as they should be.",
    # names
    "bad-name": "A name holds something else than letters, digits, '-', '_' and '+'.",
    "reserved-name": "A name that the language keeps for itself.",
    "duplicate-step": "Two steps of one pathway have the same name.",
    "duplicate-name": "A list names the same twice, or two files in a folder have one name.",
    "unknown-path": "A path such as units.ward.places leads nowhere.",
    "unknown-unit": "There is no such unit.",
    "unknown-team": "There is no such team.",
    "unknown-fund": "There is no such fund.",
    "unknown-employer": "There is no such employer.",
    "unknown-market": "There is no such labour market.",
    "unknown-resource": "There is no such unit or team.",
    "unknown-calendar": "There is no such calendar.",
    "unknown-clock": "There is no such clock.",
    "unknown-attribute": "There is no such attribute.",
    "unknown-level": "The attribute has no such level.",
    "unknown-pathway": "There is no such pathway.",
    "unknown-mark": "No step makes this mark.",
    "unknown-reason": "There is no such delay reason.",
    "unknown-code": "A list of delay reasons has no such code.",
    # meaning
    "no-setting": "An attribute that says where people are to be has a level that is no setting.",
    "never-followed": "People are to be followed for longer than the run goes on.",
    "uncovered-level": "A choice by attribute leaves out a level and has no 'else'.",
    "shares-sum": "Shares do not add up to one.",
    "mixed-choice": "The options of one choice go partly by share and partly by condition.",
    "unreachable-option": "An option (or unit of a list) that nobody can come to.",
    "bad-bounds": "A condition has neither 'over' nor 'under', or nothing can lie between the two.",
    "circular-attributes": "Attributes that depend on each other in a circle.",
    "never-returns": "A pathway calls itself before its last step, and so never comes back.",
    "too-deep-calls": "Pathways call pathways that call pathways, beyond the limit.",
    "endless-pathway": "Nobody who starts this pathway ever comes to its end.",
    "bad-distribution": "The parameters of a distribution do not fit.",
    "no-condition": "A condition asks for nothing.",
    "by-attribute": "Something that belongs to a place, and not to a person, is given by attribute.",
    "bad-priority": "A priority is not a whole number from 0 to 63, or changes after no wait, or twice after one.",
    "bad-truncation": "Bounds on a distribution are the wrong way round, or leave next to nothing of it.",
    "bad-hours": "Opening hours cannot be read.",
    "overlapping-hours": "Opening hours overlap.",
    "no-hours": "Opening hours without a single hour.",
    "uncovered-hours": "The speeds of a clock do not cover the week, or a part of it twice.",
    "stopped-clock": "A clock that never runs.",
    "two-clocks": "A wait runs on two clocks.",
    "never-opens": "A wait until a calendar opens that never does.",
    "empty-stretch": "A closure or absence ends before it begins.",
    "no-headcount": "A team has neither a headcount nor shifts.",
    "no-folder": "A scenario that is not read from a file names one.",
    "bad-profile": "An arrival profile is negative or nought throughout.",
    "rate-or-times": "Arrivals have no rate, list, schedule or file, or more than one of them.",
    "bad-schedule": "A weekly schedule has too many lists or people, or lists that go on past midnight.",
    "no-such-file": "A file that the scenario names does not stand beside it.",
    "bad-census": "People of a census are at no such step, in a unit that does not fit, or too many.",
    "bad-table": "A CSV file is not a table of named columns, or lacks one.",
    "before-the-start": "People of a file come before the start of the run.",
    "factor-of-list": "Arrivals at listed times have a factor above 1, which cannot add anybody.",
    "zero-window": "The window of measurement has no length.",
    "community-limit": "The community has no limit, so nobody waits for it.",
    "no-teams": "A list of teams names none.",
    "no-funds": "A list of funds names none.",
    "no-money": "A fund has no money and gets none.",
    "never-paid": "Somebody asks for more money than the funds have in the whole run.",
    "not-a-sum": "This is no sum of money: fixed, by attribute or drawn.",
    "no-change": "Nothing is otherwise from a date on.",
    "bad-move": "Staff would move to their own employer, or more than all who leave would move.",
    "staff-drifts": "The staff of an employer changes much in the run as written, and nobody says why.",
    "idle-market": "No employer recruits from a labour market.",
    "nobody-comes": "Staff leave an employer to which nobody can come, and nobody says why.",
    "after-the-run": "A change of staff by date begins after the run.",
    "never-together": "Teams that are to meet are never at work at one time.",
    "no-sittings": "Words for work in sittings stand where there are none.",
    "case-and-meeting": "A meeting of several teams has sittings, or a team that has work in sittings.",
    "places-or-hours": "A unit has none or two of places, weekly hours and weekly budget, or a word for another kind.",
    "payer-by-hours": "Who pays for a unit of hours of care goes by an attribute, though a day costs the same.",
    "mixed-units": "A list of units counts partly in places, partly in hours or pounds, or in different steps.",
    "stay-in-budget": "Somebody would stay in a weekly budget, which is money.",
    "amount-missing": "A step does not say how many hours or pounds a week it asks for.",
    "bad-taper": "The steps of a taper do not fall one after the other, or there is no amount to fall.",
    "amount-unused": "A step says an amount where everybody has one place, or hours instead of pounds.",
    "amount-too-large": "A step asks for more hours or pounds a week than any of its units has in all.",
    "duplicate-unit": "A list of units names one twice, or none.",
    "policy-choice": "A choice that a policy makes for people is not as such a choice must be.",
    "title-of-nothing": "A title is given to something that no step names.",
    "near-miss": "A free word looks like the misspelling of another, or of one that policies and measures look for.",
    "key-unused": "A step has a key but draws nothing that the key could keep.",
    "not-beside": "A step that cannot run beside the main ones stands in a branch.",
    "bad-risk": "A risk has both steps of its own and attributes to change, or neither.",
    "bad-expiry": "More than one attribute would go out of date by one step, or it is not said what it is then.",
    "return-of-the-dead": "Somebody who died would come back.",
    "unknown-branch": "No step 'meanwhile' begins this branch.",
    "effort-of-nobody": "Something counted takes time or travel, and nobody is named who does it.",
    "two-efforts": "One thing by one and the same takes more time or travel here than there.",
    "never-chased": "A message can be lost, and nobody chases it.",
    "unreachable-pathway": "No arrivals come to this pathway.",
}
"""Every code that a problem of a scenario can carry, with its meaning in one sentence."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A :class:`~flowsim.errors.Problem` whose place is a path; ``at_key`` points at the key, not the value.

    ``spot`` is set only where the file is known and the path is not enough, as for the second of two like keys.
    ``other`` is a second path that is part of the fault; its line goes into the hint.
    """

    code: str
    path: Path
    message: str
    found: str = ""
    expected: str = ""
    hint: str = ""
    at_key: bool = False
    severity: str = "error"
    spot: Spot | None = None
    other: Path = ()

    def problem(self, document: object, positions: Positions) -> Problem:
        """The problem as people read it: the path in the words of the file, with file, line and column."""
        spot = self.spot or positions.of(self.path, self.at_key)
        return Problem(
            code=self.code,
            message=cut(self.message),
            path=cut(paths.words(document, self.path)),
            file=spot.file,
            line=spot.line,
            column=spot.column,
            found=cut(self.found),
            expected=cut(self.expected, 2 * LONGEST),
            hint=cut(self._hint(positions)),
            severity=self.severity,
        )

    def _hint(self, positions: Positions) -> str:
        line = positions.of(self.other).line if self.other else 0
        return f"{self.hint}; the other is in line {line}" if line else self.hint


def merged(*stages: Iterable[Fault]) -> list[Fault]:
    """All faults of several stages of checking, without those that only follow from an earlier stage's.

    What is wrong with one value is said once: a number that is infinite is not also "not a duration".
    """
    kept: list[Fault] = []
    for stage in stages:
        spoilt = [fault.path for fault in kept if not fault.at_key and fault.path]
        kept += [fault for fault in stage if not any(fault.path[: len(path)] == path for path in spoilt)]
    return kept
