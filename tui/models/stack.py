"""A stack: services and volumes that are declared together."""

from __future__ import annotations

from tui.models.base import ApiModel
from tui.models.service import Service
from tui.models.volume import Volume


class UpdateSchedule(ApiModel):
    """When the platform pulls and recreates a stack by itself."""

    cron: str
    timezone: str | None = None


class Stack(ApiModel):
    """A stack with its services embedded (`StackResponse` in the contract)."""

    id: str
    project_id: str
    description: str
    """The stack's name as people know it; `default` for the one every project has."""
    prefix: str
    disabled: bool
    services: tuple[Service, ...] = ()
    """Absent on the wire when empty."""
    volumes: tuple[Volume, ...] = ()
    """Absent on the wire when empty."""
    update_schedule: UpdateSchedule | None = None
    template_id: str | None = None

    @property
    def is_default(self) -> bool:
        """True for the stack every project has; it can't be deleted or renamed."""
        return self.id == self.project_id
