"""From arguments to the app, the platform or a plain command; nothing heavy is imported before it is known which."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui import __version__

if TYPE_CHECKING:
    from tui.settings import Options


def main(argv: Sequence[str] | None = None) -> int:
    """Run what *argv* asks for, by default the program's own arguments, and give the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        sys.stdout.write(f"stackdeck {__version__}\n")
        return 0
    # Else pydantic looks through all that is installed for plugins of its own, which takes 30 ms.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from tui.cli.ending import ended  # with the settings 20 ms, and nobody waits for a version
    from tui.settings import Options

    if not arguments:
        return ended(lambda: _open_app(Options()))
    from tui.cli.parser import parse  # with argparse 15 ms

    try:
        chosen = parse(arguments)
    except SystemExit as leave:  # argparse ends the program by itself after --help and after a mistake
        return leave.code if isinstance(leave.code, int) else 1
    return ended(chosen.command or (lambda: _open_app(chosen.options)), log=chosen.options.log)


def _open_app(options: Options) -> int:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        from tui.settings import SettingsError

        raise SettingsError("The app needs a terminal. In scripts use a command: stackdeck --help")
    import gc

    # What a start makes lasts, and to look for cycles in it takes a fifth of the time. It begins where all is imported.
    gc.disable()
    from tui.app import run_app

    return run_app(options)


if __name__ == "__main__":
    sys.exit(main())
