"""Files made to keep a reader busy are refused with little work; mutated files only ever give ScenarioError."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from pathlib import Path

import pytest

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.reading import shipped_folder
from flowsim.scenario.scenario import load
from flowsim.scenario.tree import LIMITS, Limits, parse
from tests.unit.effort import calls

MILLION = 1_000_000
MOST_CALLS = 3_200_000
"""Of Python functions: less than a second's. Files that keep within every limit take up to 3.15 million."""


def letters(alphabet: str) -> bytes:
    return "".join(random.Random(20).choices(alphabet, k=MILLION - 1)).encode()


def bomb() -> bytes:
    """The 'billion laughs': each line holds nine of the line before."""
    lines = ["a0: &a0 [lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(["flowsim: 1", *lines]).encode()


def scenario(rest: bytes) -> bytes:
    """What says that it is a scenario, so that it is read further."""
    return b"flowsim: 1\n" + rest


ATTACKS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "random bytes": ("not-text-file", lambda: random.Random(20).randbytes(MILLION - 1)),
    "random ascii": ("control-character", lambda: letters(string.printable)),
    "random letters": ("no-version", lambda: letters(string.ascii_letters + " \n")),
    "random letters in a scenario": ("bad-yaml", lambda: scenario(letters(string.ascii_letters + " \n")[:-20])),
    "short lines of letters": ("bad-yaml", lambda: scenario(b"\n".join([letters("abcd efgh")[:52]] * 18_800))),
    "random punctuation": ("bad-yaml", lambda: scenario(letters("[]{},:-?&*!|>'\"%@ ab" * 6 + "\n")[:-20])),
    "deep brackets": ("too-large", lambda: scenario(b"a: " + b"[" * (MILLION - 20))),
    "deep brackets on lines": ("too-deep", lambda: scenario(b"a:\n" + b" [\n" * 19_000)),
    "deep braces": ("too-deep", lambda: scenario(b"\n".join([b"a: "] + [b" {a: " * 900] * 200))),
    "deep dashes": ("too-deep", lambda: scenario(b"a:\n" + b"- " * 4_000)),
    "deep indents": ("too-deep", lambda: scenario(b"\n".join(b" " * n + b"a:" for n in range(1300)))),
    "yaml bomb": ("anchor", bomb),
    "one long line": ("too-large", lambda: scenario(b"a: [" + b"1," * 400_000)),
    "many items": ("too-large", lambda: scenario(b"a:\n" + b" - 1\n" * 190_000)),
    "many items on few lines": (
        "too-large",
        lambda: scenario(b"a:\n" + b"\n".join([b" - [" + b"1," * 2000 + b"1]"] * 200)),
    ),
    "many keys": ("too-large", lambda: scenario(b"\n".join(f"k{n}: 1".encode() for n in range(80_000)))),
    "a long quoted text": ("too-large", lambda: scenario(b'a: "' + b"x" * (MILLION - 100) + b'"')),
    "a long quoted text on lines": (
        "bad-yaml",
        lambda: scenario(b'a: "' + b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n " * 19_000),
    ),
    "only line ends": ("too-large", lambda: b"\n" * (MILLION - 1)),
    "only spaces": ("too-large", lambda: b" " * (MILLION - 1)),
    "only comments": ("empty-file", lambda: b"# no\n" * 19_000),
    "too large": ("too-large", lambda: scenario(b"a: 1\n" * 250_000)),
    "duplicate keys": ("duplicate-key", lambda: scenario(b"a: 1\n" * 15_000)),
    "many anchors": ("anchor", lambda: scenario(b"a:\n" + b" - &a 1\n" * 15_000)),
}
"""What each attack is refused for first, and its bytes."""


@pytest.mark.parametrize("attack", ATTACKS)
def test_refused_with_little_work(attack: str, tmp_path: Path) -> None:
    code, made = ATTACKS[attack]
    file = tmp_path / "attack.yaml"
    file.write_bytes(made())
    found: list[Problem] = []
    assert calls(lambda: found.extend(refusal(file))) < MOST_CALLS
    assert code in [problem.code for problem in found]
    assert 0 < len(found) <= LIMITS.faults + 1
    assert all(len(str(problem)) < 2_000 for problem in found)


@pytest.mark.parametrize(
    ("limits", "text", "says"),
    [
        (Limits(size=10), "a: 1234567890", "more than 10 bytes"),
        (Limits(lines=2), "a: 1\nb: 2\nc: 3", "more than 2 lines"),
        (Limits(line_length=5), "a: 1234567890", "more than 5 characters"),
        (Limits(nodes=4), "{a: 1, b: 2, c: 3}", "more than 4 keys and values"),
        (Limits(depth=2), "[[[1]]]", "more than 2 lists"),
    ],
)
def test_each_limit(limits: Limits, text: str, says: str) -> None:
    tree = parse(text.encode(), "x.yaml", limits)
    assert not tree.complete
    assert says in tree.faults[0].message
    assert parse(text.encode(), "x.yaml").complete


def mutated(text: bytes, chance: random.Random) -> bytes:
    """A few bytes dropped, doubled, replaced or swapped, or a line moved."""
    pieces = bytearray(text)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(pieces))
        match chance.randrange(5):
            case 0:
                del pieces[place : place + chance.randint(1, 12)]
            case 1:
                pieces[place:place] = pieces[place : place + chance.randint(1, 30)]
            case 2:
                pieces[place] = chance.randrange(256)
            case 3:
                pieces[place:place] = chance.choice(
                    [b"[", b"{", b": ", b"\n", b"- ", b"&a ", b"*a", b"!x ", b".nan", b"'"]
                )
            case 4:
                lines = bytes(pieces).split(b"\n")
                lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
                pieces = bytearray(b"\n".join(lines))
    return bytes(pieces)


def refusal(file: Path) -> list[Problem]:
    """The problems for which a file is refused; none if it is not. Any other error escapes."""
    try:
        load(file)
    except ScenarioError as error:
        return error.problems or [Problem("", "")]
    return []


def test_mutated_files_only_ever_give_the_documented_error(tmp_path: Path) -> None:
    """Whatever is wrong, what escapes is a ScenarioError with problems, each with a code and words."""
    chance = random.Random(7)
    bodies = [
        file.read_bytes().partition(b"\nflowsim")[2] for file in sorted(shipped_folder().glob("**/case-c-*.yaml"))
    ]
    bodies.append((shipped_folder() / "tutorial.yaml").read_bytes().partition(b"\nflowsim")[2])
    file, refused = tmp_path / "mutated.yaml", 0
    for _ in range(300):
        file.write_bytes(mutated(b"flowsim" + chance.choice(bodies), chance))
        problems = refusal(file)
        refused += bool(problems)
        assert all(problem.code and problem.message for problem in problems)
    assert 100 < refused < 300
