"""The file of the store: what was written is there again, privately, whatever happens to the process."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tui.models.service import Deploy, ResourceLimits, Resources, RestartPolicy, ServiceStatus
from tui.models.stack import UpdateSchedule
from tui.platform.equipment import PRESET_REGISTRIES
from tui.platform.errors import PlatformError
from tui.platform.seed import seed
from tui.platform.store.database import CHECKPOINT_EVERY, Database
from tui.platform.store.mint import Mint
from tui.platform.store.records import StackRecord, World
from tui.platform.store.schema import MIGRATIONS, NewerSchemaError, migrate
from tui.platform.store.store import FILE_NAME, Store

WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from tui.platform.store.store import Store
store = Store(Path(sys.argv[1]), lag=0)
stack = next(each for each in store.world.stacks.values() if not each.is_default)
for number in range(100_000):
    print(store.put_stack(replace(stack, description=f"write {number}")), flush=True)
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "data", lag=0)
    seed(store, empty=False, mint=Mint())
    return store


def reopened(store: Store) -> World:
    """The world as it is after the store was closed and opened again."""
    store.close()
    folder = store.path.parent
    again = Store(folder, lag=0)
    world = again.world
    again.close()
    return world


def a_stack(store: Store) -> StackRecord:
    return next(each for each in store.world.stacks.values() if not each.is_default)


def test_everything_is_there_again_in_its_order(store: Store) -> None:
    stack = a_stack(store)
    service = stack.services[0]
    limits = Deploy(resources=Resources(limits=ResourceLimits(cpus="0.5", memory="64m")))
    definition = service.pending.changed(
        {
            "command": ("a", "b"),
            "environment": {"Ü": "[x]\x1b"},
            "ports": ("1/tcp",),
            "restart_policy": RestartPolicy.NO,
            "deploy": limits,
        }
    )
    changed = replace(service, pending=definition, status=ServiceStatus.ERROR, message="exit 1", wanted=False)
    store.put_stack(replace(stack.with_service(changed), update_schedule=UpdateSchedule(cron="* * * * *")))
    store.put_stack(replace(stack, id=Mint().id(), services=(), volumes=(), description="new"))
    before = store.world
    after = reopened(store)
    assert after == before
    assert list(after.stacks) == list(before.stacks)


def test_what_was_deleted_is_gone(store: Store) -> None:
    stack = next(each for each in store.world.stacks.values() if len(each.volumes) > 1)
    store.put_stack(replace(stack, services=stack.services[1:], volumes=stack.volumes[1:]))
    store.drop_stack(a_stack(store).id)
    before = store.world
    assert reopened(store) == before


def test_event_numbers_go_on_after_a_restart(store: Store) -> None:
    last = store.put_stack(replace(a_stack(store), description="x"))
    store.close()
    again = Store(store.path.parent, lag=0)
    assert again.event == last
    assert again.put_stack(replace(a_stack(again), description="y")) == last + 1


def test_a_lasting_fact_stays_what_it_was_first(store: Store) -> None:
    assert store.fact("user", "first") == "first"
    assert store.fact("user", "second") == "first"


def test_files_and_folders_are_private(store: Store) -> None:
    store.put_stack(replace(a_stack(store), description="x"))
    folder = store.path.parent
    assert folder.stat().st_mode & 0o777 == 0o700
    for file in folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_killed_process_loses_no_acknowledged_write(store: Store) -> None:
    store.close()
    folder = store.path.parent
    with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [int(next(writer.stdout)) for _ in range(200)]
        writer.kill()
        acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
    again = Store(folder, lag=0)
    number = int(a_stack(again).description.removeprefix("write "))
    assert again.event >= acknowledged[-1]
    assert again.event == acknowledged[0] + number


def test_an_older_file_is_brought_up_to_date_one_step_after_another(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)
    steps = ["CREATE TABLE a (x); INSERT INTO a VALUES (1)", "ALTER TABLE a ADD COLUMN y DEFAULT 2"]
    migrate(connection, steps[:1])
    migrate(connection, steps)
    migrate(connection, steps)
    assert connection.execute("SELECT x, y FROM a").fetchall() == [(1, 2)]
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    connection.close()


def test_a_step_that_fails_leaves_the_file_at_the_version_before_it(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, ["CREATE TABLE a (x)", "CREATE TABLE b (x); DROP TABLE nothing"])
    connection.close()
    connection = sqlite3.connect(tmp_path / "x.sqlite")
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("a",)]
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_a_file_of_a_newer_version_is_left_alone(store: Store) -> None:
    store.close()
    with sqlite3.connect(store.path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(NewerSchemaError):
        Database(store.path)
    with pytest.raises(PlatformError, match="update it"):
        Store(store.path.parent, lag=0)


def test_a_file_that_is_no_database_is_named_in_the_error(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"something else entirely" * 100)
    with pytest.raises(PlatformError, match="stackdeck platform reset"):
        Store(tmp_path, lag=0)


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch()
    (tmp_path / FILE_NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PlatformError):
        Store(tmp_path, lag=0)


def test_a_full_disk_refuses_writes_and_statuses_are_written_once_there_is_room(store: Store) -> None:
    stack = a_stack(store)
    service = stack.services[0]
    with filled(store):
        with pytest.raises(sqlite3.Error):
            store.put_stack(replace(stack, description="x" * 500_000))
        assert store.world.stacks[stack.id] is stack
        store.put_status(replace(service, message="y" * 500_000))
        shown = store.service(service.id)
        assert shown is not None
        assert len(shown.message) == 500_000
    store.put_stack(replace(store.world.stacks[stack.id], description="room again"))
    before = store.world
    assert reopened(store) == before


@contextmanager
def filled(store: Store) -> Iterator[None]:
    """The database may not grow meanwhile."""
    connection = store._database._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")
    yield
    connection.execute("PRAGMA max_page_count=1000000")


@pytest.mark.parametrize(("network", "journal"), [(True, "delete"), (False, "wal")])
def test_a_network_file_system_gets_the_plain_journal(tmp_path: Path, network: bool, journal: str) -> None:
    path = tmp_path / FILE_NAME
    database = Database(path, on_network=lambda _folder: network)
    with sqlite3.connect(path) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    assert mode == journal
    assert (tmp_path / f"{FILE_NAME}-wal").exists() is not network
    database.close()


async def test_the_write_ahead_log_is_folded_into_the_file(store: Store) -> None:
    stack = a_stack(store)
    for number in range(CHECKPOINT_EVERY):
        store.put_stack(replace(stack, description=str(number)))
    size = store.path.stat().st_size
    await store.checkpoint_when_due()
    store.put_stack(replace(stack, description="after"))
    grown = store.path.with_name(f"{FILE_NAME}-wal").stat().st_size
    for number in range(CHECKPOINT_EVERY // 2):
        store.put_stack(replace(stack, description=f"again {number}"))
    assert store.path.stat().st_size >= size
    assert store.path.with_name(f"{FILE_NAME}-wal").stat().st_size == grown


def test_a_commit_is_quick_enough_for_the_event_loop(store: Store) -> None:
    loop = asyncio.new_event_loop()
    stack = a_stack(store)
    times = []
    for number in range(300):
        began = loop.time()
        store.put_stack(replace(stack, description=str(number)))
        times.append(loop.time() - began)
    loop.close()
    assert sorted(times)[len(times) // 2] < 0.005


def test_a_folder_of_the_first_version_gets_what_new_projects_begin_with(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with sqlite3.connect(path) as connection:
        migrate(connection, MIGRATIONS[:1])
        connection.execute("INSERT INTO servers VALUES ('s', 's-1', 'here', '2025-01-01T00:00:00+00:00')")
        for name in ("a", "b"):
            connection.execute(
                "INSERT INTO projects VALUES (?, ?, ?, 's', '2025-01-01T00:00:00+00:00')", (name, f"p-{name}", name)
            )
    connection.close()
    for _ in range(2):
        store = Store(tmp_path, lag=0)
        world = store.world
        store.close()
        for project in world.projects.values():
            presets = [(each.uri, each.description) for each in world.registries_of(project)]
            assert presets == list(PRESET_REGISTRIES)
        assert len(world.registries) == 6
