"""What a client declares: the shapes PUT, PATCH and POST of a stack take."""

from __future__ import annotations

from pydantic import Field

from tui.models.base import ApiModel
from tui.models.service import Deploy
from tui.models.stack import UpdateSchedule
from tui.models.template import UserInputAnswer


class DeclaredService(ApiModel):
    """A service as it is declared. Requests say `environment` where answers say `envs`."""

    image: str
    description: str | None = None
    command: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    environment: dict[str, str] | None = None
    ports: tuple[str, ...] | None = None
    volumes: tuple[str, ...] | None = None
    restart_policy: str | None = None
    deploy: Deploy | None = None


class DeclaredVolume(ApiModel):
    """A volume as it is declared."""

    name: str


class DeclaredStack(ApiModel):
    """All services and volumes of a stack: a service left out is deleted, a volume left out is detached."""

    services: dict[str, DeclaredService] = Field(default_factory=dict)
    volumes: dict[str, DeclaredVolume] = Field(default_factory=dict)


class ServicePatch(ApiModel):
    """Fields of a service to change; without any field set the service is deleted (PATCH `{}`)."""

    image: str | None = None
    description: str | None = None
    command: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    environment: dict[str, str] | None = None
    ports: tuple[str, ...] | None = None
    volumes: tuple[str, ...] | None = None
    restart_policy: str | None = None
    deploy: Deploy | None = None


class VolumePatch(ApiModel):
    """A volume to add or rename; without any field set the volume is detached."""

    name: str | None = None


class StackPatch(ApiModel):
    """What PATCH of a stack takes; only fields that were set are sent, so `None` says null."""

    description: str | None = None
    services: dict[str, ServicePatch] | None = None
    volumes: dict[str, VolumePatch] | None = None
    update_schedule: UpdateSchedule | None = None


class TemplateConfig(ApiModel):
    """Which template to use and the answers to its questions."""

    template_id: str
    user_inputs: tuple[UserInputAnswer, ...] = ()
