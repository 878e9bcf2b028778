"""The examples in the docstrings of the command line, experiments and reports are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import flowsim.cli
import flowsim.experiment
import flowsim.report

MODULES = [
    module.name
    for package in (flowsim.cli, flowsim.experiment, flowsim.report)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
