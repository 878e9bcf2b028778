"""The reference of the scenario language, made from the typed models, the registries and examples that are run.

``language.md`` beside this file is the same, committed; a test holds that it is current. Write it anew with
``python -m flowsim.scenario.language``. Every word needs an example: a place in one of the files of ``examples``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from flowsim import units
from flowsim.random.records import DISTRIBUTIONS
from flowsim.scenario import uncertain, views
from flowsim.scenario.distributions import LEAVES, Leaf
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import EXAMPLES
from flowsim.scenario.rules import walk
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.schema import described, schema
from flowsim.scenario.steps import STEP_KINDS, Request, Step
from flowsim.scenario.writing import to_yaml

FILE = FilePath(__file__).with_name("language.md")
FOLDER = FilePath(__file__).with_name("examples")

Model = type[BaseModel]
Word = tuple[Model, str]
"""A model and one of the keys that it declares itself, as written in a file."""

FREE = {"name", "title", "description", "note", "flowsim", "parameters"}
"""Words for the reader, of which the page shows no example of their own."""


@dataclass(frozen=True)
class Shown:
    """A node of an example: the file's name, its path, what stands there, the words it uses."""

    file: str
    path: Path
    written: Any
    words: frozenset[Word]


def text() -> str:
    """The page.

    Raises:
        LookupError: words without an example, each with where to write one.
    """
    lacking = missing()
    if lacking:
        names = ", ".join(f"{model.__name__}.{key}" for model, key in lacking)
        raise LookupError(f"no example uses {names}: use each in a file of {FOLDER.name}/, and run this again")
    parts = [_INTRODUCTION, *_numbers()]
    for title, found in _chapters():
        parts.append(f"## {title}\n")
        for model in found:
            parts += _section(model)
    parts.append(_beside("Views of partners", views))
    parts.append(_beside("Futures", uncertain))
    return "\n".join(parts).rstrip() + "\n"


def missing() -> list[Word]:
    """Words of the language that no example uses."""
    used = {word for shown in _nodes() for word in shown.words}
    return [word for word in words_of() if word not in used and word[1] not in FREE]


def words_of() -> list[Word]:
    """Every word of the language, under the model that declares it."""
    return [word for model in _models() for word in _own(model)]


def words_used(place: BaseModel) -> set[Word]:
    """Every word that a place uses."""
    return {word for _, node in walk(place, ()) if isinstance(node, BaseModel) for word in _used(node)}


@cache
def examples() -> dict[str, Scenario]:
    """The example scenarios, by the name of their file."""
    return {file.stem: load(file) for file in sorted(FOLDER.glob("*.yaml"))}


# What there is to describe.


@cache
def _models() -> tuple[Model, ...]:
    """Every model of the language, those that others share included, in the order of the schema's references."""
    known = {model.__name__: model for model in _descendants(BaseModel) if model.__module__.startswith("flowsim.")}
    whole = schema()
    order: list[Model] = [Place]
    stack = list(_references(whole["$defs"]["Place"]["properties"]))
    while stack:
        model = known.get(stack.pop(0))
        if model is not None and model not in order:
            order.append(model)
            stack += _references(whole["$defs"][model.__name__])
    bases = [
        base
        for model in order
        for base in model.__mro__[1:]
        if base in known.values() and vars(base).get("__annotations__")
    ]
    return tuple(dict.fromkeys([*order, *bases]))


def _descendants(model: Model) -> Iterator[Model]:
    for child in model.__subclasses__():
        yield child
        yield from _descendants(child)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].rpartition("/")[2]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def _own(model: Model) -> list[Word]:
    """The words that a model declares itself; a word that stands for the model's name comes with it."""
    declared = vars(model).get("__annotations__", {})
    return [(model, field.alias or name) for name, field in model.model_fields.items() if name in declared]


def _chapters() -> list[tuple[str, list[Model]]]:
    steps: list[Model] = [Step, Request, *STEP_KINDS.values()]
    times: list[Model] = [Leaf, *LEAVES.values()]
    rest = [model for model in _models() if model not in steps and model not in times]
    top = [model for model in rest if model is not Place]
    return [("The whole scenario", [Place]), ("Its parts", top), ("Steps", steps), ("Times to draw", times)]


# One section.


def _section(model: Model) -> Iterator[str]:
    said = described(model)
    yield f"### {title(model)}\n"
    yield said["description"] + "\n"
    record = DISTRIBUTIONS.get(title(model))
    if record is not None and issubclass(model, Leaf):
        words = _words_within(model)
        taken = [form for form in record.forms if not words or words.issuperset(form)]
        forms = "; or ".join(" and ".join(form) for form in taken)
        yield f"{record.definition} Given by {forms}. Source: {record.source}.\n"
    own = _own(model)
    if own:
        yield "| word | what it takes | meaning |\n| --- | --- | --- |"
        for _, key in own:
            about = said["properties"][key]
            yield f"| `{key}` | {_takes(about)}{_default(about)} | {_cell(about.get('description', ''))} |"
        yield ""
    yield from _inherited(model)
    yield from _examples(model)


def _words_within(leaf: Model) -> set[str]:
    """The words that a distribution takes; none where it takes a single number."""
    kinds = [field.annotation for model, _ in _own(leaf) for field in vars(model)["__pydantic_fields__"].values()]
    inner = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return {field.alias or name for model in inner for name, field in model.model_fields.items()}


