"""The JSON Schema of the scenario language, made from the typed models; editors use it to complete and to warn.

``schema.json`` beside this file is the same, committed; a test holds that it is current. Write it anew with
``python -m flowsim.scenario.schema``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from flowsim.scenario.built_on import WORD
from flowsim.scenario.place import LANGUAGE_VERSION, Place
from flowsim.scenario.quantities import EXAMPLES, QUANTITY_MARK, schema_of

FILE = FilePath(__file__).with_name("schema.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """Pydantic's own, with ``anyOf`` for unions told apart by code, and descriptions from the docstrings."""

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """``oneOf`` would refuse what fits two branches, as a share by attribute fits two kinds of table."""
        return {"anyOf": [self.generate_inner(branch) for branch in schema["choices"].values()]}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """The model's first paragraph describes it; the entries of ``Attributes:`` describe its fields.

        The one field of a distribution is described as the distribution is.
        """
        made = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        made["description"] = _plain((model.__doc__ or "").split("\n    Attributes:")[0])
        said = {key: words for base in reversed(model.__mro__) for key, words in _fields_said(base).items()}
        for name, field in model.model_fields.items():
            properties = made["properties"][field.alias or name]
            properties["description"] = said.get(name, made["description"])
            if properties.get("default", "") is None:
                del properties["default"]
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:
        """No titles that only repeat the key."""
        return False


def _fields_said(model: type) -> dict[str, str]:
    said: dict[str, str] = {}
    for line in (model.__dict__.get("__doc__") or "").partition("Attributes:\n")[2].splitlines():
        match = re.fullmatch(r" {8}(\w+): (.+)", line)
        if match:
            said[match[1]] = _plain(match[2])
        elif line.strip() and said:
            said[list(said)[-1]] += f" {_plain(line)}"
    return said


def _plain(text: str) -> str:
    """A docstring's text on one line, without its marks of code and reference."""
    return " ".join(re.sub(r":\w+:|``?|`", "", text).split())


def _referring(node: Any) -> Any:
    """The same schema with each mark of a quantity replaced by a reference."""
    if isinstance(node, list):
        return [_referring(item) for item in node]
    if not isinstance(node, dict):
        return node
    kind = node.get(QUANTITY_MARK)
    refers = {"$ref": f"#/$defs/{kind}"} if isinstance(kind, str) else {}
    return {**{key: _referring(item) for key, item in node.items() if key != QUANTITY_MARK}, **refers}


def schema() -> dict[str, Any]:
    """The JSON Schema of a whole scenario (a folder's files taken together), or of one that builds on another."""
    made = schema_of_model(Place)
    parts = made.pop("$defs") | {kind: schema_of(kind) for kind in EXAMPLES} | {"Place": made}
    return {
        "$schema": DIALECT,
        "$id": f"flowsim-scenario-{LANGUAGE_VERSION}",
        "title": f"flowsim scenario, version {LANGUAGE_VERSION}",
        "$defs": parts,
        "if": {"type": "object", "required": [WORD]},
        "then": _built_on(made),
        "else": {"$ref": "#/$defs/Place"},
    }


def _built_on(whole: dict[str, Any]) -> dict[str, Any]:
    """What a scenario may say that builds on another: the same words, of each section only what is different."""
    described = {
        "type": "string",
        "description": "the scenario that this one builds on: a shipped one, or one beside it.",
    }
    parts = {
        key: {"type": "object", "description": said["description"]} if _is_section(key, said) else said
        for key, said in whole["properties"].items()
    }
    return {
        "type": "object",
        "required": ["flowsim", WORD],
        "properties": {WORD: described, **parts},
        "additionalProperties": False,
    }


def _is_section(key: str, said: dict[str, Any]) -> bool:
    return key == "run" or said.get("type") == "object"


def schema_of_model(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of a model and of the models in it; quantities are references to definitions not in it."""
    return dict(_referring(model.model_json_schema(by_alias=True, schema_generator=_Generator)))


def described(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of one model, with the description of each word; what it refers to is in the whole schema."""
    made = schema_of_model(model)
    return dict(made if "properties" in made else made["$defs"][model.__name__])


def text() -> str:
    """The schema as it is committed."""
    return json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
