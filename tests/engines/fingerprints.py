"""A fingerprint of what happens in a scenario: a digest of the event log of one short run, in names.

Names rather than numbers, so that a table of the plan may be renumbered; times to the millisecond, so that nothing that
happens can change unseen. ``python -m tests.engines.fingerprints`` prints the lines that CHANGELOG.md should have.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from flowsim.engine import compiled
from flowsim.engine.output import EVENT_KINDS, LOG, Replication
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.scenario.reading import shipped_names
from flowsim.scenario.scenario import load

CHANGES = Path(__file__).parents[2] / "CHANGELOG.md"
LINE = re.compile(r"^- `(?P<name>[^`]+)` (?P<fingerprint>[0-9a-f]{16}): (?P<why>.+)$", re.MULTILINE)
"""A line of CHANGELOG.md: a scenario, its fingerprint from then on, and why it changed. The last one stands."""

DAYS = {
    "northmoor": 6,
    "one-hundred": 420,
    "winter": 2,
    "validation/case-c-waiting-4": 300,
    "validation/case-c-waiting-5": 300,
}
"""Days of the run; of other scenarios 60. Two scenarios that differ, or a story, need long enough to show it."""

STARTS = {"winter": "2025-01-05"}
"""The first day of the run, where it is not the scenario's own: in the midst of what makes it different."""

SEED = 20


def short_run(name: str) -> tuple[Plan, Replication]:
    """The plan of a shipped scenario's short run, and replication 0 of it in the compiled engine."""
    window = f"{DAYS.get(name, 60)} d"
    start = {"run.start_date": STARTS[name]} if name in STARTS else {}
    plan = compile_plan(load(name, start | {"run.warm_up": "0 d", "run.window": window, "run.follow_up": "0 d"}))
    return plan, compiled.replicate(plan, SEED, 0, LOG)


def fingerprint(plan: Plan, run: Replication) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a run's log."""
    digest = hashlib.sha256()
    for line in lines(plan, run):
        digest.update(line.encode())
    return digest.hexdigest()[:16]


def lines(plan: Plan, run: Replication) -> Iterator[str]:
    """The log of a run as text, a line an event."""
    log = run.log
    assert log is not None
    steps, sources, resources = (plan.names[kind] for kind in ("steps", "sources", "resources"))
    for event in log:
        words = (
            int(event["time"]),
            sources[event["source"]],
            int(event["index"]),
            int(event["slot"]),
            EVENT_KINDS[event["kind"]],
            steps[event["row"]],
            resources[event["unit"]],
            resources[event["resource"]] if event["resource"] >= 0 else "",
            int(event["value"]),
        )
        yield "|".join(map(str, words)) + "\n"


def written() -> dict[str, str]:
    """The fingerprints that CHANGELOG.md has, by scenario; the last line of each stands."""
    return {line["name"]: line["fingerprint"] for line in LINE.finditer(CHANGES.read_text(encoding="utf-8"))}


if __name__ == "__main__":
    there = written()
    for shipped in shipped_names():
        now = fingerprint(*short_run(shipped))
        if there.get(shipped) != now:
            print(f"- `{shipped}` {now}: {'WHY' if shipped in there else 'first'}")
