"""A declaration as tidy YAML in the shape the API declares: stable order, and texts that no reader takes for a number.

It is written by hand because a dumper decides only half of what matters here: which texts are quoted, that nothing
invisible reaches a screen unescaped, and where blocks are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.definitions.declared import declared_of
from tui.definitions.scalars import block, inline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.models.declaration import DeclaredService, DeclaredStack
    from tui.models.service import Deploy
    from tui.models.stack import Stack

_MAX_SIMPLE_KEY = 800
"""YAML takes `key: value` on one line only for keys under 1,024 characters."""


def to_yaml(stack: Stack) -> str:
    """The desired state of `stack` as the text of a definition."""
    return write(declared_of(stack))


def row_of(stack: Stack, service_name: str) -> int | None:
    """The row of `to_yaml`, from 0, in which a service begins; None when the stack has none of that name."""
    row = 1
    for name, service in declared_of(stack).services.items():
        if name == service_name:
            return row
        row += sum(1 for _ in _entry(name, _service(service), 2))
    return None


def write(declared: DeclaredStack) -> str:
    """`declared` as the text of a definition: `check` reads the same from it."""
    lines = ["services: {}"] if not declared.services else ["services:"]
    for name, service in declared.services.items():
        lines += _entry(name, _service(service), 2)
    if declared.volumes:
        lines.append("volumes:")
        for name, volume in declared.volumes.items():
            lines += _entry(name, _scalar("name", volume.name, 4), 2)
    return "\n".join(lines) + "\n"


def _service(service: DeclaredService) -> Iterator[str]:
    yield from _scalar("image", service.image, 4)
    yield from _scalar("description", service.description, 4)
    yield from _list("command", service.command)
    yield from _list("entrypoint", service.entrypoint)
    yield from _variables(service.environment)
    yield from _list("ports", service.ports)
    yield from _list("volumes", service.volumes)
    yield from _scalar("restartPolicy", service.restart_policy, 4)
    yield from _deploy(service.deploy)


def _deploy(deploy: Deploy | None) -> Iterator[str]:
    limits = deploy.resources.limits if deploy and deploy.resources else None
    if limits is None or (limits.cpus is None and limits.memory is None):
        return
    yield from ("    deploy:", "      resources:", "        limits:")
    yield from _scalar("cpus", limits.cpus, 10)
    yield from _scalar("memory", limits.memory, 10)


def _variables(variables: dict[str, str] | None) -> Iterator[str]:
    if variables is None:
        return
    yield "    environment:" if variables else "    environment: {}"
    for key, value in variables.items():
        yield from _scalar(key, value, 6)


def _list(key: str, texts: Iterable[str] | None) -> Iterator[str]:
    if texts is None:
        return
    items = [line for text in texts for line in _prefixed("      -", text, 8)]
    yield f"    {key}:" if items else f"    {key}: []"
    yield from items


def _scalar(key: str, text: str | None, indent: int) -> Iterator[str]:
    if text is None:
        return
    written = inline(key)
    if len(written) <= _MAX_SIMPLE_KEY:
        yield from _prefixed(f"{' ' * indent}{written}:", text, indent + 2)
        return
    yield f"{' ' * indent}? {written}"
    yield from _prefixed(f"{' ' * indent}:", text, indent + 2)


def _entry(key: str, below: Iterable[str], indent: int) -> Iterator[str]:
    written = inline(key)
    if len(written) <= _MAX_SIMPLE_KEY:
        yield f"{' ' * indent}{written}:"
    else:
        yield from (f"{' ' * indent}? {written}", f"{' ' * indent}:")
    yield from below


def _prefixed(prefix: str, text: str, indent: int) -> Iterator[str]:
    as_block = block(text)
    if as_block is None:
        yield f"{prefix} {inline(text)}"
        return
    header, lines = as_block
    yield f"{prefix} {header}"
    for line in lines:
        yield f"{' ' * indent}{line}" if line else ""
