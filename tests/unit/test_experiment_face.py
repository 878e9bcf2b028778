"""The public face: few names, each used in an example that runs, one version number."""

from __future__ import annotations

import doctest
import re
import tomllib
from pathlib import Path

import pytest

import flowsim

ROOT = Path(flowsim.__file__).parents[1]


def test_there_are_at_most_thirty_public_names() -> None:
    assert len(flowsim.__all__) == len(set(flowsim.__all__)) <= 30
    assert set(flowsim.__all__) <= set(dir(flowsim))


@pytest.mark.parametrize("name", flowsim.__all__)
def test_every_public_name_exists_says_what_it_is_and_stands_in_an_example(name: str) -> None:
    assert getattr(flowsim, name).__doc__
    examples = "\n".join(example.source for example in doctest.DocTestParser().get_examples(flowsim.__doc__ or ""))
    assert re.search(rf"\bfs\.{name}\b", examples), f"no example of flowsim.{name} in the package's docstring"


def test_the_examples_are_true() -> None:
    result = doctest.testmod(flowsim)
    assert result.attempted > 5
    assert result.failed == 0


def test_an_unknown_name_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        flowsim.runn  # noqa: B018


@pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="installed without its project file")
def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == flowsim.__version__
