"""Projects in which nothing is done by a slip of a finger: those that a profile names as protected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.settings import Profile
    from tui.state.fleet import Fleet


def is_protected(profile: Profile, fleet: Fleet, project_id: str) -> bool:
    """Whether the profile protects a project, by name, short id or id.

    While the name of a project is unknown, or may be another one by now, nobody can say that it is not meant: it counts
    as protected where any is.
    """
    if not profile.protected:
        return False
    project = fleet.projects.get(project_id)
    return (
        project is None
        or fleet.projects_remembered
        or not profile.protected.isdisjoint({project.description, project.short_id, project.id})
    )


def names_of(fleet: Fleet, project_id: str) -> tuple[str, ...]:
    """What may be typed for a project: its name, else its short id; its id while these are unknown."""
    project = fleet.projects.get(project_id)
    return (project.description, project.short_id) if project else (project_id,)
