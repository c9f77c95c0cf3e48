"""What the platform keeps of a service on disk: its folder and its log."""

from __future__ import annotations

import shutil
from pathlib import Path

from tui.platform.logfile import LogFile


class Workplace:
    """The folder of one service: `home`, where it runs, and `log`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log: LogFile | None = None

    @property
    def home(self) -> Path:
        """The folder the service's process starts in."""
        return self._folder / "home"

    def open_log(self) -> LogFile:
        """The log, opened when it is first asked for, and the folders made where they are missing."""
        self.create()
        if self._log is None:
            self._log = LogFile(log_path(self._folder))
        return self._log

    def exists(self) -> bool:
        """Whether the service was created already."""
        return self.home.is_dir()

    def create(self) -> None:
        """Make the folders; nothing happens when they are there."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)

    def clear(self) -> None:
        """Start over: an empty log and, as in a new container, an empty folder."""
        self.open_log().clear()
        shutil.rmtree(self.home, ignore_errors=True)
        self.create()

    def remove(self) -> None:
        """Delete everything."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Give the log's file back."""
        if self._log is not None:
            self._log.close()
            self._log = None


def log_path(folder: Path) -> Path:
    """Where the log in a service's folder is."""
    return folder / "log"
