"""Where the files of a local platform are, and that nobody else can touch them."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path

from tui.platform.errors import PlatformError

LONGEST_SOCKET_PATH = 100
"""macOS takes 104 bytes, Linux 108, both with a NUL."""
KEPT = (
    "platform.sqlite",
    "platform.sqlite-wal",
    "platform.sqlite-shm",
    "platform.sqlite-journal",
    "platform.json",
    "platform.log",
    "token",
    "services",
    "volumes",
    "projects",
    "hosts",
    "run",
    "sockets",
)
"""All that a platform makes in its data folder, the two lock files aside."""


@dataclass(frozen=True, slots=True)
class Places:
    """The files in the data folder by which programs find its platform."""

    data: Path

    @property
    def lock(self) -> Path:
        """Locked as long as a platform uses the folder."""
        return self.data / "platform.lock"

    @property
    def start_lock(self) -> Path:
        """Locked by the program that is about to start a platform."""
        return self.data / "start.lock"

    def known(self) -> bool:
        """Whether the folder was a platform's before."""
        return self.lock.exists() or self.start_lock.exists()

    @property
    def description(self) -> Path:
        """What a running platform says about itself; gone as soon as it begins to stop."""
        return self.data / "platform.json"

    @property
    def token(self) -> Path:
        """The token of the running platform."""
        return self.data / "token"

    @property
    def output(self) -> Path:
        """What the platform's own process prints: warnings, tracebacks."""
        return self.data / "platform.log"


def default_data(environ: Mapping[str, str] = os.environ) -> Path:
    """The data folder of the user's own platform: `$STACKDECK_DATA`, else under `$XDG_DATA_HOME/stackdeck`."""
    if environ.get("STACKDECK_DATA"):
        return Path(environ["STACKDECK_DATA"])
    from tui.settings.paths import data_dir  # 8 ms for platformdirs, not needed where the folder is given

    return data_dir() / "platform"


def places_of(data: Path | None) -> Places:
    """The places in *data*, by default the user's own platform's; nothing is made or checked."""
    return Places(Path(os.path.realpath((data or default_data()).expanduser())))


def prepare_data(data: Path | None) -> Places:
    """Make the data folder (by default the user's own platform's) for this user alone, or check the one there is.

    Raises:
        PlatformError: It can't be made, belongs to somebody else, or holds what is not a platform's.
    """
    places = places_of(data)
    data = places.data
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = data.lstat()
        if state.st_uid != os.getuid():
            raise PlatformError(f"{data} belongs to another user: choose a data folder of your own.")
        if not places.known() and any(entry.name not in KEPT for entry in data.iterdir()):
            raise PlatformError(f"{data} holds other files and no platform's: choose an empty or a new folder.")
        if state.st_mode & 0o077:
            data.chmod(0o700)
    except OSError as error:
        raise PlatformError(f"The data folder {data} can't be used: {error.strerror or error}.") from error
    return places


def check_private(folder: Path) -> None:
    """Make sure that *folder* is a real folder of this user which no one else can enter.

    Raises:
        PlatformError: It is not.
        FileNotFoundError: It is not there.
    """
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode):
        raise PlatformError(f"{folder} is not a folder, so the local platform's sockets are not safe in it.")
    if state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise PlatformError(f"{folder} is not yours alone (0700), so the local platform's sockets are not safe in it.")


@dataclass(frozen=True, slots=True)
class Sockets:
    """The two Unix sockets of a platform, bound and not yet listening."""

    folder: Path
    api: socket.socket
    lease: socket.socket

    def remove(self) -> None:
        """Remove the sockets' names; who is connected stays so."""
        for name in ("api", "lease"):
            (self.folder / name).unlink(missing_ok=True)


def bind_sockets(data: Path) -> Sockets:
    """Bind both sockets in the first folder that is fit for it.

    That is the data folder where its path is short enough and its file system knows sockets. Not first of all
    `$XDG_RUNTIME_DIR`: that is emptied at a logout, and a dropped line must find its platform again.

    Raises:
        PlatformError: None is fit.
    """
    reason = "no folder's path is short enough"
    for folder in _socket_folders(data):
        if len(os.fsencode(folder / "lease")) > LONGEST_SOCKET_PATH:
            continue
        try:
            for level in (folder.parent, folder):
                level.mkdir(mode=0o700, exist_ok=True)
                check_private(level)
            return _bind(folder)
        except (OSError, PlatformError) as error:
            reason = str(error)
    raise PlatformError(f"There is no place for the local platform's sockets: {reason}")


def _socket_folders(data: Path) -> Iterator[Path]:
    key = blake2s(os.fsencode(data), digest_size=6).hexdigest()
    yield data / "sockets"
    if os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(os.environ["XDG_RUNTIME_DIR"]) / "stackdeck" / key
    for folder in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 -- in a folder of our own in it, which is checked
        yield Path(folder) / f"stackdeck-{os.getuid()}" / key


def _bind(folder: Path) -> Sockets:
    """Bind in *folder*; what is there was left by a platform that is gone, the data folder being locked."""
    with contextlib.ExitStack() as undo:
        bound = []
        for name in ("api", "lease"):
            path = folder / name
            path.unlink(missing_ok=True)
            listener = undo.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            listener.bind(str(path))
            path.chmod(0o600)
            bound.append(listener)
        undo.pop_all()
    return Sockets(folder, *bound)
