"""The debug log that `--log FILE` asks for: what the program and its libraries say, without anything secret."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path

from tui import __version__
from tui.settings.errors import SettingsError
from tui.settings.paths import shown
from tui.settings.redaction import redact
from tui.settings.tokens import Token

_FORMAT = "%(asctime)s.%(msecs)03d %(levelname)-7s %(name)s: %(message)s"


def start_debug_log(path: Path, tokens: Iterable[Token] = ()) -> None:
    """Append everything that is logged from now on to *path*, which only its owner can read; *tokens* are left out.

    Raises:
        SettingsError: The file can't be written, or others can read it.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise SettingsError(f"--log can't write {shown(path)}: {error.strerror}.") from error
    if os.fstat(descriptor).st_mode & 0o077:
        os.close(descriptor)
        raise SettingsError(f"--log does not write to {shown(path)}: others can read it. Run: chmod 600 {shown(path)}")
    handler = logging.StreamHandler(os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace"))
    handler.setFormatter(_Redacting(tuple(tokens)))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("tui").info("stackdeck %s begins", __version__)


class _Redacting(logging.Formatter):
    """One record as text, tracebacks included, without secrets."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        super().__init__(_FORMAT, "%Y-%m-%dT%H:%M:%S")
        self._tokens = tokens

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._tokens)
