"""The SQLite file: opened privately, loaded whole once, written in one small transaction per event.

Journal and durability: WAL with `synchronous=NORMAL`. A committed transaction is in the page cache of the kernel before
the answer leaves, so it survives the death of this process by any signal; a power cut may cost the last moments but
never the consistency. In return a commit takes well under a millisecond and may run on the event loop. What would sync
to the disk, the checkpoint, runs in a thread on a connection of its own. A network file system gives no shared
memory for WAL: there it is the plain journal with `synchronous=FULL`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from tui.platform.store.filesystem import is_network
from tui.platform.store.folders import PRIVATE_FILE, make_private_folder
from tui.platform.store.outside_rows import INGRESSES, REGISTRIES
from tui.platform.store.records import ServiceRecord, StackRecord, VolumeRecord, World
from tui.platform.store.rows import PROJECTS, SERVERS, SERVICES, STACKS, VOLUMES, Table
from tui.platform.store.schema import migrate

Record = TypeVar("Record")

CHECKPOINT_EVERY = 400
"""Transactions between two checkpoints: about four megabytes of write-ahead log."""


class Database:
    """The file that keeps the world; every write is one transaction that also moves the event number on."""

    def __init__(self, path: Path, *, on_network: Callable[[Path], bool] = is_network) -> None:
        """Open, create or migrate the database at *path*; *on_network* tells on which file system that is.

        Raises:
            NewerSchemaError: It was written by a newer version of this program.
            sqlite3.DatabaseError: It is not a database, or damaged.
        """
        self.path = path
        make_private_folder(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, PRIVATE_FILE))
        path.chmod(PRIVATE_FILE)
        self.journal = "DELETE" if on_network(path.parent) else "WAL"
        self._connection = _connect(path, self.journal)
        migrate(self._connection)
        self._since_checkpoint = 0

    def load(self) -> tuple[int, World]:
        """The last event's number and the world as of it."""
        (event,) = self._connection.execute("SELECT event FROM clock").fetchone()
        services: dict[str, list[ServiceRecord]] = {}
        for service in SERVICES.load(self._connection):
            services.setdefault(service.stack_id, []).append(service)
        volumes: dict[str, list[VolumeRecord]] = {}
        for volume in VOLUMES.load(self._connection):
            volumes.setdefault(volume.stack_id, []).append(volume)
        stacks = (
            replace(each, services=tuple(services.get(each.id, ())), volumes=tuple(volumes.get(each.id, ())))
            for each in STACKS.load(self._connection)
        )
        world = World(
            servers={each.id: each for each in SERVERS.load(self._connection)},
            projects={each.id: each for each in PROJECTS.load(self._connection)},
            stacks={each.id: each for each in stacks},
            registries={each.id: each for each in REGISTRIES.load(self._connection)},
            ingresses={each.id: each for each in INGRESSES.load(self._connection)},
        )
        return event, world

    def write(self, event: int, before: World, after: World) -> None:
        """Make the file say *after* where it said *before*, as event *event*, in one transaction."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("UPDATE clock SET event = ?", (event,))
            self._write_all(SERVERS, before.servers, after.servers)
            self._write_all(PROJECTS, before.projects, after.projects)
            for stack_id in before.stacks.keys() - after.stacks.keys():
                STACKS.drop(self._connection, stack_id)
            for stack in _changed(before.stacks.values(), after.stacks.values()):
                self._write_stack(before.stacks.get(stack.id), stack)
            self._write_all(REGISTRIES, before.registries, after.registries)
            self._write_all(INGRESSES, before.ingresses, after.ingresses)
        self._since_checkpoint += 1

    def fact(self, name: str, default: str) -> str:
        """A lasting fact by its name; *default* becomes the fact when there is none yet."""
        with self._connection:
            self._connection.execute("INSERT INTO facts VALUES (?, ?) ON CONFLICT DO NOTHING", (name, default))
        (value,) = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(value)

    def put_fact(self, name: str, value: str) -> None:
        """Make *value* the lasting fact of this name."""
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    @property
    def checkpoint_due(self) -> bool:
        """True when the write-ahead log has grown enough to be worked into the file."""
        return self.journal == "WAL" and self._since_checkpoint >= CHECKPOINT_EVERY

    def checkpoint(self) -> None:
        """Work the write-ahead log into the file; safe to call in another thread, blocks no writer."""
        self._checkpoint("PASSIVE")

    def forget(self) -> None:
        """Leave nothing of what was deleted or replaced in the write-ahead log; safe to call in another thread."""
        self._checkpoint("TRUNCATE")

    def _checkpoint(self, mode: str) -> None:
        self._since_checkpoint = 0
        connection = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        try:
            connection.execute(f"PRAGMA wal_checkpoint({mode})")
        finally:
            connection.close()

    def close(self) -> None:
        """Close the file; with the last connection the write-ahead log goes."""
        self._connection.close()

    def _write_all(self, table: Table[Record], before: Mapping[str, Record], after: Mapping[str, Record]) -> None:
        if before is not after:
            for record_id in before.keys() - after.keys():
                table.drop(self._connection, record_id)
            for record in _changed(before.values(), after.values()):
                table.put(self._connection, record)

    def _write_stack(self, before: StackRecord | None, after: StackRecord) -> None:
        old = before or replace(after, services=(), volumes=())
        for service_id in {each.id for each in old.services} - {each.id for each in after.services}:
            SERVICES.drop(self._connection, service_id)
        for volume_id in {each.id for each in old.volumes} - {each.id for each in after.volumes}:
            VOLUMES.drop(self._connection, volume_id)
        STACKS.put(self._connection, after)
        for service in _changed(old.services, after.services):
            SERVICES.put(self._connection, service)
        for volume in _changed(old.volumes, after.volumes):
            VOLUMES.put(self._connection, volume)


def _changed(before: Iterable[Record], after: Iterable[Record]) -> list[Record]:
    known = {id(record) for record in before}
    return [record for record in after if id(record) not in known]


def _connect(path: Path, journal: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute(f"PRAGMA synchronous={'NORMAL' if journal == 'WAL' else 'FULL'}")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    # What is deleted, such as the password of a registry, does not stay in unused parts of the file.
    connection.execute("PRAGMA secure_delete=ON")
    return connection
