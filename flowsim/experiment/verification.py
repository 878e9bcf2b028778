"""The rules of :mod:`flowsim.results.rules` on a person's own scenario: run it, read its log again, say what holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flowsim.errors import FlowsimError
from flowsim.experiment.replications import RunResult, run
from flowsim.results.invariants import Broken, check_invariants
from flowsim.results.looked_at import in_a_place, in_a_run
from flowsim.results.rules import RULES, Rule

if TYPE_CHECKING:
    from flowsim.engine.output import Replication
    from flowsim.experiment.fanout import Progress
    from flowsim.plan.tables import Plan
    from flowsim.scenario.scenario import Scenario

STORY = ("time", "story")
"""Rules without which the log cannot be read as a story, so that other rules are not looked at."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule over all replications.

    Attributes:
        rule: the rule.
        breaches: each with the number of its replication; at most ten a replication.
        unread: replications in which it was not looked at, because their log makes no story.
        looked_at: how many of what the rule is ``of`` there were.
    """

    rule: Rule
    breaches: tuple[tuple[int, Broken], ...]
    unread: tuple[int, ...]
    looked_at: int = 0

    @property
    def holds(self) -> bool:
        """Whether it was looked at everywhere and never broken."""
        return not self.breaches and not self.unread


@dataclass(frozen=True)
class Verification:
    """The verdict on each rule, and the run that was looked at.

    Attributes:
        result: the run.
        verdicts: one a rule, in the order of :data:`flowsim.results.rules.RULES`.
        events: lines of all logs together.
        people: people in all replications together.
    """

    result: RunResult
    verdicts: tuple[Verdict, ...]
    events: int
    people: int

    @property
    def holds(self) -> bool:
        """Whether every rule holds."""
        return all(verdict.holds for verdict in self.verdicts)

    def __repr__(self) -> str:
        broken = sum(not verdict.holds for verdict in self.verdicts)
        says = "every rule holds" if self.holds else f"{broken} of {len(self.verdicts)} rules broken or not looked at"
        return f"<Verification of {self.result.arm.scenario.name}: {says}; to_dict()>"

    def to_dict(self) -> dict[str, Any]:
        """As plain values, as ``flowsim verify --json`` prints it."""
        rules = [
            {
                "rule": verdict.rule.name,
                "about": verdict.rule.about,
                "sentence": verdict.rule.sentence,
                "looked_at": verdict.looked_at,
                "of": verdict.rule.of,
                "holds": verdict.holds,
                "breaches": [{"replication": number, "sentence": item.sentence} for number, item in verdict.breaches],
            }
            for verdict in self.verdicts
        ]
        made = self.result.provenance()
        return {"provenance": made, "holds": self.holds, "events": self.events, "people": self.people, "rules": rules}


def verify(
    scenario: Scenario,
    replications: int = 1,
    seed: int | None = None,
    engine: str = "compiled",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Run a scenario with its event log and check every rule on every replication.

    The checks use neither engine: they read the log again with the rules in hand, draw each random number again and
    recount every tally.

    Args:
        scenario, replications, seed, engine, threads, progress: see :func:`flowsim.experiment.replications.run`.

    Raises:
        ScenarioError: the scenario has no plan.
        UsageError: an argument is out of bounds.
        FlowsimError: a replication failed.
        Interrupted: Ctrl-C.
    """
    found: list[tuple[int, Broken]] = []
    sizes: list[tuple[int, int]] = []
    looked_at: Counter[str] = Counter()

    def consume(plan: Plan, replication: Replication) -> None:
        found.extend((replication.number, breach) for breach in check_invariants(plan, replication))
        looked_at.update(in_a_run(plan, replication))
        sizes.append((len(replication.log) if replication.log is not None else 0, replication.tallies.totals[0]))

    result = run(scenario, replications, seed, engine, "log", threads, progress, consume)
    if result.failures:
        failure = result.failures[0]
        raise FlowsimError(f"replication {failure.replication} failed: {failure.message}")
    untold = tuple(dict.fromkeys(number for number, breach in found if breach.rule in STORY))
    looked_at.update(in_a_place(result.arm.plan))
    other = {breach.rule: Rule(breach.rule, "", "", "") for _, breach in found if breach.rule not in RULES}
    rules = [*RULES.values(), *other.values()]
    verdicts = tuple(_verdict(rule, found, untold, looked_at[rule.name]) for rule in rules)
    return Verification(result, verdicts, sum(size for size, _ in sizes), int(sum(people for _, people in sizes)))


def _verdict(rule: Rule, found: list[tuple[int, Broken]], untold: tuple[int, ...], looked_at: int) -> Verdict:
    own = tuple((number, breach) for number, breach in found if breach.rule == rule.name)
    return Verdict(rule, own, untold if rule.needs_story else (), looked_at)
