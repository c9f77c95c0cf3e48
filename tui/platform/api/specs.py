"""Definitions as the specs that the runtime takes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tui.models.service import Deploy, RestartPolicy
from tui.platform.runtime import ServiceSpec
from tui.platform.store.folders import make_private_folder
from tui.platform.store.records import Definition, ServiceRecord, StackRecord

_MEMORY = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[kmg]?)b?", re.IGNORECASE)
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


class Folders:
    """Where on this machine the volumes of services are. Only ids ever become names of folders."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def volume(self, volume_id: str) -> Path:
        """The folder of a volume."""
        return self._data / "volumes" / volume_id

    def volume_ids(self) -> list[str]:
        """The volumes that have a folder."""
        try:
            names = [entry.name for entry in (self._data / "volumes").iterdir()]
        except FileNotFoundError:
            return []
        return [name for name in names if _ID.fullmatch(name)]

    def project(self, short_id: str) -> Path:
        """The folder that stands for a project's own file system, `/home/<short id>`."""
        return self._data / "projects" / short_id

    def delete_volume(self, volume_id: str) -> None:
        """Delete a volume's folder with all that is in it; what can't be deleted is left."""
        shutil.rmtree(self.volume(volume_id), ignore_errors=True)

    def mounts(self, stack: StackRecord, definition: Definition) -> tuple[tuple[Path, str], ...]:
        """Folder and mount point of each volume of *definition*, the folders made where they are missing."""
        found = []
        for declared in definition.volumes or ():
            source, _, mount = declared.partition(":")
            folder = self._folder(stack, source)
            if folder is not None:
                make_private_folder(folder)
                found.append((folder, mount))
        return tuple(found)

    def _folder(self, stack: StackRecord, source: str) -> Path | None:
        if source.startswith("/home/"):
            short_id, _, rest = source.removeprefix("/home/").partition("/")
            return self.project(short_id) / rest
        volume = next((each for each in stack.volumes if each.known_as(source)), None)
        return self.volume(volume.id) if volume else None


def pending_spec(stack: StackRecord, service: ServiceRecord, folders: Folders) -> ServiceSpec:
    """What *service* should be."""
    return _spec(stack, service, service.pending, folders)


def deployed_spec(stack: StackRecord, service: ServiceRecord, folders: Folders) -> ServiceSpec:
    """What runs when *service* starts: what is deployed, or what should be when nothing ever was."""
    return _spec(stack, service, service.deployed if service.created else service.pending, folders)


def parse_memory(text: str) -> int | None:
    """Bytes of an amount written as in Compose (`512m`, `1gb`); None when it is not one."""
    match = _MEMORY.fullmatch(text)
    return int(float(match["number"]) * _UNITS[match["unit"].lower()]) if match else None


def _spec(stack: StackRecord, service: ServiceRecord, definition: Definition, folders: Folders) -> ServiceSpec:
    return ServiceSpec(
        service_id=service.id,
        short_id=service.short_id,
        name=service.name,
        stack_id=service.stack_id,
        project_id=service.project_id,
        image=definition.image,
        command=definition.command,
        entrypoint=definition.entrypoint,
        environment=dict(definition.environment or {}),
        ports=definition.ports or (),
        volumes=folders.mounts(stack, definition),
        memory_bytes=_memory(definition.deploy),
        restart_policy=definition.restart_policy or RestartPolicy.UNLESS_STOPPED,
        source=definition,
    )


def _memory(deploy: Deploy | None) -> int | None:
    limits = deploy.resources.limits if deploy and deploy.resources else None
    return parse_memory(limits.memory) if limits and limits.memory else None
