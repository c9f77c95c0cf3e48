"""Answers made up from the contract's own schemas: the least that it allows, and everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tests.contract.document import raw_contract

_TEXTS = {
    "uuid": str(UUID(int=7)),
    "date-time": "2025-01-01T12:00:00Z",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://host.example/",
    "email": "user@host.example",
    "hostname": "host.example",
    "idn-hostname": "host.example",
    "docker-network-port": "8080/tcp",
}

VARIANTS = 4
"""No `oneOf` in the contract has more alternatives."""


def answer_content(operation: Mapping[str, Any], *, full: bool, variant: int = 0) -> tuple[int, object]:
    """The status of success of *operation* and a body that fits it, None where it gives none."""
    status = next(status for status in operation["responses"] if status.startswith("2"))
    content = operation["responses"][status].get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return int(status), None if schema is None else example(schema, full=full, variant=variant)


def example(schema: Mapping[str, Any], *, full: bool, variant: int = 0) -> object:
    """A value that fits *schema*; *variant* chooses among alternatives."""
    if "$ref" in schema:
        return example(_resolved(schema["$ref"]), full=full, variant=variant)
    if "oneOf" in schema:
        return example(schema["oneOf"][variant % len(schema["oneOf"])], full=full, variant=variant)
    if "enum" in schema:
        return schema["enum"][variant % len(schema["enum"])]
    match schema.get("type", "object"):
        case "array":
            return [example(schema["items"], full=full, variant=variant)] if full else []
        case "object":
            return _object(schema, full=full, variant=variant)
        case "integer" | "number":
            return 3
        case "boolean":
            return True
        case _:
            return _TEXTS.get(schema.get("format", ""), "text")


def _object(schema: Mapping[str, Any], *, full: bool, variant: int) -> dict[str, object]:
    wanted = schema.get("properties", {})
    names = wanted if full else schema.get("required", [])
    found = {name: example(wanted[name], full=full, variant=variant) for name in names}
    more = schema.get("additionalProperties")
    if full and isinstance(more, Mapping):
        found["key"] = example(more, full=full, variant=variant)
    return found


def _resolved(reference: str) -> Mapping[str, Any]:
    place: Any = raw_contract()
    for part in reference.removeprefix("#/").split("/"):
        place = place[part]
    resolved: Mapping[str, Any] = place
    return resolved
