"""Checks the text of a definition: what it declares, and every problem with its line and column."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.definitions.nodes import NotYamlError, read_nodes
from tui.definitions.problems import Checked, Path, Problem, Severity, Span
from tui.definitions.reading import Reading, TooMuchError
from tui.definitions.rules import Finding, check_stack

if TYPE_CHECKING:
    from tui.models.declaration import DeclaredStack

MAX_PROBLEMS = 200
"""How many problems are told at most."""


def check(text: str, *, held: DeclaredStack | None = None) -> Checked:
    """What `text` declares and what is wrong with it. Never raises, whatever the text is.

    What the platform itself holds already (`held`) can't be wrong: what a rule objects to there is only warned about.
    """
    reading = Reading()
    try:
        declared = reading.stack(read_nodes(text))
    except NotYamlError as error:
        return Checked(None, (error.problem,))
    except TooMuchError as error:
        return Checked(None, (Problem.at(error.span, "Aliases multiply this to more than a definition can hold."),))
    accepted = {_subject(finding) for finding in check_stack(held)} if held is not None else set()
    problems = reading.problems[:MAX_PROBLEMS]
    broken_lines = {problem.line for problem in problems}
    for finding in check_stack(declared) if declared is not None else ():
        span = _span(finding, reading)
        if len(problems) >= 2 * MAX_PROBLEMS:
            break
        if span is not None and span.line not in broken_lines:
            severity = Severity.WARNING if _subject(finding) in accepted else finding.severity
            problems.append(Problem.at(span, finding.message, severity))
    problems.sort(key=lambda problem: (problem.line, problem.column))
    return Checked(
        None if reading.problems else declared,
        tuple(problems[:MAX_PROBLEMS]),
        MappingProxyType(reading.spans),
    )


def _span(finding: Finding, reading: Reading) -> Span | None:
    """Where the finding is; None where the text has no such value, which is a problem of its own."""
    spans = reading.key_spans if finding.about_key else reading.spans
    if finding.path in spans:
        return spans[finding.path]
    return reading.key_spans.get(finding.path[:2]) if finding.path[0] == "volumes" else None


def _subject(finding: Finding) -> tuple[Path, str]:
    """What a finding is about, wherever in its list the entry stands."""
    return tuple(step for step in finding.path if isinstance(step, str)), finding.message
