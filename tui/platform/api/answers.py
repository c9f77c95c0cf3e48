"""Records as the JSON text of the contract; the text of an unchanged record is made once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

from tui.platform.api.errors import to_json
from tui.platform.store.records import (
    Definition,
    ProjectRecord,
    ServerRecord,
    ServiceRecord,
    StackRecord,
    VolumeRecord,
)

CLUSTER_ID = "local"
CLUSTER_DOMAIN = "stackdeck.localhost"
CUSTOMER_ID = "local"
MAX_CACHED = 4096


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=_Identified)


class Rendered(Generic[Record]):
    """Remembers the text of the newest record under each id; a changed record is another object."""

    def __init__(self, render: Callable[[Record], bytes]) -> None:
        self._render = render
        self._texts: OrderedDict[str, tuple[Record, bytes]] = OrderedDict()

    def __call__(self, record: Record) -> bytes:
        """The JSON text of *record*."""
        known = self._texts.get(record.id)
        if known and known[0] is record:
            return known[1]
        text = self._render(record)
        self._texts[record.id] = (record, text)
        self._texts.move_to_end(record.id)
        if len(self._texts) > MAX_CACHED:
            self._texts.popitem(last=False)
        return text


def timestamp(moment: datetime) -> str:
    """*moment* as RFC 3339 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _state(definition: Definition) -> dict[str, object]:
    state: dict[str, object] = {"image": definition.image}
    lists = {"command": definition.command, "entrypoint": definition.entrypoint, "ports": definition.ports}
    state |= {name: list(value) for name, value in {**lists, "volumes": definition.volumes}.items() if value}
    if definition.environment:
        state["envs"] = dict(definition.environment)
    return state


def _service(record: ServiceRecord) -> bytes:
    answer: dict[str, object] = {
        "id": record.id,
        "shortId": record.short_id,
        "serviceName": record.name,
        "description": record.description,
        "projectId": record.project_id,
        "stackId": record.stack_id,
        "status": record.status.value,
        "statusSetAt": timestamp(record.status_set_at),
        "message": record.message,
        "pendingState": _state(record.pending),
        "deployedState": _state(record.deployed),
        "requiresRecreate": record.drifted,
    }
    if record.pending.restart_policy:
        answer["restartPolicy"] = record.pending.restart_policy.value
    if record.pending.deploy:
        answer["deploy"] = record.pending.deploy.model_dump(mode="json", by_alias=True, exclude_none=True)
    if record.template_id:
        answer["templateId"] = record.template_id
    return to_json(answer)


def volume_json(record: VolumeRecord, stack: StackRecord) -> bytes:
    """A volume of *stack*."""
    users = [service.id for service in stack.users_of(record)]
    answer: dict[str, object] = {
        "id": record.id,
        "name": record.name,
        "stackId": record.stack_id,
        "orphaned": not record.attached,
        "storageUsageInBytes": record.size_bytes,
        "storageUsageInBytesSetAt": timestamp(record.size_set_at),
    }
    if users:
        answer["linkedServices"] = users
    return to_json(answer)


class Answers:
    """The texts of the records that are asked for again and again."""

    def __init__(self) -> None:
        self.service = Rendered(_service)
        """The JSON text of a service."""
        self.stack = Rendered(self._stack)
        """The JSON text of a stack with its services and volumes."""

    def _stack(self, record: StackRecord) -> bytes:
        parts = [to_json(_stack_facts(record))[:-1]]
        if record.services:
            parts.append(b'"services":[%b]' % b",".join(map(self.service, record.services)))
        if record.volumes:
            parts.append(b'"volumes":[%b]' % b",".join(volume_json(each, record) for each in record.volumes))
        return b",".join(parts) + b"}"


def _stack_facts(record: StackRecord) -> dict[str, object]:
    facts: dict[str, object] = {
        "id": record.id,
        "projectId": record.project_id,
        "description": record.description,
        "prefix": record.prefix,
        "disabled": False,
    }
    if record.update_schedule:
        facts["updateSchedule"] = record.update_schedule.model_dump(mode="json", by_alias=True, exclude_none=True)
    if record.template_id:
        facts["templateId"] = record.template_id
    return facts


def _project_summary(record: ProjectRecord, server: ServerRecord) -> dict[str, object]:
    created = timestamp(record.created_at)
    return {
        "id": record.id,
        "shortId": record.short_id,
        "description": record.description,
        "customerId": CUSTOMER_ID,
        "serverId": record.server_id,
        "serverShortId": server.short_id,
        "serverGroupId": CLUSTER_ID,
        "enabled": True,
        "isReady": True,
        "readiness": "ready",
        "status": "ready",
        "statusSetAt": created,
        "createdAt": created,
        "deletionRequested": False,
        "supportedFeatures": ["container"],
        "webStorageUsageInBytes": 0,
        "webStorageUsageInBytesSetAt": created,
        "backupStorageUsageInBytes": 0,
        "backupStorageUsageInBytesSetAt": created,
    }


def project_item_json(record: ProjectRecord, server: ServerRecord) -> bytes:
    """A project as it stands in a list."""
    return to_json({**_project_summary(record, server), "customerMeta": {"id": CUSTOMER_ID}})


def project_json(record: ProjectRecord, server: ServerRecord) -> bytes:
    """A project with what only the single read tells."""
    home = f"/home/{record.short_id}"
    place = {"clusterId": CLUSTER_ID, "clusterDomain": CLUSTER_DOMAIN, "directories": {"Home": home}}
    return to_json({**_project_summary(record, server), **place})


def server_json(record: ServerRecord) -> bytes:
    """A server."""
    return to_json(
        {
            "id": record.id,
            "shortId": record.short_id,
            "description": record.description,
            "customerId": CUSTOMER_ID,
            "groupId": CLUSTER_ID,
            "clusterName": CLUSTER_ID,
            "machineType": {"name": "local", "cpu": "1", "memory": "1Gi"},
            "storage": "1Gi",
            "isReady": True,
            "readiness": "ready",
            "status": "ready",
            "createdAt": timestamp(record.created_at),
        }
    )
