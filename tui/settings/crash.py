"""The file a bug leaves behind: what happened, without anything secret."""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tui import __version__
from tui.settings import paths
from tui.settings.redaction import redact
from tui.settings.tokens import Token


def write_crash_file(error: BaseException, tokens: Iterable[Token] = (), *, folder: Path | None = None) -> Path | None:
    """Write *error* with its traceback to a new file only its owner can read; None where nothing can be written."""
    folder = folder or paths.state_dir() / "crashes"
    now = datetime.now(UTC)
    lines = [
        f"stackdeck {__version__}, Python {platform.python_version()}, {platform.system()}",
        now.isoformat(timespec="seconds"),
        "",
        *traceback.format_exception(error),
    ]
    text = redact("\n".join(lines), tokens)
    path = folder / f"{now:%Y%m%dT%H%M%S.%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        return None
    return path
