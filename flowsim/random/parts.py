"""Finishing a kernel once, with all that it calls: two numba passes around the making of its code.

numba finishes every function that a kernel calls as if Python called it: it links in what that calls in turn, optimises
all of it, makes machine code and an entry for Python, and hands the optimised code on to the next caller, which links
and optimises it again. Here such a *part* is left as it is, a piece of intermediate code, and whoever is called from
Python links in all parts that it needs and optimises them together. A part that Python calls after all is compiled
anew, as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from llvmlite import binding
from numba.core import config
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_machinery import LoweringPass, register_pass
from numba.core.environment import lookup_environment
from numba.core.targetconfig import ConfigStack

SINCE = (0, 68)
"""The numba from which on parts are known to work: in the code that 0.60 made of them a run crashed."""

ENVIRONMENT = "_ZN08NumbaEnv"
"""How numba begins the names of what a function keeps of Python."""


class Part:
    """Stands where numba has the entry of a function: this one is only linked into others."""

    def __init__(self, environment: Any) -> None:
        self.environment = environment  # lives as long as the code that may ask for it


class _PartLibrary(JITCodeLibrary):  # type: ignore[misc]
    """Intermediate code of one function."""

    def finalize(self) -> None:
        """Nothing: neither linked nor optimised before somebody needs it."""
        self._raise_if_finalized()
        self._finalized = True


class _WholeLibrary(JITCodeLibrary):  # type: ignore[misc]
    """Code of a function that Python calls, with that of all parts it needs."""

    def finalize(self) -> None:
        """Link, optimise, make machine code."""
        self._linking_libraries = _all_of(self._linking_libraries)
        super().finalize()

    def _optimize_final_module(self) -> None:
        """Once, and without repeating the text of loops.

        numba does it twice to find needless reference counts, of which kernels have none. The loops of kernels go
        round a few times; with their texts repeated the same run takes as long and its making longer.
        """
        options = binding.create_pipeline_tuning_options(config.OPT)  # type: ignore[attr-defined]
        options.loop_unrolling = False
        options.loop_vectorization = config.LOOP_VECTORIZE  # type: ignore[attr-defined]
        options.slp_vectorization = config.SLP_VECTORIZE  # type: ignore[attr-defined]
        builder = binding.create_pass_builder(self._codegen._tm, options)
        builder.getModulePassManager().run(self._final_module, builder)


def _all_of(libraries: Iterable[Any]) -> list[Any]:
    """These libraries, and what their parts need, each once."""
    found: dict[Any, None] = {}
    waiting = list(libraries)
    while waiting:
        library = waiting.pop()
        if library not in found:
            found[library] = None
            if isinstance(library, _PartLibrary):
                waiting += library._linking_libraries
    return list(found)


def only_called() -> bool:
    """Whether what is compiled now is compiled because another function, under way too, calls it."""
    return len(ConfigStack()) > 1


@register_pass(mutates_CFG=False, analysis_only=False)
class BeforeCode(LoweringPass):  # type: ignore[misc]
    """Decides whether a function becomes a part or a whole."""

    _name = "part_or_whole"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Set the library that code goes into, and for a part that nothing else is made."""
        kind = _PartLibrary if only_called() else _WholeLibrary
        state.library = kind(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        if only_called():
            state.flags.no_compile = state.flags.no_cpython_wrapper = True
        return False


@register_pass(mutates_CFG=False, analysis_only=False)
class AfterCode(LoweringPass):  # type: ignore[misc]
    """Tells numba of a part, and what parts keep of Python to the whole that has them."""

    _name = "part_or_whole_is_known"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """What numba does itself with a function that has machine code."""
        if only_called():
            part = Part(state.cr.env)
            state.targetctx.insert_user_function(part, state.cr.fndesc, [state.library])
            state.reload_init.extend(state.library._reload_init)
            state.cr = state.cr._replace(cfunc=part)
            return False
        for variable in state.library._final_module.global_variables:
            environment = variable.name.startswith(ENVIRONMENT) and lookup_environment(variable.name)
            if environment:
                state.library.codegen.set_env(variable.name, environment)
        return False
