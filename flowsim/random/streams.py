"""Keyed random streams: Philox 4x32-10, a counter-based generator, and its words as uniform numbers.

Nothing is stored between draws. A draw is a function of its name (seed, replication, source, person, purpose,
occurrence), so adding a person, a step or a policy moves nobody else's draws.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011.

The layout, which a frozen table in the tests holds:

    key      k0 = low 32 bits of the seed, k1 = high 32 bits
    counter  c0 = occurrence, c1 = purpose, c2 = person index, c3 = replication * 65536 + source
"""

import hashlib

import numpy as np

from flowsim.random.jit import Integer, inlined

MAX_REPLICATIONS = 65_536
"""Replications are numbered 0 to 65,535: sixteen bits of the counter."""
MAX_SOURCES = 65_536
"""Source codes are 0 to 65,535: the other sixteen bits of that word."""
MAX_INDEX = 2**32
"""Persons of one source are numbered from 0 up to here; purposes and occurrences have the same limit."""

# All unsigned 64-bit: a signed integer beside an unsigned one would become a float in compiled code.
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_STEP_0 = np.uint64(0x9E3779B9)
_STEP_1 = np.uint64(0xBB67AE85)
_MASK = np.uint64(0xFFFFFFFF)
_MASK_16 = np.uint64(0xFFFF)
_ONE, _12, _16, _20, _32 = (np.uint64(n) for n in (1, 12, 16, 20, 32))
_ULP = 2.0**-53


@inlined
def philox(
    c0: Integer, c1: Integer, c2: Integer, c3: Integer, k0: Integer, k1: Integer
) -> tuple[Integer, Integer, Integer, Integer]:
    """One block of Philox 4x32-10: four 32-bit counter words and two key words to four words (as uint64).

    >>> [f"{word:08x}" for word in philox(0, 0, 0, 0, 0, 0)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    x0, x1, x2, x3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    key0, key1 = np.uint64(k0), np.uint64(k1)
    for _ in range(10):
        left = _MULTIPLIER_0 * x0
        right = _MULTIPLIER_1 * x2
        x0, x1, x2, x3 = (right >> _32) ^ x1 ^ key0, right & _MASK, (left >> _32) ^ x3 ^ key1, left & _MASK
        key0 = (key0 + _STEP_0) & _MASK
        key1 = (key1 + _STEP_1) & _MASK
    return x0, x1, x2, x3


@inlined
def open_unit(w0: Integer, w1: Integer) -> float:
    """Two 32-bit words to a number in the open interval (0, 1): (2k + 1) / 2**53 with k their top 52 bits.

    Every value is exact in a float64, its distance from 1 likewise, and the mean is exactly a half.

    >>> open_unit(0, 0) == 2.0**-53, open_unit(2**32 - 1, 2**32 - 1) == 1 - 2.0**-53
    (True, True)
    """
    top = (np.uint64(w0) << _20) | (np.uint64(w1) >> _12)
    # Below 2**53, so the signed conversion is exact; it is also the faster one.
    return float(np.int64((top << _ONE) | _ONE)) * _ULP


@inlined
def uniform(
    seed: Integer, replication: Integer, source_code: Integer, index: Integer, purpose: Integer, occurrence: Integer
) -> float:
    """The uniform number in (0, 1) of one draw.

    `seed` is 0 to 2**64 - 1, as a NumPy uint64 or as the same bits in an int64: a plain Python integer must be
    below 2**63, since numba takes every one as signed. `replication` and `source_code` are below
    65,536; `index` (of the person within the source), `purpose` and `occurrence` below 2**32. Larger numbers wrap
    around: the plan and the runner refuse them first.

    >>> uniform(0, 0, 0, 0, 0, 0) == (2 * 0x6627E8D5E169C + 1) / 2**53
    True
    """
    key = np.uint64(seed)
    last = ((np.uint64(replication) & _MASK_16) << _16) | (np.uint64(source_code) & _MASK_16)
    w0, w1, _, _ = philox(
        np.uint64(occurrence) & _MASK,
        np.uint64(purpose) & _MASK,
        np.uint64(index) & _MASK,
        last,
        key & _MASK,
        key >> _32,
    )
    return open_unit(w0, w1)


def purpose_code(text: str) -> int:
    """The 32-bit code of a purpose such as `discharge.assess:time`: first four bytes of its SHA-256, big-endian.

    >>> purpose_code("abc") == 0xBA7816BF
    True
    """
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def source_code(text: str) -> int:
    """The 16-bit code of a source of people: first two bytes of the SHA-256 of its name, big-endian.

    >>> source_code("abc") == 0xBA78
    True
    """
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:2], "big")
