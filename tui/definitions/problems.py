"""What is wrong with a definition, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.models.declaration import DeclaredStack

Path = tuple[str | int, ...]
"""Where a value stands in the definition: `("services", "web", "ports", 0)`."""


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """It can't be applied like this."""
    WARNING = "warning"
    """It can be applied, and is worth a look."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of one line. Lines and columns count from 1, columns in characters."""

    line: int
    column: int
    end_column: int
    """The column behind the last character; never before `column`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with a message that says what is allowed."""

    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    message: str
    severity: Severity = Severity.ERROR
    end_column: int = 0
    """The column behind the piece of the line that is meant; at least `column + 1`."""

    @classmethod
    def at(cls, span: Span, message: str, severity: Severity = Severity.ERROR) -> Problem:
        """The problem with the piece of text at `span`."""
        return cls(span.line, span.column, message, severity, max(span.end_column, span.column + 1))

    @property
    def is_error(self) -> bool:
        """True when the definition can't be applied because of it."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text declares and all that is wrong with it, by line and column."""

    declared: DeclaredStack | None
    """None when the text can't be understood at all."""
    problems: tuple[Problem, ...] = ()
    spans: Mapping[Path, Span] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """Where each value stands in the text."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stand in the way of applying."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def can_be_applied(self) -> bool:
        """True when the text is understood and no error is left."""
        return self.declared is not None and not self.errors


def next_problem(problems: Sequence[Problem], line: int, column: int, *, step: int) -> Problem | None:
    """The first problem below a place (`step` 1) or above it (-1), round the end; None where there are none."""
    here, ordered = (line, column), problems[::step]
    beyond = [it for it in ordered if ((it.line, it.column) > here if step > 0 else (it.line, it.column) < here)]
    return next(iter(beyond or ordered), None)
