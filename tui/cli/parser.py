"""The command line: the options before a command, the commands, and the help that a manual page would give."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, Protocol

from tui import __version__
from tui.cli.manual import exit_codes
from tui.settings import Options

COMMANDS = ("ls", "logs", "act", "wait", "open", "domain", "doctor", "serve", "platform", "completion")
"""The modules of this package that add a command each, in the order of the help."""

_DESCRIPTION = """\
A control deck for container stacks in the terminal. Without a command it opens the app: the projects, stacks and
services one may see, what is broken, logs live, and safe actions. The profile `local` is a small platform on this
machine that needs no account. `stackdeck COMMAND --help` tells more of each command."""

_EPILOG = f"""\
environment:
  STACKDECK_PROFILE     the profile, where --profile is not given
  STACKDECK_TOKEN       the token for --url, or for the profile mittwald
  MITTWALD_API_TOKEN    the token for the profile mittwald; goes to https://api.mittwald.de alone
  MITTWALD_API_BASE_URL another origin for the profile mittwald; takes STACKDECK_TOKEN alone
  NO_COLOR              no colours

files:
  $XDG_CONFIG_HOME/stackdeck/config.toml   settings and profiles

{exit_codes()}"""


class Subparsers(Protocol):
    """What a command adds its parser to; argparse's own class for it is private."""

    def add_parser(self, *args: Any, **options: Any) -> argparse.ArgumentParser:
        """Add a command by its name, with the options of a parser."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the command line asks for."""

    options: Options
    command: Callable[[], int] | None
    """The plain command, ready to run; None for the app."""


class Parser(argparse.ArgumentParser):
    """A parser that knows where people put an option that stands before the command."""

    def error(self, message: str) -> NoReturn:
        """End the program, and say how it is meant."""
        if message.startswith("unrecognized arguments") and any(option in message for option in _GLOBAL):
            message += " (--profile, --url, --read-only and --log stand before the command)"
        super().error(message)


_GLOBAL = ("--profile", "--url", "--read-only", "--log")


def build_parser() -> argparse.ArgumentParser:
    """The whole command line as argparse sees it."""
    parser = Parser(
        prog="stackdeck",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("-V", "--version", action="version", version=f"stackdeck {__version__}")
    parser.add_argument("--profile", metavar="NAME", help="the profile to use: local, mittwald, or one of the settings")
    parser.add_argument("--url", metavar="ORIGIN", help="an API's origin in place of a profile; takes STACKDECK_TOKEN")
    parser.add_argument("--read-only", action="store_true", help="refuse every write, whatever the profile says")
    parser.add_argument("--log", metavar="FILE", type=Path, help="write a debug log (redacted, for your eyes alone)")
    subparsers: Subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command_name")
    for name in COMMANDS:
        import_module(f"tui.cli.{name}").add_parser(subparsers)
    return parser


def parse(arguments: Sequence[str]) -> Chosen:
    """What *arguments* ask for. Ends the program after `--help` and after a mistake, as argparse does."""
    parsed = build_parser().parse_args(arguments)
    options = Options(
        profile=parsed.profile,
        url=parsed.url,
        read_only=parsed.read_only,
        place=getattr(parsed, "place", None),
        log=parsed.log,
    )
    parsed.options = options
    run: Callable[[argparse.Namespace], int] | None = getattr(parsed, "run", None)
    return Chosen(options, None if run is None else lambda: run(parsed))
