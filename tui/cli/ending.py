"""How the program ends outside the app: one line on stderr where something is wrong, and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tui.settings import ExitCode, SettingsError, TokenError, tokens_in_environment


def ended(work: Callable[[], int], *, log: Path | None = None) -> int:
    """Do *work* and give its exit code; an error of the settings, ctrl+c and a closed pipe become one as well.

    What is logged meanwhile goes to *log*.
    """
    try:
        if log is not None:
            from tui.settings.debug_log import start_debug_log

            start_debug_log(log, tokens_in_environment(os.environ))
        code = work()
        sys.stdout.flush()
    except TokenError as error:
        return complain(str(error), ExitCode.REFUSED)
    except SettingsError as error:
        return complain(str(error), ExitCode.USAGE)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return ExitCode.OK
    return code


def complain(sentence: str, code: ExitCode) -> ExitCode:
    """Say *sentence* on stderr, without any control character in it, and give *code*."""
    cleaned = "".join(character if character.isprintable() else "�" for character in sentence)
    print(f"stackdeck: {cleaned}", file=sys.stderr)
    return code


def _forget_stdout() -> None:
    """Point stdout at nothing: its reader is gone, and the interpreter would complain when it flushes at the end."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
