"""How commands are added to the command line, so that the help of each reads like its page of a manual."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from textwrap import fill
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers

WIDTH = 79
REFERENCE = "project/stack/service, a unique part of it, c-xxxxxx or an id"
"""What names a service."""
EXIT_CODES = MappingProxyType(
    {
        ExitCode.OK: "done",
        ExitCode.FAILURE: "the platform refused or failed, or a service did not get where it should",
        ExitCode.USAGE: "the command line or the settings are wrong",
        ExitCode.UNREACHABLE: "no answer from the platform",
        ExitCode.REFUSED: "no token, a refused one, or one that may not do this",
        ExitCode.NOT_FOUND: "a reference names nothing, or more than one thing",
        ExitCode.INTERRUPTED: "ended by ctrl+c",
        ExitCode.TERMINATED: "ended by SIGTERM",
    }
)
"""How the program ends, in words."""


def add_command(
    subparsers: Subparsers,
    name: str,
    summary: str,
    *paragraphs: str,
    examples: Mapping[str, str] = MappingProxyType({}),
) -> argparse.ArgumentParser:
    """Add the command *name*; its help has *paragraphs* above the options, and *examples* with what each does below.

    A paragraph with lines of its own, set in by blanks, stays as it is.
    """
    return subparsers.add_parser(
        name,
        help=summary,
        description="\n\n".join(_laid_out(each) for each in paragraphs),
        epilog=_examples(examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the option that says how a command tells what came of it."""
    parser.add_argument("-o", "--output", choices=("text", "json"), default="text", help="default: text")


def exit_codes(codes: Iterable[ExitCode] = ExitCode) -> str:
    """A section of the help that says what the exit codes mean."""
    return "\n".join(["exit codes:", *(f"  {code:<5}{EXIT_CODES[code]}" for code in codes)])


def _laid_out(paragraph: str) -> str:
    return paragraph if "\n " in f"\n{paragraph}" else fill(" ".join(paragraph.split()), WIDTH)


def _examples(examples: Mapping[str, str]) -> str | None:
    if not examples:
        return None
    longest = max(map(len, examples))
    return "\n".join(["examples:", *(f"  {line:<{longest}}   {what}" for line, what in examples.items())])
