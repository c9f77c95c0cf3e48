"""What applying a definition would do: services created, changed, recreated and deleted, volumes added and detached."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tui.definitions.declared import canonical_service, declared_of
from tui.definitions.fields import FieldChange, field_changes
from tui.models.service import ServiceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.models.declaration import DeclaredStack
    from tui.models.service import Service
    from tui.models.stack import Stack


class ChangeKind(StrEnum):
    """What happens to a service or a volume."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    ADDED = "added"
    """A volume that is new, or attached again."""
    RENAMED = "renamed"
    DETACHED = "detached"
    """A volume that no longer belongs to the definition; its data stays."""


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """What happens to one service."""

    kind: ChangeKind
    name: str
    fields: tuple[FieldChange, ...] = ()
    """What is different, secrets masked; empty when the service is deleted."""
    service_id: str | None = None
    """None while the service doesn't exist."""
    needs_recreate: bool = False
    """True when the change takes effect only once the service is created anew."""
    is_down: bool = False
    """True when the service is stopped: creating it anew would start it."""


@dataclass(frozen=True, slots=True)
class VolumeChange:
    """What happens to one volume."""

    kind: ChangeKind
    name: str
    new_name: str | None = None
    """Only when it is renamed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The way from what a stack is to what is wanted."""

    wanted: DeclaredStack
    services: tuple[ServiceChange, ...] = ()
    volumes: tuple[VolumeChange, ...] = ()

    @property
    def changes(self) -> tuple[ServiceChange | VolumeChange, ...]:
        """All changes, services first."""
        return (*self.services, *self.volumes)

    @property
    def is_empty(self) -> bool:
        """True when the stack is what is wanted already."""
        return not self.changes

    @property
    def deletes(self) -> tuple[ServiceChange, ...]:
        """The services that would be deleted, which needs a yes of its own."""
        return tuple(change for change in self.services if change.kind is ChangeKind.DELETED)

    @property
    def recreates(self) -> tuple[ServiceChange, ...]:
        """The services that run, or try to, and have to be recreated for their change to take effect."""
        return tuple(change for change in self.services if change.needs_recreate and not change.is_down)


def make_plan(current: Stack, wanted: DeclaredStack) -> Plan:
    """What has to happen for `current` to become what is `wanted`."""
    return Plan(wanted, tuple(_service_changes(current, wanted)), tuple(_volume_changes(current, wanted)))


def _service_changes(current: Stack, wanted: DeclaredStack) -> Iterator[ServiceChange]:
    existing = {service.service_name: service for service in current.services}
    declared = declared_of(current).services
    for name, service in wanted.services.items():
        if name not in existing:
            yield ServiceChange(ChangeKind.CREATED, name, field_changes(None, service))
        elif canonical_service(declared[name]) != canonical_service(service):
            yield _changed(existing[name], field_changes(declared[name], service))
    for name, old in existing.items():
        if name not in wanted.services:
            yield ServiceChange(ChangeKind.DELETED, name, service_id=old.id)


def _changed(service: Service, fields: tuple[FieldChange, ...]) -> ServiceChange:
    return ServiceChange(
        ChangeKind.CHANGED,
        service.service_name,
        fields,
        service.id,
        needs_recreate=any(field.field != "description" for field in fields),
        is_down=service.status in (ServiceStatus.STOPPED, ServiceStatus.STOPPING),
    )


def _volume_changes(current: Stack, wanted: DeclaredStack) -> Iterator[VolumeChange]:
    attached = {volume.name for volume in current.volumes if not volume.orphaned}
    detached = {volume.name for volume in current.volumes if volume.orphaned}
    mounted = {mount.partition(":")[0] for service in wanted.services.values() for mount in service.volumes or ()}
    for key, volume in wanted.volumes.items():
        if key in attached or key in detached:
            if volume.name != key:
                yield VolumeChange(ChangeKind.RENAMED, key, volume.name)
            elif key in detached and key in mounted:
                yield VolumeChange(ChangeKind.ADDED, key)
        elif volume.name not in attached and (volume.name not in detached or key in mounted):
            yield VolumeChange(ChangeKind.ADDED, volume.name)
    kept = set(wanted.volumes) | {volume.name for volume in wanted.volumes.values()}
    for name in sorted(attached - kept):
        yield VolumeChange(ChangeKind.DETACHED, name)
