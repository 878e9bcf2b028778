"""What can go wrong, as data: one problem a record, all problems in one error.

Every error that a user of flowsim can cause is a :class:`FlowsimError`. The command line turns each into a
message and an exit code; nothing else may escape to a user as a traceback.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class FlowsimError(Exception):
    """The root of every error that flowsim raises on purpose."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or doubtful, in a file or an object.

    Attributes:
        code: short stable name of the fault, such as ``unknown-unit``.
        message: one sentence for a person: what is wrong.
        path: where, in the words of the file: ``pathways.main.assessment.work``.
        file: the file's name as the user gave it; empty for an object made in Python.
        line: 1-based line in that file; 0 when there is none.
        column: 1-based column; 0 when there is none.
        found: what stands there, as written.
        expected: what may stand there.
        hint: the nearest right name, or what to do; may be empty.
        severity: ``error`` or ``warning``.
    """

    code: str
    message: str
    path: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    found: str = ""
    expected: str = ""
    hint: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        head = ": ".join(part for part in (where, self.path, self.message) if part)
        more = [f"found {self.found}" if self.found else "", f"expected {self.expected}" if self.expected else ""]
        tail = "; ".join(part for part in more if part)
        hint = f" ({self.hint})" if self.hint else ""
        return f"{head}{'; ' + tail if tail else ''}{hint}"


@dataclass
class ScenarioError(FlowsimError):
    """A scenario, policy or data file cannot be used; carries every problem found, not just the first."""

    problems: list[Problem] = field(default_factory=list)
    exit_code = 3

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class UsageError(FlowsimError):
    """A command or call was asked for something that does not exist or does not fit."""

    exit_code = 2


class GivenValueError(ScenarioError, UsageError):
    """A value that was given with the name of a policy is none that the policy can take; its file is sound."""

    exit_code = 2


class ReplicationError(FlowsimError):
    """A replication could not be finished; the message names the replication, the instant and the reason."""

    exit_code = 4


class Stopped(FlowsimError):
    """A replication was broken off because that was asked for: it is neither finished nor failed."""

    exit_code = 130
