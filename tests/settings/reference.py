"""The settings reference as Markdown, made from the model, so that it tells what is checked and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from tui.settings.model import Settings

_KINDS = {"string": "text", "boolean": "true or false", "integer": "whole number", "number": "number", "array": "list"}
_TABLES = {"ProfileSettings": "profiles.NAME"}
"""Tables that stand under a name of their own choosing, by the model of one of them."""


def settings_reference() -> str:
    """Every key with what it takes, its default and what it does: a table for the top, one for each `[table]`."""
    schema = TypeAdapter(Settings).json_schema()
    parts = ["\n".join(_rows(schema))]
    for name, definition in _tables(schema):
        parts.append(f"**`[{name}]`** {_sentence(definition)}\n\n" + "\n".join(_rows(definition)))
    return "\n\n".join(parts) + "\n"


def _tables(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for model, name in _TABLES.items():
        yield name, schema["$defs"][model]
    for key, told in schema["properties"].items():
        if "$ref" in told:
            yield key, schema["$defs"][told["$ref"].rpartition("/")[2]]


def _rows(schema: dict[str, Any]) -> Iterator[str]:
    yield "| key | takes | default | what it does |"
    yield "|---|---|---|---|"
    for key, told in schema["properties"].items():
        if "$ref" not in told and not (told.get("type") == "object" and "$ref" in told["additionalProperties"]):
            yield f"| `{key}` | {_kind(told)} | {_default(told)} | {told['description']} |"


def _kind(told: dict[str, Any]) -> str:
    if "anyOf" in told:
        told = next(one for one in told["anyOf"] if one["type"] != "null")
    if told["type"] == "object":
        return f"table of {_plural(told['additionalProperties'])}"
    return _KINDS[told["type"]]


def _plural(told: dict[str, Any]) -> str:
    return {"string": "texts", "array": "lists"}[told["type"]]


def _default(told: dict[str, Any]) -> str:
    default = told.get("default")
    match default:
        case None:
            return ""
        case bool():
            return f"`{str(default).lower()}`"
        case [] | {}:
            return ""
        case float():
            return f"`{default:g}`"
        case _:
            return f"`{default}`"


def _sentence(definition: dict[str, Any]) -> str:
    """The first sentence of a table's description, without its own name in it."""
    return str(definition["description"]).splitlines()[0].partition(", `[")[0].rstrip(".:") + "."
