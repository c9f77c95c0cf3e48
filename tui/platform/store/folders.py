"""Folders that only this user can read, and how much is in one."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
MOST_ENTRIES = 200_000
"""Files and folders that are counted at most: what is measured must not keep a disk busy for minutes."""


def make_private_folder(folder: Path) -> None:
    """Make *folder* and what is missing above it, each readable by this user alone."""
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for each in reversed(missing):
        each.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def folder_size(folder: Path) -> int:
    """Bytes of the files in *folder* and below; links are not followed, what can't be read counts as nothing."""
    total, left = 0, MOST_ENTRIES
    waiting = [str(folder)]
    while waiting and left > 0:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    left -= 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return total
