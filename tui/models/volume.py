"""A volume: storage of a stack that outlives its services."""

from __future__ import annotations

from tui.models.base import ApiModel, Instant


class Volume(ApiModel):
    """A volume and what it holds (`VolumeResponse` in the contract)."""

    id: str
    name: str
    stack_id: str
    orphaned: bool
    """True when it is detached: its stack does not declare it any more."""
    linked_services: tuple[str, ...] = ()
    """Ids of the services that mount it."""
    storage_usage_in_bytes: int
    storage_usage_in_bytes_set_at: Instant
