"""The reference of the language: current, whole, and every example of it sound and run in both engines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flowsim.engine import compiled, reference
from flowsim.engine.output import LOG
from flowsim.plan.compile import compile_plan
from flowsim.plan.explain import explain
from flowsim.results.difference import first_difference
from flowsim.scenario import language
from flowsim.scenario.scenario import load
from flowsim.scenario.schema import schema
from flowsim.scenario.tree import parse
from flowsim.scenario.uncertain import drawn, outlooks
from flowsim.scenario.uncertain_fit import fitted
from flowsim.scenario.views import views


@pytest.fixture(scope="module")
def page() -> str:
    return language.text()


def test_the_committed_page_is_the_one_that_is_made(page: str) -> None:
    """If not: python -m flowsim.scenario.language."""
    assert language.FILE.read_text(encoding="utf-8") == page


def test_every_word_has_an_example() -> None:
    """If not, use the word in a file of flowsim/scenario/examples."""
    assert language.missing() == []


def test_a_word_without_an_example_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = {name: scenario for name, scenario in language.examples().items() if name != "steps"}
    language._nodes.cache_clear()
    monkeypatch.setattr(language, "examples", lambda: examples)
    with pytest.raises(LookupError, match=r"no example uses .*Patience\.time.*: use each in a file of examples/"):
        language.text()
    language._nodes.cache_clear()


def test_every_model_and_every_key_of_the_schema_is_on_the_page(page: str) -> None:
    for name, one in schema()["$defs"].items():
        if one.get("type") == "object" and "properties" in one:
            model = next(model for model in language._models() if model.__name__ == name)
            assert f"\n### {language.title(model)}\n" in page
            assert all(f"`{key}`" in page for key in one["properties"])


def test_links_lead_somewhere(page: str) -> None:
    headings = {line.lstrip("# ").lower().replace(" ", "-") for line in page.splitlines() if line.startswith("#")}
    assert set(re.findall(r"\]\(#([^)]*)\)", page)) <= headings


def test_excerpts_are_yaml(page: str) -> None:
    excerpts = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert len(excerpts) > 40
    for excerpt in excerpts:
        tree = parse(excerpt.encode())
        assert {fault.code for fault in tree.faults} <= {"duplicate-key"}, excerpt


def test_the_view_on_the_page_is_one_of_the_tutorial(page: str, tmp_path: Path) -> None:
    [written] = re.findall(r"```yaml\n(.*?)```", _chapter(page, "Views of partners"), re.DOTALL)
    (tmp_path / "council.yaml").write_text(written, encoding="utf-8")
    tutorial = load("tutorial")
    [view] = views(tutorial, tmp_path)
    place = view.on(tutorial).place
    assert (view.name, len(view.assumptions), len(place.units)) == ("council", 3, 2)
    assert getattr(place.units["care-home"].places, "value", None) == 3
    assert "``" not in page.replace("```", "")


def test_the_futures_on_the_page_are_of_the_tutorial(page: str, tmp_path: Path) -> None:
    [written] = re.findall(r"```yaml\n(.*?)```", _chapter(page, "Futures"), re.DOTALL)
    (tmp_path / "demand.yaml").write_text(written, encoding="utf-8")
    tutorial = load("tutorial")
    [found] = fitted(tutorial, outlooks(tutorial, tmp_path))
    assert (found.name, len(found.uncertain)) == ("demand", 4)
    place = drawn(tutorial, [found], {"rooms that are closed": -1}).place
    assert getattr(place.units["care-home"].places, "value", None) == 3


def _chapter(page: str, heading: str) -> str:
    """What stands below a heading, up to the next of its sort."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", sorted(language.examples()))
def test_the_example_is_sound_and_runs_alike_in_both_engines(name: str) -> None:
    scenario = language.examples()[name]
    assert not scenario.warnings
    assert "overloaded" not in {doubt.code for doubt in explain(scenario).doubts}
    plan = compile_plan(scenario)
    left, right = (engine.replicate(plan, 1, 0, LOG) for engine in (reference, compiled))
    assert left.tallies.arrived.sum() > 0
    assert not first_difference(plan, left, right)
