"""The platform's own objections to a definition, put to the lines of the text they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.definitions.problems import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.client.errors import ValidationProblem
    from tui.definitions.problems import Checked

_OTHER_NAMES = {"envs": "environment"}


def place_refusals(checked: Checked, refusals: Iterable[ValidationProblem]) -> tuple[Problem, ...]:
    """Each refusal at the value its path names, else at the nearest value above it, else at the first line.

    The platform's paths are steps joined by dots (`services.web.ports.0`), and may begin with steps of its own
    (`services.services.web…`, `body.services.web…`); the names in them can contain dots themselves.
    """
    known = {".".join(str(step) for step in path): span for path, span in checked.spans.items()}
    placed = []
    for refusal in refusals:
        span = _span(refusal.path, known)
        message = refusal.message.strip() or "The platform doesn't accept this."
        placed.append(Problem.at(span or Span(1, 1, 1), message if span else _with_path(message, refusal.path)))
    return tuple(sorted(placed, key=lambda problem: (problem.line, problem.column)))


def _with_path(message: str, path: str) -> str:
    return f"{path}: {message}" if path else message


def _span(path: str, known: dict[str, Span]) -> Span | None:
    """The value that the longest part of `path` names, from any of its first steps on."""
    steps = [_OTHER_NAMES.get(step, step) for step in path.split(".")][:40]
    best: tuple[int, Span] | None = None
    for first in range(min(len(steps), 4)):
        for last in range(len(steps), first, -1):
            span = known.get(".".join(steps[first:last]))
            if span is not None:
                if best is None or last - first > best[0]:
                    best = (last - first, span)
                break
    return best[1] if best else None
