"""The rules that hold in every run, as records: what the checks of :mod:`flowsim.results.invariants` are called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that holds in every run.

    Attributes:
        name: short and stable, as :class:`flowsim.results.checks.broken.Broken` has it.
        about: what it is of, a heading.
        sentence: what holds, in the words of those who plan.
        of: what it is looked at on, such as people; :mod:`flowsim.results.looked_at` counts them.
        needs_log: whether only the event log can tell.
        needs_story: whether the log must make a story (rules ``time`` and ``story``) before this can be looked at.
    """

    name: str
    about: str
    sentence: str
    of: str
    needs_log: bool = True
    needs_story: bool = True


PEOPLE, PLACES, QUEUES = "People", "Places, workers and money", "Queues: who waits, who goes first"
CHANCE, FIGURES = "Times, chance and conditions", "Figures"


def _untold(name: str, about: str, sentence: str, of: str) -> Rule:
    return Rule(name, about, sentence, of, needs_story=False)


def _books(name: str, about: str, sentence: str, of: str) -> Rule:
    return Rule(name, about, sentence, of, needs_log=False, needs_story=False)


_ALL = (
    _untold("time", PEOPLE, "Nothing happens out of its turn, or outside the run.", "events"),
    _untold("story", PEOPLE, "Each person goes through the steps of their pathway in order.", "people"),
    _untold("nobody-lost", PEOPLE, "Nobody is lost: all who are there wait or are busy.", "people"),
    _books("flow", PEOPLE, "Everybody who came has left or is still there.", "people"),
    _books("capacity", PLACES, "No unit takes in more than its places, no team more than staff.", "stays and tasks"),
    Rule("place-time", PLACES, "Taken, kept, made ready and free add up to all open places.", "units"),
    Rule("kept", PLACES, "Who comes to a place kept for them finds it and does not wait.", "kept places"),
    Rule("working-hours", PLACES, "Teams begin work only in their working hours.", "tasks"),
    _books("hours", PLACES, "No team works more hours than it has.", "teams"),
    Rule("caseload", PLACES, "Who begins a case finishes it, and has no more than the caseload.", "pieces of work"),
    Rule("taper", PLACES, "Hours of care fall when and to what is said, and never rise.", "falls of hours"),
    _books("funds", PLACES, "No fund pays what it does not have; the rest is still there.", "funds"),
    Rule("left-waiting", QUEUES, "Nobody waits for a place or worker that is free for them.", "requests"),
    Rule("order", QUEUES, "The most urgent goes first, then who has waited longest.", "requests"),
    Rule("queue-limit", QUEUES, "Nobody joins a queue over its limit, or is sent away below it.", "limited requests"),
    Rule("ring", QUEUES, "People who wait for each other's places change them at once.", "moves asked for"),
    Rule("patience", QUEUES, "Nobody waits beyond their patience, and nobody gives up sooner.", "limited waits"),
    Rule("jump", QUEUES, "A priority that changes with the wait changes on time.", "changes"),
    Rule("length", CHANCE, "Every stay, task and wait takes the time drawn for it.", "stays and waits"),
    Rule("draws", CHANCE, "Every choice and change is the one drawn for that person.", "choices, changes"),
    Rule("risk", CHANCE, "What can befall people does when it is due, and only then.", "incidents"),
    Rule("expiry", CHANCE, "What goes out of date does when it is due, unless set anew.", "facts"),
    Rule("search", CHANCE, "Every search ends as the answers drawn for it say.", "searches"),
    Rule("condition", CHANCE, "Every condition on the state is met when the state says so.", "conditions"),
    Rule("little", FIGURES, "Time is the same by the clock and by the person (Little's law).", "units and teams"),
    Rule("levels", FIGURES, "Every figure is the same when counted again from the events.", "figures"),
    _books("shape", FIGURES, "Every table of figures is as large as it should be.", "tables"),
    _books("counts", FIGURES, "No figure is below nought.", "figures"),
    _books("midnights", FIGURES, "At midnight people are as many by day as by what they do.", "nights"),
    _books("histograms", FIGURES, "Waits and stays are as many by their length as in all.", "waits and stays"),
    _books("groups", FIGURES, "The groups of an attribute add up to everybody.", "attributes"),
    _books("followed", FIGURES, "Everybody who is followed is somewhere at every moment.", "people followed"),
)

RULES: dict[str, Rule] = {rule.name: rule for rule in _ALL}
"""Every rule by name, in the order in which they are told."""
