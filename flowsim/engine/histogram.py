"""The one histogram of waiting times: bins that are exact for short waits and 1/16 wide, relatively, for long ones."""

from __future__ import annotations

from flowsim.random.jit import kernel
from flowsim.units import SECOND

_EXACT = 32
_PER_OCTAVE = 16


@kernel
def wait_bin(ticks: int) -> int:
    """Bin of a wait: whole seconds below 32 s, then 16 bins for each doubling. Never above 511."""
    seconds = ticks // SECOND
    if seconds < _EXACT:
        return seconds
    octave = 0
    while (seconds >> octave) >= _EXACT:
        octave += 1
    return min(_EXACT + (octave - 1) * _PER_OCTAVE + (seconds >> octave) - _PER_OCTAVE, 511)


def bin_edges(number: int) -> tuple[int, int]:
    """First tick of a bin and first tick after it.

    >>> bin_edges(3)
    (3000, 4000)
    """
    if number < _EXACT:
        return number * SECOND, (number + 1) * SECOND
    octave, step = divmod(number - _EXACT, _PER_OCTAVE)
    low = (_PER_OCTAVE + step) << (octave + 1)
    return low * SECOND, (low + (1 << (octave + 1))) * SECOND