def title(model: Model) -> str:
    """What a model is called on the page: the word of a step or a distribution, or its name in words."""
    for names in (STEP_KINDS, LEAVES):
        for name, one in names.items():
            if one is model:
                return name
    special: dict[Model, str] = {Step: "Every step", Request: "Steps that may have to wait", Leaf: "Every distribution"}
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()
    return special.get(model, words[0].upper() + words[1:])


def _inherited(model: Model) -> Iterator[str]:
    bases = [base for base in model.__mro__[1:] if base in _models()]
    if bases:
        yield "Also the words of " + ", ".join(_link(title(base)) for base in bases) + ".\n"


def _takes(about: dict[str, Any]) -> str:
    """What a word takes, from its schema, with links to what is described elsewhere."""
    if "$ref" in about:
        return _link(about["$ref"].rpartition("/")[2])
    if "enum" in about or "const" in about:
        return " or ".join(f"`{word}`" for word in about.get("enum", [about.get("const")]))
    if "anyOf" in about:
        names = list(dict.fromkeys(_takes(one) for one in about["anyOf"] if one.get("type") != "null"))
        times = [_link(name) for name in LEAVES]
        if set(times) <= {_link(one["$ref"].rpartition("/")[2]) for one in about["anyOf"] if "$ref" in one}:
            names = [name for name in names if name not in times] + ["[a distribution](#times-to-draw)"]
        return ", ".join(names[:-1]) + (" or " if len(names) > 1 else "") + names[-1] if names else "anything"
    if about.get("type") == "array":
        return f"a list, each {_takes(about['items'])}" if "items" in about else "a list"
    if about.get("type") == "object":
        inner = about.get("additionalProperties")
        return f"names, each with {_takes(inner)}" if isinstance(inner, dict) and inner else "a mapping"
    return {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}.get(
        about.get("type", ""), "anything"
    )


def _link(name: str) -> str:
    if name in EXAMPLES:
        return "[money](#numbers)" if name == "money" else f"[a {name}](#numbers)"
    shown = next((title(model) for model in _models() if model.__name__ == name), name)
    return f"[{shown}](#{shown.lower().replace(' ', '-')})"


def _default(about: dict[str, Any]) -> str:
    default = about.get("default")
    if default in (None, [], {}) or isinstance(default, dict):
        return ""
    return f"; default `{str(default).lower() if isinstance(default, bool) else default}`"


def _cell(said: str) -> str:
    return said.replace("|", "\\|")


# Examples.


@cache
def _nodes() -> tuple[Shown, ...]:
    return tuple(
        Shown(name, path, _at(scenario.document, path), frozenset(_used(node)))
        for name, scenario in examples().items()
        for path, node in walk(scenario.place, ())
        if isinstance(node, BaseModel)
    )


def _used(node: BaseModel) -> Iterator[Word]:
    for name in node.model_fields_set & set(type(node).model_fields):
        owner = next(base for base in type(node).__mro__ if name in vars(base).get("__annotations__", {}))
        yield owner, type(node).model_fields[name].alias or name


def _at(document: Any, path: Path) -> Any:
    for part in path:
        document = document[part]
    return document


def _examples(model: Model) -> Iterator[str]:
    """The fewest nodes of the examples (roughly) that use every word of a model between them."""
    wanted = {word for word in _own(model) if word[1] not in FREE}
    if model is Place or not wanted:
        return
    lines: list[str] = []
    while wanted:
        best = max(_nodes(), key=lambda shown: (len(shown.words & wanted), -len(str(shown.written))))
        wanted -= best.words
        lines += _excerpt(best)
    yield "```yaml\n" + "\n".join(lines) + "\n```\n"


def _excerpt(shown: Shown) -> list[str]:
    key = shown.path[-1]
    if isinstance(key, int):
        whole = to_yaml({"x": [shown.written]}).splitlines()
        return [line[2:] for line in whole[1:]] if len(whole) > 1 else [f"- {whole[0].removeprefix('x: ')[1:-1]}"]
    return to_yaml({str(key): shown.written}).splitlines()


def _beside(heading: str, module: ModuleType) -> str:
    """What is in files of their own beside a scenario, which their module describes."""
    about = re.sub(r"(?<!`)``(?!`)", "`", str(module.__doc__))
    return f"## {heading}\n\n{about}"


def _numbers() -> Iterator[str]:
    yield "## Numbers\n"
    yield "| number | how it is written | for example |\n| --- | --- | --- |"
    for kind, example in EXAMPLES.items():
        yield f"| {kind} | {units.EXPECTED[kind]} | `{example}` |"
    yield "\nAny of them may carry notes: `{value: 24, range: [20, 30], source: where it comes from, assumed: true}`.\n"


_INTRODUCTION = f"""<!-- made by python -m flowsim.scenario.language; do not edit -->
# The language of scenarios

Every word that a scenario may say, what it takes and what it means. Every example is part of a scenario in
`flowsim/scenario/{FOLDER.name}` that the tests check and run. `flowsim schema` prints the same as a JSON Schema, with
which an editor completes and checks as you type; `flowsim reasons` and `flowsim measures` list what there is of those.

## Building on another scenario

A file (or folder) may say `builds_on:` with the name of a shipped scenario, or of one beside it, and then only what is
different. Sections are taken together name by name, and an entry that both have key by key; each key that is written
replaces what the other has there as a whole, a pathway too. The scenario that is named may not build on a third. The
shipped `winter` does so; here is a shorter one, with other numbers:

```yaml
flowsim: 1
name: winter
builds_on: northmoor
arrivals:
  emergency: {{shocks: [{{from: 2024-12-16, to: 2025-01-19, factor: 1.15, title: influenza}}]}}
```
"""


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
