"""A project: the room that stacks, domains and registries live in."""

from __future__ import annotations

from pydantic import Field

from tui.models.base import ApiModel, Instant, OpenEnum


class ProjectStatus(OpenEnum):
    """Where a project is in its life."""

    PENDING = "pending"
    READY = "ready"
    PREPARING_FOR_VOLUME_MIGRATION = "preparingForVolumeMigration"
    MIGRATING_VOLUME = "migratingVolume"
    ERROR = "error"
    DISABLED = "disabled"


class DisableReason(OpenEnum):
    """Why a project is disabled."""

    MALICIOUS_CODE = "maliciousCode"
    ILLEGAL_CONTENT = "illegalContent"
    MALICIOUS_CONDUCT = "maliciousConduct"
    SUSPENDED = "suspended"


class ProjectSummary(ApiModel):
    """A project as it stands in a list (`ProjectListItem` in the contract)."""

    id: str
    short_id: str
    """`p-xxxxxx`."""
    description: str
    """The project's name as people know it."""
    customer_id: str
    server_id: str | None = None
    enabled: bool
    disable_reason: DisableReason | None = None
    is_ready: bool
    status: ProjectStatus
    status_set_at: Instant
    created_at: Instant
    supported_features: tuple[str, ...] = ()
    web_storage_usage_in_bytes: int = 0
    backup_storage_usage_in_bytes: int = 0


class Project(ProjectSummary):
    """A project with what only the single read tells: where its containers can be reached."""

    cluster_id: str | None = None
    cluster_domain: str | None = None
    directories: dict[str, str] = Field(default_factory=dict)
