"""The file that tells the services of a project where the others are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.platform.runtime.bench import PROJECT, a_spec
from tui.platform.hosts import HostsBook
from tui.platform.ports import Port


def test_each_port_of_each_service_has_a_line(tmp_path: Path) -> None:
    book = HostsBook(tmp_path / "hosts")
    book.tell(a_spec(name="web"), [Port(80, "tcp", 21000), Port(443, "tcp", 21001)])

    path = book.tell(a_spec(name="db"), [Port(5432, "tcp", 21002)])

    assert path.read_text() == "db:5432 127.0.0.1:21002\nweb:443 127.0.0.1:21001\nweb:80 127.0.0.1:21000\n"
    assert path.stat().st_mode & 0o077 == 0


def test_a_service_that_is_gone_has_none(tmp_path: Path) -> None:
    book = HostsBook(tmp_path / "hosts")
    web, database = a_spec(name="web"), a_spec(name="db")
    book.tell(web, [Port(80, "tcp", 21000)])
    path = book.tell(database, [Port(5432, "tcp", 21002)])

    book.drop(web.service_id)
    assert path.read_text() == "db:5432 127.0.0.1:21002\n"
    book.drop(database.service_id)

    assert not path.exists()


def test_an_id_that_is_none_names_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="UUID"):
        HostsBook(tmp_path / "hosts").tell(a_spec(project_id="../../escape"), [])
    assert not (tmp_path / "escape").exists()
    assert PROJECT
