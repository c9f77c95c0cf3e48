"""The records of what connects a project with the world outside, to rows and back."""

from __future__ import annotations

import json
import sqlite3

from tui.models.ingress import DnsError, IngressPath
from tui.platform.domains.hostname import Hostname
from tui.platform.store.outside import IngressRecord, Login, RegistryRecord
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


def _ingress_row(record: IngressRecord) -> dict[str, Value]:
    paths = [path.model_dump(mode="json", exclude_none=True) for path in record.paths]
    return {
        "id": record.id,
        "project_id": record.project_id,
        "hostname": record.hostname.text,
        "hostname_ascii": record.hostname.ascii,
        "is_default": int(record.is_default),
        "paths": json.dumps(paths, ensure_ascii=False),
        "verified": int(record.verified),
        "txt_record": record.txt_record,
        "dns_errors": json.dumps(record.dns_errors),
    }


def _ingress(row: sqlite3.Row) -> IngressRecord:
    return IngressRecord(
        id=row["id"],
        project_id=row["project_id"],
        hostname=Hostname(row["hostname"], row["hostname_ascii"]),
        is_default=bool(row["is_default"]),
        paths=tuple(map(IngressPath.model_validate, json.loads(row["paths"]))),
        verified=bool(row["verified"]),
        txt_record=row["txt_record"],
        dns_errors=tuple(map(DnsError, json.loads(row["dns_errors"]))),
    )


REGISTRIES = Table("registries", _registry_row, _registry)
INGRESSES = Table("ingresses", _ingress_row, _ingress)
