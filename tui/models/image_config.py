"""What an image says about itself: its defaults, ports, volumes and variables."""

from __future__ import annotations

from tui.models.base import ApiModel


class ImageVariable(ApiModel):
    """An environment variable an image knows."""

    key: str
    value: str | None = None
    description: str | None = None
    is_ai_generated: bool = False
    is_sensitive: bool | None = None


class ImagePort(ApiModel):
    """A port an image exposes, for example `8080/tcp`."""

    port: str
    description: str | None = None
    is_ai_generated: bool = False


class ImageVolume(ApiModel):
    """A mount point an image declares."""

    volume: str
    description: str | None = None
    is_ai_generated: bool = False


class ImageConfig(ApiModel):
    """The configuration of one image reference (`ContainerImageConfig` in the contract)."""

    digest: str
    user: str
    user_id: int
    is_user_root: bool
    overwriting_user: int | None = None
    command: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    env: tuple[ImageVariable, ...] = ()
    exposed_ports: tuple[ImagePort, ...] = ()
    volumes: tuple[ImageVolume, ...] = ()
    has_ai_generated_data: bool = False
    is_ai_available: bool = False
