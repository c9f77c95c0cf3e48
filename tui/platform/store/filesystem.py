"""Which kind of file system a folder lies on: WAL needs shared memory, which a network file system can't give."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

NETWORK_TYPES = frozenset(
    {
        "9p",
        "afpfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "glusterfs",
        "gpfs",
        "lustre",
        "nfs",
        "nfs4",
        "ocfs2",
        "smb3",
        "smbfs",
        "virtiofs",
        "webdav",
    }
)
"""File systems whose files other machines may hold open too. Any `fuse.*` counts as one as well."""

_MACOS_MOUNT = re.compile(r"^.* on (?P<point>/.*) \((?P<kind>[^,)]+)[^()]*\)$")
_OCTAL = re.compile(r"\\([0-7]{3})")


def is_network(folder: Path) -> bool:
    """True when *folder* lies on a network file system, as far as the system tells."""
    kind = filesystem_type(folder.resolve(), _mounts())
    return kind in NETWORK_TYPES or kind.startswith("fuse")


def filesystem_type(folder: Path, mounts: dict[Path, str]) -> str:
    """The type of the file system that *folder* (absolute, resolved) lies on; empty when unknown."""
    for candidate in (folder, *folder.parents):
        if candidate in mounts:
            return mounts[candidate]
    return ""


def parse_mountinfo(text: str) -> dict[Path, str]:
    """Mount points and their types as `/proc/self/mountinfo` tells them; a later mount hides an earlier one."""
    mounts: dict[Path, str] = {}
    for line in text.splitlines():
        front, separator, back = line.partition(" - ")
        fields = front.split(" ")
        if separator and len(fields) > 4:
            point = _OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4])
            mounts[Path(point)] = back.split(" ")[0]
    return mounts


def parse_mount_command(text: str) -> dict[Path, str]:
    """Mount points and their types as macOS's `mount` prints them."""
    found = (_MACOS_MOUNT.match(line) for line in text.splitlines())
    return {Path(match["point"]): match["kind"] for match in found if match}


def _mounts() -> dict[Path, str]:
    try:
        if sys.platform == "darwin":
            told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True)
            return parse_mount_command(told.stdout)
        return parse_mountinfo(Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace"))
    except (OSError, subprocess.SubprocessError):
        return {}
