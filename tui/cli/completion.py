"""`stackdeck completion`: what a shell needs to complete the command line, made from the command line itself."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tui.cli.manual import add_command
from tui.settings import ExitCode

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers

_DESCRIPTION = """\
Print a script that completes commands and options. Load it where your shell reads its settings:
  bash   source <(stackdeck completion bash)
  zsh    source <(stackdeck completion zsh)
  fish   stackdeck completion fish | source"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(subparsers, "completion", "print what completes the command line in a shell", _DESCRIPTION)
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from tui.cli.completion_scripts import command_of, script_for
    from tui.cli.parser import build_parser

    sys.stdout.write(script_for(arguments.shell, command_of(build_parser())))
    return ExitCode.OK
