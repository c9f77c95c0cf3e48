"""Telling a network file system from a local one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.platform.store.filesystem import filesystem_type, is_network, parse_mount_command, parse_mountinfo

MOUNTINFO = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:35 / /home rw,relatime shared:20 - nfs4 server:/home rw,vers=4.2
41 22 0:36 / /mnt/my\040disk rw - fuse.sshfs user@host: rw
42 40 0:37 / /home/me/local rw - xfs /dev/sdb1 rw
43 22 0:38 / /mnt/my\040disk rw - tmpfs tmpfs rw
not a line of it
"""

MOUNT = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
server:/export on /Volumes/shared (backup) (nfs, nodev, nosuid)
//me@host/share on /Volumes/share (smbfs, nodev, nosuid, mounted by me)
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib", "ext4"),
        ("/home", "nfs4"),
        ("/home/me/.local/share", "nfs4"),
        ("/home/me/local/x", "xfs"),
        ("/homestead", "ext4"),
        ("/mnt/my disk/x", "tmpfs"),
    ],
)
def test_the_innermost_mount_decides(folder: str, kind: str) -> None:
    assert filesystem_type(Path(folder), parse_mountinfo(MOUNTINFO)) == kind


def test_macos_tells_it_in_its_own_way() -> None:
    mounts = parse_mount_command(MOUNT)
    assert filesystem_type(Path("/Users/me"), mounts) == "apfs"
    assert filesystem_type(Path("/Volumes/shared (backup)/x"), mounts) == "nfs"
    assert filesystem_type(Path("/Volumes/share/x"), mounts) == "smbfs"


def test_an_unknown_file_system_counts_as_local() -> None:
    assert filesystem_type(Path("/x"), {}) == ""


def test_this_machine_answers(tmp_path: Path) -> None:
    assert is_network(tmp_path) in (True, False)
