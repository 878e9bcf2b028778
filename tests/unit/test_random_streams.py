"""Philox against its published vectors; the layout from a draw's name to its key and counter; words to uniforms."""

import itertools

import numpy as np
import pytest

from flowsim.random import streams

# Random123's known-answer vectors for philox4x32-10 (tests/kat_vectors of DEShawResearch/random123).
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


def written_out(counter: list[int], key: list[int]) -> list[int]:
    """Philox 4x32-10 from its definition, in unlimited integers."""
    c, k = list(counter), list(key)
    for turn in range(10):
        if turn:
            k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
        hi0, lo0 = divmod(0xD2511F53 * c[0], 2**32)
        hi1, lo1 = divmod(0xCD9E8D57 * c[2], 2**32)
        c = [hi1 ^ c[1] ^ k[0], lo1, hi0 ^ c[3] ^ k[1], lo0]
    return c


def named(seed: int, replication: int, source: int, index: int, purpose: int, occurrence: int) -> float:
    """The uniform of a draw's name, from the documented layout."""
    w = written_out([occurrence, purpose, index, replication * 65536 + source], [seed % 2**32, seed >> 32])
    return (2 * ((w[0] << 20) | (w[1] >> 12)) + 1) / 2**53


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN_ANSWERS)
def test_published_vectors(counter: str, key: str, output: str) -> None:
    assert [int(w) for w in streams.philox(*words(counter), *words(key))] == words(output)
    assert written_out(words(counter), words(key)) == words(output)


def test_layout_agrees_with_the_definition_on_random_names() -> None:
    rng = np.random.default_rng(20)
    for _ in range(500):
        seed = int(rng.integers(0, 2**64, dtype=np.uint64))
        name = [int(rng.integers(0, limit)) for limit in (2**16, 2**16, 2**32, 2**32, 2**32)]
        assert streams.uniform(np.uint64(seed), *name) == named(seed, *name)


def test_each_part_of_the_name_has_its_own_bits() -> None:
    """One bit changed anywhere in the name changes one and only one bit of key and counter: 64 + 16 + 16 + 3 x 32."""
    widths = (64, 16, 16, 32, 32, 32)
    bits = [(part, bit) for part, width in enumerate(widths) for bit in range(width)]
    names = [[1 << bit if part == place else 0 for place in range(6)] for part, bit in bits]
    drawn = [streams.uniform(np.uint64(name[0]), *name[1:]) for name in names]
    assert drawn == [named(*name) for name in names]
    assert len(set(drawn)) == len(bits) == 192
    assert streams.MAX_REPLICATIONS * streams.MAX_SOURCES * streams.MAX_INDEX == 2 ** (16 + 16 + 32)


# Frozen: a change here changes every result of every seed. Each is (name, k), the uniform being (2k + 1) / 2**53.
FROZEN = [
    ((0, 0, 0, 0, 0, 0), 0x6627E8D5E169C),
    ((1, 0, 0, 0, 0, 0), 0xE3E80670E50A0),
    ((2**32, 0, 0, 0, 0, 0), 0xFDDE3E0BFA7E5),
    ((20260101, 7, 0x1234, 4271, 0xBA7816BF, 0), 0xFCBEC8B2A5AC8),
    ((20260101, 7, 0x1234, 4271, 0xBA7816BF, 65537), 0x1ABE62BB34C73),
    ((2**64 - 1, 65535, 65535, 2**32 - 1, 2**32 - 1, 2**32 - 1), 0x408F276D41C83),
]


@pytest.mark.parametrize(("name", "k"), FROZEN)
def test_frozen_uniforms(name: tuple[int, ...], k: int) -> None:
    assert streams.uniform(np.uint64(name[0]), *name[1:]) == named(*name) == (2 * k + 1) / 2**53


def test_signed_and_unsigned_arguments_give_the_same_draw() -> None:
    name = [12345678901, 3, 4, 5, 2**32 - 1, 7]
    expected = named(*name)
    assert streams.uniform(*name) == expected
    assert streams.uniform(*(np.int64(part) for part in name)) == expected
    assert streams.uniform(*(np.uint64(part) for part in name)) == expected
    assert streams.uniform(np.int64(-1), 0, 0, 0, 0, 0) == named(2**64 - 1, 0, 0, 0, 0, 0)


def test_extreme_words_stay_inside_the_open_interval() -> None:
    top = 2**32 - 1
    assert streams.open_unit(0, 0) == 2.0**-53
    assert streams.open_unit(top, top) == 1.0 - 2.0**-53
    for w0, w1 in itertools.product((0, 1, 2**31, top - 1, top), (0, 1, 4095, 4096, top)):
        u = streams.open_unit(w0, w1)
        assert 0.0 < u < 1.0
        assert u == (2 * ((w0 << 20) | (w1 >> 12)) + 1) / 2**53
        assert 1.0 - (1.0 - u) == u


def test_codes_are_the_first_bytes_of_sha256() -> None:
    # FIPS 180-2: SHA-256("abc") begins ba7816bf; of the empty message e3b0c442.
    assert streams.purpose_code("abc") == 0xBA7816BF
    assert streams.purpose_code("") == 0xE3B0C442
    assert streams.source_code("abc") == 0xBA78
    assert streams.source_code("") == 0xE3B0


def test_neighbouring_names_give_unrelated_uniforms() -> None:
    """Serial correlation over persons, purposes, occurrences and replications: 5 standard errors of nought."""
    n = 20_000
    for place in (1, 3, 4, 5):
        names = np.zeros((n, 6), np.int64)
        names[:, place] = np.arange(n)
        u = np.array([streams.uniform(*name) for name in names])
        assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) < 5 / np.sqrt(n)
        assert abs(u.mean() - 0.5) < 5 * np.sqrt(1 / 12 / n)
