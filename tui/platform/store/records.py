"""The records of the store: frozen values that a change replaces and never alters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from tui.models.base import ApiModel
from tui.models.service import Deploy, RestartPolicy, ServiceStatus
from tui.models.stack import UpdateSchedule
from tui.platform.store.outside import IngressRecord, RegistryRecord

DEFAULT_STACK = "default"
"""The description of the stack that every project has and that can't be renamed or deleted."""


class Definition(ApiModel):
    """What a service is made of: all that takes effect only when the service is created anew.

    Empty lists and maps stand as None: both mean the image's own defaults.
    """

    image: str
    command: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    environment: dict[str, str] | None = None
    ports: tuple[str, ...] | None = None
    volumes: tuple[str, ...] | None = None
    restart_policy: RestartPolicy | None = None
    deploy: Deploy | None = None

    def changed(self, fields: Mapping[str, object]) -> Self:
        """This definition with *fields* replaced, empty values as None."""
        return self.model_copy(update={name: value or None for name, value in fields.items()})

    def mounted(self) -> frozenset[str]:
        """The volumes it mounts, as it names them."""
        return frozenset(text.partition(":")[0] for text in self.volumes or ())


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceRecord:
    """One service: what it should be, what it is and how it is."""

    id: str
    short_id: str
    name: str
    stack_id: str
    project_id: str
    description: str
    pending: Definition
    deployed: Definition
    """What was deployed last; equal to `pending` until a service was created for the first time."""
    created: bool = False
    """True once the runtime has deployed it."""
    wanted: bool = True
    """True when a person wants it to run: set by actions, never by what the process does."""
    status: ServiceStatus
    status_set_at: datetime
    message: str = ""
    template_id: str | None = None

    @property
    def drifted(self) -> bool:
        """True while what should be differs from what is deployed."""
        return self.pending != self.deployed

    @property
    def runs_again(self) -> bool:
        """True when the service has to run after the platform starts: wanted, and not ended for good by itself."""
        policy = self.deployed.restart_policy
        match self.status:
            case ServiceStatus.STOPPED:
                return self.wanted and policy not in (RestartPolicy.NO, RestartPolicy.ON_FAILURE)
            case ServiceStatus.ERROR:
                return self.wanted and policy is not RestartPolicy.NO
            case _:
                return self.wanted

    def mounted(self) -> frozenset[str]:
        """The volumes it mounts, or would mount when created anew, as its definitions name them."""
        return self.pending.mounted() | self.deployed.mounted()


@dataclass(frozen=True, kw_only=True, slots=True)
class VolumeRecord:
    """A volume: a folder that outlives the services that mount it."""

    id: str
    name: str
    stack_id: str
    attached: bool = True
    """False once its stack no longer declares it: it keeps what it holds, and nothing can mount it."""
    size_bytes: int = 0
    size_set_at: datetime
    former: tuple[str, ...] = ()
    """Other names it was ever declared under: what mounts it by one of them goes on finding it."""

    @property
    def names(self) -> frozenset[str]:
        """All names it can be mounted by."""
        return frozenset((self.name, *self.former))

    def known_as(self, *names: str) -> bool:
        """True when one of *names* is among its names."""
        return not self.names.isdisjoint(names)

    def renamed(self, name: str, key: str) -> VolumeRecord:
        """This volume with another name, declared under *key*; itself when that changes nothing."""
        if name == self.name and key in self.names:
            return self
        former = dict.fromkeys((*self.former, self.name, key))
        return replace(self, name=name, former=tuple(each for each in former if each != name))


@dataclass(frozen=True, kw_only=True, slots=True)
class StackRecord:
    """A stack with its services and volumes, in the order they were declared."""

    id: str
    project_id: str
    description: str
    prefix: str
    update_schedule: UpdateSchedule | None = None
    template_id: str | None = None
    services: tuple[ServiceRecord, ...] = ()
    volumes: tuple[VolumeRecord, ...] = ()

    @property
    def is_default(self) -> bool:
        """True for the stack every project has: it shares the project's id."""
        return self.id == self.project_id

    def service(self, reference: str) -> ServiceRecord | None:
        """The service with this id or short id."""
        wanted = reference.lower()
        return next((each for each in self.services if wanted in (each.id, each.short_id)), None)

    def volume(self, volume_id: str) -> VolumeRecord | None:
        """The volume with this id."""
        return next((each for each in self.volumes if each.id == volume_id), None)

    def with_service(self, service: ServiceRecord) -> StackRecord:
        """This stack with *service* in the place of the one with the same id."""
        return replace(self, services=tuple(service if each.id == service.id else each for each in self.services))

    def users_of(self, volume: VolumeRecord) -> tuple[ServiceRecord, ...]:
        """The services that mount *volume*."""
        return tuple(each for each in self.services if volume.names & each.mounted())


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectRecord:
    """A project: the room that stacks live in."""

    id: str
    short_id: str
    description: str
    server_id: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerRecord:
    """The server that projects run on: this machine."""

    id: str
    short_id: str
    description: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class World:
    """Everything the platform knows as of one event; a change makes a new world."""

    projects: Mapping[str, ProjectRecord] = field(default_factory=dict)
    servers: Mapping[str, ServerRecord] = field(default_factory=dict)
    stacks: Mapping[str, StackRecord] = field(default_factory=dict)
    registries: Mapping[str, RegistryRecord] = field(default_factory=dict)
    ingresses: Mapping[str, IngressRecord] = field(default_factory=dict)

    def project(self, reference: str) -> ProjectRecord | None:
        """The project with this id or short id."""
        wanted = reference.lower()
        found = self.projects.get(wanted)
        return found or next((each for each in self.projects.values() if each.short_id == wanted), None)

    def server(self, reference: str) -> ServerRecord | None:
        """The server with this id or short id."""
        wanted = reference.lower()
        found = self.servers.get(wanted)
        return found or next((each for each in self.servers.values() if each.short_id == wanted), None)

    def stacks_of(self, project: ProjectRecord) -> tuple[StackRecord, ...]:
        """The stacks of *project*, the default one first."""
        return tuple(each for each in self.stacks.values() if each.project_id == project.id)

    def registries_of(self, project: ProjectRecord) -> tuple[RegistryRecord, ...]:
        """The registries of *project*."""
        return tuple(each for each in self.registries.values() if each.project_id == project.id)
