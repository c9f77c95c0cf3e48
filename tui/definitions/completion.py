"""What can stand where the cursor is in a definition: fields by their place, images in use, volumes, policies.

Read from the lines as they are, by indentation: while one types, the text is seldom whole enough for a parser.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.definitions.hints import LIMIT_KEYS, SERVICE_KEYS, STACK_KEYS, VOLUME_KEYS
from tui.models.service import RestartPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tui.models.stack import Stack

MAX_LINES = 4_000
"""So many lines are looked at above and below the cursor."""

_INDENT = re.compile(r" *")
_KEY = re.compile(r"(?P<indent> *)(?P<name>[A-Za-z]+)")
_VALUE = re.compile(r"(?P<indent> *)(?P<key>[A-Za-z]+): +(?P<quote>[\"']?)(?P<value>[^\s\"'#{}\[\],&*!|>%@`]*)")
_ITEM = re.compile(r"(?P<indent> *)- +(?P<quote>[\"']?)(?P<value>[^\s\"':#{}\[\],&*!|>%@`-][^\s\"':]*)?")
_PARENT = re.compile(r" *(?P<quote>[\"']?)(?P<key>[^\s\"'#:-][^\"'#:]*)(?P=quote): *(?:&\S+ *)?(?:#.*)?")
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@+-]{0,511}")
_MOUNT = re.compile(r" *- +[\"']?(?P<volume>[A-Za-z0-9][A-Za-z0-9_.-]*):")

_NESTED = {"services", "volumes", "environment", "ports", "command", "entrypoint", "deploy", "resources", "limits"}
"""Fields whose value stands on lines of its own."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What the word before the cursor can become."""

    typed: str
    """The word as far as it is typed."""
    candidates: tuple[str, ...]
    """Whole words that begin like it, in any case, the likeliest first; never empty."""


def complete(lines: Sequence[str], row: int, column: int, *, images: Iterable[str] = ()) -> Completion | None:
    """What can stand at `row` and `column`, both from 0; None when nothing can be said.

    `images` are the references that are in use, the likeliest first.
    """
    line = lines[row]
    before, after = line[:column], line[column:]
    if after.strip() not in {"", '"', "'"}:
        return None
    if (match := _KEY.fullmatch(before)) and not after:
        path = _path(lines, row, len(match["indent"]))
        return _of(match["name"], _fields(lines, row, len(match["indent"]), path)) if path is not None else None
    if match := _VALUE.fullmatch(before):
        path = _path(lines, row, len(match["indent"]))
        return _of(match["value"], _values(match["key"], images)) if path and _is_service(path) else None
    if match := _ITEM.fullmatch(before):
        path = _path(lines, row, len(match["indent"]) + 1)
        is_mount = path is not None and len(path) == 3 and path[2] == "volumes" and _is_service(path[:2])
        return _of(match["value"] or "", (f"{name}:" for name in _declared_volumes(lines))) if is_mount else None
    return None


def images_in_use(stacks: Iterable[Stack]) -> tuple[str, ...]:
    """The images of all services, those that most of them use first; what could not be typed is left out."""
    counts = Counter(service.pending_state.image for stack in stacks for service in stack.services)
    fit = (image for image in counts if _IMAGE.fullmatch(image))
    return tuple(sorted(fit, key=lambda image: (-counts[image], image)))


def _of(typed: str, words: Iterable[str]) -> Completion | None:
    folded = typed.casefold()
    found = tuple(dict.fromkeys(word for word in words if word != typed and word.casefold().startswith(folded)))
    return Completion(typed, found) if found else None


def _is_service(path: tuple[str, ...]) -> bool:
    return len(path) == 2 and path[0] == "services"


def _values(key: str, images: Iterable[str]) -> Iterable[str]:
    match key:
        case "image":
            return images
        case "restartPolicy":
            return (policy.value for policy in RestartPolicy)
        case _:
            return ()


def _fields(lines: Sequence[str], row: int, indent: int, path: tuple[str, ...]) -> Iterator[str]:
    """The fields that may stand below `path` and don't yet, as they are typed: `image: `, `ports:`."""
    taken = set(_siblings(lines, row, indent))
    match path:
        case ():
            names: Iterable[str] = STACK_KEYS
        case ("services", _):
            names = SERVICE_KEYS
        case ("services", _, "deploy"):
            names = ("resources",)
        case ("services", _, "deploy", "resources"):
            names = ("limits",)
        case ("services", _, "deploy", "resources", "limits"):
            names = LIMIT_KEYS
        case ("volumes",):
            names = _mounted_volumes(lines)
        case ("volumes", _):
            names = VOLUME_KEYS
        case _:
            names = ()
    for name in names:
        if name not in taken:
            yield f"{name}:" if name in _NESTED or path == ("volumes",) else f"{name}: "


def _path(lines: Sequence[str], row: int, indent: int) -> tuple[str, ...] | None:
    """The keys above `row` that what stands at `indent` belongs to; None when that is no plain map of maps."""
    path: list[str] = []
    for line in reversed(lines[max(row - MAX_LINES, 0) : row]):
        if indent == 0:
            break
        if _is_blank(line):
            continue
        width = _indent(line)
        if width >= indent:
            continue
        match = _PARENT.fullmatch(line)
        if match is None:
            return None
        path.append(match["key"].strip())
        indent = width
    return tuple(reversed(path)) if indent == 0 else None


def _siblings(lines: Sequence[str], row: int, indent: int) -> Iterator[str]:
    """The keys beside the one at `row`."""
    above = reversed(lines[max(row - MAX_LINES, 0) : row])
    for others in (above, lines[row + 1 : row + MAX_LINES]):
        for line in others:
            if _is_blank(line):
                continue
            width = _indent(line)
            if width < indent:
                break
            if width == indent:
                yield line.strip().partition(":")[0].strip("\"'")


def _declared_volumes(lines: Sequence[str]) -> Iterator[str]:
    """The names below the stack's own `volumes`."""
    inside, depth = False, 0
    for line in lines[:MAX_LINES]:
        if _is_blank(line):
            continue
        width = _indent(line)
        if width == 0:
            inside, depth = line.startswith("volumes:"), 0
        elif inside:
            depth = depth or width
            if width == depth:
                yield line.strip().partition(":")[0].strip("\"'")


def _mounted_volumes(lines: Sequence[str]) -> Iterator[str]:
    """The names that services mount."""
    for line in lines[:MAX_LINES]:
        if match := _MOUNT.match(line):
            yield match["volume"]


def _is_blank(line: str) -> bool:
    stripped = line.strip()
    return not stripped or stripped.startswith("#")


def _indent(line: str) -> int:
    match = _INDENT.match(line)
    return match.end() if match else 0
