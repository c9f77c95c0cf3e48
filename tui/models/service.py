"""A service: one container of a stack, what it should be and what it is."""

from __future__ import annotations

from tui.models.base import ApiModel, Instant, OpenEnum


class ServiceStatus(OpenEnum):
    """Where a service is in its life, as the platform sees it."""

    CREATING = "creating"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    ERROR = "error"


class RestartPolicy(OpenEnum):
    """What happens when the process of a service ends by itself."""

    NO = "no"
    ALWAYS = "always"
    ON_FAILURE = "on-failure"
    UNLESS_STOPPED = "unless-stopped"


class ResourceLimits(ApiModel):
    """Upper bounds: `cpus` is a decimal string, `memory` as in Compose (`512m`, `1gb`)."""

    cpus: str | None = None
    memory: str | None = None


class Resources(ApiModel):
    """The resources of a service; only limits exist."""

    limits: ResourceLimits | None = None


class Deploy(ApiModel):
    """How a service is deployed; only resources exist."""

    resources: Resources | None = None


class ServiceState(ApiModel):
    """One state of a service, pending or deployed. Absent lists and maps mean the image's own."""

    image: str
    image_digest: str | None = None
    command: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    envs: dict[str, str] | None = None
    """The environment. Requests call the same thing `environment`."""
    ports: tuple[str, ...] | None = None
    """`<public>:<container>/<protocol>` or `3306/tcp`; ranges occur."""
    volumes: tuple[str, ...] | None = None
    """`<volume>:<mount>` or `/home/p-xxxxxx/...:<mount>`."""


class Service(ApiModel):
    """A service with its pending and its deployed state (`ServiceResponse` in the contract)."""

    id: str
    short_id: str
    """`c-xxxxxx`."""
    service_name: str
    """The key in the stack, and the DNS name in the project."""
    description: str
    project_id: str
    stack_id: str
    status: ServiceStatus
    status_set_at: Instant
    message: str | None = None
    """Free text of the platform about the status."""
    pending_state: ServiceState
    deployed_state: ServiceState
    requires_recreate: bool
    """True while the pending state differs from the deployed one (drift)."""
    restart_policy: RestartPolicy | None = None
    deploy: Deploy | None = None
    template_id: str | None = None
