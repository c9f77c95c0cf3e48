"""What came of what was asked about each service: a line for people, or an array of objects for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tui.cli.ending import complain
from tui.cli.output import json_text
from tui.logs.clean import printable
from tui.settings import ExitCode
from tui.state.actions import Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What came of one service."""

    target: Target
    text: str
    """A sentence, or what is left of one on a line of its own."""
    code: ExitCode = ExitCode.OK
    """How the command ends because of it."""


class Reporter:
    """Tells each report as it comes."""

    def tell(self, report: Report) -> Report:
        """Say it, on stderr where something is wrong; gives it back."""
        if report.code:
            complain(report.text, report.code)
        else:
            print(printable(report.text), flush=True)
        return report

    def end(self, reports: Sequence[Report]) -> ExitCode:
        """All has been said; gives how the command ends."""
        return next((report.code for report in reports if report.code), ExitCode.OK)


class JsonReporter(Reporter):
    """Tells all reports at the end, for programs."""

    def tell(self, report: Report) -> Report:
        """Nothing is said before the end."""
        return report

    def end(self, reports: Sequence[Report]) -> ExitCode:
        """Write an array with an object for each service."""
        sys.stdout.write(json_text([_object(report) for report in reports], encoding=sys.stdout.encoding))
        return super().end(reports)


def reporter_for(output: str) -> Reporter:
    """What tells reports in the form that `--output` names."""
    return JsonReporter() if output == "json" else Reporter()


def _object(report: Report) -> dict[str, object]:
    target = report.target
    return {
        "id": target.service_id,
        "project": target.project,
        "stack": target.stack,
        "service": target.service,
        "message": report.text,
        "exitCode": int(report.code),
    }
