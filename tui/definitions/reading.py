"""A tree of YAML nodes read as a declaration: the right keys, the right types, and where each value stands."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from tui.definitions import hints
from tui.definitions.nodes import Mapping, Node, Scalar, Sequence
from tui.definitions.problems import Path, Problem, Span
from tui.models.declaration import DeclaredService, DeclaredStack, DeclaredVolume
from tui.models.service import Deploy, ResourceLimits, Resources

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_VALUES = 120_000
"""How many values are read, aliases and merges counted each time."""
MAX_MERGES = 10
"""How deep merges (`<<`) can be chained."""


class TooMuchError(Exception):
    """Aliases and merges multiply to more than a definition can hold."""

    def __init__(self, span: Span) -> None:
        super().__init__("too much")
        self.span = span


class Reading:
    """Reads one definition; afterwards `problems` and `spans` tell what was found and where."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.spans: dict[Path, Span] = {}
        self.key_spans: dict[Path, Span] = {}
        """Where the key of each value stands."""
        self._left = MAX_VALUES

    def stack(self, root: Node | None) -> DeclaredStack | None:
        """What the document declares, as far as it can be understood. Raises `TooMuchError`."""
        if root is None or (isinstance(root, Scalar) and root.is_null):
            self._report(Span(1, 1, 1), "A definition starts with `services:`.")
            return None
        if not isinstance(root, Mapping):
            self._report(root.span, "A definition is a map: it starts with `services:`.")
            return None
        fields = self._fields(root, (), hints.STACK_KEYS, "a definition")
        if "services" not in fields and not self.problems:
            self._report(Span(1, 1, 1), "`services:` is missing: write `services: {}` to declare a stack without any.")
        return DeclaredStack(
            services={
                name: self._service(name, node, path)
                for name, path, node in self._named(fields.get("services"), ("services",), "services")
            },
            volumes={
                name: self._volume(name, node, path)
                for name, path, node in self._named(fields.get("volumes"), ("volumes",), "volumes")
            },
        )

    def _service(self, name: str, node: Node, path: Path) -> DeclaredService:
        fields: dict[str, Node] = {}
        before = len(self.problems)
        if isinstance(node, Mapping):
            fields = self._fields(node, path, hints.SERVICE_KEYS, "a service")
        elif not _is_null(node):
            self._report(node.span, "A service is a map: write its `image:` and other fields below it, indented.")
        misspelt = any("`image`?" in problem.message for problem in self.problems[before:])
        if "image" not in fields and not misspelt and (isinstance(node, Mapping) or _is_null(node)):
            self._report(self.key_spans[path], f"`image` is missing: which image does `{name}` run?")
        description = self._text(fields.get("description"), (*path, "description"))
        return DeclaredService(
            image=self._image(fields.get("image"), (*path, "image")),
            description=name if description is None else description,
            command=self._texts(fields.get("command"), (*path, "command")),
            entrypoint=self._texts(fields.get("entrypoint"), (*path, "entrypoint")),
            environment=self._variables(fields.get("environment"), (*path, "environment")),
            ports=self._texts(fields.get("ports"), (*path, "ports")),
            volumes=self._texts(fields.get("volumes"), (*path, "volumes")),
            restart_policy=self._text(fields.get("restartPolicy"), (*path, "restartPolicy")),
            deploy=self._deploy(fields.get("deploy"), (*path, "deploy")),
        )

    def _volume(self, name: str, node: Node, path: Path) -> DeclaredVolume:
        if _is_null(node):
            return DeclaredVolume(name=name)
        if not isinstance(node, Mapping):
            self._report(node.span, "A volume is a map: write `name:` below it, indented.")
            return DeclaredVolume(name=name)
        fields = self._fields(node, path, hints.VOLUME_KEYS, "a volume")
        given = self._text(fields.get("name"), (*path, "name"))
        return DeclaredVolume(name=name if given is None else given)

    def _image(self, node: Node | None, path: Path) -> str:
        if node is not None and _is_null(node):
            del self.spans[path]
            self._report(self.key_spans[path], "`image` has no value: write for example `image: nginx:1.27`.")
            return ""
        return self._text(node, path) or ""

    def _deploy(self, node: Node | None, path: Path) -> Deploy | None:
        for key in ("resources", "limits"):
            if node is None or _is_null(node):
                return None
            if not isinstance(node, Mapping):
                self._report(node.span, f"`{path[-1]}` is a map: write `{key}:` below it, indented.")
                return None
            node = self._fields(node, path, (key,), f"`{path[-1]}`").get(key)
            path = (*path, key)
        if node is None or _is_null(node):
            return None
        if not isinstance(node, Mapping):
            self._report(node.span, "`limits` is a map: write `cpus:` or `memory:` below it, indented.")
            return None
        fields = self._fields(node, path, hints.LIMIT_KEYS, "`limits`")
        cpus, memory = (self._text(fields.get(key), (*path, key)) for key in hints.LIMIT_KEYS)
        if cpus is None and memory is None:
            return None
        return Deploy(resources=Resources(limits=ResourceLimits(cpus=cpus, memory=memory)))

    def _text(self, node: Node | None, path: Path) -> str | None:
        if node is None or _is_null(node):
            return None
        if isinstance(node, Scalar):
            return node.text
        self._report(node.span, f"`{path[-1]}` is a text, not {_kind(node)}.")
        return None

    def _texts(self, node: Node | None, path: Path) -> tuple[str, ...] | None:
        if node is None or _is_null(node):
            return None
        if not isinstance(node, Sequence):
            self._report(node.span, f"`{path[-1]}` is a list: {_as_list(node)}.")
            return None
        texts = []
        for index, item in enumerate(node.items):
            self._note((*path, index), item.span)
            if isinstance(item, Scalar) and not item.is_null:
                texts.append(item.text)
                continue
            texts.append("")
            what = "nothing" if isinstance(item, Scalar) else _kind(item)
            self._report(item.span, f"Each entry of `{path[-1]}` is a text, this is {what}: quote it, or remove it.")
        return tuple(texts)

    def _variables(self, node: Node | None, path: Path) -> dict[str, str] | None:
        if node is None or _is_null(node):
            return None
        if not isinstance(node, Mapping):
            self._report(node.span, f"`{path[-1]}` is a map: write `KEY: value`, one on each line.")
            return None
        variables = {}
        for key, _, value in self._pairs(node, path):
            if isinstance(value, Scalar) and not value.is_null:
                variables[key] = value.text
            elif isinstance(value, Scalar):
                variables[key] = ""
                self._report(self.key_spans[*path, key], f'`{key}` has no value: write `{key}: ""` for an empty one.')
            else:
                self._report(value.span, f"The value of `{key}` is a text, not {_kind(value)}: quote it.")
        return variables

    def _named(self, node: Node | None, path: Path, what: str) -> Iterator[tuple[str, Path, Node]]:
        if node is None or _is_null(node):
            return
        if not isinstance(node, Mapping):
            self._report(node.span, f"`{what}` is a map from names: write `name:` below it, indented.")
            return
        yield from self._pairs(node, path)

    def _fields(self, node: Mapping, path: Path, allowed: tuple[str, ...], owner: str) -> dict[str, Node]:
        fields = {}
        for key, _, value in self._pairs(node, path):
            if key in allowed:
                fields[key] = value
            elif not (path == () and key.startswith("x-")):
                self._report(self.key_spans[*path, key], hints.unknown_key(key, allowed, owner))
        return fields

    def _pairs(self, node: Mapping, path: Path, merges: int = 0) -> list[tuple[str, Path, Node]]:
        """The pairs of a map with merges resolved: what stands in the map itself wins."""
        own: dict[str, tuple[str, Path, Node]] = {}
        merged: list[Node] = []
        for key, value in node.pairs:
            if not isinstance(key, Scalar):
                self._report(key.span, "A key is a text.")
            elif key.is_plain and key.text == "<<":
                merged += value.items if isinstance(value, Sequence) else [value]
            elif key.text in own:
                self._report(key.span, f"`{key.text}` stands here twice: the same key can occur only once.")
            else:
                self._note((*path, key.text), value.span, key.span)
                own[key.text] = (key.text, (*path, key.text), value)
        for other in merged:
            self._spend(other.span)
            if not isinstance(other, Mapping) or merges >= MAX_MERGES:
                self._report(other.span, "`<<` takes a map, or a list of maps, for example `<<: *defaults`.")
                continue
            for pair in self._pairs(other, path, merges + 1):
                own.setdefault(pair[0], pair)
        return list(own.values())

    def _note(self, path: Path, span: Span, key_span: Span | None = None) -> None:
        self._spend(span)
        self.spans.setdefault(path, span)
        self.key_spans.setdefault(path, key_span or span)

    def _spend(self, span: Span) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooMuchError(span)

    def _report(self, span: Span, message: str) -> None:
        self.problems.append(Problem.at(span, message))


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def _kind(node: Node) -> str:
    match node:
        case Mapping():
            return "a map"
        case Sequence():
            return "a list"
        case _:
            return "a text"


def _as_list(node: Node) -> str:
    if not isinstance(node, Scalar) or len(node.text) > 60 or "\n" in node.text:
        return "write `- entry`, one on each line"
    try:
        words = shlex.split(node.text)
    except ValueError:
        words = [node.text]
    return f"write [{', '.join(_quoted(word) for word in words)}]"


def _quoted(word: str) -> str:
    return f'"{word}"' if '"' not in word and "\\" not in word else f"'{word}'"
