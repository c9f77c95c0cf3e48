"""What is highlighted in the three lists, and what that means for commands and the header."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.presentation.lists import ALL
from tui.state.actions import Target

if TYPE_CHECKING:
    from tui.models.project import ProjectSummary
    from tui.models.service import Service
    from tui.models.stack import Stack
    from tui.state.fleet import Fleet


class Selection(NamedTuple):
    """Ids of what is highlighted; `ALL` where a row stands for everything."""

    project_id: str = ALL
    stack_id: str = ALL
    service_id: str | None = None

    def in_project(self, project_id: str, fleet: Fleet) -> Selection:
        """The selection after another project was highlighted: its first stack, no service yet."""
        if project_id == self.project_id:
            return self
        stacks = () if project_id == ALL else fleet.stacks_of(project_id)
        return Selection(project_id=project_id, stack_id=stacks[0].id if stacks else ALL)

    def in_stack(self, stack_id: str) -> Selection:
        """The selection after another stack was highlighted."""
        return self if stack_id == self.stack_id else self._replace(stack_id=stack_id, service_id=None)

    def on_service(self, service_id: str | None) -> Selection:
        """The selection after another service was highlighted."""
        return self if service_id == self.service_id else self._replace(service_id=service_id)

    def service(self, fleet: Fleet) -> Service | None:
        """The highlighted service, when it is known."""
        return fleet.service(self.service_id or "")

    def stack(self, fleet: Fleet) -> Stack | None:
        """The highlighted stack, or the one the highlighted service belongs to."""
        if self.stack_id != ALL:
            return fleet.stacks.get(self.stack_id)
        service = self.service(fleet)
        return fleet.stacks.get(service.stack_id) if service else None

    def project(self, fleet: Fleet) -> ProjectSummary | None:
        """The highlighted project, or the one the highlighted stack belongs to."""
        if self.project_id != ALL:
            return fleet.projects.get(self.project_id)
        stack = self.stack(fleet)
        return fleet.projects.get(stack.project_id) if stack else None

    def place(self, fleet: Fleet) -> tuple[str, ...]:
        """Project, stack and service by name, as far as they are known."""
        project, stack, service = self.project(fleet), self.stack(fleet), self.service(fleet)
        names = (
            project.description if project else "All projects",
            stack.description if stack else "",
            service.service_name if service else "",
        )
        return tuple(name for name in names if name)


def target_of(service: Service, fleet: Fleet) -> Target:
    """The service as the target of an action, with its names as they are now."""
    return Target(
        project_id=service.project_id,
        stack_id=service.stack_id,
        service_id=service.id,
        project=fleet.project_name(service.project_id),
        stack=fleet.stack_name(service.stack_id),
        service=service.service_name,
    )
