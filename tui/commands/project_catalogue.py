"""The actions on what belongs to a project, in the order in which the help shows them."""

from __future__ import annotations

from tui.commands import refusals
from tui.commands.command import LISTS, RESOURCES, Command, Group, Place
from tui.commands.domain_catalogue import DOMAIN_COMMANDS, PROJECT_DOMAINS

PROJECT_COMMANDS: tuple[Command, ...] = (
    PROJECT_DOMAINS,
    Command(
        id="project.volumes",
        keys=("v",),
        label="volumes",
        title="Show volumes of the project",
        help="List the project's volumes: how large they are, who uses them, which are detached.",
        group=Group.PROJECT,
        where=LISTS,
        footer=6,
        refusal=refusals.needs_project,
    ),
    Command(
        id="resource.details",
        keys=("d",),
        label="details",
        title="Show all about the row",
        help="In a list of the project: show all that is known of the row.",
        group=Group.PROJECT,
        where=RESOURCES,
        footer=4,
    ),
    Command(
        id="volume.delete",
        keys=("x",),
        label="delete",
        title="Delete volume",
        help="In the volumes: delete a detached one with all that is in it, once its name is typed.",
        group=Group.PROJECT,
        where=frozenset({Place.VOLUMES}),
        footer=1,
        refusal=refusals.deletes_volume,
    ),
    *DOMAIN_COMMANDS,
)
