"""The records of what connects a project with the world outside, to rows and back."""

from __future__ import annotations

import json
import sqlite3

from tui.platform.store.outside import Login, RegistryRecord
from tui.platform.store.rows import Table, Value


def _registry_row(record: RegistryRecord) -> dict[str, Value]:
    login = record.login
    return {
        "id": record.id,
        "project_id": record.project_id,
        "uri": record.uri,
        "description": record.description,
        "credentials": json.dumps([login.username, login.password]) if login else None,
        "valid": int(record.valid),
    }


def _registry(row: sqlite3.Row) -> RegistryRecord:
    values = dict(row)
    credentials = values.pop("credentials")
    values["login"] = Login(*json.loads(credentials)) if credentials else None
    values["valid"] = bool(row["valid"])
    return RegistryRecord(**values)


REGISTRIES = Table("registries", _registry_row, _registry)
