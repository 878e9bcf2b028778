"""The rules that hold in every run, as records: what the checks of :mod:`flowsim.results.invariants` are called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that holds in every run.

    Attributes:
        name: short and stable, as :class:`flowsim.results.checks.broken.Broken` has it.
        sentence: what holds.
        needs_log: whether only the event log can tell.
        needs_story: whether the log must make a story (rules ``time`` and ``story``) before this can be looked at.
    """

    name: str
    sentence: str
    needs_log: bool = True
    needs_story: bool = True


def _books(name: str, sentence: str) -> Rule:
    return Rule(name, sentence, needs_log=False, needs_story=False)


_ALL = (
    Rule("time", "Time runs forward, within the run.", needs_story=False),
    Rule("story", "What happens to each person makes a life along their pathway.", needs_story=False),
    Rule("nobody-lost", "Everybody who is present waits for something or is busy with something.", needs_story=False),
    _books("flow", "Who arrived has left or is present; requests end only where something is asked for."),
    _books("capacity", "No unit holds more people than it has places, no team does more tasks than it has workers."),
    Rule("left-waiting", "No request that could be granted is left waiting at the end of an instant."),
    Rule("order", "Grants go by priority, then to whoever has waited longest."),
    Rule("caseload", "Sittings of a case are by one worker, one at a time, who takes on no more than the caseload."),
    Rule("queue-limit", "Nobody waits in a queue longer than its limit, and nobody is turned away from a shorter one."),
    Rule("ring", "No ring of people who wait for each other's places is left standing."),
    Rule("working-hours", "Teams begin work only in their working hours."),
    Rule("kept", "Who comes without asking comes to a place kept for them; nobody waits for one that is."),
    Rule("place-time", "Held, kept, made ready and free are all the places that are open, in every unit."),
    Rule("taper", "Amounts of care fall when and to what the step says, and never rise."),
    Rule("length", "Every stay, task and wait ends when its own draw says."),
    Rule("patience", "Nobody waits longer than their patience, and nobody gives up sooner."),
    Rule("jump", "The level of a waiting request changes at the stated waits."),
    Rule("expiry", "What goes out of date does so when its own draw says, unless it is set again before."),
    Rule("risk", "Every risk happens when its own threshold is used up at the rates that held, and only then."),
    Rule("search", "Every search comes to what the draws of its providers say."),
    Rule("draws", "Choices and changes are those of each person's own random numbers."),
    Rule("condition", "Every test on the state comes out as the state says."),
    Rule("little", "Little's law holds exactly, for every unit, team and queue, and for all who are present."),
    Rule("levels", "Tallies and people are those recounted from the log, to the last integer."),
    _books("shape", "Every tally has its shape."),
    _books("counts", "No count is below nought."),
    _books("midnights", "People at midnight add up the same by day and by what they were doing."),
    _books("histograms", "Every histogram holds each of what it counts, once."),
    _books("groups", "The groups of each attribute add up to everyone."),
    _books("funds", "No fund pays what it does not have, and what it had is what was paid and what is left."),
    _books("followed", "Everybody who is followed is somewhere at every instant, and at the end of their time."),
    _books("hours", "No team works more hours than it has."),
)

RULES: dict[str, Rule] = {rule.name: rule for rule in _ALL}
"""Every rule by name, in the order in which they are told."""
