"""YAML text as a tree of nodes that know their line and column.

The tree is built from the parser's events without recursion and keeps every scalar as the text that was typed, so that
`1.10` stays `1.10` and `no` stays `no`. Aliases share what they point at, so their number costs nothing here.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml_events
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from tui.definitions.problems import Problem, Span
from tui.definitions.syntax import explain

if TYPE_CHECKING:
    from ruamel.yaml.error import StreamMark

MAX_CHARACTERS = 1_048_576
"""A longer text is not read at all."""
MAX_NODES = 30_000
MAX_DEPTH = 30
_TEXT_TAGS = {None, "!", "tag:yaml.org,2002:str"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text, as it was typed."""

    span: Span
    text: str
    is_plain: bool = False
    """True without quotes and not as a block."""

    @property
    def is_null(self) -> bool:
        """True for what YAML reads as nothing: an empty plain scalar, `~` or `null`."""
        return self.is_plain and self.text in {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    span: Span
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Pairs of key and value in the order of the text; keys can occur twice and need not be scalars."""

    span: Span
    pairs: list[tuple[Node, Node]] = field(default_factory=list)


Node = Scalar | Sequence | Mapping


class NotYamlError(Exception):
    """The text is not YAML, or not YAML that a definition may use."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Positions:
    """Turns offsets in a text into lines and columns, with the lines that an editor shows."""

    def __init__(self, text: str) -> None:
        lines = text.splitlines(keepends=True)
        if not lines or lines[-1].splitlines()[0] != lines[-1]:
            lines.append("")
        self._starts = [0, *accumulate(len(line) for line in lines[:-1])]
        self._widths = [len(line.splitlines()[0]) if line else 0 for line in lines]

    def span(self, start: int, end: int) -> Span:
        """The piece from `start` to `end` (offsets in characters), cut at the end of its first line."""
        row = bisect_right(self._starts, start) - 1
        width = self._widths[row]
        first = min(start - self._starts[row], width)
        last = max(min(end - self._starts[row], width), first)
        return Span(row + 1, first + 1, last + 1)


def read_nodes(text: str) -> Node | None:
    """The tree of the one document in `text`, None for an empty one. Raises `NotYamlError`."""
    positions = Positions(text)
    if len(text) > MAX_CHARACTERS:
        raise NotYamlError(
            Problem.at(Span(1, 1, 1), f"A definition can be {MAX_CHARACTERS:,} characters long at most.")
        )
    builder = _Builder(positions)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except ReaderError as error:
        span = positions.span(error.position, error.position + 1)
        raise NotYamlError(Problem.at(span, explain(error))) from error
    except MarkedYAMLError as error:
        never_closed = error.problem == "found unexpected end of stream"
        mark = (error.context_mark if never_closed else None) or error.problem_mark or error.context_mark
        raise NotYamlError(Problem.at(_span(positions, mark), explain(error))) from error
    except (YAMLError, ValueError, ArithmeticError, LookupError) as error:
        raise NotYamlError(Problem.at(builder.last, "This is not YAML from here on.")) from error
    return builder.root


def _span(positions: Positions, mark: StreamMark | None) -> Span:
    return positions.span(mark.index, mark.index + 1) if mark else Span(1, 1, 1)


class _Builder:
    """Takes the parser's events one by one and puts the tree together."""

    def __init__(self, positions: Positions) -> None:
        self.root: Node | None = None
        self.last = Span(1, 1, 1)
        """Where the last event stood."""
        self._positions = positions
        self._open: list[tuple[Sequence | Mapping, str | None]] = []
        self._keys: list[Node | None] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0
        self._count = 0

    def take(self, event: yaml_events.Event) -> None:
        """Adds what `event` says to the tree."""
        if event.start_mark is not None:
            end = event.end_mark.index if event.end_mark else event.start_mark.index
            self.last = self._positions.span(event.start_mark.index, end)
        match event:
            case yaml_events.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse("A definition is one document: remove the `---` in the middle.")
            case yaml_events.ScalarEvent():
                self._check_tag(event.tag, _TEXT_TAGS)
                self._add(Scalar(self.last, event.value, event.style is None), event.anchor)
            case yaml_events.SequenceStartEvent():
                self._check_tag(event.tag, {None, "!", "tag:yaml.org,2002:seq"})
                self._enter(Sequence(self.last), event.anchor)
            case yaml_events.MappingStartEvent():
                self._check_tag(event.tag, {None, "!", "tag:yaml.org,2002:map"})
                self._enter(Mapping(self.last), event.anchor)
            case yaml_events.SequenceEndEvent() | yaml_events.MappingEndEvent():
                self._leave()
            case yaml_events.AliasEvent():
                self._add_alias(event.anchor)
            case _:
                pass

    def _refuse(self, message: str) -> NoReturn:
        raise NotYamlError(Problem.at(self.last, message))

    def _check_tag(self, tag: object, allowed: set[str | None]) -> None:
        if (str(tag) if tag is not None else None) not in allowed:
            self._refuse(f"Tags are not used in a definition: remove `{tag}`.")

    def _enter(self, node: Sequence | Mapping, anchor: str | None) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._refuse("This is nested too deeply for a definition.")
        self._open.append((node, anchor))
        self._keys.append(None)

    def _leave(self) -> None:
        node, anchor = self._open.pop()
        self._keys.pop()
        self._add(node, anchor)

    def _add_alias(self, anchor: str) -> None:
        if any(anchor == name for _, name in self._open):
            self._refuse(f"`*{anchor}` stands inside what it refers to.")
        if anchor not in self._anchors:
            self._refuse(f"`*{anchor}` refers to nothing: no `&{anchor}` stands before it.")
        self._add(replace(self._anchors[anchor], span=self.last), None)

    def _add(self, node: Node, anchor: str | None) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            self._refuse(f"A definition can hold {MAX_NODES:,} values at most.")
        if anchor is not None:
            self._anchors[anchor] = node
        match self._open[-1][0] if self._open else None:
            case Sequence() as parent:
                parent.items.append(node)
            case Mapping() as parent:
                key = self._keys[-1]
                if key is None:
                    self._keys[-1] = node
                else:
                    parent.pairs.append((key, node))
                    self._keys[-1] = None
            case None:
                self.root = node
