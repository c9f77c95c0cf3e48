"""A server: what projects run on."""

from __future__ import annotations

from tui.models.base import ApiModel, Instant, OpenEnum


class ServerStatus(OpenEnum):
    """Where a server is in its life."""

    PENDING = "pending"
    READY = "ready"
    UNREADY = "unready"
    SUSPENDED = "suspended"
    MIGRATING = "migrating"


class MachineType(ApiModel):
    """What a server is made of, in the platform's own words."""

    name: str
    cpu: str
    memory: str


class Server(ApiModel):
    """A server (`Server` in the contract)."""

    id: str
    short_id: str
    """`s-xxxxxx`."""
    description: str
    customer_id: str
    cluster_name: str
    machine_type: MachineType
    storage: str
    is_ready: bool
    status: ServerStatus
    created_at: Instant
