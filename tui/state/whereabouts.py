"""Where somebody was when the program ended, so that the next start can go on there."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

LARGEST = 64 * 1024
"""Bytes; a larger file is not ours."""


class Whereabouts(NamedTuple):
    """What is remembered for a profile."""

    project_id: str = ""
    """Empty for all projects."""
    stack_id: str = ""
    """Empty for all stacks."""
    service_id: str = ""
    only_problems: bool = False
    log_rows: int = 0
    """Rows the log was given; 0 for its usual share."""


def load(path: Path, profile: str) -> Whereabouts | None:
    """What is remembered for *profile*; None when nothing is, or the file can't be read."""
    try:
        with path.open("rb") as file:
            known = json.loads(file.read(LARGEST))[profile]
        return Whereabouts(
            project_id=str(known["project_id"]),
            stack_id=str(known["stack_id"]),
            service_id=str(known["service_id"]),
            only_problems=known["only_problems"] is True,
            log_rows=int(known.get("log_rows", 0)),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None


def save(path: Path, profile: str, whereabouts: Whereabouts) -> None:
    """Remember *whereabouts* for *profile*, beside those of other profiles. What can't be written is forgotten."""
    try:
        with path.open("rb") as file:
            known = json.loads(file.read(LARGEST))
    except (OSError, ValueError):
        known = {}
    if not isinstance(known, dict):
        known = {}
    known[profile] = whereabouts._asdict()
    fresh = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(known, file)
        fresh.replace(path)
    except OSError:
        # A full disk must not keep anybody from leaving.
        with suppress(OSError):
            fresh.unlink()
