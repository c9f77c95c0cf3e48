"""Checks the text of a definition: what it declares, and every problem with its line and column."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.definitions.nodes import NotYaml, read_nodes
from tui.definitions.problems import Checked, Path, Problem, Severity, Span
from tui.definitions.reading import Reading, TooMuch
from tui.definitions.rules import Finding, check_stack

if TYPE_CHECKING:
    from tui.models.declaration import DeclaredService, DeclaredStack

MAX_PROBLEMS = 200
"""How many problems are told at most."""


def check(text: str, *, held: DeclaredStack | None = None) -> Checked:
    """What `text` declares and what is wrong with it. Never raises, whatever the text is.

    What the platform itself holds already (`held`) can't be wrong: where the text says just that, a rule only warns.
    """
    reading = Reading()
    try:
        declared = reading.stack(read_nodes(text))
    except NotYaml as error:
        return Checked(None, (error.problem,))
    except TooMuch as error:
        return Checked(None, (Problem.at(error.span, "Aliases multiply this to more than a definition can hold."),))
    problems = reading.problems[:MAX_PROBLEMS]
    broken_lines = {problem.line for problem in problems}
    for finding in check_stack(declared) if declared is not None else ():
        span = _span(finding, reading)
        if len(problems) >= 2 * MAX_PROBLEMS:
            break
        if span is not None and span.line not in broken_lines:
            problems.append(Problem.at(span, finding.message, _softened(finding, declared, held)))
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


def _softened(finding: Finding, declared: DeclaredStack | None, held: DeclaredStack | None) -> Severity:
    if held is None or declared is None or finding.severity is not Severity.ERROR:
        return finding.severity
    same = _value(declared, finding.path) == _value(held, finding.path) is not None
    return Severity.WARNING if same else Severity.ERROR


def _value(stack: DeclaredStack, path: Path) -> object:
    """The value at `path`, as far down as it is told apart; None where there is none."""
    match path:
        case ("services", str(name)):
            return name if name in stack.services else None
        case ("services", str(name), str(field), *rest):
            service = stack.services.get(name)
            return _field(service, field, rest) if service else None
        case ("volumes", str(name), *_):
            volume = stack.volumes.get(name)
            return volume.name if volume else None
        case _:
            return None


def _field(service: DeclaredService, field: str, rest: list[str | int]) -> object:
    match field, rest:
        case "deploy", [_, _, "cpus" | "memory" as limit]:
            limits = service.deploy.resources.limits if service.deploy and service.deploy.resources else None
            return getattr(limits, limit, None)
        case "environment", [str(key)]:
            return (service.environment or {}).get(key)
        case "restartPolicy", _:
            return service.restart_policy
        case _, [int(index)]:
            values = getattr(service, field, None) or ()
            return values[index] if index < len(values) else None
        case _:
            return getattr(service, field, None)
