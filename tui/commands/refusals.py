"""Why a command can't be done right now, each a sentence that says what to do instead."""

from __future__ import annotations

from tui.commands.command import Context

NO_SERVICE = "No service is highlighted. Move to one in the services pane first."
NO_STACK = "No stack is highlighted. Move to one in the stacks pane first."
NO_PROJECT = "No project is highlighted. Move to one in the projects pane, or to one of its services, first."
LOADING = "The platform has not answered yet. What is there comes in a moment."
NO_VOLUME = "No volume is highlighted."
NOT_CONNECTED = "There is no connection to the platform yet. ^r tries again."
DEFAULT_KEEPS_ITS_NAME = "Every project has its default stack, under this name. Only other stacks can be renamed."
DEFAULT_STAYS = "Every project has its default stack: it can't be deleted. e takes services out of it."
NO_REGISTRY = "No registry is highlighted."
READ_ONLY = "This profile is read-only: nothing can be changed with it."


def remembered(name: str, age: str) -> str:
    """Why nothing can be done to what is only remembered: it may be gone, or be something else by now."""
    return f"{name} is shown as it was {age} ago. Something can be done to it once it has been read again."


def _nothing(context: Context, highlighted: str) -> str:
    """Why there is nothing to act on: nothing of the kind is *highlighted*, or nothing is there at all so far."""
    return LOADING if context.loading else highlighted


def needs_service(context: Context) -> str | None:
    """A service must be highlighted."""
    return _nothing(context, NO_SERVICE) if context.service is None else None


def needs_log(context: Context) -> str | None:
    """There must be a log: that of the highlighted service, or those that are pinned."""
    return None if context.pinned > 1 else needs_service(context)


def needs_pins(context: Context) -> str | None:
    """What is read together are two logs at least."""
    return None if context.pinned > 1 else "Pin two services at least to read their logs together: p pins one."


def needs_stack(context: Context) -> str | None:
    """A stack, or a service that belongs to one, must be highlighted."""
    return _nothing(context, NO_STACK) if context.stack is None else None


def changes_service(context: Context) -> str | None:
    """A service must be highlighted, may be changed, and nothing else is being done to it."""
    if context.service is None:
        return _nothing(context, NO_SERVICE)
    if not context.read_only and context.remembered_for is not None:
        return remembered(context.service.service_name, context.remembered_for)
    return _changes(context, context.service.service_name)


def toggles_service(context: Context) -> str | None:
    """As for every change; what is stopping has to stop first."""
    if reason := changes_service(context):
        return reason
    if context.service is not None and context.service.status == "stopping":
        return f"{context.service.service_name} is stopping. It can be started once it has stopped."
    return None


def restarts_service(context: Context) -> str | None:
    """Only what runs, or tries to, can be restarted."""
    if reason := changes_service(context):
        return reason
    if context.service is not None and context.service.status in {"stopped", "stopping"}:
        return f"{context.service.service_name} is {context.service.status}. Start it with s."
    return None


def edits_stack(context: Context) -> str | None:
    """A definition can be read with any token; a read-only one is told when it applies."""
    if context.stack is not None and context.remembered_for is not None:
        return remembered(context.stack.description, context.remembered_for)
    return needs_stack(context)


def needs_project(context: Context) -> str | None:
    """A project, or a stack or service that belongs to one, must be highlighted."""
    return _nothing(context, NO_PROJECT) if context.project is None else None


def deletes_volume(context: Context) -> str | None:
    """Only what no service mounts may go, and nothing else is being done to it."""
    volume = context.volume
    if volume is None:
        return NO_VOLUME
    if reason := _changes(context, volume.name):
        return reason
    if volume.linked_services:
        return f"{volume.name} is in use. Take it out of its services first; e edits their stack."
    return None


def creates_stack(context: Context) -> str | None:
    """There must be a connection that may write."""
    return _writes(context)


def changes_stack(context: Context) -> str | None:
    """A stack must be highlighted that may be changed."""
    if context.stack is None:
        return _nothing(context, NO_STACK)
    if reason := _writes(context):
        return reason
    if context.remembered_for is not None:
        return remembered(context.stack.description, context.remembered_for)
    return None


def renames_stack(context: Context) -> str | None:
    """As for every change; the default stack keeps its name."""
    if reason := changes_stack(context):
        return reason
    return DEFAULT_KEEPS_ITS_NAME if context.stack is not None and context.stack.is_default else None


def deletes_stack(context: Context) -> str | None:
    """As for every change; the default stack stays."""
    if reason := changes_stack(context):
        return reason
    return DEFAULT_STAYS if context.stack is not None and context.stack.is_default else None


def _writes(context: Context) -> str | None:
    if context.read_only:
        return READ_ONLY
    return None if context.connected else NOT_CONNECTED


def adds_registry(context: Context) -> str | None:
    """There must be a connection that may write."""
    return _writes(context)


def changes_registry(context: Context) -> str | None:
    """A registry must be highlighted, may be changed, and nothing else is being done to it."""
    return NO_REGISTRY if context.registry is None else _changes(context, context.registry.uri)


def takes_login_away(context: Context) -> str | None:
    """As for every change; there must be a login."""
    if reason := changes_registry(context):
        return reason
    if context.registry is not None and context.registry.credentials is None:
        return f"{context.registry.uri} has no credentials. p sets some."
    return None


def _changes(context: Context, name: str) -> str | None:
    if context.read_only:
        return READ_ONLY
    return f"{name} is {context.under_way} already. Wait until that is done." if context.under_way else None
