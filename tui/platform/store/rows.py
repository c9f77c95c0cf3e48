"""Records to rows and back: one table each, values in columns, what is nested as JSON text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from tui.models.service import ServiceStatus
from tui.models.stack import UpdateSchedule
from tui.platform.store.records import (
    Definition,
    ProjectRecord,
    ServerRecord,
    ServiceRecord,
    StackRecord,
    VolumeRecord,
)

Record = TypeVar("Record")
Value = str | int | None


@dataclass(frozen=True, slots=True)
class Table(Generic[Record]):
    """How the records of one kind stand in the database; the column `id` is the key of each."""

    name: str
    pack: Callable[[Record], dict[str, Value]]
    unpack: Callable[[sqlite3.Row], Record]

    def load(self, connection: sqlite3.Connection) -> list[Record]:
        """All records in the order they were first put."""
        rows = connection.execute(f"SELECT * FROM {self.name} ORDER BY rowid")  # noqa: S608 -- the name is a constant
        return [self.unpack(row) for row in rows]

    def put(self, connection: sqlite3.Connection, record: Record) -> None:
        """Insert *record*, or replace what stands under its id without moving it."""
        values = self.pack(record)
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        updates = ", ".join(f"{column} = excluded.{column}" for column in values)
        statement = f"INSERT INTO {self.name} ({columns}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}"  # noqa: S608 -- constants
        connection.execute(statement, tuple(values.values()))

    def drop(self, connection: sqlite3.Connection, record_id: str) -> None:
        """Delete the record with this id."""
        connection.execute(f"DELETE FROM {self.name} WHERE id = ?", (record_id,))  # noqa: S608 -- the name is a constant


def _service_row(record: ServiceRecord) -> dict[str, Value]:
    return {
        "id": record.id,
        "short_id": record.short_id,
        "name": record.name,
        "stack_id": record.stack_id,
        "project_id": record.project_id,
        "description": record.description,
        "pending": record.pending.model_dump_json(exclude_none=True),
        "deployed": record.deployed.model_dump_json(exclude_none=True),
        "created": int(record.created),
        "wanted": int(record.wanted),
        "status": record.status.value,
        "status_set_at": record.status_set_at.isoformat(),
        "message": record.message,
        "template_id": record.template_id,
    }


def _service(row: sqlite3.Row) -> ServiceRecord:
    return ServiceRecord(
        id=row["id"],
        short_id=row["short_id"],
        name=row["name"],
        stack_id=row["stack_id"],
        project_id=row["project_id"],
        description=row["description"],
        pending=Definition.model_validate_json(row["pending"]),
        deployed=Definition.model_validate_json(row["deployed"]),
        created=bool(row["created"]),
        wanted=bool(row["wanted"]),
        status=ServiceStatus(row["status"]),
        status_set_at=datetime.fromisoformat(row["status_set_at"]),
        message=row["message"],
        template_id=row["template_id"],
    )


def _volume_row(record: VolumeRecord) -> dict[str, Value]:
    return {
        "id": record.id,
        "name": record.name,
        "former": json.dumps(record.former),
        "stack_id": record.stack_id,
        "attached": int(record.attached),
        "size_bytes": record.size_bytes,
        "size_set_at": record.size_set_at.isoformat(),
    }


def _volume(row: sqlite3.Row) -> VolumeRecord:
    values = dict(row)
    values["attached"] = bool(row["attached"])
    values["former"] = tuple(json.loads(row["former"]))
    values["size_set_at"] = datetime.fromisoformat(row["size_set_at"])
    return VolumeRecord(**values)


def _stack_row(record: StackRecord) -> dict[str, Value]:
    schedule = record.update_schedule
    return {
        "id": record.id,
        "project_id": record.project_id,
        "description": record.description,
        "prefix": record.prefix,
        "update_schedule": schedule.model_dump_json(exclude_none=True) if schedule else None,
        "template_id": record.template_id,
    }


def _stack(row: sqlite3.Row) -> StackRecord:
    values = dict(row)
    if row["update_schedule"]:
        values["update_schedule"] = UpdateSchedule.model_validate_json(row["update_schedule"])
    return StackRecord(**values)


def _project_row(record: ProjectRecord) -> dict[str, Value]:
    return {
        "id": record.id,
        "short_id": record.short_id,
        "description": record.description,
        "server_id": record.server_id,
        "created_at": record.created_at.isoformat(),
    }


def _server_row(record: ServerRecord) -> dict[str, Value]:
    return {
        "id": record.id,
        "short_id": record.short_id,
        "description": record.description,
        "created_at": record.created_at.isoformat(),
    }


def _project(row: sqlite3.Row) -> ProjectRecord:
    return ProjectRecord(**{**dict(row), "created_at": datetime.fromisoformat(row["created_at"])})


def _server(row: sqlite3.Row) -> ServerRecord:
    return ServerRecord(**{**dict(row), "created_at": datetime.fromisoformat(row["created_at"])})


SERVERS = Table("servers", _server_row, _server)
PROJECTS = Table("projects", _project_row, _project)
STACKS = Table("stacks", _stack_row, _stack)
SERVICES = Table("services", _service_row, _service)
VOLUMES = Table("volumes", _volume_row, _volume)
