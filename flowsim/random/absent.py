"""Leaving out of compiled code what is absent: a numba pass that knows which attributes of an argument are nought.

A numba type may have two sets of names: `noughts`, numbers of an argument of that type that are 0, and `empty`, tables
that have no rows. Wherever a kernel asks for such a number, or for the length of such a table, the answer is written
in before types are inferred, and the branches that cannot be taken then are dropped; what only they call is never
compiled.
"""

from typing import Any

import numba
from numba.core import ir
from numba.core.analysis import dead_branch_prune
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.ir_utils import get_definition, guard
from numba.core.typed_passes import AnnotateTypes, NativeLowering
from numba.core.untyped_passes import InlineClosureLikes, InlineInlinables

from flowsim.random.parts import SINCE, AfterCode, BeforeCode


@register_pass(mutates_CFG=True, analysis_only=False)
class _LeaveOut(FunctionPass):
    _name = "leave_out_what_is_absent"

    def __init__(self) -> None:
        FunctionPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Write 0 for every such number and length, and drop the branches that this decides."""
        found = False
        for block in state.func_ir.blocks.values():
            for statement in block.find_insts(ir.Assign):
                if _is_nought(state, statement.value) or _is_no_length(state, statement.value):
                    _write_nought(state.func_ir, statement)
                    found = True
        if found:
            dead_branch_prune(state.func_ir, state.args)
        return found


def _is_nought(state: Any, value: Any) -> bool:
    """Whether an expression is a number of an argument that is 0."""
    return _is_one_of("noughts", state, value)


def _is_no_length(state: Any, value: Any) -> bool:
    """Whether an expression is the length of an empty table of an argument."""
    if getattr(value, "op", None) != "call" or len(value.args) != 1:
        return False
    function = guard(get_definition, state.func_ir, value.func)
    return getattr(function, "value", None) is len and _is_one_of(
        "empty", state, guard(get_definition, state.func_ir, value.args[0])
    )


def _is_one_of(names: str, state: Any, value: Any) -> bool:
    """Whether an expression is an attribute of an argument whose type has its name among these names."""
    if getattr(value, "op", None) != "getattr":
        return False
    argument = guard(get_definition, state.func_ir, value.value)
    return isinstance(argument, ir.Arg) and value.attr in getattr(state.args[argument.index], names, ())


def _write_nought(func_ir: Any, statement: Any) -> None:
    definitions = func_ir._definitions[statement.target.name]
    place = definitions.index(statement.value)
    statement.value = definitions[place] = ir.Const(0, statement.loc)


class Compiler(CompilerBase):  # type: ignore[misc]
    """The compiler of every kernel: numba's own road, with what is absent left out on the way, before and after
    functions are spliced in."""

    def define_pipelines(self) -> list[Any]:
        """The passes, in order."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(_LeaveOut, InlineClosureLikes)
        passes.add_pass_after(_LeaveOut, InlineInlinables)
        if numba.version_info[:2] >= SINCE:
            passes.add_pass_after(BeforeCode, AnnotateTypes)
            passes.add_pass_after(AfterCode, NativeLowering)
        passes.finalize()
        return [passes]
