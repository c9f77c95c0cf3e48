"""From arguments to the app, the platform or a plain command; nothing heavy is imported before it is known which."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tui import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run what *argv* asks for, by default the program's own arguments, and give the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        sys.stdout.write(f"stackdeck {__version__}\n")
        return 0
    from tui.cli.ending import complain, ended  # with the parser 40 ms, and nobody waits for a version
    from tui.cli.parser import parse
    from tui.settings.command_line import ExitCode

    try:
        chosen = parse(arguments)
    except SystemExit as leave:  # argparse ends the program by itself after --help and after a mistake
        return leave.code if isinstance(leave.code, int) else 1
    if chosen.command is not None:
        return ended(chosen.command, log=chosen.options.log)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return complain("The app needs a terminal. In scripts use a command: stackdeck --help", ExitCode.USAGE)
    from tui.app import run_app

    return ended(lambda: run_app(chosen.options), log=chosen.options.log)


if __name__ == "__main__":
    sys.exit(main())
