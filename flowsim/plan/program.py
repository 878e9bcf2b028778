"""Pathways become rows of steps: called pathways are written out in place, so that a row number says it all.

A pathway is expanded once for each place that it goes on to (its continuation). A pathway that calls itself as its
last step has the same continuation as itself: it becomes a loop. One that calls itself in any other way would never
return, and is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flowsim.errors import Problem, ScenarioError
from flowsim.plan import handoffs, sittings, tables
from flowsim.plan.acts import FAILURE, Acts
from flowsim.plan.conditions import Tests
from flowsim.plan.expiries import Expiry
from flowsim.plan.keeping import kept
from flowsim.plan.numbering import COMPLETED, UNRECORDED, Numbering, meeting_name
from flowsim.plan.purposes import Purposes
from flowsim.plan.risks import DURING, Hazard
from flowsim.plan.rows import Row, transfer_to
from flowsim.plan.searches import SearchRow, search_row
from flowsim.plan.trees import Trees, name_leaves
from flowsim.plan.uptake import Uptakes
from flowsim.random.samplers import ticks
from flowsim.scenario.check_uptake import POLICY_KEY
from flowsim.scenario.conditions import When
from flowsim.scenario.counting import Count
from flowsim.scenario.efforts import COUNTED
from flowsim.scenario.leaving import DECLARED
from flowsim.scenario.names import step_name
from flowsim.scenario.place import Place
from flowsim.scenario.steps import (
    Choose,
    Declare,
    Do,
    Join,
    Leave,
    Mark,
    Meanwhile,
    Message,
    Pay,
    Priority,
    Release,
    Request,
    Reserve,
    Risk,
    Search,
    Set,
    Shares,
    Stay,
    Step,
    Task,
    Wait,
)
from flowsim.scenario.waits import Until
from flowsim.units import parse_duration

MOST_ROWS = 20_000
"""A scenario that would become more rows than this is refused: its pathways call each other too often."""

DEFAULT_PRIORITY = 32


_KINDS = {
    Stay: (tables.STAY, "time"), Reserve: (tables.RESERVE, "reserved"), Task: (tables.TASK, "work"),
    Pay: (tables.PAY, "payment"),
}  # fmt: skip
"""Kind of row of a request, and the aspect of its time."""

_Asking = Stay | Reserve | Task | Pay
"""A step that asks for something."""


class Program:
    """Expands the pathways of one place into rows."""

    def __init__(self, place: Place, numbering: Numbering, trees: Trees, purposes: Purposes) -> None:
        self.place, self.numbering, self.trees, self.purposes = place, numbering, trees, purposes
        self.tests, self.acts = Tests(numbering), Acts()
        self.searches: list[SearchRow] = []
        self.rows: list[Row | int] = []
        self.uptakes = Uptakes(place, numbering, trees, purposes)
        self._expanded: dict[tuple[str, int], int] = {}
        self._open: list[str] = []
        self._anew: list[tuple[int, str]] = []
        self.end = self._add(Row(tables.LEAVE, f"({COMPLETED})", target=numbering.outcomes[COMPLETED]))

    def entry(self, pathway: str) -> int:
        """The row at which people begin a pathway."""
        return self._pathway(pathway, self.end)

    def _add(self, row: Row | int) -> int:
        if len(self.rows) >= MOST_ROWS:
            raise ScenarioError(
                [Problem("too-many-steps", f"the pathways written out in full have over {MOST_ROWS} steps")]
            )
        self.rows.append(row)
        return len(self.rows) - 1

    def _pathway(self, name: str, after: int) -> int:
        if (name, after) in self._expanded:
            return self._expanded[name, after]
        if name in self._open:
            raise ScenarioError(
                [
                    Problem(
                        "endless-call",
                        f"pathway '{name}' calls itself before its last step",
                        f"pathways.{name}",
                    )
                ]
            )
        alias = self._expanded[name, after] = self._add(-1)
        self._open.append(name)
        self.rows[alias] = self._steps(name, self.place.pathways[name], after)
        self._open.pop()
        return alias

    def _steps(self, pathway: str, steps: Any, after: int) -> int:
        """The first row of steps written in place, or of a pathway named; ``None`` is nothing to do."""
        if steps is None:
            return after
        if isinstance(steps, str):
            return self._pathway(steps, after)
        for step in reversed(steps):
            after = self._guarded(pathway, step, after)
        return after

    def _guarded(self, pathway: str, step: Step, after: int) -> int:
        """A step behind its own ``when`` and ``share``."""
        row = self._step(pathway, step, after)
        name = f"{pathway}.{step_name(step)}"
        if step.share is not None:
            purpose = f"{step.key or name}:share"
            row = self._choice(name, self.trees.category([step.share]), [row, after], purpose)
        return row if step.when is None else self._when(name, step.when, row, after)

    def _when(self, name: str, when: When, row: int, after: int) -> int:
        """The first row of a condition, which leads to `row` where all of it holds, else to `after`."""
        for test in reversed(self.tests.of(when)):
            row = self._add(Row(tables.TEST, name, options=[row, after], target=test))
        return self._choice(name, self.trees.first_match([when]), [row, after], "") if when.levels else row

    def _choice(self, definition: str, time: int, options: list[int], purpose: str) -> int:
        code = self.purposes.code(purpose) if purpose else 0
        return self._add(Row(tables.CHOOSE, definition, time=time, options=options, purpose=code, counted=purpose))

    # What steps that are written out in several rows are made of.

    def pause(
        self, name: str, after: int, time: object, purpose: str, hours: str | None, reason: str | None, note: str = ""
    ) -> int:
        """A row that lets a time pass, by the clock or in the hours of a calendar."""
        row = Row(tables.WAIT, name, next=after, time=self.trees.distribution(time), counted=purpose, note=note)
        row.purpose, row.reason = self.purposes.code(purpose), self._reason(reason)
        row.calendar = self.numbering.calendars[hours] if hours else -1
        return self._add(row)

    def act(self, name: str, after: int, what: str, subject: str, by: str = "") -> int:
        """A row at which something done is counted."""
        target = self.acts.number(what, subject, by)
        return self._add(Row(tables.ACT, name, next=after, target=target, note=self.acts.labels[target]))

    def split(self, name: str, share: object, some: int, others: int, purpose: str, note: str) -> int:
        """A row from which a share of people goes one way, all others another."""
        row = self._choice(name, self.trees.category([share]), [some, others], purpose)
        choice = self.rows[row]
        assert isinstance(choice, Row)
        choice.note = note
        return row

    def one_more(self, row: Row, **changes: Any) -> int:
        """A row like another, but for some of its fields."""
        return self._add(replace(row, **changes))

    def go_on(self, number: int, after: int) -> None:
        """Let a row lead on to another than it did, so that rows can go round."""
        row = self.rows[number]
        assert isinstance(row, Row)
        row.next = after

    def _step(self, pathway: str, step: Step, after: int) -> int:
        name = f"{pathway}.{step_name(step)}"
        match step:
            case Stay():
                return self._ask(pathway, step, step.stay, name, after)
            case Reserve():
                return self._ask(pathway, step, step.reserve, name, after)
            case Task():
                return self._ask(pathway, step, step.task, name, after)
            case Pay():
                return self._ask(pathway, step, step.pay, name, after)
            case Wait():
                return self._wait(pathway, step, name, after)
            case Search():
                return self._search(pathway, step, name, after)
            case Message():
                return handoffs.message(self, step, name, after)
            case Choose():
                return self._choose(pathway, step, name, after)
            case Set():
                return self._set(step, name, after)
            case Mark():
                return self._add(Row(tables.MARK, name, next=after, target=self.numbering.marks[step.mark]))
            case Count():
                return self.act(name, after, COUNTED, step.count, step.by or "")
            case Declare():
                return self._declare(step, name, after)
            case Release():
                rows = [self._release(leaf, name, after) for leaf in name_leaves(step.release)]
                return self._dispatch(step.release, name, rows)
            case Leave():
                return self._leave(step, name)
            case Do():
                return self._pathway(step.do, after)
            case Meanwhile():
                return self._meanwhile(pathway, step, name, after)
            case Join():
                return self._join(step, name, after)
        raise AssertionError(f"a step of unknown kind: {step!r}")

    def _wait(self, pathway: str, step: Wait, name: str, after: int) -> int:
        purpose = f"{step.key or name}:time"
        row = Row(
            tables.WAIT, name, next=after, calendar=self._calendar(step), purpose=self.purposes.code(purpose),
            counted=purpose, reason=self._reason(step.reason),
        )  # fmt: skip
        if isinstance(step.wait, Until):
            row.until = tables.UNTIL_OPEN if step.wait.if_open == "go" else tables.UNTIL_NEXT
            row.time = self.trees.table.constant(0.0)
        else:
            row.time = self.trees.distribution(step.wait)
        row.risks = self._risks(pathway, step, name, after)
        return self._add(row)

    def _risks(self, pathway: str, step: Stay | Wait, name: str, after: int) -> list[Hazard]:
        """The risks of a step in order of their names."""
        return [
            self._risk(pathway, f"{step.key or name}:risk-{label}", f"{name}:{label}", risk, after)
            for label, risk in sorted((step.risks or {}).items())
        ]

    def _risk(self, pathway: str, purpose: str, label: str, risk: Risk, after: int) -> Hazard:
        """What can happen at a rate; what does not interrupt leads over sets."""
        times = -1 if risk.times is None else self.trees.number(risk.times)
        by_day = [factor.value for factor in risk.by_day or ()]
        if risk.set is None:
            then = self._steps(pathway, risk.then, after)
        else:
            then = self._effect(risk.set, label.partition(":")[0], purpose)
        return Hazard(
            label, risk.rate.value, times, by_day, DURING[risk.during], self.purposes.code(purpose), purpose, then,
            risk.set is None,
        )  # fmt: skip

    def _effect(self, given: dict[str, Shares], name: str, purpose: str) -> int:
        """Sets that come of themselves, up to an end of their own, which leads back for those who look for ways."""
        end = Row(tables.FINISH, name)
        then = end.next = self._sets(given, name, purpose, self._add(end))
        return then

    def _leave(self, step: Leave, name: str) -> int:
        """Those who come back are a row of their own, which leads on to where they begin anew."""
        outcome, base = self.numbering.outcomes[step.leave], step.key or name
        gone = self._add(Row(tables.LEAVE, name, target=outcome))
        if step.returns is None:
            return gone
        purpose, anew = f"{base}:return", self._add(-1)
        self._anew.append((anew, step.returns.to))
        back = self._add(
            Row(
                tables.RETURN, name, target=outcome, time=self.trees.distribution(step.returns.after),
                purpose=self.purposes.code(purpose), counted=purpose, options=[anew],
            )
        )  # fmt: skip
        if step.returns.share is None:
            return back
        return self.split(name, step.returns.share, back, gone, f"{base}:returns", "returns or not")

    def expand_returns(self) -> None:
        """Write out the pathways that people come back to, once all others are; they may lead to more of them."""
        while self._anew:
            row, pathway = self._anew.pop()
            self.rows[row] = self.entry(pathway)

    def _declare(self, step: Declare, name: str, after: int) -> int:
        """A mark, behind a wait for the next board round if there is one to wait for."""
        mark = self._add(Row(tables.MARK, name, next=after, target=self.numbering.marks[DECLARED[step.declare]]))
        if step.at is None:
            return mark
        return self._add(
            Row(
                tables.WAIT, name, next=mark, time=self.trees.table.constant(0.0), until=tables.UNTIL_OPEN,
                calendar=self.numbering.calendars[step.at], reason=self._reason(step.reason),
            )
        )  # fmt: skip

    def _clock_of(self, step: _Asking, leaf: Any) -> int:
        """The clock of a stay; of a meeting the time when all its teams work. Any other task goes by its team."""
        if isinstance(step, Stay):
            return self._calendar(step)
        meets = isinstance(step, Task) and not isinstance(leaf, str) and len(leaf) > 1
        name = "" if not meets else meeting_name(self.place, leaf)
        return self.numbering.calendars[name] if name else -1

    def _calendar(self, step: Stay | Wait) -> int:
        """The calendar or clock on which a time runs, or whose opening is waited for; -1 is the clock on the wall."""
        name = f"clock:{step.clock}" if step.clock else None
        if isinstance(step, Wait):
            name = step.wait.until if isinstance(step.wait, Until) else name or step.hours
        return self.numbering.calendars[name] if name else -1

    def _choose(self, pathway: str, step: Choose, name: str, after: int) -> int:
        options = [self._steps(pathway, option.do, after) for option in step.choose]
        if any(option.when and option.when.by_state for option in step.choose):
            for option, row in reversed(list(zip(step.choose, options, strict=True))):
                after = row if option.when is None else self._when(name, option.when, row, after)
            return after
        if any(option.when for option in step.choose):
            row = self.trees.first_match([option.when for option in step.choose])
            return self._choice(name, row, [*options, after], "")
        row = self.trees.category([option.share for option in step.choose])
        if step.key and step.key.startswith(POLICY_KEY):
            return self._policy(step, name, row, [*options, after])
        return self._choice(name, row, [*options, after], f"{step.key or name}:choice")

    def _policy(self, step: Choose, name: str, time: int, options: list[int]) -> int:
        """A policy's own choice. Its counter keeps what was decided: the same at every edit of that policy."""
        number = self._choice(name, time, options[:2], f"{step.key}:uptake")
        row = self.rows[number]
        assert isinstance(row, Row)
        row.uptake = self.uptakes.row(step)
        return number

    def _set(self, step: Set, name: str, after: int) -> int:
        first = self._sets(step.set, name, step.key or name, after)
        if step.expires is not None:
            purpose = f"{step.key or name}:expiry"
            time, row = self.trees.distribution(step.expires.after), self.rows[first]
            assert isinstance(row, Row)
            then = self._effect(step.expires.set, name, purpose)
            draws = int(self.trees.table.random(time))
            row.expiry = Expiry(time, draws, self.purposes.code(purpose), then)
        return first

    def _sets(self, given: dict[str, Shares], name: str, base: str, after: int) -> int:
        for attribute in reversed(given):
            purpose = f"{base}:set-{attribute}"
            after = self._add(
                Row(
                    tables.SET, name, next=after, time=self.trees.levels(attribute, given[attribute]),
                    purpose=self.purposes.code(purpose), counted=purpose, target=self.numbering.attributes[attribute],
                )
            )  # fmt: skip
        return after

    def _meanwhile(self, pathway: str, step: Meanwhile, name: str, after: int) -> int:
        """A branch ends in a row of its own, which leads on to the step after only for those who look for ways."""
        branch = self.numbering.branches[step.meanwhile]
        end = self._add(Row(tables.FINISH, name, next=after, target=branch))
        beside = self._steps(pathway, step.do, end)
        return self._add(Row(tables.MEANWHILE, name, next=after, options=[beside], target=branch))

    def _join(self, step: Join, name: str, after: int) -> int:
        """One row for each branch, the first in written order first."""
        names = {step.join} if isinstance(step.join, str) else set(step.join)
        for branch in sorted((self.numbering.branches[name] for name in names), reverse=True):
            after = self._add(Row(tables.MEET, name, next=after, target=branch))
        return after

    def _ask(self, pathway: str, step: _Asking, tree: object, name: str, after: int) -> int:
        rows = []
        for leaf in name_leaves(tree):  # a plain loop: what is asked for may lead to pathways, and they to others
            rows.append(self._request(pathway, step, leaf, name, after))
        return self._dispatch(tree, name, rows)

    def _dispatch(self, tree: object, name: str, rows: list[int]) -> int:
        """Where the unit, team or fund depends on attributes: a choice without a draw, then one row for each."""
        return rows[0] if len(rows) == 1 else self._choice(name, self.trees.pick(tree, name_leaves(tree)), rows, "")

    def _release(self, leaf: Any, name: str, after: int) -> int:
        wanted = self._wanted(tables.RELEASE, leaf)
        return self._add(Row(tables.RELEASE, name, next=after, wanted=wanted))

    def _request(self, pathway: str, step: _Asking, leaf: Any, name: str, after: int) -> int:
        base = step.key or name
        kind, what = _KINDS[type(step)]
        purpose = f"{base}:{what}"
        row = Row(
            kind, name, next=after, wanted=self._wanted(kind, leaf),
            time=self._time(step), purpose=self.purposes.code(purpose), counted=purpose,
            reason=self._reason(step.reason), calendar=self._clock_of(step, leaf),
        )  # fmt: skip
        money = step.amount if isinstance(step, Pay) else step.weekly if isinstance(step, Reserve) else None
        if money is not None:
            row.amount, row.amount_purpose = self.trees.sum(money), self.purposes.code(f"{base}:amount")
        elif not isinstance(step, Task | Pay) and step.amount is not None and self._in_hours(leaf):
            row.amount = self.trees.distribution(step.amount)
            row.amount_purpose = self.purposes.code(f"{base}:amount")
            if isinstance(step, Stay):
                row.tapers = self._tapers(step, self.place.units[leaf if isinstance(leaf, str) else leaf[0]].grain)
        if isinstance(step, Stay) and step.keep is not None:
            row.keep, row.keep_payer = kept(step.keep)
        elif isinstance(step, Reserve):
            row.keep, row.keep_payer = kept(step)
        if isinstance(step, Task) and step.travel is not None:
            row.travel = self.trees.distribution(step.travel)
            row.travel_purpose = self.purposes.code(f"{base}:travel")
        self._add_waiting(row, pathway, step, base, after)
        if isinstance(step, Task) and step.sittings is not None:
            return sittings.written_out(self, step, row, step.sittings)
        if not isinstance(step, Stay):
            return self._add(row)
        row.risks = self._risks(pathway, step, name, after)
        lasting = self._behind_transfer(step, row)
        return lasting if step.fails is None else self._fails(pathway, step, row, lasting, after)

    def _behind_transfer(self, step: Stay, row: Row) -> int:
        """A stay, behind the transfer to it if it has one."""
        stay = self._add(row)
        if step.transfer is None:
            return stay
        way = transfer_to(row, stay, self.trees.distribution(step.transfer))
        way.purpose = self.purposes.code(f"{step.key or row.definition}:transfer")
        return self._add(way)

    def _fails(self, pathway: str, step: Stay, row: Row, lasting: int, after: int) -> int:
        """A stay of which some fail: these last another time, are counted, and go on elsewhere."""
        fails, base = step.fails, step.key or row.definition
        assert fails is not None
        purpose = f"{base}:failure"
        onward = self._steps(pathway, fails.then, after)
        counted = self.act(row.definition, onward, FAILURE, self.unit_name(row.wanted[0]))
        failing = replace(row, next=counted, time=self.trees.distribution(fails.after), note="fails")
        failing.purpose, failing.counted = self.purposes.code(purpose), purpose
        failing_from = self._behind_transfer(step, failing)
        return self.split(row.definition, fails.share, failing_from, lasting, f"{base}:fails", "fails or not")

    def unit_name(self, resource: int) -> str:
        """The name of a unit by its row."""
        return list(self.numbering.resources)[resource]

    def _search(self, pathway: str, step: Search, name: str, after: int) -> int:
        purpose = f"{step.key or name}:answer"
        row = Row(
            tables.SEARCH, name, time=self.trees.distribution(step.answer), purpose=self.purposes.code(purpose),
            counted=purpose, reason=self._reason(step.reason), target=len(self.searches),
            calendar=self.numbering.calendars[step.hours] if step.hours else -1,
        )  # fmt: skip
        self.searches.append(search_row(self, step, name))
        row.options = [after, self._steps(pathway, step.fallback.then if step.fallback else None, after)]
        return self._add(row)

    def _add_waiting(self, row: Row, pathway: str, step: Request, base: str, after: int) -> None:
        priority = step.priority
        if isinstance(priority, Priority):
            row.jumps = self._jumps(priority)
            priority = priority.level
        row.priority = self.trees.table.constant(DEFAULT_PRIORITY) if priority is None else self.trees.number(priority)
        if step.patience is not None:
            row.patience = self.trees.distribution(step.patience.time)
            row.patience_purpose = self.purposes.code(f"{base}:patience")
            row.impatient = self._steps(pathway, step.patience.then, after)
        if step.queue_limit is not None:
            row.limit = step.queue_limit.length
            row.turned_away = self._steps(pathway, step.queue_limit.then, after)

    def _jumps(self, priority: Priority) -> list[tuple[int, int]]:
        """The stated waits in order, each with the row of the level from then on."""
        levels = {round(parse_duration(wait)): level for wait, level in priority.after.items()}
        return [(wait, self.trees.number(levels[wait])) for wait in sorted(levels)]

    def _time(self, step: _Asking) -> int:
        spec = getattr(step, "work" if isinstance(step, Task) else "time", None)
        return self.trees.table.constant(0.0) if spec is None else self.trees.distribution(spec)

    def _wanted(self, kind: int, leaf: Any) -> list[int]:
        names = [leaf] if isinstance(leaf, str) else list(leaf)
        named = {tables.TASK: self.numbering.team, tables.PAY: self.numbering.fund}
        return [named.get(kind, self.numbering.resources.__getitem__)(name) for name in names]

    def _tapers(self, step: Stay, grain: int) -> list[tuple[int, int]]:
        return [(round(part.after.value), max(1, ticks(part.amount.value / grain))) for part in step.taper or []]

    def _in_hours(self, leaf: Any) -> bool:
        first = leaf if isinstance(leaf, str) else leaf[0]
        return first in self.place.units and self.place.units[first].grain > 0

    def _reason(self, name: str | None) -> int:
        return self.numbering.reasons[name or UNRECORDED]
