"""The one place that says how flowsim compiles: every compiled function carries the decorator `kernel`.

No `fastmath` (it would let the compiler reorder sums) and no `parallel`: a replication gives the same bits on
every machine. With `NUMBA_DISABLE_JIT=1` in the environment the decorator hands the plain function back.
"""

import hashlib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core.compiler_lock import global_compiler_lock
from numba.core.sigutils import normalize_signature

from flowsim.random.absent import Compiler
from flowsim.random.kept import folder_of, keep_in
from flowsim.random.parts import Part, only_called

Function = TypeVar("Function", bound=Callable[..., Any])

Integer = int | np.integer[Any]
"""What a kernel takes where it wants a whole number: compiled code makes no difference between the two."""

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "pipeline_class": Compiler, "no_cfunc_wrapper": True}
"""Options of every kernel: no interpreter lock, division by nought gives infinity instead of a check, what is absent is
left out, and no second entry for callers in C, which would take a fourteenth of the time to compile."""

NOT_KEPT = "the compiled engine cannot be kept, so it is compiled anew each time: name a folder in NUMBA_CACHE_DIR"
"""Said once where no folder for compiled code can be written, or where it is full."""


CONSTANTS = ("errors.py", "plan/fields.py", "plan/measured.py", "plan/tables.py", "plan/workers.py", "units.py")
"""Files outside of `random` and `engine` that kernels take numbers from, which are written into the machine code."""


def _sources_digest() -> str:
    """SHA-256 of the package's sources that hold kernels (all of `random` and `engine` but the SimPy engine), and of
    :data:`CONSTANTS`.

    numba keys its cache on the time stamp of the file that holds a function, although the machine code holds its
    callees too, so an edited helper would go unnoticed in its callers.
    """
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for room in ("random", "engine"):
        for file in sorted((package / room).rglob("*.py")):
            if not file.relative_to(package).as_posix().startswith("engine/reference"):
                digest.update(file.read_bytes())
    for name in CONSTANTS:
        digest.update((package / name).read_bytes())
    return digest.hexdigest()


SOURCES_DIGEST = _sources_digest()
FOLDER = folder_of(SOURCES_DIGEST)


def _njit(function: Function, cache: bool, options: dict[str, Any]) -> Any:
    """`numba.njit` without reference counting where this numba takes the private option, else with it."""
    njit: Any = numba.njit
    try:
        return njit(cache=cache, _nrt=False, **OPTIONS, **options)(function)
    except (KeyError, TypeError, NameError):
        return njit(cache=cache, **OPTIONS)(function)


def _compile(function: Function, **options: Any) -> Function:
    """Compile, and cache on disk until any kernel source changes; where numba's cache cannot be told so, do not.

    Code is kept in the folder that NUMBA_CACHE_DIR names, else among the user's own caches (:mod:`flowsim.random.kept`;
    of functions of somebody else's, where numba puts it), else beside the source: the first of these that can be
    written. Processes may compile at once; each file is put in place whole.
    """
    try:
        compiled = _njit(function, True, options)
    except RuntimeError:  # none of them can be written
        warnings.warn(NOT_KEPT, stacklevel=1)
        return _njit(function, False, options)  # type: ignore[no-any-return]
    if compiled is function:
        return function
    index: Any = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    if hasattr(index, "_source_stamp"):
        own = function.__module__.startswith(("flowsim.random.", "flowsim.engine."))  # what the digest is of
        index._source_stamp = SOURCES_DIGEST if own else (index._source_stamp, SOURCES_DIGEST)
        if own and FOLDER:
            keep_in(FOLDER, compiled._cache)
        _keep_if_there_is_room(compiled._cache)
        _finish_when_called(compiled)
        return compiled  # type: ignore[no-any-return]
    return _njit(function, False, options)  # type: ignore[no-any-return]


def _keep_if_there_is_room(cache: Any) -> None:
    """Have code that cannot be written (a full disk, say) used all the same; numba would raise the OSError."""
    save = cache.save_overload

    def save_overload(signature: Any, code: Any) -> None:
        try:
            save(signature, code)
        except OSError:
            warnings.warn(NOT_KEPT, stacklevel=1)

    cache.save_overload = save_overload


def _finish_when_called(compiled: Any) -> None:
    """Have a part (:mod:`flowsim.random.parts`) neither kept nor shown to Python, and a whole made if Python calls."""
    make, add, save = compiled.compile, compiled.add_overload, compiled._cache.save_overload

    def compile_(signature: Any) -> Any:
        with global_compiler_lock:
            kinds = tuple(normalize_signature(signature)[0])
            made = compiled.overloads.get(kinds)
            if made is not None and isinstance(made.entry_point, Part) and not only_called():
                del compiled.overloads[kinds]
            return make(signature)

    def add_overload(code: Any) -> None:
        if isinstance(code.entry_point, Part):
            compiled.overloads[tuple(code.signature.args)] = code
        else:
            add(code)

    def save_overload(signature: Any, code: Any) -> None:
        if not isinstance(code.entry_point, Part):
            save(signature, code)

    compiled.compile, compiled.add_overload, compiled._cache.save_overload = compile_, add_overload, save_overload


def kernel(function: Function) -> Function:
    """Compile a function with flowsim's options.

    Kernels take scalars and arrays made outside, and allocate nothing: reference counting inside the event loop
    costs a factor of two to three.
    """
    return _compile(function)


def inlined(function: Function) -> Function:
    """A kernel whose machine code is repeated wherever it is called: a call costs a tenth of a happening.

    For what a run does all the time.
    """
    return _compile(function, forceinline=True)


def spliced(function: Function) -> Function:
    """A kernel whose text takes the place of its call before anything is compiled.

    For long functions called in one place: each is compiled once, not once more for every function above it.
    """
    return _compile(function, inline="always")
