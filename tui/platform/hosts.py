"""Tells the services of a project where the others are: this engine has no network of its own with names in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from tui.platform.ports import Port
from tui.platform.runtime import ServiceSpec


class HostsBook:
    """One file per project with lines such as `web:8080 127.0.0.1:21734`.

    Services find it where STACKDECK_HOSTS says.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._known: dict[str, tuple[str, str, tuple[Port, ...]]] = {}

    def tell(self, spec: ServiceSpec, ports: Sequence[Port]) -> Path:
        """Write down where *spec* is; gives the file of its project."""
        entry = (spec.project_id, spec.name, tuple(ports))
        path = self._path(spec.project_id)
        if self._known.get(spec.service_id) != entry or not path.exists():
            self._known[spec.service_id] = entry
            self._write(spec.project_id)
        return path

    def drop(self, service_id: str) -> None:
        """Forget a service that is gone for good."""
        entry = self._known.pop(service_id, None)
        if entry is not None:
            self._write(entry[0])

    def _write(self, project_id: str) -> None:
        lines = [
            f"{name}:{port.number} 127.0.0.1:{port.host}\n"
            for project, name, ports in self._known.values()
            if project == project_id
            for port in ports
        ]
        path = self._path(project_id)
        if not lines and not any(project == project_id for project, _, _ in self._known.values()):
            path.unlink(missing_ok=True)
            return
        draft = path.with_suffix(".new")
        draft.write_text("".join(sorted(lines)), encoding="utf-8")
        draft.chmod(0o600)
        draft.replace(path)

    def _path(self, project_id: str) -> Path:
        return self._folder / str(UUID(project_id))
